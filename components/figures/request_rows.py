"""Requests in words: a line each for a list, the steps of one, what overlaps with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from components.figures.report.wording import known
from components.i18n import Words

COLOURS = {"done": "green", "done_late": "orange", "waiting": "blue", "late": "red", "ahead": "gray"}
NEAREST = 3  # warehouses that are named
_STATES = {"refused": "gray", "cancelled": "gray", "closed": "green"}


def lines(requests: pd.DataFrame, tr: Words) -> list[str]:
    """One line of Markdown a request: its state, who asks for how many where, what it waits for and on whom."""
    return [_line({str(key): value for key, value in row.items()}, tr) for row in requests.to_dict("records")]


def badge(row: Mapping[str, Any], tr: Words) -> str:
    """State of a request as a coloured word."""
    colour = "red" if row["late"] else _STATES.get(row["state"], "blue")
    return f":{colour}-badge[{tr('choice.request_status.' + row['state'])}]"


def place(row: Mapping[str, Any], tr: Words) -> str:
    """Site and commune."""
    named = [row[name] for name in ("site_name", "adm2_name") if known(row.get(name))]
    return ", ".join(tr.plain(one) for one in named) or tr("requests.no_place")


def households(value: Any, tr: Words) -> str:
    """A number of households, or that it is unknown."""
    if not known(value):
        return tr("requests.households_unknown")
    return tr("requests.households", count=float(value))


def waits(row: Mapping[str, Any], tr: Words) -> str:
    """What a request waits for, on whom, until when, and how late that is; "" once it has ended."""
    if not row["next_step"]:
        return ""
    told = tr("requests.waits", step=tr(f"requests.step.{row['next_step']}"), who=tr(f"requests.who.{row['waits_on']}"))
    if row["late"]:
        late = tr("requests.late_by", count=float(row["days_overdue"]), day=tr.day(row["due_on"]))
        return f"{told}, {late}"
    return f"{told}, {tr('requests.due', day=tr.day(row['due_on']))}" if known(row["due_on"]) else told


def _line(row: Mapping[str, Any], tr: Words) -> str:
    partner = tr.plain(row["organisation"]) if known(row["organisation"]) else tr("requests.no_partner")
    head = f"{badge(row, tr)} **{tr.plain(row['request_id'])}** {partner} · {households(row['households'], tr)}"
    more = waits(row, tr)
    return f"{head} · {place(row, tr)}" + (f"  \n{more}" if more else "")


def timeline(steps: pd.DataFrame, tr: Words) -> list[str]:
    """One line of Markdown a step: how it stands, its day, who takes it, its target."""
    return [_step({str(key): value for key, value in row.items()}, tr) for row in steps.to_dict("records")]


def _step(row: Mapping[str, Any], tr: Words) -> str:
    mark = f":{COLOURS[row['standing']]}-badge[{tr('requests.standing.' + row['standing'])}]"
    parts = [f"{mark} **{tr('choice.request_status.' + row['step'])}**"]
    if known(row["on"]):
        parts.append(tr.day(row["on"]))
    elif row["standing"] in ("done", "done_late"):
        parts.append(tr("requests.no_day"))
    parts.append(tr(f"requests.who.{row['decides']}"))
    if known(row["days_late"]):
        key = "requests.done_after" if row["standing"] == "done_late" else "requests.late_by"
        parts.append(tr(key, count=float(row["days_late"]), day=tr.day(row["due_on"])))
    elif known(row["due_on"]) and row["standing"] in ("waiting", "ahead"):
        parts.append(tr("requests.due", day=tr.day(row["due_on"])))
    elif known(row["target_days"]) and row["standing"] == "ahead":
        parts.append(tr("requests.target", count=float(row["target_days"])))
    return " · ".join(parts)


def overlaps(found: pd.DataFrame, tr: Words) -> list[str]:
    """One line of Markdown what overlaps: where, when, by whom, for how many households."""
    return [_overlap({str(key): value for key, value in row.items()}, tr) for row in found.to_dict("records")]


def _overlap(row: Mapping[str, Any], tr: Words) -> str:
    colour = "orange" if row["same_place"] == "site" else "gray"
    mark = f":{colour}-badge[{tr('requests.same.' + row['same_place'])}]"
    when = tr.day(row["on"]) if known(row["on"]) else tr("requests.without_day")
    what = tr(f"requests.overlap.{row['kind']}.{row['standing']}")
    body = tr.plain(row["organisation"]) if known(row["organisation"]) else tr("requests.no_partner")
    parts = [f"{mark} {what} ({when})", f"{body}, {tr.plain(row['id'])}", place(row, tr)]
    if row["kind"] != "service":
        parts.append(households(row["households"], tr))
    return " · ".join(parts)


def missing(lines: pd.DataFrame, tr: Words) -> str:
    """What was asked and not approved, item by item; "" where all of it was, or nobody decided."""
    short = lines[lines["not_approved"] > 0]
    told = [tr("requests.missing_item", item=tr.plain(row["item_name"]), count=float(row["not_approved"]),
               asked=float(row["quantity"])) for row in short.to_dict("records")]  # fmt: skip
    return tr("requests.missing", items=", ".join(told)) if told else ""


def owed(row: Mapping[str, Any], tr: Words) -> str:
    """What a partner owes: how many reports, since when."""
    return tr("requests.owed", partner=tr.plain(row["organisation"]), count=float(row["reports_overdue"]),
              day=tr.day(row["overdue_since"]), days=float(row["days_overdue"]))  # fmt: skip


def nearest(whole: Sequence[str], hours: Mapping[str, float], names: Mapping[str, str], tr: Words) -> str:
    """Warehouses that have enough of everything: the nearest with their travel hours, and how many more."""
    near = sorted((one for one in whole if one in hours), key=lambda one: hours[one])
    if not whole:
        return tr("requests.no_whole")
    if not near:
        return tr("requests.whole_cut_off", count=len(whole))
    told = [f"{tr.plain(names.get(one, one))} ({tr.number(hours[one], 1)} h)" for one in near[:NEAREST]]
    more = tr("requests.whole_more", count=len(whole) - len(told)) if len(whole) > len(told) else ""
    return " ".join(filter(None, (tr("requests.whole", names=", ".join(told)), more)))
