"""Train one recurrent layer and its output layer on sequences of one length."""

from utils.checks import check_array
from utils.layers import Network
from utils.training.loops import forward_backward, numpy_step, train
from utils.training.optimisers import Adam, falling


def fit(layer, readout, x, y, loss, *, rng, steps, batch, rate, clip=1.0, label="training", bar=True):
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
    label, bar
        The progress bar's, as for `train`.

    Returns
    -------
    list of float
        The loss of each batch.

    Raises
    ------
    ValueError
        If `x` is not (T, N, d), or `y` does not begin with the same T and N.
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    check_array("x", x, (None, None, layer.input_size), layer.dtype)
    if y.shape[:2] != x.shape[:2]:
        raise ValueError(f"y: got shape {y.shape}, expected it to begin with {x.shape[:2]}, as x does")
    network = Network(layer, readout)
    update = numpy_step(lambda columns: forward_backward(network, loss, x[:, columns], y[:, columns])[0], network,
                        Adam(falling(rate, steps)), clip=clip)
    batches = (rng.integers(x.shape[1], size=batch) for _ in range(steps))
    return train(update, batches, total=steps, label=label, bar=bar)
