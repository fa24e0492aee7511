"""`fit` trains a recurrent layer with its readout, and refuses what does not fit."""

import numpy as np
import pytest

from utils.layers import RNN, Affine, mean_squared_error
from utils.training.fitting import fit


def task(T=6, N=40):
    """The last input, one step late: (T, N, 1) each."""
    x = np.random.default_rng(0).standard_normal((T, N, 1))
    return x, np.concatenate([np.zeros((1, N, 1)), x[:-1]])


def trained(x, y, seed=0, steps=200, **how):
    layer, readout = RNN(1, 8, seed=seed, dtype=x.dtype), Affine(8, 1, seed=seed + 100, dtype=x.dtype)
    rng = np.random.default_rng(seed)
    losses = fit(layer, readout, x, y, mean_squared_error, rng=rng, steps=steps, batch=20, rate=0.02, **how)
    return layer, readout, losses


def test_it_learns_to_echo_one_step_late():
    _, _, losses = trained(*task())
    assert len(losses) == 200
    assert losses[0] > 0.5 and np.mean(losses[-20:]) < 0.1


def test_the_same_seed_gives_the_same_weights():
    first, second = trained(*task())[0], trained(*task())[0]
    for name, value in first.parameters.items():
        np.testing.assert_array_equal(value, second.parameters[name])


def test_what_does_not_fit_is_named():
    x, y = task()
    with pytest.raises(ValueError, match=r"y: got shape \(5, 40, 1\), expected it to begin with \(6, 40\)"):
        trained(x, y[:5])
    with pytest.raises(ValueError, match="x: got shape"):
        trained(x[..., 0], y)


def test_gradients_are_clipped_at_one_unless_another_threshold_is_given():
    x, y = task()
    by_default, at_one, at_two = (trained(x, 9 * y, steps=20, **how)[2] for how in ({}, {"clip": 1.0}, {"clip": 2.0}))
    assert by_default == at_one != at_two
    moved = [np.abs(trained(x, y, steps=5, clip=clip)[1].parameters["b_y"]).max() for clip in (1.0, 1e-12)]
    assert moved[1] < moved[0] / 100  # what is clipped to nothing does not learn


def test_it_works_in_float32():
    layer, _, losses = trained(*(part.astype(np.float32) for part in task()), steps=5)
    assert len(losses) == 5 and layer.parameters["W_hh"].dtype == np.float32


def test_it_shows_a_bar_of_its_steps_unless_told_not_to(monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    with_bar = trained(*task(), steps=3)[2]
    shown = capsys.readouterr().err
    assert "training:" in shown and "| 0/3 [" in shown
    trained(*task(), steps=3, label="echo")
    assert "echo:" in capsys.readouterr().err
    assert trained(*task(), steps=3, bar=False)[2] == with_bar
    assert capsys.readouterr().err == ""
