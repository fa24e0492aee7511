"""A drawing as SVG text, in the colours of a light page (`utils.book.palette.to_dark` gives the other)."""

import math
import re
from html import escape

from utils.book.palette import COLOURS

FONT = 15  # of a label on a canvas of 430 units: 12 px at least on a phone
CORNER, HEAD = 9, 7  # radius of a bend; length of an arrow's head
STROKE = {"vector": "ink", "carried": "blue", "gate": "green", "layer": "ink", "operation": "ink", "tanh": "ink", "cell": "ink"}
SUBSCRIPT = re.compile(r"_\{([^}]*)\}|_(.)")


def svg(drawing):
    """The drawing as the text of an SVG file."""
    width, height = drawing.size
    behind = sorted(drawing.edges, key=lambda edge: not {edge.start, edge.end} & drawing.faint)
    lines = [edge_svg(drawing, edge) for edge in behind]
    parts = [part_svg(part, part.name in drawing.faint) for part in drawing.parts]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * 0.75:g}pt" height="{height * 0.75:g}pt" '
            f'viewBox="0 0 {width:g} {height:g}" font-family="STIX Two Text, STIXGeneral, Cambria, Georgia, serif" '
            f'font-size="{FONT}">\n' + "\n".join([*lines, *parts]) + "\n</svg>\n")


def part_svg(part, faint):
    """One part: its shape, its label and its note."""
    colour = COLOURS["faint"] if faint else COLOURS[STROKE.get(part.kind, "ink")]
    return shape(part, colour) + text(part, COLOURS["faint" if faint else "ink"])


def shape(part, colour):
    """The outline of a part; nothing for words."""
    (x, y), (half_width, half_height) = part.at, part.half
    paint = f'fill="{colour}" fill-opacity="{0.16 if part.kind == "gate" else 0.05}" stroke="{colour}" stroke-width="1.5"'
    if part.kind == "join":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{half_width:g}" fill="{colour}"/>'
    if part.kind == "operation":
        return f'<circle cx="{x:g}" cy="{y:g}" r="{half_width:g}" {paint}/>'
    if part.kind == "tanh":
        return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{half_width:g}" ry="{half_height:g}" {paint}/>'
    if part.kind == "text":
        return ""
    return (f'<rect x="{x - half_width:g}" y="{y - half_height:g}" width="{2 * half_width:g}" height="{2 * half_height:g}" '
            f'rx="7" {paint}/>')


def text(part, colour):
    """Label and note of a part, the note below the label."""
    x, y = part.at
    rise = 2 if part.note else 5
    words = ""
    if part.label:
        words = f'<text x="{x:g}" y="{y + rise:g}" text-anchor="middle" fill="{colour}">{label(part.label)}</text>'
    if part.note:
        words += (f'<text x="{x:g}" y="{y + 14:g}" text-anchor="middle" fill="{colour}" font-size="{FONT - 4}">'
                  f'{label(part.note)}</text>')
    return words


def label(source):
    """A label as SVG: a formula's letters slanted, its subscripts lowered; words, and what stands in quotes, upright."""
    if source.startswith("'") or re.search(r"[a-z]{3}", SUBSCRIPT.sub("", source)):
        return escape(source.strip("'"))
    base, *subscript = SUBSCRIPT.split(source, maxsplit=1)
    slanted = "".join(f'<tspan font-style="italic">{sign}</tspan>' if sign.isalpha() else escape(sign) for sign in base)
    if not subscript:
        return slanted
    braced, single, rest = subscript
    low = escape(braced or single).replace("-", "\N{MINUS SIGN}")
    after = f'<tspan dy="-4">{label(rest)}</tspan>' if rest else ""
    return f'{slanted}<tspan dy="4" font-size="72%" font-style="italic">{low}</tspan>{after}'


def edge_svg(drawing, edge):
    """One edge: its line and its head; in orange and from its end to its start where a gradient runs along it."""
    start, end = drawing.part(edge.start), drawing.part(edge.end)
    points = line(edge, start, end)
    back = (edge.start, edge.end) in drawing.gradient
    if back:
        points.reverse()
    faint = not back and {edge.start, edge.end} & drawing.faint
    name = "orange" if back else "faint" if faint else "blue" if edge.carried else "ink"
    heads = (start if back else end).kind != "join"
    width = 2.6 if back or (edge.carried and not faint) else 1.5
    dashes = ' stroke-dasharray="6 4"' if back else ""
    drawn = (f'<path d="{path(shortened(points) if heads else points)}" fill="none" stroke="{COLOURS[name]}" '
             f'stroke-width="{width}"{dashes}/>')
    return drawn + (head(points, COLOURS[name]) if heads else "")


def line(edge, start, end):
    """The points of an edge, from the border of its first part to that of its last."""
    first, last = start.at, (end.at[0] + edge.shift, end.at[1])
    points = [first, *edge.via, last]
    return [border(start, first, points[1]), *edge.via, border(end, last, points[-2])]


def border(part, middle, towards):
    """Where a line from a part's middle, or a place beside it, to a point leaves its shape."""
    (x, y), (half_width, half_height) = middle, part.half
    dx, dy = towards[0] - x, towards[1] - y
    if not (dx or dy) or not half_width:
        return x, y
    if part.kind in ("operation", "tanh", "join"):
        share = 1 / math.hypot(dx / half_width, dy / half_height)
    else:
        share = min(half / abs(step) for half, step in ((half_width, dx), (half_height, dy)) if step)
    return x + share * dx, y + share * dy


def shortened(points):
    """The line without the length of its head."""
    *before, (x, y) = points
    angle = math.atan2(y - before[-1][1], x - before[-1][0])
    return [*before, (x - (HEAD - 1) * math.cos(angle), y - (HEAD - 1) * math.sin(angle))]


def head(points, colour):
    """An arrow's head at the last point."""
    (x_before, y_before), (x, y) = points[-2:]
    angle = math.atan2(y - y_before, x - x_before)
    corners = [(x, y)] + [(x - HEAD * math.cos(angle + turn), y - HEAD * math.sin(angle + turn)) for turn in (-0.5, 0.5)]
    return f'<path d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}Z" fill="{colour}"/>'


def path(points):
    """A line through points with rounded corners."""
    first, *corners, last = points
    parts = [f"M{first[0]:.1f} {first[1]:.1f}"]
    for before, corner, after in zip([first, *corners], corners, [*corners[1:], last], strict=False):
        (x, y), (x_after, y_after) = toward(corner, before), toward(corner, after)
        parts.append(f"L{x:.1f} {y:.1f}Q{corner[0]:g} {corner[1]:g} {x_after:.1f} {y_after:.1f}")
    return "".join([*parts, f"L{last[0]:.1f} {last[1]:.1f}"])


def toward(corner, point):
    """The point where the rounding of a corner begins, on the way to another."""
    length = math.dist(corner, point)
    share = min(CORNER, length / 2) / length
    return corner[0] + share * (point[0] - corner[0]), corner[1] + share * (point[1] - corner[1])
