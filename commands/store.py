"""The store: make it, and check what is in it."""

from __future__ import annotations

import click
import pandas as pd

from commands.ask import clocks, results, store, tell, told_plainly, words
from data import demo
from data.catalogue import check, datasets
from data.home import store_path
from data.store.preview import orphans
from data.store.store import Store
from geo.frames import FRAMES


@click.command()
@click.option("--empty", is_flag=True)
@told_plainly
def init(empty: bool) -> None:
    """Make the store, with the fictional demonstration unless told otherwise."""
    path, tr = store_path(), words()
    if path.exists():
        click.echo(tr("cli.store_there", file=path))
        return
    made = Store(path) if empty else demo.open_or_make(path)
    click.echo(tr("cli.store_made", file=path, batches=len(made.batches())))


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
