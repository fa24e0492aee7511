"""Attention: words, scores and weights are PyTorch's; what is hidden is hidden; what is typed is checked."""

from itertools import product

import numpy as np
import pytest
import torch
from rnn_book import live

from tests.live.scripts import scripts
from utils.data.numbers_in_words import draw, language, pairs
from utils.models import number_translator
from utils.models.attention import hide
from utils.training.aligning import counterparts

NAME = "attention"
DATA = live.weights(NAME)
CLOSE = 1e-10
MODEL = number_translator.load()
GERMAN, ENGLISH = language("de"), language("en")
SENTENCES = [[42, 17, 99, 5], [0], [84, 3, 21, 60], [7, 7, 7, 7], [21, 32, 43, 54]]


def source(numbers):
    """The German words of a sentence."""
    return GERMAN.decode(GERMAN.encode(np.array([numbers]))[0][:, 0]).split()


@torch.no_grad()
def by_torch(words, hidden=0, encoder=False):
    """What PyTorch writes, up to the stop: words, scores (U, k) and weights (U, T)."""
    left = [word for j, word in enumerate(words, 1) if not (encoder and j == hidden)]
    read = MODEL.encode(torch.tensor([GERMAN.index[word] for word in left])[:, None, None])
    read = hide(read, hidden - 1) if hidden and not encoder else read
    y = torch.zeros(12, 1, 1, dtype=torch.long)
    scores, found, p = (part[:, 0, 0].numpy() for part in MODEL.watch(read, y, y > 0))
    end = int((found == 0).argmax()) + 1 if (found == 0).any() else 12
    p = np.insert(p, hidden - 1, 0, axis=1) if hidden and encoder else p
    return [ENGLISH.words[symbol] for symbol in found[:end]], scores[:end], p[:end]


def by_script(js, words, hidden=0, encoder=False):
    """The same from the script."""
    js.engine.eval(f"var data = {DATA!r}, figure = live.figures['{NAME}']")
    steps = js.engine.eval(f"figure.translate(figure.model(data), {words!r}, {hidden}, {str(encoder).lower()})")
    steps = [{"word": step["word"], "scores": list(step["scores"]), "p": list(step["p"])} for step in steps]
    return [step["word"] for step in steps], *(np.array([step[key] for step in steps]) for key in ("scores", "p"))


def apart(js, numbers, hidden, encoder):
    """The largest difference of scores and weights; infinite where the words differ."""
    words = source(numbers)
    (ours, *own), (theirs, *true) = by_script(js, words, hidden, encoder), by_torch(words, hidden, encoder)
    return max(np.abs(a - b).max() for a, b in zip(own, true, strict=True)) if ours == theirs else np.inf


@pytest.mark.parametrize("numbers", SENTENCES, ids=str)
def test_words_scores_and_weights_are_those_of_pytorch_whatever_is_hidden(js, numbers):
    words = len(source(numbers))
    cases = [(0, False), *product(range(1, words + 1), (False, True))] if words > 1 else [(0, False)]
    assert max(apart(js, numbers, *case) for case in cases) < CLOSE


MISTAKES = {
    "keys not turned": ('W_k: turned("W_k")', 'W_k: values("W_k")'),
    "no tanh": ("Math.tanh(query[j] + k)", "(query[j] + k)"),
    "the query left out": ("Math.tanh(query[j] + k)", "Math.tanh(k)"),
    "a softmax that does not sum to 1": ("shares.map((share) => share / all)", "shares.map((share) => share)"),
    "the mean of the states": ("zeta[k] += share * value", "zeta[k] += value / states.length"),
    "the sum left out": ("product(net.A, zeta).map((value, k) => value +", "product(net.A, zeta).map((value, k) =>"),
    "the first word read as a stop": ("given = net.target.length; steps", "given = 1; steps"),
    "the word hidden from nothing": ("h && seen[j] ?", "h ?"),
    "a word hidden that should not be": ("j + 1 !== hidden)", "j !== hidden)"),
    "the encoder reads it all the same": ("encoder && j + 1 === hidden ? null", "encoder && j === hidden ? null"),
    "a decoder that begins where the encoder ends": ("let eta = network.start(net)", "let eta = states[states.length - 1]"),
    "biases in the wrong place": ("[...Array(2 * m).fill(0), ...values(c)]", "[...values(c), ...Array(2 * m).fill(0)]"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_network_would_show(mistake):
    with scripts(MISTAKES[mistake]) as wrong:
        found = max(apart(wrong, [42, 17, 99, 5], *case) for case in ((0, False), (1, False), (1, True)))
        assert not found < 1e-6


def test_a_word_alone_that_is_hidden_leaves_nothing_to_look_at(js):
    for encoder in (False, True):
        _, scores, p = by_script(js, ["sieben"], 1, encoder)
        assert np.isfinite(scores).all() and not p.any()


def state(js, **changes):
    """The first state with some keys changed."""
    return js.get(NAME, "first") | changes


def shown(js, numbers, **changes):
    """A state that shows these numbers."""
    typed = " ".join(map(str, numbers))
    return state(js, typed=typed, shown=typed, **changes)


def sentences(count=60):
    """Sentences of one to four numbers that were held out."""
    return [row[row >= 0].tolist() for row in draw(count, "test", (1, 4), np.random.default_rng(3))]


def test_sentences_that_were_held_out_become_what_the_data_say_and_the_weights_find_their_words(js):
    right, hits = [], []
    for numbers in sentences():
        words, _, p = by_script(js, source(numbers))
        _, _, y, _ = pairs(np.array([numbers]))
        right.append(" ".join(words[:-1]) == ENGLISH.decode(y[:, 0]))
        places = counterparts(np.array([numbers]))[: len(words) - 1, 0]
        units = [*map(GERMAN.decode, np.arange(2, 11)[:, None]), "ein"]  # in a compound 'und' says them as well
        hits += [p[row].argmax() == place for row, place in enumerate(places) if source(numbers)[place] not in units]
    assert np.mean(right) > 0.97 and np.mean(hits) > 0.9


def test_the_tables_of_words_are_those_of_the_data(js):
    for n in range(100):
        found = js.call(NAME, "run", shown(js, [n]), DATA)
        assert found["source"] == source([n]) and found["truth"] == ENGLISH.decode(ENGLISH.encode(np.array([[n]]))[0][:, 0])


@pytest.mark.parametrize(("typed", "numbers"), [
    ("42 17", [42, 17]), (" 7,8 ;9\n0 ", [7, 8, 9, 0]), ("07", [7]), ("99", [99])])
def test_numbers_that_are_right_are_read(js, typed, numbers):
    assert js.call(NAME, "parse", typed) == {"numbers": numbers, "error": ""}
    after = js.call(NAME, "settle", state(js, typed=typed, hidden=3), "typed", DATA)
    assert (after["shown"], after["hidden"]) == (" ".join(map(str, numbers)), 0)


@pytest.mark.parametrize(("typed", "message"), [
    ("", "Type one to four whole numbers from 0 to 99, with spaces between."),
    ("  ", "Type one to four"),
    ("100 4", "\u201c100\u201d is no whole number from 0 to 99."), ("4 -1", "\u201c-1\u201d is no"),
    ("1.5", "\u201c1.5\u201d is no"),
    ("two", "\u201ctwo\u201d is no"),
    ("1 2 3 4 5", "5 numbers are too many: the network has learnt sentences of one to four.")])
def test_what_is_no_sentence_is_told_and_leaves_the_last_one_standing(js, typed, message):
    before = state(js)
    after = js.call(NAME, "settle", before | {"typed": typed}, "typed", DATA)
    assert after == before | {"typed": typed}
    said = js.call(NAME, "sentence", after, DATA)
    assert said.startswith(message) and said.endswith("The picture still shows 42 17 99 5.")
    assert js.call(NAME, "picture", after, DATA) == js.call(NAME, "picture", before, DATA)


def test_buttons_walk_through_the_words_and_draw_numbers(js):
    at, hidden = state(js), []
    for _ in range(9):
        at = js.call(NAME, "acts.next", at, DATA)
        hidden.append(at["hidden"])
    assert hidden == [1, 2, 3, 4, 5, 6, 7, 8, 1] and js.call(NAME, "acts.none", at)["hidden"] == 0
    assert js.call(NAME, "settle", state(js, hidden=12), "hidden", DATA)["hidden"] == 8
    drawn = [at := js.call(NAME, "acts.other", at, DATA) for _ in range(40)]
    parsed = [js.call(NAME, "parse", each["typed"]) for each in drawn]
    assert not any(each["error"] for each in parsed) and {len(each["numbers"]) for each in parsed} == {3, 4}
    assert len({each["shown"] for each in drawn}) == 40 and all(each["typed"] == each["shown"] for each in drawn)


def test_rows_say_what_is_lost_and_what_is_new(js):
    def rows(before, now):
        found = js.call(NAME, "compared", *([{"word": word, "p": []} for word in words.split()] for words in (before, now)))
        return " ".join({"same": "", "lost": "-", "new": "+"}[row["kind"]] + row["word"] for row in found)

    assert rows("a b c", "a b c") == "a b c" and rows("a b c", "a c") == "a -b c" and rows("a c", "a b c") == "a +b c"
    assert rows("a b c", "a x c") == "a -b +x c" and rows("", "a") == "+a" and rows("a b", "") == "-a -b"


def test_a_sentence_says_what_is_lost_and_a_state_made_later_still_holds_a_word(js):
    plain, tens = js.call(NAME, "sentence", state(js), DATA), js.call(NAME, "sentence", state(js, hidden=3), DATA)
    assert plain.endswith("becomes \u201cforty two seventeen ninety nine five\u201d, which is right.")
    assert tens.startswith("\u201cvierzig\u201d is hidden from the weights: ") and "Lost: forty" in tens
    units = js.call(NAME, "sentence", state(js, hidden=1), DATA)
    assert "Nothing is lost: \u201ctwo\u201d now looks most at word 2, \u201cund\u201d" in units
    assert units.endswith(", whose state was made after it.")
    gone = js.call(NAME, "sentence", state(js, hidden=1, encoder=True), DATA)
    assert "and from the encoder" in gone and "Lost: two" in gone
    moved = js.call(NAME, "sentence", state(js, hidden=2, encoder=True), DATA)
    assert moved.endswith("\u201ctwo forty seventeen ninety nine five\u201d. In another place: forty.")
    assert js.call(NAME, "sentence", shown(js, [7], hidden=1), DATA).endswith(": nothing is written. Lost: seven.")


def test_any_sentence_has_its_picture_and_fits_in_it(js):
    for numbers in [*SENTENCES, *sentences(12), [77, 77, 77, 77]]:
        for hidden, encoder in product(range(len(source(numbers)) + 1), (False, True)):
            at = shown(js, numbers, hidden=hidden, encoder=encoder)
            picture = js.call(NAME, "picture", at, DATA)
            assert "NaN" not in picture and "undefined" not in picture
            assert len(js.call(NAME, "run", at, DATA)["rows"]) <= 16
            said = js.call(NAME, "sentence", at, DATA)
            assert "undefined" not in said and "NaN" not in said and len(said) < 330
