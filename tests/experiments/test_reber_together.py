"""Reber networks that are trained, and read, side by side are those that are trained and read one by one."""

import numpy as np
import pytest

from utils.experiments import reber

TRIAL = {"gate": True, "carried": True, "rate": 0.01, "steps": 4, "seed": 0, "units": 24, "window": 60, "batch": 32,
         "part": "report"}
TRIALS = [TRIAL, TRIAL | {"seed": 1}, TRIAL | {"gate": False}, TRIAL | {"gate": False, "carried": False}]


@pytest.fixture(scope="module")
def networks():
    return reber.trained_together(TRIALS)


@pytest.mark.parametrize("k", range(len(TRIALS)))
def test_each_is_what_it_would_be_alone(networks, k):
    alone, fresh = reber.losses(TRIALS[k])[0], reber.network(TRIALS[k])
    for name, p in alone.parameters.items():
        np.testing.assert_allclose(networks[k].parameters[name], p, atol=1e-6, err_msg=name)
    assert np.abs(alone.parameters["layer.W_hi"] - fresh.parameters["layer.W_hi"]).max() > 1e-3


def test_a_gate_that_is_pinned_stays(networks):
    for network in networks[2:]:
        p = network.layer.parameters
        assert not p["W_hf"].any() and not p["W_xf"].any() and (p["b_f"] == 40).all()


@pytest.mark.parametrize("length", [1, 130])
def test_reading_together_gives_what_each_reads(networks, length):
    right, due, size = reber.read_together(networks, np.random.default_rng(5), length=length, count=7)
    for k, network in enumerate(networks):
        right_alone, due_alone, size_alone = reber.read(network, np.random.default_rng(5), length=length, count=7)
        assert np.array_equal(right[:, k], right_alone) and np.array_equal(due, due_alone)
        np.testing.assert_allclose(size[:, k], size_alone, rtol=1e-5)


def test_windows_of_an_endless_stream_overlap_in_one_letter_and_others_begin_strings():
    first, second, *_ = reber.windows(TRIAL)
    assert first.shape == (61, 32) and np.array_equal(first[-1], second[0])
    for letters in reber.windows(TRIAL | {"carried": False}):
        assert (letters[0] == reber.LETTERS.index("B")).all()


def test_it_shows_a_bar_that_says_how_many(monkeypatch, capsys):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    reber.trained_together([trial | {"steps": 2} for trial in TRIALS])
    assert "4 networks" in (err := capsys.readouterr().err) and "/2" in err
