"""Mends what the theme leaves out for people who use a keyboard or a screen reader."""


def name_landmarks(page):
    """Put the logo and the list of pages into a landmark: the theme leaves the logo outside any."""
    sidebar = page.select_one("#pst-primary-sidebar")
    if sidebar:
        sidebar["role"] = "navigation"
        sidebar["aria-label"] = "Book"


def name_buttons(page):
    """Name buttons by their words, those without by their tooltip, and hide icons from speech."""
    for button in page.select("button[title]:not([aria-label]), a.btn[title]:not([aria-label])"):
        if not button.get_text(strip=True):
            button["aria-label"] = button["title"]
    for part in page.select("button[aria-label], summary[aria-label]"):
        if part.get_text(strip=True):  # one name is enough, and it is the one that people see and say
            del part["aria-label"]
    for icon in page.select('i[class*="fa-"], span[class*="fa-"]'):
        icon["aria-hidden"] = "true"


def name_folds(page):
    """Say what the arrows of the list of pages unfold, and that pictures without text are decoration."""
    for fold in page.select("nav summary"):
        if not fold.get_text(strip=True):
            fold["aria-label"] = f'Pages of "{fold.find_parent("li").a.get_text(strip=True)}"'
    for picture in page.select('img[alt=""]'):
        picture["role"] = "presentation"


def name_entries(page):
    """Make the works of a bibliography the items of the list that they stand in."""
    for entry in page.select('.citation-list[role="list"] > .citation'):
        entry["role"] = "listitem"


def keep_one_title(page):
    """Remove the theme's second title and contents, meant for paper: the page prints its own."""
    for extra in page.select("#jb-print-docs-body"):
        extra.decompose()


def drop_second_tooltips(page):
    """Remove bootstrap's tooltip attributes; the title attribute is one already."""
    for tag in page.select('[data-bs-toggle="tooltip"]'):
        del tag["data-bs-toggle"]
        del tag["data-bs-placement"]


def mend(page):
    """Do all of the above to a parsed page."""
    for step in (name_landmarks, name_buttons, name_folds, name_entries, keep_one_title, drop_second_tooltips):
        step(page)
