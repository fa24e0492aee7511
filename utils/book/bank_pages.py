"""The bank of interview questions as the built site prints it: what the mock interview and the deck of cards are made from."""

from pathlib import Path

from bs4 import BeautifulSoup


def printed(folder):
    """Each question of a folder's pages `questions_…`: a dict of id, page, topic, level, question and answer (HTML)."""
    for page in sorted(Path(folder).glob("questions_*.html")):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for fold in soup.select("details.question"):
            yield question(fold, page.name, soup.h1.get_text().strip("#\n "))


def question(fold, page, topic):
    """One question, from its fold on a page, which it takes apart."""
    title = fold.summary.extract()
    level = title.select_one(".question-level").extract().get_text()
    return {"id": fold["id"], "page": page, "topic": topic, "level": level,
            "question": title.decode_contents().strip(), "answer": fold.decode_contents().strip()}
