"""A deck as one file, with styles, scripts, fonts and data inside: it opens from a folder, without a network."""

import re
from base64 import b64encode
from copy import copy
from pathlib import Path

from bs4 import BeautifulSoup
from rnn_book import live

from .site_parts import data_uri

HERE = Path(__file__).parent
ADDRESS = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]+))\s*\)""")


def one_file(page, site):
    """The HTML of a built deck with all that it loads inside it."""
    tree = BeautifulSoup(Path(page).read_text(encoding="utf-8"), "html.parser")
    tree.html.attrs = {"lang": tree.html["lang"].replace("_", "-"), "data-theme": "light"}
    for link in tree.select("link"):
        take_in_style(tree, link, Path(page).parent)
    for script in tree.select("script[src]"):
        take_in_script(script, Path(page).parent)
    for slide in tree.select(".slides > section > section"):
        arrange(tree, slide)
    add_styles(tree, Path(site))
    add_live(tree)
    return "<!DOCTYPE html>\n" + str(tree.html)


def take_in_style(tree, link, folder):
    """A style sheet of reveal.js in the place of its link; other links go, and Sphinx's own sheets, for pages."""
    if "stylesheet" in link.get("rel", []) and "/revealjs/" in link["href"]:
        style = tree.new_tag("style", attrs={"data-screen": ""})
        style.string = with_files(folder / link["href"].split("?")[0])
        link.insert_before(style)
    link.decompose()


def with_files(sheet):
    """A style sheet with each file that it names inside."""
    return filled(sheet.read_text(encoding="utf-8"), sheet.parent)


def filled(rules, folder):
    """Rules of style with each file that they name inside; what is in them already stays."""
    def inside(found):
        address = next(filter(None, found.groups()))
        return found[0] if address.startswith("data:") else f'url("{data_uri((folder / address.split("?")[0]).resolve())}")'

    return ADDRESS.sub(inside, rules)


def take_in_script(script, folder):
    """A script in the place of its address."""
    script.string = safe((folder / script["src"].split("?")[0]).read_text(encoding="utf-8"))
    script.attrs = {}


def safe(code):
    """Code that may stand in a page: no text in it ends the element."""
    return re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE)


def arrange(tree, slide):
    """Title, one box with what is shown, one with the notes; what stands below a question comes when one goes on."""
    notes, body = tree.new_tag("aside", attrs={"class": "notes"}), tree.new_tag("div", attrs={"class": "body"})
    for each in slide.select("aside.notes"):
        notes.extend(list(each.extract().contents))
    title = slide.find(["h1", "h2"], recursive=False)
    body.extend([part for part in list(slide.contents) if part is not title])
    for question in body.select(":scope > .ask"):
        for later in question.find_next_siblings():
            later["class"] = [*later.get("class", []), "fragment"]
    slide["class"] = ["opening"] if title.name == "h1" else []
    slide.extend([body, *([notes] if notes.get_text(strip=True) else [])])


def add_styles(tree, site):
    """The book's fonts, formulas, live figures and code, and the decks' own style on top."""
    static = site / "_static"
    faces = re.findall(r"@font-face\s*\{[^}]*woff2[^}]*\}", (static / "book.css").read_text(encoding="utf-8"))
    sheets = [static / "temml.css", live.SCRIPTS / "live.css", HERE / "deck.css"]
    style = tree.new_tag("style")
    style.string = "\n".join([filled("\n".join(faces), static), *map(with_files, sheets)])
    tree.head.append(style)


def add_live(tree):
    """The scripts of the live figures on the slides, and in each the data that its first act wants."""
    found = [script["data-for"] for script in tree.select("script[data-for]")]
    for script in tree.select("script[data-later]"):
        script["data-later"] = as_address(live.later(script["data-for"])[0])
    for name in live.scripts(found) if found else []:
        script = tree.new_tag("script")
        script.string = safe((live.SCRIPTS / f"{name}.js").read_text(encoding="utf-8"))
        tree.body.append(script)


def on_paper(deck):
    """The HTML of a deck for printing: a slide on each page, without scripts and notes; a question before its answer."""
    tree = BeautifulSoup(Path(deck).read_text(encoding="utf-8"), "html.parser")
    for tag in tree.select("script, aside.notes, .live-panel, .live-sounds"):
        tag.decompose()
    for style in tree.select("style[data-screen]"):
        style.decompose()
    for slide in tree.select(".slides > section > section:has(.fragment)"):
        slide.insert_before(question_alone(slide))
    style = tree.new_tag("style")
    style.string = (HERE / "paper.css").read_text(encoding="utf-8")
    tree.head.append(style)
    return str(tree)


def question_alone(slide):
    """A copy of a slide as a class first sees it: the place of what comes later is empty."""
    page = copy(slide)
    page["class"] = [*page.get("class", []), "before"]
    for later in page.select(".fragment"):
        later["style"] = "visibility: hidden"
    for tag in [page, *page.select("[id]")]:
        del tag["id"]
    return page


def as_address(code):
    """A script as an address that holds it."""
    return f"data:text/javascript;base64,{b64encode(code.encode()).decode()}"
