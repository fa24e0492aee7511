"""`show` and the house style: what is refused, and both sets of colours."""

import matplotlib.pyplot as plt
import pytest

from utils.book import figures
from utils.book.palette import PAIRS, to_dark

ALT = "A line that rises from zero to one."


@pytest.fixture
def shown(monkeypatch):
    """The outputs that were displayed, as (data, metadata)."""
    outputs = []
    monkeypatch.setattr(figures, "display", lambda data, metadata, raw: outputs.append((data, metadata)))
    figures.use_house_style()
    return outputs


def drawn(x="step", y="error"):
    """A figure with one line."""
    fig, ax = plt.subplots()
    ax.plot([0, 1], [0, 1])
    ax.set(xlabel=x, ylabel=y)
    return fig


def test_show_stores_a_picture_for_jupyter_and_a_drawing_for_the_site(shown):
    figures.show(drawn(), "rise", alt=ALT)
    (data, metadata), = shown
    assert data["text/plain"] == f"[figure rise] {ALT}"
    assert metadata["image/png"]["alt"] == metadata["figure"]["alt"] == ALT
    assert metadata["figure"]["svg"].lstrip().startswith("<?xml") and "<svg" in metadata["figure"]["svg"]


def test_show_closes_the_figure(shown):
    figures.show(drawn(), "rise", alt=ALT)
    assert not plt.get_fignums()


def test_the_same_figure_is_the_same_drawing(shown):
    for _ in range(2):
        figures.show(drawn(), "rise", alt=ALT)
    assert shown[0][1]["figure"]["svg"] == shown[1][1]["figure"]["svg"]


@pytest.mark.parametrize("alt", ["", "   ", "a plot", " " * 30])
def test_figure_without_alternative_text_is_refused(shown, alt):
    with pytest.raises(ValueError, match="alt: got"):
        figures.show(drawn(), "rise", alt=alt)
    assert not shown


@pytest.mark.parametrize("name", ["Rise", "a-b", "1st", "", None])
def test_bad_name_is_refused(shown, name):
    with pytest.raises(ValueError, match="name: got"):
        figures.show(drawn(), name, alt=ALT)


@pytest.mark.parametrize(("labels", "axis"), [({"x": ""}, "x-axis"), ({"y": ""}, "y-axis")])
def test_axes_without_label_are_refused(shown, labels, axis):
    with pytest.raises(ValueError, match=f"no {axis} has a label"):
        figures.show(drawn(**labels), "rise", alt=ALT)


def test_axes_that_are_not_drawn_need_no_label(shown):
    fig, ax = plt.subplots()
    ax.set_axis_off()
    figures.show(fig, "boxes", alt=ALT)
    assert shown


def test_labels_of_the_whole_figure_count(shown):
    fig, _ = plt.subplots(2, 2)
    fig.supxlabel("step")
    fig.supylabel("error")
    figures.show(fig, "four", alt=ALT)
    assert shown


def test_dark_drawing_has_no_light_colour_left(shown):
    fig, ax = plt.subplots()
    for name, (light, _) in PAIRS.items():
        ax.plot([0, 1], [0, 1], color=light, label=name)
    ax.set(xlabel="step", ylabel="error")
    ax.legend()
    figures.show(fig, "all", alt=ALT)
    light_svg = shown[0][1]["figure"]["svg"].lower()
    dark_svg = to_dark(light_svg)
    assert all(light in light_svg and light not in dark_svg and dark in dark_svg for light, dark in PAIRS.values())
    assert not {"#000000", "#ffffff"} & set(dark_svg.split('"')) and "fill: #ffffff" not in dark_svg


def test_dark_colours_are_not_taken_for_light_ones():
    lights, darks = zip(*PAIRS.values(), strict=True)
    assert not set(lights) & set(darks)


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "faint"])
def test_every_colour_stands_out_from_its_page(name):
    for colour, ground in zip(PAIRS[name], ("#ffffff", "#121212"), strict=True):
        assert contrast(colour, ground) >= 3


def contrast(one, other):
    """The contrast ratio that WCAG 2 defines."""
    low, high = sorted(luminance(c) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    """The relative luminance that WCAG 2 defines."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
