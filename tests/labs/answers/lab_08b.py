"""Answers to the exercises of lab 8b."""

from tests.labs.answering import right, wrong


@right
def mended(scaled, tau, scale):
    gradient = scaled / scale
    norm = np.sqrt((gradient**2).sum())
    return gradient * tau / norm if norm > tau else gradient


@right
def mended(scaled, tau, scale):
    return clipped(scaled, tau * scale) / scale


@right
def mended(scaled, tau, scale):
    return [g / max(scale, np.linalg.norm(scaled) / tau) for g in scaled]


@wrong("clipped before it is divided")
def mended(scaled, tau, scale):
    return clipped(scaled, tau) / scale


@wrong("never divided by the scale")
def mended(scaled, tau, scale):
    return clipped(scaled, tau)


@wrong("of one scale, but of the wrong one")
def mended(scaled, tau, scale):
    return clipped(scaled, tau * scale)


@wrong("each entry is clipped by itself")
def mended(scaled, tau, scale):
    return np.clip(scaled / scale, -tau, tau)


@wrong("short enough is lengthened")
def mended(scaled, tau, scale):
    return tau * scaled / np.linalg.norm(scaled)


@wrong("it is divided, and not clipped")
def mended(scaled, tau, scale):
    return scaled / scale


@wrong("it came multiplied already")
def mended(scaled, tau, scale):
    return clipped(scaled * scale, tau)


@wrong("returns nothing")
def mended(scaled, tau, scale):
    clipped(scaled / scale, tau)


@right
def moved_by_padding(encode, x, lengths):
    noise = np.random.default_rng(1).normal(size=(len(x) + 3, *x.shape[1:]))
    for k, length in enumerate(lengths):
        noise[:length, k] = x[:length, k]
    return abs(encode(noise, lengths) - encode(x, lengths)).max()


@right
def moved_by_padding(encode, x, lengths):
    other = np.pad(x, ((0, 3), (0, 0), (0, 0)))
    for k, length in enumerate(lengths):
        other[length:, k] = -5.0
    before, after = encode(x, lengths), encode(other, lengths)
    return float(np.max(np.maximum(before - after, after - before)))


@wrong("is the second code taken from the changed batch")
def moved_by_padding(encode, x, lengths):
    return np.abs(encode(x, lengths) - encode(x, lengths)).max()


@wrong("a leak from there goes unseen")
def moved_by_padding(encode, x, lengths):
    other = np.concatenate([x, np.full((3, *x.shape[1:]), 9.0)])
    return np.abs(encode(other, lengths) - encode(x, lengths)).max()


@wrong("what the number of rows does goes unseen")
def moved_by_padding(encode, x, lengths):
    other = np.where((np.arange(len(x))[:, None] < lengths)[..., None], x, 9.0)
    return np.abs(encode(other, lengths) - encode(x, lengths)).max()


@wrong("hold zeros, which a sum does not see")
def moved_by_padding(encode, x, lengths):
    other = np.concatenate([x, np.zeros((3, *x.shape[1:]))])
    return np.abs(encode(other, lengths) - encode(x, lengths)).max()


@wrong("the new rows are no padding")
def moved_by_padding(encode, x, lengths):
    longer = np.concatenate([x, np.zeros((3, *x.shape[1:]))])
    other = np.where((np.arange(len(longer))[:, None] < lengths)[..., None], longer, 9.0)
    return np.abs(encode(other, lengths + 3) - encode(x, lengths)).max()


@wrong("cancel in a sum or mean")
def moved_by_padding(encode, x, lengths):
    longer = np.concatenate([x, np.zeros((3, *x.shape[1:]))])
    other = np.where((np.arange(len(longer))[:, None] < lengths)[..., None], longer, 9.0)
    return (encode(other, lengths) - encode(x, lengths)).mean()


@wrong("a change downwards counts for nothing")
def moved_by_padding(encode, x, lengths):
    longer = np.concatenate([x, np.zeros((3, *x.shape[1:]))])
    other = np.where((np.arange(len(longer))[:, None] < lengths)[..., None], longer, 9.0)
    return (encode(other, lengths) - encode(x, lengths)).max()


@wrong("the first sequence alone is looked at")
def moved_by_padding(encode, x, lengths):
    longer = np.concatenate([x, np.zeros((3, *x.shape[1:]))])
    other = np.where((np.arange(len(longer))[:, None] < lengths)[..., None], longer, 9.0)
    return np.abs(encode(other, lengths)[0] - encode(x, lengths)[0]).max()


@wrong("your function returns nothing")
def moved_by_padding(encode, x, lengths):
    np.abs(encode(x, lengths)).max()


@wrong("expected a number")
def moved_by_padding(encode, x, lengths):
    return encode(x, lengths) * 0


@right
def suspects(outputs, candidates, x):
    likely = [name for name in candidates if np.allclose(candidates[name](x), outputs(x), rtol=0, atol=1e-10)]
    likely.sort()
    return likely


@right
def suspects(outputs, candidates, x):
    found, likely = outputs(x), set(candidates)
    for t in range(len(x)):
        likely = {name for name in likely if apart(candidates[name](x)[t], found[t]) < 1e-11}
    return np.array(sorted(likely))


@wrong("the first step alone is compared")
def suspects(outputs, candidates, x):
    return sorted(name for name, each in candidates.items() if np.abs(each(x)[0] - outputs(x)[0]).max() < 1e-9)


@wrong("to the last bit")
def suspects(outputs, candidates, x):
    return sorted(name for name, each in candidates.items() if (each(x) == outputs(x)).all())


@wrong("in the seventh digit")
def suspects(outputs, candidates, x):
    return sorted(name for name, each in candidates.items() if np.allclose(each(x), outputs(x)))


@wrong("the candidates that it is not")
def suspects(outputs, candidates, x):
    return sorted(name for name, each in candidates.items() if np.abs(each(x) - outputs(x)).max() > 1e-9)


@wrong("units may change places")
def suspects(outputs, candidates, x):
    return sorted(name for name, each in candidates.items() if abs(each(x).mean() - outputs(x).mean()) < 1e-11)


@wrong("expected the alphabet's")
def suspects(outputs, candidates, x):
    return [name for name, each in candidates.items() if np.abs(each(x) - outputs(x)).max() < 1e-9]


@wrong("one name per suspect")
def suspects(outputs, candidates, x):
    return next(name for name, each in candidates.items() if np.abs(each(x) - outputs(x)).max() < 1e-9)


@wrong("expected text")
def suspects(outputs, candidates, x):
    return sum(np.abs(each(x) - outputs(x)).max() < 1e-9 for each in candidates.values())


@right
def costs(wrong, right, x, after):
    table = np.zeros((len(wrong), len(after)))
    for column, t in enumerate(after):
        truth = right(x[:t])[-1]
        for row, outputs in enumerate(wrong.values()):
            table[row, column] = np.linalg.norm(outputs(x[:t])[-1] - truth) / np.linalg.norm(truth)
    return table


@right
def costs(wrong, right, x, after):
    truth = right(x)
    size = np.sqrt((truth**2).sum((1, 2)))
    return [[np.sqrt(((each(x) - truth) ** 2).sum((1, 2)))[t - 1] / size[t - 1] for t in after] for each in wrong.values()]


@wrong("rows and columns are exchanged")
def costs(wrong, right, x, after):
    return [[apart(each(x)[t - 1], right(x)[t - 1]) for each in wrong.values()] for t in after]


@wrong("it is one step further")
def costs(wrong, right, x, after):
    return [[apart(each(x)[min(t, len(x) - 1)], right(x)[min(t, len(x) - 1)]) for t in after] for each in wrong.values()]


@wrong("not divided by the norm of the right state")
def costs(wrong, right, x, after):
    return [[np.linalg.norm(each(x)[t - 1] - right(x)[t - 1]) for t in after] for each in wrong.values()]


@wrong("the wrong network's own norm")
def costs(wrong, right, x, after):
    return [[apart(right(x)[t - 1], each(x)[t - 1]) for t in after] for each in wrong.values()]


@wrong("expected that step alone")
def costs(wrong, right, x, after):
    return [[apart(each(x)[:t], right(x)[:t]) for t in after] for each in wrong.values()]


@wrong("the first sequence alone is compared")
def costs(wrong, right, x, after):
    return [[apart(each(x)[t - 1, 0], right(x)[t - 1, 0]) for t in after] for each in wrong.values()]


@wrong("expected a norm")
def costs(wrong, right, x, after):
    return [[np.abs(each(x)[t - 1] - right(x)[t - 1]).max() / np.linalg.norm(right(x)[t - 1]) for t in after]
            for each in wrong.values()]


@wrong("take the root")
def costs(wrong, right, x, after):
    return [[apart(each(x)[t - 1], right(x)[t - 1]) ** 2 for t in after] for each in wrong.values()]


@wrong("signs cancel")
def costs(wrong, right, x, after):
    return [[np.linalg.norm(each(x)[t - 1]) / np.linalg.norm(right(x)[t - 1]) - 1 for t in after] for each in wrong.values()]
