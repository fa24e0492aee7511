"""Settings for every test: hypothesis draws the same examples on every machine and run."""

from hypothesis import settings

settings.register_profile("book", deadline=None, derandomize=True)
settings.load_profile("book")
