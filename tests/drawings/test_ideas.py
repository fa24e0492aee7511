"""The map of ideas: nothing rests on itself, everything on what comes first, and each idea has its page and its row."""

import re
from itertools import pairwise

import pytest

from tests.paths import ROOT
from utils.drawings import ideas
from utils.drawings.svg import FONT, line

CHAPTER = (ROOT / "book" / "09_mastery.md").read_text(encoding="utf-8")
LETTER = 0.46  # of the font's height, as a mean over a label of words


def reached(start):
    """All ideas that rest on one, over any number of steps."""
    made, found = ideas.ideas(), {start}
    for _ in made.parts:
        found |= {edge.end for edge in made.edges if edge.start in found}
    return found


def test_all_rests_on_order_and_nothing_on_itself():
    made = ideas.ideas()
    names = {part.name for part in made.parts}
    assert reached("order tells") == names
    for name in names:
        assert all(name not in reached(edge.end) for edge in made.edges if edge.start == name), name


@pytest.mark.parametrize(("idea", "rests_on", "not_on"), [
    ("attention", {"encoder and decoder", "language model", "a product of Jacobians"}, {"leaks", "a scan", "convolution"}),
    ("the capstone", {"yardsticks", "leaks", "intervals", "the right score", "gates and a cell line"}, {"attention", "a scan"}),
    ("clipping", {"a product of Jacobians", "the gradient in time"}, {"gates and a cell line", "truncation"})])
def test_an_idea_rests_on_what_the_words_say(idea, rests_on, not_on):
    assert all(idea in reached(name) for name in rests_on) and not any(idea in reached(name) for name in not_on)


def test_every_idea_has_its_page_and_a_row_of_the_table_that_links_there():
    made = ideas.ideas()
    assert {part.name for part in made.parts} == set(ideas.PAGES)
    table = CHAPTER.partition(":name: tab-ideas")[2].partition("\n:::")[0]
    rows = dict(re.findall(r"^\| ([^|]+?) \| \[[^\]]+\]\((\w+)\.md(?:#[\w-]+)?\) \|", table, re.MULTILINE))
    assert rows == ideas.PAGES


def test_the_words_for_those_who_do_not_see_it_name_every_idea():
    assert [name for name in ideas.PAGES if name not in ideas.IDEAS_ALT] == []


def test_labels_fit_their_boxes():
    for part in ideas.ideas().parts:
        assert len(part.label) * FONT * LETTER <= 2 * part.half[0] - 4, part.label


def test_no_line_crosses_a_box_that_it_does_not_join():
    made = ideas.ideas()
    for edge in made.edges:
        points = line(edge, made.part(edge.start), made.part(edge.end))
        for part in made.parts:
            if part.name in (edge.start, edge.end):
                continue
            (x, y), (half_width, half_height) = part.at, part.half
            for (a, b), (c, d) in pairwise(points):
                apart = min(a, c) > x + half_width or max(a, c) < x - half_width
                assert apart or min(b, d) > y + half_height or max(b, d) < y - half_height, (edge, part.name)
