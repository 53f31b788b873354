"""Rules for early action, read from data/reference/triggers.toml."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.triggers import Trigger, parse_triggers


@cache
def triggers() -> tuple[Trigger, ...]:
    """All rules, in the order of the file.

    Raises
    ------
    ReferenceProblem
        As `geo.triggers.parse_triggers`.
    """
    return parse_triggers(document(REFERENCE / "triggers.toml"))
