"""Folds on paper: answers and hints go to the end of their page, everything else stands open in its place."""

from itertools import groupby

from bs4 import BeautifulSoup

FOR_LATER = ("Answer", "Hint", "Solution", "Model answer")
"""How the titles of folds begin that a reader should not see before they want to."""

UNSAID = ("Show code", "Hide code")
"""Titles that say nothing once the fold is open."""


def label(fold):
    """The title of a fold: its first words, since some say it twice, once for each state."""
    return next(fold.summary.stripped_strings, "") if fold.summary else ""


def heading_of(fold):
    """The text of the section heading that a fold stands under."""
    section = fold.find_parent("section")
    heading = section.find(["h1", "h2", "h3", "h4"]) if section else None
    return heading.get_text().strip() if heading else ""


def new(tag, classes, **attributes):
    """An element of its own, with classes and attributes."""
    return BeautifulSoup("", "html.parser").new_tag(tag, attrs={"class": classes, **attributes})


def open_folds(article):
    """Turn every fold that is left into an open box under its title."""
    for fold in article.select("details"):
        heading = fold.summary
        if heading and label(fold).startswith(UNSAID):
            heading.decompose()
        elif heading:
            heading.name, heading.attrs = "p", {"class": "opened-title"}
        fold.name = "div"
        fold.attrs = {"class": [*fold.get("class", []), "opened"], **({"id": fold["id"]} if fold.get("id") else {})}


def gather_answers(article):
    """Move the folds of answers to the end of the article; in the place of each stays a link to it, and the answer links back."""
    folds = [fold for fold in article.select("details") if label(fold).startswith(FOR_LATER)]
    if not folds:
        return
    named = [(heading_of(fold), label(fold) if label(fold) != "Answer" else f"Answer {number}", number, fold)
             for number, fold in enumerate(folds, 1)]
    section = new("section", ["answers"], id="answers")
    section.append(new("h2", []))
    section.h2.string = "Hints and answers" if any(title.startswith("Hint") for _, title, *_ in named) else "Answers"
    groups = [(heading, list(group)) for heading, group in groupby(named, key=lambda each: each[0])]
    for heading, group in groups:
        if len(groups) > 1:
            section.append(new("h3", []))
            section.contents[-1].string = heading
        section.extend(move(*each) for each in group)
    (article.find("section") or article).append(section)


def move(_, title, number, fold):
    """Put a link in the place of a fold, and return the answer, with a link back, for the end of the page."""
    link = new("a", ["to-answer"], href=f"#answer-{number}", id=f"asked-{number}")
    link.string = title
    fold.replace_with(link)
    back = new("a", [], href=f"#asked-{number}")
    back.string = title
    heading = fold.summary
    heading.name, heading.attrs = "p", {"class": "answer-title"}
    heading.clear()
    heading.append(back)
    fold.name, fold.attrs = "div", {"class": "answer", "id": f"answer-{number}"}
    return fold
