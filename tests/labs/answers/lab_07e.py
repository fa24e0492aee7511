"""Answers to the exercises of lab 7e."""

from tests.labs.answering import right, wrong


@right
def batch_gradient(gradients, sizes):
    return (sizes[:, None] * gradients).sum(axis=0) / sizes.sum()


@right
def batch_gradient(gradients, sizes):
    total = 0
    for gradient, size in zip(gradients, sizes, strict=True):
        total = total + size / sum(sizes) * gradient
    return list(total)


@wrong("every share counts the same")
def batch_gradient(gradients, sizes):
    return gradients.mean(axis=0)


@wrong("each is a mean already")
def batch_gradient(gradients, sizes):
    return gradients.sum(axis=0)


@wrong("must add up to 1")
def batch_gradient(gradients, sizes):
    return (sizes[:, None] * gradients).sum(axis=0)


@wrong("divided by the number of shares")
def batch_gradient(gradients, sizes):
    return (sizes[:, None] * gradients).mean(axis=0)


@wrong("the small shares weigh most")
def batch_gradient(gradients, sizes):
    return (gradients / sizes[:, None]).sum(axis=0) / (1 / sizes).sum()


@wrong("got shape")
def batch_gradient(gradients, sizes):
    return np.average(gradients, axis=1)


@right
def ring_plan(N):
    steps = []
    for s in range(2 * (N - 1)):
        steps.append([(d - s + (s >= N - 1) * N) % N for d in range(N)])
    return steps


@right
def ring_plan(N):
    sends = [np.arange(N)]
    while len(sends) < 2 * N - 2:
        sends.append(np.roll(sends[-1], 1))
    return np.array(sends)


@right
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([(d - s + 1) % N, (d - s + 2) % N])


@wrong("these are exchanged")
def ring_plan(N):
    return np.array([(np.arange(N) - s) % N for s in range(2 * N - 2)]).T


@wrong("first half: what a device sends on")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([(d + s) % N, (d + 1 - s) % N])


@wrong("it begins with the piece that is whole")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([(d - s) % N, (d - s) % N])


@wrong("second half: what a device sends on")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([(d - s) % N, (d + 1 + s) % N])


@wrong("so nothing that was summed goes on")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([d + 0 * s, (d + 1 - s) % N])


@wrong("modulo N")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([d - s, d + 1 - s])


@wrong("expected (6, 4)")
def ring_plan(N):
    return np.array([(np.arange(N) - s) % N for s in range(N - 1)])


@wrong("some piece is the sum of all on no device")
def ring_plan(N):
    return np.zeros((2 * (N - 1), N), dtype=int)


@wrong("not the sum of all, each counted once")
def ring_plan(N):
    d, s = np.arange(N), np.arange(N - 1)[:, None]
    return np.concatenate([(d - s) % N, (d + 2 - s) % N])


@right
def finish_time(costs, T):
    return sum(costs) + (T - 1) * max(costs)


@right
def finish_time(costs, T):
    free, ready = [0.0] * len(costs), 0.0
    for _ in range(T):
        ready = 0.0
        for place, cost in enumerate(costs):
            ready = free[place] = max(ready, free[place]) + cost
    return ready


@wrong("one device for all layers")
def finish_time(costs, T):
    return T * costs.sum()


@wrong("must pass through all of them")
def finish_time(costs, T):
    return T * costs.max()


@wrong("the first step is counted twice")
def finish_time(costs, T):
    return costs.sum() + T * costs.max()


@wrong("not the quickest's")
def finish_time(costs, T):
    return costs.sum() + (T - 1) * costs.min()


@wrong("not the mean")
def finish_time(costs, T):
    return costs.sum() + (T - 1) * costs.mean()


@wrong("not at the slowest's")
def finish_time(costs, T):
    return (T + len(costs) - 1) * costs.max()


@wrong("costs differ")
def finish_time(costs, T):
    return T + len(costs) - 1


@right
def more_devices(p, T, B, size, devices):
    rows = []
    one = p["fixed"] + T * (p["chain"] + p["work"] * B)
    for each in (False, True):
        row = []
        for N in devices:
            part = B if each else B / N
            time = p["fixed"] + T * (p["chain"] + p["work"] * part)
            if N > 1:
                time += p["wrapping"] + 2 * (N - 1) * (p["message"] + size / N * p["byte"])
            row.append((N if each else 1) * one / time)
        rows.append(row)
    return rows


@right
def more_devices(p, T, B, size, devices):
    N = np.array(devices, dtype=float)
    exchange = np.where(N > 1, p["wrapping"] + (N - 1) * 2 * (p["message"] + p["byte"] * size / N), 0)
    alone = p["fixed"] + p["chain"] * T
    one = alone + p["work"] * T * B
    return np.stack([one / (alone + p["work"] * T * B / N + exchange), N * one / (one + exchange)])


@wrong("with whom")
def more_devices(p, T, B, size, devices):
    def time(B, N):
        alone = p["fixed"] + T * (p["chain"] + p["work"] * B / N)
        return alone + p["wrapping"] + 2 * (N - 1) * (p["message"] + size / N * p["byte"])

    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


@wrong("goes through all T steps")
def more_devices(p, T, B, size, devices):
    one = step_time(p, T, B, 1, size)
    times = [(step_time(p | {"chain": p["chain"] / N}, T, B, N, size),
              step_time(p | {"chain": p["chain"] / N}, T, N * B, N, size)) for N in devices]
    return [[one / split for split, _ in times], [N * one / each for N, (_, each) in zip(devices, times, strict=True)]]


@wrong("only the work of the sequences is")
def more_devices(p, T, B, size, devices):
    def time(B, N):
        less = p | {"chain": p["chain"] / N, "fixed": p["fixed"] / N}
        return step_time(less, T, B, N, size)

    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


@wrong("the work is not divided")
def more_devices(p, T, B, size, devices):
    def time(B, N):
        return step_time(p, T, B * N, N, size)

    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


@wrong("not N - 1 times")
def more_devices(p, T, B, size, devices):
    def time(B, N):
        return step_time(p, T, B, N, size * N / 2)

    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


@wrong("there are 2 (N - 1) of them")
def more_devices(p, T, B, size, devices):
    def time(B, N):
        return step_time(p | {"message": p["message"] / max(1, 2 * (N - 1))}, T, B, N, size)

    return np.array([[time(B, 1) / time(B, N) for N in devices], [N * time(B, 1) / time(N * B, N) for N in devices]])


@wrong("N times as many sequences")
def more_devices(p, T, B, size, devices):
    one = step_time(p, T, B, 1, size)
    return [[one / step_time(p, T, B, N, size) for N in devices], [one / step_time(p, T, N * B, N, size) for N in devices]]


@wrong("rows are exchanged")
def more_devices(p, T, B, size, devices):
    one = step_time(p, T, B, 1, size)
    return [[N * one / step_time(p, T, N * B, N, size) for N in devices], [one / step_time(p, T, B, N, size) for N in devices]]
