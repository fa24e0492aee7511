"""Lab 7e: a batch's gradient from its shares, who sends what round a ring, what more devices buy, layers on devices."""

import numpy as np

from utils.book.checking import Exercise, Wrong
from utils.exercises.slips import slips


# Exercise 1: mean gradients of shares that differ in size.
def whole_gradient(gradients, sizes):
    """An answer: the gradient of the mean over all sequences, (p,)."""
    return np.average(gradients, axis=0, weights=sizes)


SHARES = [(np.sin(1.7 * np.arange(12)).reshape(3, 4), np.array([5, 2, 1])),
          (np.cos(2.3 * np.arange(10)).reshape(2, 5), np.array([3, 9]))]
batch_gradient = Exercise("Exercise 1", SHARES, whole_gradient, each="one number per parameter", slips=slips(whole_gradient, {
    "every share counts the same here: a share of five sequences weighs five times one of one": (", weights=sizes", ""),
    "the shares are added up: each is a mean already": ("np.average(gradients, axis=0, weights=sizes)", "np.sum(gradients, 0)"),
    "divide by the number of sequences in all: the weights must add up to 1": (
        "np.average(gradients, axis=0, weights=sizes)", "sizes @ gradients"),
    "divided by the number of shares, expected by that of all sequences": (
        "np.average(gradients, axis=0, weights=sizes)", "sizes @ gradients / len(sizes)"),
    "the small shares weigh most here: turn the weights over": ("weights=sizes", "weights=1 / sizes"),
    "that is the largest share's gradient alone": (
        "np.average(gradients, axis=0, weights=sizes)", "gradients[np.argmax(sizes)]"),
    "weights by the square of the size: each share is a mean, its weight is its size": ("weights=sizes", "weights=sizes**2")}))


# Exercise 2: any plan that works is right, so it is played.
def plan(N):
    """An answer: which piece each device sends in each step, (2 (N - 1), N)."""
    devices = np.arange(N)
    gather = [(devices - s) % N for s in range(N - 1)]
    return np.array(gather + [(devices + 1 - s) % N for s in range(N - 1)])


PLANS = slips(plan, {
    "rows are steps and columns devices: these are exchanged": ("return np.array(", "return np.transpose("),
    "first half: what a device sends on is what came from its left just before, one number lower": (
        "(devices - s) % N for", "(devices + s) % N for"),
    "second half: it begins with the piece that is whole, and after N - 1 sums that is the next higher one": (
        "devices + 1 - s", "devices - s"),
    "second half: what a device sends on is what came from its left just before": ("devices + 1 - s", "devices + 1 + s"),
    "first half: each step sends the same piece, so nothing that was summed goes on": ("(devices - s) % N for", "devices for"),
    "second half: each step sends the same piece, so each whole piece gets one device far": ("devices + 1 - s", "devices + 1"),
    "pieces are numbered from 0 to N - 1: take the number modulo N": (
        "(devices - s) % N for", "(devices - s) for", "(devices + 1 - s) % N", "(devices + 1 - s)")})


def played(sends):
    """Who holds how many times whose numbers, (devices, pieces, sources), after the sums and at the end."""
    steps, N = sends.shape
    held = np.repeat(np.eye(N, dtype=int)[:, None], N, axis=1)
    for step in range(steps):
        moved = held[np.arange(N), sends[step]].copy()
        to, piece = (np.arange(N) + 1) % N, sends[step]
        held[to, piece] = moved + (held[to, piece] if step < N - 1 else 0)
        if step == N - 2:
            half = held.copy()
    return half, held


def table(answer, N):
    """A plan as an array of whole numbers; `Wrong` where it is none."""
    try:
        sends = np.asarray(answer(N))
        whole = np.array_equal(sends, sends.astype(int))
    except (TypeError, ValueError) as error:
        raise Wrong("Exercise 2: expected a table of whole numbers, a row per step") from error
    if not whole:
        raise Wrong("Exercise 2: got numbers that are not whole, expected those of pieces")
    return sends.astype(int)


def works(answer):
    """Play the plan of several rings."""
    for N in (4, 2, 3, 7):
        sends = table(answer, N)
        for sentence, slip in PLANS.items():
            if np.array_equal(sends, slip(N)) and not np.array_equal(slip(N), plan(N)):
                return sentence
        if sends.shape != (2 * (N - 1), N):
            return f"for N = {N} got shape {sends.shape}, expected {(2 * (N - 1), N)}: N - 1 steps to sum, N - 1 to hand round"
        if sends.min() < 0 or sends.max() >= N:
            return f"for N = {N} got pieces from {sends.min()} to {sends.max()}, expected from 0 to {N - 1}"
        half, held = played(sends)
        if not (half == 1).all(axis=2).any(axis=0).all():
            return f"N = {N}: after the first {N - 1} steps some piece is the sum of all on no device"
        if not (held == 1).all():
            device, piece = np.argwhere((held != 1).any(axis=2))[0]
            return f"N = {N}: at the end device {device} has a piece {piece} that is not the sum of all, each counted once"
    return None


ring_plan = Exercise("Exercise 2", also=[works])


# Exercise 3: the formula of the lab, then a table.
def speed_ups(p, T, B, size, devices):
    """An answer: a row for a batch of B in all, a row for B per device (sequences per time, against one device)."""
    def time(B, N):
        own = p["fixed"] + p["chain"] * T + p["work"] * T * B / N
        exchange = p["wrapping"] + 2 * (N - 1) * p["message"] + 2 * (N - 1) / N * size * p["byte"]
        return own + exchange * (N > 1)
    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


UNIT = {"fixed": 250.0, "chain": 1.0, "work": 1.0, "wrapping": 140.0, "message": 20.0, "byte": 5e-5}
LOOP = UNIT | {"chain": 40.0}
SIZE = 422_644


def shown(answer):
    """Print what an answer finds for two chains and two lengths."""
    devices = (2, 8, 64)
    print(f"{'chain':<8}{'T':<6}" + "".join(f"{f'{kind}, N = {N}':<16}" for kind in ("B split", "B each") for N in devices))
    for parameters in (UNIT, LOOP):
        for T in (10, 80):
            row = np.asarray(answer(parameters, T, 64, SIZE, devices)).ravel()
            print(f"{parameters['chain']:<8g}{T:<6}" + "".join(f"{value:<16.1f}" for value in row))


more_devices = Exercise("Exercise 3", [(UNIT | {"byte": 2e-3}, 10, 64, SIZE, (1, 2, 8, 64)), (LOOP, 80, 32, 9e6, (1, 3, 5))],
                        speed_ups, also=[shown], each="a row for B in all, a row for B per device", slips=slips(speed_ups, {
    "one device pays for an exchange here: with whom": ("exchange * (N > 1)", "exchange"),
    "the chain is divided by N: each device goes through all T steps": ('p["chain"] * T', 'p["chain"] * T / N'),
    "all of the first three are divided by N: only the work of the sequences is": (
        'p["fixed"] + p["chain"] * T + p["work"] * T * B / N', '(p["fixed"] + p["chain"] * T + p["work"] * T * B) / N'),
    "the work is not divided: each device has B / N sequences": ("T * B / N", "T * B"),
    "bytes: a ring sends 2 (N - 1) / N times the gradient, not N - 1 times": ("2 * (N - 1) / N * size", "(N - 1) * size"),
    "messages: there are 2 (N - 1) of them": ('2 * (N - 1) * p["message"]', 'p["message"]'),
    "second row: N devices do N times as many sequences in that time": ("N * time(B, 1)", "time(B, 1)"),
    "second row: with B per device the batch is N B in all": ("time(N * B, N)", "time(B, N)"),
    "the ratio is turned over: speed-up is the time of one device by that of N": (
        "time(B, 1) / time(B, N)", "time(B, N) / time(B, 1)", "N * time(B, 1) / time(N * B, N)",
        "time(N * B, N) / N / time(B, 1)"),
    "rows are exchanged: first the batch of B in all": lambda *given: speed_ups(*given)[::-1]}))


# Exercise 4: layers of unequal cost, one device each.
def finish(costs, T):
    """An answer: when the last layer has done the last step."""
    done = np.zeros(len(costs) + 1)
    for _ in range(T):
        for place, cost in enumerate(costs, start=1):
            done[place] = max(done[place], done[place - 1]) + cost
        done[0] = 0
    return done[-1]


finish_time = Exercise("Exercise 4", [(np.array([3.0, 1.0, 4.0, 1.5]), 9), (np.array([2.0, 5.0]), 4), (np.array([7.0]), 3)],
                       finish, slips={
    "that is one device for all layers: a layer can go on while the next one works":
        lambda costs, T: T * np.sum(costs),
    "every layer waits for its input: the first step must pass through all of them": lambda costs, T: T * np.max(costs),
    "the first step is counted twice: T - 1 steps follow it": lambda costs, T: np.sum(costs) + T * np.max(costs),
    "the pace is the slowest layer's, not the quickest's": lambda costs, T: np.sum(costs) + (T - 1) * np.min(costs),
    "the pace is the slowest layer's, not the mean": lambda costs, T: np.sum(costs) + (T - 1) * np.mean(costs),
    "the first step passes each layer at its own cost, not at the slowest's":
        lambda costs, T: (T + len(costs) - 1) * np.max(costs),
    "each layer counts as 1 here: costs differ": lambda costs, T: T + len(costs) - 1.0,
    "the last layer's own work alone: it waits for those below": lambda costs, T: T * costs[-1]})
