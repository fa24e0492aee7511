"""Synthetic tasks: exact entropies against closed forms and counts, and patterns where they should be."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.data import synthetic


def entropy(*probabilities):
    return -sum(p * np.log(p) for p in probabilities if p > 0)


def test_two_state_chain_closed_form():
    a, b = 0.2, 0.5
    chain = synthetic.Chain([[1 - a, a], [b, 1 - b]])
    np.testing.assert_allclose(chain.joint.sum(1), [b / (a + b), a / (a + b)])
    assert chain.best_loss(0) == pytest.approx(entropy(b / (a + b), a / (a + b)))
    assert chain.entropy_rate == pytest.approx((b * entropy(a, 1 - a) + a * entropy(b, 1 - b)) / (a + b))


@pytest.mark.parametrize("lag, symbols", [(1, 2), (3, 2), (2, 3)])
def test_echo_says_nothing_to_short_histories(lag, symbols):
    chain = synthetic.echo(lag, 0.1, symbols)
    assert chain.order == lag and chain.symbols == symbols
    for history in range(lag):
        assert chain.best_loss(history) == pytest.approx(np.log(symbols))
    rate = entropy(0.9, *[0.1 / (symbols - 1)] * (symbols - 1))
    assert chain.best_loss(lag) == chain.best_loss(lag + 5) == chain.entropy_rate == pytest.approx(rate)


@given(st.integers(0, 3), st.integers(2, 3), st.integers(0, 50))
@settings(max_examples=25, deadline=None)
def test_more_history_never_hurts_and_the_chain_is_stationary(order, symbols, seed):
    chain = synthetic.random_chain(order, symbols, concentration=1.0, seed=seed)
    losses = [chain.best_loss(history) for history in range(order + 2)]
    assert all(later <= earlier + 1e-12 for earlier, later in itertools.pairwise(losses))
    assert chain.joint.sum() == pytest.approx(1)
    if order:
        np.testing.assert_allclose(chain.joint.sum(0), chain.joint.sum(-1), atol=1e-10)


def test_samples_follow_the_chain():
    chain = synthetic.random_chain(2, 3, seed=0)
    symbols = chain.sample(3000, 40, seed=1)
    assert symbols.shape == (3000, 40) and symbols.dtype == np.int64
    counts = np.zeros((3, 3, 3))
    np.add.at(counts, (symbols[:-2], symbols[1:-1], symbols[2:]), 1)
    np.testing.assert_allclose(counts / counts.sum(), chain.joint, atol=0.01)
    loss = -np.log(chain.table[symbols[:-2], symbols[1:-1], symbols[2:]]).mean()
    assert loss == pytest.approx(chain.entropy_rate, abs=0.02)


def test_samples_start_stationary_and_are_seeded():
    chain = synthetic.Chain([[0.9, 0.1], [0.4, 0.6]])
    first = chain.sample(1, 20_000, seed=0)[0]
    assert first.mean() == pytest.approx(0.2, abs=0.01)
    assert chain.sample(7).shape == (7,)
    np.testing.assert_array_equal(chain.sample(7, seed=3), chain.sample(7, seed=3))


def test_order_zero_is_independent_draws():
    chain = synthetic.Chain([0.3, 0.7])
    assert chain.best_loss(0) == chain.best_loss(4) == pytest.approx(entropy(0.3, 0.7))
    assert chain.sample(20_000, seed=0).mean() == pytest.approx(0.7, abs=0.01)


@pytest.mark.parametrize(
    "table, says",
    [
        ([[0.5, 0.6], [0.5, 0.5]], "sums 1 to 1.1"),
        ([[1.5, -0.5], [0.5, 0.5]], "expected axes of one size"),
        ([[0.5, 0.5]], r"got shape \(1, 2\)"),
        ([[1.0, 0.0], [0.0, 1.0]], "never mixes"),
        ([[0.0, 1.0], [1.0, 0.0]], "never mixes"),
    ],
)
def test_chain_refuses(table, says):
    with pytest.raises(ValueError, match=says):
        synthetic.Chain(table)


@pytest.mark.parametrize("shape", [(50,), (50, 4), (50, 4, 3)])
def test_shuffling_keeps_the_steps_and_loses_their_order(shape):
    sequences = np.arange(np.prod(shape)).reshape(shape)
    mixed = synthetic.shuffled(sequences)
    np.testing.assert_array_equal(np.sort(mixed, axis=0), sequences)
    assert not np.array_equal(mixed, sequences)
    if len(shape) == 3:
        assert (np.diff(mixed, axis=2) == 1).all()
    if len(shape) > 1:
        steps = mixed[..., 0] if len(shape) == 3 else mixed
        assert not np.array_equal(steps[:, 0].argsort(), steps[:, 1].argsort())
    np.testing.assert_array_equal(mixed, synthetic.shuffled(sequences))


def test_shuffling_refuses_a_number():
    with pytest.raises(ValueError, match="single number"):
        synthetic.shuffled(3)


def test_place_puts_the_pattern_there():
    placed = synthetic.place([1.0, 2.0, 3.0], [0, 4], 7)
    assert placed.shape == (7, 2, 1)
    np.testing.assert_array_equal(placed[:, :, 0].T, [[1, 2, 3, 0, 0, 0, 0], [0, 0, 0, 0, 1, 2, 3]])
    noisy = synthetic.place([1.0], [0], 5000, noise=0.5)
    assert noisy[1:].std() == pytest.approx(0.5, rel=0.05)


@pytest.mark.parametrize("positions", [[5], [-1], [0.5], [[0]]])
def test_place_refuses_positions(positions):
    with pytest.raises(ValueError, match="whole numbers from 0 to 4"):
        synthetic.place([1.0, 2.0, 3.0], positions, 7)


def test_place_refuses_negative_noise():
    with pytest.raises(ValueError, match="noise: got -1"):
        synthetic.place([1.0], [0], 3, noise=-1)


def test_pattern_or_reverse():
    pattern = np.array([3.0, 1.0, -2.0])
    inputs, labels, positions = synthetic.pattern_or_reverse(200, 20, pattern, noise=0.0, seed=1)
    assert inputs.shape == (20, 200, 1) and labels.shape == positions.shape == (200,)
    assert 60 < labels.sum() < 140 and (positions.min(), positions.max()) == (0, 17)
    for b in range(200):
        expected = pattern if labels[b] else pattern[::-1]
        np.testing.assert_allclose(inputs[positions[b] : positions[b] + 3, b, 0], expected, atol=1e-12)
    np.testing.assert_allclose(inputs.sum(0), 2, atol=1e-12)
    assert set(synthetic.pattern_or_reverse(50, 20, pattern, among=(4, 5))[2]) == {4, 5}


def test_pattern_or_reverse_refuses_a_palindrome():
    with pytest.raises(ValueError, match="its own reverse"):
        synthetic.pattern_or_reverse(5, 20, [1.0, 2.0, 1.0])
