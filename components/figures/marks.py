"""Layers of places: sites, shelters and warehouses as marks of their own shape."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from components.figures import palette, rows
from components.figures.escape import esc, script_json
from components.figures.layer import Layer
from components.figures.legend import Entry
from components.figures.rows import Columns, Field
from components.figures.stock_matrix import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from components.i18n import Words

_SITE = (
    Field("name", "map.field.name"), Field("adm2_name", "map.field.commune"),
    Field("rank", "map.field.rank", "n"), Field("severity", "map.field.severity", "p"),
    Field("state_label", "map.field.state"), Field("individuals", "map.field.individuals", "n"),
    Field("households", "map.field.households", "n"), Field("dated", "map.field.dated", "d"),
)  # fmt: skip
_SHELTER = (
    Field("name", "map.field.name"), Field("adm2_name", "map.field.commune"),
    Field("capacity_persons", "map.field.capacity_persons", "n"), Field("state_label", "map.field.state"),
    Field("observed_on", "map.field.dated", "d"),
)  # fmt: skip
_WAREHOUSE = (
    Field("name", "map.field.name"), Field("adm2_name", "map.field.commune"),
    Field("operator", "map.field.operator"), Field("observed_on", "map.field.dated", "d"),
)  # fmt: skip

_REQUEST = (Field("name", "map.field.commune"), Field("requests", "map.field.requests", "n"),
            Field("households", "map.field.households", "n"), Field("state_label", "map.field.state"))  # fmt: skip
_FACILITY = (Field("name", "map.field.name"), Field("facility_type", "map.field.type"),
             Field("state_label", "map.field.state"))  # fmt: skip
_BY_TERM = (
    Field("name", "map.field.name"), Field("adm2_name", "map.field.commune"),
    Field("term", "map.field.binding_term"), Field("net_safe_capacity", "map.field.net_safe_capacity", "n"),
    Field("declared_capacity", "map.field.capacity_persons", "n"),
)  # fmt: skip
_BY_STATUS = (
    Field("name", "map.field.name"), Field("adm2_name", "map.field.commune"),
    Field("status_label", "map.field.stock_status"), Field("operator", "map.field.operator"),
)  # fmt: skip
_STATE_OF_TERM = {
    "occupied_by_idps": "occupied", "closed": "closed", "full": "closed", "structure_unsafe": "poor",
    "inside_hazard": "short", "unlocated": "not_assessed", "structure_unassessed": "not_assessed",
    "unknown": "not_assessed", "declared": "sound", "floor_area": "met", "toilets": "met", "water": "met",
}  # fmt: skip
_WORKS = {"working": "sound", "partly_working": "poor", "not_working": "poor"}


def sites(frame: pd.DataFrame, tr: Words) -> Layer:
    """IDP sites as discs with an area in proportion to their people, clustered.

    Parameters
    ----------
    frame
        `site_id`, `name`, `longitude`, `latitude`; where there: `adm2_name`, `individuals`, `households`,
        `assessed_on`, and `state` or `status` (met, short, not_assessed, not_applicable; active, closed),
        which colours the disc. Unknown people give the smallest disc; without a place there is no disc.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``sites``.
    """
    data = rows.placed(frame)
    data["state"] = _states(data, "active")
    data["dated"] = data.get("assessed_on", data.get("observed_on", [None] * len(data["state"])))
    data["radius"] = _radii(data)
    layer = _points("sites", data, "site_id", _SITE, tr)
    grey = palette.table("unknown")
    size = Entry(tr("map.size"), "circle", grey["fill"], grey["line"], size_px=17)
    return replace(layer, legend=(*layer.legend, size)) if layer.ids else layer


def shelters(frame: pd.DataFrame, tr: Words) -> Layer:
    """Evacuation shelters as triangles, clustered.

    Parameters
    ----------
    frame
        `shelter_id`, `name`, `longitude`, `latitude`; where there: `adm2_name`, `capacity_persons`,
        `observed_on`, and `state` or else `structure_status` and `occupied_by_idps`, which colour the mark:
        occupied first, then poor, sound (good or fair) and not assessed.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``shelters``.
    """
    data = rows.placed(frame)
    data["state"] = _states(data, "") if "state" in data else _structures(data)
    return _points("shelters", data, "shelter_id", _SHELTER, tr)


def shelters_by_term(frame: pd.DataFrame, tr: Words) -> Layer:
    """Evacuation shelters as triangles, coloured by what binds their safe places.

    Parameters
    ----------
    frame
        `shelter_id`, `name`, `longitude`, `latitude`, `adm2_name`, `binding_term`, `net_safe_capacity` and
        `declared_capacity` (persons, NaN unknown), as `results.safe_capacity` gives them.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``shelters``.
    """
    data = rows.placed(frame)
    data["state"] = [_STATE_OF_TERM[term] for term in data["binding_term"]]
    data["term"] = [tr(f"choice.binding_term.{term}") for term in data["binding_term"]]
    return _points("shelters", data, "shelter_id", _BY_TERM, tr, words="shelter_room")


def warehouses(frame: pd.DataFrame, tr: Words) -> Layer:
    """Warehouses as squares, never clustered: there are few and all matter.

    Parameters
    ----------
    frame
        `warehouse_id`, `name`, `longitude`, `latitude`; where there: `adm2_name`, `operator`, `observed_on`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``warehouses``.
    """
    data = rows.placed(frame)
    data["state"] = ["warehouse"] * len(data["warehouse_id"])
    return _points("warehouses", data, "warehouse_id", _WAREHOUSE, tr)


def warehouses_by_status(frame: pd.DataFrame, tr: Words) -> Layer:
    """Warehouses as squares, coloured by the status of their stock.

    Parameters
    ----------
    frame
        As `warehouses`, with `stock_status`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``warehouses``.
    """
    data = rows.placed(frame)
    data["status_label"] = [tr(f"choice.stock_status.{one}") for one in data["stock_status"]]
    data["state"] = [state_of(one) for one in data["stock_status"]]
    return _points("warehouses", data, "warehouse_id", _BY_STATUS, tr, words="stock")


def facilities(frame: pd.DataFrame, tr: Words) -> Layer:
    """Facilities and water points as diamonds, coloured by whether they work.

    Parameters
    ----------
    frame
        `facility_id`, `name`, `longitude`, `latitude`, `facility_type` (in words), `facility_status`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``facilities``.
    """
    data = rows.placed(frame)
    data["state"] = [_WORKS.get(one, "not_assessed") for one in data["facility_status"]]
    return _points("facilities", data, "facility_id", _FACILITY, tr)


def requests(frame: pd.DataFrame, tr: Words) -> Layer:
    """Requests by commune as circles, those of a commune where one is late in another colour.

    Parameters
    ----------
    frame
        `adm2_pcode`, `adm2_name`, `longitude`, `latitude` (a point inside the commune), `requests`, `households`,
        `late`.
    tr
        Words of the user's language.

    Returns
    -------
    layer
        Kind ``requests``.
    """
    data = rows.placed(frame.assign(name=frame["adm2_name"]))
    data["state"] = ["short" if late else "met" for late in data["late"]]
    return _points("requests", data, "adm2_pcode", _REQUEST, tr)


def _states(data: Columns, otherwise: str) -> list[str]:
    column = data.get("state", data.get("status"))
    known = palette.table("state")
    if column is None:
        return [otherwise] * len(data["latitude"])
    return [state if state in known else "unknown" for state in column]


def _structures(data: Columns) -> list[str]:
    nothing = [None] * len(data["latitude"])
    of = {"good": "sound", "fair": "sound", "poor": "poor"}
    pairs = zip(data.get("structure_status", nothing), data.get("occupied_by_idps", nothing), strict=True)
    return ["occupied" if occupied else of.get(structure, "not_assessed") for structure, occupied in pairs]


def _radii(data: Columns) -> list[float]:
    mark = palette.table("mark")["sites"]
    least, most, full = mark["least_px"], mark["most_px"], mark["full_persons"]
    people = data.get("individuals", [None] * len(data["latitude"]))
    return [round(max(least, most * math.sqrt(min(max(p or 0, 0), full) / full)), 1) for p in people]


def _points(kind: str, data: Columns, key: str, fields: Sequence[Field], tr: Words, *, words: str = "") -> Layer:
    mark = palette.table("mark")[kind]
    present = set(data["state"])
    states = {name: i for i, name in enumerate(n for n in palette.table("state") if n in present)}
    labels = {name: tr(f"map.state.{words or kind}.{name}") for name in states}
    data["name"] = [name or i for name, i in zip(data["name"], data[key], strict=True)]
    data["state_label"] = [labels[state] for state in data["state"]]
    radii = data.get("radius", [mark["least_px"]] * len(data[key]))
    described, columns = rows.encode(data, fields, tr)
    styles = [states[state] for state in data["state"]]
    cells = zip(data["latitude"], data["longitude"], styles, radii, map(esc, data[key]), *columns, strict=True)
    spec = {
        "kind": kind, "title": esc(tr(f"map.layer.{kind}")), "shape": mark["shape"], "fields": described,
        "styles": [_mark_style(name) for name in states], "cluster": _cluster(mark), "rows": list(cells),
    }  # fmt: skip
    legend = tuple(_mark_entry(name, labels[name], mark) for name in states)
    return Layer(kind, tr(f"map.layer.{kind}"), "points", script_json(spec), legend, frozenset(data[key]))


def _mark_style(state: str) -> dict[str, Any]:
    look = palette.table("state")[state]
    return {
        "fill": look["fill"], "line": look["line"], "ring": look["ring"],
        "weight": palette.table("width")["mark"], "opacity": palette.table("opacity")["mark"],
    }  # fmt: skip


def _cluster(mark: dict[str, Any]) -> dict[str, Any] | None:
    if "cluster" not in mark:
        return None
    return mark["cluster"] | {"line": palette.table("land")["department"]}


def _mark_entry(state: str, label: str, mark: dict[str, Any]) -> Entry:
    look = palette.table("state")[state]
    return Entry(label, mark["shape"], look["fill"], look["line"])
