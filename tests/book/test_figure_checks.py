"""What `show` refuses of a figure and of its drawing, and what it must let pass."""

import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.cm import ScalarMappable
from matplotlib.offsetbox import AnchoredText

from utils.book.figure_checks import HEAVIEST, check_figure, check_svg, colours, nearest
from utils.book.figures import use_house_style
from utils.book.palette import COLOURS


@pytest.fixture(autouse=True)
def style():
    """The book's colours, also for what has none of its own."""
    use_house_style()


def panels(rows=1, columns=1, labels=True, **options):
    """A figure and its panels, a line in each."""
    fig, axes = plt.subplots(rows, columns, squeeze=False, **options)
    for ax in axes.flat:
        ax.plot([0, 1], [0, 1])
        if labels:
            ax.set(xlabel="step", ylabel="error")
    return fig, axes


def svg(fig):
    """The drawing of a figure, as `show` makes it."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="svg", transparent=True)
    return buffer.getvalue().decode()


def refused(fig, message):
    """Assert that a figure is refused with these words."""
    with pytest.raises(ValueError, match=f"^fig: {message}"):
        check_figure(fig)


@pytest.mark.parametrize(("thing", "kind"), [(None, "NoneType"), ("x", "str")])
def test_what_is_no_figure_is_refused(thing, kind):
    refused(thing, f"got {kind}, expected a matplotlib Figure$")


def test_axes_are_no_figure():
    refused(panels()[1][0, 0], "got Axes, expected a matplotlib Figure")


def test_a_figure_without_panels_or_with_empty_ones_is_refused():
    refused(plt.figure(), "nothing is drawn in it")
    for shape in ((1, 1), (2, 2)):
        fig, axes = plt.subplots(*shape, squeeze=False)
        for ax in axes.flat:
            ax.set(xlabel="step", ylabel="error")
        refused(fig, "nothing is drawn in it")
        fig.suptitle("A title draws nothing")
        refused(fig, "nothing is drawn in it")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_empty_panel_is_refused_unless_it_is_turned_off(place):
    fig, axes = panels(1, 3)
    axes[0, place].clear()
    axes[0, place].set(xlabel="step", ylabel="error")
    refused(fig, f"panel {place + 1} is empty; draw in it, or turn it off with set_axis_off")
    axes[0, place].set_axis_off()
    check_figure(fig)
    axes[0, place].set_axis_on()
    axes[0, place].set_visible(False)
    check_figure(fig)


@pytest.mark.parametrize("draw", [
    lambda ax: ax.text(0.5, 0.5, "box"), lambda ax: ax.annotate("", (0, 0), (1, 1)), lambda ax: ax.imshow(np.eye(2)),
    lambda ax: ax.bar([0], [1]), lambda ax: ax.scatter([0], [1]), lambda ax: ax.axhline(0), lambda ax: ax.pcolormesh(np.eye(2)),
    lambda ax: ax.table([["1"]]), lambda ax: ax.inset_axes([0, 0, 1, 1]),
    lambda ax: ax.add_artist(AnchoredText("box", "center"))])
def test_anything_drawn_will_do(draw):
    fig, ax = plt.subplots()
    ax.set(xlabel="step", ylabel="error")
    draw(ax)
    check_figure(fig)


@pytest.mark.parametrize("axis", "xy")
@pytest.mark.parametrize("panel", [0, 1, 2])
@pytest.mark.parametrize("label", ["", "  "])
def test_each_panel_needs_its_labels(panel, axis, label):
    fig, axes = panels(1, 3)
    axes[0, panel].set(**{f"{axis}label": label})
    refused(fig, f"the {axis}-axis of panel {panel + 1} has no label; name the quantity and its unit with set_{axis}label")


def test_a_grid_that_shares_its_axes_needs_labels_at_its_edges_only():
    fig, axes = panels(2, 3, labels=False, sharex=True, sharey=True)
    for ax in axes[1]:
        ax.set_xlabel("step")
    refused(fig, "the y-axis of panel 1")
    axes[0, 0].set_ylabel("error")
    refused(fig, "the y-axis of panel 4")
    axes[1, 0].set_ylabel("error")
    check_figure(fig)
    axes[1, 1].set_xlabel("")
    refused(fig, "the x-axis of panel 2")


@pytest.mark.parametrize(("sharex", "sharey", "axis"), [("col", False, "y"), (False, "row", "x"), (False, False, "x")])
def test_an_axis_that_is_not_shared_needs_its_own_label(sharex, sharey, axis):
    fig, axes = panels(2, 2, labels=False, sharex=sharex, sharey=sharey)
    for ax in axes[1]:
        ax.set_xlabel("step")
    for ax in axes[:, 0]:
        ax.set_ylabel("error")
    refused(fig, f"the {axis}-axis of panel")


def test_panels_of_other_widths_that_share_an_axis():
    fig = plt.figure()
    wide = fig.add_subplot(2, 1, 1)
    left, right = (fig.add_subplot(2, 2, place, sharex=wide) for place in (3, 4))
    for ax in (wide, left, right):
        ax.plot([0, 1])
        ax.set_ylabel("error")
    wide.set_xlabel("step")
    check_figure(fig)
    wide.set_xlabel("")
    left.set_xlabel("step")
    refused(fig, "the x-axis of panel 3")


def test_panels_that_only_touch_are_not_in_one_column():
    fig = plt.figure(layout="none")
    left = fig.add_axes([0, 0, 0.5, 1], xlabel="step", ylabel="error")
    right = fig.add_axes([0.5, 0, 0.5, 1], sharex=left, ylabel="error")
    for ax in (left, right):
        ax.plot([0, 1])
    refused(fig, "the x-axis of panel 2")


def test_labels_of_the_whole_figure_count_and_blank_ones_do_not():
    fig, _ = panels(2, 2, labels=False)
    fig.supxlabel("step")
    refused(fig, "the y-axis of panel 1")
    fig.supylabel("  ")
    refused(fig, "the y-axis of panel 1")
    fig.supylabel("error")
    check_figure(fig)


def test_labels_of_a_part_of_the_figure_count_for_that_part():
    fig = plt.figure(layout="constrained")
    for part in fig.subfigures(1, 2):
        part.subplots().plot([0, 1])
        part.supylabel("error")
        refused(fig, "the x-axis of panel 1")
    fig.supxlabel("step")
    check_figure(fig)
    fig.subfigs[1].supylabel("")
    refused(fig, "the y-axis of panel 2")


@pytest.mark.parametrize("hide", [
    lambda ax: ax.set_axis_off(), lambda ax: ax.set(xticks=[], yticks=[]), lambda ax: ax.set_visible(False),
    lambda ax: (ax.xaxis.set_visible(False), ax.yaxis.set_visible(False)),
    lambda ax: ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)])
def test_an_axis_without_ticks_needs_no_label(hide):
    fig, axes = panels(1, 2)
    axes[0, 1].set(xlabel="", ylabel="")
    hide(axes[0, 1])
    check_figure(fig)


@pytest.mark.parametrize("left", ["bottom", "labelbottom", "top", "labeltop"])
def test_any_part_of_a_tick_asks_for_a_label(left):
    fig, axes = panels()
    axes[0, 0].tick_params(**{part: part == left for part in ("bottom", "labelbottom", "top", "labeltop")})
    axes[0, 0].set_xlabel("")
    refused(fig, "the x-axis of panel 1")


def test_a_second_scale_needs_a_label_of_its_own():
    fig, axes = panels()
    twin = axes[0, 0].twinx()
    twin.plot([0, 1], [3, 4])
    refused(fig, "the y-axis of panel 2")
    twin.set_ylabel("rate")
    check_figure(fig)


def test_depth_needs_a_label():
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    ax.plot([0, 1], [0, 1], [0, 1])
    ax.set(xlabel="a", ylabel="b")
    fig.supxlabel("all")
    refused(fig, "the z-axis of panel 1 .* with set_zlabel")
    ax.set_zlabel("c")
    check_figure(fig)


@pytest.mark.parametrize("orientation", ["vertical", "horizontal"])
def test_a_colour_bar_has_a_label_of_its_own_and_lends_it_to_no_axis(orientation):
    fig, ax = plt.subplots()
    bar = fig.colorbar(ax.imshow(np.eye(3)), orientation=orientation)
    ax.set(xlabel="unit", ylabel="step")
    refused(fig, "a colour bar has no label; name the quantity and its unit with colorbar")
    fig.supxlabel("all")
    refused(fig, "a colour bar has no label")
    bar.set_label("size")
    check_figure(fig)
    ax.set(ylabel="")
    refused(fig, "the y-axis of panel 1")


def test_a_colour_bar_is_no_panel():
    fig, _ = panels()
    fig.colorbar(ScalarMappable(), ax=fig.axes, label="size")
    ax = fig.add_subplot()
    ax.set(xlabel="step", ylabel="error")
    refused(fig, "panel 2 is empty")
    only = plt.figure()
    only.colorbar(ScalarMappable(), cax=only.add_subplot(), label="size")
    refused(only, "nothing is drawn in it")


@pytest.mark.parametrize(("colour", "hexadecimal", "name"), [
    ("red", "#ff0000", "orange"), ("#0067ad", "#0067ad", "blue"), ("0.5", "#808080", "grey"), ("#008060", "#008060", "green"),
    ("pink", "#ffc0cb", "faint"), ("#202020", "#202020", "ink")])
def test_a_colour_off_the_palette_is_refused_with_the_nearest_there_is(colour, hexadecimal, name):
    fig, axes = panels()
    axes[0, 0].plot([1, 0], color=colour)
    with pytest.raises(ValueError) as error:
        check_svg(svg(fig))
    assert str(error.value) == (f"fig: the colour {hexadecimal} is not in the palette and would stay as it is on a dark page; "
                                f"the nearest there is COLOURS[{name!r}], {COLOURS[name]}")
    assert nearest(COLOURS[name]) == name


@pytest.mark.parametrize("draw", [
    lambda ax: ax.text(0.5, 0.5, "word", color="#123456"), lambda ax: ax.set_title("t", backgroundcolor="#123456"),
    lambda ax: ax.bar([0], [1], facecolor="#123456"), lambda ax: ax.bar([0], [1], edgecolor="#123456"),
    lambda ax: ax.scatter([0, 1], [0, 1], c=["#123456"] * 2), lambda ax: ax.grid(color="#123456"),
    lambda ax: ax.bar([0], [1], hatch="/", edgecolor="#123456", facecolor="none"),
    lambda ax: ax.axvspan(0, 1, color="#123456", alpha=0.2), lambda ax: ax.tick_params(labelcolor="#123456"),
    lambda ax: ax.plot([0, 1], marker="o", markerfacecolor="#123456")])
def test_whatever_has_the_colour(draw):
    fig, axes = panels()
    draw(axes[0, 0])
    with pytest.raises(ValueError, match="the colour #123456"):
        check_svg(svg(fig))


@pytest.mark.parametrize("draw", [
    lambda ax: ax.imshow(np.eye(3)), lambda ax: ax.pcolormesh(np.arange(9).reshape(3, 3)),
    lambda ax: ax.pcolor(np.arange(9).reshape(3, 3)), lambda ax: ax.figure.colorbar(ax.imshow(np.eye(3))),
    lambda ax: ax.text(0, 0, "on an image", color="white"), lambda ax: ax.axhline(0, color="black"),
    lambda ax: ax.bar([0], [1], hatch="/", edgecolor=COLOURS["blue"], facecolor="none"),
    lambda ax: [ax.plot([0, i], color=colour, alpha=0.5) for i, colour in enumerate(COLOURS.values())]])
def test_colour_maps_and_the_palette_pass(draw):
    fig, axes = panels()
    draw(axes[0, 0])
    check_svg(svg(fig))


@pytest.mark.parametrize(("element", "found"), [
    ('<path fill="#111111" stroke="#222222"/>', {"#111111", "#222222"}),
    ('<path style="fill: #111111; stroke:#222222;opacity: 0.5; marker; src: a:b:c"/>', {"#111111", "#222222"}),
    ('<stop stop-color="#111111"/><x color="#222222" flood-color="#333333"/>', {"#111111", "#222222", "#333333"}),
    ('<g id="QuadMesh_1"><path fill="#111111"/></g>', set()), ('<g id="PolyQuadMesh_1"><path fill="#111111"/></g>', set()),
    ('<g id="line_1"><g><path fill="#111111"/></g></g>', {"#111111"}), ('<path fill="url(#h1)"/>', set()),
    ('<path id="#111111" d="#222222"/>', set())])
def test_colours_of_a_drawing(element, found):
    assert colours(f'<svg xmlns="http://www.w3.org/2000/svg">{element}</svg>') == found


def test_a_drawing_that_is_too_heavy_is_refused_with_a_way_out():
    drawing = "<svg>" + " " * (HEAVIEST - 11) + "</svg>"
    check_svg(drawing)
    with pytest.raises(ValueError, match=r"^fig: its drawing weighs 300 kB, expected at most 300 kB; .*rasterized=True"):
        check_svg(drawing + "\n")
    with pytest.raises(ValueError, match="weighs 1,200 kB"):
        check_svg("é" * 600_000)


def test_many_points_are_heavy_and_light_as_pixels():
    fig, axes = panels()
    line, = axes[0, 0].plot(np.random.default_rng(0).random(20_000), "o")
    with pytest.raises(ValueError, match=r"its drawing weighs \d,\d{3} kB"):
        check_svg(svg(fig))
    line.set_rasterized(True)
    check_svg(svg(fig))
