"""Exports of KoBo and ODK forms, whatever their spelling, as an ordinary sheet: plain question names, one point.

KoBo writes `group/question`, a geopoint as "lat lon alt accuracy" (and split in four columns in CSV), answers of a
select-multiple together and again one column an option, and leaves out what was not answered. ODK Central
writes points as GeoJSON.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, tzinfo
from typing import Any

from data.home import HAITI
from data.importers.words import fold

Cells = list[str | None]

_MARKS = ({"_uuid", "_submission_time"}, {"_uuid", "__version__"}, {"_uuid", "meta/instanceID"}, {"__id"})
_GEOPOINT = re.compile(r"-?\d{1,3}(?:\.\d+)? -?\d{1,3}(?:\.\d+)?(?: -?\d+(?:\.\d+)?){0,2}")
_FINE = re.compile(r"-?\d{1,3}\.\d+ -?\d{1,3}\.\d+")  # "1 2" are options 1 and 2 of a question
_SPLIT = re.compile(r"_(.+)_(latitude|longitude|altitude|precision)$")
_NAMED = re.compile(r"[\w.-]+(?:/[\w.-]+)+")  # names of groups and of a question; a label may hold "/" itself
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")
_SYSTEM = frozenset({
    "_id", "_index", "_uuid", "_tags", "_notes", "_status", "_validation_status", "_bamboo_dataset_id", "__version__",
    "_version_", "_xform_id_string", "formhub/uuid", "_submission_time", "start", "end", "today", "_date_modified",
    "_media_all_received", "_parent_index", "_parent_table_name", "__id",
})  # fmt: skip
# What the service says of a submission; a form may write its name (`meta/instanceName`) from the answers.
_SYSTEM_GROUPS = ("meta/", "__system/", "_validation_status/", "_supplementalDetails/")
# Where the day of a submission stands, best first, and on which clock a time without zone is: the phone's is Haiti's.
# A form is often sent days after it was filled in.
_DAYS: tuple[tuple[str, tzinfo], ...] = (
    ("today", HAITI), ("start", HAITI), ("end", HAITI), ("_submission_time", UTC), ("__system/submissionDate", UTC),
)  # fmt: skip
_TAKEN_IN = ("_submission_time", "__system/submissionDate")


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
        Of a form also `days` (day in Haiti of each submission, None where unknown), `uuids` (by which a submission
        is known again), `sent` (moment of the submission, ISO in UTC, None where unknown) and `form` (its name, ""
        where it does not say).
    """
    headers = sheet["headers"]
    if not is_form(headers):
        return sheet
    columns = dict(zip(headers, sheet["columns"], strict=True))
    told = {name: cells for name, cells in columns.items() if not _of_the_service(name)}
    told = _pointed(told)
    plain = _plain(list(told))
    size = len(sheet["rows"])
    return sheet | {
        "headers": [plain[name] for name in told], "columns": list(told.values()),
        "tags": [sheet["tags"][headers.index(name)] if name in columns else "" for name in told],
        "days": _days(columns, size), "sent": _sent(columns, size),
        "uuids": columns.get("_uuid") or columns.get("__id") or [None] * size,
        "form": next((cell for cell in columns.get("_xform_id_string", []) if cell), ""),
    }  # fmt: skip


def _of_the_service(name: str) -> bool:
    return name in _SYSTEM or name.startswith(_SYSTEM_GROUPS)


def _pointed(told: dict[str, Cells]) -> dict[str, Cells]:
    """Questions with `latitude` and `longitude` in place of the first geopoint; its other spellings go."""
    if {"latitude", "longitude"} <= {fold(name) for name in told}:
        return told
    question, pair = _point_of(told)
    if not pair:
        return told
    gone = {question} | {f"{of}/{part}" for of in (question, "_geolocation") for part in ("latitude", "longitude")}
    gone |= {name for name in told if _SPLIT.match(name)}
    return {name: cells for name, cells in told.items() if name not in gone} | pair


def _point_of(told: dict[str, Cells]) -> tuple[str, dict[str, Cells]]:
    """Question of the first geopoint ("" where it has no column of its own) and its two columns, none where none."""
    parts = ("latitude", "longitude")
    question = next((name for name, cells in told.items() if _are_points(cells)), "")
    if question:
        words: list[list[Any]] = [cell.split() if cell else [None, None] for cell in told[question]]
        return question, {part: [one[at] for one in words] for at, part in enumerate(parts)}
    split = [match[1] for name in told if (match := _SPLIT.match(name))]
    for first in split:
        if all(any(told.get(f"_{first}_{part}", ())) for part in parts):
            return "", {part: told[f"_{first}_{part}"] for part in parts}
    nested = [name.removesuffix("/longitude") for name in told if name.endswith("/longitude")]
    of = next((one for one in sorted(nested, key=lambda one: one == "_geolocation") if f"{one}/latitude" in told), "")
    return of, {part: told[f"{of}/{part}"] for part in parts} if of else {}


def _are_points(cells: Cells) -> bool:
    filled = [cell for cell in cells if cell]
    return all(_GEOPOINT.fullmatch(cell) for cell in filled) and any(_FINE.match(cell) for cell in filled)


def _plain(names: list[str]) -> dict[str, str]:
    """Question name without its groups, where no other has the same; options of a select-multiple keep its name."""
    groups = Counter(name.rsplit("/", 1)[0] for name in names if "/" in name)
    questions = set(names)

    def bare(name: str) -> str:
        group, mark, short = name.rpartition("/")
        if not mark:
            return name
        if group in questions:  # an option
            return f"{bare(group)}/{short}"
        shared = groups[group] > 1 and group.count("(") == group.count(")")
        return short if shared or _NAMED.fullmatch(name) else name

    found = {name: bare(name) for name in names}
    counts = Counter(found.values())
    return {name: short if counts[short] == 1 else name for name, short in found.items()}


def _days(columns: dict[str, Cells], size: int) -> Cells:
    """Day of each submission in Haiti."""
    days: Cells = [None] * size
    for name, clock in _DAYS:
        if name in columns:
            days = [day or (_day(cell, clock) if cell else None) for day, cell in zip(days, columns[name], strict=True)]
    return days


def _sent(columns: dict[str, Cells], size: int) -> Cells:
    """Moment at which the service took each submission in; a time without zone is UTC."""
    name = next((one for one in _TAKEN_IN if one in columns), "")
    return [_moment(cell) if cell else None for cell in columns[name]] if name else [None] * size


def _moment(cell: str) -> str | None:
    try:
        moment = datetime.fromisoformat(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat("T", "microseconds")
    except (ValueError, OverflowError):
        return None


def _day(cell: str, clock: tzinfo) -> str:
    """Day in Haiti of a moment: 02:00 UTC is the evening before; what is no moment stays, to be read as a date."""
    if not _MOMENT.fullmatch(cell):
        return cell
    try:
        moment = datetime.fromisoformat(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=clock)).astimezone(HAITI).date().isoformat()
    except (ValueError, OverflowError):
        return cell
