"""What does the forget gate buy? Endless streams of embedded Reber strings, read by an LSTM with it and by one without."""

import math

import numpy as np

from utils.data.reber import LETTERS, stream
from utils.experiments import search
from utils.layers import LSTM, Affine, Network, softmax_cross_entropy
from utils.training import Adam, falling, forward_backward, numpy_step, train
from utils.training.lstms_together import LSTMs

KIND = "long"
SETTINGS = {
    "seeds": list(range(10)), "search_seeds": [100, 101], "rates": [0.003, 0.01, 0.03],
    "kernels": ["Haswell", "Sandybridge"], "again": [{}],
    "gate": [True, False], "carried": [True, False], "steps": [800, 2400], "units": 24, "window": 60, "batch": 32,
}
TOLERANCE = 5e-5
ONE_HOT = np.eye(len(LETTERS), dtype=np.float32)
SOLVED = 0.99  # the share right where the repeated letter is due must reach it
AT_ONCE = 60  # letters that networks read side by side before the next: few enough to stay in the cache
LENGTHS, STREAMS = {"validation": 1_000, "test": 2_000}, 20  # letters and number of the streams that are only read


def trials(settings, rows):
    """A search and a report for every combination of gate, carried state and steps."""
    contenders = [{"gate": gate, "carried": carried, "steps": steps,
                   **{name: settings[name] for name in ("units", "window", "batch")}}
                  for gate in settings["gate"] for carried in settings["carried"] for steps in settings["steps"]]
    return search.trials(contenders, settings, rows, score)


def score(result):
    """For the search: the share not right where the repeated letter is due, then that of all letters."""
    return tuple(None if result[name] is None else 1 - result[name] for name in ("due", "right"))


def network(trial):
    """An LSTM and its output layer. Without the gate f is pinned at 1, as in the cell of 1997.

    Weights of zero and a bias of 40 make f round to 1 exactly. Its gradient, which holds the factor f (1 - f), is then exactly
    zero, so training never moves it.
    """
    layer = LSTM(len(LETTERS), trial["units"], forget_bias=1.0, seed=trial["seed"], dtype=np.float32)
    if not trial["gate"]:
        layer.parameters |= {"W_hf": 0 * layer.parameters["W_hf"], "W_xf": 0 * layer.parameters["W_xf"]}
        layer.parameters["b_f"][:] = 40
    return Network(layer, Affine(trial["units"], len(LETTERS), seed=trial["seed"], dtype=np.float32))


def losses(trial):
    """Train; the network and the loss of each step. FloatingPointError where one is NaN or infinite.

    Carried: each window goes on in the same endless streams, from the last state. Not carried: each begins new streams.
    """
    net, letters_of_steps, state = network(trial), windows(trial), None

    def loss_of(letters):
        nonlocal state
        loss, final = forward_backward(net, softmax_cross_entropy, ONE_HOT[letters[:-1]], letters[1:], initial=state)
        state = final if trial["carried"] else None
        return loss

    update = numpy_step(loss_of, net, Adam(falling(trial["rate"], trial["steps"])), clip=1.0)
    return net, [update(letters) for letters in letters_of_steps]


def trained_together(trials):
    """The networks that `losses` gives for several trials, in less than half the time; see `LSTMs` for how near they come.

    They may differ in gate, seed, and in whether states are carried on; the rest is that of the first.
    """
    nets, steps = [network(trial) for trial in trials], trials[0]["steps"]
    lstms = LSTMs(nets, [trial["carried"] for trial in trials])
    read_by = [(trial["seed"], trial["carried"]) for trial in trials]  # what decides the letters that a network reads
    source = {key: windows(trial) for key, trial in zip(read_by, trials, strict=True)}

    def loss_of(_):
        here = {key: next(letters) for key, letters in source.items()}
        letters = np.stack([here[key] for key in read_by], axis=1)
        return lstms.learn(ONE_HOT[letters[:-1]].swapaxes(-1, -2), letters[1:])

    train(numpy_step(loss_of, lstms, Adam(falling(trials[0]["rate"], steps))), range(steps), label=f"{len(nets)} networks")
    lstms.hand_back([net.layer for net in nets], [net.readout for net in nets])
    return nets


def windows(trial):
    """The letters of each step of a training, (T + 1, batch): endless streams window by window, or new streams each time."""
    rng, T = search.generator(trial, "training"), trial["window"]
    endless = stream(T * trial["steps"] * trial["carried"] + 1, trial["batch"], rng)[0]
    for step in range(trial["steps"]):
        yield endless[step * T : (step + 1) * T + 1] if trial["carried"] else stream(T, trial["batch"], rng)[0]


def read(net, rng, length=LENGTHS["test"], count=STREAMS):
    """Read fresh streams from a zero state, on and on.

    Returns
    -------
    right : booleans (length, count)
        Whether the letters that may follow are the ones with the highest probabilities.
    due : booleans (length, count)
        Where the next letter is the second T or P.
    size : array (length,)
        Mean over streams of the largest |c|.
    """
    letters, legal, due = stream(length, count, rng)
    state, right, size = None, [], []
    for t in range(length):
        (y,), state = net.forward(ONE_HOT[letters[t : t + 1]], state)
        right.append(np.where(legal[t], y, np.inf).min(axis=-1) > np.where(legal[t], -np.inf, y).max(axis=-1))
        size.append(np.abs(state[1]).max(axis=-1).mean())
    return np.stack(right), due, np.array(size)


def read_together(nets, rng, length=LENGTHS["test"], count=STREAMS):
    """What `read` gives for several networks, which read the same streams: right (length, K, count), due, size (length, K)."""
    letters, legal, due = stream(length, count, rng)
    lstms, legal, right, size = LSTMs(nets, [True] * len(nets)), legal.swapaxes(-1, -2)[:, None], [], []
    for window in np.array_split(np.arange(length), -(-length // AT_ONCE)):
        y, c = lstms.go_on(ONE_HOT[letters[window]].swapaxes(-1, -2)[:, None].repeat(len(nets), axis=1))
        may = legal[window]
        right.append(np.where(may, y, np.inf).min(axis=-2) > np.where(may, -np.inf, y).max(axis=-2))
        size.append(np.abs(c).max(axis=-2).mean(axis=-1))
    return np.concatenate(right), due, np.concatenate(size)


def run(trial):
    """Train, then read streams of validation (in a search) or test (in a report).

    Returns a dict of what `scored` gives, and "solved": whether "due" reaches `SOLVED`. NaN where the training failed.
    """
    use = "validation" if trial["part"] == "search" else "test"
    try:
        net, _ = losses(trial)
        result = scored(*read(net, search.generator(trial, use), LENGTHS[use]))
    except FloatingPointError:
        result = dict.fromkeys(("due", "right", "size"), math.nan)
    return result | {"solved": result["due"] >= SOLVED}


def scored(right, due, size):
    """Of what was read, from the second half of the streams.

    "due": share right where the repeated letter is due; "right": share right of all letters; "size": largest |c| at the end.
    """
    late = slice(len(right) // 2, None)
    return {"due": float(right[late][due[late]].mean()), "right": float(right[late].mean()), "size": float(size[-1])}
