"""The LSTMs of 1997: their equations one by one, autograd's gradients with the way through the net inputs cut, and counts."""

import numpy as np
import pytest
import torch

from utils.training.cells_1997 import Cells1997

INPUTS, CLASSES, K, T = 3, 2, 3, 6
LENGTHS = np.array([6, 4, 5])


def networks(keep=1.0, reach=0.8):
    return Cells1997.fresh(range(K), INPUTS, CLASSES, (-0.5, 0.4), keep, reach)


def batch(seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((T, K, INPUTS)), LENGTHS, rng.random((K, CLASSES))


def by_the_paper(W, V, x, keep):
    """The answer of one network to one sequence (T, d), unit by unit; nothing goes back through net inputs."""
    units, s, cells = torch.zeros(8, dtype=W.dtype), torch.zeros(4, dtype=W.dtype), None
    for x_t in x:
        net = W @ torch.cat([units.detach(), x_t, torch.ones(1, dtype=W.dtype)])
        i, o = torch.sigmoid(net[:2]).repeat_interleave(2), torch.sigmoid(net[2:4]).repeat_interleave(2)
        s = keep * s + i * (4 * torch.sigmoid(net[4:]) - 2)
        cells = o * (2 * torch.sigmoid(s) - 1)
        units = torch.cat([torch.sigmoid(net[:4]), cells])
    return torch.sigmoid(V[:, :4] @ cells + V[:, 4])


@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_answers_and_the_step_are_those_of_the_paper(keep):
    together, (x, lengths, targets), rates = networks(keep), batch(), np.array([0.5, 0.0, 2.0])
    together.learn(*batch(9), np.zeros(K))  # nothing of another sequence stays
    before, answers = together.only(np.arange(K)), together.answers(x[..., None], lengths[:, None])[..., 0]
    errors = together.learn(x, lengths, targets, rates)
    for k in range(K):
        W, V = (torch.tensor(part[k], requires_grad=True) for part in (before.W, before.V))
        answer = by_the_paper(W, V, torch.tensor(x[: lengths[k], k]), keep)
        wrong = answer - torch.tensor(targets[k])
        (wrong**2).sum().div(2).backward()
        np.testing.assert_allclose(answers[k], answer.detach(), rtol=1e-12)
        assert errors[k] == pytest.approx(wrong.abs().max().item(), rel=1e-12)
        np.testing.assert_allclose(together.W[k], W.detach() - rates[k] * W.grad, atol=1e-13)
        np.testing.assert_allclose(together.V[k], V.detach() - rates[k] * V.grad, atol=1e-13)
        assert rates[k] == 0 or (np.abs(together.W[k] - before.W[k]).max(axis=1) > 1e-6).all()


def test_a_network_of_experiment_6a_has_the_papers_156_weights_and_its_start():
    one = Cells1997.fresh([7], 8, 4, (-2, -4))
    assert one.W[0].size + one.V[0].size == 156
    assert one.W[0, :2, -1].tolist() == [-2, -4]
    rest = np.concatenate([one.W[0, 2:].ravel(), one.W[0, :2, :-1].ravel(), one.V.ravel()])
    assert 0.09 < np.abs(rest).max() <= 0.1 and abs(rest.mean()) < 0.02 and np.unique(rest).size == rest.size
    both = Cells1997.fresh([3, 7], 8, 4, (-2, -4))
    np.testing.assert_array_equal(both.W[1], one.W[0])
    np.testing.assert_array_equal(both.V[1], one.V[0])


def test_many_sequences_at_once_are_each_its_own():
    together, (x, lengths, _) = networks(), batch()
    others = np.stack([x, batch(1)[0]], axis=-1)
    answers = together.answers(others, np.stack([lengths, [2, 6, 3]], axis=1))
    np.testing.assert_allclose(answers[..., 0], together.answers(x[..., None], lengths[:, None])[..., 0], rtol=1e-12)
    second = together.answers(others[..., 1:], np.array([[2], [6], [3]]))
    np.testing.assert_allclose(answers[..., 1], second[..., 0], rtol=1e-12)


def test_those_chosen_are_copies_and_keep_their_factor():
    together = networks(0.7)
    chosen = together.only([2, 0])
    chosen.W += 1
    np.testing.assert_allclose(chosen.W - 1, together.W[[2, 0]], atol=1e-12)
    assert chosen.keep == 0.7
