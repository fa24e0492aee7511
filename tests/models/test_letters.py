"""Losses letter by letter: against the mean losses that other code gives, by hand, and by laws."""

import numpy as np
import pytest

from utils.data import vocabulary
from utils.layers import RNN, Affine, softmax_cross_entropy
from utils.models import letters
from utils.models.ngrams import NGram

NAMES = ["abba", "bab", "a", "babab", "aabb"]
V = vocabulary.Vocabulary("ab", boundary="\n")
BATCH = vocabulary.batch([V.encode(name) for name in NAMES])


def network(dtype=np.float64, **changes):
    layer, readout = RNN(3, 5, seed=1, dtype=dtype), Affine(5, 3, seed=1, dtype=dtype)
    layer.parameters |= changes
    return layer, readout


def test_one_hot_letters_have_the_layers_precision():
    found = letters.one_hot(network(np.float32)[0], np.array([[2, 0]]))
    assert found.dtype == np.float32 and found.tolist() == [[[0, 0, 1], [1, 0, 0]]]


def test_a_networks_losses_have_the_mean_that_it_is_trained_on_and_nothing_past_an_end():
    layer, readout = network()
    found, counted = letters.network_losses(layer, readout, BATCH), vocabulary.mask(BATCH[2])
    h, _ = layer.forward(np.eye(3)[BATCH[0]], lengths=BATCH[2])
    assert np.nanmean(found) == pytest.approx(softmax_cross_entropy(readout.forward(h), BATCH[1], counted)[0])
    np.testing.assert_array_equal(np.isnan(found), ~counted)


def test_an_n_grams_losses_stand_in_the_same_places():
    model = NGram(NAMES, 2, V.characters)
    found = letters.gram_losses(model, NAMES)
    np.testing.assert_array_equal(np.isnan(found), ~vocabulary.mask(BATCH[2]))
    assert np.nanmean(found) == pytest.approx(model.cross_entropy(NAMES))
    assert found[:4, 1].tolist() == model.losses("bab").tolist()


def test_the_standard_error_takes_an_item_as_one_draw():
    rng = np.random.default_rng(0)
    one_each = rng.standard_normal((1, 4000))
    assert letters.standard_error(one_each) == pytest.approx(1 / np.sqrt(4000), rel=0.05)
    assert letters.standard_error(np.repeat(one_each, 3, axis=0)) == pytest.approx(letters.standard_error(one_each))
    padded = np.vstack([one_each, np.full((2, 4000), np.nan)])
    assert letters.standard_error(padded) == pytest.approx(letters.standard_error(one_each))
    assert letters.standard_error(np.full((3, 7), 2.5)) == pytest.approx(0)


def test_what_a_network_without_memory_is_told_of_the_past_changes_nothing():
    forgetful = network(W_hh=np.zeros((5, 5)))
    assert letters.exchanged(*forgetful, BATCH, kept=1) == pytest.approx(0)
    assert abs(letters.exchanged(*network(), BATCH, kept=1)) > 1e-4


def test_an_exchange_by_hand():
    layer, readout = network()
    batch = vocabulary.batch([V.encode(name) for name in ("aab", "bba")])
    # after boundary and three letters, of which the last two stay: reading a(b)ab -> b|ab and b|ba -> a|ba, both end
    def ends(text):
        y = readout.forward(layer.forward(np.eye(3)[V.encode("\n" + text)][:, None])[1])[0]
        return y[0] - np.log(np.exp(y).sum())

    by_hand = np.mean([ends("aab") - ends("bab"), ends("bba") - ends("aba")])
    assert letters.exchanged(layer, readout, batch, kept=2) == pytest.approx(by_hand)


@pytest.mark.parametrize(("kept", "message"), [(0, "kept: got 0, expected a whole number of at least 1"),
                                               (5, "kept: got 5, expected fewer than the longest item has letters")])
def test_what_leaves_nothing_to_exchange_is_refused(kept, message):
    with pytest.raises(ValueError, match=message):
        letters.exchanged(*network(), BATCH, kept=kept)
