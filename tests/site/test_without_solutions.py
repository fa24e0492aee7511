"""A site built with SOLUTIONS=0 holds no solution: not on a page, in the search, behind a link, or in a copied source."""

import os
import re
import subprocess

import nbformat
import pytest
import yaml
from rnn_book import lab_pages

from book._print.epub import write_epub
from book._print.facts import read_facts
from tests.paths import LABS, ROOT
from tests.site.building import JUPYTER_BOOK, LIMIT, parsed
from tests.site.leaks import bare, leaks, of_chapters, of_labs, runs

CHAPTER, LAB = "book/02_vanilla_rnn", "labs/02a_rnn_from_scratch"
SECRETS = [*of_labs(LABS), *of_chapters(sorted((ROOT / "book").glob("*.md")))]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """The book with one chapter and its lab: the same settings, the same files."""
    folder = tmp_path_factory.mktemp("without")
    for name in ("book", "labs", "utils", "_config.yml", "CITATION.cff"):
        (folder / name).symlink_to(ROOT / name)
    part = {"caption": "Chapters", "numbered": 1, "chapters": [{"file": CHAPTER, "sections": [{"file": LAB}]}]}
    toc = {"format": "jb-book", "root": "book/index", "parts": [part]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def bare_site(source):
    """That book built with SOLUTIONS=0; links to chapters that it lacks are warnings, which do not matter here."""
    done = subprocess.run([JUPYTER_BOOK, "build", "--path-output", source / "out", source], capture_output=True, text=True,
                          env={**os.environ, "SOLUTIONS": "0", "NO_COLOR": "1"}, timeout=LIMIT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return source / "out" / "_build" / "html"


def test_every_lab_and_chapter_has_something_to_hide():
    assert {origin for origin, _ in SECRETS} >= {lab.stem for lab in LABS} | {"01_sequence_data", "07_limits"}


@pytest.mark.parametrize("page", sorted((ROOT / "book").glob("*.md")), ids=lambda page: page.stem)
def test_whatever_is_folded_among_exercises_is_called_an_answer(page):
    """By this name it is known, here and to the site: another one would stay."""
    for section in re.findall(r"^## Exercises\n(.*?)(?=^## |\Z)", page.read_text(encoding="utf-8"), re.M | re.S):
        folds = re.findall(r"\{(\w+)\}\s*(.*)\n\s*:class: .*dropdown", section)
        assert folds and set(folds) == {("admonition", "Answer")}
        assert "<details" not in section and "{dropdown}" not in section


def test_no_solution_is_left_in_any_file(bare_site):
    assert (bare_site / f"{LAB}.html").is_file() and (bare_site / f"{LAB}.previews.js").is_file()
    assert not leaks(bare_site, SECRETS)


def test_the_same_search_finds_them_on_a_site_with_solutions(site):
    found = leaks(site, SECRETS)
    assert {origin for origin, _ in found} >= {lab.stem for lab in LABS} | {"01_sequence_data", "07_limits"}
    kinds = {name.split("/")[0] + name[name.rindex("."):] for names in found.values() for name in names}
    assert kinds >= {"_sources.ipynb", "_sources.md", "labs.html", "book.html", "labs.js", "searchindex.js.js"}


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.stem)
def test_no_lab_is_handed_to_the_site_with_a_solution(lab):
    notebook = nbformat.read(lab, as_version=4)
    shown = [bare(f"{cell.source}\n{cell.get('outputs', '')}") for cell in lab_pages.page(notebook, solved=False).cells]
    assert not [secret for _, secret in SECRETS if any(secret in text for text in shown)]
    solved = [bare(cell.source) for cell in lab_pages.page(notebook).cells]
    assert [secret for origin, secret in SECRETS if origin == lab.stem and any(secret in text for text in solved)]


def test_no_source_is_copied_or_offered(bare_site):
    assert not (bare_site / "_sources").exists()
    for page in (CHAPTER, LAB):
        assert not parsed(bare_site / f"{page}.html").select("a[href*='_sources']")


def test_what_is_left_out_is_said_once(bare_site):
    exercises = parsed(bare_site / f"{CHAPTER}.html").select_one("#exercises")
    said = [line.get_text() for line in exercises.select(".left-out")]
    assert said == ["Answers to these exercises are left out of this edition of the site."]
    assert len(exercises.select("ol > li")) == 6 and not exercises.select("details")
    answer = [fold for fold in parsed(bare_site / f"{LAB}.html").select("details") if fold.summary.get_text() == "Model answer"]
    assert [fold.p.get_text() for fold in answer] == ["Left out of this edition of the site."]


def test_tasks_hints_and_what_the_lab_measured_stay(bare_site):
    page = parsed(bare_site / f"{LAB}.html")
    text = page.get_text()
    assert text.count("# your turn") >= 4 and "Hint 3: the line" in text
    assert len(page.select(".measured-value")) > 10 and page.select("figure")


def test_the_epub_made_of_it_holds_none(bare_site, source, tmp_path):
    write_epub(tmp_path / "book.epub", read_facts(source), bare_site)
    subprocess.run(["python", "-m", "zipfile", "-e", tmp_path / "book.epub", tmp_path / "unpacked"], check=True)
    assert (tmp_path / "unpacked" / "EPUB" / "lab-02a_rnn_from_scratch.xhtml").is_file()
    assert not leaks(tmp_path / "unpacked", SECRETS)


def test_words_between_formulas_and_code_are_what_is_looked_for():
    text = "Short. $x^2$ A long enough run of words that has more than forty letters `code` and one that is not."
    assert runs(text) == ["Alongenoughrunofwordsthathasmorethanfortyletters"]


def test_the_editions_beside_it_are_those_of_every_site(bare_site):
    names = {path.name for path in (bare_site / "editions").iterdir()}
    assert names == {lab.name for lab in LABS}
    assert "SOLUTION" not in nbformat.writes(nbformat.read(bare_site / "editions" / f"{LABS[0].name}", as_version=4))
