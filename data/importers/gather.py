"""Checked rows -> the preview: ids where the source has none, rows of one key summed, people counted."""

from __future__ import annotations

import hashlib

import pandas as pd

from data.importers.findings import Findings
from data.importers.headers import Match
from data.importers.preview import ImportPreview
from data.importers.sources import Options
from data.importers.words import fold
from geo.frames import LEVELS, Frame

# The column of a table that counts displaced people.
PEOPLE = {"assessments": "individuals", "displacement": "individuals"}


# Columns that an id is made from, where neither the file nor its source gives one.
_MADE_OF = {
    "services": ("organisation", "organisation_name", "sector", "activity", "adm2_pcode", "site_id", "started_on"),
    "actions": ("action", "adm2_pcode", "site_id", "responsible_organisation", "opened_on"),
}


def options_of(frame: Frame, options: Options | None) -> Options:
    """What a source says of a table; of an ordinary file, what the table itself says."""
    return options or Options(id_of=_MADE_OF.get(frame.name, ()))


def makes_ids(frame: Frame, columns: set[str]) -> bool:
    """Whether rows with these columns can be given an id made from their cells."""
    needed = {c.name for c in frame.columns if c.required} & set(_MADE_OF.get(frame.name, ())) - {"adm2_pcode"}
    return frame.name in _MADE_OF and needed <= columns


def with_ids(frame: Frame, rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Rows with an id made from some of their cells where the source gives none: equal cells, equal id."""
    if frame.name == "observations" and {"subject", "adm2_pcode"} <= set(rows):
        commune = rows["subject"] == "commune"
        return rows.assign(subject_id=rows["subject_id"].mask(commune, rows["adm2_pcode"]))
    name = frame.key[-1]
    if not options.id_of:
        return rows
    told = [rows[column] for column in options.id_of if column in rows]
    parts = [cells.astype("object").where(cells.notna(), "") for cells in told]
    made = [f"{frame.name[0].upper()}-{_digest(cells)}" for cells in zip(*parts, strict=True)]
    ids = pd.Series(made or None, index=rows.index, dtype="str")
    there = rows[name] if name in rows else pd.Series([None] * len(rows), dtype="str")
    return rows.assign(**{name: there.fillna(ids)})


def _digest(cells: tuple[object, ...]) -> str:
    return hashlib.sha256("|".join(fold(str(cell)) for cell in cells).encode()).hexdigest()[:12]


def gathered(frame: Frame, rows: pd.DataFrame, findings: Findings, found: Match, options: Options) -> ImportPreview:
    """Count and conform the rows that would be stored."""
    keyed = rows.assign(**{name: None for name in frame.key if name not in rows.columns})
    kept = keyed[~findings.rejected] if findings.rejected.any() else keyed
    accepted = frame.conform(kept, shared=True).assign(row_number=findings.rows[~findings.rejected])
    lines = len(accepted)
    records = _summed(frame, accepted, options)
    if len(records) < lines:
        findings.file("rows_summed", value=str(lines - len(records)), words={"rows": lines, "records": len(records)})
    people = PEOPLE.get(frame.name)
    counted = _counted_once(keyed)
    read_in = keyed.loc[counted, people].sum(min_count=1) if people in keyed.columns else float("nan")
    return ImportPreview(
        frame=frame.name, rows=records, problems=findings.problems(), problems_found=findings.found,
        rows_read=len(keyed), rows_accepted=lines, rows_rejected=len(keyed) - lines,
        people_in=None if pd.isna(read_in) else float(read_in),
        people_accepted=None if pd.isna(read_in) else float(accepted.loc[_counted_once(accepted), people].sum()),
        sha256="", source="", file="", mapped=found.mapped, unmapped=found.unmapped, dropped=found.dropped,
        rejected=tuple(findings.rows[findings.rejected].tolist()),
    )  # fmt: skip


def _counted_once(rows: pd.DataFrame) -> pd.Series:
    """Rows whose people are counted: of a count told for the country and its parts, those of the finest level."""
    by = [rows[name] for name in ("operation", "assessment_type", "observed_on") if name in rows.columns]
    if not by or "adm_level" not in rows.columns:
        return pd.Series(data=True, index=rows.index)
    depth = rows["adm_level"].map({level: n for n, level in enumerate(LEVELS)}).astype("float64")
    return depth.isna() | (depth == depth.groupby(by, dropna=False).transform("max"))


def _summed(frame: Frame, rows: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Rows of one key as one: measures added up (unknown only where all are), the rest as in the first."""
    if not (options.sum or options.once) or rows.empty:
        return rows
    groups = rows.groupby(list(frame.key), sort=False, dropna=False)
    first = groups.head(1).reset_index(drop=True)
    measures = [name for name in options.sum if name in rows.columns]
    totals = groups[measures].sum(min_count=1).reset_index(drop=True)
    return first.assign(**{name: totals[name] for name in measures})
