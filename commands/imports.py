"""Files into the store and back: import, undo, redo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands import import_joins, problems
from commands.ask import store, tell_one, told_plainly, words
from data import intake, kept_uploads, taking_back
from data.nothing_new import nothing_new
from data.snapshot import Source
from geo.errors import DataProblem


@click.command(name="import")
@click.argument("kind", type=click.Choice(intake.KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True)
@click.option("--sender", default="")
@click.option("--day", default="")
@click.option("--set", "told", multiple=True, metavar="COLUMN=VALUE")
@click.option("--sheet", default="")
@click.option("--reason", default="import")
@click.option("--all", "every", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def import_(kind: str, file: Path, reason: str, **asked: Any) -> None:
    """Take a file in: the accepted rows as one batch, every problem told."""
    dry_run, every, as_json = (asked.pop(name) for name in ("dry_run", "every", "as_json"))
    opened = store()
    looked = intake.look(Source(opened), kind, file, asked=_asked(**asked))
    batch = None
    known = nothing_new(opened, looked)
    if not dry_run and looked.rows_accepted and not known:
        batch = intake.keep(opened, looked, author="terminal", reason=reason)
    kept = kept_uploads.keep(file, looked.previews) if batch else ("", "")
    if as_json:
        tell_one(intake.as_record(looked, batch) | {"kept": kept[0] or None, "not_kept": kept[1] or None}, as_json=True)
        return
    _say(looked, batch, known=known, every=every)
    if any(kept):
        tr = words()
        click.echo(tr("imports.kept_file", sha256=kept[0]) if kept[0] else tr(f"imports.kept_not_{kept[1]}"))


def _asked(*, sender: str, day: str, told: tuple[str, ...], sheet: str) -> intake.Asked:
    """What the user tells of the file beside its kind."""
    pairs = [one.partition("=") for one in told]
    wrong = next((name for name, mark, _ in pairs if not mark), None)
    if wrong is not None:
        raise DataProblem("bad_set", value=wrong)
    return intake.Asked(sender, {name.strip(): value.strip() for name, _, value in pairs}, day=day, sheet=sheet)


def _say(looked: intake.Intake, batch: int | None, *, known: bool, every: bool = False) -> None:
    """Tell in sentences what a file would do, or did."""
    tr = words()
    seen: set[str] = set()  # what is true of the whole file is told once
    for one in looked.previews:
        click.echo(problems.heading(one, tr, alone=len(looked.previews) == 1))
        new = [line for line in problems.lines(one, tr, every=every) if line not in seen]
        click.echo("".join(f"  {line}\n" for line in new), nl=False)
        seen |= set(new)
    if looked.rows_known:
        click.echo(tr("imports.rows_known", count=looked.rows_known))
    if not looked.rows_accepted:
        click.echo(tr("cli.nothing_to_store"))
    elif known:
        click.echo(tr("imports.store_nothing"))
    else:
        import_joins.say(looked)
        count = len(looked.changes)
        joined = len(looked.joins)
        click.echo(tr("imports.changes", count=count) if count or joined else tr("imports.no_changes"))
    click.echo(tr("imports.done", batch=batch) if batch else tr("cli.not_stored"))


@click.command()
@click.argument("batch", type=int)
@click.option("--dry-run", is_flag=True)
@click.option("--reason", default="undo")
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def undo(batch: int, dry_run: bool, reason: str, as_json: bool) -> None:
    """Take a batch back, whatever came after; nothing is deleted."""
    opened = store()
    if batch not in set(opened.batches()["seq"]):
        raise DataProblem("unknown_batch", batch=batch)
    changes = taking_back.of_take_back(opened, batch)
    seq = None if dry_run else taking_back.take_back(opened, batch, author="terminal", reason=reason)
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
@click.option("--reason", default="redo")
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def redo(batch: int, reason: str, as_json: bool) -> None:
    """Bring a batch back that was undone."""
    seq = taking_back.bring_back(store(), batch, author="terminal", reason=reason)
    if as_json:
        tell_one({"batch": batch, "seq": seq}, as_json=True)
    else:
        click.echo(words()("imports.redone", batch=batch))
