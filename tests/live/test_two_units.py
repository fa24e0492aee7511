"""Two units in the plane: paths, rests and their kinds against the RNN of `utils`, to 1e-6; no rest is missed."""

from itertools import product

import numpy as np
import pytest

from tests.live.scripts import scripts
from utils.layers import RNN

NAME = "two-units-in-the-plane"
CLOSE = 1e-6
PULSE = np.array([[3.0], [1.0]])


def network(W, u=PULSE):
    """The layer with the script's weights, row by row."""
    layer = RNN(1, 2)
    layer.parameters["W_hh"][...] = np.reshape(W, (2, 2))
    layer.parameters["W_xh"][...] = np.reshape(u, (2, 1))
    return layer


def after(W, h, steps=1):
    """States without input, from rows h (B, 2): where each comes to, one step later and after some."""
    h = np.reshape(h, (-1, 2)).astype(float)
    return network(W).forward(np.zeros((steps, len(h), 1)), h)[1]


def slopes(W, h):
    """dh_t/dh_{t-1} from the layer's backward pass, a row per unit."""
    layer, rows = network(W), []
    for unit in np.eye(2):
        layer.forward(np.zeros((1, 1, 1)), np.reshape(h, (1, 2)).astype(float))
        rows.append(layer.backward(unit.reshape(1, 1, 2))[1][0])
    return np.array(rows)


RNG = np.random.default_rng(0)
WEIGHTS = [np.round(RNG.uniform(-3, 3, 4), 1).tolist() for _ in range(40)]
GRID = [list(map(float, w)) for w in product((-2, 1.5), (-1, 0.5), (-0.5, 1), (0.5, 2.5))]


def path_apart(js, seed):
    """The largest difference between the script's path and the layer's."""
    rng = np.random.default_rng(seed)
    W, u, x, h = rng.normal(0, 1.5, 4), rng.normal(0, 2, 2), rng.standard_normal(24), rng.uniform(-1, 1, 2)
    found = js.call(NAME, "path", W.tolist(), x.tolist(), h.tolist(), u.tolist())
    true, _ = network(W, u).forward(x.reshape(-1, 1, 1), h.reshape(1, 2))
    return float(np.abs(np.array(found[1:]) - true[:, 0]).max())


@pytest.mark.parametrize("seed", range(40))
def test_the_path_is_the_layers(js, seed):
    assert path_apart(js, seed) < CLOSE


def faults(js, W):
    """What is wrong with the rests that the script finds for some weights."""
    found = js.call(NAME, "rests", W)
    h = np.array([rest["h"] for rest in found]).reshape(-1, 2)
    if np.abs(after(W, h) - h).max() > CLOSE:
        yield "a rest moves"
    index = 0
    for rest in found:
        J = slopes(W, rest["h"])
        if np.abs(np.reshape(js.call(NAME, "jacobian", W, rest["h"]), (2, 2)) - J).max() > CLOSE:
            yield "a slope is not the layer's"
        sizes = np.abs(np.linalg.eigvals(J))
        if rest["kind"] != ["stable", "saddle", "repelling"][(sizes > 1).sum()]:
            yield f"a rest with eigenvalues of sizes {sizes} is called {rest['kind']}"
        index += np.sign(np.linalg.det(np.eye(2) - J))
    if index != 1:  # Lefschetz: for a map of the square into itself these signs add up to one
        yield f"the signs of the rests add up to {index}: one is missing, or one too many"
    ends = after(W, RNG.uniform(-1, 1, (60, 2)), 3000)
    still = ends[np.abs(after(W, ends) - ends).max(axis=1) < 1e-9]
    known = np.array([rest["h"] for rest in found if rest["kind"] == "stable"]).reshape(-1, 2)
    if any(len(known) == 0 or np.abs(known - end).max(axis=1).min() > CLOSE for end in still):
        yield "states come to rest where the script has no stable rest"


@pytest.mark.parametrize("W", [*WEIGHTS, *GRID], ids=str)
def test_rests_are_the_layers_and_none_is_missed(js, W):
    assert list(faults(js, W)) == []


PRESETS = {"remember": (2, 3), "forget": (1, 1), "turn": (0, 1)}


@pytest.mark.parametrize(("preset", "counts"), PRESETS.items())
def test_presets_do_what_their_buttons_say(js, preset, counts):
    s = js.call(NAME, f"acts.{preset}", js.get(NAME, "first"))
    W = js.call(NAME, "matrix", s)
    rests = js.call(NAME, "rests", W)
    assert list(faults(js, W)) == []
    assert (sum(rest["kind"] == "stable" for rest in rests), len(rests)) == counts
    assert (js.call(NAME, "fate", W, [0.3, 0.1])["period"] == 1) is (preset != "turn")


def test_what_is_remembered_is_the_last_pulse_and_only_where_there_are_two_stable_rests(js):
    def ends(preset, **pulses):
        s = js.get(NAME, "first") | js.get(NAME, f"presets.{preset}") | pulses
        return js.call(NAME, "run", s)["states"][-1]

    up, down = ends("remember", plus=3, minus=0), ends("remember", plus=0, minus=3)
    assert np.allclose(up, np.negative(down)) and abs(up[0]) > 0.5
    assert np.allclose(ends("remember", plus=3, minus=14), down, atol=0.02)
    assert np.abs(np.subtract(ends("forget", plus=3, minus=0), ends("forget", plus=0, minus=3))).max() < 0.05


@pytest.mark.parametrize(("change", "fault"), [
    (("w * (1 - h[k >> 1] ** 2))", "w * (1 - h[k >> 1]))"), "a slope is not the layer's"),
    (("size > 1 + 1e-9", "size > 2"), "a rest with eigenvalues"),
    (("k / 10 - 1)", "k / 10 + 0.3)"), "the signs of the rests add up"),
    (("CLOSE = 1e-12", "CLOSE = 1e-2"), "a rest moves")])
def test_a_mistake_in_the_rests_would_show(change, fault):
    with scripts(change) as wrong:
        found = [said for W in ([1.8, 0.4, -0.3, 0.8], [1.8, -0.2, -0.2, 1.8], *WEIGHTS[:8]) for said in faults(wrong, W)]
    assert any(said.startswith(fault) for said in found), found


def test_a_mistake_in_the_step_would_show():
    with scripts(("W[2 * k] * h[0]", "W[k] * h[0]")) as wrong:
        assert path_apart(wrong, 0) > 1e-3


@pytest.mark.parametrize(("preset", "words"), [
    ("remember", "3 rests, 2 of them stable. At step 24 the state is"), ("forget", "1 rest, a stable one"),
    ("forget", "the only place to stay: what came in is forgotten"), ("turn", "1 rest, an unstable one"),
    ("turn", "it goes on turning and never rests")])
def test_the_sentence_says_what_becomes_of_the_state(js, preset, words):
    assert words in js.call(NAME, "sentence", js.call(NAME, f"acts.{preset}", js.get(NAME, "first")))


def test_a_state_that_swings_is_said_to_come_round_again(js):
    s = js.get(NAME, "first") | {"w11": -2, "w12": 0, "w21": 0, "w22": 0.5}
    assert "it comes round again every 2 steps, and never rests" in js.call(NAME, "sentence", s)


def test_kinds_are_told_by_shape_not_by_colour_alone(js):
    picture = js.call(NAME, "picture", js.get(NAME, "first"))
    assert picture.count('r="7"') == 3 and picture.count("l12 12m0 -12l-12 12") == 2 and picture.count('r="6"') == 1
