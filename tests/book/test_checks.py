"""Checks of arguments: plain numbers come out, and what is none is refused by name."""

import re
import sys
from fractions import Fraction

import numpy as np
import pytest

from utils.book.checks import check_name, real, whole

LARGEST = int(sys.float_info.max)
TEXTS = ["1", b"1", None, [1], {1: 1}, np.str_("1"), np.array("1"), np.array([1.0])]
TRUTH_VALUES = [True, False, np.True_, np.array(True)]


@pytest.mark.parametrize(("value", "plain"), [
    (2, 2), (2.5, 2.5), (np.int64(2), 2), (np.uint8(2), 2), (np.float32(0.5), 0.5), (np.float16(0.5), 0.5), (np.array(2), 2),
    (np.array(0.5), 0.5), (Fraction(1, 2), 0.5), (2**53, 2**53), (-LARGEST, -LARGEST), (LARGEST, LARGEST),
    (np.longdouble(0.5), 0.5), (0, 0)])
def test_a_real_number_becomes_pythons_own(value, plain):
    assert real("near", value) == plain and type(real("near", value)) is type(plain)


def test_a_tensor_without_dimension_is_a_number():
    torch = pytest.importorskip("torch")
    assert real("near", torch.tensor(0.5)) == 0.5 and whole("seed", torch.tensor(3)) == 3


@pytest.mark.parametrize("value", [*TEXTS, *TRUTH_VALUES, 1 + 0j, np.complex64(1), np.array(1j)], ids=repr)
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(ValueError, match=f"^{re.escape(f'near: got {value!r}, expected a real number')}$"):
        real("near", value)


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, LARGEST + 1, 10**400, np.int64(2**53 + 1)])
def test_an_integer_that_no_float_equals_is_refused(value):
    bits = int(value).bit_length()
    with pytest.raises(ValueError, match=f"^near: got an integer of {bits} bits, expected one that a float equals$"):
        real("near", value)


@pytest.mark.parametrize("value", [3, np.int64(3), np.array(3), 0, -1, 10**400])
def test_an_integer_becomes_pythons_own(value):
    assert whole("seed", value) == value and type(whole("seed", value)) is int


@pytest.mark.parametrize("value", [*TEXTS, *TRUTH_VALUES, 3.0, np.float64(3), Fraction(3), 1j], ids=repr)
def test_what_is_no_integer_is_refused(value):
    with pytest.raises(ValueError, match=f"^{re.escape(f'seed: got {value!r}, expected an integer')}$"):
        whole("seed", value)


@pytest.mark.parametrize("name", ["a", "z", "a_1", "error", "x0_9", "h_11"])
def test_names_that_prose_can_cite(name):
    check_name(name)


@pytest.mark.parametrize("name", ["Error", "2nd", "an error", "a-b", "_a", "", "a\n", "aB", "é", None, 3, b"a"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match=r"^name: got .*, expected lower-case letters, digits and underscores"):
        check_name(name)
