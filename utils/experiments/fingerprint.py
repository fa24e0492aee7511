"""A fingerprint of the code that an experiment runs: its own module and every module of `utils` that it imports.

Comments, docstrings and empty lines do not count, so that explaining the code better leaves its records valid.
"""

import ast
import hashlib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def fingerprint(module):
    """A dict from the names of a module and all that it imports of `utils` to a hash of their code.

    Parameters
    ----------
    module : str
        For instance ``"utils.experiments.recall"``.
    """
    found, ahead = {}, [module]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = hashed(path_of(name))
            ahead += imported(path_of(name))
    return dict(sorted(found.items()))


def hashed(path):
    """Sixteen digits of the hash of a file's lines of code."""
    return hashlib.sha256("\n".join(code_lines(path.read_text(encoding="utf-8"))).encode()).hexdigest()[:16]


def code_lines(source):
    """The lines of a source text that are code: no docstrings, no lines of comment, no empty lines."""
    docstrings = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            docstrings |= set(range(node.lineno, node.end_lineno + 1))
    lines = ((i, line.rstrip()) for i, line in enumerate(source.splitlines(), 1))
    return [line for i, line in lines if i not in docstrings and line.strip() and not line.lstrip().startswith("#")]


def imported(path):
    """The modules of `utils` that a file imports, each where it is defined and not where a package passes it on."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name.startswith("utils.")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "utils":
            found += [home(node.module, alias.name) for alias in node.names]
    return found


def home(module, name):
    """The module in which what ``from module import name`` brings is defined."""
    if path_of(f"{module}.{name}"):
        return f"{module}.{name}"
    path = path_of(module)
    if path.name == "__init__.py":
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and name in [alias.asname or alias.name for alias in node.names]:
                return home(node.module, name)
    return module


def path_of(module):
    """The file of a module of `utils`, or None where there is none."""
    place = ROOT.joinpath(*module.split("."))
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.exists()), None)
