"""A page of the site as paper shows it: no buttons, one picture for each drawing, folds open, answers at its end."""

from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from .folds import gather_answers, open_folds

FOR_SCREENS = ("script, style, template, button, form, input, select, dialog, .headerlink, .only-dark, .copy-code, .skip-link, "
               ".live-panel, .live-sounds, .live-says, .measured-card")
"""What only a screen has a use for."""

FOR_SCREENS_TOO = ("loading", "decoding", "fetchpriority", "tabindex", "contenteditable", "popovertarget")
"""Attributes likewise."""


@dataclass
class Page:
    """A page by its name on the site (`book/01_sequence_data`), the part it stands in, and its article."""

    name: str
    part: str
    article: Tag

    @property
    def stem(self):
        """One word, the page's own place in the file: its name without folders. A lab may be called as a chapter's page is."""
        name = Path(self.name).name
        return f"lab-{name}" if self.name.startswith("labs/") else name

    @property
    def title(self):
        """The text of its title."""
        return words(self.article.h1)

    def sections(self):
        """(identifier, text) of each section of the second level."""
        return [(heading.find_parent("section")["id"], words(heading)) for heading in self.article.select("section > h2")]

    def identifiers(self):
        """Every identifier on the page."""
        return {tag["id"] for tag in self.article.select("[id]")}


def words(tag):
    """The text of an element in one line; of a formula its characters."""
    return " ".join(tag.get_text().split())


def read_page(site, part, name):
    """The page of the site with this name; ValueError if there is none or it has no title."""
    path = Path(site, f"{name}.html")
    if not path.is_file():
        raise ValueError(f"site: got {site}, in which {name}.html is missing; expected the built book (make book)")
    article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article")
    if not (article and article.h1):
        raise ValueError(f"{path}: expected a page with an article and a title")
    return Page(name, part, on_paper(article))


def on_paper(article):
    """The article with all that only a screen has a use for taken out, and nothing left folded."""
    for tag in article.select(FOR_SCREENS):
        tag.decompose()
    for tag in article.select("noscript"):
        tag.unwrap()
    for tag in article.find_all(True):
        tag.attrs = {name: value for name, value in tag.attrs.items() if name not in FOR_SCREENS_TOO}
    for link in article.select("a[title]"):
        del link["title"]
    gather_answers(article)
    open_folds(article)
    return article
