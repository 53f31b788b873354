"""Who is who in a file, in the terminal: each record that is one of ours, and each pair that a person decides."""

from __future__ import annotations

import math
from typing import Any

import click

from commands.ask import words
from data.intake import Intake
from data.snapshot import NAMED
from geo.frames import FRAMES


def say(looked: Intake) -> None:
    """Tell every join and every pair that waits: both names, how far apart, why."""
    tr, names = words(), _names(looked)
    if len(looked.joins):
        click.echo(tr("imports.joined", count=len(looked.joins)))
    for row in looked.joins.itertuples():
        old, new = _name(names.get(row.old_id), row.old_id), _name(row.known_name, row.new_id)
        click.echo(f"  {tr('imports.join', old=old, new=new, reasons=_why(row))}")
    if len(looked.queue):
        click.echo(tr("imports.doubles", count=len(looked.queue)))
    for row in looked.queue.itertuples():
        left, right = _name(row.left_name, row.left_id), _name(row.right_name, row.right_id)
        click.echo(f"  {left} ↔ {right} ({_why(row)})")


def _why(row: Any) -> str:
    tr = words()
    far = math.isnan(row.distance_m)
    told = () if far else (tr("identity.distance", metres=round(row.distance_m)),)  # no point is among the reasons
    return ", ".join((*told, *(tr(f"identity.reason.{code}") for code in row.reasons.split())))


def _name(name: Any, one: str) -> str:
    return f"{name} ({one})" if isinstance(name, str) else one


def _names(looked: Intake) -> dict[str, str]:
    """Names that the file gives, by its ids."""
    told: dict[str, str] = {}
    for one in looked.previews:
        key = NAMED.get(one.frame) or FRAMES[one.frame].key[0]
        if {key, "name"} <= set(one.rows):
            rows = one.rows[[key, "name"]].dropna()
            told |= dict(zip(rows[key], rows["name"], strict=True))
    return told
