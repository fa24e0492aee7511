"""The design that experiments share: how a search grows and chooses, what is reported, and that no part sees another's data."""

import math

import numpy as np
import pytest

from utils.experiments import parity, reber, recall, search

CELL = {"cell": "made up", "size": 3}
SETTINGS = {"rates": [0.001, 0.003, 0.01], "search_seeds": [100, 101], "seeds": [0, 1, 2],
            "kernels": ["Haswell", "Sandybridge"], "again": [{"size": [3]}]}


def score(result):
    return result["error"], result["steps"]


def run(trial, landscape):
    """A made-up row: `landscape` says the error, or the error and the steps, at a rate and seed."""
    given = landscape(trial["rate"], trial["seed"])
    error, steps = given if isinstance(given, tuple) else (given, 0)
    return {"trial": trial, "result": {"error": error, "steps": steps}}


def whole(landscape, contenders=(CELL,), settings=SETTINGS):
    """The trials at the end of an experiment, run stage by stage as the engine does."""
    rows, stages = [], []
    while missing := [trial for trial in search.trials(contenders, settings, rows, score)
                      if trial not in [row["trial"] for row in rows]]:
        stages.append(missing)
        rows += [run(trial, landscape) for trial in missing]
    return rows, stages


def rates(rows, part):
    return sorted({row["trial"]["rate"] for row in rows if row["trial"]["part"] == part})


def valley(lowest):
    """Errors that rise with the distance from the lowest, on the ladder."""
    return lambda rate, seed: abs(math.log(rate / lowest)) + seed / 1000


def test_a_search_begins_with_the_settings_rates_and_seeds_and_calls_for_no_report():
    first = search.trials([CELL], SETTINGS, [], score)
    assert [(trial["rate"], trial["seed"]) for trial in first] == [(r, s) for r in SETTINGS["rates"] for s in (100, 101)]
    assert all(trial == CELL | {"rate": trial["rate"], "seed": trial["seed"], "part": "search", "kernel": "Haswell"}
               for trial in first)


@pytest.mark.parametrize(("lowest", "tried"), [
    (0.003, [0.001, 0.003, 0.01]), (0.01, [0.001, 0.003, 0.01, 0.03]), (0.1, [0.001, 0.003, 0.01, 0.03, 0.1, 0.3]),
    (0.0003, [0.0001, 0.0003, 0.001, 0.003, 0.01]), (1e-9, [3e-5, 0.0001, 0.0003, 0.001, 0.003, 0.01]),
    (1e9, [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]),
])
def test_the_grid_grows_on_the_side_of_the_best_until_it_lies_inside_or_the_ladder_ends(lowest, tried):
    rows, _ = whole(valley(lowest))
    assert rates(rows, "search") == tried
    assert rates(rows, "report") == [min(tried, key=lambda rate: abs(math.log(rate / lowest)))]


def test_it_grows_by_one_rung_at_a_time_and_never_on_half_of_the_seeds():
    rows, stages = whole(valley(0.03))
    assert [{trial["rate"] for trial in stage} for stage in stages] == [{0.001, 0.003, 0.01}, {0.03}, {0.1}, {0.03}]
    early = [row for row in rows if row["trial"]["rate"] <= 0.01][:-1]
    assert search.trials([CELL], SETTINGS, early, score) == stages[0]


def test_the_lowest_mean_over_the_search_seeds_wins_not_the_lowest_value():
    errors = {0.001: (5, 5), 0.003: (2, 2), 0.01: (0, 5), 0.03: (9, 9)}
    assert rates(whole(lambda rate, seed: errors[rate][seed % 2])[0], "report") == [0.003]


def test_equal_scores_are_decided_by_the_steps_and_equal_steps_by_the_middle():
    steps = {0.001: 900, 0.003: 500, 0.01: 700}
    assert rates(whole(lambda rate, seed: (0.01, steps[rate]))[0], "report") == [0.003]
    rows, _ = whole(lambda rate, seed: (0.01, 50))
    assert rates(rows, "search") == SETTINGS["rates"] and rates(rows, "report") == [0.003]


def test_what_is_not_finite_is_worst():
    errors = {0.001: 8, 0.003: 7, 0.01: None}
    rows, _ = whole(lambda rate, seed: errors[rate] if seed == 100 else 0)
    assert rates(rows, "search") == SETTINGS["rates"] and rates(rows, "report") == [0.003]


def test_the_order_of_rows_does_not_matter():
    rows, _ = whole(valley(0.03))
    assert search.trials([CELL], SETTINGS, rows[::-1], score) == search.trials([CELL], SETTINGS, rows, score)


def test_each_contender_has_a_search_of_its_own_and_reports_are_no_part_of_it():
    other = CELL | {"size": 4}
    rows, _ = whole(lambda rate, seed: 0.0 if seed < 100 else abs(math.log(rate / 0.003)), [CELL, other])
    assert rates(rows, "report") == [0.003]
    moved = [run(row["trial"], valley(0.01)) if row["trial"]["size"] == 4 else row for row in rows]
    grown = search.trials([CELL, other], SETTINGS, moved, score)
    assert {trial["size"] for trial in grown if trial["rate"] == 0.03} == {4}


def test_a_report_is_no_part_of_a_search_even_where_a_seed_serves_both():
    shared = SETTINGS | {"seeds": [100]}
    rows, _ = whole(valley(0.003), settings=shared)
    good = [run(row["trial"] | {"part": "report", "rate": 0.01}, lambda rate, seed: -9) for row in rows]
    for found in (rows + good, good + rows):
        assert search.trials([CELL], shared, found, score) == search.trials([CELL], shared, rows, score)


def test_what_is_reported_has_every_seed_and_what_is_looked_at_again_every_kernel():
    rows, _ = whole(valley(0.003), [CELL, CELL | {"size": 4}])
    reported = [row["trial"] for row in rows if row["trial"]["part"] == "report"]
    assert [(t["size"], t["kernel"], t["seed"]) for t in reported] == [
        (size, kernel, seed) for size, kernel in ((3, "Haswell"), (3, "Sandybridge"), (4, "Haswell")) for seed in (0, 1, 2)]


@pytest.mark.parametrize(("again", "sizes"),
    [([], []), ([{}], [3, 4]), ([{"size": [4]}, {"size": [3]}], [3, 4]), ([{"size": [5]}], [])])
def test_one_wish_of_several_is_enough_to_be_looked_at_again(again, sizes):
    rows, _ = whole(valley(0.003), [CELL, CELL | {"size": 4}])
    found = search.trials([CELL, CELL | {"size": 4}], SETTINGS | {"again": again}, rows, score)
    assert sorted({t["size"] for t in found if t["kernel"] == "Sandybridge"}) == sizes


def test_no_two_uses_of_data_share_numbers_and_the_part_changes_none():
    trial = {"seed": 0, "part": "search", "kernel": "Haswell"}
    drawn = {use: search.generator(trial, use).random(100) for use in ("training", "validation", "test")}
    assert len(np.unique(np.concatenate([*drawn.values()]))) == 300
    for use in drawn:
        np.testing.assert_array_equal(search.generator(trial | {"part": "report"}, use).random(100), drawn[use])
        assert not np.isin(search.generator(trial | {"seed": 1}, use).random(100), drawn[use]).any()


ALL = pytest.mark.parametrize("module", [recall, reber, parity], ids=lambda module: module.__name__.rpartition(".")[2])


@ALL
def test_an_experiments_settings_are_neighbours_on_the_ladder_and_its_seeds_are_apart(module):
    settings = module.SETTINGS
    start = search.LADDER.index(settings["rates"][0])
    assert tuple(settings["rates"]) == search.LADDER[start : start + len(settings["rates"])]
    assert not set(settings["seeds"]) & set(settings["search_seeds"]) and len(settings["seeds"]) >= 10
    assert len(settings["kernels"]) == 2


def made(module, trial):
    """A result as the experiment's `run` would give, best at a rate of 0.01."""
    error = abs(math.log(trial["rate"] / 0.01)) / 10
    return {"trial": trial, "result": {"validation": error, "steps": 50, "due": 1 - error, "right": 1 - error}}


@ALL
def test_an_experiments_trials_end_and_hold_each_once(module):
    rows = []
    for _ in range(5):
        trials = module.trials(module.SETTINGS, rows)
        rows = [made(module, trial) for trial in trials]
    assert module.trials(module.SETTINGS, rows[::-1]) == trials
    keys = [tuple(sorted(trial.items())) for trial in trials]
    assert len(set(keys)) == len(keys)
    contenders = {tuple(search.contender_of(trial).items()) for trial in trials if trial["part"] == "search"}
    for contender in contenders:
        reported = [t for t in trials if t["part"] == "report" and tuple(search.contender_of(t).items()) == contender]
        assert {t["rate"] for t in reported} == {0.01}
        assert [t["seed"] for t in reported if t["kernel"] == "Haswell"] == module.SETTINGS["seeds"]


def test_patience_takes_the_rate_that_was_chosen_with_fewer_steps():
    rows = []
    for _ in range(5):
        rows = [made(recall, trial) for trial in recall.trials(recall.SETTINGS, rows)]
    patient = [row["trial"] for row in rows if row["trial"]["steps"] == 10_000]
    assert {(t["task"], t["length"], t["kind"], t["rate"], t["part"], t["kernel"]) for t in patient} == {
        ("adding", 40, "RNN", 0.01, "report", "Haswell")}
    starts = recall.SETTINGS["starts"]["RNN"]
    assert [(t["start"], t["seed"]) for t in patient] == [(start, seed) for start in starts for seed in range(10)]
