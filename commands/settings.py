"""Settings in force: list them, change one with a reason."""

from __future__ import annotations

import click

from commands.ask import store, tell, told_plainly, words
from data import settings
from data.access import LOCAL
from data.settings_changes import changes


@click.group(name="settings")
def group() -> None:
    """Figures and lists that a coordinator may change; every change is a batch with a reason."""


@group.command(name="list")
@click.option("--thresholds", is_flag=True, help="Every threshold of the standards, not only those that were changed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def list_(thresholds: bool, as_json: bool) -> None:
    """List every setting with its value, unit, source and status."""
    tell(settings.in_force(store(), every_threshold=thresholds), as_json=as_json)


@group.command(name="set")
@click.argument("setting")
@click.argument("value")
@click.option("--reason", required=True, help="Why, for the record.")
@told_plainly
def set_(setting: str, value: str, reason: str) -> None:
    """Change one setting, or a threshold: standard.toilets.first 40."""
    batch = settings.change(store(), LOCAL, setting, value, reason=reason, author="terminal")
    click.echo(words()("imports.done", batch=batch))


@group.command(name="reset")
@click.argument("setting", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why, for the record.")
@told_plainly
def reset(setting: tuple[str, ...], reason: str) -> None:
    """Put settings back to what is shipped: standard.toilets.first."""
    batch = settings.change_together(store(), LOCAL, dict.fromkeys(setting), reason=reason, author="terminal")
    click.echo(words()("imports.done", batch=batch))


@group.command(name="history")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@told_plainly
def history(*, as_json: bool) -> None:
    """List every change that counts: from what to what, who, when and why."""
    tell(changes(store()), as_json=as_json)
