"""The search, from a folder: what it finds, what it says of it, and that a query asks for nothing."""

import pytest

from tests.site.chromium import needs_chromium

pytestmark = needs_chromium


@pytest.fixture
def search(read):
    """A function that asks the search page, and returns it."""

    def ask(query, **options):
        page = read(f"search.html?q={query}", **options)
        page.wait_for_selector(".search-summary")
        return page

    return ask


def found(page):
    """Title and address of each result."""
    return [(link.inner_text(), link.get_attribute("href")) for link in page.locator("#search-results li > a").all()]


def test_results_are_sections_with_an_excerpt_that_holds_the_word_and_no_menu(search):
    page = search("forget")
    results = found(page)
    assert len(results) > 5 and all("#" in address for _, address in results)
    assert any(address.startswith("book/03_gated_networks.html#") for _, address in results[:3])
    excerpts = [line.inner_text() for line in page.locator("#search-results li p").all()]
    assert all("Skip to" not in text and "Search" not in text for text in excerpts)
    assert "forget" in page.locator("#search-results li mark").first.inner_text().lower()


def test_a_query_asks_for_no_page_and_fails_at_nothing(browser, site):
    page, asked, faults = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{site.as_uri()}/search.html?q=forget")
    page.wait_for_selector("#search-results li")
    assert [address for address in asked if ".html" in address] == [page.url] and faults == []


def test_inflections_and_other_names_are_found(search):
    assert found(search("forgetting")) == found(search("forget"))
    gru = found(search("GRU"))
    assert ("gated recurrent unit", "book/glossary.html#term-gated-recurrent-unit") in gru
    assert found(search("gated recurrent unit"))[0] in gru


@pytest.mark.parametrize(("query", "address"), [
    ("BPTT", "book/02_vanilla_rnn.html#"), ("BPTT", "book/04_backpropagation_through_time.html#"),
    ("vanishing", "book/03_gated_networks.html#"), ("vanishing gradient", "book/03_gated_networks.html#"),
    ("vanishing gradient", "book/glossary.html#term-vanishing-gradient"),
    ("exploding", "book/04_backpropagation_through_time.html#a-hundred-factors")])
def test_names_that_a_chapter_does_not_use_lead_to_its_section(search, query, address):
    assert any(each.startswith(address) for _, each in found(search(query))[:5])


def test_a_number_is_found_where_it_stands(search, read):
    number = read("book/03_gated_networks.html").locator(".bd-article p > a.measured", has_text="0.").first.inner_text()
    assert any("03_gated_networks" in address for _, address in found(search(number)))


def test_several_words_must_all_be_there_and_nothing_is_said_plainly(search):
    both, rare = (set(found(search(query))) for query in ("orthogonal start adding", "orthogonal"))
    assert both and both < rare
    page = search("zebra+crossing")
    assert found(page) == [] and "Nothing on" in page.locator(".search-summary").inner_text()


def test_a_query_is_text_and_never_markup(search):
    page = search("%3Cimg src=x onerror=alert(1)%3E [forget( ")
    assert page.locator("#search-results img").count() == 0 and page.faults == []


def test_every_result_leads_to_a_place_on_its_page(search, site):
    from tests.site.building import parsed

    for _, address in found(search("gate")):
        path, _, anchor = address.partition("#")
        assert parsed(site / path).find(id=anchor), address
