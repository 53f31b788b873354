"""A situation report as a PDF."""

from __future__ import annotations

from dataclasses import asdict

from components.figures.report import printing, situation_content
from components.figures.report.situation import Report
from components.i18n import Words

TEMPLATE = "situation.typ"


def pdf(report: Report, tr: Words) -> bytes:
    """The report on A4 pages; its marks stand on each. The same report gives the same bytes."""
    paper = situation_content.paper(report, tr)
    return printing.pdf(asdict(paper), paper.day, template=TEMPLATE)
