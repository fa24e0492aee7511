"""Sphinx extension: the students' editions, written beside the pages, and a lab's buttons that open them.

A page shows the solved lab. What a student downloads, or opens on Colab and Binder, is the edition without solutions.
"""

import shutil
from pathlib import Path

from utils.book.students import write_editions

FOLDER = "editions"  # of the built site
COLAB = "https://colab.research.google.com/github"
BINDER = "https://mybinder.org/v2/gh"


def write(app, error):
    """Write every lab's edition beside the pages, after a build that went well."""
    if error or app.builder.name != "html":
        return
    target = Path(app.outdir) / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    write_editions(Path(app.srcdir) / app.config.labs_folder, target)


def add_buttons(app, page, template, context, doctree):
    """Give a lab's page the buttons that bring its edition, in place of the one that brings the solved lab."""
    folder, _, lab = page.rpartition("/")
    if folder != app.config.labs_folder:
        return
    for group in context["header_buttons"]:  # the theme offers a page's source
        if group["type"] == "group":
            group["buttons"] = [link for link in group["buttons"] if link.get("label") != "download-source-button"]
    buttons = [{"type": "link", "text": text, "url": url, "icon": icon, "tooltip": f"{text} the lab without its solutions"}
               for text, url, icon in ways(lab, app.config.editions_branch, context)]
    context["header_buttons"].append({"type": "group", "tooltip": "Work through this lab", "icon": "fas fa-rocket",
                                      "label": "launch-buttons", "buttons": buttons})


def ways(lab, published, context):
    """What can be done with a lab's edition: words, address and icon of each."""
    edition = f"{FOLDER}/{lab}.ipynb"
    repository, branch = f"{context['github_user']}/{context['github_repo']}", context["github_version"]
    return [("Download", context["pathto"](edition, 1), "fas fa-download"),
            ("Open on Colab", f"{COLAB}/{repository}/blob/{published}/{edition}", "_static/images/logo_colab.png"),
            ("Open on Binder", f"{BINDER}/{repository}/{branch}?urlpath=lab/tree/workspace/{lab}.ipynb",
             "_static/images/logo_binder.svg")]


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("editions_branch", "gh-pages", "html", str)
    app.connect("html-page-context", add_buttons, priority=600)  # after the theme has begun its list of buttons
    app.connect("build-finished", write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
