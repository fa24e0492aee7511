"""Sphinx extension for figures on a page: one image for light pages, one for dark pages, each a file of its own."""

import hashlib
import os
import posixpath
import re
from pathlib import Path
from urllib.parse import quote

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from utils.book.palette import to_dark

SIZE = re.compile(r'<svg[^>]*?\s(width|height)="([\d.]+)pt"[^>]*?\s(width|height)="([\d.]+)pt"', re.DOTALL)


class drawing(nodes.image):
    """An image whose size is known, and which a browser loads when it comes into view."""


def stored(env, found):
    """The two images of a figure that a lab stored, in one box."""
    return drawings(env, f"{found.lab}-{found.record['name']}", found.record["svg"], found.record["alt"])


def drawings(env, name, svg, alt):
    """The two images of a figure, in one box: Sphinx counts a figure's children to find its caption."""
    images = [image(env, f"{name}-{theme}", text, alt, theme) for theme, text in (("light", svg), ("dark", to_dark(svg)))]
    return nodes.container("", *images, classes=["drawings"])


def image(env, name, svg, alt, theme):
    """One image, its file written where Sphinx collects pictures from."""
    digest = hashlib.sha256(svg.encode()).hexdigest()[:10]
    path = Path(env.doctreedir) / "drawings" / f"{name}-{digest}.svg"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg, encoding="utf-8")
    uri = "/" + Path(os.path.relpath(path, env.srcdir)).as_posix()
    return drawing(uri=uri, alt=alt, classes=[f"only-{theme}", "no-scaled-link"], **size(svg))


def size(svg):
    """The width and height of a drawing in CSS pixels, as `img` wants them; nothing where the file does not say."""
    given = SIZE.search(svg)
    if not given:
        return {}
    return {given[i]: str(round(float(given[i + 1]) * 4 / 3)) for i in (1, 3)}


def visit_html(self, node):
    """Width and height as attributes, so that the page does not move when the picture arrives."""
    uri = posixpath.join(self.builder.imgpath, quote(self.builder.images[node["uri"]]))
    known = {side: node[side] for side in ("width", "height") if side in node}
    self.body.append(self.emptytag(node, "img", "\n", src=uri, alt=node["alt"], loading="lazy", **known))


def depart_html(self, node):
    """Nothing: an `img` has no end."""


class LightOnPaper(SphinxPostTransform):
    """Leave the dark drawings out of everything that is no web page."""

    default_priority = 100

    def run(self, **options):
        """Take them out, unless pages are being built that have a dark mode."""
        if self.app.builder.name not in {"html", "dirhtml", "singlehtml"}:
            for node in list(self.document.findall(drawing)):
                if "only-dark" in node["classes"]:
                    node.parent.remove(node)


def setup(app):
    """Register the image of a figure, for whichever extension makes one."""
    app.add_node(drawing, html=(visit_html, depart_html))
    app.add_post_transform(LightOnPaper)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
