"""Reach in sentences: who has a kit by when, who is left, what stops it; and the text that is sent by telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components.i18n import Words

MOST_NAMED = 3
_HAIR = 1e-6  # of a household: what a solver leaves
Row = Mapping[str, Any]


def answer(row: Row, place: str, tr: Words) -> str:
    """Households without a kit first, then those with one.

    Parameters
    ----------
    row
        Row of `results.reach_of` of the place and the hours.
    place
        The place as text for where the sentence goes (already plain).
    tr
        Words of the user's language.
    """
    told = {"place": place, "hours": f"{row['within_hours']:g}", "reached": whole(row["households_reached"], tr)}
    if pd.isna(row["households_in_need"]):
        return tr("reach_text.capacity", **told)
    need, left = float(row["households_in_need"]), float(row["households_left"])
    if need <= 0:
        return tr("reach_text.no_need", **told)
    key = "reach_text.all" if round(left) == 0 else "reach_text.left"
    return tr(key, need=tr.number(need), left=left_of(row, tr), **told)


def whole(households: float, tr: Words) -> str:
    """Households reached, rounded down: a kit that is not whole is none."""
    return tr.number(float(int(households + _HAIR)))


def left_of(row: Row, tr: Words) -> str:
    """Households left, so that those reached and those left are those in need."""
    if round(float(row["households_left"])) == 0:
        return tr.number(0.0)
    return tr.number(round(float(row["households_in_need"])) - int(float(row["households_reached"]) + _HAIR))


def stops(row: Row, later: pd.DataFrame, names: tuple[Mapping[str, str], Mapping[str, str]], tr: Words) -> str:
    """What stops a place, in a sentence.

    Parameters
    ----------
    row
        Row of the place and the hours.
    later
        Rows of the same place, of all bands.
    names
        Names of items and of warehouses by code (already plain).
    tr
        Words of the user's language.
    """
    items, warehouses = names
    bound = row["bound_by"]
    if bound == "stock" and isinstance(row["binding_item"], str):
        held = list(row["binding_warehouses"])
        told = {"item": items.get(row["binding_item"], row["binding_item"]), "count": len(held),
                "warehouses": named(held, warehouses, tr)}  # fmt: skip
        return tr("reach_text.by_stock", **told)
    if bound == "hours":
        more = later[(later["within_hours"] > row["within_hours"])
                     & (later["households_reached"] > float(row["households_reached"]) + 0.5)]  # fmt: skip
        if more.empty:
            return tr("reach_text.by_hours_beyond", hours=f"{later['within_hours'].max():g}")
        first = more.sort_values("within_hours").iloc[0]
        told = {"hours": f"{first['within_hours']:g}", "reached": whole(first["households_reached"], tr)}
        return tr("reach_text.by_hours", **told)
    if bound == "fleet":
        return tr("reach_text.by_fleet", vehicles=named(list(row.get("binding_vehicles", [])), warehouses, tr))
    if bound == "leg":
        return tr("reach_text.by_leg", way=row.get("binding_way", ""))
    return tr.or_else(f"reach_text.by_{bound}", tr(f"choice.bound_by.{bound}"))


def named(codes: Sequence[str], names: Mapping[str, str], tr: Words) -> str:
    """The first names of a list, and how many more there are."""
    told = ", ".join(names.get(code, code) for code in codes[:MOST_NAMED])
    more = len(codes) - MOST_NAMED
    return tr("reach_text.and_more", names=told, count=more) if more > 0 else told


def message(lines: Sequence[str], tr: Words, *, as_of: str, labels: Sequence[str]) -> str:
    """The answer as a text for a telephone: the question, the answer, what stops it, the day, whether it is made up."""
    return "\n".join([*filter(None, lines), tr("reach_text.dated", day=tr.day(as_of)), *labels])
