"""The table on the site is that of the checks as they run now, with the lines of the source as it stands."""

import json

from utils.gradients import caught, mutants


def test_the_file_is_what_the_checks_find_and_the_source_says(tmp_path):
    caught.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_text(encoding="utf-8") == caught.FILE.read_text(encoding="utf-8"), \
        "run: python -m utils.gradients.caught"


def test_a_row_holds_the_table_and_whole_lines():
    rows = json.loads(caught.FILE.read_text(encoding="utf-8"))
    assert [row["name"] for row in rows] == [mutant.name for mutant in mutants.MUTANTS]
    for row, mutant, judged in zip(rows, mutants.MUTANTS, mutants.table(), strict=True):
        assert row["caught_by"] == list(judged["caught_by"])
        source = mutants.program(mutant.layer)
        assert row["before"].splitlines()[0] in [line.strip() for line in source.splitlines()]
        assert row["before"] != row["after"] and row["after"].strip()
        assert row["before"].replace(mutant.old.splitlines()[0], "", 1) != row["before"]
