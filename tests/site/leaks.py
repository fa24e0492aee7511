"""What a site without solutions must not hold, and where it holds it all the same."""

import re
from html import unescape

import nbformat
from bs4 import BeautifulSoup

from utils.book.students import passages, secrets

ANSWER = re.compile(r"```\{admonition\} Answer\n\s*:class: dropdown\n(.*?)\n\s*```", re.DOTALL)
MARKUP = re.compile(r"\{[^{}`]*\}`[^`]*`|`[^`]*`|\$[^$]*\$|\[[^\]]*\]\([^)]*\)|[*_{}\[\]\\'\"’‘“”<>–—&-]")
ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
LEAST = 40  # characters of a run of words that stand for a text
TEXTS = {".html", ".js", ".json", ".txt", ".ipynb", ".md", ".xml", ".inv", ".csv", ".css", ".xhtml"}


def bare(text):
    """A text without spaces and line breaks."""
    return "".join(text.split())


def runs(text):
    """The plain words of a text between its formulas, code and other marks, without spaces, where they are long enough."""
    return [bare(run) for run in MARKUP.split(text) if len(bare(run)) >= LEAST]


def of_labs(labs):
    """(lab, secret) for every passage of a solution, and every run of words of a model answer."""
    for path in labs:
        for cell in nbformat.read(path, as_version=4).cells:
            for lines in secrets(cell):
                found = passages(lines) if cell.cell_type == "code" else runs("\n".join(lines))
                yield from ((path.stem, bare(secret)) for secret in found)


def of_chapters(pages):
    """(page, secret) for every run of words of an answer to an exercise."""
    for page in pages:
        for answer in ANSWER.findall(page.read_text(encoding="utf-8")):
            yield from ((page.stem, run) for run in runs(answer))


def said(path):
    """All that a file of a site says, without markup and spaces; what a script holds as HTML in texts as well."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".js":
        text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
        text = unescape(re.sub(r"<[^>]*>", "", text.replace("\\n", "\n").replace('\\"', '"')))
    elif path.suffix in (".html", ".xhtml"):
        text = BeautifulSoup(text, "html.parser").get_text()
    return bare(text)


def leaks(site, secrets):
    """{(where it is from, secret): files} for each secret that a file of the site holds."""
    found = {}
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXTS):
        text = said(path)
        for origin, secret in secrets:
            if secret in text:
                found.setdefault((origin, secret), []).append(str(path.relative_to(site)))
    return found
