"""The built site: every page there, every link sound, nothing from elsewhere, light; and broken books fail."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from tests.site.building import BUDGET, NODES, ROOT, UNPACKED, build_tiny_book, parsed, sent

ASSETS = 'script[src], link[rel="stylesheet"], link[rel="preload"]'


def table_of_contents():
    """The documents that _toc.yml names."""

    def below(entry):
        if "file" in entry or "root" in entry:
            yield entry.get("file") or entry["root"]
        for key in ("parts", "chapters", "sections"):
            for child in entry.get(key, []):
                yield from below(child)

    return list(below(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))))


def target_of(page, address, site):
    """The file and fragment that an address on a page leads to; (None, None) for another host."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None, None
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    assert path.is_relative_to(site.resolve()), f"{page.name}: {address} leads out of the site"
    return path, unquote(parts.fragment)


def addresses(page):
    """Every address on a page."""
    for tag in parsed(page).select("[href], [src]"):
        yield tag.get("href") or tag.get("src")


def complaints_about_links(page, site):
    """What is wrong with the links of a page."""
    for address in filter(None, addresses(page)):
        path, fragment = target_of(page, address, site)
        if path and not path.is_file():
            yield f"{page.name}: {address} leads to no file"
        elif path and fragment and path.suffix == ".html" and not parsed(path).find(id=fragment):
            yield f"{page.name}: {address} leads to no place on its page"


@pytest.mark.parametrize("document", table_of_contents())
def test_every_page_of_the_contents_is_there(site, document):
    assert (site / f"{document}.html").is_file()


def test_every_link_leads_somewhere(site, pages):
    assert [fault for page in pages for fault in complaints_about_links(page, site)] == []


def test_the_root_leads_to_the_first_page(site):
    assert f"{table_of_contents()[0]}.html" in (site / "index.html").read_text(encoding="utf-8")


def test_every_picture_has_alternative_text(pages):
    bare = [f"{page.name}: {picture}" for page in pages for picture in parsed(page).select("img")
            if not picture.get("alt", "").strip() and picture.get("role") != "presentation"]
    assert bare == []


ROLE = re.compile(r"\{(?:measured|term|eq|numref|cite:[pt]|claim|live|drawing)\}")


def test_no_role_or_directive_is_left_as_it_was_written(pages):
    """A bar within a cell of a table takes a role apart, and the build says nothing."""
    left = {page.name: found for page in pages if (found := ROLE.findall(parsed(page).get_text()))}
    assert left == {}


def test_each_page_has_one_title(pages):
    assert {page.name: len(parsed(page).select("h1")) for page in pages if len(parsed(page).select("h1")) != 1} == {}


def test_each_page_says_what_it_is_about(pages):
    for page in pages:
        description = parsed(page).select_one('meta[name="description"]')
        assert description and 10 <= len(description["content"]) <= 160, page.name


def test_nothing_is_asked_of_another_host(pages):
    foreign = [f"{page.name}: {tag}" for page in pages
               for tag in parsed(page).select(f"{ASSETS}, img, source, iframe, video, audio")
               if urlsplit(tag.get("src") or tag.get("href") or "").netloc]
    assert foreign == []


def test_styles_ask_nothing_of_another_host(site):
    foreign = [sheet.name for sheet in site.rglob("*.css")
               for text in [sheet.read_text(encoding="utf-8")]
               if "url(http" in text or "url(//" in text or "@import" in text]
    assert foreign == []


def test_no_script_holds_up_a_page(pages):
    eager = [f"{page.name}: {script}" for page in pages
             for script in parsed(page).select("script[src]:not([defer])")]
    assert eager == []


def test_each_page_is_within_its_bytes(site, pages):
    def weight(page):
        files = {target_of(page, tag.get("src") or tag.get("href"), site)[0] for tag in parsed(page).select(ASSETS)}
        bodies = {file: file.read_bytes() for file in {page, *files}
                  if file.name != "searchindex.js" and file.parent.name != "live"}
        return (sum(sent(body, "font" if file.suffix == ".woff2" else "text") for file, body in bodies.items()),
                sum(map(len, bodies.values())))

    weights = {page.name: weight(page) for page in pages}
    assert {name: found for name, found in weights.items() if found[0] > BUDGET or found[1] > UNPACKED} == {}


def test_no_page_has_too_many_nodes(pages):
    counts = {page.name: len(parsed(page).find_all(True)) for page in pages}
    assert {name: count for name, count in counts.items() if count > NODES} == {}


def test_the_page_for_unknown_addresses_finds_its_way_from_any_depth(site):
    page = parsed(site / "404.html")
    script = page.head.find("script")
    assert '<base href="/rnn-book/">' in script.text
    assert not script.find_previous("link"), "a sheet is asked for before the script says where from"
    assert page.select_one('article a[href="book/index.html"], .bd-article a[href="book/index.html"]')


def test_a_sound_book_builds(tmp_path):
    status, said, folder = build_tiny_book(
        tmp_path, "# Title\n\nText with $x_t$ and {cite}`known`.\n\n$$y = x$$ (eq)\n\nSee {eq}`eq`.\n\n"
        "```{bibliography}\n```\n")
    assert status == 0, said
    page = parsed(Path(folder, "book", "index.html"))
    assert page.select_one("p math") and page.select_one("div.math math") and page.select_one("div.math .eqno")
    assert page.select_one('meta[name="description"]')["content"].startswith("Text with")


FAULTS = {
    "a link to no page": ("See [there](nowhere.md).", "nowhere"),
    "a link to no heading": ("See [there](#no-such-heading).", "no-such-heading"),
    "a reference to no equation": ("See {eq}`no-equation`.", "no-equation"),
    "a reference to no figure": ("See {numref}`no-figure`.", "no-figure"),
    "a citation of nobody": ("See {cite}`nobody1990`.", "nobody1990"),
    "a term that the glossary has not": ("See {term}`no such term`.", "no such term"),
    "an unknown macro in a line": ("A formula $\\badmacro$ in a line.", "Unsupported function name: \\badmacro"),
    "an unfinished fraction": ("$$\n\\frac{1}\n$$", "Unexpected end of input"),
    "code from no file": ("```{literalinclude} nothing.py\n```", "nothing.py"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """What the build of a book with one of each fault says: (status, lines, the line of each fault)."""
    text, places = "# Title\n", {}
    for name, (fault, _) in FAULTS.items():
        text += "\n"
        places[name] = text.count("\n") + 1
        text += fault + "\n"
    status, said, _ = build_tiny_book(tmp_path_factory.mktemp("broken"), text)
    return status, said.splitlines(), places


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_fails_the_build_and_is_found_in_its_line(broken, name):
    status, lines, places = broken
    assert status != 0
    complaints = [line for line in lines if "WARNING" in line and FAULTS[name][1] in line]
    assert any(f"index.md:{places[name]}:" in line for line in complaints), "\n".join(lines)
