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


def new(tag, text, classes=(), **attributes):
    """An element of its own, with a text, classes and attributes."""
    made = BeautifulSoup("", "html.parser").new_tag(tag, attrs={**({"class": list(classes)} if classes else {}), **attributes})
    made.string = text
    return made


def open_folds(article):
    """Turn every fold that is left into an open box under its title."""
    for fold in article.select("details"):
        heading = fold.summary
        if heading and label(fold).startswith(UNSAID):
            heading.decompose()
        elif heading:
            heading.name, heading.attrs = "p", {"class": "opened-title"}
        fold.name = "div"
        fold["class"] = [*fold.get("class", []), "opened"]
        fold.attrs.pop("open", None)


def gather_answers(article):
    """Move the folds of answers to the end of the article; in the place of each stays a link to it, and it links back."""
    folds = [fold for fold in article.select("details") if label(fold).startswith(FOR_LATER)]
    if not folds:
        return
    section = new("section", "", ["answers"], id="answers")
    section.append(new("h2", "Hints and answers" if any(label(fold).startswith("Hint") for fold in folds) else "Answers"))
    groups = [(heading, list(group)) for heading, group in groupby(enumerate(folds, 1), key=lambda each: heading_of(each[1]))]
    for heading, group in groups:
        section.extend([new("h3", heading)] if len(groups) > 1 else [])
        section.extend([move(number, fold) for number, fold in group])
    (article.find("section") or article).append(section)


def move(number, fold):
    """Put a link in the place of a fold, and return the answer, with a link back, for the end of the page."""
    title = label(fold) if label(fold) != "Answer" else f"Answer {number}"
    link = new("a", title, ["to-answer"], href=f"#answer-{number}", id=f"asked-{number}")
    fold.replace_with(link)
    back = new("a", title, href=f"#asked-{number}")
    heading = fold.summary
    heading.name, heading.attrs = "p", {"class": "answer-title"}
    heading.clear()
    heading.append(back)
    fold.name, fold.attrs = "div", {"class": "answer", "id": f"answer-{number}"}
    return fold
