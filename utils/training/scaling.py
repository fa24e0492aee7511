"""What a step of data-parallel training takes, on paper: work that is divided, work that is not, and an exchange by a ring.

On each of N devices a step of T time steps and B sequences in all takes

    fixed + chain T + work T B / N  +  [N > 1] (wrapping + 2 (N - 1) message + 2 (N - 1) / N bytes byte)

in whatever unit the six parameters are given. The first three are of one device; the others are paid for the exchange of the
gradient, of so many bytes, as a ring does it: N - 1 messages to add up and N - 1 to hand round, each a piece of 1 / N.
"""

import numpy as np


def step_time(parameters, T, B, N, size):
    """The time of a step.

    Parameters
    ----------
    parameters : dict
        "fixed", "chain" (per time step, however many sequences), "work" (per time step and sequence), "wrapping" (once, for
        being one of several), "message", "byte".
    T, B, N : int
        Time steps, sequences over all devices, devices.
    size : int
        Bytes of the gradient.
    """
    p = parameters
    alone = p["fixed"] + p["chain"] * T + p["work"] * T * B / N
    return alone + (p["wrapping"] + 2 * (N - 1) * p["message"] + 2 * (N - 1) / N * size * p["byte"] if N > 1 else 0)


def speed_up(parameters, T, B, N, size):
    """How many times as fast N devices make a step as one does, the batch as large in all."""
    return step_time(parameters, T, B, 1, size) / step_time(parameters, T, B, N, size)


def fitted(costs, reference=(2, 10, 64)):
    """Parameters from what `utils.bench.many_devices` measured.

    Parameters
    ----------
    costs : dict
        Rows to fit: "work" (T, B, seconds) and "exchange" (N, numbers, seconds) for at least two N; "numbers", how many a
        gradient has. Of "together", rows (N, T, B, seconds), only that of the `reference` is used, for "wrapping": what a step
        takes beyond its work and the messages and bytes of its exchange.
    """
    T, B, seconds = np.array(costs["work"]).T
    fixed, chain, work = least(np.stack([T**0, T, T * B], axis=1), seconds)
    N, numbers, seconds = np.array(costs["exchange"]).T
    _, message, byte = least(np.stack([N**0, 2 * (N - 1), 2 * (N - 1) / N * 4 * numbers], axis=1), seconds)
    found = {"fixed": fixed, "chain": chain, "work": work, "wrapping": 0.0, "message": message, "byte": byte}
    (measured,) = [seconds for *sizes, seconds in costs["together"] if tuple(sizes) == reference]
    N, T, B = reference
    return found | {"wrapping": max(0.0, measured - step_time(found, T, B, N, 4 * costs["numbers"]))}


def least(columns, seconds):
    """Factors of the columns, none below 0, that give the times with the least squares of relative errors."""
    weighted = columns / seconds[:, None]
    used = list(range(weighted.shape[1]))
    while True:
        factors = np.zeros(weighted.shape[1])
        factors[used] = np.linalg.lstsq(weighted[:, used], np.ones(len(seconds)), rcond=None)[0]
        if (factors >= 0).all():
            return factors.tolist()
        used.remove(int(factors.argmin()))
