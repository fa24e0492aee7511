"""The museum's page: every exhibit with its piece open and the rest folded, each link with its place."""

from pathlib import Path

import pytest

from tests.site.building import parsed
from utils.book.errata import read

EXHIBITS = read()


@pytest.fixture
def boxes(site):
    return parsed(Path(site, "book", "errata.html")).select(".exhibit")


def test_every_exhibit_stands_in_its_place(boxes):
    assert [box["id"] for box in boxes] == [f"exhibit-{identifier}" for identifier in EXHIBITS]
    titles = [box.select_one(".exhibit-title").get_text() for box in boxes]
    assert titles == [f"Exhibit {entry['number']}. {entry['title']}".replace("'", "’") for entry in EXHIBITS.values()]


def test_the_piece_is_open_and_what_is_wrong_is_folded(boxes):
    for box, entry in zip(boxes, EXHIBITS.values(), strict=True):
        piece = box.select_one("pre")
        assert entry["code"].strip() in piece.get_text() and not piece.find_parents("details")
        assert entry["mend"] == box.select_one("details code").get_text()


def test_a_witness_shows_its_number_and_leads_to_its_cell(boxes):
    for box, entry in zip(boxes, EXHIBITS.values(), strict=True):
        witness = next(p for p in box.select("details p") if p.get_text().startswith("Witness."))
        assert witness.select_one("strong.measured-value") and "Control: " in witness.get_text()
        assert "08b_find_the_error.html#m-" in witness.select_one("a.to-lab")["href"]
        assert len(witness.select("a")) == 1 + len(entry.get("also", []))


def test_an_exhibit_leads_to_its_section_and_its_sources(boxes):
    for box, entry in zip(boxes, EXHIBITS.values(), strict=True):
        places = [link["href"] for link in box.select("details a")]
        assert any(place.endswith(entry["page"].replace("#", ".html#")) for place in places)
        assert len(box.select(".bibtex-citation")) == sum(not name.startswith("http") for name in entry["sources"])
        assert {name for name in entry["sources"] if name.startswith("http")} <= set(places)
