"""The list of reproductions has every card of the chapters, with the verdict that stands there."""

import re

import pytest
from rnn_book.reproductions import VERDICTS, cards

from tests.paths import ROOT
from tests.site.building import parsed

CHAPTERS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "book").glob("[0-9]*.md"))}
CARD = "## Cards\n\n**A result** ({cite:t}`one1990`, table 1)\n\n- *Paper.* So.\n- *Verdict: in part.* Half of it.\n\n"


def test_every_card_is_a_row_that_leads_to_its_section(site):
    rows = [row.select("td") for row in parsed(site / "book/reproductions.html").select("article tbody tr")]
    written = [card for text in CHAPTERS.values() for card in cards(text)]
    papers = re.findall(r"^- \*Paper\.\*", "\n".join(CHAPTERS.values()), re.MULTILINE)
    assert len(rows) == len(written) == len(papers) > 5
    for cells, (title, _, verdict, _, heading) in zip(rows, written, strict=True):
        assert cells[0].get_text() == title and cells[2].get_text().startswith(verdict)
        page, anchor = cells[0].a["href"].split("#")
        assert heading in parsed(site / "book" / page).find(id=anchor).get_text()


def test_a_card_says_its_verdict_what_limits_it_and_where_it_stands():
    assert list(cards(CARD)) == [("A result", "{cite:t}`one1990`, table 1", "in part", "Half of it.", "Cards")]
    assert "in part" in VERDICTS


@pytest.mark.parametrize("said", ["*Verdict: perhaps.* Half of it.", "*Ours.* So too."])
def test_a_card_without_a_known_verdict_is_refused(said):
    with pytest.raises(ValueError, match=r"^card 'A result': got verdict .*, expected one of reproduced, in part, not here$"):
        list(cards(CARD.replace("*Verdict: in part.* Half of it.", said)))
