"""Scripts are sent without comments and indents, and say what they said."""

import json

import pytest
from py_mini_racer import MiniRacer

from book._ext.rnn_book.pages.scripts import bare
from tests.paths import ROOT

OWN = [path for folder in ("", "live") for path in sorted((ROOT / "book" / "_static" / folder).glob("*.js"))]
SCRIPT = """/* What it does,
   in two lines. */
function twice(x) {
  // a remark
  const words = `a  b
    ${`c  ${x} // no remark`}`;
  return [2 * x, words, "/* kept */"];  // said beside it
}
"""


def run(script, call):
    engine = MiniRacer()
    try:
        return engine.eval(f"{script}; JSON.stringify({call})")
    finally:
        engine.close()


def test_a_script_loses_its_comments_and_does_the_same():
    assert bare(SCRIPT).startswith("function twice(x) {\nconst words = `a  b\n    ${`c")
    assert "remark\n" not in bare(SCRIPT) and len(bare(SCRIPT)) < len(SCRIPT) - 50
    assert run(bare(SCRIPT), "twice(3)") == run(SCRIPT, "twice(3)")


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_the_books_own_scripts_stay_whole(path):
    script = path.read_text(encoding="utf-8")
    assert len(bare(script)) < len(script)
    engine = MiniRacer()
    try:
        engine.eval(f"new Function({json.dumps(bare(script))})")  # a fault of syntax is raised here
    finally:
        engine.close()
