"""Reference figures of rounds: how long a pause within one may be."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.settings import Setting, parse_settings

GAP = "round_gap_days"


@cache
def round_gap() -> Setting:
    """Longest pause within a round, in days (data/reference/rounds.toml).

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`; ``setting.missing_field`` where it is not there.
    """
    told = parse_settings(document(REFERENCE / "rounds.toml"))
    if GAP not in told:
        raise ReferenceProblem("setting.missing_field", setting=GAP, field="value")
    return told[GAP]
