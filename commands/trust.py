"""Can the data be trusted: what is out of date, what is doubtful, and saying that records are still true."""

from __future__ import annotations

from datetime import datetime

import click

from commands.ask import clocks, labels, results, store, tell, tell_one, told_plainly, words
from components.figures import doubts
from data import confirming
from data.home import today
from geo.quality import KINDS
from geo.refreshing import CONFIRMABLE

LATE = ("refresher", "refresher_kind", "table_name", "record_id", "name", "kind", "state", "dated_on", "age_days",
        "people", "quantity")  # fmt: skip
SHOWN = ("kind", "table_name", "record_id", "adm2_pcode", "people", "sentence")


@click.command()
@click.option("--by-refresher", is_flag=True)
@clocks
def stale(by_refresher: bool, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """What is out of date, by who can refresh it, worst first."""
    asked = results(as_of, known_at)
    rows = asked.refreshers() if by_refresher else asked.stale().frame
    shown = rows if as_json or by_refresher else rows[list(LATE)]
    tell(shown.assign(labels=[labels(asked)] * len(shown)) if as_json else shown, as_json=as_json)


@click.command()
@click.option("--kind", type=click.Choice(tuple(KINDS)))
@clocks
def quality(kind: str | None, as_of: str | None, known_at: int | None, as_json: bool) -> None:
    """What looks doubtful, those with the most people first. Nothing is corrected or left out."""
    asked = results(as_of, known_at)
    rows = asked.quality().frame
    chosen = rows[rows["kind"] == kind].reset_index(drop=True) if kind else rows
    communes = asked.places().set_index("adm2_pcode")["name_fr"].to_dict()
    told = chosen.assign(sentence=doubts.sentences(chosen, communes, words()))
    tell(told.assign(labels=[labels(asked)] * len(told)) if as_json else told[list(SHOWN)], as_json=as_json)


@click.command()
@click.argument("table", type=click.Choice(tuple(CONFIRMABLE)))
@click.argument("ids", nargs=-1, required=True)
@click.option("--note", default="")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def confirm(table: str, ids: tuple[str, ...], note: str, on: datetime | None, as_json: bool) -> None:
    """Say that records are still true: their age starts anew, no figure changes."""
    day = on.date().isoformat() if on else today()
    count = len(dict.fromkeys(ids))
    batch = confirming.confirm(store(), table, ids, "terminal", note, on=day)
    if as_json:
        tell_one({"batch": batch, "table": table, "records": count, "confirmed_on": day}, as_json=True)
    else:
        tr = words()
        told = {"names": ", ".join(dict.fromkeys(ids)), "page": tr("page.imports.title")}
        click.echo(tr("freshness.confirmed", count=count, batch=batch, **told))
