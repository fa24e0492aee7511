"""The directive `drawing`: a drawing of `utils.drawings` as a numbered figure."""

from docutils.parsers.rst import directives
from sphinx.directives.patches import Figure
from sphinx.util.docutils import SphinxDirective

from utils.drawings.gallery import GALLERY
from utils.drawings.svg import svg

from .drawings import drawings
from .lab_records import unknown
from .labs_domain import warn


class Architecture(SphinxDirective, Figure):
    """A numbered figure of a drawing, by its name in the gallery."""

    required_arguments = 1
    option_spec = {"name": directives.unchanged, "class": directives.class_option}  # noqa: RUF012

    def run(self):
        """The figure, or a warning where there is no such drawing or it has no caption."""
        name = self.arguments[0]
        if name not in GALLERY:
            warn(unknown("drawing", name, GALLERY, "in utils/drawings/gallery.py"), self.get_location())
            return []
        if not self.content:
            warn(f"drawing {name}: expected a caption", self.get_location())
        drawn = GALLERY[name]()
        box = drawings(self.env, name, svg(drawn), drawn.alt)
        self.arguments, classes = [box[0]["uri"]], self.options.pop("class", [])
        figure, *messages = super().run()
        figure["classes"] += ["architecture", *classes]
        figure[0] = box
        return [figure, *messages]
