"""Teaching translators, and scores by hand."""

import math

import numpy as np
import pytest
import torch

from utils.data.numbers_in_words import language, reverse
from utils.models.translators import Translators
from utils.training.translating import bleu, exact, forced_right, side_by_side, teach_translators, word_loss, words_right

READS, SYMBOLS = len(language("de")), len(language("en"))


def taught(steps=80, rate=0.02, **changes):
    networks, rng = Translators([0, 1], READS, SYMBOLS, 24), np.random.default_rng(0)
    losses = teach_translators(networks, lambda: side_by_side(2, 16, "training", (1, 1), rng), steps=steps, rate=rate,
                               **changes)
    return networks, losses


def column(*symbols):
    """One sequence (T, 1, 1)."""
    return torch.tensor(symbols)[:, None, None]


def test_a_batch_holds_each_networks_own_sentences():
    x, x_lengths, y, y_lengths = side_by_side(3, 4, "training", (1, 3), np.random.default_rng(0))
    assert x.shape[1:] == y.shape[1:] == x_lengths.shape == y_lengths.shape == (3, 4)
    assert torch.equal((x > 0).sum(0), x_lengths) and torch.equal((y > 0).sum(0) + 1, y_lengths)
    assert not torch.equal(x[:, 0], x[:, 1])


def test_backwards_is_the_same_batch_with_sources_reversed():
    there, back = (side_by_side(2, 4, "test", (1, 3), np.random.default_rng(0), backwards) for backwards in (False, True))
    assert torch.equal(there[2], back[2]) and not torch.equal(there[0], back[0])
    flat = there[0].flatten(1).numpy(), there[1].flatten().numpy()
    assert np.array_equal(reverse(*flat), back[0].flatten(1).numpy())


def test_numbers_up_to_99_are_learnt():
    networks, losses = taught(300)
    x, x_lengths, y, _ = side_by_side(2, 100, "training", (1, 1), np.random.default_rng(1))
    assert losses[0] == pytest.approx(math.log(SYMBOLS), rel=0.2) and losses[-1] < 0.3
    with torch.no_grad():
        assert exact(networks.greedy(networks.encode(x, x_lengths), 4), y).double().mean() > 0.8


def test_the_first_step_is_as_long_as_the_rate_and_the_last_ones_are_short():
    start = Translators([0, 1], READS, SYMBOLS, 24).b_y.detach()
    assert (taught(1)[0].b_y.detach() - start).abs().max() == pytest.approx(0.02, rel=1e-3)
    again = taught(2)[0].b_y.detach() - taught(1)[0].b_y.detach()
    assert again.abs().max() <= 0.02 * (1 + math.cos(math.pi / 2)) / 2 * 1.5


def test_masked_and_not_are_two_trainings():
    assert not torch.equal(taught(3)[0].U_read, taught(3, masked=False)[0].U_read)


def test_a_loss_that_is_not_finite_stops_it():
    with pytest.raises(FloatingPointError, match=r"loss|gradients"):
        taught(50, rate=1e300)


def test_the_loss_counts_words_and_stops_and_no_padding():
    y, lengths = torch.tensor([[[1, 2]], [[0, 1]], [[0, 0]]]), torch.tensor([[2, 3]])
    scores = torch.randn(3, 1, 2, 4, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    lost = [-scores[t, 0, b].log_softmax(-1)[y[t, 0, b]] for t, b in ((0, 0), (1, 0), (0, 1), (1, 1), (2, 1))]
    assert word_loss(scores, y, lengths).tolist() == [pytest.approx(sum(map(float, lost)) / 5)]


@pytest.mark.parametrize(("written", "same"), [
    ((5, 7, 0), True), ((5, 7, 0, 9), True), ((5, 7), True), ((5, 7, 3), False), ((5, 0), False), ((7, 5, 0), False)])
def test_exact_means_all_words_and_the_stop_in_its_place(written, same):
    assert exact(column(*written), column(5, 7, 0)).item() is same
    assert exact(column(*written), column(5, 7, 0, 0)).item() is same


@pytest.mark.parametrize(("written", "share"), [((5, 7, 0), 1), ((5, 0), 1 / 3 * 2), ((7, 5, 0), 1 / 3), ((5, 7, 3, 0), 2 / 3),
                                                ((0,), 1 / 3), ((9, 9, 9, 9), 0)])
def test_words_right_are_those_in_their_place_the_stop_included(written, share):
    assert words_right(column(*written), column(5, 7, 0, 0), torch.tensor([[3]])).item() == pytest.approx(share)


def test_forced_scores_are_words_right_where_nothing_went_wrong_before():
    networks, _ = taught(20)
    x, x_lengths, y, y_lengths = side_by_side(2, 50, "training", (1, 1), np.random.default_rng(1))
    h = networks.encode(x, x_lengths).detach()
    forced, free = forced_right(networks, h, y, y_lengths), words_right(networks.greedy(h, 5), y, y_lengths)
    assert forced.shape == (2,) and (forced >= free - 0.1).all()
    first = torch.ones_like(y_lengths)
    torch.testing.assert_close(forced_right(networks, h, y, first), words_right(networks.greedy(h, 5), y, first))


def test_bleu_is_100_for_the_same_and_none_for_other_words():
    meant = ["forty two seven thirty one", "eight nine ten eleven"]
    assert bleu(meant, meant) == pytest.approx(100)
    assert bleu(["twenty zero six five one", "three three three three"], meant) < 10


def test_bleu_of_swapped_words_by_hand():
    """Five words, two of them swapped: 5 of 5 single words, 2 of 4 pairs, 1 of 3, and half of 1 of 2, since none of 2."""
    assert bleu(["b a c d e"], ["a b c d e"]) == pytest.approx(100 * (1 * (2 / 4) * (1 / 3) * (1 / 4)) ** 0.25)
