"""Gradients and training where a long sequence is cut in windows: the state goes on from each to the next.

`truncated` lets the gradient stop there: truncated backpropagation through time, with two lengths apart, how often there is a
gradient and how far it goes back (Williams & Peng 1990). `checkpointed` hands the gradient on as well: the whole gradient, in
the memory of one window and of one state per window, because each window is read a second time (Gruslys et al. 2016).
"""

import numpy as np

from utils.checks import whole
from utils.training.loops import numpy_step, train
from utils.training.lstms_together import LSTMs
from utils.training.optimisers import Adam

__all__ = ["checkpointed", "fit_windows", "truncated"]


def truncated(network, loss, x, targets, every, back=None, initial=None):
    """The mean loss over a sequence, and its gradients where each loss goes back over some steps only.

    Parameters
    ----------
    network : Network
    loss : callable, (y, targets) -> (mean loss, d_y)
    x, targets : arrays (T, B, d) and (T, B, ...)
    every : int
        Steps whose losses go back together. The last block may have fewer.
    back : int, optional
        Steps that a block goes back over, from its end; `every` if not given.
    initial : state, optional

    Returns
    -------
    loss : float
    gradients : dict
    final : the layer's state at the end

    Raises
    ------
    ValueError
        If `every` is below 1 or `back` below `every`, besides what the network raises.
    """
    every = whole("every", every, 1)
    back = whole("back", every if back is None else back, every)
    mean, total, T = 0.0, {}, len(x)
    begin, state, final = 0, initial, initial  # `state` is the one before step `begin`, `final` that after the last block
    for first in range(0, T, every):
        end = min(first + every, T)
        far = max(0, end - back)
        state = final if far == first else network.forward(x[begin:far], state)[1] if far > begin else state
        y, final = network.forward(x[far:end], state)
        value, d_y = _share(loss, y[first - far :], targets[first:end], T)
        network.backward(np.concatenate([np.zeros_like(y[: first - far]), d_y]))
        mean, begin = mean + value, far
        _add(total, network.gradients)
    return mean, total, final


def checkpointed(network, loss, x, targets, window, initial=None):
    """The mean loss over a sequence, and its whole gradients, window by window. Arguments as for `truncated`.

    Returns
    -------
    loss : float
    gradients : dict

    Raises
    ------
    ValueError
        If `window` is below 1, besides what the network raises.
    """
    firsts = range(0, len(x), whole("window", window, 1))
    states, d_final, mean, total = [initial], None, 0.0, {}
    for first in firsts[:-1]:
        states.append(network.forward(x[first : first + window], states[-1])[1])
    for first in reversed(firsts):
        y, _ = network.forward(x[first : first + window], states.pop())
        value, d_y = _share(loss, y, targets[first : first + window], len(x))
        _, d_final = network.backward(d_y, d_final)
        mean += value
        _add(total, network.gradients)
    return mean, total


def _share(loss, y, targets, T):
    """What these steps add to the mean over T, and its gradient."""
    value, d_y = loss(y, targets)
    return value * len(y) / T, d_y * y.dtype.type(len(y) / T)


def _add(total, gradients):
    for name, g in gradients.items():
        total[name] = total[name] + g if name in total else g.copy()


def fit_windows(networks, carried, table, symbols, targets, window, rate, label="training"):
    """Train LSTMs side by side along streams of symbols, with Adam and one update per window, in place.

    Parameters
    ----------
    networks, carried
        As for `LSTMs`.
    table : array (n, d)
        The input that stands for each symbol.
    symbols, targets : integers (T, K, B)
        For each of K networks B streams, and the classes to foretell. Steps that fill no window are left out.
    window : int
    rate : as for `Adam`
    label : str
        What the progress bar is called.

    Returns
    -------
    list of float
        The mean of the networks' losses at each update.
    """
    lstms, window = LSTMs(networks, carried), whole("window", window, 1)

    def learn(first):
        part = slice(first, first + window)
        return lstms.learn(table[symbols[part]].swapaxes(-1, -2), targets[part])

    firsts = range(0, len(symbols) - window + 1, window)
    losses = train(numpy_step(learn, lstms, Adam(rate)), firsts, label=label)
    lstms.hand_back([network.layer for network in networks], [network.readout for network in networks])
    return losses
