"""Settings for every test: hypothesis draws the same examples on every machine and run."""

import os

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

settings.register_profile("book", deadline=None, derandomize=True)
settings.load_profile("book")


@pytest.fixture(scope="module", autouse=True)
def environment():
    """Leave the environment as it was: Dask's workers set, for all processes begun later, how memory is handed back."""
    before = dict(os.environ)
    yield
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


class ByLab(LoadFileScheduling):
    """Each file's tests in one process, as a notebook's cells must be; but each lab's edition wherever there is room."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        return f"{file}{test[test.index('['):]}" if file.endswith("test_editions.py") and "[" in test else file


def pytest_xdist_make_scheduler(config, log):
    """The labs' editions take longest: they must not wait for each other."""
    return ByLab(config, log) if config.getvalue("dist") == "loadfile" else None
