"""A reader who copies a drawing draws the right equations: each drawing, computed, is the cell that it shows."""

import ast
import inspect
import textwrap
from dataclasses import replace

import numpy as np
import pytest
import torch

from utils.drawings import cells
from utils.drawings.meaning import sources, value
from utils.models.cells import GRU, LSTM, RNN

FUNCTIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
B, D, M = 3, 4, 5


def cell(make, **options):
    """A cell with random parameters, and random x, h and c."""
    generator = torch.Generator().manual_seed(0)
    made = make(D, M, dtype=torch.float64, **options)
    for parameter in made.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    x, h, c = (torch.randn(B, size, generator=generator, dtype=torch.float64) for size in (D, M, M))
    return made, x, h, c


def reading(made, gates):
    """The sum that a box makes of what it reads, with the cell's own matrices; `gates` names the box's letter."""
    def total(part, read):
        letter = gates.get(part, part)
        past = sum(v @ getattr(made, f"W_h{letter}").T for name, v in read.items() if name != "x")
        own = 0 if part == "u" else getattr(made, f"b_{letter}")
        now = read["x"] @ getattr(made, f"W_x{letter}").T + own if "x" in read else 0
        return past + now + (made.b_hn if part == "u" else 0)
    return total


CASES = {
    "vanilla": (cells.vanilla, RNN, {}, {"h_after": 0}),
    "lstm": (cells.lstm, LSTM, {}, {"h_after": 0, "h_up": 0, "c_after": 1}),
    "gru": (cells.gru, GRU, {}, {"h_after": 0, "h_up": 0}),
    "gru before": (lambda: cells.gru("reset_before"), GRU, {"variant": "reset_before"}, {"h_after": 0})}
LETTERS = {"u": "n", "x_part": "n", "reset": "n"}


def computed(drawing, case, out):
    """What arrives at a part of a drawing, and what the cell itself gives there."""
    _, make, options, outs = CASES[case]
    made, x, h, c = cell(make, **options)
    found = value(drawing, out, {"x": x, "h_before": h, "c_before": c}, FUNCTIONS, reading(made, LETTERS))
    true = made(x[None], h)[1] if make is RNN else made.step(*((x, h, c) if make is LSTM else (x, h)))
    return found, (true[outs[out]] if make is LSTM else true)


@pytest.mark.parametrize(("case", "out"), [(case, out) for case, (*_, outs) in CASES.items() for out in outs])
def test_a_drawing_computes_what_its_cell_computes(case, out):
    found, true = computed(CASES[case][0](), case, out)
    assert torch.allclose(found, true, rtol=0, atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_no_line_and_no_operation_could_be_another(case):
    """The control: without any one of its lines, or with another sign, a drawing computes something else, or nothing."""
    drawing, outs = CASES[case][0](), CASES[case][3]
    needed = [edge for edge in drawing.edges if edge.end not in ("y", "y_out", "h_up", "c_after")]
    changed = [replace(drawing, edges=tuple(e for e in drawing.edges if e != edge)) for edge in needed]
    for part in drawing.parts:
        other = {"times": "plus", "plus": "times", "sigmoid": "tanh", "one_minus": ""}.get(part.means)
        if other is not None:
            parts = tuple(replace(p, means=other) if p == part else p for p in drawing.parts)
            changed.append(replace(drawing, parts=parts))
    assert len(changed) >= 4
    for wrong in changed:
        assert any(differs(wrong, case, out) for out in outs), set(drawing.edges) - set(wrong.edges)


def differs(drawing, case, out):
    try:
        found, true = computed(drawing, case, out)
    except (ValueError, RuntimeError, TypeError, AttributeError):
        return True
    return found.shape != true.shape or not torch.allclose(found, true, atol=1e-3)


def written(step):
    """The names that a cell's step assigns, each with the names that it reads."""
    body = ast.parse(textwrap.dedent(inspect.getsource(step))).body[0].body
    found = {}
    for line in body:
        if isinstance(line, ast.Assign):
            read = {node.id for node in ast.walk(line.value) if isinstance(node, ast.Name)}
            found[line.targets[0].id] = read - {"torch", "self"}
    return found


@pytest.mark.parametrize(("drawing", "step"), [(cells.lstm(), LSTM.step), (cells.gru(), GRU.step)])
def test_boxes_carry_the_names_of_the_code_and_read_what_it_reads(drawing, step):
    reads = written(step)
    gates = [part for part in drawing.parts if part.kind == "gate" or part.name == "g"]
    assert len(gates) >= 2
    for part in gates:
        assert {name.removesuffix("_before") for name in sources(drawing, part.name)} == reads[part.name]
        assert part.label == f"{part.name}_t"


def test_the_gradient_along_the_cell_line_is_the_forget_gate():
    drawing = cells.lstm_back()
    made, x, h, c = cell(LSTM)
    c.requires_grad_()
    _, new = made.step(x, h, c)
    new.sum().backward()
    forget = value(drawing, "f", {"x": x, "h_before": h}, FUNCTIONS, reading(made, {}))
    assert torch.allclose(c.grad, forget)
    passed = {end for _, end in drawing.gradient} | {start for start, _ in drawing.gradient}
    met = [drawing.part(name) for name in passed]
    assert not [part for part in met if part.kind in ("gate", "layer", "tanh")]
    factors = [edge.start for part in met if part.means == "times" for edge in drawing.into(part.name)]
    assert set(factors) - passed == {"f"}
    back = {end: start for start, end in drawing.gradient}
    walk = ["c_after"]
    while walk[-1] in back:
        walk.append(back[walk[-1]])
    assert walk[-1] == "c_before" and len(walk) == len(drawing.gradient) + 1


@pytest.mark.parametrize("stage", cells.STAGES)
def test_a_stage_shows_a_part_of_the_whole_that_can_be_computed(stage):
    whole, part = cells.lstm(), cells.lstm(stage)
    assert part.edges == whole.edges and part.parts == whole.parts
    shown = {p.name for p in part.parts} - part.faint
    made, x, h, c = cell(LSTM)
    edges = tuple(edge for edge in part.edges if {edge.start, edge.end} <= shown)
    found = value(replace(part, edges=edges, faint=frozenset()), "c_after", {"x": x, "h_before": h, "c_before": c}, FUNCTIONS,
                  reading(made, {}))
    a = {k: h @ getattr(made, f"W_h{k}").T + x @ getattr(made, f"W_x{k}").T + getattr(made, f"b_{k}") for k in "fig"}
    f, i, g = torch.sigmoid(a["f"]), torch.sigmoid(a["i"]), torch.tanh(a["g"])
    assert torch.allclose(found, f * c if stage == 1 else f * c + i * g)


def test_stages_grow():
    first, second = (cells.lstm(stage).faint for stage in (1, 2))
    assert second < first and not cells.lstm().faint


@pytest.mark.parametrize(("make", "argument", "said"), [
    (cells.lstm, 3, r"stage: got 3, expected one of \[1, 2\], or none"),
    (cells.gru, "after", r"variant: got 'after', expected one of \['reset_after', 'reset_before'\]")])
def test_what_is_not_there_is_refused(make, argument, said):
    with pytest.raises(ValueError, match=said):
        make(argument)


def test_a_value_that_nothing_gives_is_named():
    with pytest.raises(ValueError, match="nothing leads to 'h_before', and no value was given for it"):
        value(cells.vanilla(), "h_after", {"x": np.zeros(1)}, FUNCTIONS, lambda part, read: sum(read.values()))
