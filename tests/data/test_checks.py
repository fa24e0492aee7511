"""The shared checks name the argument, what came and what was expected."""

import numpy as np
import pytest

from utils.data import checks


def test_good_values_pass_through():
    assert checks.whole("n", np.int64(3), 1) == 3
    assert checks.real("x", 2, above=1) == 2.0
    assert checks.finite("v", [1, 2]).dtype == np.float64
    assert checks.one_of("c", "a", "abc") == "a"


@pytest.mark.parametrize("value", [0, 1.5, "3", True, None])
def test_whole_refuses(value):
    with pytest.raises(ValueError, match=r"width: got .* expected a whole number of at least 1"):
        checks.whole("width", value, 1)


@pytest.mark.parametrize("value", [0, -1, float("nan"), "x", True, float("inf")])
def test_real_refuses(value):
    with pytest.raises(ValueError, match=r"rate: got .* expected a number above 0"):
        checks.real("rate", value, above=0)


@pytest.mark.parametrize(
    "value, says",
    [
        ([1.0, np.nan], r"got nan at index \(1,\)"),
        ([[1.0, np.inf]], "shape"),
        ([], "shape"),
        (["a"], "got list"),
        (3.0, "shape"),
    ],
)
def test_finite_refuses(value, says):
    with pytest.raises(ValueError, match=f"values: .*{says}"):
        checks.finite("values", value)


def test_one_of_lists_the_choices():
    with pytest.raises(ValueError, match="kind: got 'z', expected one of 'a', 'b'"):
        checks.one_of("kind", "z", ["a", "b"])


def test_finite_says_which_ranks_it_takes():
    with pytest.raises(ValueError, match=r"^x: got shape \(\), expected a filled array of rank 1 or 2$"):
        checks.finite("x", 3.0, ranks=(1, 2))


@pytest.mark.parametrize("value", [True, float("inf"), float("nan"), -1, "1"])
def test_deviation_refuses(value):
    with pytest.raises(ValueError, match=r"^noise: got .*, expected a deviation of at least 0$"):
        checks.deviation("noise", value)
