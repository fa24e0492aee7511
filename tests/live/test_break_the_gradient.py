"""Break the gradient: its verdicts are those of the checks, its score is counted right, its walk meets every mistake."""

import json

import pytest

from tests.live.scripts import scripts
from utils.gradients import caught, mutants

NAME = "break-the-gradient"
DATA = json.loads(caught.FILE.read_text(encoding="utf-8"))


def test_the_checks_are_those_of_the_proof(js):
    assert js.get(NAME, "CHECKS") == list(mutants.CHECKS)


def verdicts_apart(js):
    """The mistakes of which the figure shows another verdict than the checks gave."""
    true = [[check in row["caught_by"] for check in mutants.CHECKS] for row in DATA]
    return [row["name"] for row, seen in zip(DATA, true, strict=True) if js.call(NAME, "sees", row) != seen]


def test_the_verdicts_are_those_of_the_real_run(js):
    assert verdicts_apart(js) == []


def test_another_order_of_the_checks_would_show():
    with scripts(('"complex step", "autograd"', '"autograd", "complex step"')) as wrong:
        assert len(verdicts_apart(wrong)) > 5


def bet_on(js, k, *checks):
    """The state after bets on a mistake and the answer."""
    s = js.call(NAME, "settle", js.get(NAME, "first") | {"which": str(k)}, "which")
    bets = {f"bet{n}": check in checks for n, check in enumerate(mutants.CHECKS)}
    return js.call(NAME, "acts.reveal", s | bets, DATA)


@pytest.mark.parametrize("k", range(0, len(DATA), 8))
def test_the_right_bet_is_right_in_all_five_and_its_opposite_in_none(js, k):
    seen = DATA[k]["caught_by"]
    right, wrong = bet_on(js, k, *seen), bet_on(js, k, *(set(mutants.CHECKS) - set(seen)))
    assert (right["asked"], right["right"], right["exact"]) == (1, 5, 1)
    assert (wrong["asked"], wrong["right"], wrong["exact"]) == (1, 0, 0)
    assert js.call(NAME, "sentence", right, DATA).startswith("5 of 5 bets are right. Of the five checks,")
    assert js.call(NAME, "picture", right, DATA).count("right") == 5
    assert js.call(NAME, "picture", wrong, DATA).count("wrong") == 5


def test_an_answer_counts_once_and_another_mistake_wipes_the_bets(js):
    once = bet_on(js, 0, "autograd")
    assert js.call(NAME, "acts.reveal", once, DATA) == once
    after = js.call(NAME, "acts.next", once, DATA)
    assert not after["revealed"] and not any(after[f"bet{n}"] for n in range(5)) and after["asked"] == 1
    again = js.call(NAME, "settle", once | {"bet4": True}, "bet4")
    assert not again["revealed"] and again["bet4"] and not again["bet2"]


def test_before_the_answer_nothing_gives_it_away(js):
    s = js.call(NAME, "acts.next", js.get(NAME, "first"), DATA)
    shown = js.call(NAME, "picture", s, DATA) + js.call(NAME, "sentence", s, DATA) + json.dumps(js.call(NAME, "texts", s, DATA))
    assert "sees it" not in shown and "silent" not in shown and "l16 16m0 -16" not in shown


def test_the_walk_meets_every_mistake(js):
    s, met = js.get(NAME, "first"), set()
    for _ in DATA:
        s = js.call(NAME, "acts.next", s, DATA)
        met.add(s["which"])
    assert met == {str(k) for k in range(len(DATA))}


def test_every_mistake_has_a_place_and_its_line_before_and_after(js):
    for k, row in enumerate(DATA):
        s = js.get(NAME, "first") | {"which": str(k)}
        words = js.call(NAME, "texts", s, DATA)
        assert "l16 16m0 -16" in js.call(NAME, "picture", s, DATA) and "NaN" not in js.call(NAME, "picture", s, DATA)
        assert words["before"].startswith("\N{MINUS SIGN} ") and words["after"].startswith("+ ")
        assert words["before"].count("\n") == row["before"].count("\n")
