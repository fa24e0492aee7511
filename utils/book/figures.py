"""The house style of figures, and the one call that shows a figure under a name.

The notebook's output holds a PNG on white, which reads in any JupyterLab theme. The same drawing travels as SVG in the
output's metadata; the site shows that one, once with the light colours and once with each replaced by its dark partner.
"""

import base64
import io

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from IPython.display import display
from matplotlib.figure import Figure

from utils.book.figure_checks import check_figure, check_svg
from utils.book.kernel import check_seeded, once
from utils.book.palette import COLOURS, PAIRS, to_dark
from utils.checks import check_name

__all__ = ["COLOURS", "PAIRS", "show", "to_dark", "use_house_style"]

SHORTEST_ALT = 20  # characters; less cannot say what a plot shows

STYLE = {
    "figure.figsize": (6.0, 3.5),
    "figure.dpi": 110,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "axes.facecolor": "none",
    "axes.edgecolor": COLOURS["grey"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.titlecolor": COLOURS["ink"],
    "axes.titlesize": "medium",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": COLOURS["faint"],
    "grid.linewidth": 0.6,
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "legend.frameon": False,
    "lines.linewidth": 1.8,
    "font.size": 12,
    "image.cmap": "cividis",
    "svg.fonttype": "path",
    "svg.hashsalt": "house",
    # a dash and a colour each, so that no line is told by its colour alone
    "axes.prop_cycle": cycler(color=[COLOURS[c] for c in ("blue", "orange", "green", "purple", "grey")])
    + cycler(linestyle=["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))]),
}


def use_house_style():
    """Set matplotlib's defaults to the book's."""
    mpl.rcParams.update(STYLE)


def show(fig, name, *, alt):
    """Show a figure in a lab under a name by which a chapter can show it too, and close it, also where it is refused.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        Lower-case letters, digits and underscores; unique in its lab.
    alt : str
        What a reader who cannot see the figure should know of it, in a sentence or two.

    Raises
    ------
    ValueError
        If `name` is not of that form or was used already, `alt` is too short to say anything, a panel is empty, an axis
        or a colour bar has no label, a colour is neither of the palette nor of a colour map, or the drawing is too heavy.
    RuntimeError
        If PyTorch was imported after `start` and drew random numbers without its seed.
    """
    try:
        check_name(name)
        check_alt(alt)
        check_figure(fig)
        svg = rendered(fig, "svg", transparent=True, metadata={"Date": None}).decode()
        check_svg(svg)
        png = base64.b64encode(rendered(fig, "png", facecolor="white", dpi=2 * STYLE["figure.dpi"] / 1.6)).decode()
        check_seeded()
        once("figure", name)
    finally:
        close(fig)
    meta = {"figure": {"name": name, "alt": alt, "svg": svg}, "image/png": {"alt": alt, "width": width(fig)}}
    display({"image/png": png, "text/plain": f"[figure {name}] {alt}"}, metadata=meta, raw=True)


def check_alt(alt):
    """Raise ValueError unless `alt` is text that is long enough to say something."""
    if not isinstance(alt, str) or len(alt.strip()) < SHORTEST_ALT:
        raise ValueError(f"alt: got {alt!r}, expected a description of at least {SHORTEST_ALT} characters")


def close(fig):
    """Close a figure, or the one that axes given by mistake belong to."""
    fig = getattr(fig, "figure", fig)
    if isinstance(fig, Figure):
        plt.close(fig)


def rendered(fig, kind, **options):
    """The figure's bytes as `kind`."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format=kind, **options)
    return buffer.getvalue()


def width(fig):
    """The width, in CSS pixels, at which the figure is meant to be seen."""
    return round(fig.get_figwidth() * 96)
