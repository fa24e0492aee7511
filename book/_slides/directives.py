"""Sphinx extension: what a deck may say. Everything that it shows is found on the built site or in what the labs stored.

`show` takes a figure, drawing, live figure, table or equation by its name, `listing` one by the first words of its caption,
`claim` a claim with its number and control, `quote` a sentence of the chapter, `points` a list of one of its sections, `ask` a
question, whose answer goes into the speaker's notes, `lab` a lab with its goal and time, `notes` what the speaker reads; the
role `measured` is that of the pages.
"""

from html import escape

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from rnn_book.lab_minutes import in_words as hours
from rnn_book.lab_minutes import stated as minutes_of
from rnn_book.lab_records import Library, in_print, lab_title, resolve, summary, unmarked
from rnn_book.shown import SAID, verdict_anchor
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from utils.book.in_words import bounds_in_words, controls, marked, on_seeds, values_in_words
from utils.book.registry import REGISTRY

from . import questions, site_parts
from .chapters import LABS, pages_of

LIBRARY = Library(LABS, REGISTRY)
LOG = logging.getLogger(__name__)


class Cut(SphinxDirective):
    """What all directives share: the site, the chapter's pages, raw HTML, and MyST of other origin."""

    required_arguments = 1
    final_argument_whitespace = True

    @property
    def site(self):
        """The built site, the deck's chapter first."""
        return site_parts.Site(self.config.slides_site, pages_of(self.env.docname))

    def run(self):
        """The nodes, or a warning, which names the deck and the line; the build fails of it when all decks are read."""
        try:
            return self.cut(" ".join(self.arguments[0].split()))
        except (ValueError, KeyError) as error:
            LOG.warning("%s: %s", self.name, error, location=self.get_location())
            return []

    @staticmethod
    def html(text):
        """A node of HTML."""
        return nodes.raw("", text, format="html")

    def boxed(self, tag, kind, *inside):
        """Nodes in an element of a class."""
        return [self.html(f'<{tag} class="{kind}">'), *inside, self.html(f"</{tag}>")]

    def myst(self, text):
        """Nodes of text that came from a lab or the registry."""
        box = nodes.Element()
        self.state.nested_parse(StringList(text.splitlines(), source="elsewhere"), 0, box)
        return box.children

    def notes(self, *inside):
        """What the speaker reads."""
        return self.boxed("aside", "notes", *inside)


class Show(Cut):
    """A figure, table or equation by its name; `bare` leaves its caption out, `rows` keeps the rows with these words."""

    option_spec = {"bare": directives.flag, "rows": directives.unchanged, "small": directives.flag}  # noqa: RUF012

    def cut(self, name):
        """The part of the page."""
        where = f"equation-{name}" if name.startswith("eq-") else name
        page, element = self.site.named(where)
        part = self.site.clean(page, element)
        if "bare" in self.options:
            without_caption(part, name)
        if "rows" in self.options:
            keep_rows(part, self.options["rows"].split(";"))
        if "small" in self.options:
            part["class"] = [*part.get("class", []), "small"]
        return [self.html(str(part))]


def without_caption(part, name):
    """Take the words of its caption from a part of the page; ValueError where it has none."""
    caption = part.select_one(".caption-text")
    if caption is None:
        raise ValueError(f"bare: got {name!r}, which has no caption, expected a figure or a table")
    caption.decompose()


def keep_rows(table, words):
    """Leave of a table the rows that hold one of these words; ValueError for words that no row holds."""
    rows = table.select("tbody > tr")
    kept = {id(row) for each in words for row in rows if site_parts.pattern(each).search(site_parts.plain(row.get_text()))}
    if len(kept) < len(words):
        raise ValueError(f"rows: got {words}, expected words of a row each")
    for row in rows:
        if id(row) not in kept:
            row.decompose()


class Listing(Cut):
    """A listing by the first words of its caption."""

    def cut(self, opening):
        """The listing."""
        page, element = site_parts.listing(self.site.articles(), opening)
        return [self.html(str(self.site.clean(page, element)))]


class Quote(Cut):
    """A sentence of the chapter, from these words to its end, or `to` others."""

    option_spec = {"to": directives.unchanged}  # noqa: RUF012

    def cut(self, opening):
        """A paragraph."""
        page, element = site_parts.paragraph(self.site, opening)
        part = self.site.clean(page, site_parts.passage(element, opening, self.options.get("to")))
        return [self.html(f'<p class="said">{part.decode_contents()}</p>')]


class Points(Cut):
    """The list of a section; with `leads` the words that open each item, the rest in the notes."""

    option_spec = {"leads": directives.flag}  # noqa: RUF012

    def cut(self, heading):
        """The list, and the notes."""
        page, where = site_parts.section(self.site.articles(), heading)
        items = [self.site.clean(page, item) for item in where.select("ul > li, ol > li") or
                 [each for each in where.find_all("p", recursive=False) if each.find("strong")]]
        if not items:
            raise ValueError(f"got {heading!r}, expected a section with a list")
        if "leads" not in self.options:
            return [self.html(a_list(items))]
        leads = [without_stop(item.find(["strong", "em"])) for item in items]
        said = self.notes(self.html(a_list(items)))
        return [self.html(a_list([lead or item for lead, item in zip(leads, items, strict=True)])), *said]


def without_stop(lead):
    """The words that open an item, without the full stop after them; None stays None."""
    if lead:
        last = lead.find_all(string=True)[-1]
        last.replace_with(last.rstrip().removesuffix("."))
    return lead


def a_list(items):
    """Items as a list in HTML."""
    return f"<ul>{''.join(f'<li>{item.decode_contents()}</li>' for item in items)}</ul>"


class Claim(Cut):
    """A claim: its verdict, its statement, one measurement with bounds and controls; what is true goes into the notes."""

    option_spec = {"by": directives.unchanged}  # noqa: RUF012

    def cut(self, identifier):
        """The box, and the notes."""
        entry, found = LIBRARY.claims[identifier], LIBRARY.of_claim(identifier)
        chosen = next((each for each in found if each.record["name"] == self.options.get("by", found[0].record["name"])), None)
        if chosen is None:
            names = ", ".join(each.record["name"] for each in found)
            raise ValueError(f"by: got {self.options['by']!r}, expected a measurement of the claim: {names}")
        verdict = f'<p class="claim-title"><span class="claim-verdict {verdict_anchor(entry["verdict"])}">' \
                  f'{SAID[entry["verdict"]]}</span> <span class="claim-name">{identifier}</span></p>'
        box = self.boxed("div", f"claim claim-{entry['verdict'].replace(' ', '-')}", self.html(verdict),
                         *self.myst(entry["statement"]), *self.measurement(chosen))
        return [*box, *self.notes(*self.myst(entry["truth"]))]

    def measurement(self, found):
        """What was measured, how much, between which bounds; and what the controls gave."""
        record = found.record
        rows = [(record["says"], marked(values_in_words(record)) + on_seeds(record), f"bounds: {bounds_in_words(record)}")]
        rows += [(f"control: {words}", marked(values_in_words(record, values)), "outside the bounds")
                 for words, values in controls(record).items()]
        lines = "".join(f"<tr><td>{in_html(says)}</td><td>{in_html(value)}</td><td>{in_html(rest)}</td></tr>"
                        for says, value, rest in rows)
        return [self.html(f'<table class="evidence"><caption>{lab_title(found.lab)}</caption><tbody>{lines}</tbody></table>')]


def in_html(text):
    """A lab's words in HTML, what was measured in bold."""
    return "".join(f"<strong>{escape(in_print(part))}</strong>" if measured else escape(in_print(part))
                   for part, measured in unmarked(text))


class Ask(Cut):
    """A question to the class; what is said of it afterwards goes into the notes."""

    option_spec = {"told": directives.unchanged, "from": directives.unchanged}  # noqa: RUF012

    def cut(self, words):
        """The question, and the notes."""
        found = questions.asked(self.site, words, self.options.get("told"), self.options.get("from"))
        predicts = found.form == "myst"
        kind, first = ("Predict", "Collect predictions in writing before you go on. Decided in ") if predicts else (
            "Ask", "Let two or three answer before you go on. From ")
        origin = lab_title(found.origin) if predicts else found.origin
        return [*self.boxed("div", "ask", self.html(f'<p class="ask-kind">{kind}</p>'), *self.told(found.question, found.form)),
                *self.notes(self.html(f"<p><strong>{first}{origin}.</strong></p>"), *self.told(found.answer, found.form))]

    def told(self, text, form):
        """Nodes of a question or an answer."""
        if form == "myst":
            return self.myst(text)
        return [self.html(text if text.lstrip().startswith("<p") else f"<p>{text}</p>")]


class Lab(Cut):
    """A lab: its title, its goal and how long it takes; what it says that one needs goes into the notes."""

    def cut(self, lab):
        """The box, and the notes."""
        first = questions.cells(lab)[0].source
        said = {part.partition("** ")[0].strip("*. "): questions.without_links(part.partition("** ")[2])
                for part in first.split("\n\n") if part.startswith("**")}
        name, title = first.partition("\n")[0].removeprefix("# ").split(". ", 1)
        heading = f'<p class="lab-name">{name}. {title} <span class="minutes">{hours(minutes_of(LABS, name[4:]))}</span></p>'
        return [*self.boxed("div", "lab", self.html(heading), *self.myst(said["Goal"])),
                *self.notes(self.html("<p><strong>What it needs.</strong></p>"), *self.myst(said["You need"]))]


class Notes(Cut):
    """What the speaker reads."""

    required_arguments = 0
    has_content = True

    def run(self):
        """The notes."""
        return self.notes(*self.myst("\n".join(self.content)))


class Measured(SphinxRole):
    """A number that a lab measured: ``{measured}`ar-ma/rnn_excess|median:.2f` ``, as on the pages."""

    def run(self):
        """The number, with the lab that measured it."""
        try:
            key, reducer, spec = resolve(self.text)
            found = LIBRARY.measurements[key]
        except (ValueError, KeyError) as error:
            LOG.warning("measured: %s", error, location=self.get_location())
            return [], []
        return [nodes.inline("", summary(found.record["values"], reducer, spec), classes=["measured"])], []


DIRECTIVES = {"show": Show, "listing": Listing, "quote": Quote, "points": Points, "claim": Claim, "ask": Ask, "lab": Lab,
              "notes": Notes}


def stands_alone(app, doctree):
    """A deck is in no table of contents, and need not be."""
    app.env.metadata[app.env.docname]["orphan"] = True


def setup(app):
    """Register the directives and the role."""
    app.add_config_value("slides_site", "", "env", str)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("measured", Measured())
    app.connect("doctree-read", stands_alone)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}
