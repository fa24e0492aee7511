"""Figures, measurements and longer runs on a page: what chapters say for them, and what stands for them in a lab."""

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.directives.patches import Figure
from sphinx.util.docutils import SphinxDirective, SphinxRole

from utils.book.stored import key_of
from utils.experiments import records as experiments

from .drawings import stored
from .lab_records import in_print, resolve, summary, unmarked
from .labs_domain import warn
from .shown import Shown


class LabFigure(Shown, SphinxDirective, Figure):
    """A numbered figure that a lab stored."""

    required_arguments = 1
    option_spec = {"name": directives.unchanged, "class": directives.class_option}  # noqa: RUF012

    def run(self):
        """The figure, or a warning where there is none such or it has no caption."""
        key, figures = self.arguments[0], self.labs.library.figures
        if key not in figures:
            return self.unknown("figure", key, figures)
        if not self.content:
            warn(f"lab-figure {key}: expected a caption", self.get_location())
        return self.numbered(key, figures[key])

    def numbered(self, key, found):
        """Sphinx's own figure, with the two drawings in the place of its image."""
        box = stored(self.env, found)
        self.arguments, classes = [box[0]["uri"]], self.options.pop("class", [])
        figure, *messages = super().run()
        figure["classes"] += ["lab-figure", *classes]
        figure[0] = box
        self.legend(figure).append(self.paragraph(self.to_lab("figure", key, found), classes=["figure-source"]))
        return [figure, *messages]

    @staticmethod
    def legend(figure):
        """The figure's legend; a new one where it has none."""
        if not isinstance(figure[-1], nodes.legend):
            figure.append(nodes.legend())
        return figure[-1]


class StoredFigure(Shown, SphinxDirective):
    """A figure on the page of the lab that stored it."""

    required_arguments = 1

    def run(self):
        """The two drawings, as a target for the chapters."""
        key = f"{self.env.docname.rpartition('/')[2]}/{self.arguments[0]}"
        if key not in self.labs.library.figures:
            return self.unknown("figure", key, self.labs.library.figures)
        figure = nodes.figure("", stored(self.env, self.labs.library.figures[key]), classes=["lab-figure"])
        figure["ids"] = [nodes.make_id(f"f-{self.arguments[0]}")]
        self.labs.note("figure", key, figure)
        return [figure]


class StoredMeasurement(Shown, SphinxDirective):
    """A measurement on the page of the lab that made it: the line that the lab shows."""

    required_arguments = 1
    has_content = True

    def run(self):
        """The line, as a target for the chapters."""
        given = self.arguments[0]
        key = given if "/" in given else f"{self.env.docname.rpartition('/')[2]}/{given}"
        if key not in self.labs.library.measurements:
            return self.unknown("measurement", key, self.labs.library.measurements)
        return [self.line(key, self.labs.library.measurements[key].record)]

    def line(self, key, record):
        """The line with what was measured in bold and, where a claim rests on it, the way to the ledger."""
        parts = [self.value(text) if measured else in_print(text)
                 for text, measured in unmarked(" ".join(self.content))]
        if "claim" in record:
            parts += [" ", self.labs.link("ledger", record["claim"], "Ledger", "To the claim's entry in the ledger")]
        box = nodes.container("", self.paragraph(*parts), classes=["measurement"], ids=[nodes.make_id(f"m-{key}")])
        self.labs.note("measurement", key, box)
        return box


class LongerRun(Shown, SphinxDirective):
    """Where the record of an experiment comes from: date, processor, versions, seeds and command; or that there is none.

    Lines of content, `heading: key`, ask for its rows in a table with these columns too; then nothing stands where there is no
    record.
    """

    required_arguments = 1
    has_content = True

    def run(self):
        """The line and the table, or a warning where there is no such experiment or no such key."""
        name = self.arguments[0]
        if name not in experiments.names():
            return self.unknown("experiment", name, experiments.names(), "in utils/experiments")
        self.env.note_dependency(str(experiments.FOLDER / f"{name}.json"))
        line = self.myst(f"{experiments.origin(name)} {experiments.standing(name)}", "longer-run")
        return self.table(name, line) if self.content else [line]

    def table(self, name, line):
        """The rows of the record, and the line below them."""
        pairs = (line.rsplit(":", 1) for line in self.content)
        try:
            rows = experiments.table(name, {heading.strip(): key.strip() for heading, key in pairs})
        except ValueError as error:
            warn(f"longer-run {name}: {error}", self.get_location())
            return []
        return [self.myst(rows, "longer-run-rows"), line] if rows else []


class OnGpus(Shown, SphinxDirective):
    """Which of the experiments for a GPU have been measured, on which card; or that none has been."""

    def run(self):
        """The sentence."""
        for name in experiments.names():
            self.env.note_dependency(str(experiments.FOLDER / f"{name}.json"))
        return self.sentences(experiments.on_gpus())


class Measured(Shown, SphinxRole):
    """A number that a lab measured, in the prose: ``{measured}`ar-ma/rnn_excess|median:.2f` ``."""

    def run(self):
        """The number as a link to the lab's cell, and no messages."""
        try:
            key, reducer, spec = resolve(self.text)
            known = self.labs.library.measurements
            if key not in known:
                return self.unknown("measurement", key, known), []
            return [self.number(known[key], summary(known[key].record["values"], reducer, spec))], []
        except ValueError as error:
            warn(f"measured: {error}", self.get_location())
            return [], []

    def number(self, found, text):
        """The link."""
        self.labs.note_use(found)
        return self.labs.link("measurement", key_of(found), text, classes=["measured"])
