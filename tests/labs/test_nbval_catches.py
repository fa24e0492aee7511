"""The labs' own test put to the test: what a cell stores that is stale, wrong or forged fails a run of nbval.

One notebook has a cell for each case, so that one kernel runs them all.
"""

import os
import subprocess
import sys
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.paths import ROOT
from utils.book.claims import controls, measurement
from utils.book.in_words import line

CLAIM = ("from utils.book.claims import claim\n"
         "claim('weight-sharing', NAME, {value}, says='share of the loss', between=(0.1, 0.9), control={{'chance': {chance}}})")
RIGHT = CLAIM.format(value=0.25, chance=0.95)


def shown(text):
    return new_output("display_data", data={"text/plain": text})


def stored(value=0.25, chance=0.95, **change):
    """A function from a name to the output of `CLAIM`, whose record is then changed; its line says what the record says."""
    def output(name):
        record = measurement(name, value, "share of the loss", (0.1, 0.9), None, None, None)
        record |= {"controls": controls({"chance": chance}, record), "claim": "weight-sharing", **change}
        return new_output("display_data", data={"text/plain": line(record)}, metadata={"measurement": record})
    return output


CASES = {  # name: (source, stored output or a function of the name, whether it passes[, tag])
    "right": (RIGHT, stored(), True),
    "right_elsewhere": (CLAIM.format(value=0.253, chance=0.951), stored(), True),
    "forged_first_digit": (RIGHT, stored(0.35), False),
    "forged_in_a_timing_cell": (RIGHT, stored(0.35), False, "nbval-ignore-output"),
    "forged_control": (RIGHT, stored(chance=0.05), False),
    "forged_bounds": (RIGHT, stored(high=0.8), False),
    "forged_words": (RIGHT, stored(says="share of the gain"), False),
    "nothing_stored": (RIGHT, lambda name: shown(stored()(name).data["text/plain"]), False),
    "nothing_measured": ("pass", stored(), False),
    "wrong_claim": (CLAIM.format(value=0.05, chance=0.95), stored(), False),
    "control_within": (CLAIM.format(value=0.25, chance=0.5), stored(), False),
    "stale_output": ("print('new')", new_output("stream", name="stdout", text="old\n"), False),
    "exception": ("1 / 0", None, False),
}


def cell(name, source, output, passes, tag=None):
    """The cell of a case."""
    output = output(name) if callable(output) else output
    return new_code_cell(source.replace("NAME", repr(name)), outputs=[output] if output else [], execution_count=1,
                         metadata={"tags": [tag]} if tag else {})


def verdicts(folder, cells, limit=60):
    """Whether nbval passes each cell, run as the labs are, without any variable set; what it says of those it does not."""
    notebook = new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, folder / "lab.ipynb")
    hooks = (ROOT / "labs" / "conftest.py").read_text(encoding="utf-8").replace("MOST_SECONDS = 60", f"MOST_SECONDS = {limit}")
    (folder / "conftest.py").write_text(hooks, encoding="utf-8")
    rules = ROOT / "tests" / "labs" / "sanitise.cfg"
    subprocess.run([sys.executable, "-m", "pytest", "--nbval", f"--nbval-sanitize-with={rules}", "-q", "-p", "no:cacheprovider",
                    "-o", "addopts=", f"--rootdir={folder}", "--junitxml=found.xml", "lab.ipynb"], cwd=folder, timeout=120,
                   env={key: value for key, value in os.environ.items() if key not in ("TQDM_DISABLE", "PYTEST_XDIST_WORKER")},
                   capture_output=True, check=False)
    failures = [test.find("failure") for test in ElementTree.parse(folder / "found.xml").iter("testcase")]
    return [None if failure is None else failure.text for failure in failures]


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """Whether nbval passes each case."""
    found = verdicts(tmp_path_factory.mktemp("labs"), [cell(name, *case) for name, case in CASES.items()])
    return {name: failure is None for name, failure in zip(CASES, found, strict=True)}


@pytest.mark.parametrize("case", CASES)
def test_nbval_passes_only_what_is_right(passed, case):
    assert passed[case] is CASES[case][2]


BUSY = "from utils.bench.pace import products\nfor _ in range(20): products()"  # 6 s where nothing else runs
CHILD = f"import subprocess, sys; assert subprocess.run([sys.executable, '-c', {BUSY!r}]).returncode == 0"
BAR = "from utils.training import train; losses = train(lambda batch: 1.0, range(3))"


@pytest.mark.parametrize(("source", "limit", "fails"), [
    (BUSY, 60, False), (BUSY, 2, True), (CHILD, 60, False), (CHILD, 2, True), ("import time; time.sleep(4)", 3, False)])
def test_a_lab_fails_at_its_last_cell_where_it_took_more_processor_time_than_it_may(tmp_path, source, limit, fails):
    first, last = verdicts(tmp_path, [cell("busy", source, None, True), cell("last", "pass", None, True)], limit)
    assert first is None and (last is not None) == fails
    assert not fails or f"s of processor time, at most {limit} are allowed" in last


def test_no_bar_reaches_the_output_though_no_variable_is_set(tmp_path):
    assert verdicts(tmp_path, [cell("bar", BAR, None, True)]) == [None]
