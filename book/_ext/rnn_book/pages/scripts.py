"""A script as it is sent: without the comments that have lines of their own, and without indents.

No more than that, since a minifier that was tried (rjsmin 1.3) closed up spaces within nested template literals.
"""

import re

COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)[ \t]*\n", re.DOTALL | re.MULTILINE)


def bare(script):
    """The script, doing the same. Lines within a template literal stay as they are."""
    found, inside = [], False
    for line in COMMENT.sub("", script).split("\n"):
        found.append(line if inside else line.lstrip())
        inside ^= line.count("`") % 2 == 1
    return "\n".join(line for line in found if line) + "\n"
