"""A fingerprint of the code that an experiment runs: its own module and every module of `utils` that it imports.

Only what Python makes of the code counts: comments, docstrings and the layout of lines do not. It tells whether code has
changed since a record was made, not whether a number would: for that, tests run whole trials again.
"""

import ast
import hashlib
from importlib.util import resolve_name
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
            found[name] = hashed(source_of(name))
            ahead += imported(name)
    return dict(sorted(found.items()))


def hashed(source):
    """Sixteen digits of the hash of a source text's code."""
    return hashlib.sha256(repr(meaning(ast.parse(source))).encode()).hexdigest()[:16]


def meaning(node):
    """A syntax tree as nested lists, without docstrings and empty fields.

    `ast.dump` would do, but it writes the same code differently in Python 3.11 and 3.13.
    """
    if isinstance(node, list):
        return [meaning(part) for part in node if not is_docstring(part)]
    if not isinstance(node, ast.AST):
        return node
    fields = [(name, meaning(value)) for name, value in ast.iter_fields(node)]
    return [type(node).__name__, *[field for field in fields if field[1] not in (None, [])]]


def is_docstring(node):
    """Whether a statement is nothing but a string."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def imported(module):
    """The modules of `utils` that a module imports, each where it is defined and not where a package passes it on."""
    found = []
    for node in ast.walk(ast.parse(source_of(module))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if within(alias.name)]
        elif isinstance(node, ast.ImportFrom) and within(origin(node, module)):
            found += [home(origin(node, module), alias.name) for alias in node.names]
    return found


def within(module):
    """Whether a module belongs to `utils`."""
    return module.split(".")[0] == "utils"


def origin(node, module):
    """The full name of the module that ``from ... import`` names in `module`; its dots count from there."""
    package = module if path_of(module).name == "__init__.py" else module.rpartition(".")[0]
    return resolve_name("." * node.level + (node.module or ""), package)


def home(module, name):
    """The module in which what ``from module import name`` brings is defined; for a star, `module` itself."""
    if path_of(f"{module}.{name}"):
        return f"{module}.{name}"
    if name != "*" and path_of(module).name == "__init__.py":
        for node in ast.walk(ast.parse(source_of(module))):
            if isinstance(node, ast.ImportFrom) and within(origin(node, module)):
                passed_on = {alias.asname or alias.name: alias.name for alias in node.names}
                if name in passed_on:
                    return home(origin(node, module), passed_on[name])
    return module


def source_of(module):
    """The source text of a module of `utils`."""
    return path_of(module).read_text(encoding="utf-8")


def path_of(module):
    """The file of a module of `utils`, or None where there is none."""
    place = ROOT.joinpath(*module.split("."))
    return next((p for p in (place.with_suffix(".py"), place / "__init__.py") if p.exists()), None)
