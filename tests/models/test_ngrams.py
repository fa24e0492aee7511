"""The n-gram model: probabilities, a case by hand, bad input."""

import numpy as np
import pytest

from utils.models.ngrams import NGram

SYMBOLS = "\nab"


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_sum_to_one_in_seen_and_unseen_contexts(order):
    model = NGram(["ab", "aab", "b"], order, SYMBOLS)
    for context in ("", "\n", "\na", "ab", "bbbb", "\nabab"):
        assert sum(model.probability(context, s) for s in SYMBOLS) == pytest.approx(1)


def test_one_character_model_by_hand():
    model = NGram(["ab", "a"], 1, SYMBOLS, discount=0.5)  # counts: boundary 2, a 2, b 1
    assert model.probability("whatever", "a") == pytest.approx((2 - 0.5 + 0.5 * 3 / 3) / 5)
    assert model.probability("", "b") == pytest.approx((1 - 0.5 + 0.5 * 3 / 3) / 5)


def test_pairs_by_hand_with_kinds_of_left_neighbour_below():
    model = NGram(["ab", "ab"], 2, SYMBOLS, discount=0.5)  # each symbol follows exactly one kind of character
    below = (1 - 0.5 + 0.5 * 3 / 3) / 3
    assert model.probability("a", "b") == pytest.approx((2 - 0.5 + 0.5 * below) / 2)
    assert model.probability("a", "a") == pytest.approx(0.5 * below / 2)


def test_longer_contexts_help_where_they_tell():
    items = ["abba", "baab"] * 50
    losses = [NGram(items, n, SYMBOLS).cross_entropy(items) for n in (1, 2, 3)]
    assert losses[0] > losses[1] > losses[2]


def test_losses_count_the_end():
    model = NGram(["ab"], 2, SYMBOLS)
    assert model.losses("ab").shape == (3,)
    assert model.cross_entropy(["ab", "a"]) == pytest.approx(np.concatenate([model.losses("ab"), model.losses("a")]).mean())


@pytest.mark.parametrize(("change", "message"), [
    ({"order": 0}, "order: got 0"),
    ({"symbols": "ab"}, r"^symbols: got 'ab', expected the boundary '\\n' among them"),
    ({"discount": 1.0}, "discount: got 1.0"),
    ({"items": []}, "^items: got none, expected at least one string"),
])
def test_bad_input_is_refused(change, message):
    arguments = {"items": ["ab"], "order": 2, "symbols": SYMBOLS, "discount": 0.5} | change
    with pytest.raises(ValueError, match=message):
        NGram(arguments["items"], arguments["order"], arguments["symbols"], discount=arguments["discount"])


def test_unknown_symbol_is_refused():
    with pytest.raises(ValueError, match=r"^symbol: got 'z', expected one of '\\nab'"):
        NGram(["ab"], 2, SYMBOLS).probability("a", "z")


def reference(items, order, context, symbol, discount=0.5):
    """Interpolated Kneser-Ney by its definition, with no code of the model: counts looked up in all texts anew."""
    texts, p = [f"\n{item}\n" for item in items], 1 / len(SYMBOLS)
    for k in range(order):
        seen = context[len(context) - k :]
        if len(seen) < k:
            break
        places = [(t, i) for t in texts for i in range(k + 1, len(t) + 1) if t[i - 1 - k : i - 1] == seen and i > 1]
        if k == order - 1 or seen.startswith("\n"):
            came = [t[i - 1] for t, i in places]
        else:  # after how many different characters did it come
            came = [last for _, last in {(t[i - 2 - k], t[i - 1]) for t, i in places if i - 2 - k >= 0}]
        if not came:
            break
        share = discount * len(set(came)) * p
        p = (max(came.count(symbol) - discount, 0) + share) / len(came)
    return p


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_are_those_of_the_definition(order):
    rng = np.random.default_rng(order)
    items = ["".join(rng.choice(list("ab"), p=[0.7, 0.3], size=rng.integers(0, 6))) for _ in range(12)]
    model = NGram(items, order, SYMBOLS, discount=0.5)
    for context in ("", "\n", "a", "b", "\na", "\nb", "ab", "ba", "bb", "\nab", "aab", "bab", "\nbaa", "abba"):
        for symbol in SYMBOLS:
            expected = reference(items, order, context, symbol)
            assert model.probability(context, symbol) == pytest.approx(expected, rel=1e-12), (context, symbol)


def test_no_context_is_kept_that_is_longer_than_the_order_allows():
    assert max(map(len, NGram(["abab", "bba"], 3, SYMBOLS).counts)) == 2
