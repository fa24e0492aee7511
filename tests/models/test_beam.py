"""Beam search against greedy writing, against all sequences, and by hand."""

import itertools

import pytest
import torch

from utils.models.beam import beam_search, best
from utils.models.translators import Translators, stopped

K, M, MOST = 3, 5, 4
NETS = Translators([0, 1], 4, K, M)
with torch.no_grad():
    for p in NETS.parameters():
        p *= 3  # so that it is sure of something
H = torch.randn(2, 6, M, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


def search(width, power=0.0, most=MOST):
    with torch.no_grad():
        return beam_search(NETS.step, H, K, width=width, most=most, power=power)


def log_probability(sequence):
    """Of one sequence, for all networks and first states (S, B): a stop counts, what stands behind it does not."""
    h, given, total = H, torch.full(H.shape[:2], K), 0
    with torch.no_grad():
        for symbol in sequence:
            log_p, h = NETS.step(h, given)
            total, given = total + log_p[..., symbol], torch.full(H.shape[:2], symbol)
            if symbol == 0:
                break
    return total


def all_sequences():
    """Every sequence of up to four symbols that ends with its stop, or has four symbols without one."""
    found = {tuple(stopped(torch.tensor(each)).tolist()) for each in itertools.product(range(K), repeat=MOST)}
    return sorted(found)


def length(sequence):
    return sequence.index(0) + 1 if 0 in sequence else len(sequence)


def test_a_beam_of_one_is_greedy():
    assert torch.equal(search(1)[0][..., 0], NETS.greedy(H, MOST))
    assert torch.equal(search(1, power=1.0)[0][..., 0], NETS.greedy(H, MOST))


@pytest.mark.parametrize("power", [0.0, 0.6, 1.0])
def test_a_beam_as_wide_as_all_sequences_finds_the_best(power):
    sequences = all_sequences()
    totals = torch.stack([log_probability(each) for each in sequences])  # (sequences, S, B)
    scores = totals / torch.tensor([float(length(each)) for each in sequences])[:, None, None] ** power
    written, total = search(K**MOST, power)
    best_of_all = torch.tensor(sequences)[scores.argmax(0)]  # (S, B, MOST)
    assert torch.equal(written[..., 0].permute(1, 2, 0), best_of_all)
    torch.testing.assert_close(total[..., 0], totals.gather(0, scores.argmax(0)[None])[0])
    assert not torch.equal(written[..., 0], NETS.greedy(H, MOST))  # the control: greedy misses some of them


def test_totals_are_those_of_the_sequences_and_no_sequence_is_kept_twice():
    written, total = search(5)
    for s, b in itertools.product(range(2), range(6)):
        kept = [tuple(written[:, s, b, w].tolist()) for w in range(5)]
        assert len(set(kept)) == 5
        for w in range(5):
            assert total[s, b, w] == pytest.approx(log_probability(kept[w])[s, b].item())


def test_the_best_stands_first():
    assert (search(6)[1].diff(dim=-1) <= 0).all()


def test_all_sequences_are_as_many_as_have_a_probability():
    total = search(K**MOST)[1]
    assert (total > -torch.inf).sum(-1).unique().tolist() == [len(all_sequences())]
    torch.testing.assert_close(total.exp().sum(-1), torch.ones(2, 6, dtype=torch.float64))


def chosen(power, done=(False, True)):
    """Two sequences of two symbols, one of which has stopped, and their continuations."""
    total, size = torch.tensor([[[-2.0, -3.0]]]), torch.tensor([[[2.0, 2.0]]])
    log_p = torch.tensor([[[[-4.0, -1.2, -3.0], [-0.1, -0.1, -0.1]]]])
    return [a[0, 0].tolist() for a in best(total, size, log_p, torch.tensor([[done]]), power)]


def test_a_step_by_hand():
    place, symbol, total, size = chosen(0.0)
    assert place == [1, 0] and symbol == [0, 1] and total == pytest.approx([-3.0, -3.2]) and size == [2, 3]


def test_divided_by_its_length_the_longer_one_is_ahead():
    place, symbol, total, _ = chosen(1.0)  # -3.2 / 3 is above -3 / 2
    assert place == [0, 1] and symbol == [1, 0] and total == pytest.approx([-3.2, -3.0])


@pytest.mark.parametrize(("width", "most", "message"), [(0, 3, "width"), (2, 0, "most")])
def test_beams_that_cannot_be(width, most, message):
    with pytest.raises(ValueError, match=message):
        search(width, most=most)
