"""Actions in words: a line each for a list, and what is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.figures.report.wording import known, word
from components.i18n import Words

COLOURS = {"overdue": "red", "due": "blue", "undated": "orange", "not_told": "gray", "done": "green", "dropped": "gray"}
FACTS = ("responsible_organisation", "due_on", "action_state", "name", "adm2_name", "sector", "standard", "opened_on",
         "done_on", "source", "action_id")  # fmt: skip
_DAYS = ("due_on", "opened_on", "done_on")


def lines(actions: pd.DataFrame, tr: Words, *, place: bool = True) -> list[str]:
    """One line of Markdown an action: its state, what is to be done, by whom, by when, and with `place` where."""
    kept = actions if place else actions.drop(columns=["name", "adm2_name"])
    return [_line({str(key): value for key, value in row.items()}, tr) for row in kept.to_dict("records")]


def facts(row: Mapping[str, Any], tr: Words) -> list[tuple[str, str]]:
    """What is known of one action: name of the column and its value in words; what is unknown is said."""
    shown = [name for name in FACTS if name != "done_on" or known(row[name])]
    return [(_label(name, tr), _value(name, row[name], tr)) for name in shown]


def when(row: Mapping[str, Any], tr: Words) -> str:
    """By when, and how late."""
    state = row["action_state"]
    if not known(row["due_on"]):
        return tr(f"actions.{state}" if state == "not_told" else "actions.undated")
    day = tr.day(row["due_on"])
    if state == "overdue":
        return tr("actions.overdue_by_one" if row["days_overdue"] == 1 else "actions.overdue_by",
                  day=day, days=tr.number(row["days_overdue"]))  # fmt: skip
    return tr("actions.due", day=day)


def _line(row: Mapping[str, Any], tr: Words) -> str:
    state = row["action_state"]
    owner = row["responsible_organisation"] if known(row["responsible_organisation"]) else tr("actions.no_owner")
    told = tr("actions.line", action=tr.plain(row["action"]), owner=tr.plain(owner), when=tr.plain(when(row, tr)))
    place = next((tr.plain(row[name]) for name in ("name", "adm2_name") if known(row.get(name))), "")
    badge = f":{COLOURS[state]}-badge[{tr(f'choice.action_state.{state}')}]"
    return f"{badge} {told} · {place}" if place else f"{badge} {told}"


def _label(name: str, tr: Words) -> str:
    own = f"entry.column.{'site_id' if name == 'name' else name}"
    return tr.or_else(own, tr.or_else(f"header.{name}", tr(f"column.{name}")))


def _value(name: str, value: Any, tr: Words) -> str:
    if not known(value):
        return tr("report.unknown")
    if name in _DAYS:
        return tr.day(value)
    if name in ("sector", "standard"):
        return tr.or_else(f"{name}.{value}", str(value))
    return word(name, value, tr) if name == "action_state" else str(value)
