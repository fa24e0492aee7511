"""The style sheets lose what no page uses, and nothing else."""

import pytest
from rnn_book.pages.prune_css import drop_properties, properties_in_use, prune


@pytest.mark.parametrize(("css", "kept"), [
    (".used{a:b}.unused{a:b}", ".used{a:b}"),
    (".unused,.used:hover{a:b}", ".used:hover{a:b}"),
    (".used .unused{a:b}", ""),
    (".used:not(.unused){a:b}", ".used:not(.unused){a:b}"),
    ("#used>p{a:b}#used>hr{a:b}", "#used>p{a:b}"),
    ("@media print{.used{a:b}.unused{a:b}}", "@media print{.used{a:b}}"),
    ("@media print{.unused{a:b}}", ""),
    ('@charset "UTF-8";.used{content:"}"}', '@charset "UTF-8";.used{content:"}"}'),
    ("/* .used{} */.unused{a:b}", ""),
    ("@font-face{font-family:f}", "@font-face{font-family:f}"),
    (':is(.used, .unused) p{a:b}', ":is(.used, .unused) p{a:b}"),
])
def test_only_what_can_match_stays(css, kept):
    assert prune(css, {"used", "<p"}) == kept


def test_a_sheet_that_never_closes_is_an_error():
    with pytest.raises(ValueError, match="never closes"):
        prune(".used{a:b", {"used"})


def test_properties_that_nothing_reads_go():
    css = 'a{--x:url("data:a;b(1)");--y:calc(var(--z) * (2));color:var(--y)}'
    used = properties_in_use([css])
    assert used == {"--y", "--z"}
    assert drop_properties(css, used) == "a{--y:calc(var(--z) * (2));color:var(--y)}"
