"""Files of others, where a person has them: the C-MAPSS data sets of Saxena et al. (2008), simulated engines run to failure.

NASA gives them away as `CMAPSSData.zip`, in its repository of prognostics data; nothing is fetched here. Of a set, such as
FD001, there are three text files without a header. `train_FD001.txt` and `test_FD001.txt` hold a row per engine and cycle:
engine, cycle, three settings, 21 sensors. Engines of the first run until they fail; those of the second stop at some time
before, and `RUL_FD001.txt` says for each how many cycles were left.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

COLUMNS = 26
WHAT = f"{COLUMNS}: engine, cycle, 3 settings, 21 sensors"


@dataclass(frozen=True)
class Engine:
    """One engine's record of T cycles: `sensors` (T, 21), `settings` (T, 3), `conditions` (T,) int, and cycles left `after` it.

    `conditions` numbers the regimes of a set: settings whose first and third are the same, rounded to whole numbers.
    """

    sensors: np.ndarray
    settings: np.ndarray
    conditions: np.ndarray
    after: int

    def remaining(self, cap=None):
        """Cycles left at each cycle, (T,) float64, down to `after` at the last; none above `cap`, if there is one."""
        left = np.arange(len(self.sensors) - 1, -1, -1, dtype=np.float64) + self.after
        return left if cap is None else np.minimum(left, cap)


def load(folder, name="FD001"):
    """The engines of a set: (train, test), two lists of `Engine`.

    Raises
    ------
    FileNotFoundError
        If one of the three files is not in the folder.
    ValueError
        If a row has not 26 numbers, an engine's cycles do not count 1, 2, 3, ..., engines do not, or the number of
        remaining lives is not that of test engines. The message names the file and the line.
    """
    paths = {part: Path(folder, f"{part}_{name}.txt") for part in ("train", "test", "RUL")}
    for path in paths.values():
        if not path.is_file():
            wanted = ", ".join(each.name for each in paths.values())
            raise FileNotFoundError(f"{path}: no such file; expected {wanted} of CMAPSSData.zip")
    train, test = (engines_in(paths[part]) for part in ("train", "test"))
    left = lives_in(paths["RUL"], paths["test"].name, len(test))
    known = np.unique(np.concatenate([regime_keys(rows) for rows in train + test]), axis=0)
    return ([engine(rows, known, 0) for rows in train],
            [engine(rows, known, after) for rows, after in zip(test, left, strict=True)])


def engine(rows, known, after):
    """An `Engine` of its rows (T, 26), by the regimes that there are."""
    conditions = np.argmax((regime_keys(rows)[:, None] == known).all(axis=-1), axis=1)
    return Engine(rows[:, 5:], rows[:, 2:5], conditions, after)


def regime_keys(rows):
    """What tells regimes apart, (T, 2): altitude in thousands of feet and throttle, both rounded."""
    return np.round(rows[:, [2, 4]]) + 0.0  # no -0


def engines_in(path):
    """The rows of each engine of a file, in order: a list of arrays (T, 26)."""
    table = np.array(numbers_in(path, COLUMNS, WHAT))
    check_counting(path.name, table[:, :2])
    return np.split(table, np.flatnonzero(np.diff(table[:, 0])) + 1)


def numbers_in(path, columns, what):
    """The numbers of a text file, row by row; blank lines at its end do not count."""
    lines = path.read_text(encoding="ascii").rstrip().split("\n")
    return [row(f"{path.name}, line {place}", line.split(), columns, what) for place, line in enumerate(lines, 1)]


def row(where, words, columns, what):
    """One row's numbers."""
    if len(words) != columns:
        raise ValueError(f"{where}: got {len(words)} columns, expected {what}")
    try:
        found = [float(word) for word in words]
    except ValueError as fault:
        raise ValueError(f"{where}: {fault}, expected {what}") from fault
    if not np.isfinite(found).all():
        raise ValueError(f"{where}: got NaN or infinity, expected {what}")
    return found


def check_counting(name, counted):
    """Raise ValueError unless engines count 1, 2, 3, ... and the cycles of each do, in `counted` (rows, 2)."""
    for place, ((last, cycle), (new, then)) in enumerate(pairwise([(0, 0), *counted.tolist()]), 1):
        where = f"{name}, line {place}"
        if new == last and then != cycle + 1:
            raise ValueError(f"{where}: got cycle {then:g} of engine {new:g} after {cycle:g}, expected {cycle + 1:g}")
        if new != last and (new, then) != (last + 1, 1):
            raise ValueError(f"{where}: got engine {new:g}, cycle {then:g}, expected engine {last + 1:g}, cycle 1")


def lives_in(path, of, engines):
    """The cycles left of each test engine, as integers."""
    found = [life for (life,) in numbers_in(path, 1, "1: cycles left")]
    if len(found) != engines:
        raise ValueError(f"{path.name}: got {len(found)} lives, expected one per engine of {of}: {engines}")
    for place, life in enumerate(found, 1):
        if life < 0 or life != int(life):
            raise ValueError(f"{path.name}, line {place}: got {life:g}, expected a whole number of cycles of at least 0")
    return [int(life) for life in found]
