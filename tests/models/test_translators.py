"""Translators: padding that leaks nothing, and writers underneath."""

import numpy as np
import pytest
import torch

from utils.data.numbers_in_words import draw, language, pairs
from utils.models.translators import REACH, Translators, stopped
from utils.models.writers import Writers

K, M = len(language("en")), 12
NETS = Translators([0, 1], len(language("de")), K, M)


def sentences(count, k, seed=0):
    x, lengths, y, y_lengths = pairs(draw(count, "training", k, np.random.default_rng(seed)))
    return tuple(torch.from_numpy(a)[..., None, :].expand(*a.shape[:-1], 2, -1) for a in (x, lengths, y, y_lengths))


def alone(x, lengths, b):
    """Sentence b without the others and without padding."""
    own = int(lengths[0, b])
    return x[:own, :, b : b + 1], lengths[:, b : b + 1]


def test_a_sentence_gives_the_same_context_alone_and_in_a_padded_batch():
    x, lengths, _, _ = sentences(20, (1, 4))
    together = NETS.encode(x, lengths)
    for b in range(20):
        torch.testing.assert_close(NETS.encode(*alone(x, lengths, b))[:, 0], together[:, b], rtol=0, atol=1e-12)


def test_without_lengths_padding_is_read_and_the_longest_sentence_alone_is_spared():
    x, lengths, _, _ = sentences(20, (1, 4))
    moved = (NETS.encode(x) - NETS.encode(x, lengths)).abs().amax(-1)
    assert (moved[lengths < len(x)] > 1e-3).all() and (moved[lengths == len(x)] == 0).all()


def test_padding_is_no_matter_what_it_holds():
    x, lengths, _, _ = sentences(10, (1, 3))
    other = torch.where(torch.arange(len(x))[:, None, None] < lengths, x, 7)
    assert torch.equal(NETS.encode(x, lengths), NETS.encode(other, lengths)) and not torch.equal(x, other)


def test_a_step_is_the_writers_step_with_a_softmax():
    x, lengths, y, _ = sentences(5, (2, 3))
    h = NETS.encode(x, lengths)
    scores, _ = NETS.run(h, y, torch.ones_like(y, dtype=torch.bool))
    log_p, after = NETS.step(h, torch.full(h.shape[:2], K))
    torch.testing.assert_close(log_p, scores[0].log_softmax(-1))
    torch.testing.assert_close(NETS.step(after, y[0])[0], scores[1].log_softmax(-1))


def test_greedy_writes_the_likeliest_and_nothing_after_the_stop():
    x, lengths, _, _ = sentences(30, (1, 3))
    h = NETS.encode(x, lengths)
    with torch.no_grad():
        NETS.b_y[..., 0] += 0.3  # so that stops come at many places
        written, given = NETS.greedy(h, 9), torch.full(h.shape[:2], K)
        for t in range(9):
            log_p, h = NETS.step(h, given)
            given = log_p.argmax(-1)
            going = (written[:t] > 0).all(0)
            assert torch.equal(written[t][going], given[going]) and not written[t][~going].any()
        NETS.b_y[..., 0] -= 0.3
    assert (written[-1] == 0).any() and (written[0] > 0).any()


def test_what_stands_after_a_stop_is_gone():
    assert stopped(torch.tensor([3, 0, 2, 0])).tolist() == [3, 0, 0, 0]


def test_tables_reach_further_than_other_weights_and_networks_are_those_of_their_seeds():
    assert 0.95 * REACH < NETS.E_read.abs().max() <= REACH and NETS.U_read.abs().max() <= M**-0.5
    single = Translators([1], len(language("de")), K, M)
    torch.testing.assert_close(single.E_write[0], NETS.E_write[1])
    assert not torch.equal(NETS.E_write[0], NETS.E_write[1])


def test_parameters_of_one_network_are_counted_and_none_is_idle():
    m, reads = M, len(language("de"))
    assert NETS.per_network() == (reads + K + 1) * 3 * m + 2 * (3 * m * m + m) + (m + 1) * K
    x, lengths, y, _ = sentences(5, (2, 3))
    NETS.run(NETS.encode(x, lengths), y, y >= 0)[0].sum().backward()
    assert all(p.grad is not None and p.grad.any() for p in NETS.parameters())
    assert "E_beside" in Writers([0], 3, 4).shapes()


def test_too_few_source_symbols_are_named():
    with pytest.raises(ValueError, match="reads"):
        Translators([0], 1, 4, 3)
