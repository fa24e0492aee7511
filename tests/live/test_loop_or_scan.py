"""Loop or scan: chain and tree give the states of `utils.models.scan`, at the depth and for the work that lab 7a counts."""

import json
from itertools import product

import numpy as np
import pytest
import torch

from tests.live.scripts import scripts
from utils.models.counted import fresh, measured
from utils.models.scan import loop, scan

NAME = "loop-or-scan"
CLOSE = 1e-10
LENGTHS = [*range(1, 18), 23, 40, 64]
KINDS = ("sum", "forgets", "turns")


def given(seed, length):
    """Random factors and summands."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 1, length), rng.standard_normal(length)


def by_script(js, way, a, b):
    """All states, by a way of the script."""
    return js.call(NAME, "states", js.call(NAME, way, list(a), list(b)), list(b))


def apart(js, seed, length):
    """The largest difference of both ways of the script and both of `utils`."""
    a, b = given(seed, length)
    true = [way(torch.from_numpy(a), torch.from_numpy(b)).numpy() for way in (loop, scan)]
    return max(np.abs(np.array(by_script(js, way, a, b)) - states).max() for way in ("chain", "tree") for states in true)


@pytest.mark.parametrize("length", LENGTHS)
def test_chain_and_tree_give_the_states_of_loop_and_scan(js, length):
    assert max(apart(js, seed, length) for seed in range(3)) < CLOSE


@pytest.mark.parametrize("change", [
    ("h = a[t] * h + b[t]", "h = a[t] * h + b[t - 1]"), ("a: a[at] * a[from]", "a: a[at]"),
    ("b: a[at] * b[from] + b[at], cost: JOIN", "b: a[from] * b[at] + b[from], cost: JOIN"),
    ("b: a[at] * after[from] + b[at]", "b: a[at] * b[from] + b[at]"),
    ("[...pairs, ...inner, ...between]", "[...pairs, ...inner]"),
    ("factors[pair.at], after[pair.at]] = [pair.a", "factors[pair.at], after[pair.at]] = [a[pair.at]")])
def test_a_mistake_in_the_script_would_show(change):
    with scripts(change) as wrong:
        assert max(apart(wrong, 0, length) for length in (7, 8, 16)) > 1e-3


def cost(joins):
    """Operations of a way's rounds."""
    return sum(join["cost"] for each in joins for join in each)


@pytest.mark.parametrize("length", range(2, 17))
def test_work_and_depth_are_those_that_the_code_of_utils_counts(js, length):
    """A round is two operations deep, a product and then a sum."""
    a, b = (np.ones(length).tolist() for _ in range(2))
    chain, tree = (js.call(NAME, way, a, b) for way in ("chain", "tree"))
    assert (2 * len(chain), cost(chain)) == measured(chained, fresh(length), fresh(length))
    assert (2 * len(tree), cost(tree)) == measured(odd_even, fresh(length), fresh(length))


def chained(a, b):
    """Counted states one after the other, from the second on."""
    states = [b[0]]
    for factor, summand in zip(a[1:], b[1:], strict=True):
        states.append(factor * states[-1] + summand)
    return states


def odd_even(a, b):
    """The recursion of `utils.models.scan.joined`, on arrays of counted numbers."""
    if len(b) == 1:
        return b
    half = len(b) // 2
    states = np.empty_like(b)
    states[1::2] = odd = odd_even(a[1::2] * a[: 2 * half : 2], a[1::2] * b[: 2 * half : 2] + b[1::2])
    states[0] = b[0]
    states[2::2] = a[2::2] * odd[: len(b[2::2])] + b[2::2]
    return states


def state(js, **changes):
    """The first state with some keys changed."""
    return js.get(NAME, "first") | changes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("length", [2, 3, 8, 11, 16])
def test_the_figures_own_numbers_lead_to_the_same_states_both_ways(js, kind, length):
    for seed in range(1, 6):
        given = js.call(NAME, "inputs", state(js, kind=kind, length=length, seed=seed))
        a, b = np.array(given["a"], float), np.array(given["b"], float)
        assert by_script(js, "chain", a, b) == by_script(js, "tree", a, b) == loop(*map(torch.from_numpy, (a, b))).tolist()
        assert set(a) <= {"sum": {1}, "forgets": {0, 1}, "turns": {-1, 1}}[kind] and set(b) <= {1, 2, 3, 4}


@pytest.mark.parametrize("hands", range(1, 9))
def test_a_round_holds_as_many_joins_as_there_are_hands_and_none_before_its_turn(js, hands):
    for length in range(2, 17):
        r = js.call(NAME, "run", state(js, length=length, hands=hands))
        for way in ("chain", "tree"):
            rounds = r["rounds"][way]
            assert all(1 <= len(each["joins"]) <= hands for each in rounds)
            assert [each["level"] for each in rounds] == sorted(each["level"] for each in rounds)
        assert len(r["rounds"]["tree"]) == sum(-(-len(level) // hands) for level in r["levels"])


def test_with_one_hand_the_chain_is_first_and_with_many_the_tree(js):
    rounds = {hands: js.call(NAME, "run", state(js, length=16, hands=hands))["rounds"] for hands in (1, 2, 4, 8)}
    assert {hands: (len(each["chain"]), len(each["tree"])) for hands, each in rounds.items()} == {
        1: (15, 26), 2: (15, 14), 4: (15, 8), 8: (15, 6)}


def walk(js, s, *buttons):
    """Where buttons lead, in rounds that are done."""
    places = []
    for button in buttons:
        s = js.call(NAME, f"acts.{button}", s)
        places.append(js.call(NAME, "run", s)["now"])
    return places


def test_rounds_lead_on_and_back_and_begin_anew_past_their_end(js):
    assert walk(js, state(js), "on", "on", "back", "back", "back", "back") == [1, 2, 1, 0, 7, 6]
    assert walk(js, state(js, round=6), "on", "on") == [7, 1] and walk(js, state(js), "start", "end") == [0, 7]
    assert js.call(NAME, "run", state(js, round=7, length=4))["now"] == 3  # fewer steps than rounds that were done


def test_the_sentence_says_the_step_and_the_counts(js):
    first, r = js.call(NAME, "sentence", state(js)), js.call(NAME, "run", state(js, round=3))
    assert first == ("Both have found the same 8 states: the chain 7 rounds and 14 operations, "
                     "the tree 4 rounds and 29 operations.")
    assert "with at most 1 join at once: the chain 7 rounds" in js.call(NAME, "sentence", state(js, hands=1))
    before, summand = sum(r["b"][:3]), r["b"][3]
    assert js.call(NAME, "sentence", state(js, round=3)) == (
        f"Round 3: the chain finds state 4 = 1 \u00d7 {before} + {summand} = {before + summand}; the tree makes 2 joins. "
        "Operations so far: chain 6, tree 23.")
    assert "the tree is done" in js.call(NAME, "sentence", state(js, round=6))
    assert "the chain is done" in js.call(NAME, "sentence", state(js, length=6, hands=1, round=6))


@pytest.mark.parametrize(("length", "hands", "kind"), [*product((2, 5, 8, 13, 16), (1, 3, 8), KINDS)])
def test_any_setting_has_its_picture_with_all_numbers_at_its_end_and_few_before(js, length, hands, kind):
    at = state(js, length=length, hands=hands, kind=kind)
    whole, empty = (js.call(NAME, "picture", at | {"round": each}) for each in (99, 0))
    for picture in (whole, empty):
        assert not any(word in json.dumps(picture) for word in ("NaN", "undefined", "Infinity"))
    final = js.call(NAME, "run", at)
    shown = whole.count('fill="var(--live-blue)">')
    assert shown >= 2 * length + 2  # each state twice, and the two letters
    assert empty.count('fill="var(--live-blue)">') == 4 and len(final["a"]) == length


@pytest.mark.parametrize("length", range(2, 17))
def test_nothing_is_joined_before_what_it_is_made_of(js, length):
    levels, seen = js.call(NAME, "tree", [1.0] * length, [1.0] * length), [[t] for t in range(length)]  # what each stands for
    for joins in levels:
        before = [[*covered] for covered in seen]
        assert len({join["at"] for join in joins}) == len(joins)
        for join in joins:
            seen[join["at"]] = before[join["from"]] + before[join["at"]]
        assert all("a" not in join or len(seen[join["at"]]) == 2 * len(before[join["at"]]) for join in joins)
    assert seen == [[*range(t + 1)] for t in range(length)]
