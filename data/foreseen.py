"""What storing a file would do to the picture: records added, changed, closed, gone; totals before and after.

Said before anything is stored. What is gone from a file is listed and never closed: absence in a file is no fact.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from data import held_against
from data.foreseen_cells import Cells, changed_cells
from data.foreseen_pages import SHOWN, Pages, by_department
from data.identify import read_as
from data.importers.preview import ImportPreview
from data.snapshot import NAMED
from data.store.readable import Readable
from geo.boundaries import is_schematic
from geo.frames import FRAMES
from geo.places import department_of
from geo.snapshot import Snapshot

# What is totalled of each table: a column, or "" for the number of its records.
TOTALLED: Mapping[str, str] = {
    "sites": "", "assessments": "individuals", "shelters": "capacity_persons", "warehouses": "", "facilities": "",
    "displacement": "individuals", "services": "",
}  # fmt: skip


@dataclass(frozen=True)
class Foreseen:
    """Effects of storing one table of a file.

    Parameters
    ----------
    added, changed, closed
        Records that would appear, that would get another value, that would get a closing date.
    gone
        `id`, `name`, `adm2_pcode` of records that the sender's last file held and this one does not.
    totals
        `adm1_pcode`, `before`, `after` (unit: of `measure`), one row a department; empty where nothing is totalled.
        Of displacement one row an `operation` and department, its newest day: operations are never added together.
    measure
        Column that is totalled; "" for the number of records.
    bounds
        West, south, east, north of the points and shapes in degrees (EPSG:4326); None where there are none.
    placed
        Rows by agreement of declared place and point: ``agree``, ``disagree``.
    cells
        The cells that change of known records, and those of a new round of a known site that differ from its round
        before.
    """

    added: int
    changed: int
    closed: int
    gone: pd.DataFrame
    totals: pd.DataFrame
    measure: str
    bounds: tuple[float, float, float, float] | None
    placed: Mapping[str, int]
    cells: Cells = field(default_factory=Cells)


class Looked(Protocol):
    """What `foresee` needs to know of a file (`data.intake.Intake`)."""

    @property
    def previews(self) -> tuple[ImportPreview, ...]: ...
    @property
    def changes(self) -> pd.DataFrame: ...
    @property
    def joins(self) -> pd.DataFrame: ...


def foresee(
    store: Readable, snapshot: Snapshot, one: ImportPreview, looked: Looked, shown: Pages | None = None
) -> Foreseen:
    """Say what storing one table of a file would do.

    Parameters
    ----------
    store, snapshot
        What is known, and the picture at its head.
    one, looked
        The table as read, and the file that it is part of: a site may come with its assessment.
    shown
        What the pages show of sites before and after storing the whole file (`data.foreseen_pages.pages`).
    """
    changes = looked.changes
    counted = one.rows[_counted_by(one.frame, one.rows)]
    rows = read_as(store, one.frame, counted, looked.joins)
    mine = changes[changes["frame"] == one.frame] if len(changes) else changes
    touched = set(mine["key"])
    new = set(mine.loc[mine["column"] == "", "key"])
    closing = mine[(mine["column"] == "closed_on") & mine["after"].notna()]
    key = FRAMES[one.frame].key[0]
    whole = rows[rows["closed_on"].notna() & rows[key].isin(new)] if "closed_on" in rows else rows[:0]
    return Foreseen(
        added=len(new), changed=len(touched - new), closed=closing["key"].nunique() + len(whole),
        gone=gone(store, snapshot, one), totals=totals(snapshot, one.frame, rows, _emptied(one, rows), shown),
        measure=TOTALLED.get(one.frame, ""), bounds=_bounds(one.rows),
        placed=_placed(one, schematic=is_schematic(snapshot.frame("boundaries"))),
        cells=changed_cells(store, snapshot, one, looked),
    )  # fmt: skip


def as_plain(one: Foreseen) -> dict[str, Any]:
    """Return the effects as plain JSON values."""
    totals = one.totals.astype("object").where(one.totals.notna(), None)
    return {
        "added": one.added, "changed": one.changed, "closed": one.closed, "gone": one.gone["id"].tolist(),
        "measure": one.measure, "totals": totals.to_dict("records"), "bounds": one.bounds, "placed": dict(one.placed),
    }  # fmt: skip


def gone(store: Readable, snapshot: Snapshot, one: ImportPreview) -> pd.DataFrame:
    """Records that the last file of the same sender held and this one does not."""
    table = "sites" if one.frame == "assessments" else one.frame
    key = NAMED.get(table) or FRAMES[table].key[0]
    nothing = pd.DataFrame(columns=["id", "name", "adm2_pcode"], dtype="str")
    source = held_against.source_of(one)
    if source == "template" or key not in one.rows or FRAMES[one.frame].merge == "ledger":
        return nothing
    heads = snapshot.frame("batches")
    mine = heads[heads["active"] & (heads["source"] == source) & heads["frames"].str.split(", ").map(
        lambda names: one.frame in names)]  # fmt: skip
    if mine.empty:
        return nothing
    told = store.patches(one.frame, columns=[key])
    last = set(told.loc[told["batch"] == mine["seq"].max(), key].dropna())
    lost = sorted(last - set(one.rows[key].dropna()))
    known = snapshot.frame(table).drop_duplicates(key).set_index(key).reindex(lost)
    names = {column: known[column].to_numpy() if column in known else None for column in ("name", "adm2_pcode")}
    return pd.DataFrame({"id": lost, **names}).astype("str")


def _emptied(one: ImportPreview, read_as: pd.DataFrame) -> set[tuple[str, ...]]:
    """Keys of the records of which a file empties what is totalled."""
    measure = TOTALLED.get(one.frame, "")
    at = [measure in one.cleared.get(line, ()) for line in one.rows["row_number"]] if one.cleared else []
    return set(read_as.loc[at, list(FRAMES[one.frame].key)].itertuples(index=False, name=None)) if any(at) else set()


def totals(
    snapshot: Snapshot, name: str, rows: pd.DataFrame, emptied: Collection[tuple[str, ...]] = (),
    shown: Pages | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Totals by department as known now and as they would be: open sites, their people, capacities, records.

    `rows` stand under the ids that they will be read by; `emptied` are the keys of records whose figure goes.
    Departments where nothing changes are part of it: the sum is the nation's. Those of sites and of their people are
    the figures of the pages (`shown`).
    """
    if name not in TOTALLED:
        return pd.DataFrame({"adm1_pcode": pd.Series(dtype="str"), "before": [], "after": []})
    if shown is not None and name in SHOWN:
        sides = {side: by_department(name, getattr(shown, side)) for side in ("before", "after")}
        return pd.DataFrame(sides).rename_axis("adm1_pcode").reset_index().sort_values("adm1_pcode", ignore_index=True)
    here = snapshot.frame(name)
    here = here[_counted_by(name, here)]
    before = _by_department(name, here)
    if emptied:
        keys = pd.MultiIndex.from_frame(here[list(FRAMES[name].key)])
        here = here.assign(**{TOTALLED[name]: here[TOTALLED[name]].mask(keys.isin([*emptied]))})
    after = _by_department(name, pd.concat([here, rows], ignore_index=True))
    both = pd.DataFrame({"before": before, "after": after})
    by = ["operation", "adm1_pcode"] if name == "displacement" else ["adm1_pcode"]
    return both.rename_axis(by).reset_index().sort_values(by, ignore_index=True)


def _counted_by(name: str, rows: pd.DataFrame) -> list[str]:
    """Columns that totals are made of, of a table that may be wide."""
    frame = FRAMES[name]
    wanted = {*frame.key, frame.date, TOTALLED.get(name, ""), "adm2_pcode", "adm_pcode", "adm_level"}
    return [column for column in frame.by_name if column in wanted and column in rows.columns]


def _by_department(name: str, rows: pd.DataFrame) -> pd.Series:
    """Sum over records, each with its last known value, by department; unknown where no record says any."""
    frame, measure = FRAMES[name], TOTALLED[name]
    if name == "displacement":
        rows = rows[rows["adm_level"] == "adm2"]
        newest = rows.groupby("operation")["observed_on"].transform("max")
        last = rows[rows["observed_on"] == newest].groupby(list(frame.key), dropna=False).last().reset_index()
        by = [last["operation"].fillna(""), department_of(last["adm_pcode"])]
        return last.groupby(by)[measure].sum(min_count=1)
    key = frame.key[0]
    ordered = rows.sort_values(frame.date, kind="stable", na_position="first")
    last = ordered.groupby(key).last().reset_index()
    place = department_of(last["adm2_pcode"].astype("str"))
    return last.groupby(place)[measure].sum(min_count=1) if measure else last.groupby(place).size().astype("float64")


def _bounds(rows: pd.DataFrame) -> tuple[float, float, float, float] | None:
    if "geometry" in rows and rows["geometry"].notna().any():
        parts = pd.DataFrame([shape.bounds for shape in rows["geometry"].dropna()])
        return parts[0].min(), parts[1].min(), parts[2].max(), parts[3].max()
    if not {"longitude", "latitude"} <= set(rows) or rows["longitude"].isna().all():
        return None
    x, y = rows["longitude"], rows["latitude"]
    return x.min(), y.min(), x.max(), y.max()


def _placed(one: ImportPreview, *, schematic: bool) -> dict[str, int]:
    """Rows whose declared place and point agree, and those where they do not (rejected rows included).

    Schematic shapes judge no point, and a place that was taken from the point agrees with nothing.
    """
    apart = {p.row for p in one.problems if p.code in ("place_disagrees", "declared_place_overruled")}
    if schematic or not {"longitude", "adm2_pcode"} <= set(one.rows):
        return {}
    pointed = one.rows[one.rows["longitude"].notna() & one.rows["adm2_pcode"].notna()]
    pointed = pointed[~pointed["row_number"].isin(one.by_point)]
    return {"agree": int((~pointed["row_number"].isin(apart)).sum()), "disagree": len(apart)}
