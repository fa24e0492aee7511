"""Boxes of class `dropdown` become folds of the browser's own: no script, and they open by keyboard."""


def _as_fold(page, box):
    title = box.select_one(".admonition-title")
    title.name = "summary"
    fold = page.new_tag("details", attrs={"class": " ".join(box["class"])})
    for part in list(box.contents):
        fold.append(part)
    if box.get("id"):
        fold["id"] = box["id"]
    box.replace_with(fold)


def fold_dropdowns(page):
    """Turn each admonition of class `dropdown` of a parsed page into a fold with its title to click on."""
    for box in page.select("div.admonition.dropdown"):
        _as_fold(page, box)
