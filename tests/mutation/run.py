"""Which small mistakes in `utils` do the unit tests notice? Run by `make mutants`; CONTRIBUTING.md says how to read it.

mutmut makes the mutants and runs for each the tests that reach the changed function, in a scratch copy of the repository:
the working tree is never touched. Here: which files, which mutants of each, which are known to change nothing, and the table.
"""

import argparse
import datetime
import difflib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".mutants"
LIST = ROOT / "tests/mutation/equivalent.toml"
PAGE, BEGIN, END = ROOT / "CONTRIBUTING.md", "<!-- mutants: begin -->", "<!-- mutants: end -->"
UNITS = ["data", "layers", "gradients", "training", "models", "drawings", "book"]
# A room is tested by its own folder of tests, except for these. Instrumented layers have no source text to compile anew.
TESTS = {
    "layers": ["tests/layers", "tests/gradients", "--ignore=tests/gradients/test_mutants.py",
               "--ignore=tests/gradients/test_caught.py"],
    ".": ["tests/test_checks.py", "tests/test_optional.py", "tests/layers", "tests/training", "tests/data"],
}
SEED, WORKERS, SURVIVED = 0, 2, {0, 33}  # mutmut's exit codes: all tests passed, no test reaches it


class Mutant(NamedTuple):
    """One change: `name` is mutmut's; the others stay the same when something else in the file changes."""

    name: str
    file: str
    function: str
    before: str
    after: str

    def __str__(self):
        lines = [f"{self.file}: {self.function}", *(f"- {line}" for line in self.before.splitlines())]
        return "\n".join([*lines, *(f"+ {line}" for line in self.after.splitlines())])


def main():
    options = _options()
    files, known = _files(options.files), tomllib.loads(LIST.read_text())["equivalent"]
    _copy()
    os.chdir(SCRATCH)
    rows, faults = [], []
    for room in sorted({_room(file) for file in files}):
        _configure(room, [file for file in files if _room(file) == room])
        made = {file: mutants(file) for file in files if _room(file) == room}
        drawn = {file: draw(made[file], options.draw) for file in made}
        caught = _run([mutant.name for some in drawn.values() for mutant in some], list(drawn))
        for file, some in drawn.items():
            same = {tuple(entry[k] for k in Mutant._fields[1:]) for entry in known if entry["file"] == file}
            rows.append((file, *_judge(some, same, caught)))
            faults += [f"no longer generated: {entry}" for entry in same - {mutant[1:] for mutant in made[file]}]
            faults += [f"listed as equivalent, but caught: {m}" for m in some if m[1:] in same and m.name in caught]
    faults += [f"no such file: {entry['file']}" for entry in known if not (ROOT / entry["file"]).exists()]
    _report(rows, faults, options.write)


def _options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="files or folders of utils; none: all of it")
    parser.add_argument("--draw", type=int, default=60, help="mutants per file, at most")
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    return parser.parse_args()


def _files(asked):
    """Paths of the modules to change, as text; benchmarks and longer runs are not unit-tested and stay out."""
    folders = [ROOT / path for path in asked or ["utils"]]
    found = {file for path in folders for file in ([path] if path.is_file() else path.rglob("*.py"))}
    files = sorted(str(file.relative_to(ROOT)) for file in found)
    files = [file for file in files if not file.startswith(("utils/bench", "utils/experiments"))]
    if not files or not all(file.startswith("utils/") for file in files):
        sys.exit(f"FILES: got {' '.join(asked)!r}, expected files or folders of utils, without bench and experiments")
    return files


def _room(file):
    return Path(file).parts[1] if len(Path(file).parts) > 2 else "."


def _copy():
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    shutil.rmtree(SCRATCH, ignore_errors=True)
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (SCRATCH / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, SCRATCH / name)


def _configure(room, files):
    """Write mutmut's settings for one room. A fork server, since results that are cached at import would hide mutants."""
    from mutmut.configuration import reset_config

    shutil.rmtree("mutants", ignore_errors=True)
    Path("mutants").mkdir()  # before Python starts there: it remembers that a folder on its path is missing
    others = [path.name for path in SCRATCH.iterdir() if path.name not in ("utils", "tests", "setup.cfg")]
    tests = TESTS.get(room, [f"tests/{room}"])
    lists = {"source_paths": ["utils"], "only_mutate": files, "also_copy": others, "pytest_add_cli_args_test_selection": tests}
    lines = ["[mutmut]", "process_isolation=forkserver", "use_git_change_detection=false"]
    lines += ["\n    ".join([f"{key}=", *values]) for key, values in lists.items()]
    Path("setup.cfg").write_text("\n".join(lines) + "\n")
    reset_config()


def mutants(file):
    """All mutants that mutmut makes of `file`."""
    from mutmut.mutation.file_mutation import mutate_file_contents
    from mutmut.utils.format_utils import get_mutant_name, orig_function_and_class_names_from_key

    made = mutate_file_contents(file, Path(file).read_text())
    lines, spans, found = made.code.splitlines(), made.line_span_by_function_name, []
    for name in made.mutant_names:
        mangled = name.partition("__mutmut_")[0]
        texts = []
        for each in (f"{mangled}__mutmut_orig", name):
            texts.append([re.sub(rf"{each}\b", mangled, line) for line in lines[spans[each].start - 1 : spans[each].end]])
        changes = [line for line in difflib.ndiff(*texts) if line[0] in "-+"]
        before, after = ("\n".join(line[2:].strip() for line in changes if line[0] == sign) for sign in "-+")
        function, owner = orig_function_and_class_names_from_key(name)
        function = f"{owner}.{function}" if owner else function
        found.append(Mutant(get_mutant_name(Path(file), name), file, function, before, after))
    return found


def draw(found, most):
    """At most `most` of the mutants, by chance: which ones depends on each alone, so edits elsewhere change no draw."""
    return sorted(found, key=lambda mutant: hashlib.sha256(repr((SEED, *mutant[1:])).encode()).digest())[:most]


def _run(names, files):
    """Let mutmut test the mutants `names`; the set of those that were caught. Stops if the tests fail as they are."""
    if not names:
        return set()
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(WORKERS), *names]
    environment = {**os.environ, "PYTHONPATH": str(SCRATCH / "mutants"), "TQDM_DISABLE": "1"}
    with open("mutmut.log", "w") as log:
        done = subprocess.run(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    results = {}
    for file in files:
        results |= json.loads(Path("mutants", f"{file}.meta").read_text())["exit_code_by_key"]
    if done.returncode or any(results[name] is None for name in names):
        sys.exit(f"mutmut failed: see {SCRATCH.name}/mutmut.log, or add debug=true to its setup.cfg")
    return {name for name in names if results[name] not in SURVIVED}


def _judge(drawn, same, caught):
    """(drawn, caught, survivors, equivalent): the last are those in `same` that no test caught."""
    lived = [mutant for mutant in drawn if mutant.name not in caught]
    survivors = [mutant for mutant in lived if mutant[1:] not in same]
    return len(drawn), len(drawn) - len(lived), survivors, len(lived) - len(survivors)


def _report(rows, faults, write):
    table = ["| file | drawn | caught | survived | equivalent | share |", "|---|---|---|---|---|---|"]
    sums = ["all", *(sum(row[k] if k != 3 else len(row[3]) for row in rows) for k in (1, 2, 3, 4))]
    for file, drawn, caught, lived, same in [*((f, d, c, len(s), e) for f, d, c, s, e in rows if d), sums]:
        table.append(f"| {file} | {drawn} | {caught} | {lived} | {same} | {caught / max(drawn - same, 1):.0%} |")
    print(*(f"{mutant}\n" for row in rows for mutant in row[3]), *table, *faults, sep="\n")
    if write:
        head, _, rest = PAGE.read_text().partition(BEGIN)
        text = "\n".join([BEGIN, f"Run on {datetime.date.today()}:", "", *table, END])
        PAGE.write_text(head + text + rest.partition(END)[2])
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
