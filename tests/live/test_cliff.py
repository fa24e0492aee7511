"""The cliff against the pure functions of `utils.gradients.cliff`, to 1e-6; and a mistake would show."""

import re

import numpy as np
import pytest

from tests.live.scripts import scripts
from utils.gradients import cliff

NAME = "cliff"
CLOSE = 1e-6
TAUS = 10.0 ** np.arange(-2.5, 1.6, 0.1)


def setting(seed):
    """A place on and around the surface, and a threshold."""
    rng = np.random.default_rng(seed)
    w, b = rng.uniform((3.6, -3.1), (6.2, -1.7))
    w = w if seed % 2 else 4.98 - 1.6 * (b + 2.6) + rng.uniform(-0.03, 0.1)  # near the edge
    w, b = (w, b) if seed % 3 else rng.uniform((3.9, -2.02), (4.1, -1.98))  # where the state is slow to settle
    return [float(w), float(b)], float(rng.choice(TAUS))


def off(found, true):
    """The largest difference, relative to sizes above 1."""
    found, true = np.asarray(found, float), np.asarray(true, float)
    return float(np.max(np.abs(found - true) / np.maximum(1, np.abs(true))))


def apart(js, seed):
    """The largest difference between the script and NumPy at one place."""
    (w, b), tau = setting(seed)
    stepped, (point, norm) = js.call(NAME, "step", [w, b], tau), cliff.step(np.array([w, b]), 0.5, tau)
    pairs = [(js.call(NAME, "states", w, b), cliff.states(w, b)), (js.call(NAME, "loss", w, b), cliff.loss(w, b)),
             (js.call(NAME, "gradient", w, b), cliff.gradient(w, b)), (stepped["point"], point), (stepped["norm"], norm)]
    return max(off(*pair) for pair in pairs)


@pytest.mark.parametrize("seed", range(80))
def test_script_and_numpy_agree(js, seed):
    assert apart(js, seed) < CLOSE


@pytest.mark.parametrize("change", [
    ("dw += da * h[t - 1]", "dw += da * h[t]"), ("dh = da * w;", "dh = da;"), ("h[t] * (1 - h[t])", "(1 - h[t] ** 2)"),
    ("Math.min(1, tau /", "Math.max(1, tau /"), ("TARGET = 0.7", "TARGET = 0.6"), ("t > 0; t--", "t > 5; t--"),
    ("FIRST = 1 / (1 + Math.exp(-0.5))", "FIRST = 0.5"), ("RATE = 0.5", "RATE = 0.4"),
    ("Math.hypot(dw, db), share", "Math.abs(dw), share")])
def test_a_mistake_in_the_script_would_show(change):
    with scripts(change) as wrong:
        assert max(apart(wrong, seed) for seed in range(12)) > 1e-4


@pytest.mark.parametrize("tau", [0.02, 0.2, 1.0, 10.0, 1e9])
def test_each_step_of_a_walk_is_that_of_numpy_from_the_same_place(js, tau):
    """Step by step, since a walk along a cliff magnifies the last digit."""
    found = js.call(NAME, "walk", [5.5, -2.6], tau, 80)
    for point, after, norm in zip(found["points"], found["points"][1:], found["norms"], strict=False):
        true, size = cliff.step(np.array(point), 0.5, tau)
        assert off(after, true) < CLOSE and off(norm, size) < CLOSE


def state(js, **changes):
    return js.get(NAME, "first") | changes


def test_not_clipped_the_first_ball_is_thrown_off_and_clipped_it_arrives(js):
    r = js.call(NAME, "run", state(js, count=200))
    assert r["thrown"] == 13 and np.linalg.norm(r["plain"]["points"][-1]) > 1000 and r["plain"]["norms"][-1] == 0
    assert r["off"] == -1 and js.call(NAME, "loss", *r["clipped"]["points"][-1]) < 0.01
    assert 0 < r["shortened"] < 200


def test_no_step_of_the_clipped_ball_is_longer_than_rate_times_threshold(js):
    for tau in (-2.5, -0.7, 0.5):
        r = js.call(NAME, "run", state(js, tau=tau, count=200))
        lengths = np.linalg.norm(np.diff(r["clipped"]["points"], axis=0), axis=1)
        assert lengths.max() <= 0.5 * 10**tau * (1 + 1e-9)


@pytest.mark.parametrize(("changes", "words"), [
    ({"count": 0}, "At the start the loss is 0.049."),
    ({"count": 12}, "Step 12. Clipped to 0.2 (0 of 12 gradients were longer), the ball is at 5.19 and −2.73; its loss is "
                    "0.009. Not clipped, it is at 5.19 and −2.73"),
    ({"count": 13}, "Not clipped, it was thrown off at step 13, to 1442 and 2305; its loss is 0.090."),
    ({"tau": -2.5, "count": 10}, "Clipped to 0.0032 (10 of 10 gradients"), ({"tau": 1.5}, "Clipped to 31.6")])
def test_the_sentence_says_where_both_are(js, changes, words):
    assert words in js.call(NAME, "sentence", state(js, **changes))


def test_buttons_step_and_stop_at_the_last_step(js):
    first = state(js)
    assert [js.call(NAME, f"acts.{act}", first)["count"] for act in ("one", "ten", "back")] == [101, 110, 0]
    assert js.call(NAME, "acts.ten", state(js, count=195))["count"] == 200


@pytest.mark.parametrize("b", [-2.9, -2.6, -2.3])
def test_lines_are_drawn_closely_where_the_loss_breaks_off_and_loosely_elsewhere(js, b):
    w = np.array([4.0, *js.call(NAME, "between", 4.0, 5.8, b)])
    assert w[-1] == 5.8 and np.all(np.diff(w) > 0) and len(w) < 60
    jumps = np.abs(np.diff(cliff.loss(w, np.full(len(w), b))))
    assert np.all((jumps <= 0.04) | (np.diff(w) <= 0.004)) and np.diff(w).max() > 0.1


@pytest.mark.parametrize("changes", [
    {}, {"count": 0}, {"tau": 1.5, "count": 200}, {"tau": -2.5}, {"w": 4.5, "b": -3}, {"w": 6, "b": -2}])
def test_the_picture_holds_numbers_only_and_stays_on_its_canvas(js, changes):
    picture = js.call(NAME, "picture", state(js, **changes))
    assert not re.search("NaN|Infinity|undefined", picture)
    for path in re.findall(r' d="M([^"h]*)"', picture):
        places = np.array([point.split() for point in path.split("L")], float)
        assert np.all((places >= 0) & (places <= [480, 430])), changes


def test_the_picture_s_lines_stand_as_high_as_the_loss(js):
    """The front line: level where the loss is level, and 180 units per unit of loss."""
    picture = js.call(NAME, "picture", state(js, count=0))
    front = re.findall(r' d="M([^"]*)"', picture)[15]
    places = np.array([point.split() for point in front.split("L")], float)
    w = 3.6 + (places[:, 0] - 14) * 2.6 / 400
    assert np.allclose(282 - places[:, 1], 180 * cliff.loss(w, -1.7), atol=0.3)
