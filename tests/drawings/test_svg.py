"""Drawings as SVG: sound, legible on a phone, in the house's colours, with words."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from utils.book.palette import COLOURS
from utils.drawings import cells, sequences
from utils.drawings.gallery import GALLERY
from utils.drawings.grammar import Drawing, Edge, Part
from utils.drawings.svg import FONT, border, label, path, svg

PHONE, SMALLEST = 350, 10.5  # pixels of a phone's column; the least height of a letter there


@pytest.fixture(params=GALLERY)
def drawing(request):
    return GALLERY[request.param]()


def test_it_is_sound_xml_with_words_for_all_labels(drawing):
    root = ElementTree.fromstring(svg(drawing))
    shown = "".join(root.itertext())
    for part in drawing.parts:
        assert part.label.partition("_")[0].strip("'") in shown
    assert len(drawing.alt) > 100 and "svg" not in drawing.alt.lower()


def test_only_house_colours_are_used(drawing):
    assert set(re.findall(r"#[0-9a-f]{6}", svg(drawing))) <= set(COLOURS.values())


def test_labels_are_legible_on_a_phone_and_nothing_leaves_the_canvas(drawing):
    width, height = drawing.size
    assert FONT * min(1, PHONE / width) >= SMALLEST
    for part in drawing.parts:
        (x, y), (half_width, half_height) = part.at, part.half
        assert half_width <= x <= width - half_width and half_height <= y <= height - half_height, part
    for edge in drawing.edges:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in edge.via)


def test_no_two_parts_lie_on_each_other(drawing):
    boxes = [part for part in drawing.parts if part.kind not in ("join", "text")]
    for k, one in enumerate(boxes):
        for other in boxes[k + 1:]:
            apart = [abs(a - b) >= p + q for a, b, p, q in zip(one.at, other.at, one.half, other.half, strict=True)]
            assert any(apart), (one.name, other.name)


def test_every_line_is_upright_or_level(drawing):
    for edge in drawing.edges:
        (x, y), (x_end, y_end) = drawing.part(edge.start).at, drawing.part(edge.end).at
        for (a, b), (c, d) in pairwise([(x, y), *edge.via, (x_end + edge.shift, y_end)]):
            assert a == c or b == d, edge


@pytest.mark.parametrize(("source", "shown"), [
    ("h", "h"), ("h_t", "ht"), ("c_{t-1}", "ct\N{MINUS SIGN}1"), ("tanh", "tanh"), ("a window of", "a window of"),
    ("'E'", "E"), ("W_{hh} h + b", "Whh h + b"), ("1\N{MINUS SIGN}", "1\N{MINUS SIGN}"), ("x<y", "x<y")])
def test_labels_read_as_they_are_written(source, shown):
    assert "".join(ElementTree.fromstring(f"<t>{label(source)}</t>").itertext()) == shown


@pytest.mark.parametrize(("source", "slanted"), [("h_t", True), ("tanh", False), ("'E'", False), ("a window of three", False)])
def test_letters_of_formulas_are_slanted_and_words_are_not(source, slanted):
    assert ("italic" in label(source)) is slanted


@pytest.mark.parametrize(("kind", "towards", "at"), [
    ("vector", (100, 0), (21, 0)), ("vector", (0, -50), (0, -15)), ("operation", (0, 50), (0, 11)),
    ("tanh", (-50, 0), (-17, 0)), ("text", (9, 9), (0, 0))])
def test_a_line_begins_at_the_border_of_its_part(kind, towards, at):
    assert border(Part("a", kind, (0, 0)), (0, 0), towards) == pytest.approx(at)


def test_bends_are_rounded_and_short_ones_less():
    assert path([(0, 0), (50, 0), (50, 50)]) == "M0.0 0.0L41.0 0.0Q50 0 50.0 9.0L50.0 50.0"
    assert path([(0, 0), (4, 0), (4, 50)]) == "M0.0 0.0L2.0 0.0Q4 0 4.0 9.0L4.0 50.0"


ONE, TWO = Part("a", "vector", (40, 20), "a"), Part("b", "vector", (140, 20), "b")


def lines(**options):
    """The lines of a drawing of two parts."""
    made = Drawing((180, 40), (ONE, TWO), (Edge("a", "b", carried=True),), "words", **options)
    return re.findall(r'<path d="M([\d.]+) [^"]*" fill="none" stroke="(#\w+)" stroke-width="([\d.]+)"', svg(made))


def test_what_is_carried_is_blue_a_gradient_orange_and_backwards_and_what_is_faint_is_faint():
    assert lines() == [("61.0", COLOURS["blue"], "2.6")]
    assert lines(gradient=(("a", "b"),)) == [("119.0", COLOURS["orange"], "2.6")]
    assert lines(faint=frozenset({"b"})) == [("61.0", COLOURS["faint"], "1.5")]


def test_a_gradient_elsewhere_does_not_dim_a_line_between_parts_that_are_shown():
    beside = re.findall(r'<path [^>]*fill="none" stroke="(#\w+)"', svg(cells.lstm_back()))
    assert beside.count(COLOURS["ink"]) == 1  # the forget gate's line into the product


@pytest.mark.parametrize(("options", "said"), [
    ({"parts": (ONE, ONE)}, r"parts: got \['a'\] twice"),
    ({"edges": (Edge("a", "c"),)}, r"edges: got \['c'\], expected names of parts"),
    ({"faint": frozenset("z")}, r"edges: got \['z'\], expected names of parts"),
    ({"gradient": (("b", "a"),)}, r"gradient: got \[\('b', 'a'\)\], expected edges of the drawing")])
def test_a_drawing_that_cannot_be_is_refused(options, said):
    with pytest.raises(ValueError, match=said):
        Drawing(**({"size": (9, 9), "parts": (ONE, TWO), "edges": (Edge("a", "b"),), "alt": "words"} | options))


def test_the_rows_of_a_language_model_are_the_same_symbols_moved_by_one():
    labels = {part.name: part.label for part in sequences.shifted().parts}
    steps = len(sequences.NAME) + 1
    assert [labels[f"out{k}"] for k in range(steps - 1)] == [labels[f"in{k}"] for k in range(1, steps)]
    assert labels["in0"] == labels[f"out{steps - 1}"] == "'↵'"


def test_a_batch_draws_padding_faint_and_says_true_lengths():
    made = sequences.batch()
    for b, length in enumerate(sequences.LENGTHS):
        real = [name for t in range(5) if (name := f"x{b}{t}") not in made.faint]
        assert len(real) == length == int(made.part(f"length{b}").label)


@pytest.mark.parametrize(("row", "seen"), [("a", 1), ("b", 3), ("c", 5)])
def test_what_a_model_sees_reaches_what_it_says(row, seen):
    made, reached = sequences.memories(), {f"{row}_says"}
    for _ in range(7):
        reached |= {edge.start for edge in made.edges if edge.end in reached}
    assert len([name for name in reached if name[0] == row and name[1:].isdigit()]) == seen


def ways(drawing, start, end):
    """All paths along the edges from one part to another, as tuples of names."""
    if start == end:
        return [(end,)]
    return [(start, *rest) for edge in drawing.edges if edge.start == start for rest in ways(drawing, edge.end, end)]


def test_each_path_from_a_copy_of_the_weights_to_a_loss_is_a_term_of_the_double_sum():
    made = sequences.losses()
    for t in (1, 2, 3):
        for j in (1, 2, 3):
            found = ways(made, f"W{j}", f"L{t}")
            assert len(found) == (j <= t)
            assert not found or sum(name[0] == "h" for name in found[0]) - 1 == t - j  # as many Jacobians


def test_one_path_is_lit_and_all_else_is_faint():
    made = sequences.path_of_a_term()
    assert list(made.gradient) == list(pairwise(ways(made, "W1", "L3")[0]))
    shown = {part.name for part in made.parts} - made.faint
    assert shown - {name for pair in made.gradient for name in pair} == {"J2", "J3"}


def test_forwards_every_state_reaches_all_later_ones_and_backwards_only_those_of_its_window():
    made = sequences.windows()
    lit = Drawing(made.size, made.parts, tuple(edge for edge in made.edges if (edge.start, edge.end) in made.gradient), "lit")
    for t in sequences.SIX:
        for j in sequences.SIX:
            assert len(ways(made, f"x{j}", f"h{t}")) == (j <= t)
            together = (j - 1) // sequences.WINDOW == (t - 1) // sequences.WINDOW
            assert len(ways(lit, f"b{j}", f"L{t}")) == (j <= t and together)
    assert ways(made, "h0", "h6")


def test_forced_inputs_come_from_nowhere_and_free_ones_from_the_output_before():
    made = sequences.forced()
    for t in (2, 3):
        assert made.into(f"forced in{t}") == [] and [edge.start for edge in made.into(f"free in{t}")] == [f"free y{t - 1}"]
        assert [made.part(f"{way} in{t}").label for way in ("forced", "free")] == [f"x_{t}", f"y_{t - 1}"]
    assert made.into("free in1") == []


def test_one_line_joins_encoder_and_decoder_and_all_ways_from_source_to_target_take_it():
    made = sequences.one_vector()
    left = {f"x{t}" for t in (1, 2, 3)} | {f"h{t}" for t in range(4)}
    assert [(edge.start, edge.end) for edge in made.edges if (edge.start in left) != (edge.end in left)] == [("h3", "d1")]
    for t in (1, 2, 3):
        assert all(("h3", "d1") in pairwise(way) for way in ways(made, f"x{t}", f"out{t}")) and ways(made, f"x{t}", "out3")
        assert [edge.start for edge in made.into(f"in{t}")] == ([f"out{t - 1}"] if t > 1 else [])
