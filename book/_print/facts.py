"""What the book's own files say of it: its title, its author, its version, and its pages in order."""

from pathlib import Path
from typing import NamedTuple

import yaml

LABS = "Labs"
"""The part of the appendix: what hangs under the chapters in the table of contents."""


class Facts(NamedTuple):
    """A book's title, author, rights, language, version, abstract, date (ISO), address, and (part, page) in order."""

    title: str
    author: str
    rights: str
    language: str
    version: str
    abstract: str
    date: str
    address: str
    entries: list


def read_facts(root):
    """The facts of the book in a folder, from `_config.yml`, `CITATION.cff` and `_toc.yml`."""
    config, citation, toc = (_yaml(Path(root, name)) for name in ("_config.yml", "CITATION.cff", "_toc.yml"))
    return Facts(
        title=config["title"], author=config["author"], rights=config["copyright"],
        language=config["sphinx"]["config"]["language"].replace("_", "-"), version=str(citation["version"]),
        abstract=" ".join(citation["abstract"].split()), date=str(citation["date-released"]),
        address=config["repository"]["url"], entries=entries(toc))


def _yaml(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def entries(toc):
    """(part, page) for every page but the landing page: each part's chapters and their own pages, then the labs below these."""
    found = [(part["caption"], page) for part in toc["parts"] for chapter in part["chapters"] for page in below(chapter)]
    labs = [(LABS, page) for _, page in found if is_lab(page)]
    return [(part, page) for part, page in found if not is_lab(page)] + labs


def below(entry):
    """The page of an entry of the table of contents, and all that hang under it, in order."""
    yield entry["file"]
    for section in entry.get("sections", []):
        yield from below(section)


def is_lab(page):
    """Whether a page is a lab's."""
    return page.startswith("labs/")
