"""The experiments of lab 7c: every rate is tried, validation chooses, test reports, and each network is what it is alone."""

import pytest

from utils.experiments import copying_2018, local_or_order, local_or_order_axes, search

WINDOWS = {"noise": 0.05, "steps": 3, "batch": 4, "kernel": "Haswell", "task": "order", "examples": 12, "body": "short",
           "pool": "max", "rate": 0.01, "seeds": [0, 1], "part": "report"}
COPYING = {"steps": 3, "batch": 4, "kernel": "Haswell", "task": "copy", "length": 3, "body": "LSTM", "rate": 0.01,
           "seeds": [0, 1], "part": "report"}
BOTH = pytest.mark.parametrize(("module", "trial"), [(local_or_order, WINDOWS), (copying_2018, COPYING)])


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """Fewer windows and sequences to score."""
    monkeypatch.setattr(local_or_order, "HELD", 20)
    monkeypatch.setattr(copying_2018, "HELD", 8)


@BOTH
def test_the_rate_that_is_best_on_validation_is_reported(module, trial):
    first = module.trials(module.SETTINGS, [])
    assert all(each["part"] == "search" and len(each["rate"]) == len(each["seeds"]) for each in first)
    rows = [{"trial": each, "result": {"right": [rate == 0.01 for rate in each["rate"]],
                                       "loss": [abs(rate - 0.01) for rate in each["rate"]]}} for each in first]
    later = [each for each in module.trials(module.SETTINGS, rows) if each["part"] == "report"]
    assert len(later) == len(first) and {each["rate"] for each in later} == {0.01}
    assert all(each["seeds"] == module.SETTINGS["seeds"] for each in later)


@BOTH
def test_a_search_does_not_look_at_test_and_a_report_not_at_validation(module, trial, monkeypatch):
    uses, generator = [], search.generator
    monkeypatch.setattr(search, "generator", lambda of, use: uses.append(use) or generator(of, use))
    module.run(trial | {"part": "search", "rate": [0.01, 0.1]})
    assert set(uses) == {"training", "validation"}
    uses.clear()
    module.run(trial)
    assert set(uses) == {"training", "test"}


@BOTH
def test_each_network_is_what_it_is_alone(module, trial):
    both, alone = module.run(trial), module.run(trial | {"seeds": [1]})
    for name, (value,) in alone.items():
        assert both[name][1] == pytest.approx(value, abs=0.06), name


def test_adding_is_scored_by_its_last_answer_against_the_constant_one():
    found = copying_2018.run(COPYING | {"task": "adding", "length": 5, "body": "dilated"})
    assert found["share"] == pytest.approx([6 * loss for loss in found["loss"]])
    assert found["solved"] == [share < copying_2018.SOLVED for share in found["share"]]


def test_a_search_goes_by_means():
    row = {"trial": {"rate": [0.1, 0.1, 0.2, 0.2]}, "result": {"right": [1.0, 0.4, 0.8, 0.8], "loss": [0, 9, 4, 4]}}
    assert local_or_order.best(row) == 0.2 and copying_2018.best(row) == 0.2
    assert local_or_order.search_score(row, 0.1) == pytest.approx(0.7)


def test_along_the_axes_each_condition_is_one_report():
    found = local_or_order_axes.trials(local_or_order_axes.SETTINGS, [])
    assert len(found) == len(local_or_order_axes.SETTINGS["conditions"]) and {each["part"] for each in found} == {"report"}
    brief = found[0] | {"steps": 2, "examples": 5, "seeds": [0]}
    assert len(local_or_order_axes.run(brief)["right"]) == 1
