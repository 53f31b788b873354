"""The printed map of a scenario as a file: the same facts as on the page, in the user's language."""

from __future__ import annotations

from components.i18n import Words
from results import Results
from results.shock import Shock

PDF, PNG = "application/pdf", "image/png"
TEMPLATE = "scenario.typ"
DOTS_PER_INCH = 150.0


def scenario_pdf(asked: Results, shock: Shock, tr: Words, *, department: str = "") -> bytes:
    """The map of a zone set or a scenario, of the country or of one department, as a PDF; same values, same bytes."""
    from components.figures.report import printing, scenario_content  # noqa: PLC0415 - heavy: typst and matplotlib

    facts = asked.scenario_sheet(shock, department)
    return printing.pdf(scenario_content.of_scenario(facts, tr), facts.facts["as_of"], template=TEMPLATE)


def scenario_png(
    asked: Results, shock: Shock, tr: Words, *, department: str = "", dots_per_inch: float = DOTS_PER_INCH
) -> bytes:
    """The same page as a picture."""
    from components.figures.report import printing, scenario_content  # noqa: PLC0415 - heavy: typst and matplotlib

    facts = asked.scenario_sheet(shock, department)
    page = scenario_content.of_scenario(facts, tr)
    return printing.png(page, facts.facts["as_of"], template=TEMPLATE, dots_per_inch=dots_per_inch)
