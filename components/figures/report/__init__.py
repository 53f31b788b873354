"""Printed sheets: one A4 page about a site, a commune or a department, in the user's language."""

from __future__ import annotations

from components.figures.report.sheet import Around, Lists, PlaceSheet, SiteSheet, Stamp
from components.i18n import Words

__all__ = ["Around", "Lists", "PlaceSheet", "SiteSheet", "Stamp", "picture", "place", "site"]


def site(sheet: SiteSheet, tr: Words) -> bytes:
    """Sheet of a site as a PDF of one page."""
    return _made(sheet, tr, "pdf")


def place(sheet: PlaceSheet, tr: Words) -> bytes:
    """Sheet of a commune or a department as a PDF of one page."""
    return _made(sheet, tr, "pdf")


def picture(sheet: SiteSheet | PlaceSheet, tr: Words) -> bytes:
    """The same page as a PNG."""
    return _made(sheet, tr, "png")


def _made(sheet: SiteSheet | PlaceSheet, tr: Words, form: str) -> bytes:
    from components.figures.report import content, printing  # noqa: PLC0415 - heavy: typst and matplotlib

    page = content.of_site(sheet, tr) if isinstance(sheet, SiteSheet) else content.of_place(sheet, tr)
    return (printing.pdf if form == "pdf" else printing.png)(page, sheet.stamp.as_of)
