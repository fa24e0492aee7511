"""What the search knows of the pages: sections with their words, terms with all their names, and who links to them."""

import json

import pytest
from py_mini_racer import MiniRacer
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

INDEX = """# Book

Before all.

```{toctree}
one
two
```
"""
ONE = """# First page

It *starts* here, with $x$ and $h_{t-1}$.

```python
hidden_code = 1
```

## Fading

What a {term}`BPTT` sees: a *gradient* that
fades.

- a point

$$y = x$$

### Deeper

Only {term}`gate` here.
"""
TWO = """# Words

```{glossary}
backpropagation through time
BPTT
  The chain rule, step by step.

gate
  A number.

gated recurrent unit
  A cell. GRU for short.
```

Other list
: Not a term.
"""
CONFIGURATION = """
import sys
sys.path.insert(0, {extensions!r})
extensions = ["myst_parser", "rnn_book.search_index"]
myst_enable_extensions = ["dollarmath", "deflist"]
html_theme = "basic"
"""


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """The index of a small book."""
    from tests.book.conftest import ROOT

    folder = tmp_path_factory.mktemp("search")
    for name, text in {"index.md": INDEX, "one.md": ONE, "two.md": TWO,
                       "conf.py": CONFIGURATION.format(extensions=str(ROOT / "book" / "_ext"))}.items():
        (folder / name).write_text(text, encoding="utf-8")
    with docutils_namespace():
        Sphinx(folder, folder, folder / "out", folder / "trees", "html", status=None, warningiserror=True).build()
    engine = MiniRacer()
    engine.eval("const self = {}")
    engine.eval((folder / "out" / "searchindex.js").read_text(encoding="utf-8"))
    found = json.loads(engine.eval("JSON.stringify(self.bookIndex)"))
    engine.close()
    return found


def section(index, title):
    """The one section of that title."""
    return next(each for each in index["sections"] if each[2] == title)


def test_section_has_its_own_words_and_neither_code_nor_long_formulas(index):
    assert section(index, "First page") == ["one", "first-page", "First page", "First page",
                                            "It starts here, with x and ….", []]
    assert section(index, "Fading")[:5] == ["one", "fading", "Fading", "First page",
                                            "What a BPTT sees: a gradient that fades. a point"]


def test_contents_are_no_words(index):
    assert section(index, "Book")[4] == "Before all."


def test_section_knows_the_terms_that_it_links_to_by_all_their_names(index):
    assert section(index, "Fading")[5] == [["backpropagation through time", "bptt"]]  # and not those of 'Deeper'
    assert section(index, "Deeper")[5] == [["gate"]] and section(index, "Words")[5] == []


def test_each_term_is_found_by_itself_and_other_lists_are_not(index):
    assert section(index, "gate")[:5] == ["two", "term-gate", "gate", "Words", "A number."]
    assert section(index, "gated recurrent unit")[4] == "A cell. GRU for short."
    assert "Not a term" in section(index, "Words")[4] and "A number" not in section(index, "Words")[4]


def test_names_that_mean_one_thing_stand_together(index):
    assert index["names"] == [["backpropagation through time", "bptt"], ["gated recurrent unit", "gru"]]
