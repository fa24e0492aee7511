"""The simulated heartbeats: shapes, where odd beats lie, what a question hangs on, and what it does not."""

import numpy as np
import pytest

from utils.data import ecg


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("task", ecg.TASKS)
def test_windows_are_time_first_and_the_classes_about_even(task):
    x, y = ecg.windows(task, 400, rng())
    assert x.shape == (ecg.T, 400, 1) and x.dtype == np.float32 and np.isfinite(x).all()
    assert set(y) == {0, 1} and 0.4 < y.mean() < 0.6


def test_odd_beats_stay_away_from_the_ends_and_from_each_other():
    times = ecg.beat_times(5_000, rng())
    early, late = ecg.odd_beats(times, rng(1))
    rows = np.arange(len(times))
    assert times[rows, early].min() >= ecg.EDGE and times[rows, late].max() <= ecg.SECONDS - ecg.EDGE
    assert (late - early).min() == ecg.APART and times[:, -1].min() > ecg.SECONDS
    assert np.diff(times, axis=1).min() > 0.639 and np.diff(times, axis=1).max() < 0.961


def test_a_notched_beat_has_two_peaks_and_a_turned_one_its_t_wave_below():
    seconds = np.linspace(-0.5, 0.5, 201)[None]
    plain, notched, turned = (ecg.beat(seconds, np.array([n]), np.array([t]), rng())[0]
                              for n, t in ((False, False), (True, False), (False, True)))
    near = slice(80, 121)  # a tenth of a second around the R wave
    peaks = [((found[near][1:-1] > found[near][:-2]) & (found[near][1:-1] > found[near][2:])).sum()
             for found in (plain, notched)]
    assert peaks == [1, 2] and plain[150] > 0.25 and turned[150] < -0.25
    assert np.allclose(plain[:100], turned[:100]) and abs(plain[[0, -1]]).max() < 0.001


def test_a_beat_is_added_where_it_comes_and_left_out_outside():
    signal = np.zeros((3, ecg.T))
    ecg.add_beat(signal, np.array([4.0, -0.55, 8.6]), np.zeros(3, bool), np.zeros(3, bool), rng())
    assert abs(signal[0]).argmax() == 160 and not signal[1:].any()
    assert not signal[0, : 160 - ecg.REACH].any() and not signal[0, 161 + ecg.REACH :].any()


def test_order_is_which_of_the_two_came_first():
    x, y = ecg.windows("order", 300, rng(), noise=0.0)
    notch, _ = ecg.windows("notch", 300, rng(), noise=0.0)
    assert y.mean() == pytest.approx(0.5, abs=0.1)
    assert not np.allclose(x[:, y == 1], notch[:, y == 1])  # the turned beat is missing there
    differs = abs(x - notch)[:, y == 1, 0] > 0.1
    assert (differs.argmax(0) > ecg.EDGE * ecg.RATE).all()


def test_noise_is_as_loud_as_asked_for():
    quiet, loud = (ecg.windows("notch", 50, rng(), noise=noise)[0].astype(float) for noise in (0.0, 0.2))
    assert (loud - quiet).std() == pytest.approx(0.2, rel=0.02)


@pytest.mark.parametrize(("arguments", "how", "message"), [
    (("other", 3), {}, "task: got 'other', expected one of 'notch', 'order'"),
    (("notch", 0), {}, "count: got 0"), (("notch", 3), {"noise": -1}, "noise: got -1")])
def test_what_is_wrong_is_refused(arguments, how, message):
    with pytest.raises(ValueError, match=message):
        ecg.windows(*arguments, rng(), **how)
