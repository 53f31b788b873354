"""Communes or departments coloured by a value. Their shapes are those of the base map, already in the browser."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Field

if TYPE_CHECKING:
    from components.i18n import Words

UNKNOWN = -1

_COVERAGE = (
    Field("name", "map.field.name"), Field("coverage_low", "map.field.coverage_low", "p"),
    Field("coverage_share", "map.field.coverage_share", "p"),
    Field("coverage_high", "map.field.coverage_high", "p"),
    Field("assessed_share", "map.field.assessed_share", "p"),
    Field("people_total", "map.field.people_total", "n"),
)  # fmt: skip
_REACH = (
    Field("name", "map.field.name"), Field("reached_share", "map.field.reached_share", "p"),
    Field("households_reached", "map.field.households_reached", "n"),
    Field("households_in_need", "map.field.households_in_need", "n"),
)  # fmt: skip
_ACCESS = (
    Field("name", "map.field.name"), Field("with_place_share", "map.field.with_place_share", "p"),
    Field("people_with_place", "map.field.people_with_place", "n"),
    Field("people", "map.field.people_total", "n"), Field("people_out_of_reach", "map.field.people_out_of_reach", "n"),
)  # fmt: skip
_PERSONS = (Field("name", "map.field.name"), Field("value", "map.field.individuals", "n"))
_FIRST_KIT = (
    Field("name", "map.field.name"), Field("first_kit_hours", "map.field.first_kit_hours", "n"),
    Field("last_item", "map.field.last_item"), Field("last_warehouse", "map.field.last_warehouse"),
    Field("first_stock_hours", "map.field.first_stock_hours", "n"),
    Field("nearest_warehouse", "map.field.nearest_warehouse"),
)  # fmt: skip


def coverage(frame: pd.DataFrame, tr: Words, *, level: str, hatched_below: float) -> Layer:
    """Service coverage: coloured by the low bound, hatched where too little is assessed.

    Parameters
    ----------
    frame
        One row a place: `place` (P-code), `name`, `coverage_low`, `assessed_share` (0-1, NaN unknown); where
        there `coverage_share`, `coverage_high`, `people_total`.
    tr
        Words of the user's language.
    level
        adm1 or adm2: whose shapes are coloured.
    hatched_below
        Places of which a smaller share is assessed are hatched (setting `assessed_share_hatched`).

    Returns
    -------
    layer
        Kind ``places``. A place without a value is grey and hatched.
    """
    hatched = frame["assessed_share"].fillna(0) < hatched_below
    shown = frame.assign(value=frame["coverage_low"], hatched=hatched)
    note = tr("map.hatched", share=round(100 * hatched_below))
    return _areas(shown, tr, scale="share", title="map.layer.coverage", how=(level, note, _COVERAGE))


def reach(frame: pd.DataFrame, tr: Words, *, level: str) -> Layer:
    """Households reachable: coloured by their share of the need, or by their number where no need is given.

    Parameters
    ----------
    frame
        One row a place: `place`, `name`, `households_reached`, `reached_share`, `households_in_need`.
    tr
        Words of the user's language.
    level
        adm1 or adm2.

    Returns
    -------
    layer
        Kind ``places``.
    """
    by_share = bool(frame["reached_share"].notna().any())
    column = "reached_share" if by_share else "households_reached"
    shown = frame.assign(value=frame[column], hatched=False)
    scale = "share" if by_share else "households"
    return _areas(shown, tr, scale=scale, title="map.layer.reach", how=(level, "", _REACH))


def first_kits(frame: pd.DataFrame, tr: Words) -> Layer:
    """Communes by the hours until a first complete kit can be there; hatched where none ever comes.

    Parameters
    ----------
    frame
        One row a commune: `place`, `name`, `first_kit_hours` (NaN never), `first_stock_hours`, and in words
        `last_item`, `last_warehouse`, `nearest_warehouse`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``places``.
    """
    never = frame["first_kit_hours"].isna()
    shown = frame.assign(value=frame["first_kit_hours"].fillna(np.inf), hatched=never)
    return _areas(shown, tr, scale="hours", title="map.layer.first_kits",
                  how=("adm2", tr("map.never_a_kit"), _FIRST_KIT))  # fmt: skip


def access(frame: pd.DataFrame, tr: Words, *, level: str) -> Layer:
    """Share of the people who have a safe place within a walk.

    Parameters
    ----------
    frame
        One row a place: `place`, `name`, `with_place_share` (NaN unknown), `places_per_person`, `people`,
        `people_out_of_reach`.
    tr
        Words of the user's language.
    level
        adm1 or adm2.

    Returns
    -------
    layer
        Kind ``places``. Places per person would hide, behind few with many places, all who have none.
    """
    shown = frame.assign(value=frame["with_place_share"], hatched=False)
    return _areas(shown, tr, scale="share", title="map.layer.shelter_access", how=(level, "", _ACCESS))


def persons(frame: pd.DataFrame, tr: Words, *, level: str, title: str) -> Layer:
    """People by place: displaced, exposed, or all.

    Parameters
    ----------
    frame
        One row a place: `place`, `name`, `value` in persons (NaN unknown).
    tr
        Words of the user's language.
    level
        adm1 or adm2.
    title
        Locale key of the layer's title: which people.

    Returns
    -------
    layer
        Kind ``places``.
    """
    return _areas(frame.assign(hatched=False), tr, scale="persons", title=title, how=(level, "", _PERSONS))


def reported(frame: pd.DataFrame, tr: Words, *, title: str, scale: str) -> Layer:
    """What communes report of one measure; one that did not tell it is grey and hatched.

    Parameters
    ----------
    frame
        One row a commune: `place` (P-code), `name`, `value` (NaN not told).
    tr
        Words of the user's language.
    title
        Locale key of the measure.
    scale
        Scale of the palette: ``persons``, or ``reports`` for counts that are small.

    Returns
    -------
    layer
        Kind ``places``.
    """
    fields = (Field("name", "map.field.name"), Field("value", title, "n"))
    return _areas(frame.assign(hatched=False), tr, scale=scale, title=title, how=("adm2", "", fields))


def _areas(frame: pd.DataFrame, tr: Words, *, scale: str, title: str, how: tuple[str, str, tuple[Field, ...]]) -> Layer:
    level, note, fields = how
    values = pd.to_numeric(frame["value"]).to_numpy(float, na_value=np.nan)
    steps = [UNKNOWN if np.isnan(v) else palette.step(v, scale) for v in values]
    looks = list(zip(steps, frame["hatched"].astype(bool), strict=True))
    used = sorted(set(looks))
    described, columns = rows.encode(rows.columns(frame), fields, tr)
    cells = zip([used.index(look) for look in looks], map(esc, frame["place"]), *columns, strict=True)
    spec = {
        "kind": "places", "level": level, "fields": described,
        "styles": [_style(scale, *look) for look in used], "rows": list(cells),
    }  # fmt: skip
    legend = (*_bands(scale, tr), *_extras(looks, note, tr))
    return Layer("places", tr(title), "areas", script_json(spec), legend, frozenset(frame["place"]))


def _style(scale: str, step: int, hatched: bool) -> dict[str, Any]:  # noqa: FBT001 (a pair from the data)
    unknown = palette.table("unknown")
    line = palette.table("land")["department"]
    fill = unknown["fill"] if step == UNKNOWN else palette.table("scale")[scale]["colours"][step]
    return {
        "fill": fill, "line": line, "hatch": unknown["hatch"] if hatched or step == UNKNOWN else "",
        "weight": palette.table("width")["area"], "opacity": palette.table("opacity")["area"],
    }  # fmt: skip


def _bands(scale: str, tr: Words) -> list[Entry]:
    breaks, colours = (palette.table("scale")[scale][part] for part in ("breaks", "colours"))
    edges = [_edge(b, scale, tr) for b in breaks]
    labels = [f"< {edges[0]}", *(f"{a} – {b}" for a, b in pairwise(edges)), f"≥ {edges[-1]}"]
    return [Entry(label, "area", colour) for label, colour in zip(labels, colours, strict=True)]


def _edge(value: float, scale: str, tr: Words) -> str:
    if palette.table("scale")[scale]["unit"] == "share":
        return tr.share(value)
    return tr.number(value)


def _extras(looks: list[tuple[int, bool]], note: str, tr: Words) -> list[Entry]:
    unknown = palette.table("unknown")
    extras = []
    if any(hatched and step != UNKNOWN for step, hatched in looks):
        extras.append(Entry(note, "area", palette.table("land")["paper"], unknown["line"], unknown["hatch"]))
    if any(step == UNKNOWN for step, _ in looks):
        extras.append(Entry(tr("map.state.places.unknown"), "area", unknown["fill"], unknown["line"], unknown["hatch"]))
    return extras
