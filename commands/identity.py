"""Who is who in the terminal: pairs that wait, decisions, and the deny-list."""

from __future__ import annotations

import click
import pandas as pd

from commands.ask import results, store, tell, tell_one, told_plainly, words
from data import deny_list, who_is_who, withholding

AUTHOR = "terminal"
TABLE = click.argument("table", type=click.Choice(who_is_who.TABLES))
JSON = click.option("--json", "as_json", is_flag=True)
REASON = click.option("--reason", required=True)


@click.group(name="identity")
def group() -> None:
    """Records that may be one place: list them, say the same or different, take it back."""


@group.command(name="list")
@click.option("--decisions", is_flag=True)
@JSON
@told_plainly
def list_(decisions: bool, as_json: bool) -> None:
    """List the pairs that wait for a person, the likeliest first."""
    rows = results().identity_decisions() if decisions else results().identity_queue()
    tell(rows if as_json else _short(rows), as_json=as_json)


def _short(rows: pd.DataFrame) -> pd.DataFrame:
    """What fits a line of the terminal, the reasons in words."""
    if "reasons" not in rows.columns:
        return rows.drop(columns="committed_at")
    tr = words()
    told = [", ".join(tr(f"identity.reason.{code}") for code in codes.split()) for codes in rows["reasons"]]
    columns = ["table_name", "left_id", "left_name", "right_id", "right_name", "distance_m", "score"]
    return rows[columns].assign(reasons=told)


@group.command()
@TABLE
@click.argument("old")
@click.argument("new")
@REASON
@JSON
@told_plainly
def same(table: str, old: str, new: str, reason: str, as_json: bool) -> None:
    """Say that OLD and NEW are one place, known as NEW from now on."""
    _say(who_is_who.same(store(), table, old, new, author=AUTHOR, reason=reason), as_json=as_json)


@group.command()
@TABLE
@click.argument("left")
@click.argument("right")
@REASON
@JSON
@told_plainly
def different(table: str, left: str, right: str, reason: str, as_json: bool) -> None:
    """Say that LEFT and RIGHT are two places: they are not proposed again."""
    _say(who_is_who.different(store(), table, left, right, author=AUTHOR, reason=reason), as_json=as_json)


@group.command()
@click.argument("batch", type=int)
@click.option("--id", "old_id", default="")
@REASON
@JSON
@told_plainly
def reverse(batch: int, old_id: str, reason: str, as_json: bool) -> None:
    """Take a decision back."""
    _say(who_is_who.reverse(store(), batch, author=AUTHOR, reason=reason, old_id=old_id), as_json=as_json)


def _say(seq: int, *, as_json: bool) -> None:
    if as_json:
        tell_one({"seq": seq}, as_json=True)
    else:
        click.echo(words()("identity.done", seq=seq))


@click.command()
@click.argument("table", type=click.Choice(tuple(deny_list.KEYS)))
@click.option("--id", "record_id")
@click.option("--name")
@click.option("--commune")
@click.option("--lon", "longitude", type=float)
@click.option("--lat", "latitude", type=float)
@click.option("--radius", "radius_m", type=float)
@REASON
@JSON
@told_plainly
def withhold(
    table: str, record_id: str | None, name: str | None, commune: str | None, longitude: float | None,
    latitude: float | None, radius_m: float | None, reason: str, as_json: bool,
) -> None:  # fmt: skip
    """Withhold a place: no picture holds it, whatever source names it."""
    opened = store()
    place = withholding.Place(record_id, name, commune, longitude, latitude, radius_m)
    entry = withholding.withhold(opened, table, place, author=AUTHOR, reason=reason)
    count = deny_list.denied(opened).count
    if as_json:
        tell_one({"withheld_id": entry, "withheld_records": count}, as_json=True)
    else:
        click.echo(words()("identity.withheld", entry=entry, count=count))


@click.group(name="withheld")
def withheld() -> None:
    """The deny-list: list it, lift an entry."""


@withheld.command(name="list")
@JSON
@told_plainly
def list_withheld(as_json: bool) -> None:
    """List the entries in force."""
    tell(withholding.listed(store()), as_json=as_json)


@withheld.command()
@click.argument("entry")
@REASON
@JSON
@told_plainly
def lift(entry: str, reason: str, as_json: bool) -> None:
    """Take an entry off the deny-list."""
    seq = withholding.lift(store(), entry, author=AUTHOR, reason=reason)
    if as_json:
        tell_one({"seq": seq}, as_json=True)
    else:
        click.echo(words()("identity.lifted", entry=entry))
