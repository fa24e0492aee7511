"""The students' editions beside the pages, and the buttons that open them."""

import nbformat
import pytest

from tests.paths import LABS
from tests.site.building import parsed
from utils.book.students import student_edition

REPOSITORY = "rnn-book/rnn-book"


@pytest.fixture(params=LABS, ids=lambda path: path.stem)
def lab(request):
    return request.param


def buttons(site, lab):
    """Words and address of what a lab's page offers."""
    page = parsed(site / "labs" / f"{lab.stem}.html")
    return {link.get_text(strip=True): link["href"] for link in page.select(".article-header-buttons a[href]")}


def contents(notebook):
    """What an edition hands out, cell by cell."""
    return [(cell.id, cell.source, cell.metadata) for cell in notebook.cells]


def test_every_lab_has_its_edition_on_the_site(site, lab):
    found = nbformat.read(site / "editions" / lab.name, as_version=4)
    assert contents(found) == contents(student_edition(nbformat.read(lab, as_version=4)))
    assert "SOLUTION" not in nbformat.writes(found)
    assert len(list((site / "editions").iterdir())) == len(LABS)


def test_a_labs_page_offers_its_edition_and_not_the_solved_lab(site, lab):
    links = buttons(site, lab)
    assert links["Download"] == f"../editions/{lab.name}"
    colab = f"https://colab.research.google.com/github/{REPOSITORY}/blob/gh-pages/editions/{lab.name}"
    assert links["Open on Colab"] == colab
    binder = f"https://mybinder.org/v2/gh/{REPOSITORY}/main?urlpath=lab/tree/workspace/{lab.name}"
    assert links["Open on Binder"] == binder
    assert not [address for address in links.values() if address.endswith(".ipynb") and "_sources" in address]


def test_other_pages_offer_no_lab(site):
    for page in (site / "book").glob("*.html"):
        links = parsed(page).select(".article-header-buttons a[href]")
        assert not [link for link in links if ".ipynb" in link["href"]], page.name
