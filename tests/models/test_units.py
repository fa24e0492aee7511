"""Units held still: nothing changes where a unit says nothing, and the whole network is the whole network."""

import pytest

torch = pytest.importorskip("torch")
from utils.models.characters import CharacterModel  # noqa: E402
from utils.models.units import losses_held  # noqa: E402


def test_the_last_is_the_whole_network_and_each_other_is_a_network_with_a_unit_pinned():
    model, x = CharacterModel("GRU", 5, 4).double(), torch.randint(5, (7, 3))
    y, values = torch.randint(5, (7, 3)), torch.linspace(-0.5, 0.5, 4, dtype=torch.float64)
    found = losses_held(model, x, y, values)
    assert found.shape == (7, 5, 3)
    nats = torch.nn.functional.cross_entropy(model(x)[0].flatten(0, 1), y.flatten(), reduction="none").reshape(7, 3)
    assert torch.allclose(found[:, 4], nats)
    state = None
    for t in range(7):
        _, state = model.states(x[t : t + 1], state)
        state[0, :, 2] = values[2]
        assert torch.allclose(found[t, 2], torch.nn.functional.cross_entropy(model.readout(state[0]), y[t], reduction="none"))


def test_a_unit_that_nothing_reads_can_be_held_and_nothing_changes():
    model = CharacterModel("GRU", 3, 4)
    with torch.no_grad():
        model.layer.weight_hh_l0[:, 1] = 0
        model.readout.weight[:, 1] = 0
    found = losses_held(model, torch.randint(3, (6, 2)), torch.randint(3, (6, 2)), torch.ones(4))
    assert torch.allclose(found[:, 1], found[:, 4], atol=1e-6) and not torch.allclose(found[:, 0], found[:, 4], atol=1e-4)


def test_an_lstm_is_refused():
    with pytest.raises(ValueError, match="model: got LSTM, expected a GRU"):
        losses_held(CharacterModel("LSTM", 3, 4), None, None, None)
