"""What labs ask of a record: the right rows, in the order of seeds, choices made on validation alone, intervals."""

import pytest

from utils.experiments import summary

CELL = {"task": "adding", "kind": "LSTM", "start": 0}


def row(part, seed, rate, kernel="Haswell", cell=CELL, **result):
    return {"trial": cell | {"rate": rate, "seed": seed, "part": part, "kernel": kernel}, "result": result}


def of_start(start, searched, reported):
    """A search over three rates, and a report of the middle one whose test says the contrary of validation."""
    cell = CELL | {"start": start}
    rows = [row("search", seed, rate, cell=cell, validation=error)
            for rate, error in zip((0.001, 0.003, 0.01), searched, strict=True) for seed in (100, 101)]
    return rows + [row("report", seed, 0.003, kernel, cell, validation=test / 2, test=test, solved=test < 0.3)
                   for kernel, tests in reported.items() for seed, test in reversed(list(enumerate(tests)))]


RECORD = {
    "settings": {"kernels": ["Haswell", "Sandybridge"]},
    "rows": of_start(0, (0.9, 0.5, 0.7), {"Haswell": [0.1, 0.2, 0.4], "Sandybridge": [0.1, 0.5, 0.6]})
    + of_start(1, (0.2, 0.4, 0.2), {"Haswell": [0.9, 0.8, 0.7]}),
}


def score(result):
    return (result["validation"],)


def test_rows_are_those_that_hold_all_that_is_named():
    assert summary.rows(RECORD) == RECORD["rows"]
    found = summary.rows(RECORD, start=1, part="search", rate=0.01)
    assert [one["trial"]["seed"] for one in found] == [100, 101]
    assert summary.rows(RECORD, start=1, part="search", task="order") == summary.rows(RECORD, no=None) == []


def test_values_come_in_the_order_of_seeds_from_the_report_on_the_first_kernel():
    assert summary.values(RECORD, "test", start=0) == [0.1, 0.2, 0.4]
    assert summary.values(RECORD, "test", start=0, kernel="Sandybridge") == [0.1, 0.5, 0.6]
    assert summary.values(RECORD, "validation", start=0, part="search", rate=0.01) == [0.7, 0.7]


@pytest.mark.parametrize("where", [{}, {"start": 2}, {"start": 0, "part": "search"}, {"start": 1, "kernel": "Sandybridge"}])
def test_what_leaves_no_seed_or_one_twice_is_refused(where):
    with pytest.raises(ValueError, match=r"where: got .*expected each once"):
        summary.values(RECORD, "validation", **where)


def test_networks_side_by_side_are_counted_one_by_one():
    groups = [{"trial": {"seeds": seeds, "part": "report", "kernel": "Haswell"}, "result": {"solved": solved}}
              for seeds, solved in (([2, 3], [True, False]), ([0, 1], [False, False]))]
    record = RECORD | {"rows": groups}
    assert summary.values(record, "solved") == [False, False, True, False] and summary.successes(record) == (1, 4)
    with pytest.raises(ValueError, match="expected each once"):
        summary.values(record | {"rows": groups + groups[:1]}, "solved")


def test_the_rate_chosen_and_those_tried():
    assert summary.chosen(RECORD, start=0) == 0.003
    assert summary.tried(RECORD, start=0) == [0.001, 0.003, 0.01]
    assert summary.tried(RECORD, start=2) == []


def test_no_rate_or_several_are_refused():
    more = RECORD | {"rows": [*RECORD["rows"], row("report", 0, 0.01, cell=CELL | {"start": 2})]}
    assert summary.chosen(more, start=2) == 0.01
    for where, rates in (({}, r"\[0.003, 0.01\]"), ({"start": 3}, r"\[\]")):
        with pytest.raises(ValueError, match=f"contender: got .*{rates}.*expected one"):
            summary.chosen(more, **where)


def test_successes_are_counted_by_kernel_and_what_failed_is_none():
    assert summary.successes(RECORD, start=0) == (2, 3)
    assert summary.successes(RECORD, start=0, kernel="Sandybridge") == (1, 3)
    assert summary.successes(RECORD, start=1) == (0, 3)


def test_the_interval_is_wilsons():
    """Wilson's bounds of p are where |p - k/n| is 1.96 standard errors of p."""
    for k, n in ((0, 10), (7, 10), (10, 10)):
        for bound in summary.interval(k, n):
            assert abs(bound - k / n) == pytest.approx(1.959964 * (bound * (1 - bound) / n) ** 0.5, abs=1e-6)
    low, high = summary.interval(7, 10)
    assert low < 0.7 < high and summary.interval(0, 10)[0] == 0 and summary.interval(10, 10)[1] == 1


@pytest.mark.parametrize(("values", "t"), [([0.1, 0.3], 12.7062), ([0.2, 0.1, 0.6], 4.30265), ([1, 2, 3, 4, 5], 2.77645)])
def test_the_interval_of_a_mean_is_students(values, t):
    """By hand: t from a table, the standard deviation over n - 1."""
    n, mean = len(values), sum(values) / len(values)
    half = t * (sum((value - mean) ** 2 for value in values) / (n - 1) / n) ** 0.5
    assert summary.mean_interval(values) == pytest.approx((mean - half, mean + half), rel=1e-5)


def test_the_best_start_is_that_of_the_lowest_validation_at_the_rate_chosen():
    """Neither its .2 at another rate nor what test says counts."""
    assert summary.best_start(RECORD, score, task="adding") == 1
    rows = of_start(0, (0.9, 0.3, 0.7), {"Haswell": [0.9]}) + of_start(1, (0.2, 0.4, 0.2), {"Haswell": [0.1]})
    worse = RECORD | {"rows": rows}
    assert summary.best_start(worse, score, task="adding") == 0
    assert summary.best_start(worse, score, start=1) == 1


def test_a_start_is_chosen_among_contenders_that_differ_in_nothing_else():
    other = row("search", 100, 0.003, cell=CELL | {"task": "order"}, validation=0.1)
    more = RECORD | {"rows": [*RECORD["rows"], other]}
    assert summary.best_start(more, score, task="adding") == 1
    with pytest.raises(ValueError, match="differ in nothing but their start"):
        summary.best_start(more, score)
    with pytest.raises(ValueError, match="leaves no search"):
        summary.best_start(more, score, task="none")
