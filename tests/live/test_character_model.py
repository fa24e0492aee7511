"""The character model writes: its scores are PyTorch's, its draws have the right distribution, and come again from a seed."""

import json
from collections import Counter

import numpy as np
import pytest
import torch
from rnn_book import live
from safetensors import safe_open

from tests.live.scripts import scripts
from tests.live.torch_networks import network
from utils.data import plays

NAME = "character-model-writes"
FILE = live.WEIGHTS[NAME]["weights"]
DATA = live.weights(NAME)
GRU = [f"layer.{name}_l0" for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]
LINEAR = ["readout.weight", "readout.bias"]
CLOSE = 1e-10
TEXT = plays.text("Macbeth")[2000:2600]


def alphabet():
    """The letters of the network, in the order of its scores."""
    with safe_open(FILE, "np") as opened:
        return json.loads(opened.metadata()["plays_gru"])["alphabet"]


LETTERS = alphabet()


def by_torch(text, dtype=torch.float64):
    """Scores after each letter of a text, (T, k)."""
    return network(FILE, GRU, LINEAR, dtype)(np.eye(len(LETTERS))[[LETTERS.index(letter) for letter in text]])


def apart(js, text, dtype=torch.float64):
    """The largest difference of the script's scores and PyTorch's, over a text."""
    true = by_torch(text, dtype)
    found = [js.call(NAME, "scores", text[: t + 1], DATA) for t in range(0, len(text), 7)]
    return float(np.abs(np.array(found, dtype=float) - true[::7]).max())


def test_scores_are_those_of_pytorch_letter_by_letter(js):
    assert apart(js, TEXT) < CLOSE
    assert apart(js, TEXT, torch.float32) < 5e-5  # scores of up to 20, and the rounding of six hundred steps in 32 bits


RESET_BEFORE = "affine(net.W_h, h.map((v, j) => v * sigmoid(given[j] + past[j])), net.b_h)[2 * m + k]"
MISTAKES = {
    "reset before the product": ("r * past[2 * m + k]", RESET_BEFORE),
    "a bias outside the reset": ("r * past[2 * m + k]", "r * (past[2 * m + k] - net.b_h[2 * m + k]) + net.b_h[2 * m + k]"),
    "keep and write exchanged": ("(1 - z) * n + z * before", "z * n + (1 - z) * before"),
    "reset and update exchanged": ("r = sigmoid(given[k] + past[k]), z = sigmoid(given[m + k] + past[m + k])",
                                   "z = sigmoid(given[k] + past[k]), r = sigmoid(given[m + k] + past[m + k])"),
    "no bias of the state": ("past = affine(net.W_h, h, net.b_h)", "past = affine(net.W_h, h, net.b_h.map(() => 0))"),
    "no bias of the input": ("net.b_x.map((b, row) => b + ", "net.b_x.map((b, row) => "),
    "no bias of the output": ("affine(net.W_y, h, net.b_y)", "affine(net.W_y, h, net.b_y.map(() => 0))"),
    "the smallest numbers as zero": ("fraction * 2 ** -24", "0"),
    "bytes exchanged": ("part[2 * k] | part[2 * k + 1] << 8", "part[2 * k] << 8 | part[2 * k + 1]"),
    "a letter read too late": ("states(words, data)[words.length]", "states(words, data)[words.length - 1]"),
    "a memory that is not cleared": ("found.states.length = same + 1", "found.states.length = found.read.length + 1"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_network_would_show(mistake):
    with scripts(MISTAKES[mistake]) as wrong:
        wrong.call(NAME, "scores", TEXT[100:130], DATA)
        assert not apart(wrong, TEXT[:80]) < 1e-7


def test_what_was_read_before_leaves_no_trace(js):
    alone = js.call(NAME, "scores", TEXT[:50], DATA)
    for other in (TEXT[:80], TEXT[:20] + TEXT[300:340], "", TEXT[:50]):
        js.call(NAME, "scores", other, DATA)
    assert js.call(NAME, "scores", TEXT[:50], DATA) == alone


def state(js, **changes):
    """The first state, nothing written, with some keys changed."""
    return js.get(NAME, "first") | changes


def test_probabilities_at_a_temperature_are_a_softmax_of_scores_over_it(js):
    scores = np.array(js.call(NAME, "scores", TEXT[:30], DATA))
    for temperature in (0.1, 0.7, 1, 2):
        true = torch.softmax(torch.tensor(scores) / temperature, 0).numpy()
        assert np.allclose(js.call(NAME, "softmax", scores.tolist(), temperature), true, rtol=1e-12, atol=0)
    assert js.call(NAME, "softmax", [1000, 1000, -1000], 0.1) == [0.5, 0.5, 0]


def evaluated(js, expression):
    """The array that an expression gives, with the figure as `figure` and its weights as `data`."""
    js.engine.eval(f"var figure = live.figures[{json.dumps(NAME)}], data = {json.dumps(DATA)}")
    return list(js.engine.eval(expression))


@pytest.mark.parametrize("seed", range(1, 6))
def test_draws_are_spread_evenly_and_do_not_follow_from_each_other(js, seed):
    draws = np.array(evaluated(js, f"Array.from({{length: 20000}}, (_, n) => figure.uniform({seed}, n))"))
    counts = np.histogram(draws, 50, (0, 1))[0]
    assert counts.sum() == 20_000 and ((counts - 400) ** 2 / 400).sum() < 90  # chi-square, 49 degrees: 1 in 3,000
    for lag in (1, 2, 7):
        assert abs(np.corrcoef(draws[lag:], draws[:-lag])[0, 1]) < 0.03


def test_seeds_next_to_each_other_draw_unlike(js):
    first = np.array(evaluated(js, "Array.from({length: 5000}, (_, seed) => figure.uniform(seed, 0))"))
    assert abs(first.mean() - 0.5) < 0.02 and abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 0.05


def surprise(js, temperature, count=4000):
    """By how many standard deviations the letters of many seeds are off their probabilities, as chi-square counts it."""
    at = state(js, temperature=temperature)
    first = f"figure.acts.one({{...{json.dumps(at)}, seed}}, data).written"
    drawn = Counter(evaluated(js, f"Array.from({{length: {count}}}, (_, seed) => {first})"))
    shares = torch.softmax(torch.tensor(by_torch(at["beginning"])[-1]) / temperature, 0).numpy()
    seen, expected = np.array([drawn[letter] for letter in LETTERS]), shares * count
    often = expected >= 5
    seen, expected = (np.append(each[often], max(each[~often].sum(), 1e-9)) for each in (seen, expected))
    return (((seen - expected) ** 2 / np.maximum(expected, 1)).sum() - often.sum()) / np.sqrt(2 * often.sum())


@pytest.mark.parametrize("temperature", [0.3, 1, 2])
def test_letters_come_as_often_as_their_probabilities_say(js, temperature):
    assert surprise(js, temperature) < 4


@pytest.mark.parametrize("change", [
    ("(value - top) / temperature", "(value - top) * temperature"), ("(value - top) / temperature", "(value - top)"),
    ("(sum += share) > u", "(sum += share) > 0.9 * u"), ("t ^ t >>> 14) >>> 0", "t ^ t >>> 14) >>> 1")])
def test_a_mistake_in_the_draw_would_show(change):
    with scripts(change) as wrong:
        assert surprise(wrong, 2) > 10


def test_the_text_is_what_pytorch_writes_with_the_same_draws(js):
    at = state(js, seed=3, temperature=0.8)
    for _ in range(60):
        at = js.call(NAME, "acts.one", at, DATA)
    text = at["beginning"]
    for n in range(60):
        scores = torch.tensor(by_torch(text)[-1]) / 0.8
        edge = torch.cumsum(torch.softmax(scores, 0), 0) > js.call(NAME, "uniform", 3, n)
        text += LETTERS[int(edge.int().argmax())]
    assert at["beginning"] + at["written"] == text


def written(js, count, **changes):
    """What it writes in so many letters."""
    at = state(js, **changes)
    for _ in range(count):
        at = js.call(NAME, "acts.one", at, DATA)
    return at["written"]


def test_a_seed_writes_the_same_again_and_another_seed_something_else(js):
    assert written(js, 40) == written(js, 40) != written(js, 40, seed=2)
    cold = written(js, 40, temperature=0.1)
    likeliest = [js.call(NAME, "likeliest", state(js, written=cold[:n]), DATA)[0]["letter"] for n in range(40)]
    assert sum(one == other for one, other in zip(cold, likeliest, strict=True)) >= 38


def test_it_runs_until_it_is_stopped_or_has_written_its_share(js):
    at = js.call(NAME, "acts.run", state(js))
    assert at["running"] and at["written"] == ""
    for _ in range(5):
        at = js.call(NAME, "tick", at, DATA)
    assert at["running"] and len(at["written"]) == 5
    assert not js.call(NAME, "acts.stop", at)["running"] and not js.call(NAME, "acts.one", at, DATA)["running"]
    at = at | {"until": 7}
    at = js.call(NAME, "tick", js.call(NAME, "tick", at, DATA), DATA)
    assert not at["running"] and len(at["written"]) == 7
    full = state(js, written="a" * 2000, running=True, until=3000)
    assert js.call(NAME, "tick", full, DATA) == full | {"running": False}


def test_another_beginning_wipes_what_was_written(js):
    at = js.call(NAME, "opens", js.get(NAME, "first"), DATA)
    assert len(at["written"]) == 60
    after = js.call(NAME, "settle", at | {"beginning": "ROMEO:"}, "beginning")
    assert after["written"] == ""
    assert js.call(NAME, "settle", at | {"temperature": 2}, "temperature")["written"] == at["written"]
    assert js.call(NAME, "acts.anew", at)["written"] == "" and js.call(NAME, "acts.other", at)["seed"] == at["seed"] + 1


def test_letters_that_the_plays_have_not_are_left_out_and_said(js):
    plain, strange = (state(js, beginning=text) for text in ("To be", "To \u00e9\u20acbe\u00e9"))
    assert js.call(NAME, "sentence", strange, DATA).endswith("Left out, for the plays have none: \u00e9\u20ac")
    assert js.call(NAME, "likeliest", strange, DATA) == js.call(NAME, "likeliest", plain, DATA)
    assert "Left out" not in js.call(NAME, "sentence", plain, DATA)


@pytest.mark.parametrize("text", ["", " ", "\n", "a" * 120, TEXT[:400], "x\n\n\ny", "<b>&amp;</b>" + " " * 70])
def test_any_text_has_its_picture_and_its_last_rows(js, text):
    rows = js.call(NAME, "rows", text)
    assert len(rows) <= 5 and all(len(row) <= 50 for _, row in rows)
    assert all(text[start : start + len(row)] == row for start, row in rows) and rows[-1][0] + len(rows[-1][1]) == len(text)
    picture = js.call(NAME, "picture", state(js, beginning=text), DATA)
    assert "NaN" not in picture and "undefined" not in picture and "<b>" not in picture


def test_the_bars_are_the_units_and_the_shares(js):
    at = state(js, beginning=TEXT[:10])
    h = js.call(NAME, "states", TEXT[:10], DATA)[-1]
    said = js.call(NAME, "sentence", at, DATA)
    for unit, _ in js.get(NAME, "UNITS"):
        assert f"{abs(h[unit]):.2f}" in said
    top = js.call(NAME, "likeliest", at, DATA)
    assert [one["share"] for one in top] == sorted((one["share"] for one in top), reverse=True) and len(top) == 12
    assert f"{round(100 * top[0]['share'])}\u00a0%" in said


WHOLE = plays.text("Macbeth")[:30_000]


def since(ends):
    """The number of letters since the last one that ends something (that one is 0), for letters (T,)."""
    places = np.arange(len(ends))
    return places - np.maximum.accumulate(np.where(ends, places, 0))


def share_above(values, chosen):
    """How often a value among the chosen exceeds one among the others, both drawn at random: .5 if it does not matter."""
    rank = np.argsort(np.argsort(values)) + 1
    n = chosen.sum()
    return (rank[chosen].sum() - n * (n + 1) / 2) / (n * (~chosen).sum())


def readings(h):
    """What states (T, m) of `WHOLE` say of four things, unit by unit: 1 or -1 if all, 0 if nothing."""
    letters = np.array(list(WHOLE))
    place = since(~(np.char.isalpha(letters) | (letters == "'")))  # in a word, from 1; 0 between words
    line, sentence = since(letters == "\n"), np.minimum(since(np.isin(letters, list(".?!:"))), 100)
    return {"line": np.array([np.corrcoef(unit, line)[0, 1] for unit in h.T]),
            "sentence": np.array([np.corrcoef(unit, sentence)[0, 1] for unit in h.T]),
            "first": np.array([2 * share_above(unit, place == 1) - 1 for unit in h.T]),
            "second": np.array([2 * share_above(unit, place == 2) - 1 for unit in h.T])}


def one_hot():
    """The play as the network reads it."""
    return np.eye(len(LETTERS))[[LETTERS.index(letter) for letter in WHOLE]]


def untrained(seed):
    """The states of a network of the same size with random weights."""
    torch.manual_seed(seed)
    gru = torch.nn.GRU(len(LETTERS), 76).double()
    torch.nn.init.uniform_(gru.weight_ih_l0, -1, 1)  # as the shipped one began
    with torch.no_grad():
        return gru(torch.tensor(one_hot())[:, None])[0][:, 0].numpy()


READS = {"line": (70, 0.7), "sentence": (46, 0.5), "first": (64, -0.8), "second": (3, 0.65)}


def test_the_four_units_read_what_the_figure_says_of_them(js):
    """Each better than any other unit, on a play that was held out, and than the best of five untrained networks."""
    found = readings(network(FILE, GRU)(one_hot()))
    control = [readings(untrained(seed)) for seed in range(5)]
    assert [unit for unit, _ in js.get(NAME, "UNITS")] == [unit for unit, _ in READS.values()]
    for name, (unit, bound) in READS.items():
        assert found[name][unit] * np.sign(bound) > abs(bound), name
        assert int(np.abs(found[name]).argmax()) == unit, name
        assert max(float(np.abs(other[name]).max()) for other in control) < abs(bound) - 0.15, name
    assert [words for _, words in js.get(NAME, "UNITS")] == [
        "climbs through a line", "climbs until a sentence ends", "low on a word\u2019s first letter",
        "high on a word\u2019s second letter"]
