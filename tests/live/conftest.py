"""The scripts as they are, and a small book with every live figure, built as the real one is."""

import sys

import pytest
from filelock import FileLock

from tests.live.scripts import NAMES, scripts
from tests.site.building import EXTENSIONS, build_tiny_book

sys.path.insert(0, str(EXTENSIONS))


@pytest.fixture(scope="module")
def js():
    """The pure functions of the figures."""
    with scripts() as found:
        yield found


def page():
    """A page with a reference to each figure, and the figures."""
    figures = "\n".join(f"```{{live}} {name}\n:name: fig-{name}\nWhat to see in {name}.\n```\n" for name in NAMES)
    return "# Live\n\nSee " + ", ".join(f"{{numref}}`fig-{name}`" for name in NAMES) + f".\n\n{figures}\nAfter.\n"


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id):
    """The path of the page; the first process that comes builds it."""
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder = shared / "live"
    with FileLock(shared / "live.lock"):
        if not folder.exists():
            folder.mkdir()
            status, said, _ = build_tiny_book(folder, page())
            (folder / "log").write_text(f"{status}\n{said}", encoding="utf-8")
    status, _, said = (folder / "log").read_text(encoding="utf-8").partition("\n")
    if status != "0":
        pytest.fail(f"the book of live figures does not build:\n{said[-4000:]}", pytrace=False)
    return folder / "out" / "_build" / "html" / "book" / "index.html"
