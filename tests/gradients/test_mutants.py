"""Every deliberate mistake is caught, and the table says by what; the layers as they are pass every check."""

import dataclasses

import numpy as np
import pytest

from utils.gradients import mutants
from utils.gradients.mistakes import MUTANTS
from utils.layers import GRU, LSTM, RNN

RIGHT = {"RNN": RNN, "LSTM": LSTM, "GRU reset_after": GRU, "GRU reset_before": GRU}
GRADIENTS = {"complex step", "autograd"}
# wrong forward, and backward to match: the complex step has nothing to find
IN_STEP = {"bias added twice", "gate order swapped", "coth for tanh", "state moves on", "one step too many"}
NAMES = [f"{m.layer}: {m.name}".replace(" ", "_") for m in MUTANTS]


@pytest.mark.parametrize("kind", RIGHT)
def test_the_layers_as_they_are_pass_every_check(kind):
    for cls in (RIGHT[kind], mutants.compiled(mutants.program(kind), kind)):
        found = mutants.errors(cls, kind)
        assert set(found) == set(mutants.CHECKS)
        assert max(found.values()) < 1e-12, found


def test_there_are_enough_and_no_two_are_alike():
    assert len(MUTANTS) >= 24
    assert len({(m.layer, m.name) for m in MUTANTS}) == len({(m.layer, m.old, m.new) for m in MUTANTS}) == len(MUTANTS)
    assert {m.layer for m in MUTANTS} == set(RIGHT)
    assert {m.part for m in MUTANTS} == {"forward", "backward", "padding", "reuse"}


@pytest.mark.parametrize("k", range(len(MUTANTS)), ids=NAMES)
def test_each_mistake_is_caught_by_what_should_catch_it(k):
    row = mutants.table()[k]
    caught = set(row["caught_by"])
    assert caught
    if row["part"] == "forward":
        assert {"forward equation", "autograd"} <= caught
    if row["part"] == "backward":
        assert caught >= GRADIENTS and "forward equation" not in caught
    if row["part"] in ("padding", "reuse"):
        assert {"padding": "padding", "reuse": "second use"}[row["part"]] in caught
    assert ("second use" in caught) == (row["part"] == "reuse")


def test_the_complex_step_sees_no_mistake_that_forward_and_backward_share():
    unseen = {row["name"] for row in mutants.table() if row["part"] != "reuse" and "complex step" not in row["caught_by"]}
    assert unseen == IN_STEP


def test_no_single_check_catches_them_all():
    for check in mutants.CHECKS:
        assert any(check not in row["caught_by"] for row in mutants.table()), check


def test_what_is_caught_is_caught_clearly():
    for mutant in MUTANTS[::5]:
        found = mutants.errors(mutants.build(mutant), mutant.layer)
        assert all(error < mutants.BOUND or error > 1e-3 for error in found.values()), (mutant, found)


@pytest.mark.parametrize("old, times", [("no such line", 0), ("m", "[1-9]")])
def test_a_fragment_that_is_not_there_exactly_once_is_refused(old, times):
    with pytest.raises(ValueError, match=f"RNN, W for W\\^T: found '{old}' {times}.* times in the source, expected once"):
        mutants.build(dataclasses.replace(MUTANTS[0], old=old))


def test_a_gradient_of_nan_counts_as_caught():
    assert np.isnan(mutants.worst({"autograd": {"x": 0.0, "initial": np.nan, "b_h": 0.0}}))
    blind = dataclasses.replace(MUTANTS[0], old="return d_x, d_h.T.copy()", new="return d_x * np.nan, d_h.T.copy()")
    assert set(mutants.caught_by(blind)) >= GRADIENTS
