"""The form of a chapter: its length, numbers per paragraph, short sentences, listings, and code that does what it says."""

import re
from pathlib import Path

import pytest

from tests.book.pages import chapter_of, chapters
from tests.site.building import ROOT, parsed
from tests.site.prose import sections, sentences, short, spoken, words

WORDS = {True: (2000, 3500), False: (800, 2000)}  # of a chapter that teaches; of an application's page, and of the tasks
LONGEST_LINE = 74
PAGE = """# Title here

Two words {measured}`lab/x:.2f`, a {term}`long memory <lstm>` and $x = 1 + 2$. A [link](page.md)!

% a comment that no reader sees

```{math}
:label: eq
y = x
```

```{drawing} cell
:name: fig
A caption.
```

1. A task?

   ```{admonition} Answer
   :class: dropdown
   Nobody counts this.
   ```

| a | b |
|---|---|
| c | `code here` |
"""


@pytest.fixture(params=chapters())
def name(request):
    return request.param


@pytest.fixture
def source(name):
    return (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")


def test_words_are_counted_as_the_rule_says():
    assert words(PAGE) == 20  # of these 2 in the title, 10 in the paragraph, 2 in the caption, 2 in the task, 4 in the table
    assert sections(PAGE) == {"Title here": words(PAGE) - 2}
    assert "Nobody" not in spoken(PAGE) and "comment" not in spoken(PAGE) and "label" not in spoken(PAGE)


def test_sentences_are_told_apart():
    assert [words(sentence) for sentence in sentences(PAGE)] == [8, 2, 2, 2]
    assert short(PAGE) == ["A link!", "A caption.", "A task?"]


def teaches(name):
    """Whether a page is a whole chapter: the applications have a page each, and mastery asks for tasks and teaches nothing."""
    return chapter_of(name) not in (6, 9)


def test_a_chapter_is_neither_thin_nor_too_long(name, source):
    fewest, most = WORDS[teaches(name)]
    assert fewest <= words(source) <= most


def test_few_sentences_are_verdicts_of_a_few_words(source):
    assert len(short(source)) <= 0.2 * len(sentences(source))


def test_no_paragraph_holds_more_than_three_measured_numbers(source):
    crowded = {block[:60]: block.count("{measured}") for block in re.split(r"\n\s*\n|\n- |\n\d+\. ", source)
               if block.count("{measured}") > 3 and not block.lstrip().startswith("|")}
    assert crowded == {}


def test_every_equation_on_a_line_of_its_own_has_a_number(name, source):
    assert source.count("```{math}\n") == len(re.findall(r"```\{math\}\n:label: eq-", source)) >= teaches(name)


def test_lines_of_listings_fit_a_page(site, name):
    listings = parsed(Path(site, "book", f"{name}.html")).select("pre")
    too_long = [line for listing in listings for line in listing.get_text().splitlines() if len(line) > LONGEST_LINE]
    assert (listings or not teaches(name)) and too_long == []


def test_code_written_in_a_chapter_runs_and_says_true_shapes(name, source):
    """A comment such as ``# x (2, 3), h (1, 3)`` names what a line made, each with its shape."""
    torch = pytest.importorskip("torch")

    for block in re.findall(r"```python\n(.*?)```", source, re.DOTALL):
        made = {"torch": torch, "nn": torch.nn}
        exec(block, made)
        said = re.findall(r"(\w+) \(([\d, ]+)\)", "".join(re.findall("#.*", block)))
        assert said or not teaches(name)
        for variable, shape in said:
            assert tuple(made[variable].shape) == tuple(int(size) for size in shape.split(",")), variable
