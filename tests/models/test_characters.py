"""The network of characters: PyTorch's own layers, the state handed on, first weights by seed."""

import pytest

torch = pytest.importorskip("torch")
from utils.models.characters import CharacterModel  # noqa: E402


@pytest.mark.parametrize("kind", ["GRU", "LSTM"])
def test_a_text_in_two_parts_with_the_state_handed_on_is_the_text_in_one(kind):
    model, x = CharacterModel(kind, 5, 8), torch.randint(5, (12, 3))
    whole, end = model(x)
    first, state = model(x[:7])
    second, end_too = model(x[7:], state)
    assert torch.allclose(torch.cat([first, second]), whole, atol=1e-6)
    assert all(torch.allclose(a, b, atol=1e-6) for a, b in zip(end, end_too, strict=True))
    assert whole.shape == (12, 3, 5) and model.states(x)[0].shape == (12, 3, 8)


def test_it_is_a_layer_on_one_hot_symbols_and_a_linear_output():
    model, x = CharacterModel("GRU", 4, 6), torch.randint(4, (5, 2))
    h, _ = model.layer(torch.eye(4)[x])
    assert torch.allclose(model(x)[0], h @ model.readout.weight.T + model.readout.bias, atol=1e-6)
    assert model.count() == 3 * 6 * (4 + 6) + 2 * 3 * 6 + 4 * 6 + 4


def test_the_seed_draws_the_weights_and_those_on_the_input_are_wider():
    one, same, other = (CharacterModel("LSTM", 30, 25, seed) for seed in (1, 1, 2))
    assert torch.equal(one.layer.weight_ih_l0, same.layer.weight_ih_l0)
    assert not torch.equal(one.layer.weight_ih_l0, other.layer.weight_ih_l0)
    assert 0.9 < one.layer.weight_ih_l0.abs().max() <= 1
    others = [p for name, p in one.named_parameters() if name != "layer.weight_ih_l0"]
    assert all(p.abs().max() <= 0.2 for p in others) and max(p.abs().max() for p in others) > 0.19
    assert abs(one.layer.weight_hh_l0.mean().item()) < 0.01


@pytest.mark.parametrize(("given", "message"), [
    (("RNN", 5, 8), "kind: got 'RNN', expected one of GRU, LSTM"),
    (("GRU", 1, 8), "symbols: got 1, expected a whole number of at least 2"),
    (("GRU", 5, 0), "hidden_size: got 0"),
])
def test_bad_arguments_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        CharacterModel(*given)
