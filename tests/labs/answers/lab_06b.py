"""Answers to the exercises of lab 6b."""

from tests.labs.answering import right, wrong


@right
def yardstick(training, season):
    return np.abs(training[:-season] - training[season:]).mean()


@right
def yardstick(training, season):
    changes = [abs(training[t] - training[t - season]) for t in range(season, len(training))]
    return sum(changes) / len(changes)


@wrong("the change over one step")
def yardstick(training, season):
    return np.mean(np.abs(np.diff(training)))


@wrong("the changes' signs cancel")
def yardstick(training, season):
    return np.mean(training[season:] - training[:-season])


@wrong("expected the mean of absolute values")
def yardstick(training, season):
    return abs(np.mean(training[season:] - training[:-season]))


@wrong("a sum, expected a mean")
def yardstick(training, season):
    return np.sum(np.abs(training[season:] - training[:-season]))


@wrong("a root mean square")
def yardstick(training, season):
    return np.sqrt(np.mean((training[season:] - training[:-season]) ** 2))


@wrong("a median")
def yardstick(training, season):
    return np.median(np.abs(training[season:] - training[:-season]))


@wrong("has no partner")
def yardstick(training, season):
    return np.abs(training[season:] - training[:-season]).sum() / len(training)


@wrong("your function stopped")
def yardstick(training, season):
    return np.mean(np.abs(training[season:] - training))


@right
def unseen(known, asked, w, k):
    return np.array([t for t in known if all(t + k < s - w + 1 or s + k < t - w + 1 for s in asked)])


@right
def unseen(known, asked, w, k):
    near = np.unique([asked + shift for shift in range(1 - w - k, w + k)])
    return known[~np.isin(known, near)]


@wrong("one step too careful")
def unseen(known, asked, w, k):
    return known[np.abs(known[:, None] - asked).min(axis=1) > w + k]


@wrong("one step too near")
def unseen(known, asked, w, k):
    return known[np.abs(known[:, None] - asked).min(axis=1) > w + k - 2]


@wrong("the targets are forgotten")
def unseen(known, asked, w, k):
    return known[np.abs(known[:, None] - asked).min(axis=1) >= w]


@wrong("the windows are forgotten")
def unseen(known, asked, w, k):
    return known[np.abs(known[:, None] - asked).min(axis=1) >= k]


@wrong("the nearest one counts")
def unseen(known, asked, w, k):
    return known[(np.abs(known[:, None] - asked) >= w + k).any(axis=1)]


@wrong("expected those that do not")
def unseen(known, asked, w, k):
    return known[np.abs(known[:, None] - asked).min(axis=1) < w + k]


@wrong("True and False")
def unseen(known, asked, w, k):
    return np.abs(known[:, None] - asked).min(axis=1) >= w + k


@wrong("their neighbours share values")
def unseen(known, asked, w, k):
    return np.setdiff1d(known, asked)


@right
def half_width(residuals, level):
    ordered = np.sort(np.abs(residuals), axis=0)
    return ordered[int(np.ceil(level * (len(residuals) + 1))) - 1]


@right
def half_width(residuals, level):
    N = len(residuals)
    place = next(place for place in range(1, N + 1) if place >= (N + 1) * level)
    return [sorted(abs(r) for r in column)[place - 1] for column in residuals.T]


@wrong("the one to come is the (N + 1)-th")
def half_width(residuals, level):
    return np.quantile(np.abs(residuals), level, axis=0)


@wrong("N in place of N + 1")
def half_width(residuals, level):
    return np.sort(np.abs(residuals), axis=0)[int(np.ceil(len(residuals) * level)) - 1]


@wrong("one place too far")
def half_width(residuals, level):
    return np.sort(np.abs(residuals), axis=0)[int(np.ceil((len(residuals) + 1) * level))]


@wrong("signed residuals")
def half_width(residuals, level):
    return np.sort(residuals, axis=0)[int(np.ceil((len(residuals) + 1) * level)) - 1]


@wrong("the whole width")
def half_width(residuals, level):
    return 2 * np.sort(np.abs(residuals), axis=0)[int(np.ceil((len(residuals) + 1) * level)) - 1]


@wrong("the width of normal errors")
def half_width(residuals, level):
    from statistics import NormalDist
    return NormalDist().inv_cdf((1 + level) / 2) * np.sqrt((residuals**2).mean(axis=0))


@wrong("got shape")
def half_width(residuals, level):
    return np.sort(np.abs(residuals).ravel())[int(np.ceil((residuals.size + 1) * level)) - 1]


@right
def standard_errors(values, lengths):
    found = []
    for b in lengths:
        means = [np.mean(values[a:a + b]) for a in range(0, len(values) - b + 1, b)]
        found.append(np.std(means, ddof=1) / len(means) ** 0.5)
    return found


@right
def standard_errors(values, lengths):
    found = np.empty(len(lengths))
    for place, b in enumerate(lengths):
        count = len(values) // b
        means = np.array([block.mean() for block in np.split(values[:count * b], count)])
        found[place] = np.sqrt(np.sum((means - means.mean()) ** 2) / (count - 1) / count)
    return found


@wrong("ddof=0")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(n, b).mean(axis=1).std() / np.sqrt(n)
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("not yet over the root")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(n, b).mean(axis=1).std(ddof=1)
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("expected that of blocks")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(n, b).mean(axis=1).std(ddof=1) / np.sqrt(len(values))
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("expected its root")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(n, b).mean(axis=1).std(ddof=1) / n
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("expected their deviation")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(n, b).mean(axis=1).var(ddof=1) / np.sqrt(n)
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("consecutive ones belong to one block")
def standard_errors(values, lengths):
    counts = [len(values) // b for b in lengths]
    return np.array([values[:n * b].reshape(b, n).mean(axis=0).std(ddof=1) / np.sqrt(n)
                     for n, b in zip(counts, lengths, strict=True)])


@wrong("it is shorter, leave it out")
def standard_errors(values, lengths):
    found = []
    for b in lengths:
        means = np.array([values[a:a + b].mean() for a in range(0, len(values), b)])
        found.append(means.std(ddof=1) / np.sqrt(len(values) // b))
    return np.array(found)
