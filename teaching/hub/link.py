"""The link that brings a lab to a student on any hub that has nbgitpuller, and later its corrections.

    python -m teaching.hub.link https://hub.example.edu 02a_rnn_from_scratch

It pulls the branch `editions`, which holds the students' editions and nothing else; the workflow that publishes main writes it.
What the student changed is kept where both changed.
"""

import argparse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import yaml

ROOT = Path(__file__).resolve().parents[2]
BRANCH = "editions"
FOLDER = "rnn-labs"


def link(hub, lab, repository=None, root=ROOT):
    """The address of a lab's edition on a hub.

    Parameters
    ----------
    hub : str
        Where the hub is, such as ``https://hub.example.edu``.
    lab : str
        A lab's name, such as ``02a_rnn_from_scratch``.
    repository : str, optional
        Where the branch is; without it the one that `_config.yml` names.

    Raises
    ------
    ValueError
        If `hub` is no address, or there is no such lab.
    """
    if urlsplit(hub).scheme not in ("http", "https") or not urlsplit(hub).netloc:
        raise ValueError(f"hub: got {hub!r}, expected an address such as https://hub.example.edu")
    if not Path(root, "labs", f"{lab}.ipynb").is_file():
        raise ValueError(f"lab: got {lab!r}, expected the name of a lab, such as 02a_rnn_from_scratch")
    book = yaml.safe_load(Path(root, "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
    asked = {"repo": repository or book, "branch": BRANCH, "targetpath": FOLDER, "urlpath": f"lab/tree/{FOLDER}/{lab}.ipynb"}
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked)}"


def main():
    """Print a link."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hub", help="the hub's address")
    parser.add_argument("lab", help="the lab's name")
    parser.add_argument("--repository", help="where the branch of editions is, if not where the book is")
    asked = parser.parse_args()
    try:
        print(link(asked.hub, asked.lab, asked.repository))
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
