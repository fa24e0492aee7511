"""Takes out of a style sheet the rules for classes, identifiers and tags that no page uses, and properties that nothing reads.

The theme's sheet is 390 kB, of which this book needs a seventh. A rule is dropped only when a name that it
cannot do without appears nowhere in the site.
"""

import re

from tinycss2 import parse_component_value_list, parse_rule_list, serialize

PROPERTY_USE = re.compile(r"var\(\s*(--[\w-]+)")
NESTING = {"media", "supports", "layer", "container"}
COMBINATORS = {"", ">", "+", "~"}


NEVER = (":not([data-theme])", ":host", "[data-bs-theme")
"""Parts of selectors that match nothing: each page has its `data-theme`, and none is a bootstrap component's."""


def properties_in_use(texts):
    """The custom properties that any of the texts (sheets, pages, scripts) reads."""
    return {name for text in texts for name in PROPERTY_USE.findall(text)}


def prune(css, used, properties):
    """The style sheet without rules that can match none of the `used` names, and without definitions of other `properties`.

    A tag's name is `<tag`. A sheet that is no CSS raises ValueError.
    """
    return _prune_rules(parse_component_value_list(css, skip_comments=True), used, properties)


def _prune_rules(tokens, used, properties):
    return "".join(_prune_rule(rule, used, properties) for rule in parse_rule_list(tokens, skip_whitespace=True))


def _prune_rule(rule, used, properties):
    if rule.type == "error":
        raise ValueError(f"the style sheet cannot be read in line {rule.source_line}: {rule.message}")
    if rule.type == "at-rule" and (rule.content is None or rule.lower_at_keyword not in NESTING):
        return rule.serialize()
    if rule.type == "at-rule":
        inner = _prune_rules(rule.content, used, properties)
        return f"@{rule.at_keyword}{serialize(rule.prelude)}{{{inner}}}" if inner else ""
    able = (serialize(selector).strip() for selector in _split(rule.prelude, ",") if used.issuperset(_names(selector)))
    kept = [selector for selector in able if not any(part in selector for part in NEVER)]
    return f"{','.join(kept)}{{{_declarations(rule.content, properties)}}}" if kept else ""


def _declarations(content, properties):
    kept = [part for part in map(serialize, _split(content, ";")) if part.strip() and _is_read(part.strip(), properties)]
    return ";".join(kept)


def _is_read(declaration, properties):
    return not declaration.startswith("--") or declaration.split(":")[0].strip() in properties


def _split(tokens, mark):
    """Split tokens at each mark outside brackets."""
    parts = [[]]
    for token in tokens:
        if token == mark:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _names(selector):
    """The names that must be on a page for a selector to match; not those in brackets: `:not(.x)` matches where no x is."""
    before = ""
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before == "."):
            yield token.value
        elif token.type == "ident" and before in COMBINATORS:
            yield f"<{token.value}"
        before = token.serialize().strip()
