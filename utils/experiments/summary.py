"""What labs ask of a record whose experiment follows the design of `search`.

`where` names what a trial must hold, as in `values(record, "test", task="adding", length=40, kind="LSTM", start=1)`.
"""

from utils.experiments.records import seeds_of
from utils.experiments.search import contender_of, mean
from utils.optional import need


def rows(record, **where):
    """The rows whose trials hold all that is named."""
    return [row for row in record["rows"] if where.items() <= row["trial"].items()]


def tried(record, **contender):
    """The rates that a contender's search tried, in order. The one chosen lies inside, unless the ladder ends there."""
    return sorted({row["trial"]["rate"] for row in rows(record, part="search", **contender)})


def chosen(record, **contender):
    """The rate that a contender's search chose. ValueError if what is named leaves none or several."""
    rates = {row["trial"]["rate"] for row in rows(record, part="report", **contender)}
    if len(rates) != 1:
        raise ValueError(f"contender: got {contender}, of which rates {sorted(rates)} are reported, expected one")
    return rates.pop()


def values(record, key, **where):
    """A result in the order of seeds: of what is reported, on the first kernel unless `where` says otherwise.

    Raises ValueError if nothing is left, or a seed more than once: then `where` leaves several contenders.
    """
    where = {"part": "report", "kernel": record["settings"]["kernels"][0]} | where
    left = sorted((pair for row in rows(record, **where) for pair in by_seed(row, key)), key=lambda pair: pair[0])
    seeds = [seed for seed, _ in left]
    if not seeds or len(set(seeds)) < len(seeds):
        raise ValueError(f"where: got {where}, which leaves seeds {seeds}, expected each once")
    return [value for _, value in left]


def by_seed(row, key):
    """A result of a row with its seed, or with those of the networks side by side: pairs."""
    value = row["result"][key]
    return zip(seeds_of(row["trial"]), value if "seeds" in row["trial"] else [value], strict=True)


def successes(record, **where):
    """How many seeds were solved, and of how many; `where` as for `values`."""
    solved = values(record, "solved", **where)
    return solved.count(True), len(solved)


def interval(k, n):
    """The 95 % interval (low, high) of a rate of which k of n were seen, after Wilson."""
    proportion = need("statsmodels.stats.proportion", "statsmodels")
    return tuple(map(float, proportion.proportion_confint(k, n, alpha=0.05, method="wilson")))


def mean_interval(values):
    """The 95 % interval (low, high) of the mean of two or more independent values, by Student's t."""
    weightstats = need("statsmodels.stats.weightstats", "statsmodels")
    return tuple(map(float, weightstats.DescrStatsW(values).tconfint_mean()))


def best_start(record, score, **where):
    """The start that did best in the search, each at its chosen rate: on validation, with the seeds of the search.

    Parameters
    ----------
    score : callable
        The experiment's own; lower is better.
    **where
        Must leave contenders that differ in nothing but their start, or ValueError.
    """
    found = {}
    for row in rows(record, part="search", **where):
        found.setdefault(row["trial"]["start"], contender_of(row["trial"]))
        if found[row["trial"]["start"]] != contender_of(row["trial"]):
            raise ValueError(f"where: got {where}, expected what leaves contenders that differ in nothing but their start")
    if not found:
        raise ValueError(f"where: got {where}, which leaves no search, expected one")
    return min(found, key=lambda start: searched(record, score, found[start]))


def searched(record, score, contender):
    """The mean score of a contender's search at the rate that it chose."""
    best = rows(record, part="search", rate=chosen(record, **contender), **contender)
    return mean(score(row["result"]) for row in best)
