"""The chain and the tree, run as drawn, are the loop and the scan; the attention drawn is that of the network."""

from dataclasses import replace

import pytest
import torch

from utils.drawings import limits
from utils.drawings.meaning import sources, value
from utils.models.attention import Attenders
from utils.models.scan import loop, scan


class Step:
    """A step h -> a h + b, and how many joins it took one after the other; `+` joins it with a later one."""

    def __init__(self, a, b, waited=0):
        self.a, self.b, self.waited = a, b, waited

    def __add__(self, later):
        return Step(later.a * self.a, later.a * self.b + later.b, 1 + max(self.waited, later.waited))

    def __radd__(self, nothing):
        return self


def given(way):
    """Random steps by the names of their inputs, and their factors and addends."""
    generator = torch.Generator().manual_seed(0)
    a, b = (torch.randn(len(limits.AT), generator=generator, dtype=torch.float64) for _ in range(2))
    return {f"{way}x{t}": Step(a[t - 1], b[t - 1]) for t in limits.AT}, a, b


def states(drawing, way):
    """What the drawing gives for each state: the joined step up to there."""
    steps, *_ = given(way)
    return [value(drawing, f"{way}h{t}", steps, {}, None) for t in limits.AT]


@pytest.mark.parametrize(("way", "joins", "waited"), [("loop ", 7, 7), ("", 11, 4)])
def test_chain_and_tree_give_all_states_with_the_joins_that_they_say(way, joins, waited):
    drawing, (_, a, b) = limits.chain_and_tree(), given(way)
    found = states(drawing, way)
    for compute in (loop, scan):
        assert torch.allclose(torch.stack([step.b for step in found]), compute(a, b), rtol=0, atol=1e-12)
    circles = [part for part in drawing.parts if part.kind == "operation" and part.name.startswith("loop") == bool(way)]
    assert len(circles) == joins and max(step.waited for step in found) == waited
    for circle in circles:
        assert circle.label == str(value(drawing, circle.name, given(way)[0], {}, None).waited)


@pytest.mark.parametrize("way", ["loop ", ""])
def test_without_any_one_line_a_state_is_another(way):
    """The control; and lines that enter a circle in another order join a later step with an earlier one."""
    drawing, true = limits.chain_and_tree(), [step.b for step in states(limits.chain_and_tree(), way)]
    own = [edge for edge in drawing.edges if edge.start.startswith("loop") == bool(way)]
    changed = [tuple(e for e in drawing.edges if e != edge) for edge in own] + [tuple(reversed(drawing.edges))]
    for edges in changed:
        try:
            found = [step.b for step in states(replace(drawing, edges=edges), way)]
        except (ValueError, IndexError):
            continue
        assert not torch.allclose(torch.stack(found), torch.stack(true))


def looking():
    """A network with additive attention, what its encoder leaves of three words, and a state of its decoder."""
    network = Attenders("additive", [0], reads=9, symbols=7, hidden_size=5)
    generator = torch.Generator().manual_seed(1)
    for parameter in network.parameters():
        parameter.data = torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    s = torch.randn(1, 1, 5, generator=generator, dtype=torch.float64)
    return network, network.encode(torch.tensor([[[4]], [[1]], [[6]]])), s


def attended(drawing, part):
    """What arrives at a part of the drawing of attention."""
    network, read, s = looking()
    known = {f"h{j}": read.states[0, 0, j - 1] for j in (1, 2, 3)} | {"eta": s[0, 0]}

    def weights(name, seen):
        if name.startswith("p"):
            return torch.stack(list(seen.values())), list(seen).index(f"score{name[1]}")
        state, asked = (seen[key] for key in sorted(seen, reverse=True))
        return torch.tanh(asked @ network.W_q[0] + state @ network.W_k[0]) @ network.W_s[0, :, 0]

    return value(drawing, part, known, {"softmax": lambda found: torch.softmax(found[0], 0)[found[1]]}, weights)


def test_attention_as_drawn_is_that_of_the_network():
    network, read, s = looking()
    alpha = network.weights(s, read)[0, 0]
    drawing = limits.attention()
    assert torch.allclose(torch.stack([attended(drawing, f"p{j}") for j in (1, 2, 3)]), alpha, rtol=0, atol=1e-12)
    assert torch.allclose(attended(drawing, "context"), alpha @ read.states[0, 0], rtol=0, atol=1e-12)
    assert set(sources(drawing, "new")) == {"context", "eta", "word"}


def test_without_any_one_line_attention_is_another():
    """The control, for all lines that lead to the weighted sum."""
    drawing, true = limits.attention(), attended(limits.attention(), "context")
    needed = [e for e in drawing.edges if e.end not in ("new", "h1", "h2", "h3")]
    assert len(needed) > 20
    for edge in needed:
        try:
            found = attended(replace(drawing, edges=tuple(e for e in drawing.edges if e != edge)), "context")
        except (ValueError, KeyError):
            continue
        assert not torch.allclose(found, true, atol=1e-3), edge
