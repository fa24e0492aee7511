"""Temperature and nucleus by hand, and texts that a network writes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

torch = pytest.importorskip("torch")
from utils.models.characters import CharacterModel  # noqa: E402
from utils.models.sampling import nucleus, tempered, write  # noqa: E402


def test_temperature_by_hand():
    scores = np.log([[1.0, 2.0, 5.0]])
    assert tempered(scores, 1) == pytest.approx(np.array([[1, 2, 5]]) / 8)
    assert tempered(scores, 0.5) == pytest.approx(np.array([[1, 4, 25]]) / 30)
    assert tempered(scores, 1e6) == pytest.approx(np.full((1, 3), 1 / 3), abs=1e-5)
    assert tempered(np.array([1e5, 0.0]), 1).tolist() == [1, 0]  # no overflow


@pytest.mark.parametrize(("share", "kept"), [(0.4, [1, 0, 0, 0]), (0.5, [1, 0, 0, 0]), (0.51, [5, 3, 0, 0]),
                                             (0.8, [5, 3, 0, 0]), (0.81, [5, 3, 0, 1]), (1, [5, 3, 1, 1])])
def test_the_nucleus_is_the_fewest_symbols_that_reach_the_share(share, kept):
    p = np.array([0.5, 0.3, 0.0625, 0.1375]) if share == 0.81 else np.array([0.5, 0.3, 0.1, 0.1])
    expected = p * (np.array(kept) > 0)
    assert nucleus(p, share) == pytest.approx(expected / expected.sum())


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.floats(0.01, 1))
def test_what_is_kept_keeps_its_proportions_and_nothing_smaller_could_be_left_out(weights, share):
    p = np.array(weights) / sum(weights)
    found = nucleus(p, share)
    kept = found > 0
    assert found.sum() == pytest.approx(1) and p[kept].sum() >= share - 1e-12
    assert found[kept] / p[kept] == pytest.approx(np.full(kept.sum(), 1 / p[kept].sum()))
    assert p[kept].sum() - p[kept].min() < share and (kept.all() or p[kept].min() >= p[~kept].max())


def test_equals_are_taken_by_index_and_rows_apart():
    assert nucleus([[0.25] * 4, [0, 0, 0, 1]], 0.5).tolist() == [[0.5, 0.5, 0, 0], [0, 0, 0, 1]]


@pytest.mark.parametrize(("call", "message"), [
    (lambda: tempered([0, 1], 0), "temperature: got 0"),
    (lambda: nucleus([1], 0), "share: got 0"),
    (lambda: nucleus([1], 1.5), "share: got 1.5, expected at most 1"),
    (lambda: write(CharacterModel("GRU", 2, 3), "ab", "", 1), "beginning: got ''"),
    (lambda: write(CharacterModel("GRU", 2, 3), "ab", "ax", 1), "beginning: got 'ax'"),
])
def test_bad_arguments_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def certain():
    """A network of two symbols that writes a and b by turns, nearly surely."""
    model = CharacterModel("GRU", 2, 2)
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
        model.layer.weight_ih_l0[4:] = 5 * torch.eye(2)  # the candidate says which symbol was read
        model.layer.bias_ih_l0[2:4] = -20  # and nothing is kept
        model.readout.weight.copy_(torch.tensor([[0.0, 40.0], [40.0, 0.0]]))
    return model


def test_it_goes_on_after_the_beginning_and_the_state_is_carried():
    assert write(certain(), "ab", "ba", 4) == ["baba"]
    assert write(certain(), "ab", "b", 3, count=2, temperature=0.5, share=0.9) == ["aba", "aba"]


def test_texts_of_one_seed_are_the_same_and_those_of_a_count_differ():
    model = CharacterModel("LSTM", 5, 4)
    one, same, other = (write(model, "abcde", "a", 30, count=3, seed=seed) for seed in (1, 1, 2))
    assert one == same != other and len(set(one)) == 3 and all(len(text) == 30 for text in one)


def test_draws_follow_the_probabilities():
    model = CharacterModel("GRU", 3, 2)
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
        model.readout.bias.copy_(torch.log(torch.tensor([0.5, 0.3, 0.2])))
    drawn = "".join(write(model, "abc", "a", 100, count=100))
    assert [drawn.count(c) / 1e4 for c in "abc"] == pytest.approx([0.5, 0.3, 0.2], abs=0.02)
    cold = "".join(write(model, "abc", "a", 100, count=100, temperature=0.5))
    assert [cold.count(c) / 1e4 for c in "abc"] == pytest.approx(np.array([25, 9, 4]) / 38, abs=0.02)
