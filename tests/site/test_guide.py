"""The table of what the guide gets wrong, and the courses: as many rows as the registry has, hours as the labs state them."""

import pytest
from rnn_book.guide_table import BESIDE, faulty
from rnn_book.lab_minutes import in_words, stated

from tests.paths import ROOT
from tests.site.building import parsed
from utils.book.registry import registered
from utils.book.stored import index


def test_the_table_has_every_statement_of_the_guide_that_does_not_hold_as_it_stands(site):
    measured = {found.record.get("claim") for found in index(ROOT / "labs", "measurement").values()}
    expected = [name for name, entry in registered().items() if name in measured and faulty(entry)]
    rows = parsed(site / "book/guide.html").select(".guide-table tbody tr")
    assert [row.select_one("a[href*='#claim-']")["href"].rpartition("#claim-")[2] for row in rows] == expected
    assert all(any(word in row.get_text() for word in ("wrong as stated", "on a condition")) for row in rows)


@pytest.mark.parametrize("entry, there", [
    ({"verdict": "holds", "guide": "section 2"}, False), ({"verdict": "holds if", "guide": "section 2"}, True),
    ({"verdict": "wrong as stated", "guide": f"{BESIDE} section 6"}, False)])
def test_what_holds_and_what_the_guide_does_not_say_is_left_out(entry, there):
    assert faulty(entry) == there


def test_hours_of_the_courses_are_those_of_the_labs(site):
    found = [tag.get_text() for tag in parsed(site / "book/courses.html").select(".minutes")]
    assert found[:3] == [in_words(stated(ROOT / "labs", number)) for number in ("2a", "3a", "4b")]
    assert in_words(stated(ROOT / "labs", "1a") + stated(ROOT / "labs", "2a")) in found
