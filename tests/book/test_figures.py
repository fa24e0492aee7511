"""`show` and the house style: what is stored, and both sets of colours."""

import base64
import io
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.image import imread

from tests.paths import LABS
from utils.book import figures
from utils.book.figure_checks import check_svg
from utils.book.palette import COLOURS, PAIRS, to_dark
from utils.book.stored import stored

ALT = "A line that rises from zero to one."
DRAWINGS = [found for path in LABS for found in stored(path, "figure")]


@pytest.fixture
def shown(monkeypatch):
    """The outputs that were displayed, as (data, metadata)."""
    outputs = []

    def display(data, metadata, raw):
        assert raw, "else IPython would look for a representation of the dict"
        outputs.append((data, metadata))

    monkeypatch.setattr(figures, "display", display)
    figures.use_house_style()
    return outputs


def drawn(x="step", y="error", **options):
    """A figure with one line."""
    fig, ax = plt.subplots(**options)
    ax.plot([0, 1], [0, 1])
    ax.set(xlabel=x, ylabel=y)
    return fig


def test_show_stores_a_picture_for_jupyter_and_a_drawing_for_the_site(shown):
    figures.show(drawn(figsize=(5.0, 2.5)), "rise", alt=ALT)
    (data, metadata), = shown
    assert set(data) == {"image/png", "text/plain"} and set(metadata) == {"figure", "image/png"}
    assert data["text/plain"] == f"[figure rise] {ALT}"
    assert metadata["image/png"] == {"alt": ALT, "width": 480}
    assert (metadata["figure"]["name"], metadata["figure"]["alt"]) == ("rise", ALT)
    assert metadata["figure"]["svg"].lstrip().startswith("<?xml") and "<svg" in metadata["figure"]["svg"]


def test_the_picture_is_on_white_and_has_more_pixels_than_it_is_wide(shown):
    figures.show(drawn(figsize=(5.0, 2.5)), "rise", alt=ALT)
    pixels = imread(io.BytesIO(base64.b64decode(shown[0][0]["image/png"])))
    assert pixels.shape == (343, 687, 4) and pixels[0, 0].tolist() == [1, 1, 1, 1]


def test_the_drawing_lets_the_page_show_through(shown):
    figures.show(drawn(), "rise", alt=ALT)
    svg = shown[0][1]["figure"]["svg"]
    assert "#ffffff" not in svg and "<dc:date>" not in svg and "<text" not in svg


@pytest.mark.parametrize("fault", [
    {"name": "Rise"}, {"alt": ""}, {"fig": lambda: drawn(x="")}, {"fig": lambda: plt.subplots()[0]}, {"fig": plt.figure},
    {"fig": lambda: drawn().axes[0]}, {}])
def test_show_closes_the_figure_also_where_it_is_refused(shown, fault):
    fig = fault.get("fig", drawn)()
    if fault:
        with pytest.raises(ValueError):
            figures.show(fig, fault.get("name", "rise"), alt=fault.get("alt", ALT))
    else:
        figures.show(fig, "rise", alt=ALT)
    assert not plt.get_fignums() and bool(shown) is not bool(fault)


def test_other_figures_stay_open(shown):
    other = drawn()
    figures.show(drawn(), "rise", alt=ALT)
    with pytest.raises(ValueError, match="fig: got NoneType"):
        figures.show(None, "none", alt=ALT)
    assert plt.get_fignums() == [other.number]


def test_the_same_figure_is_the_same_drawing(shown):
    for name in ("rise", "again"):
        figures.show(drawn(), name, alt=ALT)
    assert shown[0][1]["figure"]["svg"] == shown[1][1]["figure"]["svg"]


def test_a_name_is_used_once(shown):
    figures.show(drawn(), "rise", alt=ALT)
    with pytest.raises(ValueError, match="name: got 'rise', and a figure of that name was recorded already"):
        figures.show(drawn(), "rise", alt=ALT)


@pytest.mark.parametrize("alt", ["", "   ", "a plot", " " * 30, "x" * 19, None, 3, b"x" * 30])
def test_figure_without_alternative_text_is_refused(shown, alt):
    told = re.escape(f"alt: got {alt!r}, expected a description of at least 20 characters")
    with pytest.raises(ValueError, match=f"^{told}$"):
        figures.show(drawn(), "rise", alt=alt)
    assert not shown


def test_twenty_characters_can_say_something(shown):
    figures.show(drawn(), "rise", alt="x" * 20)
    assert shown


@pytest.mark.parametrize("name", ["Rise", None])
def test_bad_name_is_refused(shown, name):
    with pytest.raises(ValueError, match="name: got"):
        figures.show(drawn(), name, alt=ALT)


def test_a_colour_off_the_palette_and_a_heavy_drawing_are_refused(shown, monkeypatch):
    fig = drawn()
    fig.axes[0].axhline(0.5, color="red")
    with pytest.raises(ValueError, match="the colour #ff0000 is not in the palette"):
        figures.show(fig, "rise", alt=ALT)
    monkeypatch.setattr("utils.book.figure_checks.HEAVIEST", 100)
    with pytest.raises(ValueError, match="its drawing weighs"):
        figures.show(drawn(), "rise", alt=ALT)
    assert not shown


@pytest.mark.parametrize("found", DRAWINGS, ids=lambda found: f"{found.lab}/{found.record['name']}")
def test_the_labs_drawings_keep_to_the_palette_and_the_budget(found):
    check_svg(found.record["svg"])


def test_house_style_replaces_what_was_set(shown):
    mpl.rcdefaults()
    figures.use_house_style()
    assert all(mpl.rcParams[key] == value for key, value in figures.STYLE.items() if key != "figure.figsize")
    assert plt.rcParams["svg.fonttype"] == "path" and plt.rcParams["figure.constrained_layout.use"] is True
    assert (plt.rcParams["axes.grid"], plt.rcParams["axes.axisbelow"], plt.rcParams["legend.frameon"]) == (True, True, False)
    assert not plt.rcParams["axes.spines.top"] and not plt.rcParams["axes.spines.right"]


def test_lines_differ_in_colour_and_in_dash(shown):
    cycle = list(mpl.rcParams["axes.prop_cycle"])
    assert [COLOURS[name] for name in ("blue", "orange", "green", "purple", "grey")] == [line["color"] for line in cycle]
    assert len({str(line["linestyle"]) for line in cycle}) == len(cycle)


def test_dark_drawing_has_no_light_colour_left(shown):
    fig, ax = plt.subplots()
    for name, (light, _) in PAIRS.items():
        ax.plot([0, 1], [0, 1], color=light, label=name)
    ax.set(xlabel="step", ylabel="error")
    ax.legend()
    figures.show(fig, "all", alt=ALT)
    light_svg = shown[0][1]["figure"]["svg"]
    dark_svg = to_dark(light_svg)
    assert all(light in light_svg and light not in dark_svg and dark in dark_svg for light, dark in PAIRS.values())
    assert not {"#000000", "#ffffff"} & set(dark_svg.split('"')) and "fill: #ffffff" not in dark_svg


def test_colours_are_exchanged_whole_and_in_either_case():
    assert to_dark("#0067ac;#0067AC;#0067ac80;#abc0067ac;#123456") == "#5fb4f2;#5fb4f2;#0067ac80;#abc0067ac;#123456"


def test_dark_colours_are_not_taken_for_light_ones():
    lights, darks = zip(*PAIRS.values(), strict=True)
    assert not set(lights) & set(darks) and all(colour == colour.lower() for colour in lights + darks)


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
