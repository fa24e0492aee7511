"""What `show` refuses: nothing drawn, an axis without words, colours that a dark page cannot change, too many bytes."""

import math
from xml.etree import ElementTree

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from utils.book.palette import COLOURS

HEAVIEST = 300_000  # bytes of SVG: more than twice what the heaviest figure of the labs has
PAINTS = {"fill", "stroke", "color", "stop-color", "flood-color"}
PLAIN = {"none", "#000000", "#ffffff"}
MESHES = ("QuadMesh", "PolyQuadMesh")  # their groups hold a colour map's colours; those of images are in a PNG


def check_figure(fig):
    """Raise ValueError unless `fig` is a figure in which each panel shows something and each axis says what it shows."""
    if not isinstance(fig, Figure):
        raise ValueError(f"fig: got {type(fig).__name__}, expected a matplotlib Figure")
    check_drawn(fig)
    check_labels(fig)


def check_svg(svg):
    """Raise ValueError where a drawing has a colour off the palette, or more bytes than a page should load."""
    check_weight(svg)
    check_colours(svg)


def panels(fig):
    """The visible axes of a figure, without colour bars."""
    return [ax for ax in fig.axes if ax.get_visible() and colour_bar(ax) is None]


def colour_bar(ax):
    """The colour bar that these axes were made for, if any."""
    return getattr(ax, "_colorbar", None)


def check_drawn(fig):
    """Raise ValueError if there are no panels, or one of them has axes and nothing in them."""
    if not any(drawn(ax) for ax in panels(fig)):
        raise ValueError("fig: nothing is drawn in it, expected at least one panel with something in it")
    for number, ax in enumerate(panels(fig), 1):
        if framed(ax) and not drawn(ax):
            raise ValueError(f"fig: panel {number} is empty; draw in it, or turn it off with set_axis_off")


def framed(ax):
    """Whether the axes themselves are shown; those in space keep that apart."""
    return getattr(ax, "_axis3don", ax.axison)


def drawn(ax):
    """Whether anything but the axes themselves was drawn."""
    return ax.has_data() or any((ax.texts, ax.tables, ax.artists, ax.child_axes))


def check_labels(fig):
    """Raise ValueError where an axis that carries ticks, or a colour bar, has no label."""
    for number, ax in enumerate(panels(fig), 1):
        for axis in "xyz" if hasattr(ax, "zaxis") else "xy":
            if ticked(ax, axis) and not labelled(fig, ax, axis):
                raise ValueError(f"fig: the {axis}-axis of panel {number} has no label; "
                                 f"name the quantity and its unit with set_{axis}label")
    for bar in filter(None, map(colour_bar, fig.axes)):
        if not any(own_label(bar.ax, axis) for axis in "xy"):
            raise ValueError("fig: a colour bar has no label; name the quantity and its unit with colorbar(..., label=...)")


def ticked(ax, axis):
    """Whether the axis is drawn with ticks or their labels."""
    line = getattr(ax, f"{axis}axis")
    return framed(ax) and line.get_visible() and any(
        part.get_visible() for tick in line.get_major_ticks()
        for part in (tick.tick1line, tick.tick2line, tick.label1, tick.label2))


def labelled(fig, ax, axis):
    """Whether an axis has a label: its own, the whole figure's, or one on a panel in line that shares the axis."""
    if own_label(ax, axis) or any(super_label(place, axis) for place in (fig, ax.figure)):
        return True
    groups = getattr(ax, f"get_shared_{axis}_axes", None)  # there is none for depth
    sharing = groups().get_siblings(ax) if groups else []
    return any(own_label(other, axis) and in_line(ax, other, axis) for other in sharing)


def own_label(ax, axis):
    """The label of the axis itself, without spaces around it."""
    return getattr(ax, f"get_{axis}label")().strip()


def super_label(place, axis):
    """The label that a figure, or a part of one, has for all its panels."""
    return axis in "xy" and getattr(place, f"get_sup{axis}label")().strip()


def in_line(ax, other, axis):
    """Whether two panels stand in one column (for the x-axis) or in one row."""
    direction = "intervalx" if axis == "x" else "intervaly"
    (a, b), (c, d) = (getattr(each.get_position(), direction) for each in (ax, other))
    return max(a, c) < min(b, d)


def check_weight(svg):
    """Raise ValueError if a drawing is heavier than a page should load."""
    weight = len(svg.encode())
    if weight > HEAVIEST:
        raise ValueError(f"fig: its drawing weighs {weight / 1000:,.0f} kB, expected at most {HEAVIEST / 1000:,.0f} kB; "
                         "draw fewer points, or give rasterized=True to what has so many")


def check_colours(svg):
    """Raise ValueError if a drawing has a colour that a dark page would not exchange for its partner."""
    for colour in sorted(colours(svg) - PLAIN - set(COLOURS.values())):
        name = nearest(colour)
        raise ValueError(f"fig: the colour {colour} is not in the palette and would stay as it is on a dark page; "
                         f"the nearest there is COLOURS[{name!r}], {COLOURS[name]}")


def colours(svg):
    """The colours that a drawing is made of, those of colour maps left out."""
    found, waiting = set(), [ElementTree.fromstring(svg)]
    while waiting:
        element = waiting.pop()
        if not element.get("id", "").startswith(MESHES):
            found |= painted(element)
            waiting.extend(element)
    return found


def painted(element):
    """The colours that one element names, as attributes or in its style; references to patterns are none."""
    pairs = [*element.items(), *(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)]
    values = {value.strip() for name, value in pairs if name.strip() in PAINTS}
    return {value for value in values if not value.startswith("url(")}


def nearest(colour):
    """The name of the palette's colour that lies nearest."""
    return min(COLOURS, key=lambda name: math.dist(to_rgb(COLOURS[name]), to_rgb(colour)))
