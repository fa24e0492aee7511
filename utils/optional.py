"""Optional packages: find or import one, or say which pip command brings it."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path


def need(module, requirement=None):
    """Import and return `module`; without it, an ImportError names `pip install requirement`, or the module if not given."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise _missing(module, requirement or module) from error


def folder(module, requirement):
    """The folder of the package `module`, found without importing it; if missing, an ImportError as from `need`."""
    try:
        spec = find_spec(module)
    except (ModuleNotFoundError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise _missing(module, requirement)
    return Path(next(iter(spec.submodule_search_locations)))


def _missing(module, requirement):
    return ImportError(f"this needs the package {module!r}, which is not installed here: pip install {requirement}")
