"""What the figures with a network share: numbers of 16 bits are read as NumPy reads them, files as safetensors does."""

import base64
import json

import numpy as np
import pytest
from rnn_book import live
from safetensors.numpy import load_file, save_file

from tests.live.scripts import scripts

FILES = {path.name: path for parts in live.WEIGHTS.values() for path in parts.values()}
HALVES = """Array.from({length: 65536}, (_, code) => {
  const x = live.network.half(code);
  return Number.isFinite(x) ? x : String(x); })"""
READ = """(text) => {
  const {said, tensors} = live.network.open(text);
  for (const tensor of Object.values(tensors)) tensor.values = [...tensor.values];
  return JSON.stringify({said, tensors}); }"""


def halves(js):
    """The value of each of the 65,536 codes, as JavaScript reads it."""
    return np.array(list(js.engine.eval(HALVES)), dtype=float)


def test_every_number_of_16_bits_is_numpys(js):
    true = np.arange(65536, dtype=np.uint16).view(np.float16).astype(float)
    assert np.array_equal(halves(js), true, equal_nan=True)
    assert np.array_equal(np.signbit(halves(js)[[0, 0x8000]]), [False, True])


@pytest.mark.parametrize(("change", "apart"), [
    (("fraction * 2 ** -24", "0"), 2046), (("(1024 + fraction)", "fraction"), 61440),
    (("exponent - 25", "exponent - 24"), 61440), (("code & 0x8000 ? -1 : 1", "1"), 31744)])
def test_a_mistake_in_these_numbers_would_show(change, apart):
    true = np.arange(65536, dtype=np.uint16).view(np.float16).astype(float)
    with scripts(change) as wrong:
        found = halves(wrong)
    assert (~((found == true) | np.isnan(true))).sum() == apart


def read(js, raw):
    """A file of safetensors as JavaScript reads it: (its own words, arrays by name)."""
    found = json.loads(js.engine.eval(f"({READ})({json.dumps(base64.b64encode(raw).decode())})"))
    return found["said"], {name: np.reshape(each["values"], each["shape"]) for name, each in found["tensors"].items()}


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_files_are_read_as_the_library_reads_them(js, name):
    said, found = read(js, FILES[name].read_bytes())
    true = load_file(FILES[name])
    assert set(found) == set(true) and said
    for key, array in true.items():
        assert found[key].shape == array.shape and np.array_equal(found[key], array.astype(float)), key


@pytest.mark.parametrize("length", range(1, 8))
def test_files_of_any_length_are_read(js, tmp_path, length):
    rng = np.random.default_rng(length)
    true = {"x": rng.standard_normal((length, 3)).astype(np.float16), "b": rng.integers(-128, 128, length, dtype=np.int8)}
    save_file(true, tmp_path / "file", metadata={"words": '{"a": "z\\u00e9"}'})
    said, found = read(js, (tmp_path / "file").read_bytes())
    assert json.loads(said["words"]) == {"a": "z\u00e9"}
    assert all(np.array_equal(found[key], array.astype(float)) for key, array in true.items())


def test_shipped_numbers_are_of_16_bits_or_8_and_a_file_is_no_larger_than_it_may_be():
    for path in FILES.values():
        assert path.stat().st_size <= live.HEAVIEST == 80_000, path.name
        assert {array.dtype.name for array in load_file(path).values()} <= {"float16", "int8"}, path.name
        assert path.read_bytes()[8:200].isascii()  # the script reads a header byte by byte
