"""Sphinx extension: labs as pages, and what they measured and drew in chapters.

The labs' stored outputs are the only source of the numbers and figures on the site, and the registry of claims the only
source of statements and verdicts. `lab_pages` prepares a lab's notebook, `labs_domain` knows where everything stands,
`claims_on_page`, `ledger` and `guide_table` have the directives of these names, `records_on_page` the directives `lab-figure`
and `longer-run` and the role `measured`, `lab_minutes` the role `minutes`, `landing` what only the first page shows;
`ways_back` leads from a lab to the chapters that use it.
"""

from . import (
    architecture,
    claims_on_page,
    folds,
    guide_table,
    lab_minutes,
    labs_domain,
    landing,
    ledger,
    records_on_page,
    ways_back,
)

DIRECTIVES = {
    "drawing": architecture.Architecture,
    "claim": claims_on_page.Claim,
    "guide-table": guide_table.GuideTable,
    "ledger": ledger.Ledger,
    "half-life-dial": landing.Dial,
    "verdict": landing.Verdict,
    "tally": landing.Tally,
    "lab-figure": records_on_page.LabFigure,
    "longer-run": records_on_page.LongerRun,
    "on-gpus": records_on_page.OnGpus,
    "stored-figure": records_on_page.StoredFigure,
    "stored-measurement": records_on_page.StoredMeasurement,
}


def setup(app):
    """Register everything with Sphinx."""
    app.add_config_value("labs_folder", "labs", "env", str)
    app.add_config_value("claims_file", "utils/book/claims.toml", "env", str)
    app.setup_extension("rnn_book.drawings")
    app.add_domain(labs_domain.LabsDomain)
    app.add_node(claims_on_page.claim_box, html=(claims_on_page.visit_html, claims_on_page.depart_html))
    folds.register(app)
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_role("measured", records_on_page.Measured())
    app.add_role("minutes", lab_minutes.Minutes())
    app.connect("env-get-outdated", labs_domain.outdated)
    app.connect("doctree-read", labs_domain.check_alternative_text)
    ways_back.register(app)
    return {"version": "1", "env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
