"""Each work of the bibliography has a number of the right form, printed as a link; none is unused or there twice."""

import re
from collections import Counter

import pytest
import yaml
from pybtex.database import parse_file, parse_string
from pybtex.plugin import find_plugin

from tests.paths import ROOT

ENTRIES = parse_file(ROOT / "book" / "references.bib").entries
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
STYLE = find_plugin("pybtex.style.formatting", CONFIG["bibtex_default_style"])()
HTML = find_plugin("pybtex.backends", "html")()
FORMS = {"doi": r"10\.\d{4,9}/[^\s{}\\]+", "eprint": r"\d{4}\.\d{4,5}", "isbn": r"97[89](-\d+){4}", "url": r"https://[^\s{}\\]+"}
ADDRESSES = {"doi": "https://doi.org/", "eprint": "https://arxiv.org/abs/", "url": ""}
WITHOUT = {  # works of which no number could be seen beside the title, and why
    "weiss1973": "volume and pages are in several records, a DOI in none that we saw",
    "boxjenkins1970": "the records of this first edition that we saw give no ISBN",
}


def has(entry):
    """The fields by which an entry can be found."""
    return [field for field in FORMS if field in entry.fields]


def faults(entry):
    """The fields of an entry whose number is not of its form."""
    wrong = [field for field in has(entry) if not re.fullmatch(FORMS[field], entry.fields[field])]
    wrong += ["isbn"] if "isbn" in has(entry) and check_sum(entry.fields["isbn"]) % 10 else []
    return wrong + (["archivePrefix"] if ("eprint" in entry.fields) != (entry.fields.get("archivePrefix") == "arXiv") else [])


def check_sum(isbn):
    """What the check digit of an ISBN of thirteen digits makes a multiple of ten."""
    digits = [int(digit) for digit in re.sub(r"\D", "", isbn)]
    return sum(digits[::2]) + 3 * sum(digits[1::2])


def plain(title):
    """A title without case, braces and punctuation."""
    return " ".join(re.findall(r"\w+", title.casefold().replace("{", "").replace("}", "")))


def printed(entry):
    """An entry as the page prints it, in HTML."""
    return next(iter(STYLE.format_entries([entry]))).text.render(HTML)


def one(fields):
    """An entry with these fields."""
    return parse_string("@misc{one, title={One}, " + fields + "}", "bibtex").entries["one"]


@pytest.mark.parametrize("key", ENTRIES)
def test_each_work_has_a_number_of_the_right_form(key):
    assert faults(ENTRIES[key]) == []


def test_only_the_named_exceptions_have_no_number():
    assert {key for key, entry in ENTRIES.items() if not has(entry)} == set(WITHOUT) and all(WITHOUT.values())


@pytest.mark.parametrize("key", ENTRIES)
def test_the_page_links_the_number(key):
    entry, text = ENTRIES[key], printed(ENTRIES[key])
    for field in has(entry):
        number = entry.fields[field]
        assert f"ISBN {number}" in text if field == "isbn" else f'<a href="{ADDRESSES[field]}{number}">' in text


def test_no_number_is_said_in_words_that_are_no_link():
    said = {key for key, entry in ENTRIES.items()
            if re.search(r"arXiv:|doi|https?:", " ".join(entry.fields.get(field, "") for field in ("howpublished", "note")))}
    assert said == set()


def test_no_work_is_there_twice():
    titles = Counter(plain(entry.fields["title"]) for entry in ENTRIES.values())
    numbers = Counter(entry.fields[field].casefold() for entry in ENTRIES.values() for field in has(entry))
    assert [name for name, times in (titles + numbers).items() if times > 1] == []


def test_each_work_is_used():
    files = [*(ROOT / "book").rglob("*.md"), *(ROOT / "book").rglob("*.toml"), *(ROOT / "labs").glob("*.ipynb")]
    words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    assert set(ENTRIES) - words == set()


@pytest.mark.parametrize(("fields", "wrong"), [
    ("doi={https://doi.org/10.1038/323533a0}", ["doi"]), ("doi={10.1207/s15516709cog1402\\_1}", ["doi"]),
    ("doi={10.1038/323533a0}", []),
    ("eprint={arXiv:1412.3555}, archivePrefix={arXiv}", ["eprint"]), ("eprint={1412.3555}", ["archivePrefix"]),
    ("eprint={1412.3555}, archivePrefix={arXiv}", []), ("archivePrefix={arXiv}", ["archivePrefix"]),
    ("url={http://example.org}", ["url"]), ("url={https://example.org}", []),
    ("isbn={978-1-119-48208-7}", ["isbn"]), ("isbn={978-1-119-48208-6}", []), ("isbn={9781119482086}", ["isbn"])])
def test_a_faulty_number_is_found(fields, wrong):
    assert faults(one(fields)) == wrong


def test_titles_are_compared_without_case_and_braces():
    assert plain("{LSTM}: A Search Space") == plain("LSTM, a search space") != plain("LSTM: another search space")
