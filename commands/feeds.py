"""Feeds: ask the sources on the network, and tell how old what they gave is."""

from __future__ import annotations

import shlex
from typing import Any

import click

from commands.ask import tell, told_plainly, words
from components.i18n import Words
from data import connectors
from data.connectors import FeedState, Fetched, Options
from geo.errors import DataProblem, SourceUnavailable

ALL = "all"


@click.command()
@click.argument("name")
@click.option("--of", "subject", default="")
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def fetch(name: str, subject: str, as_json: bool) -> None:
    """Ask one feed or all that are set up; nothing is imported. Exit 1 if any failed: its last good answer stays."""
    if name == ALL and subject:
        raise DataProblem("feed_subject_of_all")
    asked = [one.name for one in connectors.states() if one.set_up] if name == ALL else [connectors.feed(name).name]
    left_out = [one.name for one in connectors.feeds() if one.name not in asked] if name == ALL else []
    told = [_one(each, subject) for each in asked] + [{"name": each, "outcome": "not_set_up"} for each in left_out]
    if as_json:
        tell(told, as_json=True)
    else:
        for each in told:
            _say(each, words())
    raise SystemExit(1 if any(each["outcome"] == "failed" for each in told) else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True)
@told_plainly
def feeds(as_json: bool) -> None:
    """List every feed with its age, its last try and whether its key is here; asks nothing."""
    tr, states = words(), connectors.states()
    tell([_state(one, tr) if as_json else _line(one, tr) for one in states], as_json=as_json)


def _one(name: str, subject: str) -> dict[str, Any]:
    """Ask one feed and say all of it as a record."""
    try:
        got = connectors.fetch(name, options=Options(subject=subject))
    except SourceUnavailable as error:
        got = Fetched(name, fresh=False, error=error)
    outcome = "failed" if got.error else "nothing" if got.path is None else "new" if got.changed else "unchanged"
    return {
        "name": name, "outcome": outcome, "path": str(got.path) if got.path else None, "subject": got.subject or None,
        "fetched_at": got.fetched_at or None, "age_hours": got.age_hours, "size_bytes": got.size_bytes or None,
        "sha256": got.sha256 or None, "dropped": list(got.dropped), "import": _command(got),
        "error": _error(got.error.code, got.error.params, words()) if got.error else None,
    }  # fmt: skip


def _command(got: Fetched | FeedState) -> str | None:
    """Line that takes the file in; None where no verb does."""
    verb = connectors.feed(got.name).taken_in
    return f"python cli.py {verb} {shlex.quote(str(got.path))}" if verb and got.path else None


def _error(code: str, params: dict[str, Any], tr: Words) -> dict[str, Any]:
    return {"code": code, "params": params, "sentence": tr.error(SourceUnavailable(code, **params))}


def _say(told: dict[str, Any], tr: Words) -> None:
    """Tell one feed's outcome in sentences."""
    title = tr(f"feed.{told['name']}")
    if told["outcome"] in ("not_set_up", "nothing"):
        click.echo(f"{told['name']} : {tr('fetching.' + told['outcome'], title=title)}")
        return
    if told["error"]:
        click.echo(f"{told['name']} : {title}. {told['error']['sentence']}", err=True)
        click.echo(f"  {_kept(told, tr)}", err=True)
    else:
        click.echo(f"{told['name']} : {tr('fetching.' + told['outcome'], title=title, bytes=told['size_bytes'])}")
    if told["dropped"]:
        click.echo(f"  {tr('fetching.dropped', fields=', '.join(told['dropped']))}")
    if told["path"]:
        click.echo(f"  {tr('fetching.import') if told['import'] else tr('fetching.no_import')}")
        click.echo(f"  {told['import'] or told['path']}")


def _kept(told: dict[str, Any], tr: Words) -> str:
    if not told["path"]:
        return tr("fetching.none_kept")
    return tr("fetching.kept", day=tr.day(told["fetched_at"]), age=_age(told["age_hours"], tr))


def _age(hours: float | None, tr: Words) -> str:
    """An age as people say it: hours up to two days, then days."""
    if hours is None:
        return tr("fetching.never")
    return tr("fetching.age_hours", hours=int(hours)) if hours < 48 else tr("fetching.age_days", days=int(hours // 24))


def _state(one: FeedState, tr: Words) -> dict[str, Any]:
    error = _error(one.last_error, one.last_params, tr) if one.last_error else None
    return {
        "name": one.name, "title": tr(one.title_key), "kind": one.kind, "last_good_at": one.last_good_at or None,
        "age_hours": one.age_hours, "late": one.late, "subject": one.subject or None,
        "path": str(one.path) if one.path else None, "last_tried_at": one.last_tried_at or None,
        "last_outcome": one.last_outcome or None, "last_error": error, "needs_key": one.needs_key,
        "has_key": one.has_key, "key": one.key or None, "set_up": one.set_up, "import": _command(one),
    }  # fmt: skip


def _line(one: FeedState, tr: Words) -> dict[str, Any]:
    error = f" ({one.last_error.removeprefix('feed.')})" if one.last_error else ""
    outcome = tr(f"fetching.outcome.{one.last_outcome}") if one.last_outcome else "-"
    wanted = tr("fetching.key_here") if one.has_key else tr("fetching.key_wanted", variable=one.key)
    key = wanted if one.needs_key else "-"
    age = _age(one.age_hours, tr) + (f" {tr('fetching.late')}" if one.late and one.age_hours is not None else "")
    columns = (one.name, tr(one.title_key), age, outcome + error, key)
    names = (tr("fetching.name"), tr("fetching.title"), tr("fetching.age"), tr("fetching.last_try"), tr("fetching.key"))
    return dict(zip(names, columns, strict=True))
