"""The one door of imports: a file in, a preview out. Nothing is stored here.

::

    file -> files -> child (own process: tables, zone_files) -> headers -> cells, points, checks, rules -> ImportPreview
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data.importers import checks, child, files, points, rules, template, workbooks, zones
from data.importers.findings import Findings
from data.importers.headers import Match, match
from data.importers.limits import limits
from data.importers.preview import ImportPreview
from data.importers.tables import TOLD
from geo.errors import DataProblem, ImportRejected
from geo.frames import FRAMES, Frame

SITE_WORKBOOK = "site_workbook"
KINDS = (*FRAMES, SITE_WORKBOOK)


@dataclass(frozen=True)
class World:
    """What an import is held against.

    Parameters
    ----------
    places
        Boundaries and aliases in force; None: places are not checked.
    known
        Ids that exist, by table name; a table that is not named is not checked.
    today
        The date in Haiti (ISO).
    """

    places: points.Places | None
    known: Mapping[str, Collection[str]]
    today: str


def read(
    frame_or_kind: Frame | str,
    path: str | Path,
    *,
    places: points.Places | None = None,
    known: Mapping[str, Collection[str]] | None = None,
    today: str,
    sender: str = "",
) -> ImportPreview:
    """Read one file as rows of one table.

    Parameters
    ----------
    frame_or_kind
        A frame of geo/frames.py or its name. A site workbook is read as ``sites`` or as ``assessments``;
        `read_workbook` gives both.
    path
        CSV, xlsx, or for zones GeoJSON, GeoPackage or shapefile.
    places
        Boundaries and aliases in force; None: places are not checked.
    known
        Ids that exist, by table name (``sites``, ``warehouses``, ``items``, ``movements``); a table that is
        not named is not checked.
    today
        The date in Haiti (ISO): later dates are faults.
    sender
        Who sent the file; the same for every file of one source.

    Returns
    -------
    preview
        Rows that would be stored, and all problems.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all; never for a bad row.
    DataProblem
        ``unknown_kind`` if there is no such table.
    """
    frame = _frame(frame_or_kind)
    path = Path(path)
    world = World(places, known or {}, str(today))
    if zones.is_zone_file(frame, path):
        sheet = zones.sheet(path, limits=limits())
    else:
        files.check_table(path)
        sheet = _table(frame, path)
    preview = _previewed(frame, sheet, world)
    return _signed(preview, path, sender)


def read_workbook(
    path: str | Path,
    *,
    places: points.Places | None = None,
    known: Mapping[str, Collection[str]] | None = None,
    today: str,
    sender: str = "",
) -> tuple[ImportPreview, ImportPreview]:
    """Read a site workbook as its sites and their assessments; the arguments are those of `read`.

    An assessment may speak of a site that is known already or that the same file brings.

    Raises
    ------
    ImportRejected
        If the file cannot be read at all.
    """
    sites = read("sites", path, places=places, known=known, today=today, sender=sender)
    told = dict(known or {})
    if "sites" in told:
        told["sites"] = {*told["sites"], *sites.rows["site_id"]}
    assessments = read("assessments", path, places=places, known=told, today=today, sender=sender)
    return sites, assessments


def _table(frame: Frame, path: Path) -> dict[str, Any]:
    """Return the sheet that is most like the frame."""
    try:
        return child.parse("table", path, limits=limits(), expected=workbooks.expected(frame))
    except ImportRejected as error:
        if error.code == "sheet_missing_columns":
            columns = ", ".join(template.missing(frame, set()))
            raise ImportRejected(error.code, **{**error.params, "columns": columns}) from error
        raise


def _frame(frame_or_kind: Frame | str) -> Frame:
    if isinstance(frame_or_kind, Frame):
        return frame_or_kind
    if frame_or_kind not in FRAMES:
        raise DataProblem("unknown_kind", kind=frame_or_kind, kinds=", ".join(FRAMES))
    return FRAMES[frame_or_kind]


def _previewed(frame: Frame, sheet: dict[str, Any], world: World) -> ImportPreview:
    """Match, check and gather one sheet."""
    source = workbooks.recognise(sheet["headers"], frame)
    vocabulary = source.vocabulary(frame) if source else template.vocabulary(frame)
    found = match(sheet["headers"], sheet["tags"], vocabulary)
    if source:
        texts, shown = workbooks.translated(source, frame, found, sheet["columns"], sheet["headers"])
    else:
        texts = {m.column: pd.Series(sheet["columns"][m.position], dtype="str") for m in found.mapped}
        shown = {m.column: m.header for m in found.mapped}
    findings = Findings(sheet["rows"], shown)
    _tell_file(frame, sheet, found, findings, lenient=source is not None)
    if source:
        _tell_other_rows(source, sheet, findings)
    rows = _checked(frame, pd.DataFrame(texts, index=range(len(sheet["rows"]))), findings, world)
    return _gathered(frame, rows, findings, found, sheet=sheet["sheet"], layout=source.name if source else "template")


def _tell_file(frame: Frame, sheet: dict[str, Any], found: Match, findings: Findings, *, lenient: bool) -> None:
    """What is wrong with the sheet as a whole; a foreign workbook is read on even where a column is absent."""
    absent = template.missing(frame, set(findings.headers))
    if absent and not lenient:
        headers = ", ".join(header for header in sheet["headers"] if header)[:TOLD]
        raise ImportRejected("sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=headers)
    for column in absent:
        findings.file("column_absent", column, blocking=True)
    for note in sheet["notes"]:
        findings.file(note["code"], value=note["value"], words=note["params"])
    for header in found.dropped:
        findings.file("personal_column_dropped", header)
    for header, code, words in found.notes:
        findings.file(code, header, words=words)
    overlong = pd.Series(sheet["rows"]).isin(sheet["overlong"]).to_numpy(dtype=bool)
    findings.add(overlong, "", "too_many_cells", columns=len(sheet["headers"]))


def _tell_other_rows(source: workbooks.Mapping, sheet: dict[str, Any], findings: Findings) -> None:
    others = workbooks.other_rows(source, sheet["columns"], sheet["headers"])
    if others:
        header, mask = others
        cells = pd.Series(sheet["columns"][sheet["headers"].index(header)], dtype="object")
        findings.add(
            mask.to_numpy(dtype=bool), header, "row_of_another_kind", cells, accepted=", ".join(source.rows["is"])
        )


def _checked(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Typed rows of the frame's supplied columns, all checks done."""
    rows = checks.check_cells(frame, texts, findings)
    rows = points.check_places(frame, rows, texts, findings, world.places)
    checks.check_required(frame, rows, findings, located=world.places is not None)
    checks.check_duplicates(frame, rows, findings)
    checks.check_references(frame, rows, findings, world.known)
    checks.check_dates(frame, rows, findings, world.today)
    rules.check_rules(frame, rows, findings)
    return rows


def _gathered(
    frame: Frame, rows: pd.DataFrame, findings: Findings, found: Match, *, sheet: str, layout: str
) -> ImportPreview:
    keyed = rows.assign(**{name: None for name in frame.key if name not in rows.columns})
    whole = frame.conform(keyed).assign(row_number=findings.rows)
    accepted = whole[~findings.rejected].reset_index(drop=True)
    people = whole["individuals"].sum(min_count=1) if frame.name == "assessments" else float("nan")
    return ImportPreview(
        frame=frame.name, rows=accepted, problems=findings.problems(), problems_found=findings.found,
        rows_read=len(whole), rows_accepted=len(accepted), rows_rejected=len(whole) - len(accepted),
        people_in=None if pd.isna(people) else float(people),
        people_accepted=None if pd.isna(people) else float(accepted["individuals"].sum()),
        sha256="", source="", file="", sheet=sheet, layout=layout,
        mapped=found.mapped, unmapped=found.unmapped, dropped=found.dropped,
    )  # fmt: skip


def _signed(preview: ImportPreview, path: Path, sender: str) -> ImportPreview:
    """Add whence the file came."""
    return replace(preview, sha256=files.sha256_of(path), source=sender, file=path.name)
