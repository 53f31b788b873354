"""Stretches of a journey in words."""

from __future__ import annotations

from collections.abc import Iterable

from components.i18n import Words
from geo.route_names import ROAD, Passed


def worded(routes: Iterable[Passed | str], tr: Words) -> list[str]:
    """Name of each stretch; that of a sea or air leg says so."""
    told = [one if isinstance(one, Passed) else Passed(one) for one in routes]
    return [one.name if one.mode == ROAD else tr(f"route_words.{one.mode}", name=one.name) for one in told]
