"""What nbval does not look at: measurements cell by cell, and the processor time of a whole lab, both of the same run.

Progress bars are switched off for the kernels, so that `pytest --nbval labs` needs no variable.
"""

import os
from importlib.util import find_spec

import pytest
from nbval.plugin import IPyNbCell

from utils.book.afresh import differences

MOST_SECONDS = 60  # of one core, a lab from top to bottom
# Processor seconds of the kernel and what it has started, and how slow the machine is.
CLOCK = """
import os
from utils.bench.pace import slowness
print(sum(os.times()[:4]), slowness())
"""

os.environ["TQDM_DISABLE"] = "1"


NO_TRITON = pytest.mark.skip(reason="this cell needs Triton, which is not installed here: pip install -r labs/kernels.txt")


def pytest_collection_modifyitems(items):
    """Mark the last cell of each notebook, and leave out the cells tagged `triton` where that is missing."""
    for item, following in zip(items, [*items[1:], None], strict=True):
        if isinstance(item, IPyNbCell):
            item.ends_lab = not isinstance(following, IPyNbCell) or following.parent is not item.parent
            if "triton" in item.cell.metadata.get("tags", []) and find_spec("triton") is None:
                item.add_marker(NO_TRITON)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fail a cell whose stored measurements are not those of the run that just ended, and a lab that took too long."""
    result = yield
    if isinstance(item, IPyNbCell):
        found = differences(item.cell.outputs, item.test_outputs)
        if found:
            raise AssertionError("\n".join(found))
        if item.ends_lab:
            check_time(*kernel_seconds(item.parent.kernel))
    return result


def check_time(seconds, slowness):
    """AssertionError where a lab took more than it may, by the clock of a machine on which nothing else runs."""
    quiet = seconds / slowness
    assert quiet <= MOST_SECONDS, f"the lab took {quiet:.0f} s of processor time, at most {MOST_SECONDS} are allowed"


def kernel_seconds(kernel):
    """Processor seconds that a kernel has used, and how slow the machine is."""
    message = kernel.execute_cell_input(CLOCK, allow_stdin=False)
    while True:
        reply = kernel.get_message(stream="iopub", timeout=60)
        if reply["parent_header"].get("msg_id") == message and reply["header"]["msg_type"] == "stream":
            return [float(text) for text in reply["content"]["text"].split()]
