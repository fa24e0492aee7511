"""What does the forget gate buy? Endless streams of embedded Reber strings, read by an LSTM with it and by one without."""

import numpy as np

from utils.data.reber import LETTERS, stream
from utils.layers import LSTM, Affine, Network, softmax_cross_entropy
from utils.training import Adam, falling, forward_backward, numpy_step

KIND = "long"
SETTINGS = {
    "seeds": [0, 1, 2, 3, 4], "gate": [True, False], "carried": [True, False], "rates": [0.003, 0.01, 0.03],
    "steps": [800, 2400], "units": 24, "window": 60, "batch": 32,
}
ONE_HOT = np.eye(len(LETTERS), dtype=np.float32)
EARLY, TEST, STREAMS = 20, 2_000, 20  # steps of `early`; letters and number of the test streams


def trials(settings):
    """Every combination of gate, carried state, rate, steps and seed."""
    return [{"gate": gate, "carried": carried, "rate": rate, "steps": steps, "seed": seed,
             **{name: settings[name] for name in ("units", "window", "batch")}}
            for gate in settings["gate"] for carried in settings["carried"] for rate in settings["rates"]
            for steps in settings["steps"] for seed in settings["seeds"]]


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


def losses(trial, steps):
    """Train for so many of the trial's steps; the network and the loss of each step.

    Carried: each window goes on in the same endless streams, from the last state. Not carried: each begins new streams.
    """
    net, rng, state = network(trial), np.random.default_rng(trial["seed"]), None
    T, endless = trial["window"], stream(trial["window"] * trial["steps"] * trial["carried"] + 1, trial["batch"], rng)[0]

    def loss_of(step):
        nonlocal state
        letters = endless[step * T : (step + 1) * T + 1] if trial["carried"] else stream(T, trial["batch"], rng)[0]
        loss, final = forward_backward(net, softmax_cross_entropy, ONE_HOT[letters[:-1]], letters[1:], initial=state)
        state = final if trial["carried"] else None
        return loss

    update = numpy_step(loss_of, net, Adam(falling(trial["rate"], trial["steps"])), clip=1.0)
    return net, [update(step) for step in range(steps)]


def read(net, length=TEST, count=STREAMS):
    """Read fresh streams from a zero state.

    Returns
    -------
    right : booleans (length, count)
        Whether the letters that may follow are the ones with the highest probabilities.
    due : booleans (length, count)
        Where the next letter is the second T or P.
    size : array (length,)
        Mean over streams of the largest |c|.
    """
    letters, legal, due = stream(length, count, np.random.default_rng(99))
    state, right, size = None, [], []
    for t in range(length):
        (y,), state = net.forward(ONE_HOT[letters[t : t + 1]], state)
        right.append(np.where(legal[t], y, np.inf).min(axis=-1) > np.where(legal[t], -np.inf, y).max(axis=-1))
        size.append(np.abs(state[1]).max(axis=-1).mean())
    return np.stack(right), due, np.array(size)


def run(trial):
    """Train, then read fresh streams.

    Returns a dict: "early" (mean loss of the first steps), and from the second half of the test streams "right" (share of
    letters whose legal followers have the highest probabilities), "due" (the same where the second T or P is due), "size"
    (mean of the largest |c| at the end).
    """
    net, found = losses(trial, trial["steps"])
    right, due, size = read(net)
    late = slice(TEST // 2, None)
    return {"early": float(np.mean(found[:EARLY])), "right": float(right[late].mean()),
            "due": float(right[late][due[late]].mean()), "size": float(size[-1])}


def early(trial):
    """The mean loss of the first steps; the streams are drawn at their full length, for they are one draw."""
    return float(np.mean(losses(trial, EARLY)[1]))
