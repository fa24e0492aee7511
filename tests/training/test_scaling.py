"""The model of scaling: each term by hand, and its parameters found again from times that it made."""

import numpy as np
import pytest

from utils.training.scaling import fitted, least, speed_up, step_time

P = {"fixed": 7.0, "chain": 3.0, "work": 0.5, "wrapping": 11.0, "message": 2.0, "byte": 0.01}


def test_a_step_by_hand():
    assert step_time(P, 10, 8, 1, 400) == 7 + 30 + 40
    assert step_time(P, 10, 8, 4, 400) == pytest.approx(7 + 30 + 10 + 11 + 2 * 3 * 2 + 1.5 * 400 * 0.01)
    assert speed_up(P, 10, 8, 4, 400) == pytest.approx(77 / (47 + 11 + 12 + 6))


def test_one_device_is_once_as_fast_and_none_beats_the_chain():
    assert speed_up(P, 10, 8, 1, 400) == 1
    assert speed_up(P | {"wrapping": 0, "message": 0, "byte": 0}, 10, 8, 10**9, 400) == pytest.approx(77 / 37)


def costs(p, numbers=100):
    """What processes would measure if the model were true."""
    sizes = [(T, B) for T in (5, 20, 60) for B in (4, 16, 48)]
    among = [(N, n) for N in (2, 3) for n in (10, 100, 1000)]
    return {"numbers": numbers, "work": [[T, B, step_time(p, T, B, 1, 0)] for T, B in sizes],
            "exchange": [[N, n, p["wrapping"] / 2 + 2 * (N - 1) * (p["message"] + 4 * n * p["byte"] / N)] for N, n in among],
            "together": [[N, T, B, step_time(p, T, B, N, 4 * numbers)] for N, T, B in ((2, 10, 8), (2, 10, 64), (4, 10, 64))]}


@pytest.mark.parametrize("changed", [{}, {"chain": 0.0}, {"message": 0.0}, {"wrapping": 0.0}, {"byte": 1.0}])
def test_parameters_are_found_again(changed):
    found = fitted(costs(P | changed))
    assert list(found) == list(P)
    assert found == pytest.approx(P | changed, abs=1e-9)


def test_no_factor_is_below_zero():
    columns = np.array([[1.0, 1], [1, 2], [1, 3]])
    assert least(columns, np.array([3.0, 2, 1])) == pytest.approx([least(columns[:, :1], np.array([3.0, 2, 1]))[0], 0])
    assert least(columns, np.array([3.0, 5, 7])) == pytest.approx([1, 2])
