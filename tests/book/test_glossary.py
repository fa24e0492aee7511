"""Every technical term links to the glossary where a chapter first uses it in running prose."""

import re

import pytest

from tests.book.pages import chapters, line_of, running_prose
from tests.paths import ROOT

GLOSSARY = ROOT / "book" / "glossary.md"
CHAPTERS = chapters()
LINK = re.compile(r"\{term\}`(?P<shown>[^`<]+?)\s*(?:<(?P<term>[^>`]+)>)?`")
FORMS = {  # words, beside the term and its plain plural, that stand for it
    "autoregression": ["autoregressive"], "equivariance": ["equivariant"], "gated recurrent unit": ["GRU", "GRUs"],
    "invariance": ["invariant"], "long short-term memory": ["LSTM", "LSTMs"], "n-gram": [r"\d-grams?", "gram"],
    "orthogonal matrix": ["orthogonal"], "padding": ["padded"], "real-time recurrent learning": ["RTRL"],
    "recurrent network": ["RNN", "RNNs"], "saturation": ["saturated"],
    "unrolling": ["unrolled"]}


def terms(text):
    """The terms of a glossary page."""
    return re.findall(r"^(?![#:\s])(.+)\n  \S", text, re.MULTILINE)


TERMS = terms(GLOSSARY.read_text(encoding="utf-8"))


def pattern(term):
    """What finds a term in prose, whatever the breaks of lines."""
    forms = [term, *plurals(term), *FORMS.get(term, [])]
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(form if "\\" in form else re.escape(form).replace(r"\ ", r"\s+") for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def plurals(term):
    """The plain plural of a term."""
    if term.endswith(("ay", "ey", "oy")) or not term.endswith(("s", "x", "ch", "sh", "y")):
        return [term + "s"]
    return [term[:-1] + "ies" if term.endswith("y") else term + "es"]


def uses(prose, wanted):
    """Where each term is used, as (start, end, term), without those that are a part of a longer term."""
    found = [(match.start(), match.end(), term) for term in wanted for match in pattern(term).finditer(prose)]
    return sorted(use for use in found if not any(
        other[0] <= use[0] and use[1] <= other[1] and other[1] - other[0] > use[1] - use[0] for other in found))


def unlinked(text, wanted=None):
    """The terms whose first use in a page's running prose is no link: sentences with line, term and word."""
    prose = running_prose(text)
    links = [(link.start("shown"), link.end("shown"), link["term"] or link["shown"]) for link in LINK.finditer(prose)]
    said = LINK.sub(lambda link: link[0][:7].replace("{term}`", " " * 7) + link["shown"]
                    + " " * (len(link[0]) - 7 - len(link["shown"])), prose)
    first = {}
    for start, end, term in uses(said, wanted or TERMS):
        first.setdefault(term, (start, end))
    return [f"line {line_of(text, start)}: {term!r} is first used as {said[start:end]!r}, without a link"
            for term, (start, end) in sorted(first.items(), key=lambda item: item[1])
            if not any(a <= start and end <= b and " ".join(to.split()) == term for a, b, to in links)]


def test_the_glossary_is_read_and_in_order():
    assert len(TERMS) > 60 and sorted(TERMS, key=str.lower) == TERMS and len(set(TERMS)) == len(TERMS)


def test_words_that_stand_for_a_term_stand_for_one_that_there_is():
    assert set(FORMS) <= set(TERMS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_first_use_of_a_term_in_a_chapter_is_a_link(name):
    assert unlinked(CHAPTERS[name].read_text(encoding="utf-8")) == []


PAGE = """# Gates and hidden states

The {term}`forget gates <forget gate>` of a batch; a {term}`gate` in
**{term}`hidden
states <hidden state>`**. [A gate](gate.md) in `gate` and $gate$.

| gate |
|---|
| batch |

```{lab-figure} gate/batch
:name: fig-gate
A batch of gates.
```

```{admonition} Answer
More {term}`batches <batch>`, each hidden state, and the gates.
```
"""
KNOWN = ["batch", "forget gate", "gate", "hidden state", "nat"]


def test_the_test_sees_a_first_use_without_a_link():
    assert unlinked(PAGE, KNOWN) == ["line 3: 'batch' is first used as 'batch', without a link"]


def test_a_page_with_every_first_use_linked_has_no_fault():
    assert unlinked(PAGE.replace("of a batch", "of a {term}`batch`"), KNOWN) == []


@pytest.mark.parametrize(("old", "new", "said"), [
    ("{term}`forget gates <forget gate>`", "forget gates", "line 3: 'forget gate' is first used as 'forget gates'"),
    ("{term}`gate` in", "gate in", "line 3: 'gate' is first used as 'gate'"),
    ("{term}`gate` in", "{term}`gate <nat>` in", "line 3: 'gate' is first used as 'gate'"),
    ("{term}`gate` in", "gated {term}`gate` in Gates", ""),
    ("{term}`gate` in", "link, the", "line 17: 'gate' is first used as 'gates'"),
    ("{term}`hidden\nstates <hidden state>`", "hidden\nstates", "line 4: 'hidden state' is first used as 'hidden\\nstates'")])
def test_planted_faults_are_told_with_line_term_and_word(old, new, said):
    assert old in PAGE
    told = [fault for fault in unlinked(PAGE.replace(old, new), KNOWN) if "'batch'" not in fault]
    assert [fault.removesuffix(", without a link") for fault in told] == ([said] if said else [])
