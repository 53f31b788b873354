"""Exports of KoBo and ODK forms, whatever their spelling, as an ordinary sheet: plain question names, one point.

KoBo writes `group/question`, a geopoint as "lat lon alt accuracy" (and split in four columns in CSV), answers of a
select-multiple together and again one column an option, and leaves out what was not answered. ODK Central
writes points as GeoJSON.
"""

from __future__ import annotations

import re
from typing import Any

from data.importers.words import fold

_MARKS = ({"_uuid", "_submission_time"}, {"_uuid", "__version__"}, {"_uuid", "meta/instanceID"}, {"__id"})
_GEOPOINT = re.compile(r"-?\d{1,3}(?:\.\d+)? -?\d{1,3}(?:\.\d+)?(?: -?\d+(?:\.\d+)?){0,2}")
_SPLIT = re.compile(r"_(.+)_(latitude|longitude|altitude|precision)$")
_SYSTEM = frozenset({
    "_id", "_index", "_uuid", "_tags", "_notes", "_status", "_validation_status", "_bamboo_dataset_id", "__version__",
    "_xform_id_string", "formhub/uuid", "meta/instanceID", "meta/rootUuid", "_submission_time", "start", "end", "today",
    "__id", "__system/submissionDate",
})  # fmt: skip
_DAYS = ("today", "_submission_time", "__system/submissionDate", "end")


def is_form(headers: list[str]) -> bool:
    """Whether a sheet is an export of a form."""
    return any(marks <= set(headers) for marks in _MARKS)


def tidied(sheet: dict[str, Any]) -> dict[str, Any]:
    """Return the sheet of an ordinary table: as it is; of a form: questions only, by their plain names.

    Parameters
    ----------
    sheet
        As data/importers/tables.py gives it.

    Returns
    -------
    sheet
        Of a form also `days` (day of each submission, None where unknown), `uuids` (by which a submission is
        known again) and `form` (its name, "" where it does not say).
    """
    headers = sheet["headers"]
    if not is_form(headers):
        return sheet
    columns = dict(zip(headers, sheet["columns"], strict=True))
    told = {name: cells for name, cells in columns.items() if name not in _SYSTEM}
    told = _pointed(told)
    plain = _plain(list(told))
    size = len(sheet["rows"])
    return sheet | {
        "headers": [plain[name] for name in told], "columns": list(told.values()),
        "tags": [sheet["tags"][headers.index(name)] if name in columns else "" for name in told],
        "days": _days(columns, size), "uuids": columns.get("_uuid") or columns.get("__id") or [None] * size,
        "form": next((cell for cell in columns.get("_xform_id_string", []) if cell), ""),
    }  # fmt: skip


def _pointed(told: dict[str, list[str | None]]) -> dict[str, list[str | None]]:
    """Questions with `latitude` and `longitude` in place of the first geopoint; its other spellings go."""
    if {"latitude", "longitude"} <= {fold(name) for name in told}:
        return told
    question = next((name for name, cells in told.items() if _are_points(cells)), None)
    split = {match[1] for name in told if (match := _SPLIT.match(name))}
    if question is not None:
        words = [cell.split() if cell else [None, None] for cell in told[question]]
        pair = {"latitude": [one[0] for one in words], "longitude": [one[1] for one in words]}
    elif "_geolocation/latitude" in told:
        pair = {name: told[f"_geolocation/{name}"] for name in ("latitude", "longitude")}
    elif split:
        first = min(split)
        pair = {name: told.get(f"_{first}_{name}", []) for name in ("latitude", "longitude")}
    else:
        odk = next((name[: -len("/longitude")] for name in told if name.endswith("/longitude")), None)
        if odk is None:
            return told
        question = odk
        pair = {name: told[f"{odk}/{name}"] for name in ("latitude", "longitude")}
    gone = {
        question,
        f"{question}/latitude",
        f"{question}/longitude",
        "_geolocation/latitude",
        "_geolocation/longitude",
    }
    gone |= {name for name in told if _SPLIT.match(name)}
    return {name: cells for name, cells in told.items() if name not in gone} | pair


def _are_points(cells: list[str | None]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_GEOPOINT.fullmatch(cell) for cell in filled)


def _plain(names: list[str]) -> dict[str, str]:
    """Question name without its groups, where no other has the same; options of a select-multiple keep theirs."""
    questions = set(names)
    bare = {
        name: name.rsplit("/", 1)[-1] for name in names if name.rsplit("/", 1)[0] not in questions or "/" not in name
    }
    counts: dict[str, int] = {}
    for short in bare.values():
        counts[short] = counts.get(short, 0) + 1
    return {name: bare[name] if name in bare and counts[bare[name]] == 1 else name for name in names}


def _days(columns: dict[str, list[str | None]], size: int) -> list[str | None]:
    """Day of each submission: the form's own `today`, else the day on which it was sent."""
    days: list[str | None] = [None] * size
    for name in _DAYS:
        days = [day or (cell[:10] if cell else None) for day, cell in zip(days, columns.get(name, days), strict=True)]
    return days
