"""Answers to the exercises of lab 6d."""

from tests.labs.answering import right, wrong


@right
def hours_needed(rate, sure):
    return np.log(1 / (1 - sure)) / rate


@right
def hours_needed(rate, sure):
    import math

    return -math.log1p(-sure) / rate


@wrong("the sign is turned")
def hours_needed(rate, sure):
    return np.log(1 - sure) / rate


@wrong("the share of luck that is left")
def hours_needed(rate, sure):
    return -np.log(sure) / rate


@wrong("to base 10")
def hours_needed(rate, sure):
    return -np.log10(1 - sure) / rate


@wrong("do rarer alarms need a shorter wait")
def hours_needed(rate, sure):
    return -np.log(1 - sure) * rate


@wrong("the rate is missing")
def hours_needed(rate, sure):
    return -np.log(1 - sure)


@wrong("a confidence of 0.95 alone")
def hours_needed(rate, sure):
    return 3 / rate


@wrong("how likely is none")
def hours_needed(rate, sure):
    return 1 / rate


@right
def raise_alarms(scores, threshold, rest):
    return alarms(scores, threshold, rest)


@right
def raise_alarms(scores, threshold, rest):
    found = []
    for step in range(len(scores)):
        if scores[step] >= threshold and (not found or step - found[-1] >= rest):
            found.append(step)
    return np.array(found)


@right
def raise_alarms(scores, threshold, rest):
    found, step = [], 0
    while step < len(scores):
        if scores[step] >= threshold:
            found.append(step)
            step += rest
        else:
            step += 1
    return found


@wrong("there is no rest")
def raise_alarms(scores, threshold, rest):
    return list(np.flatnonzero(scores >= threshold))


@wrong("equals the threshold")
def raise_alarms(scores, threshold, rest):
    found, free = [], 0
    for step, score in enumerate(scores):
        if score > threshold and step >= free:
            found.append(step)
            free = step + rest
    return found


@wrong("one step too long")
def raise_alarms(scores, threshold, rest):
    found, free = [], -1
    for step, score in enumerate(scores):
        if score >= threshold and step > free:
            found.append(step)
            free = step + rest
    return found


@wrong("one step too short")
def raise_alarms(scores, threshold, rest):
    found, free = [], 0
    for step, score in enumerate(scores):
        if score >= threshold and step >= free:
            found.append(step)
            free = step + rest - 1
    return found


@wrong("make it longer")
def raise_alarms(scores, threshold, rest):
    found, free = [], 0
    for step, score in enumerate(scores):
        if score >= threshold:
            if step >= free:
                found.append(step)
            free = step + rest
    return found


@wrong("expected their steps")
def raise_alarms(scores, threshold, rest):
    return [scores[step] for step in alarms(scores, threshold, rest)]


@wrong("expected from 0")
def raise_alarms(scores, threshold, rest):
    return [step + 1 for step in alarms(scores, threshold, rest)]


@wrong("raises no second alarm")
def raise_alarms(scores, threshold, rest):
    found, before = [], 0.0
    for step, score in enumerate(scores):
        if score >= threshold > before and (not found or step >= found[-1] + rest):
            found.append(step)
        before = score
    return found


@right
def in_8_bits(w):
    scale = np.array([[max(map(abs, row)) / 127] for row in w])
    return np.rint(w / scale).astype("int8"), scale


@right
def in_8_bits(w):
    largest = np.maximum(w.max(axis=1), -w.min(axis=1))[:, None]
    return (np.floor(w * 127 / largest + 0.5)).astype(np.int8), largest / 127


@wrong("expected one per row")
def in_8_bits(w):
    scale = np.full((len(w), 1), np.abs(w).max() / 127)
    return np.round(w / scale).astype(np.int8), scale


@wrong("which int8 does not hold")
def in_8_bits(w):
    scale = np.abs(w).max(axis=1, keepdims=True) / 128
    return np.round(w / scale).astype(np.int8), scale


@wrong("expected the nearest")
def in_8_bits(w):
    scale = np.abs(w).max(axis=1, keepdims=True) / 127
    return (w / scale).astype(np.int8), scale


@wrong("largest weight may be negative")
def in_8_bits(w):
    scale = w.max(axis=1, keepdims=True) / 127
    return np.round(w / scale).astype(np.int8), scale


@wrong("times the scale")
def in_8_bits(w):
    scale = 127 / np.abs(w).max(axis=1, keepdims=True)
    return np.round(w * scale).astype(np.int8), scale


@wrong("expected int8")
def in_8_bits(w):
    scale = np.abs(w).max(axis=1, keepdims=True) / 127
    return np.round(w / scale), scale


@wrong("got shape (3,)")
def in_8_bits(w):
    scale = np.abs(w).max(axis=1) / 127
    return np.round(w / scale[:, None]).astype(np.int8), scale


@wrong("255 wide")
def in_8_bits(w):
    scale = np.abs(w).max(axis=1, keepdims=True) / 255
    return np.round(w / scale).astype(np.int8), scale


@right
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        count = [len(alarms(smoothed(plain, width), level, 50)) for level in grid]
        threshold = quietest(count, grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, missed(alarms(smoothed(wake, width), threshold, 50), words, 40).mean()])
    return np.array(table)


@right
def by_width(plain, wake, ends, widths, most):
    rows = []
    for width in widths:
        quiet, loud = smoothed(plain, width), smoothed(wake, width)
        best = None
        for level in np.linspace(0.98, 0.02, 49):
            if len(alarms(quiet, level, 50)) > most:
                break
            best = level
        steps = alarms(loud, best, 50)
        found = [any(end - 50 <= step <= end + 40 for step in steps) for end in ends]
        rows.append((best, 1 - sum(found) / len(found)))
    return rows


@wrong("the threshold comes from the stream with wake words")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        count = [len(alarms(smoothed(wake, width), level, 50)) for level in grid]
        threshold = quietest(count, grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, missed(alarms(smoothed(wake, width), threshold, 50), words, 40).mean()])
    return np.array(table)


@wrong("the plain stream is not smoothed")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        threshold = quietest([len(alarms(plain, level, 50)) for level in grid], grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, missed(alarms(smoothed(wake, width), threshold, 50), words, 40).mean()])
    return np.array(table)


@wrong("the stream with wake words is not smoothed")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        threshold = quietest([len(alarms(smoothed(plain, width), level, 50)) for level in grid], grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, missed(alarms(wake, threshold, 50), words, 40).mean()])
    return np.array(table)


@wrong("expected the share missed")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        threshold = quietest([len(alarms(smoothed(plain, width), level, 50)) for level in grid], grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, 1 - missed(alarms(smoothed(wake, width), threshold, 50), words, 40).mean()])
    return np.array(table)


@wrong("expected a share")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        threshold = quietest([len(alarms(smoothed(plain, width), level, 50)) for level in grid], grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([threshold, missed(alarms(smoothed(wake, width), threshold, 50), words, 40).sum()])
    return np.array(table)


@wrong("expected the lowest that is quiet enough")
def by_width(plain, wake, ends, widths, most):
    table = []
    for width in widths:
        words = np.stack([ends - 50, ends], 1)
        table.append([0.98, missed(alarms(smoothed(wake, width), 0.98, 50), words, 40).mean()])
    return np.array(table)


@wrong("the threshold comes first")
def by_width(plain, wake, ends, widths, most):
    table, grid = [], np.linspace(0.02, 0.98, 49)
    for width in widths:
        threshold = quietest([len(alarms(smoothed(plain, width), level, 50)) for level in grid], grid, most)
        words = np.stack([ends - 50, ends], 1)
        table.append([missed(alarms(smoothed(wake, width), threshold, 50), words, 40).mean(), threshold])
    return np.array(table)
