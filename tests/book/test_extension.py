"""Small books, built by Sphinx: what a reader sees, and what fails the build."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from utils.book.palette import to_dark

CONFIGURATION = """
import sys
sys.path.insert(0, {extensions!r})
extensions = ["myst_nb", "rnn_book.labs"]
nb_custom_formats = {{".ipynb": ["rnn_book.lab_pages.read_lab", {{}}, False]}}
nb_execution_mode = "off"
myst_enable_extensions = ["dollarmath"]
html_theme = "basic"
exclude_patterns = ["_build"]
numfig = True
claims_file = "claims.toml"
"""
OUT = "_build/html"
REGISTRY = """
["ar-ma"]
guide = "1"
statement = "A network learns *any* series."
verdict = "holds if"
truth = "Within {measured}`ar-ma/excess|max:.3f` of the best, and $x > 1$."
"""
CHAPTER = """# Chapter

The error is {measured}`ar-ma/excess`, the smallest {measured}`ar-ma/excess|min:.4f`, the step
{measured}`01a_lab/tiny`, over {measured}`ar-ma/excess|count` seeds; see {numref}`fig-waves` and [the claim](#claim-ar-ma).

```{claim} ar-ma
```

```{lab-figure} 01a_lab/waves
:name: fig-waves
Two *waves*.

More of them.
```

```{longer-run} reber
```

```{longer-run} exchange_bytes
number of processes: processes
bytes, times: written
```

```{on-gpus}
```

```{drawing} lstm-cell
:name: fig-cell
The cell, see {numref}`fig-cell`.
```
"""
FAULTS = {
    "no measurement 'ar-ma/excesses' is stored in the labs; close to it: ar-ma/excess": "{measured}`ar-ma/excesses`",
    "reducer: got 'mode'": "{measured}`ar-ma/excess|mode`",
    "Unknown format code": "{measured}`ar-ma/excess:q`",
    "no figure '01a_lab/wave' is stored in the labs; close to it: 01a_lab/waves": "```{lab-figure} 01a_lab/wave\nText.\n```",
    "lab-figure 01a_lab/waves: expected a caption": "```{lab-figure} 01a_lab/waves\n```",
    "no drawing 'lstm-cel' is in utils/drawings/gallery.py; close to it: lstm-cell": "```{drawing} lstm-cel\nText.\n```",
    "drawing gru-cell: expected a caption": "```{drawing} gru-cell\n```",
    "claim 'ar-ma' is stated more than once": "```{claim} ar-ma\n```",
    "no claim 'ar-mo' is registered; close to it: ar-ma": "```{claim} ar-mo\n```",
    "no experiment 'nothing' is in utils/experiments": "```{longer-run} nothing\n```",
    "columns: got noise, which no row of reber has": "```{longer-run} reber\nhow loud: noise\n```",
    "figure without alternative text: dot.png": "![](dot.png)",
}


@pytest.fixture(scope="module")
def maker():
    """The makers of `conftest`, for fixtures that live as long as the module."""
    from tests.book.conftest import Made

    return Made()


def write_book(folder, made, chapter=CHAPTER, registry=REGISTRY, *cells):
    """A book of one chapter, a ledger and a lab."""
    extensions = str(made.ROOT / "book" / "_ext")
    pages = "\n".join(["```{toctree}", "chapter", "claims", "labs/01a_lab", "```"])
    for name, text in {"conf.py": CONFIGURATION.format(extensions=extensions), "index.md": f"# Book\n\n{pages}\n",
                       "chapter.md": chapter, "claims.toml": registry, "claims.md": "# Ledger\n\n```{ledger}\n```\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    excess = made.measured("excess", [1.012, 1.034, 1.021], seeds=range(3), claim="ar-ma")
    made.lab(folder / "labs" / "01a_lab.ipynb", made.markdown("# Lab"), made.code("secret()", tags=["colab"]),
             made.code(made.SOLVED, made.stream(), made.figure(), excess),
             made.code("tiny", made.measured("tiny", 2.3e-15, "the step", (0, 1e-10), stated="order")), *cells)


def build(folder):
    """Sphinx's exit code and warnings, for a checking build."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "-n", "--keep-going", "-q", str(folder), str(folder / OUT)]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONWARNINGS": "ignore"}, check=False)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory, maker):
    """A book without a fault, built: its pages' HTML by name."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, maker)
    code, warnings = build(folder)
    assert code == 0, warnings
    pages = {name: (folder / OUT / f"{path}.html").read_text(encoding="utf-8")
             for name, path in {"chapter": "chapter", "ledger": "claims", "lab": "labs/01a_lab"}.items()}
    return SimpleNamespace(folder=folder, **pages)


def test_a_drawing_is_a_numbered_figure_with_words_in_a_light_and_a_dark_version(site):
    figure = re.search(r'<figure class="architecture[^>]*id="fig-cell".*?</figure>', site.chapter, re.DOTALL)[0]
    sources = re.findall(r'src="([^"]*lstm-cell-(light|dark)-[^"]*)"', figure)
    assert [theme for _, theme in sources] == ["light", "dark"] and "The LSTM cell. Along the top runs" in figure
    light, dark = ((site.folder / OUT / source).read_text(encoding="utf-8") for source, _ in sources)
    assert to_dark(light) == dark != light
    assert re.search(r"Fig. \d", plain(figure))


def plain(html):
    """The words of a piece of HTML."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_numbers_in_the_prose_come_from_the_lab_and_link_to_its_cell(site):
    first = plain(site.chapter.split("<aside")[0])
    assert "The error is 1.01 to 1.03 , the smallest 1.0120 , the step 10⁻¹⁴ , over 3 seeds" in first
    link = re.search(r'<a class="measured[^>]*>', site.chapter)[0]
    assert 'href="labs/01a_lab.html#m-ar-ma-excess"' in link and "title" not in link
    assert 'id="m-ar-ma-excess"' in site.lab and 'id="m-01a-lab-tiny"' in site.lab


def test_claim_box_states_and_folds_what_was_found(site):
    box = re.search(r"<aside.*?</aside>", site.chapter, re.DOTALL)[0]
    shown, folded = box.split("<details")
    assert 'class="claim claim-holds-if" id="claim-ar-ma" role="note"' in shown
    assert plain(shown) == "◐ holds, on a condition claim ar-ma A network learns any series." and "<em>any</em>" in shown
    for words in ("The condition and the evidence", "Within 1.034 of the best", "The measurement, with bounds and controls",
                  "Source guide: section 1"):
        assert words in plain("<details" + folded)
    assert 'class="math' in folded and 'href="labs/01a_lab.html#m-ar-ma-excess"' in folded
    assert 'href="claims.html#ledger-ar-ma"' in folded


def test_figure_is_numbered_has_two_drawings_and_alternative_text(site):
    figure = re.search(r'<figure class="lab-figure.*?</figure>', site.chapter, re.DOTALL)[0]
    images = re.findall(r"<img [^>]*>", figure)
    assert [re.search(r'class="(only-\w+)', i)[1] for i in images] == ["only-light", "only-dark"]
    for image in images:
        for part in ('alt="Two waves that meet in the middle."', 'loading="lazy"', 'width="672"', 'height="336"'):
            assert part in image
    assert "Fig. 1" in figure and "<em>waves</em>" in figure and 'href="labs/01a_lab.html#f-waves"' in figure
    assert figure.count("<figcaption") == figure.count("</figcaption") == 1
    assert 'href="#fig-waves"><span class="std std-numref">Fig. 1' in site.chapter


def test_drawings_are_files_in_their_own_colours(site):
    names = re.findall(r'src="_images/(01a_lab[^"]+)"', site.chapter)
    light, dark = ((site.folder / OUT / "_images" / name).read_text() for name in names)
    assert "#0067ac" in light and "#5fb4f2" in dark and "#0067ac" not in dark


def test_a_longer_run_says_where_it_comes_from(site):
    line = plain(site.chapter.split('class="longer-run')[1].split("</div>")[0])
    assert "Longer run" in line and "search seeds 100 to 101, reported seeds 0 to 9" in line and "make long NAME=reber" in line


def test_a_longer_run_shows_the_rows_that_are_asked_for_and_the_page_says_what_ran_on_a_gpu(site):
    table = site.chapter.split("longer-run-rows")[1].split("</table>")[0]
    assert plain(table.split("<thead>")[1]).startswith("number of processes bytes, times 2 1 3 1.33 ")
    assert re.search("(Nothing in this book has been measured on a GPU yet; on|Measured: gpu_)", plain(site.chapter))


def test_lab_folds_the_solution_and_shows_no_marker(site):
    assert "SOLUTION" not in site.lab and "secret" not in site.lab and "your turn" in site.lab
    fold = re.search(r"<details.*?</details>", site.lab, re.DOTALL)[0]
    assert "Solution" in plain(fold) and "return" in fold and "only-light" not in fold and "Measured" not in fold
    assert "<figure" in site.lab and site.lab.count("<figcaption") == site.lab.count("</figcaption")


def test_lab_shows_each_measurement_with_its_values_and_the_way_to_the_ledger(site):
    words = plain(site.lab)
    assert ("✓ ar-ma/excess: error over the best error: 1.012, 1.034, 1.021 (seeds 0 to 2); bounds: 1 to 1.05; "
            "control, untrained: 1.5 . Ledger") in words
    assert "✓ tiny: the step: 10⁻¹⁴ ; bounds: 0 to 10⁻¹⁰." in words
    assert "⟨" not in site.lab
    assert 'href="../claims.html#ledger-ar-ma"' in site.lab


def test_ledger_has_a_card_with_links_to_both_sides(site):
    card = site.ledger.split('<div class="ledger-card')[1]
    assert card.startswith(' claim-holds-if docutils container" id="ledger-ar-ma"')
    assert 'href="chapter.html#claim-ar-ma"' in card and 'href="labs/01a_lab.html#m-ar-ma-excess"' in card
    assert ("error over the best error: 1.012, 1.034, 1.021 (seeds 0 to 2); bounds: 1 to 1.05; control, untrained: 1.5 . Lab 1a"
            ) in plain(card)
    assert "◐ holds, on a condition ar-ma Source guide: section 1 A network learns any series." in plain(card)
    assert "more measurement" not in card


def test_ledger_counts_and_its_counts_are_where_the_landing_page_leads(site):
    count = re.search(r'<p class="ledger-count">.*?</p>', site.ledger, re.DOTALL)[0]
    assert plain(count) == "Claims measured: 1. 1 hold, on a condition" and 'id="verdict-holds-if"' in count


def test_a_card_shows_one_measurement_and_folds_the_others(tmp_path, maker):
    more = [maker.measured(name, 1.03, f"the {name} one", claim="ar-ma") for name in ("second", "third")]
    write_book(tmp_path, maker, CHAPTER, REGISTRY, maker.code("more", *more))
    assert build(tmp_path) == (0, "")
    card = (tmp_path / OUT / "claims.html").read_text(encoding="utf-8").split('<div class="ledger-card')[1]
    shown, folded = card.split("<details")
    assert "error over the best error" in shown and "second" not in shown
    assert "2 more measurements" in folded and "the second one" in folded and "the third one" in folded
    lab = (tmp_path / OUT / "labs" / "01a_lab.html").read_text(encoding="utf-8")
    checks = re.search(r'<details class="checks.*?</details>', lab, re.DOTALL)[0]
    assert plain(checks).startswith("✓ 2 checks passed : second 1.03, third 1.03 ")
    assert 'id="m-ar-ma-second"' in checks and 'id="m-ar-ma-third"' in checks


def test_lab_leads_back_to_every_section_that_uses_its_numbers(tmp_path, maker):
    again = "\n## Later *on*\n\nAgain {measured}`ar-ma/excess` and {measured}`ar-ma/excess|min`.\n"
    write_book(tmp_path, maker, CHAPTER + again)
    assert build(tmp_path) == (0, "")
    lab = (tmp_path / OUT / "labs" / "01a_lab.html").read_text(encoding="utf-8")
    first, second = re.findall(r'<p class="used-in">.*?</p>', lab, re.DOTALL)
    assert plain(first) == "Used in Chapter: Chapter , Later on" and plain(second) == "Used in Chapter: Chapter"
    assert 'href="../chapter.html#chapter"' in first and 'href="../chapter.html#later-on"' in first


def test_a_use_that_goes_leaves_the_lab_too(tmp_path, maker):
    write_book(tmp_path, maker)
    assert build(tmp_path) == (0, "")
    chapter = tmp_path / "chapter.md"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("{measured}`01a_lab/tiny`", "small"), encoding="utf-8")
    assert build(tmp_path) == (0, "")
    assert (tmp_path / OUT / "labs" / "01a_lab.html").read_text(encoding="utf-8").count("Used in") == 1


def test_lab_names_the_chapter_that_lists_it_but_not_the_front_page(tmp_path, maker, site):
    assert "lab-chapter" not in site.lab
    write_book(tmp_path, maker, CHAPTER + "\n```{toctree}\nlabs/01a_lab\n```\n")
    (tmp_path / "index.md").write_text("# Book\n\n```{toctree}\n:numbered: 1\nchapter\nclaims\n```\n", encoding="utf-8")
    assert build(tmp_path) == (0, "")
    lab = (tmp_path / OUT / "labs" / "01a_lab.html").read_text(encoding="utf-8")
    line = lab.split('<div class="lab-chapter')[1].split("</div>")[0]
    assert 'href="../chapter.html">chapter 1: Chapter</a>' in line and lab.index("lab-chapter") < lab.index("<h1")
    assert "Used in chapter 1: " in plain(lab)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory, maker):
    """The exit code and warnings of a book with every fault that a chapter can have."""
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "dot.png").touch()
    unstated = REGISTRY.replace("ar-ma", "unstated", 1)
    write_book(folder, maker, CHAPTER + "\n\n".join(["", *FAULTS.values(), ""]), REGISTRY + unstated,
               maker.code("plot", maker.picture()), maker.code("more", maker.measured(claim="unregistered")))
    return build(folder)


@pytest.mark.parametrize("message", [*FAULTS, "claim 'unstated' is registered and no page states it",
                                     "claim 'ar-mo' is stated on a page and no lab measures it",
                                     "claim 'unregistered' is measured by a lab and not registered"])
def test_fault_is_told(faulty, message):
    code, warnings = faulty
    assert code != 0 and message in warnings


def test_fault_in_a_page_is_told_with_its_place(faulty):
    assert re.search(r"chapter\.md:\d+: WARNING: no measurement 'ar-ma/excesses'", faulty[1])


def test_picture_in_a_lab_without_alternative_text_is_told(faulty):
    assert re.search(r"01a_lab\.ipynb.*figure without alternative text", faulty[1])


@pytest.mark.parametrize("chapter", [
    pytest.param(CHAPTER.replace("```{claim} ar-ma\n```", "").replace(" and [the claim](#claim-ar-ma)", ""), id="not stated"),
    pytest.param(CHAPTER.replace("ar-ma/excess`", "ar-ma/excesses`"), id="unknown key")])
def test_one_fault_fails_the_build(tmp_path, maker, chapter):
    write_book(tmp_path, maker, chapter)
    assert build(tmp_path)[0] != 0


def test_changed_lab_changes_the_chapter(tmp_path, maker):
    write_book(tmp_path, maker)
    assert build(tmp_path)[0] == 0
    lab = tmp_path / "labs" / "01a_lab.ipynb"
    lab.write_text(lab.read_text(encoding="utf-8").replace("1e-14", "1e-12"), encoding="utf-8")
    assert build(tmp_path) == (0, "")
    assert "10⁻¹²" in (tmp_path / OUT / "chapter.html").read_text(encoding="utf-8")


def test_lab_that_cannot_be_read_stops_the_build_and_is_named(tmp_path, maker):
    write_book(tmp_path, maker)
    (tmp_path / "labs" / "02a_bad.ipynb").write_text("{")
    code, said = build(tmp_path)
    assert code != 0 and "02a_bad.ipynb: not a notebook" in said


def test_rendering_needs_neither_numpy_nor_matplotlib(maker):
    code = "import sys, rnn_book.labs; sys.exit(bool({'numpy', 'matplotlib', 'torch', 'IPython'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(maker.ROOT / "book" / "_ext")},
                          cwd=maker.ROOT / "book", check=False)
    assert done.returncode == 0
