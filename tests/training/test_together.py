"""`fit_together` does to every network what `fit` does to one, and mixes none of them up."""

import numpy as np
import pytest

from utils.layers import GRU, LSTM, RNN, Affine, mean_squared_error
from utils.training.fitting import fit
from utils.training.together import fit_together

HOW = {"steps": 30, "batch": 5, "rate": 0.03, "clip": 0.3}


def networks(dtype=np.float64, count=3, m=4, kind=GRU):
    """Layers with all biases away from zero, readouts, inputs and targets of two numbers, and generators."""
    layers = [kind(2, m, seed=seed, dtype=dtype) for seed in range(count)]
    for seed, layer in enumerate(layers):
        for name in layer.parameters:
            if name.startswith("b_"):
                layer.parameters[name][:] = np.random.default_rng(seed).uniform(-1, 1, m)
    readouts = [Affine(m, 2, seed=seed, dtype=dtype) for seed in range(count)]
    x = [np.random.default_rng(seed).standard_normal((6, 20, 2)).astype(dtype) for seed in range(count)]
    y = [np.cumsum(part, axis=0) / (k + 1) for k, part in enumerate(x)]
    return layers, readouts, x, y, [np.random.default_rng(seed) for seed in range(count)]


def trained_one_by_one(dtype, kind, **how):
    layers, readouts, x, y, rngs = networks(dtype, kind=kind)
    losses = [fit(*network, mean_squared_error, rng=rng, **HOW | how)
              for *network, rng in zip(layers, readouts, x, y, rngs, strict=True)]
    return np.mean(losses, axis=0), layers + readouts


def trained_together(dtype=np.float64, kind=GRU, **how):
    layers, readouts, x, y, rngs = networks(dtype, kind=kind)
    return fit_together(layers, readouts, x, y, rngs=rngs, **HOW | how), layers + readouts


def largest_difference(ones, others):
    return max(np.abs(a.parameters[name] - b.parameters[name]).max()
               for a, b in zip(ones, others, strict=True) for name in a.parameters)


@pytest.mark.parametrize("kind", [GRU, RNN])
@pytest.mark.parametrize("dtype, bound", [(np.float64, 1e-12), (np.float32, 1e-4)])
def test_every_network_becomes_what_fit_makes_of_it(dtype, bound, kind):
    (losses, alone), (mean, together) = trained_one_by_one(dtype, kind), trained_together(dtype, kind)
    np.testing.assert_allclose(mean, losses, rtol=bound)
    assert largest_difference(alone, together) < bound
    assert largest_difference(together, [part for parts in networks(dtype, kind=kind)[:2] for part in parts]) > 0.1
    assert all(p.dtype == dtype for part in together for p in part.parameters.values())


def test_gradients_are_clipped_at_one_unless_another_threshold_is_given():
    def weights(**how):
        layers, readouts, x, y, rngs = networks()
        fit_together(layers, readouts, x, [9 * part for part in y], rngs=rngs, steps=9, batch=5, rate=0.03, **how)
        return layers

    assert largest_difference(weights(), weights(clip=1.0)) == 0
    assert largest_difference(weights(), weights(clip=2.0)) > 0


def test_what_is_still_stays_and_the_rest_moves():
    still = [("W_hz", "b_z"), (), ("W_hn", "b_hn", "W_xn")]
    _, together = trained_together(still=still)
    for layer, fresh, names in zip(together[:3], networks()[0], still, strict=True):
        for name, p in fresh.parameters.items():
            assert np.array_equal(layer.parameters[name], p) == (name in names), name


def test_a_pinned_gate_stays_pinned():
    layers, readouts, x, y, rngs = networks(np.float32)
    for layer in layers:
        layer.parameters |= {"W_hr": 0 * layer.parameters["W_hr"], "W_xr": 0 * layer.parameters["W_xr"]}
        layer.parameters["b_r"][:] = 40
    fit_together(layers, readouts, x, y, rngs=rngs, **HOW)
    for p in (layer.parameters for layer in layers):
        assert not p["W_hr"].any() and not p["W_xr"].any() and (p["b_r"] == 40).all()


def given(**changes):
    """The arguments of `fit_together` by name."""
    names = ("layers", "readouts", "x", "y", "rngs")
    return dict(zip(names, networks(), strict=True)) | HOW | {"still": [()] * 3} | changes


@pytest.mark.parametrize("short", ["readouts", "x", "y", "rngs", "still"])
def test_one_too_few_is_named(short):
    with pytest.raises(ValueError, match=f"{short}: got 2 for 3 layers, expected one per layer"):
        fit_together(**given(**{short: given()[short][:2]}))


@pytest.mark.parametrize("name", ["x", "y"])
def test_another_number_of_steps_is_named(name):
    first, second, third = given()[name]
    with pytest.raises(ValueError, match=rf"{name}: got \(5, 20\) steps and sequences, expected \(6, 20\) for every network"):
        fit_together(**given(**{name: [first, second, third[:5]]}))


@pytest.mark.parametrize("kept, others", [
    (2, [GRU(2, 5)]), (2, [GRU(3, 4)]), (2, [GRU(2, 4, dtype=np.float32)]), (2, [GRU(2, 4, variant="reset_before")]),
    (0, [GRU(2, 4, variant="reset_before")] * 3), (0, [LSTM(2, 4)] * 3),
    (2, [RNN(2, 4)])])
def test_layers_that_are_not_alike_or_reset_after_are_refused(kept, others):
    layers, readouts, x, y, rngs = networks()
    with pytest.raises(ValueError, match=r"layers: got .*, expected RNNs of one size and dtype, or GRUs of one, reset after"):
        fit_together(layers[:kept] + others, readouts, x, y, rngs=rngs, **HOW)


def test_nan_stops_it_and_the_layers_stay_as_they_were():
    layers, readouts, x, y, rngs = networks()
    before = [{name: p.copy() for name, p in layer.parameters.items()} for layer in layers]
    with pytest.raises(FloatingPointError, match="at step 0; there was no finite loss"):
        fit_together(layers, readouts, x, [part * np.nan for part in y], rngs=rngs, **HOW)
    for layer, fresh in zip(layers, before, strict=True):
        assert all(np.array_equal(layer.parameters[name], p) for name, p in fresh.items())


def test_it_shows_a_bar_with_its_label_and_total(monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    trained_together(steps=2, label="three of them")
    err = capsys.readouterr().err
    assert "three of them" in err and "/2" in err
