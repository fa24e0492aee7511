"""What passes between the judge and the process in which a student's code runs: frames of plain data.

Nothing that comes from the student's side is ever unpickled: it is numbers, texts, arrays, lists, tuples and dicts, in
MessagePack. Whatever else a student's function returns stays where it is, and the judge gets a number to call it by.
"""

import struct

import msgpack
import numpy as np

from utils.grading.gradients import tensors

LARGEST = 64 * 2**20  # bytes of a frame
DEEPEST = 20  # lists within lists
KINDS = "biufcU"  # NumPy's kinds of numbers, truth values and text: no objects
TUPLE, ARRAY, TENSOR, COMPLEX, WHOLE, HANDLE, DICT = range(1, 8)
HEAD = struct.Struct("<Q")


class Broken(BaseException):
    """The other side has closed, or sent what is no frame. No error of a student's function: no check may take it for one."""


def send(stream, value, handle=None):
    """Write a value as one frame; `handle` gives a number for what is no plain data."""
    body = packed(value, handle)
    if len(body) > LARGEST:
        raise ValueError(f"the result takes {len(body)} bytes, at most {LARGEST} are read")
    stream.write(HEAD.pack(len(body)) + body)
    stream.flush()


def receive(stream, handle=None):
    """Read a value; `handle` makes something of the number of what is no plain data.

    Raises
    ------
    Broken
        If the stream ends, or a frame is too long or not plain data.
    """
    (length,) = HEAD.unpack(exactly(stream, HEAD.size))
    if length > LARGEST:
        raise Broken(f"a frame of {length} bytes, at most {LARGEST} are read")
    try:
        return unpacked(exactly(stream, length), handle)
    except Broken:
        raise
    except Exception as error:  # whatever a forged frame leads to
        raise Broken(f"not plain data ({type(error).__name__})") from error


def exactly(stream, count):
    """That many bytes."""
    found = stream.read(count)
    if found is None or len(found) != count:
        raise Broken("the process has ended")
    return found


def packed(value, handle=None):
    """A value as bytes."""
    return msgpack.packb(plain(value, handle or refuse, 0), strict_types=True)


def refuse(value):
    """No handle: only plain data may pass."""
    raise TypeError(f"got a {type(value).__name__}, expected numbers, texts, arrays, or lists of them")


def plain(value, handle, depth):
    """A value in MessagePack's own types."""
    if depth > DEEPEST:
        raise ValueError(f"the result is nested more than {DEEPEST} deep")
    made = CODES.get(type(value)) or maker(value)
    return made(value, handle, depth + 1) if made else ext(HANDLE, handle(value))


def maker(value):
    """How a value is packed that is of none of the plain types, but of a kind that checks take for one; or None."""
    if isinstance(value, np.generic | np.ndarray):
        return array
    if is_tensor(value):
        return tensor
    return next((CODES[plainly] for kinds, plainly in ALIKE if isinstance(value, kinds)), None)


def ext(code, value):
    """A value under one of our codes."""
    return msgpack.ExtType(code, msgpack.packb(value, strict_types=True))


def several(value, handle, depth):
    """A list."""
    return [plain(part, handle, depth) for part in value]


def whole(value, handle, depth):
    """An integer, as text where it has more than 64 bits."""
    return value if -(2**63) <= value < 2**63 else ext(WHOLE, hex(value))


def array(value, handle, depth):
    """A NumPy array of numbers, truth values or texts."""
    if value.dtype.kind == "O" and value.size < 1000:
        return ext(TUPLE, several(value.tolist(), handle, depth))
    if value.dtype.kind not in KINDS:
        return ext(HANDLE, handle(value))
    value = np.asarray(value)
    return ext(ARRAY, [value.dtype.str, list(value.shape), value.tobytes()])


def is_tensor(value):
    """Whether a value is a PyTorch tensor (or parameter)."""
    return hasattr(value, "detach") and type(value).__module__.startswith("torch")


def tensor(value, handle, depth):
    """A PyTorch tensor, by its values."""
    return ext(TENSOR, [array(value.detach().cpu().numpy(), handle, depth), value.requires_grad])


CODES = {
    **{same: lambda value, handle, depth: value for same in (type(None), bool, float, str, bytes)}, int: whole, list: several,
    tuple: lambda value, handle, depth: ext(TUPLE, several(value, handle, depth)), np.ndarray: array,
    complex: lambda value, handle, depth: ext(COMPLEX, [value.real, value.imag]),
    dict: lambda value, handle, depth: ext(DICT, [several(pair, handle, depth) for pair in value.items()]),
}
ALIKE = ((tuple, tuple), ((list, range, map, zip, filter), list), (dict, dict))  # such as a named tuple: (kinds, plain type)


def unpacked(body, handle=None):
    """What `packed` was given."""
    def reader(deeper):
        def known(code, data):
            if not deeper:
                raise Broken("nested too deep")
            return DECODED[code](msgpack.unpackb(data, ext_hook=reader(deeper - 1), strict_map_key=False), handle)
        return known
    return msgpack.unpackb(body, ext_hook=reader(2 * DEEPEST), strict_map_key=False)


def an_array(value, handle):
    """A NumPy array of one of the kinds that pass."""
    kind, shape, data = value
    kind = np.dtype(kind)
    if kind.kind not in KINDS:
        raise Broken(f"an array of {kind}")
    return np.frombuffer(data, kind).reshape(shape).copy()[() if not shape else ...]


def a_tensor(value, handle):
    """A PyTorch tensor, a leaf where gradients are asked for."""
    import torch

    values, leaf = value
    return torch.as_tensor(values).requires_grad_(leaf)


DECODED = {TUPLE: lambda value, handle: tuple(value), ARRAY: an_array, TENSOR: a_tensor,
           DICT: lambda value, handle: dict(value), COMPLEX: lambda value, handle: complex(*value),
           WHOLE: lambda value, handle: int(value, 16), HANDLE: lambda value, handle: handle(value)}


def arrays(value):
    """The arrays and tensors in a value, in order."""
    if isinstance(value, list | tuple):
        return [found for part in value for found in arrays(part)]
    if isinstance(value, dict):
        return arrays(list(value.values()))
    return [value] if isinstance(value, np.ndarray) else tensors(value)
