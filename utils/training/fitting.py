"""Train one recurrent layer and its output layer on sequences of one length. Made for runs of a second or so: no bar."""

import math

from utils.layers.checks import check_array
from utils.training.loops import numpy_step
from utils.training.optimisers import Adam, cosine


def fit(layer, readout, x, y, loss, *, rng, steps, batch, rate, clip=1.0):
    """Train `layer` and `readout` in place with Adam, the rate falling to zero on a half cosine.

    Parameters
    ----------
    layer : RNN or another layer of the same contract
    readout : Affine
    x : array (T, N, d)
        N sequences of inputs.
    y : array (T, N, ...)
        The targets, in the form that `loss` wants.
    loss : callable, (outputs, targets) -> (loss, gradient)
        For instance `softmax_cross_entropy` or `mean_squared_error`.
    rng : numpy.random.Generator
        Draws the sequences of each batch.
    steps, batch : int
        Updates, and sequences an update.
    rate : float
        The first learning rate.
    clip : float
        The largest common norm of the gradients.

    Returns
    -------
    list of float
        The loss of each batch.

    Raises
    ------
    ValueError
        If `x` is not (T, N, d), or `y` does not begin with the same T and N.
    FloatingPointError
        As soon as a loss is NaN or infinite.
    """
    check_array("x", x, (None, None, layer.input_size), layer.dtype)
    if y.shape[:2] != x.shape[:2]:
        raise ValueError(f"y: got shape {y.shape}, expected it to begin with {x.shape[:2]}, as x does")
    optimiser = Adam(rate)

    def loss_and_gradients(columns):
        h, _ = layer.forward(x[:, columns])
        value, d_outputs = loss(readout.forward(h), y[:, columns])
        layer.backward(readout.backward(d_outputs))
        return value, layer.gradients | readout.gradients

    update = numpy_step(loss_and_gradients, layer.parameters | readout.parameters, optimiser, clip=clip)
    losses = []
    for step in range(steps):
        optimiser.rate = cosine(rate, step, steps)
        losses.append(update(rng.integers(x.shape[1], size=batch)))
        if not math.isfinite(losses[-1]):
            raise FloatingPointError(f"loss is {losses[-1]} at step {step}. Lower the rate, or clip the gradients")
    return losses
