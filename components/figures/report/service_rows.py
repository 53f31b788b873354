"""The table of a sheet: services by sector, each with its threshold, verdict in a sign and a word, gap and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from components.figures.report.wording import clean, known, number, unit, word
from components.i18n import Words
from geo.standards import Standard

SIGNS = {"met": "✓", "short": "✗", "not_assessed": "?", "not_applicable": "–"}
STATUSES = tuple(SIGNS)
# What gives way first where a page is full: least important last.
_WEIGHT = {("short", True): 0, ("short", False): 1, ("not_assessed", True): 2, ("met", True): 3,
           ("not_assessed", False): 4, ("met", False): 5}  # fmt: skip
_YES_NO = "yes/no"
_OF_UNITS = ("ratio", "compound")  # without any unit that works there is no measure, and that is said
LONGEST_ASIDE = 2400
Row = dict[str, Any]


def table(
    services: pd.DataFrame, other_phase: pd.DataFrame, standards: Iterable[Standard], tr: Words
) -> dict[str, Any]:
    """Table of one site.

    Parameters
    ----------
    services, other_phase
        As `sheet.SiteSheet`.
    standards
        As `sheet.Stamp`.
    tr
        Words of the language.

    Returns
    -------
    table
        JSON values: `head`, `groups` (a sector each, with its `rows`), `folded` (what is said when only so many
        rows find room), `summary`, `aside` (lines of services that do not apply, or of which nothing was told).
    """
    norms = {one.key: one for one in standards}
    others = {row["standard"]: row for row in other_phase.to_dict("records")}
    rows = [
        {
            **_row(row, norms.get(row["standard"]), tr),
            "note": _other(others.get(row["standard"]), row, norms.get(row["standard"]), tr),
            "cells": _cells(row, norms.get(row["standard"]), tr),
            "verdict": _verdict(row, tr),
        }
        for row in services.to_dict("records")
    ]
    head = [tr(f"report.head_{name}") for name in ("service", "measured", "threshold", "verdict", "gap", "date")]
    return {**_table(rows, head, tr), "widths": {"1": 1.2, "3": 1.0, "5": 0.72}, "verdict_at": 2, "numbers_from": None}


def place_table(services: pd.DataFrame, standards: Iterable[Standard], tr: Words) -> dict[str, Any]:
    """Table of a place: people by verdict, coverage with its interval, gap; the values are those of `table`."""
    norms = {one.key: one for one in standards}
    rows = [
        {
            **_row(row, norms.get(row["standard"]), tr),
            "cells": _place_cells(row, norms.get(row["standard"]), tr),
        }
        for row in services.to_dict("records")
    ]
    names = ("service", "threshold", "people_met", "people_short", "people_unknown", "coverage", "interval", "gap")
    head = [tr(f"report.head_{name}") for name in names]
    return {**_table(rows, head, tr), "widths": {"1": 1.2, "2": 1.0, "8": 0.72}, "verdict_at": 4, "numbers_from": 2}


def _table(rows: list[Row], head: list[str], tr: Words) -> dict[str, Any]:
    shown = [row for row in rows if not _beside(row, tr)]
    order = sorted(range(len(shown)), key=lambda at: shown[at]["weight"])
    for rank, at in enumerate(order):
        shown[at]["rank"] = rank
    return {
        "head": head,
        "groups": _groups(shown, rows),
        "folded": [_folded([shown[at]["status"] for at in order[kept:]], tr) for kept in range(len(shown) + 1)],
        "summary": _summary(rows, tr),
        "aside": _aside(rows, tr),
        "title": tr("report.services"),
        "none": "" if rows else tr("report.no_services"),
    }


def _beside(row: Row, tr: Words) -> bool:
    """Whether a name in a line says all there is: not applicable, or a lesser service of which nothing was told."""
    told = row["headline"] or row["note"] or (row["verdict"] and row["cells"][0] != tr("unit.blank"))
    return row["status"] == "not_applicable" or (row["status"] == "not_assessed" and not told)


def _aside(rows: list[Row], tr: Words) -> list[str]:
    held: dict[str, list[str]] = {}
    for row in rows:
        if _beside(row, tr):
            held.setdefault(row["verdict"] or _verdict(row, tr), []).append(row["name"])
    return [
        clean(tr("report.aside", verdict=verdict, count=len(names), names=", ".join(names)), LONGEST_ASIDE)
        for verdict, names in held.items()
    ]


def _row(row: Mapping[str, Any], norm: Standard | None, tr: Words) -> Row:
    status = row["status"]
    headline = bool(norm.headline if norm else row.get("headline", False))
    sector = row.get("sector") or ""
    return {
        "name": clean(tr.or_else(f"standard.{row['standard']}", row["standard"])),
        "sector": tr.or_else(f"sector.{sector}", clean(sector)),
        "status": status,
        "headline": headline,
        "weight": _WEIGHT.get((status, headline), len(_WEIGHT)),
        "note": "",
        "verdict": "",
    }


def _cells(row: Mapping[str, Any], norm: Standard | None, tr: Words) -> list[str]:
    return [
        _measured(row, norm, tr),
        _threshold(row, norm, tr),
        _verdict(row, tr),
        _gap(row, tr),
        tr.day(row["assessed_on"]) if known(row.get("assessed_on")) else tr("unit.blank"),
    ]


def _measured(row: Mapping[str, Any], norm: Standard | None, tr: Words) -> str:
    least, most = row.get("measured_least"), row.get("measured_most")
    if known(row["measured"]):
        return _amount(row["measured"], row["unit"], tr)
    if known(least) and known(most) and least != most:
        return tr("report.range", least=number(least, tr), most=number(most, tr))
    none = row["status"] == "short" and norm is not None and norm.kind in _OF_UNITS
    return tr("report.none_working") if none else tr("unit.blank")


def _threshold(row: Mapping[str, Any], norm: Standard | None, tr: Words) -> str:
    """What it was held against; both phases where sites of both are in one figure. * to be confirmed, † edited."""
    mark = "" if norm is None or norm.status == "verified" else "*"
    mark += "†" if row.get("changed") or (norm is not None and norm.changed) else ""
    limits = [row["threshold"]] if known(row["threshold"]) else [
        row[name] for name in ("threshold_first", "threshold_standard") if known(row.get(name))
    ]  # fmt: skip
    if not limits:
        return tr("unit.blank")
    told = tr("report.then").join(_amount(one, row["unit"], tr) for one in limits)
    if row["unit"] == _YES_NO:
        return told + mark
    side = {"min": "≥ ", "max": "≤ "}[norm.direction] if norm else ""
    if norm and norm.upper is not None:
        side, told = "", tr("report.range", least=told, most=number(norm.upper, tr))
    units = "" if row["unit"] == "share" else f" {unit(row['unit'], tr)}"
    return f"{side}{told}{units}{mark}"


def _amount(value: Any, unit_: Any, tr: Words) -> str:
    if unit_ == "share":
        return tr.share(float(value))
    if unit_ == _YES_NO:
        return tr("answer.yes") if float(value) > 0 else tr("answer.no")
    return number(value, tr)


def _verdict(row: Mapping[str, Any], tr: Words) -> str:
    status, why = row["status"], row.get("not_assessed_reason")
    if status == "not_assessed" and known(why):
        return f"{SIGNS[status]} {word('not_assessed_reason', why, tr)}"
    return f"{SIGNS[status]} {tr(f'report.verdict_{status}')}"


def _gap(row: Mapping[str, Any], tr: Words) -> str:
    if row["status"] != "short":
        return tr("unit.blank")
    if not known(row["gap"]):
        return tr("report.unknown")
    if row.get("gap_unit") == "sites":  # of one site: it is there or it is not
        return tr("report.missing")
    return f"{number(row['gap'], tr)} {_gap_unit(row, tr)}".strip()


def _gap_unit(row: Mapping[str, Any], tr: Words) -> str:
    name = row.get("gap_unit")
    return tr.or_else(f"choice.gap_unit.{name}", unit(name, tr))


def _other(other: Mapping[str, Any] | None, row: Mapping[str, Any], norm: Standard | None, tr: Words) -> str:
    """What the other phase says, where it says something else."""
    if other is None or other["status"] == row["status"]:
        return ""
    told = {"phase": tr(f"report.phase_{other['phase']}"), "threshold": _threshold(other, norm, tr),
            "verdict": _verdict(other, tr)}  # fmt: skip
    gap = _gap(other, tr)
    return tr("report.other_phase", **told) + (f", {gap}" if other["status"] == "short" else "")


def _place_cells(row: Mapping[str, Any], norm: Standard | None, tr: Words) -> list[str]:
    low, high = row["coverage_low"], row["coverage_high"]
    interval = tr("report.range", least=tr.share(low), most=tr.share(high)) if known(low) else tr("unit.blank")
    share = tr.share(row["coverage_share"]) if known(row["coverage_share"]) else tr("unit.unknown")
    gap = number(row["gap"], tr) + f" {_gap_unit(row, tr)}" if known(row["gap"]) and row["gap"] else ""
    return [
        _threshold(row, norm, tr),
        *(number(row[name], tr) for name in ("people_met", "people_short", "people_unknown")),
        f"{SIGNS[row['status']]} {share}",
        interval,
        gap or (tr("report.unknown") if row["status"] == "short" and not known(row["gap"]) else tr("unit.blank")),
    ]


def _groups(shown: list[Row], every: list[Row]) -> list[dict[str, Any]]:
    """Rows by sector in the order of their first service; the counts are of all its services."""
    held: dict[str, list[Row]] = {}
    for row in shown:
        held.setdefault(row["sector"], []).append(row)
    keep = ("name", "note", "status", "cells", "rank")
    return [
        {
            "sector": sector,
            "counts": _counts(one["status"] for one in every if one["sector"] == sector),
            "rows": [{name: one[name] for name in keep} for one in own],
        }
        for sector, own in held.items()
    ]


def _counts(statuses: Iterable[str]) -> str:
    told = list(statuses)
    return "  ".join(f"{told.count(one)}\u00a0{SIGNS[one]}" for one in STATUSES if one in told)


def _summary(rows: list[Row], tr: Words) -> str:
    told = [row["status"] for row in rows]
    return " · ".join(f"{told.count(one)} {SIGNS[one]} {tr(f'report.many_{one}')}" for one in STATUSES)


def _folded(statuses: list[str], tr: Words) -> str:
    if not statuses:
        return ""
    told = ", ".join(f"{statuses.count(one)} {tr(f'report.many_{one}')}" for one in STATUSES if one in statuses)
    return tr("report.folded", told=told)
