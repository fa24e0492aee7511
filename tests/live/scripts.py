"""The live figures' scripts without a page: in V8, as they are or with a mistake put in."""

from contextlib import contextmanager

from py_mini_racer import MiniRacer

from tests.paths import ROOT

FOLDER = ROOT / "book" / "_static" / "live"
SHARED = ["live", "network"]
NAMES = sorted(path.stem for path in FOLDER.glob("*.js") if path.stem not in SHARED)


class Scripts:
    """The pure functions of all figures."""

    def __init__(self, engine):
        self.engine = engine

    def call(self, figure, function, *arguments):
        """What a function of a figure gives."""
        return _plain(self.engine.call(f'live.figures["{figure}"].{function}', *arguments))

    def get(self, figure, name):
        """A constant of a figure."""
        return _plain(self.engine.eval(f'live.figures["{figure}"].{name}'))


def _plain(value):
    """Lists and dicts out of what the engine gives."""
    if hasattr(value, "items"):
        return {key: _plain(item) for key, item in value.items()}
    return value if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__") else [_plain(item) for item in value]


@contextmanager
def scripts(change=None):
    """The scripts in an engine that is closed afterwards; `change` is a fragment of one, and what stands there instead."""
    engine = MiniRacer()
    try:
        found = 0
        for name in [*SHARED, *NAMES]:
            text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
            found += text.count(change[0]) if change else 1
            engine.eval(text.replace(*change) if change else text)
        assert found >= 1, f"no script holds {change}"
        yield Scripts(engine)
    finally:
        engine.close()  # left to the interpreter's end, it waits there for a thread that runs no more
