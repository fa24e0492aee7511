"""Synthetic tasks: exact entropies against closed forms and counts, and patterns where they should be."""

import itertools
from types import SimpleNamespace

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
        ([[0.5, 0.6], [0.3, 0.5]], r"got shape \(2, 2\), rows with sums 0\.8 to 1\.1; expected axes of one size"),
        ([0.5, 0.6], "rows with sums 1.1 to 1.1"),
        ([0.5, 0.499999], "rows with sums 0.999999"),
        (1.0, r"^table: got shape \(\), expected a filled array of rank 1 or"),
        (np.ones((1,) * 33), "^table: .*expected a filled array of rank 1 or"),
        ([[1.5, -0.5], [0.5, 0.5]], "expected axes of one size"),
        ([[0.5, 0.5]], r"got shape \(1, 2\)"),
        ([[1.0, 0.0], [0.0, 1.0]], "^table: got a chain that never mixes, expected"),
        ([[0.0, 1.0], [1.0, 0.0]], "^table: got a chain that never mixes, expected"),
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
    with pytest.raises(ValueError, match=r"^sequences: got a single number, expected time"):
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


def test_impossible_symbols_cost_nothing_and_passing_states_have_no_share():
    chain = synthetic.Chain([[0.0, 1.0], [0.5, 0.5]])  # one third and two thirds in the long run
    assert chain.entropy_rate == pytest.approx(2 / 3 * np.log(2))
    assert chain.best_loss(0) == pytest.approx(entropy(1 / 3, 2 / 3))
    for seed in range(20):  # rounding may give a state that is left for ever a share a little below zero
        rest = np.random.default_rng(seed).dirichlet(np.ones(4), size=4)
        table = np.zeros((5, 5))
        table[0, 1:], table[1:, 1:] = 1 / 4, rest
        chain = synthetic.Chain(table)
        assert chain.joint.min() >= 0 and not (chain.sample(50, seed=seed)[:, None] == 0).any()


def test_a_draw_beyond_a_row_that_sums_to_less_than_one_is_its_last_symbol(monkeypatch):
    chain = synthetic.Chain([0.5, 0.5 - 1e-9])
    draws = SimpleNamespace(choice=lambda _, size, p: np.zeros(size, int), random=lambda shape: np.full(shape, 1 - 1e-12))
    monkeypatch.setattr(synthetic.np.random, "default_rng", lambda _: draws)
    assert chain.sample(3).tolist() == [1, 1, 1]


def test_what_is_made_unless_told_otherwise():
    np.testing.assert_allclose(synthetic.echo(1).table, [[0.9, 0.1], [0.1, 0.9]])
    told = synthetic.random_chain(1, 3, concentration=0.3, seed=0)
    np.testing.assert_array_equal(synthetic.random_chain(1).table, told.table)
    np.testing.assert_array_equal(told.sample(20), told.sample(20, 1, seed=0)[:, 0])
    np.testing.assert_array_equal(synthetic.shuffled(np.arange(20)), synthetic.shuffled(np.arange(20), seed=0))
    np.testing.assert_array_equal(*(synthetic.place([1.0], [0], 9, noise=1, **seed) for seed in ({}, {"seed": 0})))
    assert (synthetic.place([1.0], [0], 9) == [[[1.0]]] + [[[0.0]]] * 8).all()
    for one, other in zip(
        synthetic.pattern_or_reverse(5, 9, [1.0, 2.0]),
        synthetic.pattern_or_reverse(5, 9, [1.0, 2.0], among=(0, 7), noise=0.3, seed=0),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


def test_a_pattern_is_added_to_the_noise_that_stands_there():
    noise = synthetic.place([0.0], [0], 8, noise=0.5, seed=3)
    np.testing.assert_allclose(synthetic.place([2.0, 3.0], [4], 8, noise=0.5, seed=3)[4:6] - noise[4:6], [[[2]], [[3]]])


def test_the_noise_around_pattern_or_reverse_is_the_callers_and_each_seed_has_its_own():
    pattern = np.array([1.0, 2.0, 4.0])
    noises = []
    for seed in (0, 1):
        inputs, labels, positions = synthetic.pattern_or_reverse(300, 20, pattern, noise=0.7, seed=seed)
        forth, back = synthetic.place(pattern, positions, 20), synthetic.place(pattern[::-1], positions, 20)
        noises.append((inputs - np.where(labels[:, None], forth, back))[..., 0])
        assert noises[-1].std() == pytest.approx(0.7, rel=0.03) and noises[-1].mean() == pytest.approx(0, abs=0.03)
    assert np.corrcoef(noises[0].ravel(), noises[1].ravel())[0, 1] == pytest.approx(0, abs=0.05)


def test_the_smallest_of_everything():
    assert synthetic.echo(1, symbols=2).sample(1, 1).shape == (1, 1)
    assert synthetic.random_chain(0, 2).order == 0
    assert synthetic.place([1.0], [0], 1).tolist() == [[[1.0]]]
    assert synthetic.pattern_or_reverse(1, 2, [1.0, 2.0])[0].shape == (2, 1, 1)


@pytest.mark.parametrize(
    "call, says",
    [
        (lambda: synthetic.Chain([[0.5, "a"]]), "table: got list, expected numbers"),
        (lambda: synthetic.echo(1).best_loss(-1), "history: got -1"),
        (lambda: synthetic.echo(1).sample(0), "length: got 0, expected a whole number of at least 1"),
        (lambda: synthetic.echo(1).sample(1, 0), "count: got 0, expected a whole number of at least 1"),
        (lambda: synthetic.echo(0), "lag: got 0, expected a whole number of at least 1"),
        (lambda: synthetic.echo(1, 0), "flip: got 0, expected a number above 0 and below 1"),
        (lambda: synthetic.echo(1, 1), "flip: got 1, expected a number above 0 and below 1"),
        (lambda: synthetic.echo(1, symbols=1), "symbols: got 1, expected a whole number of at least 2"),
        (lambda: synthetic.random_chain(-1), "order: got -1, expected a whole number of at least 0"),
        (lambda: synthetic.random_chain(1, 1), "symbols: got 1, expected a whole number of at least 2"),
        (lambda: synthetic.random_chain(1, concentration=0), "concentration: got 0, expected a number above 0"),
        (lambda: synthetic.place([], [0], 3), r"pattern: got shape \(0,\)"),
        (lambda: synthetic.place([1.0], [0], 0), "length: got 0, expected a whole number of at least 1"),
        (lambda: synthetic.place([1.0], np.zeros(0, int), 3), "positions: got array"),
        (lambda: synthetic.place([1.0], [True], 3), r"positions: got array\(\[ True"),
        (lambda: synthetic.pattern_or_reverse(0, 9, [1.0, 2.0]), "count: got 0, expected a whole number of at least 1"),
        (lambda: synthetic.pattern_or_reverse(1, 9, []), r"pattern: got shape \(0,\)"),
        (lambda: synthetic.pattern_or_reverse(1, 1, [1.0, 2.0]), "length: got 1, expected a whole number of at least 2"),
        (lambda: synthetic.pattern_or_reverse(1, 9, [1.0, 2.0], among=(3, 2)), r"among: got \(3, 2\), expected .* from 0 to 7"),
        (lambda: synthetic.pattern_or_reverse(1, 9, [1.0, 2.0], among=(3, 8)), r"among: got \(3, 8\), expected .* from 0 to 7"),
        (lambda: synthetic.pattern_or_reverse(1, 9, [1.0, 2.0], among=(-1, 2)), "among: got -1, expected a whole number"),
    ],
)
def test_each_argument_is_refused_by_its_name(call, says):
    with pytest.raises(ValueError, match=f"^{says}"):
        call()
