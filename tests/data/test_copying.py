"""Copy memory: what comes in, what is to be written, and what can be had without memory."""

import numpy as np
import pytest

from utils.data.copying import copying, without_memory


def test_digits_come_first_and_are_written_last():
    x, y = copying(7, 5, np.random.default_rng(0))
    symbols = x.argmax(-1)
    assert x.shape == (27, 5, 10) and (x.sum(-1) == 1).all() and y.shape == (27, 5)
    assert (symbols[:10] == y[-10:]).all() and symbols[:10].min() >= 1 and symbols[:10].max() <= 8
    assert (symbols[10:16] == 0).all() and (symbols[16:] == 9).all() and not y[:-10].any()


def test_all_digits_occur():
    _, y = copying(1, 500, np.random.default_rng(0))
    assert (np.bincount(y[-10:].ravel(), minlength=9)[1:] / 5_000 == pytest.approx(1 / 8, abs=0.02))


def test_without_memory_a_guess_among_eight_is_paid_at_ten_steps():
    guess = np.full((21, 9), 1e-300)
    guess[:11, 0], guess[11:, 1:] = 1, 1 / 8
    _, y = copying(1, 40, np.random.default_rng(0))
    loss = -np.log(guess[np.arange(21)[:, None], y]).mean()
    assert without_memory(1) == pytest.approx(loss) and without_memory(1_000) == pytest.approx(0.0204, abs=5e-5)


def test_what_is_wrong_is_refused():
    with pytest.raises(ValueError, match="wait: got 0"):
        copying(0, 3, np.random.default_rng(0))
