"""Folds: parts of a page behind a line of words, opened by the reader or by a link into them. The browser's own `details`."""

from docutils import nodes


class fold(nodes.container):
    """What a reader may open; builders other than HTML treat it as the container that it is."""


class fold_title(nodes.paragraph):
    """The line that says what a fold holds; elsewhere a paragraph."""


def folded(title, *parts, classes=()):
    """A fold of these parts under a title of strings and nodes."""
    words = [nodes.Text(part) if isinstance(part, str) else part for part in title]
    return fold("", fold_title("", "", *words), *parts, classes=list(classes))


def visit_fold(self, node):
    """Start of a fold."""
    self.body.append(self.starttag(node, "details"))


def depart_fold(self, node):
    """End of a fold."""
    self.body.append("</details>\n")


def visit_title(self, node):
    """Start of its title."""
    self.body.append(self.starttag(node, "summary", ""))


def depart_title(self, node):
    """End of its title."""
    self.body.append("</summary>\n")


def register(app):
    """Tell Sphinx how folds look in HTML."""
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_node(fold_title, html=(visit_title, depart_title))
