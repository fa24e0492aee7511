"""The style sheets lose what no page uses, and nothing else."""

import pytest
from rnn_book.pages.prune_css import properties_in_use, prune


@pytest.mark.parametrize(("css", "kept"), [
    (".used{a:b}.unused{a:b}", ".used{a:b}"),
    (".unused, .used:hover{a:b}", ".used:hover{a:b}"),
    (".used\\:wide{a:b}.used>*{a:b}.used + p::before{a:b}", ".used>*{a:b}.used + p::before{a:b}"),
    ("@font-face{unicode-range:U+26,U+0-7F}", "@font-face{unicode-range:U+26,U+0-7F}"),
    (".used .unused{a:b}", ""),
    (".used:not(.unused){a:b}", ".used:not(.unused){a:b}"),
    ("#used>p{a:b}#used>hr{a:b}", "#used>p{a:b}"),
    ("@media print{.used{a:b}.unused{a:b}}", "@media print{.used{a:b}}"),
    ("@media print{.unused{a:b}}", ""),
    (".used:not([data-theme]) p{a:b}:root,[data-bs-theme=light]{a:b}", ":root{a:b}"),
    ('@charset "UTF-8";.used{content:"}"}', '@charset "UTF-8";.used{content:"}"}'),
    ("/* .used{} */.unused{a:b}", ""),
    ("@font-face{font-family:f}", "@font-face{font-family:f}"),
    (':is(.used, .unused) p{a:b}', ":is(.used, .unused) p{a:b}"),
])
def test_only_what_can_match_stays(css, kept):
    assert prune(css, {"used", "<p"}, set()) == kept


@pytest.mark.parametrize("css", [".used{a:b}}", ".used"])
def test_a_sheet_that_is_no_css_is_an_error(css):
    with pytest.raises(ValueError, match="line 1"):
        prune(css, {"used"}, set())


def test_properties_that_nothing_reads_go():
    css = ':root{--x:url("data:a;b(1)");--y:calc(var(--z) * (2));color:var(--y)}@media print{p{--x:1}}'
    read = properties_in_use([css])
    assert read == {"--y", "--z"}
    assert prune(css, {"<p"}, read) == ":root{--y:calc(var(--z) * (2));color:var(--y)}@media print{p{}}"
