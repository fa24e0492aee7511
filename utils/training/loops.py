"""One training loop for NumPy and PyTorch alike, with a progress bar and an early, clear failure.

The bar shows for a person; where TQDM_DISABLE is set, as in tests and when outputs are stored, it does not.
"""

import math
import os

from tqdm.auto import tqdm

from utils.checks import check_mask
from utils.gradients.clipping import clip_by_norm
from utils.optional import need


def progress(items, label, *, total=None, bar=True):
    """The items, and while they are taken a progress bar, which then goes.

    Parameters
    ----------
    items : iterable
    label : str
        What stands before the bar.
    total : int, optional
        How many items there will be, for a generator, which cannot say; else their length.
    bar : bool
        Whether to show it: not for a second's work.
    """
    quiet = not bar or bool(os.environ.get("TQDM_DISABLE"))  # tqdm itself reads it in terminals only
    return tqdm(items, desc=label, total=total, leave=False, disable=quiet)


def train(step, batches, *, label="training", bar=True, total=None):
    """Call `step` on every batch and return the losses.

    Parameters
    ----------
    step : callable, batch -> loss
        Makes one update. `numpy_step` and `torch_step` build one.
    batches : iterable
    label, bar, total
        The bar's, as for `progress`: give `total` where `batches` is a generator.

    Returns
    -------
    list of float

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite; it names the step and the last finite loss.
    ValueError
        If there are no batches.
    """
    losses = []
    with progress(batches, label, total=total, bar=bar) as shown:
        for batch in shown:
            try:
                losses.append(finite(float(step(batch))))
            except FloatingPointError as error:
                last = f"the last finite loss was {losses[-1]:.4g}" if losses else "there was no finite loss before it"
                advice = "Lower the rate, or clip the gradients"
                raise FloatingPointError(f"{error} at step {len(losses)}; {last}. {advice}") from error
            shown.set_postfix(loss=f"{losses[-1]:.3f}")
    if not losses:
        raise ValueError("batches: got none, expected at least one")
    return losses


def finite(loss):
    """The loss, or FloatingPointError where it is NaN or infinite."""
    if not math.isfinite(loss):
        raise FloatingPointError(f"loss is {loss}")
    return loss


def numpy_step(loss_of, network, optimiser, *, clip=None):
    """A step for NumPy. Where loss or gradients are not finite it raises FloatingPointError, and the parameters stay.

    Parameters
    ----------
    loss_of : callable, batch -> loss
        Runs the network forward and backward, so that its gradients are those of the loss.
    network : anything with `parameters` and `gradients`, dicts of arrays with the same keys
        A layer, a `Stack`, a `Network`. The parameters are changed in place.
    optimiser : SGD or Adam
    clip : float, optional
        The largest common norm of the gradients.
    """

    def step(batch):
        loss = finite(loss_of(batch))
        gradients = network.gradients
        clip_by_norm(gradients, math.inf if clip is None else clip)
        optimiser.step(network.parameters, gradients)
        return loss

    return step


def torch_step(loss_of, optimiser, *, clip=None):
    """A step for PyTorch. Where loss or gradients are not finite it raises FloatingPointError, and the parameters stay.

    Parameters
    ----------
    loss_of : callable, batch -> scalar tensor
    optimiser : torch.optim.Optimizer
    clip : float, optional
        The largest common norm of the gradients.
    """
    clip_grad_norm_ = need("torch.nn.utils", "torch").clip_grad_norm_
    parameters = [p for group in optimiser.param_groups for p in group["params"]]

    def step(batch):
        optimiser.zero_grad()
        loss = loss_of(batch)
        value = finite(loss.item())
        loss.backward()
        norm = clip_grad_norm_(parameters, math.inf if clip is None else clip).item()
        if not math.isfinite(norm):
            raise FloatingPointError(f"gradients: got a norm of {norm}, expected a finite one")
        optimiser.step()
        return value

    return step


def forward_backward(network, loss, x, targets, *, initial=None, lengths=None):
    """Run a network forward, and the gradient of a loss back through it.

    Parameters
    ----------
    network : Network
    loss : callable, (y, targets) -> (loss, d_y), with `lengths` (y, targets, mask)
        For instance `softmax_cross_entropy` or `mean_squared_error`.
    x, initial, lengths
        As for `Network.forward`.
    targets : array
        In the form that `loss` wants.

    Returns
    -------
    loss : float
    final : the layer's final state
    """
    y, final = network.forward(x, initial, lengths)
    mask = () if lengths is None or network.last else (check_mask(lengths, *x.shape[:2]),)
    value, d_y = loss(y, targets, *mask)
    network.backward(d_y)
    return value, final
