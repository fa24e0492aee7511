"""Interview questions on pages: `questions` prints a topic of the bank with folded answers, `question-list` links all of them
or those that it names, `self-test` asks for numbers, `mock-interview` draws ten.

Without scripts each is a list to read and to unfold; scripts of the same names make more of it.
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from utils.book.bank_pages import printed
from utils.book.interview import LEVELS, asked, read  # not `bank`: whether links lead anywhere the build itself checks

from .folds import folded
from .lab_records import lab_title
from .shown import Shown

# Seen only where scripts run; questions.js fills in what there is to choose.
FILTER = """<form class="question-filter ledger-filter" aria-label="Show some questions only">
<label>Level <select name="level"><option value="">all</option></select></label>
<label>Topic <select name="topic"><option value="">all</option></select></label>
<output></output>
</form>
"""


def bank_folder(env):
    """Where the questions are: `book/interview` of this book."""
    return Path(env.srcdir) / env.config.interview_folder


class Questions(Shown, SphinxDirective):
    """All questions of one topic, its file's name without `.toml`, each folded behind its question."""

    required_arguments = 1

    def run(self):
        """A fold for each question."""
        path = bank_folder(self.env) / f"{self.arguments[0]}.toml"
        self.env.note_dependency(str(path))
        return [self.question(identifier, entry) for identifier, entry in read(path)]

    def question(self, identifier, entry):
        """The question and its level as the title; inside all that there is to say."""
        title = [*self.inline(entry["question"]), " ", nodes.inline("", entry["level"], classes=["question-level"])]
        fold = folded(title, *self.led("In thirty seconds", entry["short"]),
                      folded(["At the whiteboard"], self.myst(entry["long"])),
                      *[folded([*self.inline(part["question"])], self.myst(part["answer"])) for part in entry["follow_ups"]],
                      *self.led("Often said, and wrong", f"{entry['wrong']} {entry['why_wrong']}"), self.proof(entry),
                      *self.led("Read on", self.taught(entry)), classes=["question"])
        fold["ids"], fold["names"] = [f"question-{identifier}"], []
        self.state.document.note_explicit_target(fold, fold)
        self.labs.note("question", identifier, fold)
        return fold

    def inline(self, text):
        """One paragraph of MyST without the paragraph."""
        return self.myst(text)[0].children

    def led(self, lead, text):
        """MyST whose first paragraph begins with a lead in bold."""
        return list(self.myst(f"**{lead}.** {text}").children)

    def proof(self, entry):
        """What proves the answer: claims, and measurements with the lab that made them."""
        links = []
        for name in entry["proof"]:
            found = self.labs.library.measurements.get(name)
            links += ["; ", self.measured(name, found) if found else self.labs.link("claim", name, f"claim {name}")]
        return self.paragraph(nodes.strong("", "Proved by."), " ", *links[1:], classes=["question-proof"])

    def measured(self, key, found):
        """The link to the cell that measured something, by the measurement's name: several may be of one lab."""
        self.labs.note_use(found)
        return self.labs.link("measurement", key, f"{found.record['name'].replace('_', ' ')}, {lab_title(found.lab).lower()}")

    @staticmethod
    def taught(entry):
        """The sections that teach the matter and the sources, as MyST."""
        sections = [f"[](/book/{place.replace('#', '.md#')})" for place in entry["pages"]]
        sources = [f"{{cite:t}}`{key}`" for key in entry["sources"]]
        return f"{', '.join(sections)}. Sources: {', '.join(sources)}."


class QuestionList(Shown, SphinxDirective):
    """A link to every question of the bank, topic by topic, and the means to see some only; or to those that it names."""

    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """The filter, then for each topic a title and a list; of questions that are named one list, in their order."""
        topics = [list(read(self.noted(path))) for path in sorted(bank_folder(self.env).glob("*.toml"))]
        if not self.arguments:
            return [nodes.raw("", FILTER, format="html"), *(part for topic in topics for part in self.topic(topic))]
        everything = dict(question for topic in topics for question in topic)
        unknown = set(self.arguments[0].split()) - set(everything)
        if unknown:
            raise self.error(f"question-list: got {', '.join(sorted(unknown))}, expected questions of the bank")
        return [self.listed([(name, everything[name]) for name in self.arguments[0].split()], "questions-named")]

    def noted(self, path):
        """The path, whose changes change this page."""
        self.env.note_dependency(str(path))
        return path

    def topic(self, questions):
        """The topic's name and its questions, each with its level."""
        words = next(entry for _, entry in questions)["topic"]
        by_level = sorted(questions, key=lambda each: LEVELS.index(each[1]["level"]))
        return [nodes.rubric("", words, classes=["question-topic"]), self.listed(by_level, "question-list")]

    def listed(self, questions, kind):
        """A list of links to questions, of a class of its own."""
        items = [nodes.list_item("", self.item(identifier, entry), classes=[f"level-{entry['level']}"])
                 for identifier, entry in questions]
        return nodes.bullet_list("", *items, classes=[kind])

    def item(self, identifier, entry):
        """The link to a question, and its level."""
        link = self.labs.link("question", identifier, self.myst(entry["question"]).astext())
        return self.paragraph(link, " ", nodes.inline("", entry["level"], classes=["question-level"]))


class SelfTest(Shown, SphinxDirective):
    """Every item of the self-test: what is asked, and folded behind it the answer and the question that explains it."""

    def run(self):
        """A fold for each item, in one box."""
        path = bank_folder(self.env).with_name("selftest.toml")
        self.env.note_dependency(str(path))
        return [nodes.container("", *[self.item(name, item) for name, item in asked(path)], classes=["self-test"])]

    def item(self, name, item):
        """One item."""
        why = self.labs.link("question", item["about"], "why")
        answer = self.paragraph(nodes.strong("", item["prints"]), ": ", why, ".")
        return folded([item["ask"]], answer, classes=["self-test-item", f"item-{name}"])


class MockInterview(SphinxDirective):
    """The place of the mock interview, and what stands there without scripts."""

    def run(self):
        """A box with one sentence."""
        said = nodes.paragraph("", "Drawing, clock and sheet need scripts, which your browser does not run here.")
        return [nodes.container("", said, classes=["mock-interview"])]


def write_bank(app, error):
    """Write the questions beside their pages as a script, which the mock interview can load from a folder too."""
    folder = Path(app.outdir, app.config.interview_folder).parent
    if error or app.builder.name != "html":
        return
    if bank := list(printed(folder)):
        (folder / "bank.js").write_text(f"mockInterview.arrived({json.dumps(bank, ensure_ascii=False)});\n", encoding="utf-8")


def setup(app):
    """Register the directives, and write the bank when the pages are finished."""
    app.add_config_value("interview_folder", "book/interview", "env", str)
    for name, directive in (("questions", Questions), ("question-list", QuestionList), ("self-test", SelfTest),
                            ("mock-interview", MockInterview)):
        app.add_directive(name, directive)
    app.connect("build-finished", write_bank, priority=960)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
