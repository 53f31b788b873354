"""How much an import reads at most: data/reference/limits.toml."""

from __future__ import annotations

import tomllib
from functools import cache

from data.home import ROOT
from geo.settings import parse_settings

LIMITS = ROOT / "data" / "reference" / "limits.toml"


@cache
def limits() -> dict[str, float]:
    """Value of each limit, by its name.

    Raises
    ------
    ReferenceProblem
        If an entry lacks value, unit, period, source or status.
    """
    document = tomllib.loads(LIMITS.read_text(encoding="utf-8"))
    return {key: setting.value for key, setting in parse_settings(document).items()}
