"""What the ways of a journey are called: a national road by its number, any other way by the places at its ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

ROAD = "road"


class Passed(NamedTuple):
    """A stretch of a journey: its name, and how it is travelled (``road``, ``sea``, ``air``)."""

    name: str
    mode: str = ROAD


def route_names(
    path: Iterable[str], ways: pd.DataFrame, names: Mapping[str, str], start: str = ""
) -> tuple[Passed, ...]:
    """Stretches of a journey in the order of travel, each once.

    Parameters
    ----------
    path
        Ways in the order of travel.
    ways
        `WAYS` frame by `way_id`: `route`, `mode`, `way_class`, `from_pcode`, `to_pcode`.
    names
        Names of communes by P-code.
    start
        Commune that the journey leaves from; "" where it is not known.

    Returns
    -------
    stretches
        A national road by its number; another way by the communes at its ends, ways of one route that follow one
        another by the first and the last of them; a way without two known communes by its route, else by its code.
    """
    told: list[Passed] = []
    last, at, begun = "", start, ""
    for code in path:
        way = ways.loc[code]
        one, other = (str(way[end]) if isinstance(way[end], str) else "" for end in ("from_pcode", "to_pcode"))
        ends = (other, one) if at and at == other else (one, other)
        route = str(way["route"]) if isinstance(way["route"], str) else str(code)
        between = all(end in names for end in ends) and ends[0] != ends[1]
        if way["way_class"] == "national" or not between:
            told.append(Passed(route, str(way["mode"])))
            last = ""
        elif last == route and at == ends[0]:
            told[-1] = Passed(f"{names[begun]} – {names[ends[1]]}", str(way["mode"]))
        else:
            begun, last = ends[0], route
            told.append(Passed(f"{names[begun]} – {names[ends[1]]}", str(way["mode"])))
        at = ends[1]
    return tuple(dict.fromkeys(told))
