"""The shared checks name the argument, what came and what was expected."""

import re
import sys
from fractions import Fraction

import numpy as np
import pytest

from utils import checks

LARGEST = int(sys.float_info.max)
TEXTS = ["1", b"1", None, [1], {1: 1}, np.str_("1"), np.array("1"), np.array([1.0])]
TRUTH_VALUES = [True, False, np.True_, np.array(True)]


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


@pytest.mark.parametrize("value", [True, "1", -0.1, np.inf, np.nan, None])
def test_a_deviation_is_a_finite_number_of_at_least_zero(value):
    with pytest.raises(ValueError, match=r"^noise: got .*, expected a deviation of at least 0"):
        checks.deviation("noise", value)
    assert checks.deviation("noise", 0) == 0 and checks.deviation("noise", 2) == 2


@pytest.mark.parametrize("value, shape, dtype, says", [
    ([1.0], (1,), "f8", "got list, expected a NumPy array of shape (1,)"),
    (np.ones((2, 3)), (None, 2), "f8", "got shape (2, 3), expected (any, 2)"),
    (np.ones((0, 2)), (None, 2), "f8", "got shape (0, 2), expected (any, 2)"),
    (np.ones(2), (None, 2), "f8", "got shape (2,), expected (any, 2)"),
    (np.ones(2, "f4"), (2,), np.dtype("f8"), "got dtype float32, expected float64; convert with a.astype('float64')"),
    (np.array([1, np.nan]), (2,), "f8", "got NaN or infinite values, expected finite numbers"),
    (np.ma.ones(2), (2,), "f8", "got a masked array, expected a plain one; true lengths go into lengths, or a mask into mask"),
])
def test_an_array_that_does_not_fit_is_named(value, shape, dtype, says):
    with pytest.raises(ValueError) as error:
        checks.check_array("a", value, shape, dtype)
    assert str(error.value) == f"a: {says}"


def test_arrays_by_name_must_be_those_and_plain():
    shapes = {"w": (2,), "b": (1,)}
    checks.check_names("p", {"b": np.ones(1), "w": np.ones(2)}, shapes, np.dtype("f8"))
    for arrays, says in [
        ({"w": np.ones(2)}, "p: got names ['w'], expected ['b', 'w']"),
        ({"w": np.ones(3), "b": np.ones(1)}, "p['w']: got shape (3,), expected (2,)"),
        ({"w": np.ones(2, "f4"), "b": np.ones(1)},
         "p['w']: got dtype float32, expected float64; convert with p['w'].astype('float64')"),
        ({"w": [1, 2], "b": np.ones(1)}, "p['w']: got list, expected a NumPy array of shape (2,)"),
    ]:
        with pytest.raises(ValueError) as error:
            checks.check_names("p", arrays, shapes, np.dtype("f8"))
        assert str(error.value) == says


def test_a_mask_is_true_within_each_length():
    assert checks.check_mask(None, 3, 2) is None
    assert checks.check_mask([3, 0], 3, 2).tolist() == [[True, False]] * 3
    for lengths, says in [([1], "got shape (1,) of int64, expected (2,) integers"),
                          ([1.0, 2], "got shape (2,) of float64, expected (2,) integers"),
                          ([0, 4], "got values from 0 to 4, expected 0 to 3"),
                          ([-1, 2], "got values from -1 to 2, expected 0 to 3")]:
        with pytest.raises(ValueError) as error:
            checks.check_mask(lengths, 3, 2)
        assert str(error.value) == f"lengths: {says}"


def test_precisions_are_known():
    assert checks.check_dtype("f4") == np.float32 and checks.check_dtype(np.complex128) == np.complex128
    with pytest.raises(ValueError, match=r"^logits: got int64, expected float32 or float64$"):
        checks.check_dtype(int, "logits")
    with pytest.raises(ValueError, match=r"^dtype: got float16"):
        checks.check_dtype(np.float16)


@pytest.mark.parametrize(("value", "plain"), [
    (2, 2.0), (2.5, 2.5), (np.int64(2), 2.0), (np.uint8(2), 2.0), (np.float32(0.5), 0.5), (np.float16(0.5), 0.5),
    (np.array(2), 2.0), (np.array(0.5), 0.5), (Fraction(1, 2), 0.5), (2**53, 2.0**53), (-LARGEST, -float(LARGEST)),
    (LARGEST, float(LARGEST)), (np.longdouble(0.5), 0.5), (0, 0.0)])
def test_a_real_number_becomes_a_float(value, plain):
    assert checks.real("near", value) == plain and type(checks.real("near", value)) is float


def test_a_tensor_without_dimension_is_a_number():
    torch = pytest.importorskip("torch")
    assert checks.real("near", torch.tensor(0.5)) == 0.5 and checks.whole("seed", torch.tensor(3)) == 3


@pytest.mark.parametrize("value", [*TEXTS, *TRUTH_VALUES, 1 + 0j, np.complex64(1), np.array(1j), np.inf, -np.inf, np.nan],
    ids=repr)
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(ValueError, match=f"^{re.escape(f'near: got {value!r}, expected a finite number')}$"):
        checks.real("near", value)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, LARGEST + 1, 10**400, np.int64(2**53 + 1)])
def test_an_integer_that_no_float_equals_is_refused(value):
    bits = int(value).bit_length()
    with pytest.raises(ValueError, match=f"^near: got an integer of {bits} bits, expected one that a float equals$"):
        checks.real("near", value)


@pytest.mark.parametrize("value", [3, np.int64(3), np.array(3), 0, 10**400])
def test_an_integer_becomes_pythons_own(value):
    assert checks.whole("seed", value) == value and type(checks.whole("seed", value)) is int


@pytest.mark.parametrize("value", [*TEXTS, *TRUTH_VALUES, 3.0, np.float64(3), Fraction(3), 1j, -1], ids=repr)
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(ValueError, match=f"^{re.escape(f'seed: got {value!r}, expected a whole number of at least 0')}$"):
        checks.whole("seed", value)


@pytest.mark.parametrize("name", ["a", "z", "a_1", "error", "x0_9", "h_11"])
def test_names_that_prose_can_cite(name):
    checks.check_name(name)


@pytest.mark.parametrize("name", ["Error", "2nd", "an error", "a-b", "_a", "", "a\n", "aB", "é", None, 3, b"a"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match=r"^name: got .*, expected lower-case letters, digits and underscores"):
        checks.check_name(name)
