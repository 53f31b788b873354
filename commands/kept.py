"""Uploads that an administrator keeps: listed and deleted."""

from __future__ import annotations

import click

from commands.ask import tell, tell_one, told_plainly, words
from data import kept_uploads

JSON = click.option("--json", "as_json", is_flag=True)


@click.group(name="kept")
def group() -> None:
    """Uploads kept as they came (PARE_KEEP_UPLOADS=1): list them, delete one."""


@group.command(name="list")
@JSON
@told_plainly
def list_(as_json: bool) -> None:
    """List the kept files, the newest first."""
    tell(kept_uploads.listed(), as_json=as_json)


@group.command()
@click.argument("sha256")
@JSON
@told_plainly
def delete(sha256: str, as_json: bool) -> None:
    """Delete a kept file."""
    kept_uploads.delete(sha256)
    if as_json:
        tell_one({"deleted": sha256}, as_json=True)
    else:
        click.echo(words()("imports.kept_deleted", sha256=sha256))
