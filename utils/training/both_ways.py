"""Train several LSTMs of one size at once to say one class per window: each alone, or in pairs that read in two directions.

A bidirectional LSTM with a linear readout is a pair: W [h_forwards; h_backwards] + b is the sum of two networks' logits. So the
pair is trained as two networks whose logits are added before the loss. What each of the two reads is the caller's choice, and
with it whether the future comes in: the class knows nothing of time.
"""

import numpy as np

from utils.checks import whole
from utils.training.loops import numpy_step, train
from utils.training.lstms_last import LastLSTMs
from utils.training.optimisers import Adam, falling

__all__ = ["Pairs", "fit_windows_last", "log_odds"]


class Pairs(LastLSTMs):
    """K pairs among 2K LSTMs with their readouts: network k and network K + k add up their logits.

    Raises ValueError where the number of networks is odd.
    """

    def __init__(self, networks, clip=np.inf):
        if len(networks) % 2:
            raise ValueError(f"networks: got {len(networks)}, expected an even number: a pair reads in two directions")
        super().__init__(networks, clip)

    def _logits(self, S):
        """Those of the pairs, (2K, k, B): the sums twice, since either network of a pair gets the same gradient."""
        first, second = np.split(super()._logits(S), 2)
        return np.concatenate([first + second] * 2)


def fit_windows_last(networks, draw, *, seeds, steps, batch, rate, paired=False, clip=1.0, label="training"):
    """Train networks in place with Adam at a falling rate, each on batches of its own.

    Parameters
    ----------
    networks : sequence of Network
        K LSTMs with an Affine each, of one size and dtype; with `paired`, 2K of them.
    draw : callable, (number k below K, generator, batch) -> (list of one or two arrays (w, batch, d), classes (batch,))
        A batch of network or pair k: what it reads, forwards, and what its second network reads, in its order.
    seeds : sequence of int
        K seeds of the generators.
    steps, batch, rate, clip : int, int, float, float
    paired : bool
    label : str
        What the progress bar is called.

    Returns
    -------
    list of float
        The mean of the losses at each step, in nats.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    whole("batch", batch, 1)
    together = (Pairs if paired else LastLSTMs)(networks, clip)
    rngs = [np.random.default_rng(seed) for seed in seeds]

    def update(_):
        drawn = [draw(k, rng, batch) for k, rng in enumerate(rngs)]
        parts = zip(*(read for read, _ in drawn), strict=True)  # all that is read forwards, then all that is read second
        x = np.stack([window for part in parts for window in part], axis=1).swapaxes(-1, -2)
        classes = np.stack([classes for _, classes in drawn])
        return together.learn(x.astype(networks[0].dtype, copy=False), np.concatenate([classes] * (1 + paired)))

    losses = train(numpy_step(update, together, Adam(falling(rate, steps))), range(steps), label=label)
    together.hand_back([network.layer for network in networks], [network.readout for network in networks])
    return losses


def log_odds(networks, windows):
    """The log odds of class 1 against class 0, (n,): summed over networks, each of which reads windows (w, n, d) of its own."""
    logits = sum(network.readout.forward(network.layer.forward(read)[1][0]) for network, read in
                 zip(networks, windows, strict=True))
    return logits[:, 1] - logits[:, 0]
