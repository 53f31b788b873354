"""The one door of imports: a file in, a preview out. Nothing is stored here.

::

    file -> readers (child process) -> sources, headers -> derive -> cells, points, checks, rules -> ImportPreview
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.importers import (
    checks,
    contradictions,
    emergency_rows,
    emptying,
    files,
    fixes,
    gather,
    item_names,
    known_records,
    lost_answers,
    measured,
    own_lines,
    personal,
    points,
    repeated_points,
    roads,
    rules,
    set_aside,
    sources,
    template,
    thematic,
    title_day,
)
from data.importers.derive import Sheet, also_used, other_rows, translated
from data.importers.findings import Findings
from data.importers.headers import Match, Vocabulary, match
from data.importers.opening import Read, frame_of, opened
from data.importers.preview import ImportPreview
from data.importers.sheet_words import TOLD
from data.importers.world import World
from geo.errors import ImportRejected
from geo.frames import FRAMES, Frame

AUTO = "auto"


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
        A frame of geo/frames.py or its name.
    path
        Any file that `readers.sheet_of` reads.
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
    frame = frame_of(frame_or_kind)
    return preview_of(frame, opened(frame, Path(path)), World(places, known or {}, str(today)), sender=sender)


def previews_of(
    kinds: Sequence[str], file: Read, world: World, *, keys: Mapping[str, str], sender: str = ""
) -> Iterator[ImportPreview]:
    """Preview the tables that a file fills, one after the other: a table may refer to records of an earlier one.

    `keys`: table -> column of its ids; tables whose ids `world` does not name stay unchecked.
    """
    known = {name: set(ids) for name, ids in world.known.items()}
    lines: dict[str, dict[int, str]] = {}
    refused: dict[str, tuple[int, ...]] = {}
    for name in kinds:
        one = preview_of(FRAMES[name], file, replace(world, known=known, lines=lines, refused=refused), sender=sender)
        refused[name] = one.rejected
        if name in known and name in keys:
            told = one.rows[one.rows[keys[name]].notna()]
            known[name] |= set(told[keys[name]])
            ids = dict(zip(told["row_number"], told[keys[name]], strict=True))
            lines[name] = set_aside.following(ids, one.replaced)
        yield one


def preview_of(frame: Frame, file: Read, world: World, *, sender: str = "") -> ImportPreview:
    """Match, check and gather one opened file as rows of one table."""
    file = replace(file, sheet=own_lines.without_own(_mine(file.sheet, frame)))
    if frame.name == "observations" and not thematic.is_long(file.sheet):
        told = thematic.melted(file.sheet, file.path, theme=world.given.get("theme", ""))
        file = replace(file, sheet=told, source=None)
    sheet, source = file.sheet, file.source
    vocabulary = source.vocabulary(frame) if source else template.meanings(frame, sheet)
    found = match(sheet["headers"], sheet["tags"], told_by(vocabulary, file.chosen, frame))
    cells = Sheet(sheet["headers"], sheet["columns"])
    texts, shown = _texts(frame, file, found, world, cells)
    if (others := _of_others(frame, texts, world)).any():
        return preview_of(frame, replace(file, sheet=_without(sheet, others)), world, sender=sender)
    findings = Findings(sheet["rows"], shown, emptying=source is None and "frames" not in sheet)
    if "frames" in sheet:
        texts = known_records.of_messages(frame, texts, findings, world)
    texts = set_aside.without_totals(frame, texts, findings, found, sheet)
    texts = known_records.by_line(frame, texts, sheet["rows"], world.lines)
    texts, lent = known_records.lend(frame, texts, world.records)
    if source:
        lost_answers.tell(source, frame, found, cells, texts=texts, findings=findings)
        found = also_used(source, frame, found, cells)
    texts = fixes.applied(frame, item_names.as_codes(frame, texts, findings, world), findings, world)
    options = gather.options_of(frame, source.of(frame) if source else None)
    made = {frame.key[-1]} if options.id_of or (world.registrar and template.identifies(frame, set(texts))) else set()
    beside = {frame.date} if world.lines else set()  # rows of an earlier table of the same lines are stored anyhow
    _tell_file(frame, file, found, findings, set(texts) | made, asked=beside)
    if source:
        _tell_other_rows(source, frame, cells, findings)
    rows = known_records.take_back(checked(frame, texts, findings, world, options), lent)
    return _signed(gather.gathered(frame, rows, findings, found, options), findings, file, world, sender)


def _signed(preview: ImportPreview, findings: Findings, file: Read, world: World, sender: str) -> ImportPreview:
    """Preview with what is said of its file, and what the file empties and replaces."""
    by_point = tuple(findings.rows[findings.by_point].tolist())
    preview = replace(preview, cleared=emptying.by_line(findings), replaced=findings.replaced, by_point=by_point)
    told = replace(preview, sha256=files.sha256_of(file.path, world.day), source=sender, file=file.path.name)
    layout, labels = file.source.name if file.source else "template", file.sheet.get("labels", {})
    messages = "frames" in file.sheet
    return replace(told, sheet=file.sheet["sheet"], layout=layout, labels=labels, from_messages=messages)


def _mine(sheet: dict[str, Any], frame: Frame) -> dict[str, Any]:
    """Rows of a sheet that are of this table, where it says so row by row; its columns that they fill."""
    if "frames" not in sheet:
        return sheet
    mine = [n for n, name in enumerate(sheet["frames"]) if name == frame.name]
    columns = [[column[n] for n in mine] for column in sheet["columns"]]
    told = [n for n, cells in enumerate(columns) if any(cell is not None for cell in cells)]
    return sheet | {
        "rows": [sheet["rows"][n] for n in mine], "columns": [columns[n] for n in told],
        **{key: [sheet[key][n] for n in told] for key in ("headers", "tags")},
    }  # fmt: skip


def _of_others(frame: Frame, texts: pd.DataFrame, world: World) -> Any:
    """Lines that told another table's record and nothing of this one: a site of the list that nobody assessed."""
    if frame.name != "assessments" or "sites" not in world.lines:
        return np.zeros(len(texts), dtype=bool)
    return ~measured.lines_with(frame, texts)


def _without(sheet: dict[str, Any], gone: Any) -> dict[str, Any]:
    """Sheet without some of its lines, told as a note."""
    kept = np.flatnonzero(~gone).tolist()
    each = {key: [sheet[key][n] for n in kept] for key in ("rows", "days", "uuids", "sent") if key in sheet}
    columns = [[column[n] for n in kept] for column in sheet["columns"]]
    note = {"code": "lines_without_visit", "value": str(int(gone.sum())), "params": {}}
    return sheet | each | {"columns": columns, "notes": [*sheet["notes"], note]}


def told_by(vocabulary: Vocabulary, chosen: Mapping[str, str], frame: Frame) -> Vocabulary:
    """Vocabulary in which what the user told of single headers comes first."""
    known = {*frame.by_name, *template.PLACE_CLUES, ""}
    return replace(vocabulary, chosen={header: column for header, column in chosen.items() if column in known})


def _texts(frame: Frame, file: Read, found: Match, world: World, cells: Sheet) -> tuple[pd.DataFrame, dict[str, str]]:
    """Texts of our columns, and under which header each stands; what the file does not tell is given."""
    sheet = file.sheet
    if file.source:
        texts, shown = translated(file.source, frame, found, cells)
    else:
        texts = {m.column: pd.Series(sheet["columns"][m.position], dtype="str") for m in found.mapped}
        melted = {"subject_id"} if sheet.get("melted") else set()  # no header of the file's
        shown = {m.column: m.header for m in found.mapped if m.column not in melted}
    size = len(sheet["rows"])
    if frame.date not in texts and "days" in sheet:
        texts[frame.date] = pd.Series(sheet["days"], dtype="str")
    told = ({frame.date: world.day} if world.day else {}) | dict(world.given)
    blank = {column for column in frame.by_name if column not in texts or texts[column].isna().all()}
    given = {column: text for column, text in told.items() if column in blank}
    texts |= {column: pd.Series([text] * size, dtype="str") for column, text in given.items()}
    table = pd.DataFrame(texts, index=range(size))
    for column in frame.columns:
        if column.given:
            table[column.name] = table[column.name].fillna(column.given) if column.name in table else column.given
    if "sent" in sheet:
        table[set_aside.SENT] = pd.Series(sheet["sent"], dtype="str")
    return table, shown


def _tell_file(frame: Frame, file: Read, found: Match, findings: Findings, given: set[str], *, asked: set[str]) -> None:
    """What is wrong with the sheet as a whole; a foreign source is read on even where a column is absent.

    `asked` are columns that the user is asked for, of which the absence does not refuse the file.
    """
    sheet = file.sheet
    absent = template.missing(frame, given | set(findings.headers) | {c.name for c in frame.columns if c.given})
    if set(absent) - asked and not file.source:
        headers = ", ".join(header for header in sheet["headers"] if header)[:TOLD]
        raise ImportRejected("sheet_missing_columns", sheet=sheet["sheet"], columns=", ".join(absent), found=headers)
    for column in absent:
        findings.file("day_absent" if column == frame.date else "column_absent", column, blocking=True)
    for note in sheet["notes"]:
        findings.file(note["code"], value=note["value"], words=note["params"])
    for header in found.dropped:
        findings.file("personal_column_dropped", header)
    for header, code, words in found.notes:
        findings.file(code, header, words=words)
    for fault in sheet.get("faults", ()):
        at = pd.Series(sheet["rows"]).eq(fault["row"]).to_numpy(dtype=bool)
        findings.add(at, "", fault["code"], [fault["value"]] * len(at))
    if shared := repeated_points.repeated(sheet):
        findings.file("points_of_places", words=dict(shared))
    if frame.date not in given and (title := title_day.of(sheet)):
        findings.file("day_in_title", value=title[0], words={"read_as": title[1]})
    overlong = pd.Series(sheet["rows"]).isin(sheet["overlong"]).to_numpy(dtype=bool)
    findings.add(overlong, "", "too_many_cells", columns=len(sheet["headers"]))


def _tell_other_rows(source: sources.Mapping, frame: Frame, sheet: Sheet, findings: Findings) -> None:
    if note := source.of(frame).note:
        findings.file(note)
    others = other_rows(source, frame, sheet)
    if others:
        header, mask, accepted = others
        findings.add(mask.to_numpy(dtype=bool), header, "row_of_another_kind", sheet.cells(header), accepted=accepted)


def checked(
    frame: Frame, texts: pd.DataFrame, findings: Findings, world: World, options: sources.Options
) -> pd.DataFrame:
    """Typed rows of the frame's supplied columns, all checks done: of files, and of what people type in the product.

    `texts` are ours by column, null where blank; `findings` takes what is found.
    """
    texts = personal.without_persons(frame, texts, findings)
    texts = world.registrar.unnamed(frame.name, texts, findings) if world.registrar else texts
    texts = emergency_rows.as_codes(frame, texts, findings, world.places)
    rows = checks.check_cells(frame, texts, findings)
    emergency_rows.check(frame, rows, findings, places=world.places, today=world.today)
    rows = points.check_places(frame, rows, texts, findings, world.places, point_decides=options.point_decides)
    rows = gather.with_ids(frame, rows, options)
    if world.registrar:
        rows = world.registrar.identified(frame.name, rows)
        findings.add(world.registrar.refused(frame.name, rows).to_numpy(dtype=bool), "", "withheld_place")
    rows = set_aside.last_sent(frame, rows, texts.get(set_aside.SENT), findings)
    if frame.name == "ways":
        rows = roads.completed(rows, findings, world.places)
    checks.check_required(frame, rows, findings, located=world.places is not None, refused=world.refused)
    if not (options.sum or options.once):
        checks.check_duplicates(frame, rows, findings)
    checks.check_references(frame, rows, findings, world.known, refused=world.refused)
    checks.check_dates(frame, rows, findings, world.today)
    rules.check_rules(frame, rows, findings)
    contradictions.check_contradictions(frame, rows, findings)
    measured.check_measured(frame, rows, findings, world.records)
    return rows
