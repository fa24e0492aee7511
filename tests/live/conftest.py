"""The scripts as they are, for all tests of a module."""

import pytest

from tests.live.scripts import scripts


@pytest.fixture(scope="module")
def js():
    """The pure functions of the figures."""
    with scripts() as found:
        yield found
