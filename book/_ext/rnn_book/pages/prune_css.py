"""Takes out of a style sheet the rules for classes, identifiers and tags that no page uses.

The theme's sheet is 390 kB, of which this book needs a seventh. A rule is dropped only when a name that it
cannot do without appears nowhere in the site.
"""

import re

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|([{};])""")
NAME = re.compile(r"[.#](-?[A-Za-z_](?:[\w-]|\\.)*)")
TAG = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)")
ARGUMENTS = re.compile(r"\([^()]*\)|\[[^\]]*\]")
VALUE = r"""(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^"')][^)]*\)|[^;}"'])*"""
PROPERTY = re.compile(r"(?<=[{;])\s*(--[\w-]+)\s*:" + VALUE + ";?")
PROPERTY_USE = re.compile(r"var\(\s*(--[\w-]+)")
NESTING = ("@media", "@supports", "@layer", "@container")


def _block_end(css, start):
    """The place after the brace that closes the block opened just before `start`."""
    depth = 1
    for token in TOKEN.finditer(css, start):
        depth += {"{": 1, "}": -1}.get(token[2], 0)
        if depth == 0:
            return token.end()
    raise ValueError(f"a block that opens at character {start} of the style sheet never closes")


def rules(css):
    """Yield (prelude, body) of each rule; the body of a statement such as @import is None."""
    position = 0
    for token in TOKEN.finditer(css):
        if token.start() < position or token[2] not in ("{", ";"):
            continue
        prelude = css[position:token.start()].strip()
        position = token.end() if token[2] == ";" else _block_end(css, token.end())
        yield prelude, None if token[2] == ";" else css[token.end():position - 1]


def _without_arguments(selector):
    """The selector without what stands in brackets: `:not(.x)` also matches where no x is."""
    while True:
        shorter = ARGUMENTS.sub("", selector)
        if shorter == selector:
            return selector
        selector = shorter


def _selectors(prelude):
    """The selectors of a rule, split at the commas outside brackets."""
    return re.split(r",(?![^(\[]*[)\]])", prelude)


def _can_match(selector, used):
    selector = _without_arguments(selector)
    names = [name.replace("\\", "") for name in NAME.findall(selector)]
    return used.issuperset(names) and used.issuperset("<" + tag for tag in TAG.findall(selector))


def _prune_rule(prelude, body, used):
    if body is None:
        return f"{prelude};"
    if prelude.startswith(NESTING):
        inner = prune(body, used)
        return f"{prelude}{{{inner}}}" if inner else ""
    if prelude.startswith("@"):
        return f"{prelude}{{{body}}}"
    kept = [selector for selector in _selectors(prelude) if _can_match(selector, used)]
    return f"{','.join(kept)}{{{body}}}" if kept else ""


def prune(css, used):
    """Return the style sheet without the rules that cannot match any of the `used` names (a tag's is `<tag`)."""
    return "".join(_prune_rule(prelude, body, used) for prelude, body in rules(COMMENT.sub("", css)))


def properties_in_use(texts):
    """The custom properties that any of the texts (sheets, pages, scripts) reads."""
    return {name for text in texts for name in PROPERTY_USE.findall(text)}


def drop_properties(css, used):
    """Return the style sheet without definitions of custom properties that nothing reads."""
    return PROPERTY.sub(lambda found: found[0] if found[1] in used else "", css)
