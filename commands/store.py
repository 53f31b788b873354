"""The store: make it, take a file in, take a batch back, check what is in it."""

from __future__ import annotations

from pathlib import Path

import click
import pandas as pd

from commands.ask import clocks, results, store, tell, tell_one, told_plainly, words
from data import demo, intake
from data.catalogue import check, datasets
from data.home import store_path
from data.importers.preview import sentence
from data.importers.template_book import write_template
from data.snapshot import Source
from data.store.preview import of_undo, orphans
from data.store.store import Store
from geo.errors import DataProblem
from geo.frames import FRAMES

SHOWN = 40


@click.command()
@click.option("--empty", is_flag=True, help="Without the fictional demonstration.")
@told_plainly
def init(empty: bool) -> None:
    """Make the store, with the fictional demonstration unless told otherwise."""
    path, tr = store_path(), words()
    if path.exists():
        click.echo(tr("cli.store_there", file=path))
        return
    made = Store(path) if empty else demo.open_or_make(path)
    click.echo(tr("cli.store_made", file=path, batches=len(made.batches())))


@click.command(name="import")
@click.argument("kind", type=click.Choice(intake.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--sender", default="", help="Who sends these files: the same name every time.")
@click.option("--reason", default="import", help="Why, for the record.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def import_(kind: str, file: Path, dry_run: bool, sender: str, reason: str, as_json: bool) -> None:
    """Take a file in: the accepted rows as one batch, every problem told."""
    opened = store()
    looked = intake.look(Source(opened), kind, file, sender=sender)
    batch = None
    if not dry_run and looked.rows_accepted:
        batch = intake.keep(opened, looked, author="terminal", reason=reason)
    record = intake.as_record(looked, batch)
    if as_json:
        tell_one(record, as_json=True)
        return
    _say(looked, batch)


def _say(looked: intake.Intake, batch: int | None) -> None:
    """Tell in sentences what a file would do, or did."""
    tr = words()
    for one in looked.previews:
        click.echo(tr("imports.counts", read=one.rows_read, accepted=one.rows_accepted, rejected=one.rows_rejected))
        for told in one.problems[:SHOWN]:
            click.echo(f"  {sentence(told, tr)}")
        if one.problems_found > SHOWN:
            click.echo(f"  … {one.problems_found - SHOWN}")
    if looked.rows_known:
        click.echo(tr("imports.rows_known", count=looked.rows_known))
    if not looked.rows_accepted:
        click.echo(tr("cli.nothing_to_store"))
    else:
        count = len(looked.changes)
        click.echo(tr("imports.changes", count=count) if count else tr("imports.no_changes"))
    click.echo(tr("imports.done", batch=batch) if batch else tr("cli.not_stored"))


@click.command()
@click.argument("batch", type=int)
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--reason", default="undo", help="Why, for the record.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def undo(batch: int, dry_run: bool, reason: str, as_json: bool) -> None:
    """Take a batch back, whatever came after; nothing is deleted."""
    opened = store()
    if batch not in set(opened.batches()["seq"]):
        raise DataProblem("unknown_batch", batch=batch)
    changes = of_undo(opened, batch)
    seq = None if dry_run else opened.undo(batch, author="terminal", reason=reason)
    record = {
        "batch": batch, "seq": seq, "cells": len(changes.cells), "orphans": int(changes.orphans["rows"].sum()),
        "negative_lots": len(changes.negative), "changes": changes.cells.head(1000).to_dict("records"),
    }  # fmt: skip
    if as_json:
        tell_one(record, as_json=True)
        return
    counts = {"cells": record["cells"], "orphans": record["orphans"], "negative": record["negative_lots"]}
    click.echo(words()("imports.undo_changes", **counts))
    if seq is not None:
        click.echo(words()("imports.undone", batch=batch))


@click.command()
@click.argument("batch", type=int)
@click.option("--reason", default="redo", help="Why, for the record.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def redo(batch: int, reason: str, as_json: bool) -> None:
    """Bring a batch back that was undone."""
    seq = store().redo(batch, author="terminal", reason=reason)
    if as_json:
        tell_one({"batch": batch, "seq": seq}, as_json=True)
    else:
        click.echo(words()("imports.redone", batch=batch))


@click.command()
@click.argument("kind", type=click.Choice(intake.KINDS[:-1]))
@click.argument("out", type=click.Path(path_type=Path))
@told_plainly
def template(kind: str, out: Path) -> None:
    """Write an empty workbook for a table, with units, drop-down lists and an explanation of each column."""
    write_template(FRAMES[kind], out, tr=words())
    click.echo(str(out))


@click.command(name="check")
@clocks
def check_(as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """Look for rows without parent, reversals without target, negative lots, changed shipped files; exit 1 if any."""
    asked = results(as_of, known_at)
    opened = store()
    records = {name: opened.records(name, known_at=known_at) for name in FRAMES if FRAMES[name].merge != "ledger"}
    shown = {name: asked.frame(name) for name in ("items", "boundaries")}
    lost = orphans({**records, **shown, "movements": opened.movements(known_at=known_at)})
    found = [
        {"what": "orphan", "where": f"{row.frame}.{row.column}", "value": row.missing, "count": int(row.rows)}
        for row in lost.itertuples()
    ]
    lots = asked.lots()
    found += [
        {"what": "negative_lot", "where": f"{row.warehouse_id}.{row.item}", "value": row.lot, "count": row.held}
        for row in lots[lots["held"] < 0].itertuples()
    ]
    faults = [(one.name, fault) for one in datasets() for fault in check(one)]
    found += [{"what": fault.code, "where": name, "value": fault.value, "count": 1} for name, fault in faults]
    if found or as_json:
        tell(pd.DataFrame(found, columns=["what", "where", "value", "count"]), as_json=as_json)
    else:
        click.echo(words()("cli.nothing_wrong"))
    raise SystemExit(1 if found else 0)
