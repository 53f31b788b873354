"""Colours by name, from data/reference/palette.toml: no colour stands in a function."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "data" / "reference" / "palette.toml"


@cache
def table(name: str) -> dict[str, Any]:
    """One table of the palette, as written: `land`, `state`, `scale`, `unknown`, `hazard`, `way`, `chart`."""
    whole: dict[str, Any] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    found: dict[str, Any] = whole[name]
    return found


def step(value: float, scale: str) -> int:
    """Which colour of a scale a value has: 0 is the lowest class; a value on a break belongs to the higher one."""
    breaks: list[float] = table("scale")[scale]["breaks"]
    return bisect_right(breaks, value)


def ramp(hazard: str, classes: int) -> list[str]:
    """Colours of a hazard's classes, mildest first; a longer list of classes repeats the worst colour."""
    hazards = table("hazard")
    colours: list[str] = hazards.get(hazard, hazards["other"])["colours"]
    return [colours[min(i, len(colours) - 1)] for i in range(classes)]
