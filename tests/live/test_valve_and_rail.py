"""The valve and the rail computes what the LSTM of `utils` computes, both ways, to 1e-6; and a mistake would show."""

import json

import numpy as np
import pytest

from tests.live.scripts import scripts
from tests.paths import LABS
from utils.book.stored import stored
from utils.layers import LSTM

NAME = "valve-and-rail"
CLOSE = 1e-6
BOXES = "ifog"


def cell(p):
    """The layer of one unit with the script's parameters."""
    layer = LSTM(1, 1)
    for name, value in p.items():
        layer.parameters[name][...] = value
    return layer


def by_layer(x, p, h, c):
    """States, gradients at the cell and at the inputs, from the layer: for the loss c after the last step."""
    layer, x = cell(p), np.reshape(x, (-1, 1, 1)).astype(float)
    T, start = len(x), (np.full((1, 1), float(h)), np.full((1, 1), float(c)))
    states = [layer.forward(x[:t], start)[1] for t in range(1, T + 1)]
    layer.forward(x, start)
    d_x, d_start = layer.backward(np.zeros((T, 1, 1)), (np.zeros((1, 1)), np.ones((1, 1))))
    dc = [at_the_cell(layer, x[t:], *states[t - 1]) for t in range(1, T)] + [1.0]
    return {"h": [s[0].item() for s in states], "c": [s[1].item() for s in states], "dc": dc, "dx": d_x.ravel().tolist(),
            "first": {"h": d_start[0].item(), "c": d_start[1].item()}}


def at_the_cell(layer, rest, h, c):
    """The gradient at a cell that what is left of the input begins from: that carried on, and that through the state shown."""
    layer.forward(rest, (h, c))
    d_h, d_c = layer.backward(np.zeros((len(rest), 1, 1)), (np.zeros((1, 1)), np.ones((1, 1))))[1]
    tanh = np.tanh(c)
    return (d_c + d_h * (h / tanh) * (1 - tanh**2)).item()


def by_script(js, x, p, h, c):
    """The same from the script."""
    steps = js.call(NAME, "forward", x, p, h, c)
    back = js.call(NAME, "backward", steps, p)
    return {"h": steps["h"], "c": steps["c"], "dc": back["dc"], "dx": back["dx"], "first": back["first"]}


def settings(seed):
    """Random inputs, parameters and first state."""
    rng = np.random.default_rng(seed)
    p = {f"{side}{box}": rng.normal(0, 1.5) for side in ("W_h", "W_x", "b_") for box in BOXES}
    return rng.standard_normal(8).tolist(), p, rng.normal(), rng.normal()


def apart(js, seed):
    """The largest difference of the two on random settings."""
    ours, theirs = by_script(js, *settings(seed)), by_layer(*settings(seed))
    pairs = [(ours[key], theirs[key]) for key in ("h", "c", "dc", "dx")]
    pairs.append(([ours["first"][key] for key in "hc"], [theirs["first"][key] for key in "hc"]))
    return max(float(np.abs(np.subtract(one, other)).max()) for one, other in pairs)


@pytest.mark.parametrize("seed", range(40))
def test_script_and_layer_agree(js, seed):
    assert apart(js, seed) < CLOSE


@pytest.mark.parametrize("change", [
    ("step.c = c = f * c + i * g", "step.c = c = f * c + i * g * f"), ("step.h = h = o * Math.tanh(c)", "step.h = h = o * c"),
    ("dh * o * (1 - Math.tanh(c) ** 2)", "dh * o * (1 - c ** 2)"), ("f: dc * before * f * (1 - f)", "f: dc * c * f * (1 - f)"),
    ("dc * f, along * f]", "dc, along * f]"), ("g: dc * i * (1 - g * g)", "g: dc * (1 - g * g)")])
def test_a_mistake_in_the_script_would_show(change):
    with scripts(change) as wrong:
        assert max(apart(wrong, seed) for seed in range(5)) > 1e-3


def state(js, **changes):
    """The first state with some keys changed."""
    return js.get(NAME, "first") | changes


BIASES = [(forget, i, o) for forget in (-2, 1, 6) for i, o in ((-4, 4), (0, 1), (4, -4))]
CHOICES = [{"forget": forget, "input": i, "output": o, "sees": sees, "bit2": bit, "read": read}
           for forget, i, o in BIASES for sees in (False, True) for bit, read in ((True, 8), (False, 5))]


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_each_setting_of_the_figure_is_the_cell_that_the_chapter_describes(js, chosen):
    s = state(js, **chosen)
    seen = float(s["sees"])
    p = dict.fromkeys(("W_hi", "W_ho", "W_xf", "W_xo", "b_g"), 0.0) | {"W_hf": seen, "W_hg": seen, "W_xi": 2, "W_xg": 2}
    p |= {"b_i": s["input"], "b_f": s["forget"], "b_o": s["output"]}
    bits = [float(s[f"bit{t}"]) for t in range(1, 9)]
    found, true = js.call(NAME, "run", s), by_layer(bits, p, 0, 0)
    assert np.allclose(found["c"], true["c"], rtol=0, atol=CLOSE) and np.allclose(found["h"], true["h"], rtol=0, atol=CLOSE)
    assert np.allclose(found["dc"], by_layer(bits[:s["read"]], p, 0, 0)["dc"], rtol=0, atol=CLOSE)
    if not seen:
        assert np.allclose(found["dc"], found["along"], rtol=0, atol=CLOSE)


def measured():
    """What lab 3a measured, by name."""
    (lab,) = [path for path in LABS if path.name.startswith("03a")]
    return {found.record["name"]: found.record["values"][0] for found in stored(lab, "measurement")}


def test_with_the_last_state_read_it_is_the_cell_that_the_lab_computes_by_hand(js):
    numbers, r = measured(), js.call(NAME, "run", state(js, sees=True, bit5=False, read=3))
    for name in ("c_1", "c_2", "c_3", "h_1", "h_3", "f_2", "i_2", "g_2"):
        key, t = name.split("_")
        assert r[key][int(t) - 1] == pytest.approx(numbers[f"hand_{name}"], abs=CLOSE)
    assert r["along"][0] == pytest.approx(numbers["hand_along_1"] / numbers["hand_d_c_3"], abs=CLOSE)


@pytest.mark.parametrize("bias", [1, 2, 3, 5])
def test_half_lives_are_those_that_the_lab_measured(js, bias):
    found = js.call(NAME, "halfLife", 1 / (1 + np.exp(-bias)))
    assert found == pytest.approx(measured()[f"half_life_{bias}"], abs=CLOSE)


def test_without_input_the_content_halves_in_a_half_life(js):
    r = js.call(NAME, "run", state(js, bit5=False))
    left = r["c"][7] / r["c"][0]
    assert left == pytest.approx(0.5 ** (7 / js.call(NAME, "halfLife", r["f"][0])), abs=CLOSE)
    assert r["dc"][0] == pytest.approx(left, abs=CLOSE)  # the gradient fades as the content does


def walk(js, s, *buttons):
    """Where buttons lead, as (steps read, steps back)."""
    places = []
    for button in buttons:
        s = js.call(NAME, f"acts.{button}", s)
        places.append((s["read"], s["back"]))
    return places


def test_steps_lead_forwards_and_back_and_begin_anew_past_their_end(js):
    start = js.call(NAME, "acts.reset", state(js, forget=5))
    assert (start["forget"], start["read"], start["back"]) == (1, 0, 0)
    assert walk(js, start, *["forwards"] * 9) == [*((t, 0) for t in range(1, 9)), (1, 0)]
    assert walk(js, start | {"read": 3}, *["backwards"] * 4) == [(3, 1), (3, 2), (3, 3), (3, 1)]
    assert walk(js, start | {"read": 3, "back": 2}, "forwards") == [(1, 0)]
    assert walk(js, start, "backwards") == [(8, 1)]


def test_the_sentence_says_the_numbers_of_the_step(js):
    s = state(js, read=2, back=0)
    r = js.call(NAME, "run", s)
    said = js.call(NAME, "sentence", s)
    assert said == (f"Step 2 of 8: the valve keeps {r['f'][1]:.2f} of {r['c'][0]:.2f}, the inlet adds 0.00. "
                    f"The cell holds {r['c'][1]:.2f} and shows {r['h'][1]:.2f}.")
    assert "a small change of the cell here changes the cell there 0.11 times as much, times f = 0.73 at each of 7 steps" in \
        js.call(NAME, "sentence", state(js))
    assert js.call(NAME, "texts", state(js))["forget"] == "1.0: f = 0.73, half-life 2.2 steps"
    assert "along the cell line alone" in js.call(NAME, "sentence", state(js, sees=True))


def test_only_what_moved_carries_a_number(js):
    quiet = {f"bit{t}": False for t in range(1, 9)}
    shown = js.call(NAME, "picture", state(js, **quiet, back=0))
    assert "0.00" not in shown and "NaN" not in json.dumps(shown)
