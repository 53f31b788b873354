"""How the age of a declared stock level weighs: as it is shipped, and as somebody changed it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from data.reference_tables import REFERENCE, document
from geo.errors import ReferenceProblem
from geo.settings import Said, Setting, parse_settings
from geo.stock_levels import LevelAges

PREFIX = "stock_levels."
AGES = ("full_days", "none_days")
MOST_DAYS = 3650.0
NOBODY: Mapping[str, Said] = {}


@cache
def shipped_ages() -> dict[str, Setting]:
    """Ages of data/reference/stock-levels.toml, by the name of their setting."""
    told = parse_settings(document(REFERENCE / "stock-levels.toml"))
    return {PREFIX + name: told[name] for name in AGES}


def ages_in_force(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> dict[str, Setting]:
    """Ages in force, by the name of their setting.

    Raises
    ------
    ReferenceProblem
        ``bad_setting`` for a stored value that is no number of days.
    """
    held = {}
    for name, one in shipped_ages().items():
        if name not in told:
            held[name] = one
            continue
        try:
            held[name] = one.edited(float(told[name]), said.get(name))
        except ValueError as error:
            raise ReferenceProblem("bad_setting", setting=name, value=told[name]) from error
    return held


def level_ages(told: Mapping[str, str], said: Mapping[str, Said] = NOBODY) -> LevelAges:
    """Ages in force as `geo.stock_levels` takes them."""
    held = ages_in_force(told, said)
    return LevelAges(*(held[PREFIX + name] for name in AGES))
