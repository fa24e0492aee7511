"""Networks with attention: weights by hand, padding that gets none, what each kind sees, and a place that is hidden."""

import math

import numpy as np
import pytest
import torch

from utils.data.numbers_in_words import draw, language, pairs
from utils.models.attention import KINDS, Attenders, hide, made, nearby, units_for
from utils.models.translators import Translators

READS, K, M = len(language("de")), len(language("en")), 10


def network(kind):
    return Attenders(kind, [0, 1], READS, K, M)


def sentences(count, k, seed=0):
    x, lengths, y, _ = pairs(draw(count, "training", k, np.random.default_rng(seed)))
    return tuple(torch.from_numpy(np.ascontiguousarray(a)).unsqueeze(-2).expand(*a.shape[:-1], 2, -1) for a in (x, lengths, y))


def some(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_weights_are_positive_within_the_sentence_zero_behind_and_sum_to_one(kind):
    x, lengths, y = sentences(12, (1, 4))
    nets = network(kind)
    weights = nets.watch(nets.encode(x, lengths), y)[2]
    inside = torch.arange(len(x)) < lengths[..., None]
    assert weights.shape == (len(y), 2, 12, len(x))
    assert (weights[:, inside] > 0).all() and not weights[:, ~inside].any()
    torch.testing.assert_close(weights.sum(-1), torch.ones(len(y), 2, 12, dtype=torch.float64))


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_is_written_alike_alone_and_in_a_padded_batch(kind):
    x, lengths, y = sentences(12, (1, 4))
    nets = network(kind)
    together = nets.run(nets.encode(x, lengths), y, y >= 0)[0]
    for b in range(12):
        own = int(lengths[0, b])
        target = y[:, :, b : b + 1]
        alone = nets.run(nets.encode(x[:own, :, b : b + 1], lengths[:, b : b + 1]), target, target >= 0)[0]
        torch.testing.assert_close(alone[:, :, 0], together[:, :, b], rtol=0, atol=1e-12)


def test_the_states_are_those_of_the_network_without_attention():
    x, lengths, _ = sentences(6, (1, 3))
    nets, plain = network("dot"), Translators([0, 1], READS, K, M)
    for name in ("E_read", "U_read", "c_read"):
        getattr(plain, name).data = getattr(nets, name).data
    read = nets.encode(x, lengths)
    torch.testing.assert_close(read.states[:, :, -1], plain.encode(x, lengths))
    assert not read.first.any()


def by_hand(nets, eta, read, before, s, b, j):
    """One score, entry by entry."""
    question = eta[s, b] @ nets.W_q[s]
    if nets.kind == "dot":
        return question @ read.states[s, b, j] / math.sqrt(M)
    inside = question + read.states[s, b, j] @ nets.W_k[s]
    if nets.kind == "location":
        n = read.states.shape[2]
        seen = [w[s, b, i] if 0 <= i < n else torch.zeros((), dtype=w.dtype) for w in before for i in range(j - 3, j + 4)]
        inside = inside + torch.stack(seen) @ nets.W_f[s]
    return torch.tanh(inside) @ nets.W_s[s, :, 0]


@pytest.mark.parametrize("kind", ["additive", "dot", "location"])
def test_scores_are_those_of_the_equations(kind):
    x, lengths, _ = sentences(3, (2, 2))
    nets, eta = network(kind), some(2, 3, M)
    read = nets.encode(x, lengths)
    before = tuple(some(2, 3, len(x), seed=seed).abs() for seed in (1, 2))
    scores = nets.scores(eta, read, before)
    for s, b, j in [(0, 0, 0), (1, 2, 1), (0, 1, len(x) - 1)]:
        torch.testing.assert_close(scores[s, b, j], by_hand(nets, eta, read, before, s, b, j))


def test_uniform_weights_leave_the_mean_and_forget_the_decoder():
    x, lengths, _ = sentences(4, (1, 3))
    nets = network("uniform")
    read = nets.encode(x, lengths)
    assert torch.equal(nets.weights(some(2, 4, M), read), nets.weights(some(2, 4, M, seed=1), read))
    torch.testing.assert_close(nets.weights(read.first, read).amax(-1), 1 / lengths.double())


def test_location_features_are_both_kinds_of_weights_around_a_place():
    last, total = torch.arange(1.0, 6)[None, None], 10 * torch.arange(1.0, 6)[None, None]
    found = nearby((last, total))[0, 0]
    assert found.shape == (5, 14)
    assert found[0].tolist() == [0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 10, 20, 30, 40]
    assert found[4, :7].tolist() == [2, 3, 4, 5, 0, 0, 0]


def test_only_location_remembers_where_it_looked():
    x, lengths, _ = sentences(4, (2, 2))
    for kind in KINDS:
        nets, eta = network(kind), some(2, 4, M)
        read = nets.encode(x, lengths)
        weights = nets.weights(eta, read)
        assert torch.equal(nets.weights(eta, read, (weights, weights)), weights) == (kind != "location")


def test_the_sum_of_weights_goes_on_and_the_last_ones_are_handed_over():
    x, lengths, y = sentences(4, (2, 2))
    nets = network("location")
    read = nets.encode(x, lengths)
    zeros, given = torch.zeros_like(read.states[..., 0]), torch.full_like(y[0], K)
    eta, first, before = nets.attend(read.first, given, read, (zeros, zeros))
    _, second, (last, total) = nets.attend(eta, y[0], read, before)
    torch.testing.assert_close(total, first + second)
    assert torch.equal(last, second) and torch.equal(nets.watch(read, y)[2][1], second)


def test_a_hidden_place_gets_no_weight_and_the_others_share_it():
    x, lengths, _ = sentences(4, (2, 2))
    nets = network("additive")
    read = nets.encode(x, lengths)
    weights, less = (nets.weights(read.first, r) for r in (read, hide(read, 1)))
    assert not less[..., 1].any() and read.there.all(-1).any()
    kept = torch.arange(len(x)) != 1
    torch.testing.assert_close(less[..., kept], (weights / (1 - weights[..., 1:2]))[..., kept])
    with pytest.raises(ValueError, match="place"):
        hide(read, -1)


def test_greedy_is_given_what_it_wrote_and_stops():
    x, lengths, _ = sentences(20, (1, 3))
    nets = network("dot")
    with torch.no_grad():
        nets.b_y[..., 0] += 0.4
        read = nets.encode(x, lengths)
        written = nets.greedy(read, 8)
        again = nets.run(read, written, torch.ones_like(written, dtype=torch.bool))[1]
    going = (written > 0).cumprod(0).bool()
    assert torch.equal(written[going], again[going]) and (written[-1] == 0).any() and (written[0] > 0).any()


def test_parameters_fit_the_budget_and_none_is_idle():
    for kind in ("none", *KINDS):
        size = units_for(5_000, kind, READS, K)
        assert made(kind, [0], READS, K, size).per_network() <= 5_000 < made(kind, [0], READS, K, size + 1).per_network()
    x, lengths, y = sentences(5, (2, 3))
    for kind in KINDS:
        nets = network(kind)
        nets.run(nets.encode(x, lengths), y, y >= 0)[0].square().sum().backward()
        assert all(p.grad is not None and p.grad.any() for p in nets.parameters()), kind


def test_without_lengths_all_places_are_words_and_forward_gives_the_scores():
    x, _, y = sentences(3, (2, 2))
    nets = network("additive")
    assert nets.encode(x).there.all()
    assert torch.equal(nets(x, y, y >= 0), nets.watch(nets.encode(x), y)[0])


def test_what_is_no_kind_and_a_step_without_a_read_are_refused():
    with pytest.raises(ValueError, match="kind"):
        network("none")
    with pytest.raises(NotImplementedError, match="attend"):
        network("dot").step(some(2, 1, M), torch.zeros(2, 1, dtype=torch.long))
    assert type(made("none", [0], READS, K, 4)) is Translators
