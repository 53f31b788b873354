"""Write any frame of the snapshot, or a derived one, so that every result can be computed again elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pandas as pd

from commands.ask import clocks, labels, plain, results, tell_one, words, writing
from commands.reach import flows_of
from commands.templates import KINDS, known
from components.figures import geojson
from components.figures.exports import Told, cell, xlsx
from data.importers.template_book import write_rows
from data.reference_logistics import default_kit
from geo.errors import DataProblem
from geo.frames import FRAMES
from results import Results

DERIVED = ("stock", "stock_owners", "travel", "kits", "balances", "places", "site_coverage", "open_sites",
           "coverage", "reach", "flows", "people_now", "site_states", "trends")  # fmt: skip
STOCK: dict[str, Callable[[Results], pd.DataFrame]] = {
    "stock": lambda asked: asked.stock().frame,
    "stock_owners": lambda asked: asked.stock_owners(),
    "balances": lambda asked: asked.lots_owned(),
}
COLUMNS = {
    "stock": ["warehouse_id", "item", "quantity"],
    "travel": ["warehouse_id", "adm2_pcode", "travel_hours"],
    "kits": ["kit", "item", "quantity"],
}


@click.command()
@click.argument("frame", type=click.Choice((*FRAMES, *(name for name in DERIVED if name not in FRAMES))))
@click.argument("out", type=click.Path(path_type=Path))
@clocks
def export(frame: str, out: Path, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Write a frame as CSV, xlsx or GeoJSON, by the ending of OUT."""
    asked = results(as_of, known_at)
    rows = rows_of(asked, frame)
    as_of, told = asked.facts()["as_of"], tuple(words()(f"head.{label}") for label in labels(asked))
    if told and out.suffix == ".csv":
        rows = rows.assign(label=" · ".join(told))
    with writing(out):
        if out.suffix == ".xlsx" and frame in KINDS:
            _write_table(frame, rows, out, Told(frame, as_of, told))
        else:
            _write(rows, out, Told(frame, as_of, told))
    tell_one({"frame": frame, "file": str(out), "rows": len(rows), "as_of": as_of}, as_json=as_json)


def rows_of(asked: Results, frame: str) -> pd.DataFrame:
    """Rows of a frame by name, the contract's columns first."""
    if frame in STOCK:
        rows = STOCK[frame](asked)
    elif frame == "travel":
        rows = asked.travel()
    elif frame == "site_coverage":
        rows = asked.coverage("site").frame
    elif frame == "coverage":
        rows = asked.coverage("adm1").frame
    elif frame == "reach":
        rows = asked.reach("adm1", default_kit()).frame
    elif frame == "flows":
        rows = flows_of(asked)
    elif frame in ("people_now", "site_states", "trends"):
        rows = getattr(asked, frame)().frame
    elif frame == "open_sites":
        rows = asked.sites()
    else:
        rows = asked.frame(frame)
    first = COLUMNS.get(frame, [])
    return rows[[*first, *(name for name in rows.columns if name not in first)]]


def _write_table(frame: str, rows: pd.DataFrame, out: Path, told: Told) -> None:
    """Write a table of the vocabulary as a template that is filled in: it can be edited and imported again."""
    tr = words()
    about = [(tr("export.about"), frame), (tr("export.as_of"), told.as_of)]
    about += [(tr("export.label_note"), label) for label in told.labels]
    note = " · ".join((f"{tr('export.as_of')} {told.as_of}", *told.labels))
    write_rows(FRAMES[frame], rows, out, tr=tr, known=known(), notes=[note], about=about)


def _write(rows: pd.DataFrame, out: Path, told: Told) -> None:
    if out.suffix == ".csv":
        shapes = rows.drop(columns="geometry", errors="ignore")
        shapes.astype("object").map(cell).to_csv(out, index=False, encoding="utf-8")
    elif out.suffix == ".xlsx":
        out.write_bytes(xlsx(rows.drop(columns="geometry", errors="ignore"), list(rows.columns), told, words()))
    elif out.suffix in (".geojson", ".json"):
        collection = geojson.as_geojson(rows, [c for c in rows.columns if c != "geometry"])
        out.write_bytes(geojson.as_bytes({**collection, "pare": plain({"as_of": told.as_of, "labels": told.labels})}))
    else:
        raise DataProblem("unknown_ending", ending=out.suffix, endings=".csv, .xlsx, .geojson")
