"""Answers to the exercises of Lab 1b."""

from tests.labs.answering import right, wrong

# Exercise 1: one unit


@right
def one_unit(x, phi, theta):
    predictions = [0 * x[0]]
    for value in x[:-1]:
        shock = value - predictions[-1]
        predictions.append(phi * value + theta * shock)
    return predictions


@right
def one_unit(x, phi, theta):
    T = len(x)
    k = np.arange(T)[:, None] - np.arange(T)[None] - 1
    return np.where(k >= 0, (phi + theta) * (-theta) ** np.maximum(k, 0), 0) @ x


@right
def one_unit(x, phi, theta):  # in place
    h = np.zeros_like(x[0])
    for t in range(len(x)):
        new = (phi + theta) * x[t] - theta * h
        x[t], h = h, new
    return x


@right
def one_unit(x, phi, theta):
    x = x.astype(np.float32)
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1], np.float32)
    for t in range(len(x) - 1):
        h = (phi + theta) * x[t] - theta * h
        predictions[t + 1] = h
    return predictions


@wrong("wrong sign")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = (phi + theta) * x[t] + theta * h
        predictions[t + 1] = h
    return predictions


@wrong("not the reverse")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        shock = h - x[t]
        h = phi * x[t] + theta * shock
        predictions[t + 1] = h
    return predictions


@wrong("the state is taken for the shock")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = phi * x[t] + theta * h
        predictions[t + 1] = h
    return predictions


@wrong("nothing is carried along")
def one_unit(x, phi, theta):
    predictions = np.zeros_like(x)
    predictions[1:] = (phi + theta) * x[:-1]
    return predictions


@wrong("the shock does not")
def one_unit(x, phi, theta):
    return np.vstack([0 * x[:1], phi * x[:-1]])


@wrong("the value itself does not")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = theta * (x[t] - h)
        predictions[t + 1] = h
    return predictions


@wrong("by itself and within the shock")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = phi * x[t] - theta * h
        predictions[t + 1] = h
    return predictions


@wrong("have changed places")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = theta * x[t] + phi * (x[t] - h)
        predictions[t + 1] = h
    return predictions


@wrong("multiplies the old state")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = phi * h + theta * (x[t] - h)
        predictions[t + 1] = h
    return predictions


@wrong("has seen the value")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x)):
        h = (phi + theta) * x[t] - theta * h
        predictions[t] = h
    return predictions


@wrong("one step late")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(1, len(x)):
        predictions[t] = h
        h = (phi + theta) * x[t - 1] - theta * h
    return predictions


@wrong("each needs its own")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = (phi + theta) * x[t] - theta * h[0]
        predictions[t + 1] = h
    return predictions


@wrong("whatever they are")
def one_unit(x, phi, theta):
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = 1.4 * x[t] - 0.9 * h
        predictions[t + 1] = h
    return predictions


@wrong("whatever they are")
def one_unit(x, phi, theta):  # the lab's names
    predictions, h = np.zeros_like(x), np.zeros(x.shape[1])
    for t in range(len(x) - 1):
        h = (PHI + THETA) * x[t] - THETA * h
        predictions[t + 1] = h
    return predictions


@wrong("one prediction per value of x")
def one_unit(x, phi, theta):
    h = np.zeros(x.shape[1])
    for value in x:
        h = (phi + theta) * value - theta * h
    return h


@wrong("does it end with return")
def one_unit(x, phi, theta):
    h = np.zeros(x.shape[1])
    for value in x:
        h = (phi + theta) * value - theta * h


@wrong("values are wrong")
def one_unit(x, phi, theta):  # the lab's series
    return 0.1 * np.ones_like(x)


@wrong("one prediction per value of x")
def one_unit(x, phi, theta):  # the lab's own series, whatever is given
    return np.zeros_like(series_test)


@wrong("your function stopped")
def one_unit(x, phi, theta):
    return x @ phi


# Exercise 2: a split that leaks


@right
def interpolation_error(walk, held_out):  # by hand, moment by moment
    squares = []
    kept = [t for t in range(len(walk)) if not held_out[t]]
    for t in np.flatnonzero(held_out):
        before = [k for k in kept if k < t] or [kept[0]]
        after = [k for k in kept if k > t] or [kept[-1]]
        i, j = before[-1], after[0]
        share = (t - i) / (j - i) if j > i else 0
        squares.append((walk[i] + share * (walk[j] - walk[i]) - walk[t]) ** 2)
    return (sum(squares) / len(squares)) ** 0.5


@right
def interpolation_error(walk, held_out):  # every moment guessed; np.float64, and what is given is changed
    moments = np.flatnonzero(~held_out)
    truth = walk.copy()
    walk[:] = np.interp(range(len(walk)), moments, walk[moments])
    return np.linalg.norm((walk - truth)[held_out]) / np.sqrt(held_out.sum())


@right
def interpolation_error(walk, held_out):  # an array without axes
    t = np.arange(len(walk))
    return np.array(np.sqrt(np.mean((np.interp(t, t[~held_out], walk[~held_out]) - walk)[held_out] ** 2)))


@wrong("the root is missing")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    guess = np.interp(t[held_out], t[~held_out], walk[~held_out])
    return np.mean((guess - walk[held_out]) ** 2)


@wrong("squared before they are averaged")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    guess = np.interp(t[held_out], t[~held_out], walk[~held_out])
    return np.abs(guess - walk[held_out]).mean()


@wrong("they cancel")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.mean(np.interp(t[held_out], t[~held_out], walk[~held_out]) - walk[held_out])


@wrong("are added up")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.linalg.norm(np.interp(t[held_out], t[~held_out], walk[~held_out]) - walk[held_out])


@wrong("as a standard deviation does")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.std(np.interp(t[held_out], t[~held_out], walk[~held_out]) - walk[held_out])


@wrong("have seen the held-out values")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.sqrt(np.mean((np.interp(t[held_out], t, walk) - walk[held_out]) ** 2))


@wrong("run over held-out moments only")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.sqrt(np.mean((np.interp(t, t[~held_out], walk[~held_out]) - walk) ** 2))


@wrong("held out and kept have changed places")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    guess = np.interp(t[~held_out], t[held_out], walk[held_out])
    return np.sqrt(np.mean((guess - walk[~held_out]) ** 2))


@wrong("lost their places in time")
def interpolation_error(walk, held_out):
    kept = walk[~held_out]
    guess = np.interp(np.flatnonzero(held_out), range(len(kept)), kept)
    return np.sqrt(np.mean((guess - walk[held_out]) ** 2))


@wrong("changed places in np.interp")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    guess = np.interp(t[held_out], walk[~held_out], t[~held_out])
    return np.sqrt(np.mean((guess - walk[held_out]) ** 2))


@wrong("no line is drawn to the next kept value")
def interpolation_error(walk, held_out):
    guess = walk.copy()
    for t in np.flatnonzero(held_out):
        guess[t] = guess[t - 1]
    return np.sqrt(np.mean((guess - walk)[held_out] ** 2))


@wrong("one number over all held-out moments")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.interp(t[held_out], t[~held_out], walk[~held_out])


@wrong("one number over all held-out moments")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.abs(np.interp(t[held_out], t[~held_out], walk[~held_out]) - walk[held_out])


@wrong("got 0.74, expected")
def interpolation_error(walk, held_out):
    return 0.74


@wrong("TypeError")
def interpolation_error(walk, held_out):
    t = np.arange(len(walk))
    return np.interp(t[held_out], t[-held_out], walk[-held_out])


# Exercise 3: when the overlap fools you


@right
def overlap_alone(samples, rate, steps):
    rows = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        ahead = round(0.01 / step)
        rows.append([1 - step / 0.025, explained([frames], 1), explained([frames], ahead)])
    return rows


@right
def overlap_alone(samples, rate, steps):  # the lab's own front end, with its faint hum; columns first
    heard = [[front_end(samples, rate, step=step)] for step in steps]
    shared = [(0.025 - step) / 0.025 for step in steps]
    near = [explained(h, 1) for h in heard]
    far = [explained(h, int(10 / (1000 * step) + 0.5)) for h, step in zip(heard, steps, strict=True)]
    return np.array([shared, near, far]).T


@right
def overlap_alone(samples, rate, steps):  # samples that are counted, float32
    size = round(0.025 * rate)
    table = np.empty((len(steps), 3), np.float32)
    for row, step in zip(table, steps, strict=True):
        hop = round(step * rate)
        frames = speech.mfcc(samples - samples.mean() * 0, rate, step=step)
        row[:] = (size - hop) / size, explained([frames], 1), explained([frames], round(0.01 * rate / hop))
    return table


@right
def overlap_alone(samples, rate, steps):
    def row(step):
        frames = speech.mfcc(samples, rate, step=step)
        return (1 - step / speech.FRAME, *(explained([frames], lag) for lag in (1, round(0.01 / step))))

    return tuple(map(row, steps))


@wrong("the share in common is the share that is new")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((step / speech.FRAME, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("the share in common is a time in seconds")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((speech.FRAME - step, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("the share in common is the step")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((step, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("is the step passed on")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("uses the frame after as well")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1, -1), explained([frames], round(0.01 / step))))
    return table


@wrong("R^2 at a lag of one frame: got")  # scored on what was fitted
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        x = np.c_[frames[:-1], np.ones(len(frames) - 1)]
        y = frames[1:]
        left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
        near = np.mean(1 - (left**2).sum(axis=0) / ((y - y.mean(axis=0)) ** 2).sum(axis=0))
        table.append((1 - step / speech.FRAME, near, explained([frames], round(0.01 / step))))
    return table


@wrong("R^2 at a lag of 10 ms is at a lag of one frame")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], 1)))
    return table


@wrong("ten milliseconds are asked for")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], 10)))
    return table


@wrong("the length of a frame")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], round(speech.FRAME / step))))
    return table


@wrong("told by the frames in between")
def overlap_alone(samples, rate, steps):
    table = []
    for step in steps:
        frames = speech.mfcc(samples, rate, step=step)
        far = explained([frames], *range(1, round(0.01 / step) + 1))
        table.append((1 - step / speech.FRAME, explained([frames], 1), far))
    return table


@wrong("one row per step, of three numbers")
def overlap_alone(samples, rate, steps):
    return [explained([speech.mfcc(samples, rate, step=step)], 1) for step in steps]


@wrong("one row per step, of three numbers")
def overlap_alone(samples, rate, steps):
    frames = [[speech.mfcc(samples, rate, step=step)] for step in steps]
    return np.array([[1 - step / speech.FRAME for step in steps], [explained(f, 1) for f in frames],
                     [explained(f, round(0.01 / step)) for f, step in zip(frames, steps, strict=True)]])


@wrong("R^2 at a lag of one frame: got")
def overlap_alone(samples, rate, steps):  # the lab's noise, not the one given
    table = []
    for step in steps:
        frames = speech.mfcc(noises[0], rate, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("R^2 at a lag of one frame: got")
def overlap_alone(samples, rate, steps):  # the lab's rate
    table = []
    for step in steps:
        frames = speech.mfcc(samples, 22050, step=step)
        table.append((1 - step / speech.FRAME, explained([frames], 1), explained([frames], round(0.01 / step))))
    return table


@wrong("one row per step, of three numbers")
def overlap_alone(samples, rate, steps):
    return [[1 - step / speech.FRAME, explained([speech.mfcc(samples, rate, step=step)], 1)] for step in steps]


@wrong("expected numbers")
def overlap_alone(samples, rate, steps):  # rows of unequal lengths
    return [[0] * k for k in range(len(steps))]


@wrong("does it end with return")
def overlap_alone(samples, rate, steps):
    for step in steps:
        explained([speech.mfcc(samples, rate, step=step)], 1)


@wrong("your function stopped")
def overlap_alone(samples, rate, steps):  # a recording where a list of recordings is wanted
    return [explained(speech.mfcc(samples, rate, step=step), 1) for step in steps]


# Exercise 4: how early an alarm tells


@right
def steps_ahead(share, level):
    steps = 0
    for value in share:
        if value < level:
            break
        steps += 1
    return steps


@right
def steps_ahead(share, level):
    return np.cumprod(share >= level).sum()  # np.int64


@right
def steps_ahead(share, level):  # a float
    off = np.flatnonzero(share < level)
    return float(off[0]) if len(off) else float(len(share))


@right
def steps_ahead(share, level):
    share = list(share)
    while share and min(share) < level:
        share.pop()
    return len(share)


@wrong("went off once more")
def steps_ahead(share, level):
    return int((share >= level).sum())


@wrong("nearer to failure it goes off again")
def steps_ahead(share, level):
    on = np.flatnonzero(share >= level)
    return int(on[-1]) + 1 if len(on) else 0


@wrong("share[0], counts as one step")
def steps_ahead(share, level):
    return int(np.argmin(np.r_[share >= level, False])) - 1


@wrong("exactly the level counts")
def steps_ahead(share, level):
    steps = 0
    while steps < len(share) and share[steps] > level:
        steps += 1
    return steps


@wrong("gives the whole length")
def steps_ahead(share, level):
    return int(np.argmin(share >= level))


@wrong("gives the whole length")
def steps_ahead(share, level):
    return int(np.argmax(share < level))


@wrong("from the wrong end")
def steps_ahead(share, level):
    steps = 0
    for value in share[::-1]:
        if value < level:
            break
        steps += 1
    return steps


@wrong("where it is not 0.9")
def steps_ahead(share, level):
    return int(np.argmin(np.r_[share >= 0.9, False]))


@wrong("got True or False, expected a number")
def steps_ahead(share, level):
    return share >= level


@wrong("one number of steps")
def steps_ahead(share, level):
    return np.flatnonzero(share >= level)


@wrong("every step gives the whole length")
def steps_ahead(share, level):
    for steps, value in enumerate(share):
        if value < level:
            return steps


@wrong("every step gives the whole length")
def steps_ahead(share, level):
    return np.flatnonzero(share < level)[0]


@wrong("got True or False, expected a number")
def steps_ahead(share, level):
    return bool(share[0] >= level)
