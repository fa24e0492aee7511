"""The gradient microscope against NumPy and the Jacobians of `utils`, to 1e-6; and a mistake would show."""

import re

import numpy as np
import pytest

from tests.live.scripts import scripts
from utils.gradients import products, step_jacobians
from utils.layers import RNN

NAME = "gradient-microscope"
CLOSE = 1e-6
KEYS = ("w11", "w12", "w21", "w22")


def settings(seed):
    """A random state of the figure, on the sliders' marks; every fourth matrix is singular, symmetric or a turn."""
    rng = np.random.default_rng(seed)
    W = np.round(rng.uniform(-3, 3, (2, 2)) * 20) / 20
    W = [W, np.outer(W[0], [1, -1]), W + W.T, np.array([[W[0, 0], -W[0, 1]], [W[0, 1], W[0, 0]]])][seed % 4 if seed % 3 else 0]
    slopes = np.round(rng.uniform(0, 1, 2) * 20) / 20
    return dict(zip(KEYS, W.ravel().tolist(), strict=True)) | {
        "slope1": slopes[0], "slope2": slopes[1], "length": int(rng.integers(1, 21) * 5)}


def matrix(state):
    return np.array([[state["w11"], state["w12"]], [state["w21"], state["w22"]]])


def off(found, true):
    """The largest difference, relative to sizes above 1."""
    found, true = np.asarray(found, float), np.asarray(true, float)
    return float(np.max(np.abs(found - true) / np.maximum(1, np.abs(true))))


def apart(js, seed):
    """The largest difference between the script and NumPy in one setting."""
    state = settings(seed)
    W, slopes = matrix(state), np.array([state["slope1"], state["slope2"]])
    J, r = slopes[:, None] * W, js.call(NAME, "run", state)
    powers = products(np.stack([J] * state["length"]))
    singular = js.call(NAME, "parts", J.ravel().tolist())
    sizes = sorted(np.hypot(*pair) for pair in js.call(NAME, "eigenvalues", J.ravel().tolist()))
    true = np.linalg.eigvals(J)
    pairs = [(r["J"], J.ravel()), (r["norms"], np.linalg.norm(powers, 2, axis=(1, 2))), (r["rho"], np.abs(true).max()),
             ([singular["s1"], singular["s2"]], np.linalg.svd(J, compute_uv=False)), (sizes, np.sort(np.abs(true))),
             (r["bound"], slopes.max() * np.linalg.norm(W, 2)), (r["peak"], np.max(r["norms"]))]
    return max(off(*pair) for pair in pairs)


@pytest.mark.parametrize("seed", range(60))
def test_script_and_numpy_agree(js, seed):
    assert apart(js, seed) < CLOSE


@pytest.mark.parametrize("change", [
    ("k < 2 ? state.slope1", "k % 2 ? state.slope1"), ("a * f + b * h", "a * f + b * g"),
    ("times(J, product)", "times(product, product)"), ("s1: Q + R", "s1: Q"), ("+ b * c;", "- b * c;"),
    ("bound: Math.max", "bound: Math.min"), ("Math.hypot(a - d, b + c) / 2", "Math.hypot(a - d, b - c) / 2")])
def test_a_mistake_in_the_script_would_show(change):
    with scripts(change) as wrong:
        assert max(apart(wrong, seed) for seed in range(12)) > 1e-3


def test_the_factors_are_those_of_the_layer(js):
    """Two units that are held where tanh has the slopes of the figure: its norms are those of the layer's Jacobians."""
    state = settings(1) | {"slope1": 0.8, "slope2": 0.35, "length": 30}
    layer, h = RNN(2, 2), np.sqrt(1 - np.array([0.8, 0.35]))
    layer.parameters["W_hh"], layer.parameters["W_xh"] = matrix(state), np.eye(2)
    hold = np.tile(np.arctanh(h) - matrix(state) @ h, (30, 1))
    norms = np.linalg.norm(products(step_jacobians(layer, hold, h)), 2, axis=(1, 2))
    assert off(js.call(NAME, "run", state)["norms"], norms) < CLOSE


def full(js, state):
    """The state with its singular values and angle."""
    return js.call(NAME, "settle", state, "w11")


@pytest.mark.parametrize("seed", range(20))
def test_entries_and_singular_values_with_their_angle_are_one_matrix(js, seed):
    state = full(js, settings(seed))
    U, s, V = np.linalg.svd(matrix(state))
    assert off([state["s1"], state["s2"]], s) < CLOSE
    if s[0] - s[1] > 1e-3:
        cosine = np.cos(np.radians(state["turn"]))
        assert cosine == pytest.approx(U[:, 0] @ V[0], abs=CLOSE)  # between what is stretched most and where it goes
    for key in ("s1", "s2", "turn"):
        again = js.call(NAME, "settle", state, key)
        assert off(matrix(again), matrix(state)) < CLOSE


@pytest.mark.parametrize(("key", "value"), [("s1", 2.5), ("s2", 0.3), ("turn", 90), ("turn", -35), ("s1", 0.2), ("s2", 3)])
@pytest.mark.parametrize("seed", [0, 2, 3, 6])
def test_a_singular_value_that_is_set_is_the_matrix_s_own(js, seed, key, value):
    before = full(js, settings(seed))
    after = js.call(NAME, "settle", before | {key: value}, key)
    U, s, V = np.linalg.svd(matrix(after))
    assert off(s, [after["s1"], after["s2"]]) < CLOSE and after[key] == value
    if key != "turn":
        other = "s2" if key == "s1" else "s1"
        assert after[other] == (min if key == "s1" else max)(before[other], value)
    elif s[0] - s[1] > 1e-3:
        assert U[:, 0] @ V[0] == pytest.approx(np.cos(np.radians(value)), abs=CLOSE)


def test_turning_alone_moves_the_spectral_radius_between_its_ends(js):
    """With s_1 = 2 and s_2 = 0.3: the largest at angle 0, the root of their product at a right one; one bound."""
    both = full(js, {"w11": 2, "w12": 0, "w21": 0, "w22": 0.3, "slope1": 1, "slope2": 1, "length": 5})
    flat, upright = (js.call(NAME, "run", js.call(NAME, "settle", both | {"turn": turn}, "turn")) for turn in (0, 90))
    assert flat["bound"] == pytest.approx(2) and upright["bound"] == pytest.approx(2)
    assert flat["rho"] == pytest.approx(2) and upright["rho"] == pytest.approx(np.sqrt(0.6))


def state(js, **changes):
    return full(js, js.get(NAME, "first") | changes)


@pytest.mark.parametrize(("preset", "rho", "s1", "words"), [
    ("oneWay", 0.9, 1.5295, "wanted is a norm that first reaches 20"), ("turned", 0.9, 0.9, "The norm never exceeds 1"),
    ("single", 0, 3, "The norm is at most 3.00, at step 1, and 0 after"),
    ("cancels", 0, 4, "The norm is at most 4.00, at step 1, and 0 after")])
def test_presets_do_what_their_buttons_say(js, preset, rho, s1, words):
    s = js.call(NAME, f"acts.{preset}", js.get(NAME, "first"))
    r = js.call(NAME, "run", s)
    assert r["rho"] == pytest.approx(rho, abs=CLOSE) and s["s1"] == pytest.approx(s1, abs=1e-3)
    assert s["length"] == 60 and words in js.call(NAME, "sentence", s) and not r["met"]


def test_a_slope_below_one_can_make_the_product_grow(js):
    """The matrix whose square is zero, one unit held where tanh is flatter: the product is what lab 4b measures."""
    r = js.call(NAME, "run", js.call(NAME, "acts.cancels", js.get(NAME, "first")) | {"slope2": 0.35, "length": 100})
    J = np.array([[2.0, -2.0], [0.7, -0.7]])
    assert r["norms"][-1] == pytest.approx(np.linalg.norm(np.linalg.matrix_power(J, 100), 2)) and r["rho"] == pytest.approx(1.3)


def test_the_challenge_can_be_met_with_the_sliders_and_a_matrix_without_growth_does_not_meet_it(js):
    found = state(js, w11=0.95, w22=0.95, w12=3, w21=0)
    assert js.call(NAME, "run", found)["met"]
    assert "Found: ρ is below 1, and yet the gradient first grows 22.6-fold." in js.call(NAME, "sentence", found)
    loud = state(js, w11=1.5, w22=1.5, w12=0, w21=0)
    assert not js.call(NAME, "run", loud)["met"] and "Wanted: ρ below 1" in js.call(NAME, "sentence", loud)


@pytest.mark.parametrize(("value", "words"), [
    (0, "0"), (0.5, "0.50"), (38.746, "38.7"), (640.2, "640"), (1e11, "1 · 10¹¹"), (9.7e-4, "1 · 10⁻³"), (2.6e-5, "3 · 10⁻⁵")])
def test_sizes_are_said_shortly(js, value, words):
    assert js.call(NAME, "size", value) == words


@pytest.mark.parametrize("seed", range(8))
def test_the_picture_holds_numbers_only(js, seed):
    picture = js.call(NAME, "picture", full(js, settings(seed)))
    assert "NaN" not in picture and "Infinity" not in picture and "undefined" not in picture
    zero = full(js, dict.fromkeys(KEYS, 0.0) | {"slope1": 0, "slope2": 0, "length": 5})
    assert "NaN" not in js.call(NAME, "picture", zero) and "NaN" not in js.call(NAME, "sentence", zero)


@pytest.mark.parametrize("seed", range(12))
def test_curves_end_at_the_frame(js, seed):
    picture = js.call(NAME, "picture", full(js, settings(seed)))
    tracks = [path for path in re.findall(r'd="M([^"Z]*)"', picture) if path.count("L") >= 1 and path.startswith("216.0 ")]
    assert len(tracks) == 3
    for path in tracks:
        places = np.array([point.split() for point in path.split("L")], float)
        assert np.all((places >= [216, 12]) & (places <= [468, 276])) and np.all(np.diff(places[:, 0]) >= 0)
