"""How coarse what leaves the house is, read from data/reference/disclosure.toml."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.settings import Setting, parse_settings


@cache
def disclosure_settings() -> dict[str, Setting]:
    """Figures of disclosure by name: `partner_grid` (m).

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`.
    """
    return parse_settings(document(REFERENCE / "disclosure.toml"))
