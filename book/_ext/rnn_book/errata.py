"""The directive `errata`: a room of the errata museum, its exhibits with what is wrong folded behind the code."""

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from utils.book.errata import ADDRESS, ROOMS, documented, read

from .folds import folded
from .lab_records import lab_title, summary, typeset
from .shown import Shown


class Errata(Shown, SphinxDirective):
    """All exhibits of one room, in order."""

    required_arguments = 1

    def run(self):
        """A box for each exhibit."""
        room = directives.choice(self.arguments[0], tuple(ROOMS))
        path = Path(self.env.srcdir) / self.env.config.errata_file
        self.env.note_dependency(str(path))
        return [self.exhibit(identifier, entry) for identifier, entry in read(path).items() if entry["room"] == room]

    def exhibit(self, identifier, entry):
        """The title, the piece of code, and folded behind it what is wrong."""
        box = nodes.container(classes=["exhibit"], names=[f"exhibit-{identifier}"])
        self.state.document.note_explicit_target(box, box)
        code = f"# {entry['said']}\n{entry['code'].strip()}"
        title = nodes.rubric("", f"Exhibit {entry['number']}. {entry['title']}", classes=["exhibit-title"])
        box += [title, nodes.literal_block(code, code, language="python"),
                folded(["What is true, a number, and the mend"], *self.inside(entry))]
        return box

    def inside(self, entry):
        """What the fold of an exhibit holds, a paragraph each."""
        return [*self.myst(entry["true"]).children, self.led("Mended.", nodes.literal("", entry["mend"])),
                *self.witness(entry), self.led("It lives on.", *self.myst(entry["lives_on"])[0].children),
                *self.myst(self.taught(entry)).children]

    def led(self, lead, *parts):
        """A paragraph that begins with a lead in bold."""
        return self.paragraph(nodes.strong("", lead), " ", *parts)

    def witness(self, entry):
        """The measurement with its controls and its cell, and those of earlier labs on the same matter."""
        key, found = entry["witness"], self.labs.library.measurements.get(entry["witness"])
        if found is None:
            return self.unknown("measurement", key, self.labs.library.measurements)
        says = found.record["says"].removeprefix(f"exhibit {entry['number']}: ")
        spec = entry.get("format")
        controls = "; ".join(f"{control['words']}: {typeset(control['value'], spec)}" for control in found.record["controls"])
        value = self.value(summary(found.record["values"], spec=spec))
        return [self.led("Witness.", f"{says[0].upper()}{says[1:]}: ", value, f". Control: {controls}. ",
                         self.to_lab("measurement", key, found), *self.earlier(entry), ".")]

    def earlier(self, entry):
        """Links to the measurements of other labs that an exhibit names."""
        links = []
        for key in entry.get("also", []):
            if found := self.labs.library.measurements.get(key):
                self.labs.note_use(found)
                words = f"{lab_title(found.lab)} ({key.removeprefix(f'{found.lab}/').replace('/', ', ').replace('_', ' ')})"
                links += [", also " if not links else ", ", self.labs.link("measurement", key, words)]
        return links

    @staticmethod
    def taught(entry):
        """The section that teaches the matter, and the sources, as MyST."""
        sources = [f"[`{documented(name)}`]({name})" if name.startswith(ADDRESS) else f"{{cite:t}}`{name}`"
                   for name in entry["sources"]]
        return f"**Read on.** [](/book/{entry['page'].replace('#', '.md#')}). Sources: {', '.join(sources)}."


def setup(app):
    """Register the directive."""
    app.add_config_value("errata_file", "book/errata.toml", "env", str)
    app.add_directive("errata", Errata)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
