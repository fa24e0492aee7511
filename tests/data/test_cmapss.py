"""The C-MAPSS files: a small set in their format comes back as it was written, and a fault is told with its line."""

import numpy as np
import pytest

from utils.data import cmapss
from utils.training.engines import PerRegime

SETTINGS = {0: (-0.0007, -0.0004, 100.0), 1: (34.9983, 0.84, 100.0), 2: (25.0071, 0.6207, 60.0)}  # as they look in the sets


def rows(number, regimes, seed=0):
    """An engine's rows (T, 26), a regime per cycle."""
    rng = np.random.default_rng([seed, number])
    settings = np.array([SETTINGS[j] for j in regimes]) + rng.uniform(-0.003, 0.003, (len(regimes), 3)) * [1, 1, 0]
    cycles = np.arange(1, len(regimes) + 1)
    return np.c_[np.full(len(regimes), number), cycles, settings, rng.normal(500, 9, (len(regimes), 21))]


TRAIN = [rows(1, [0, 1, 2, 1]), rows(2, [1, 1])]
TEST = [rows(1, [2, 0, 1], seed=1), rows(2, [0], seed=1)]


def text(engines):
    """Engines as the files hold them: numbers apart by spaces, two at the end of a row."""
    return "".join(f"{row[0]:.0f} {row[1]:.0f} " + " ".join(f"{v:.4f}" for v in row[2:]) + "  \n" for e in engines for row in e)


@pytest.fixture
def folder(tmp_path):
    for name, content in (("train", text(TRAIN)), ("test", text(TEST)), ("RUL", "112 \n98 \n")):
        (tmp_path / f"{name}_FD001.txt").write_text(content, encoding="ascii")
    return tmp_path


def change(folder, part, old, new):
    path = folder / f"{part}_FD001.txt"
    source = path.read_text(encoding="ascii")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="ascii")


def test_what_was_written_comes_back(folder):
    train, test = cmapss.load(folder)
    for found, written in ((train, TRAIN), (test, TEST)):
        for engine, table in zip(found, written, strict=True):
            np.testing.assert_allclose(engine.sensors, table[:, 5:], atol=1e-4)
            np.testing.assert_allclose(engine.settings, table[:, 2:5], atol=1e-4)


def test_training_engines_end_at_failure_and_test_engines_as_many_cycles_before_as_the_file_says(folder):
    train, test = cmapss.load(folder)
    assert train[0].remaining().tolist() == [3, 2, 1, 0]
    assert test[0].remaining().tolist() == [114, 113, 112] and test[1].remaining().tolist() == [98]
    assert test[0].remaining(cap=113).tolist() == [113, 113, 112]


def test_regimes_are_told_by_rounded_settings_and_are_the_same_in_both_files(folder):
    train, test = cmapss.load(folder)
    assert [e.conditions.tolist() for e in train + test] == [[0, 2, 1, 2], [2, 2], [1, 0, 2], [0]]


def test_what_is_normalised_is_normalised_as_a_simulated_fleet_is(folder):
    train, test = cmapss.load(folder)
    readings = np.concatenate([PerRegime(train)(engine) for engine in train])
    regimes = np.concatenate([engine.conditions for engine in train])
    np.testing.assert_allclose(readings[regimes == 2].mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(readings[regimes == 2].std(axis=0), 1)
    assert not readings[regimes == 1].any()  # one cycle in it: no deviation, so only the mean is taken off
    assert PerRegime(train)(test[0]).shape == (3, 21)


@pytest.mark.parametrize(("part", "old", "new", "says"), [
    ("train", "  \n1 2", " 1.0\n1 2", r"^train_FD001\.txt, line 1: got 27 columns, expected 26: engine, cycle, 3 settings, 21"),
    ("test", "2 1 ", "1 ", r"^test_FD001\.txt, line 4: got 25 columns, expected 26"),
    ("train", "1 3 ", "1 4 ", r"^train_FD001\.txt, line 3: got cycle 4 of engine 1 after 2, expected 3"),
    ("train", "1 3 ", "1 2 ", r"^train_FD001\.txt, line 3: got cycle 2 of engine 1 after 2, expected 3"),
    ("train", "2 1 ", "2 2 ", r"^train_FD001\.txt, line 5: got engine 2, cycle 2, expected engine 2, cycle 1"),
    ("test", "2 1 ", "3 1 ", r"^test_FD001\.txt, line 4: got engine 3, cycle 1, expected engine 2, cycle 1"),
    ("test", "1 1 ", "1 2 ", r"^test_FD001\.txt, line 1: got engine 1, cycle 2, expected engine 1, cycle 1"),
    ("train", "100.0000", "nan", r"^train_FD001\.txt, line 1: got NaN or infinity, expected 26"),
    ("train", "100.0000", "full", r"^train_FD001\.txt, line 1: could not convert string to float: 'full', expected 26"),
    ("RUL", "98 ", "", r"^RUL_FD001\.txt: got 1 lives, expected one per engine of test_FD001\.txt: 2"),
    ("RUL", "98 ", "98\n7", r"^RUL_FD001\.txt: got 3 lives, expected one per engine of test_FD001\.txt: 2"),
    ("RUL", "98", "98 1", r"^RUL_FD001\.txt, line 2: got 2 columns, expected 1: cycles left"),
    ("RUL", "98", "-1", r"^RUL_FD001\.txt, line 2: got -1, expected a whole number of cycles of at least 0"),
    ("RUL", "98", "9.5", r"^RUL_FD001\.txt, line 2: got 9\.5, expected a whole number"),
])
def test_what_is_wrong_with_a_file_is_said_with_its_line(folder, part, old, new, says):
    change(folder, part, old, new)
    with pytest.raises(ValueError, match=says):
        cmapss.load(folder)


def test_an_empty_file_is_refused(folder):
    (folder / "train_FD001.txt").write_text("\n", encoding="ascii")
    with pytest.raises(ValueError, match=r"^train_FD001\.txt, line 1: got 0 columns"):
        cmapss.load(folder)


@pytest.mark.parametrize("part", ["train", "test", "RUL"])
def test_a_file_that_is_not_there_is_named_with_all_three(folder, part):
    (folder / f"{part}_FD001.txt").unlink()
    with pytest.raises(FileNotFoundError, match=rf"{part}_FD001\.txt: no such file; expected train_FD001\.txt, test"):
        cmapss.load(folder)


def test_a_cut_life_of_zero_and_another_set(folder):
    for part in ("train", "test", "RUL"):
        (folder / f"{part}_FD001.txt").rename(folder / f"{part}_FD003.txt")
    (folder / "RUL_FD003.txt").write_text("0\n1\n", encoding="ascii")
    _, test = cmapss.load(folder, "FD003")
    assert [engine.after for engine in test] == [0, 1]
