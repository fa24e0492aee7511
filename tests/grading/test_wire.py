"""What passes from a student's process to the judge: plain data as they were, and nothing that runs."""

import io
import pickle
import struct
import subprocess
import sys
from collections import OrderedDict, namedtuple

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.paths import ROOT
from utils.grading import wire

NUMBERS = st.integers() | st.floats(allow_nan=False) | st.complex_numbers(allow_nan=False)
SINGLE = st.none() | st.booleans() | NUMBERS | st.text()
PLAIN = st.recursive(SINGLE, lambda of: st.lists(of) | st.tuples(of, of) | st.dictionaries(st.text() | st.integers(), of),
                     max_leaves=20)


def through(value, handle=None):
    """A value on the other side."""
    stream = io.BytesIO()
    wire.send(stream, value, handle)
    stream.seek(0)
    return wire.receive(stream, handle and (lambda number: ("handle", number)))


@given(PLAIN)
def test_plain_data_come_as_they_were_in_kind_too(value):
    assert through(value) == value and repr(through(value)) == repr(value)


@given(hnp.arrays(st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16", "U3"]), hnp.array_shapes()))
def test_arrays_come_as_they_were_and_may_be_written_to(value):
    found = through(value)
    assert found.dtype == value.dtype and found.shape == value.shape
    np.testing.assert_array_equal(found, value)
    assert found.flags.writeable


def test_tensors_and_numpys_numbers_keep_their_kind():
    found = through([torch.ones(2, 3), torch.ones(2, requires_grad=True), np.float32(1.5), np.int64(3), {1.5: np.bool_(True)}])
    assert torch.equal(found[0], torch.ones(2, 3)) and found[1].requires_grad and not found[0].requires_grad
    assert [type(value) for value in found[2:4]] == [np.float32, np.int64] and found[4] == {1.5: True}


def test_what_a_check_takes_for_a_tuple_list_or_dict_comes_as_one():
    pair = namedtuple("Pair", "values vectors")(np.ones(2), 3.0)
    largest = torch.max(torch.ones(2, 2), 0)
    found = through([pair, range(3), map(abs, [-1, 2]), zip([1], "a", strict=True), OrderedDict(a=1), largest])
    assert type(found[0]) is tuple and found[0][1] == 3 and found[1:5] == [[0, 1, 2], [1, 2], [(1, "a")], {"a": 1}]
    assert type(found[5]) is tuple and torch.equal(found[5][0], torch.ones(2))


def nested(times):
    """A frame of tuples within tuples, which `wire.packed` would not make."""
    body = msgpack.packb(1)
    for _ in range(times):
        body = msgpack.packb(msgpack.ExtType(wire.TUPLE, body))
    return body


def test_a_forged_frame_that_is_nested_too_deep_does_not_bring_the_reader_down():
    with pytest.raises(wire.Broken, match="nested too deep"):
        wire.receive(framed(nested(900)))


def test_a_short_frame_that_makes_a_large_value_is_broken_where_memory_is_bounded():
    code = """
import io, struct
from utils.grading import judge, wire
judge.bound(300)
body = struct.pack(">BI", 0xdd, 6_000_000) + bytes([0x90]) * 6_000_000  # six million empty lists, half a gigabyte
wire.receive(io.BytesIO(struct.pack("<Q", len(body)) + body))"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Broken: not plain data (MemoryError)" in done.stderr


def test_what_is_no_plain_data_stays_and_has_a_number():
    assert through([1, print, (len,)], handle=lambda value: [5, "function"]) == [1, ("handle", [5, "function"]),
                                                                                 (("handle", [5, "function"]),)]
    with pytest.raises(TypeError, match="got a builtin_function_or_method, expected numbers"):
        through(print)


class Told:
    """Says that it was run."""

    def __reduce__(self):
        return pytest.fail, ("unpickled",)


def framed(body):
    """Bytes as a frame."""
    return io.BytesIO(struct.pack("<Q", len(body)) + body)


@pytest.mark.parametrize("body", [
    pickle.dumps(Told()), b"", b"\xc1", msgpack.packb(msgpack.ExtType(99, b"")), msgpack.packb([1]) + b"rest",
    msgpack.packb(msgpack.ExtType(wire.ARRAY, msgpack.packb(["|O", [1], pickle.dumps(Told())]))),
    msgpack.packb(msgpack.ExtType(wire.ARRAY, msgpack.packb(["<f8", [2**40], b"12345678"]))),
    msgpack.packb(msgpack.ExtType(wire.ARRAY, msgpack.packb(["V8", [1], b"12345678"]))),
    msgpack.packb(msgpack.ExtType(wire.WHOLE, msgpack.packb("0x" + "z" * 10))), b"\x91" * 5000 + b"\x01"])
def test_a_forged_frame_is_broken_and_nothing_in_it_runs(body):
    with pytest.raises(wire.Broken):
        wire.receive(framed(body))


def test_a_frame_that_is_too_long_is_neither_read_nor_written():
    with pytest.raises(wire.Broken, match="a frame of"):
        wire.receive(io.BytesIO(struct.pack("<Q", wire.LARGEST + 1)))
    with pytest.raises(ValueError, match="bytes, at most"):
        through(np.zeros(wire.LARGEST // 8 + 1))


def test_a_stream_that_ends_is_broken():
    for text in (b"", b"123", struct.pack("<Q", 10) + b"12345"):
        with pytest.raises(wire.Broken, match="the process has ended"):
            wire.receive(io.BytesIO(text))


def test_what_is_nested_too_deep_is_refused():
    value = []
    for _ in range(wire.DEEPEST + 2):
        value = [value]
    with pytest.raises(ValueError, match="nested more than"):
        through(value)
    circle = []
    circle.append(circle)
    with pytest.raises(ValueError, match="nested more than"):
        through(circle)
