"""One training loop for NumPy and PyTorch alike, with a progress bar and an early, clear failure.

The bar shows for a person; where TQDM_DISABLE is set, as in tests and when outputs are stored, it does not.
"""

import math
import os

from tqdm.auto import tqdm

from utils.gradients.clipping import clip_by_norm


def train(step, batches, *, label="training"):
    """Call `step` on every batch and return the losses.

    Parameters
    ----------
    step : callable, batch -> loss
        Makes one update. `numpy_step` and `torch_step` build one.
    batches : iterable
        Its length, where it has one, is the bar's.
    label : str

    Returns
    -------
    list of float

    Raises
    ------
    FloatingPointError
        As soon as a loss is NaN or infinite; it names the step and the last finite loss.
    ValueError
        If there are no batches.
    """
    losses = []
    quiet = bool(os.environ.get("TQDM_DISABLE"))  # tqdm itself reads it in terminals only
    with tqdm(batches, desc=label, leave=False, disable=quiet) as bar:
        for batch in bar:
            loss = float(step(batch))
            if not math.isfinite(loss):
                last = f"the last finite loss was {losses[-1]:.4g}" if losses else "there was no finite loss before it"
                raise FloatingPointError(f"loss is {loss} at step {len(losses)}; {last}. Lower the rate, or clip the gradients")
            losses.append(loss)
            bar.set_postfix(loss=f"{loss:.3f}")
    if not losses:
        raise ValueError("batches: got none, expected at least one")
    return losses


def numpy_step(loss_and_gradients, parameters, optimiser, *, clip=None):
    """A step for NumPy.

    Parameters
    ----------
    loss_and_gradients : callable, batch -> (float, dict of arrays)
    parameters : dict of arrays
        With the same keys as the gradients; changed in place.
    optimiser : SGD or Adam
    clip : float, optional
        The largest common norm of the gradients.
    """

    def step(batch):
        loss, gradients = loss_and_gradients(batch)
        if clip is not None and math.isfinite(loss):
            clip_by_norm(gradients, clip)
        optimiser.step(parameters, gradients)
        return loss

    return step


def torch_step(loss_of, optimiser, *, clip=None):
    """A step for PyTorch.

    Parameters
    ----------
    loss_of : callable, batch -> scalar tensor
    optimiser : torch.optim.Optimizer
    clip : float, optional
        The largest common norm of the gradients.
    """
    from torch.nn.utils import clip_grad_norm_

    parameters = [p for group in optimiser.param_groups for p in group["params"]]

    def step(batch):
        optimiser.zero_grad()
        loss = loss_of(batch)
        loss.backward()
        if clip is not None:
            clip_grad_norm_(parameters, clip)
        optimiser.step()
        return loss.item()

    return step
