"""n-grams of a text: the same as by dicts and sums, probabilities that sum to one, values by hand, bad input."""

from collections import Counter

import numpy as np
import pytest

from utils.models import text_ngrams
from utils.models.text_ngrams import TextNGram


@pytest.mark.parametrize("smoothing", text_ngrams.SMOOTHINGS)
@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_sum_to_one_after_seen_and_unseen_contexts(smoothing, order):
    model = TextNGram(np.random.default_rng(0).integers(5, size=300), 6, order, smoothing)  # symbol 5 is never seen
    for context in ([], [1], [2, 3], [4, 4, 4, 4, 4], [5], [5, 1, 2, 3, 4]):
        p = [model.probabilities([*context, s])[-1] for s in range(6)]
        assert sum(p) == pytest.approx(1) and min(p) > 0


def test_witten_bell_by_hand():
    # 0 1 0 0 1: after 0 came 1 twice and 0 once; single symbols 3 and 2, of two kinds
    model = TextNGram([0, 1, 0, 0, 1], 2, 2)
    one = (2 + 2 * 0.5) / (5 + 2)
    assert model.probabilities([1])[0] == pytest.approx(one)
    assert model.probabilities([0, 1])[1] == pytest.approx((2 + 2 * one) / (3 + 2))
    assert np.exp(-model.losses([0, 1])) == pytest.approx(model.probabilities([0, 1]))


def test_kneser_ney_by_hand_counts_kinds_of_symbol_before_below_the_highest_order():
    # pairs 01 12 20 01: each symbol follows one kind, so the lowest order takes .5 of each count of 1
    model = TextNGram([0, 1, 2, 0, 1], 3, 2, "kneser-ney")
    below = (1 - 0.5 + 3 * 0.5 / 3) / 3
    assert model.probabilities([0, 1])[1] == pytest.approx((2 - 0.5 + 0.5 * below) / 2)
    assert model.probabilities([1, 1])[1] == pytest.approx(0.5 * below)


def slowly(symbols, k, order, smoothing, context, symbol):
    """The same from the definition: counts of slices, from the longest context down."""
    def gram_counts(n):
        grams = [tuple(symbols[i : i + n]) for i in range(len(symbols) - n + 1)]
        if smoothing == "witten-bell" or n == order:
            return Counter(grams)
        return Counter(gram[1:] for gram in {tuple(symbols[i : i + n + 1]) for i in range(len(symbols) - n)})

    p = 1 / k
    for n in range(1, min(order, len(context) + 1) + 1):
        counts = gram_counts(n)
        before = tuple(context[len(context) - n + 1 :])
        after = {gram[-1]: c for gram, c in counts.items() if gram[:-1] == before}
        if after and smoothing == "witten-bell":
            p = (after.get(symbol, 0) + len(after) * p) / (sum(after.values()) + len(after))
        elif after:
            D = text_ngrams.discounts(np.array(list(counts.values())))
            kept = after.get(symbol, 0) - D[min(after.get(symbol, 0), 3)]
            p = (kept + p * sum(D[min(c, 3)] for c in after.values())) / sum(after.values())
    return p


@pytest.mark.parametrize("smoothing", text_ngrams.SMOOTHINGS)
@pytest.mark.parametrize("order", [1, 2, 4])
def test_it_is_what_the_definition_gives(smoothing, order):
    rng = np.random.default_rng(1)
    symbols, text = (rng.choice(4, p=[0.5, 0.3, 0.15, 0.05], size=n).tolist() for n in (200, 30))
    model = TextNGram(symbols, 4, order, smoothing)
    expected = [slowly(symbols, 4, order, smoothing, text[:i], text[i]) for i in range(len(text))]
    assert model.probabilities(text) == pytest.approx(expected)


def test_discounts_are_chen_and_goodmans_and_halves_where_those_are_not_defined():
    counts = np.repeat([1, 2, 3, 4, 9], [40, 20, 10, 5, 1])
    share = 40 / (40 + 2 * 20)
    assert text_ngrams.discounts(counts) == pytest.approx([0, 1 - 2 * share * 0.5, 2 - 3 * share * 0.5, 3 - 4 * share * 0.5])
    for missing in (1, 2, 3, 4):
        assert text_ngrams.discounts(counts[counts != missing]).tolist() == [0, 0.5, 0.5, 0.5]
    assert text_ngrams.discounts(np.repeat([1, 2, 3, 4], [10, 10, 90, 1]))[2] == 0  # the formula says less


def test_many_grams_do_not_upset_the_discounts():
    counts = np.repeat([1, 2, 3, 4], [2_000_000, 1_000_000, 600_000, 400_000])
    assert text_ngrams.discounts(counts) == pytest.approx([0, 0.5, 1.1, 3 - 4 * 0.5 * 400 / 600])


def test_longer_contexts_help_where_they_tell():
    text = np.array([0, 0, 1, 1] * 50)
    losses = [TextNGram(text, 2, n).losses(text).mean() for n in (1, 2, 3)]
    assert losses[0] > losses[1] > losses[2]


def test_a_code_has_the_symbols_as_its_digits():
    assert text_ngrams.codes(np.array([1, 2, 3, 0]), 3, 10).tolist() == [123, 230]


@pytest.mark.parametrize(("given", "message"), [
    (([0, 1], 1, 1), "count: got 1"),
    (([0, 1], 2, 0), "order: got 0"),
    (([0, 1], 70, 11), "order: got 11, expected one at which 70"),
    (([0, 1], 2, 3), "symbols: got 2, expected at least the order, 3"),
    (([0, 2], 2, 1), "symbols: got 0 to 2, expected 0 to 1"),
    (([-1, 1], 2, 1), "symbols: got -1 to 1"),
    (([0.0, 1.0], 2, 1), "symbols: got float64 of shape"),
    (([], 2, 1), "symbols: got float64 of shape"),
    (([[0]], 2, 1), "symbols: got int64 of shape"),
    (([0, 1], 2, 1, "none"), "smoothing: got 'none', expected one of witten-bell, kneser-ney"),
])
def test_bad_input_is_refused(given, message):
    with pytest.raises(ValueError, match=message):
        TextNGram(*given)


def test_a_text_to_score_is_checked_too():
    with pytest.raises(ValueError, match="symbols: got 3 to 3, expected 0 to 1"):
        TextNGram([0, 1, 0], 2, 2).probabilities([3])
