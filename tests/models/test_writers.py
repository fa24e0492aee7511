"""Writers against PyTorch's own GRU, and by laws: networks apart from each other, and what each step is given."""

import pytest
import torch
from torch.nn.functional import one_hot

from utils.models.writers import Writers

K, M, T, B = 5, 7, 4, 3
NETS = Writers([0, 1], K, M)
SOURCE = torch.Generator().manual_seed(0)
X, Y = (torch.randint(K, (T, 2, B), generator=SOURCE) for _ in range(2))
ALWAYS, NEVER = torch.full(Y.shape, True), torch.full(Y.shape, False)


def run(*given):
    with torch.no_grad():
        return NETS.run(*given)


def gru(table, U, c):
    """PyTorch's GRU that reads one-hot symbols, with the weights of network 1."""
    module = torch.nn.GRU(table.shape[1], M, dtype=torch.float64)
    with torch.no_grad():
        module.weight_ih_l0.copy_(table[1].T)
        module.weight_hh_l0.copy_(U[1].T)
        module.bias_ih_l0.zero_()
        module.bias_hh_l0.zero_()
        module.bias_hh_l0[2 * M :] = c[1, 0]
    return module


def test_the_encoder_is_pytorchs_gru():
    found = NETS.encode(X)[1]
    _, expected = gru(NETS.E_read, NETS.U_read, NETS.c_read)(one_hot(X[:, 1], K).double())
    torch.testing.assert_close(found, expected[0])


def test_the_decoder_forced_is_pytorchs_gru_on_true_symbols_moved_by_one():
    start = NETS.encode(X).detach()
    inputs = torch.cat([torch.full((1, B), K), Y[:-1, 1]])
    states, _ = gru(NETS.E_write, NETS.U_write, NETS.c_write)(one_hot(inputs, K + 1).double(), start[1][None])
    torch.testing.assert_close(run(start, Y, ALWAYS)[0][:, 1], states @ NETS.W_hy[1] + NETS.b_y[1])


def test_what_is_written_has_the_highest_score():
    scores, written = run(NETS.encode(X), Y, ALWAYS)
    assert torch.equal(written, scores.argmax(-1))


def test_free_running_is_forcing_with_what_was_written():
    h = NETS.encode(X).detach()
    scores, written = run(h, Y, NEVER)
    torch.testing.assert_close(scores, run(h, written, ALWAYS)[0])
    assert not torch.equal(scores, run(h, Y, ALWAYS)[0])


def test_each_step_and_sequence_is_given_what_its_own_coin_says():
    h = NETS.encode(X).detach()
    coins = NEVER.clone()
    coins[2, 0, 1] = True
    mixed, free = run(h, Y, coins)[0], run(h, Y, NEVER)[0]
    changed = (mixed != free).any(-1)
    assert changed[2:, 0, 1].all() and changed.sum() == T - 2


def test_the_first_step_reads_the_start_whatever_its_coin():
    h, coins = NETS.encode(X).detach(), NEVER.clone()
    coins[0] = True
    assert torch.equal(run(h, Y, coins)[0], run(h, Y, NEVER)[0])


def test_what_is_read_besides_is_added():
    with torch.no_grad():
        before = NETS.run(NETS.begin(None, Y), Y, ALWAYS)[0]
        beside = NETS.run(NETS.begin(None, Y), Y, ALWAYS, X)[0]
        NETS.E_beside *= 0
        assert not torch.allclose(before, beside)
        torch.testing.assert_close(NETS.run(NETS.begin(None, Y), Y, ALWAYS, X)[0], before)


def test_networks_are_those_of_their_seeds_and_apart():
    alone = Writers([1], K, M)
    torch.testing.assert_close(alone.encode(X[:, 1:])[0], NETS.encode(X)[1])
    slope = torch.autograd.grad(NETS.encode(X)[0].sum(), NETS.U_read)[0]
    assert slope[0].any() and not slope[1].any()


def test_weights_are_uniform_and_as_large_as_pytorchs():
    weights = Writers(range(20), K, 16).U_read.detach()
    assert weights.abs().max() <= 0.25 and weights.std() == pytest.approx(0.5 / 12**0.5, rel=0.02)
    assert abs(weights.mean()) < 0.005


def test_weights_and_states_have_the_dtype_that_was_asked_for():
    assert NETS.encode(X).dtype == torch.float64
    single = Writers([0, 1], K, M, torch.float32)
    assert single.run(single.encode(X), Y, ALWAYS)[0].dtype == torch.float32


def test_the_first_state_without_an_encoder_is_zero():
    found = NETS.begin(None, Y)
    assert found.shape == (2, B, M) and not found.any()
    torch.testing.assert_close(NETS.begin(X, Y), NETS.encode(X))


@pytest.mark.parametrize(("symbols", "size", "message"), [(1, 4, "symbols"), (3, 0, "hidden_size")])
def test_sizes_that_cannot_be(symbols, size, message):
    with pytest.raises(ValueError, match=message):
        Writers([0], symbols, size)
