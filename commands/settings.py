"""Settings in force: list them, change one with a reason."""

from __future__ import annotations

import click
import pandas as pd

from commands.ask import store, tell, told_plainly, words
from data import settings
from data.store.store import Told


@click.group(name="settings")
def group() -> None:
    """Figures and lists that a coordinator may change; every change is a batch with a reason."""


@group.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def list_(as_json: bool) -> None:
    """List every setting with its value, unit, source and status."""
    tell(settings.in_force(store()), as_json=as_json)


@group.command(name="set")
@click.argument("setting")
@click.argument("value")
@click.option("--reason", required=True, help="Why, for the record.")
@told_plainly
def set_(setting: str, value: str, reason: str) -> None:
    """Change one setting."""
    settings.check(setting, value)
    with store().batch(Told("terminal", reason, "settings")) as batch:
        batch.patch("settings", pd.DataFrame([{"setting": setting, "value": value, "reason": reason}]))
    click.echo(words()("imports.done", batch=batch.seq))
