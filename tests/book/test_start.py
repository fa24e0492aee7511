"""The first call of a lab: one thread, the seed, the style."""

import os
import sys
from types import SimpleNamespace

import matplotlib as mpl
import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from utils.book import kernel
from utils.book.figures import STYLE
from utils.book.start import LARGEST_SEED, start


@pytest.fixture
def torch(monkeypatch):
    """A PyTorch that notes what is set."""
    noted = {}
    fake = SimpleNamespace(set_num_threads=lambda n: noted.update(threads=n), manual_seed=lambda n: noted.update(seed=n))
    monkeypatch.setitem(sys.modules, "torch", fake)
    return noted


@pytest.mark.parametrize("seed", [0, 7, np.int64(7), LARGEST_SEED])
def test_the_generator_and_pytorch_get_the_seed(torch, seed):
    assert start(seed).integers(10**9) == np.random.default_rng(seed).integers(10**9)
    assert torch == {"threads": 1, "seed": seed} and dict(kernel.STARTED) == {"seed": seed, "torch": True}


def test_the_seed_is_nought_unless_another_is_given(torch):
    assert start().integers(10**9) == np.random.default_rng(0).integers(10**9)
    assert torch["seed"] == 0


def test_without_pytorch_it_notes_that(monkeypatch):
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    start()
    assert dict(kernel.STARTED) == {"seed": 0, "torch": False} and "torch" not in sys.modules


def test_one_thread_and_the_house_style(torch, monkeypatch):
    mpl.rcdefaults()
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    with threadpool_limits(2):
        start()
        assert threadpool_info() and all(pool["num_threads"] == 1 for pool in threadpool_info())
    assert os.environ["OMP_NUM_THREADS"] == "1"
    assert mpl.rcParams["font.size"] == STYLE["font.size"] == 12


WHOLE = "a whole number of at least 0"


@pytest.mark.parametrize(("seed", "expected"), [
    (True, WHOLE), (1.0, WHOLE), ("0", WHOLE), (None, WHOLE), (np.True_, WHOLE), (-1, WHOLE),
    (4294967296, "an integer from 0 to 4294967295")])
def test_other_seeds_are_refused_and_nothing_is_set(torch, seed, expected):
    with pytest.raises(ValueError, match=rf"^seed: got {seed!r}, expected {expected}$"):
        start(seed)
    assert not torch and not kernel.STARTED
