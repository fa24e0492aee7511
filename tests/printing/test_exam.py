"""An exam drawn from the bank: ten questions by seed, levels balanced, topics spread, with its key."""

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from book._print import chromium
from book._print.exam import COUNT, draw, main, plain, unfolded
from utils.book.interview import LEVELS, bank

BANK = [{"id": f"question-{name}", "level": entry["level"], "topic": entry["topic"]} for name, entry in bank().items()]


@pytest.mark.parametrize("seed", range(20))
def test_levels_are_balanced_and_topics_spread(seed):
    drawn = draw(BANK, seed)
    assert Counter(each["level"] for each in drawn) == {"junior": 4, "senior": 3, "staff": 3}
    assert [each["level"] for each in drawn] == sorted((each["level"] for each in drawn), key=LEVELS.index)
    assert len({each["id"] for each in drawn}) == COUNT
    assert len({each["topic"] for each in drawn}) == COUNT


def test_a_seed_gives_the_same_exam_whatever_the_order_of_the_bank():
    assert draw(BANK, 7) == draw(BANK[::-1], 7)
    assert len({tuple(each["id"] for each in draw(BANK, seed)) for seed in range(20)}) == 20


def test_every_question_comes_to_pass():
    seen = {each["id"] for seed in range(400) for each in draw(BANK, seed)}
    assert seen == {each["id"] for each in BANK}


@pytest.mark.parametrize("count", [1, 2, 3, 30])
def test_other_numbers_of_questions(count):
    levels = Counter(each["level"] for each in draw(BANK, 1, count))
    assert [levels[level] for level in LEVELS] == [(count + 2) // 3, (count + 1) // 3, count // 3]


def test_too_many_and_too_few_are_refused():
    staff = sum(each["level"] == "staff" for each in BANK)
    with pytest.raises(ValueError, match=rf"^questions: got {staff} of level 'staff', expected \d+ or more"):
        draw(BANK, 1, 3 * staff + 9)
    with pytest.raises(ValueError, match=r"^count: got 0, expected 1 or more"):
        draw(BANK, 1, 0)


FOLD = """<details class="question" id="question-{name}"><summary><math><mi>h</mi></math> {name}?
<span class="question-level">{level}</span></summary><p>The answer to {name}, see <a href="x.html">there</a>.</p>
<details><summary>At the whiteboard</summary><p>More of {name}.</p></details></details>"""


@pytest.fixture
def site(small, tmp_path):
    """A site with the small book's styles and four pages of questions, three levels on each."""
    folder = tmp_path / "site"
    (folder / "_static").mkdir(parents=True)
    for path in (small[1] / "_static").glob("*.css"):
        (folder / "_static" / path.name).write_bytes(path.read_bytes())
    pages = folder / "book"
    pages.mkdir(parents=True)
    for topic in range(1, 5):
        folds = "".join(FOLD.format(name=f"{level}-{topic}", level=level) for level in LEVELS)
        (pages / f"questions_{topic:02d}_topic.html").write_text(f"<h1>Topic {topic}</h1>{folds}", encoding="utf-8")
    return folder


def sections(path):
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return [(section.h2.get_text(" ", strip=True), section) for section in page.select("section.question")]


def test_the_exam_has_no_answer_and_the_key_has_all(site, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(chromium, "find", refuse)
    assert main(["--seed", "7", "--site", str(site), "--into", str(tmp_path / "out")]) == 0
    exam, key = (sections(tmp_path / "out" / f"{name}-7.html") for name in ("exam", "key"))
    assert [title for title, _ in exam] == [title for title, _ in key] and len(exam) == COUNT
    assert not [section for _, section in exam if "answer" in section.get_text() or not section.select(".line")]
    for title, section in key:
        name = title.split()[-1].removesuffix("?")
        assert f"The answer to {name}, see there." in section.get_text() and f"More of {name}." in section.get_text()
        assert not section.select(".line, a, details:not([open])") and section.h2.math
    sheet = (tmp_path / "out" / "exam-7.html").read_text(encoding="utf-8")
    assert "<title>Exam</title>" in sheet and not re.search(r"seed|[Ee]xam 7", sheet)
    assert capsys.readouterr().out.split() == [str(tmp_path / "out" / f"{name}-7.html") for name in ("exam", "key")]


def refuse():
    raise chromium.NoBrowser("none here")


def test_a_site_without_questions_is_refused(tmp_path, capsys):
    assert main(["--seed", "7", "--site", str(tmp_path), "--into", str(tmp_path / "out")]) == 1
    assert "which has no page of interview questions; expected the built book (make book)" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_both_are_printed_where_there_is_a_browser(site, tmp_path):
    try:
        chromium.find()
    except chromium.NoBrowser:
        pytest.skip("there is no Chromium on this machine (Debian: apt install chromium)")
    assert main(["--seed", "7", "--site", str(site), "--into", str(tmp_path)]) == 0
    for name, said in (("exam", "Exam"), ("key", "Key to exam 7")):
        text = "".join(page.extract_text() for page in PdfReader(tmp_path / f"{name}-7.pdf").pages)
        assert said in text and "10." in text


def test_links_become_words_and_folds_open():
    assert plain('a <a href="x">b</a><button>copy</button>') == "a b"
    assert unfolded("<details><summary>s</summary>t</details>") == '<details open=""><summary>s</summary>t</details>'
