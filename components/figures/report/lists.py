"""What stands beside the map and under the table: neighbours, partners, hazards, stock, actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from components.figures.doubts import touched
from components.figures.report.sheet import Lists, SiteSheet
from components.figures.report.wording import clean, known, named, number, said, word
from components.i18n import Words
from geo.crs import metric_xy

NEAREST = 8
AT_MOST = 6
LINE = 100
ACTION = 150
DOUBT = 160
DOUBTS = 20  # contradictions that find room, and standards named as resting on them
DOUBTED = 24
TOWARDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
NOT_THERE = ("planned", "over")
POINT_COLUMNS = ("kind", "name", "longitude", "latitude")
Line = Callable[[dict[str, Any], Words], str]


@dataclass(frozen=True)
class Neighbours:
    """Points of a map and the lines that name them; `title` is the key of their heading."""

    points: pd.DataFrame
    lines: list[list[str]]
    title: str


def nearest(sheet: SiteSheet, tr: Words) -> Neighbours:
    """Points nearest to a site, numbered from 1, nearest first; those without a place on the map are left out."""
    points = _placed(sheet.around.points)
    site = sheet.site
    if points.empty or not (known(site.get("longitude")) and known(site.get("latitude"))):
        return Neighbours(points.iloc[:0].assign(distance_m=np.nan), [], "nearest")
    x, y = metric_xy(points["longitude"], points["latitude"])
    at_x, at_y = metric_xy([site["longitude"]], [site["latitude"]])
    measured = pd.Series(np.hypot(x - at_x[0], y - at_y[0]), index=points.index)
    towards = np.round(np.degrees(np.arctan2(x - at_x[0], y - at_y[0])) / 45).astype("int64") % len(TOWARDS)
    told = points["distance_m"].fillna(measured) if "distance_m" in points else measured
    near = (
        points.assign(distance_m=told, towards=[TOWARDS[at] for at in towards])
        .sort_values("distance_m", kind="stable", ignore_index=True)
        .head(NEAREST)
    )
    lines = [
        [str(at), tr("report.neighbour", kind=tr.or_else(f"report.kind_{row.kind}", clean(row.kind, 20)),
                     name=named(row.name_, tr, 40), distance=_distance(row.distance_m, tr),
                     towards=tr(f"report.towards_{row.towards}"))]
        for at, row in enumerate(near.rename(columns={"name": "name_"}).itertuples(index=False), start=1)
    ]  # fmt: skip
    return Neighbours(near, lines, "nearest")


def kinds(points: pd.DataFrame, tr: Words) -> Neighbours:
    """How many points of each kind the map of a place shows."""
    placed = _placed(points)
    counts = placed["kind"].value_counts(sort=False)
    lines = [
        ["", tr("report.pair", name=tr.or_else(f"report.kinds_{kind}", clean(kind, 20)), value=tr.number(n))]
        for kind, n in counts.items()
    ]
    return Neighbours(placed, lines, "kinds")


def blocks(lists: Lists, tr: Words) -> list[dict[str, Any]]:
    """The lists under the table: title and lines each; what was not asked is left out, what is empty says so."""
    told: tuple[tuple[str, pd.DataFrame | None, Line], ...] = (
        ("sites", lists.sites, _site), ("partners", _by_sector(lists.partners), _partner),
        ("hazards", lists.hazards, _hazard), ("stock", lists.stock, _stock), ("actions", lists.actions, _action),
    )  # fmt: skip
    held = [_block(name, frame, line, tr) for name, frame, line in told if frame is not None]
    if lists.actions is not None and lists.actions_reserved:
        held[-1]["lines"].append(tr("report.actions_reserved", count=lists.actions_reserved))
    return held if lists.doubts is None else [_doubts(lists.doubts, tr), *held]


def _block(name: str, frame: pd.DataFrame, line: Line, tr: Words) -> dict[str, Any]:
    rows = frame.head(AT_MOST).to_dict("records")
    lines = [line({str(key): value for key, value in row.items()}, tr) for row in rows]
    if len(frame) > AT_MOST:
        lines.append(tr("report.more", count=len(frame) - AT_MOST))
    return {"title": tr(f"report.{name}"), "lines": lines or [tr(f"report.no_{name}")], "wide": False}


def _doubts(doubts: pd.DataFrame, tr: Words) -> dict[str, Any]:
    """Contradictions one after the other over the whole width, and all the standards that rest on them."""
    said_ = [clean(one, DOUBT) for one in doubts["sentence"].head(DOUBTS)]
    if len(doubts) > DOUBTS:
        said_.append(tr("report.more", count=len(doubts) - DOUBTS))
    keys = list(dict.fromkeys(key for row in doubts["standards"] for key in str(row).split()))
    lines = [" · ".join(said_)] if said_ else [tr("report.no_doubts")]
    lines += [touched(keys, tr, DOUBTED)] if keys else []
    return {"title": tr("report.doubts", count=len(doubts)), "lines": lines, "wide": True}


def _placed(points: pd.DataFrame) -> pd.DataFrame:
    if not set(POINT_COLUMNS) <= set(points.columns):
        return pd.DataFrame({name: pd.Series(dtype="float64" if "tude" in name else "str") for name in POINT_COLUMNS})
    return points.dropna(subset=["longitude", "latitude"]).reset_index(drop=True)


def _by_sector(partners: pd.DataFrame | None) -> pd.DataFrame | None:
    """One row a sector with all who work in it: a page has no room for a line each."""
    if partners is None:
        return None
    if "activity_state" in partners:
        partners = partners[~partners["activity_state"].isin(NOT_THERE)]
    names = partners["organisation"]
    if "organisation_name" in partners:
        names = names.where(names.notna(), partners["organisation_name"])
    told = partners.assign(organisation=names).drop_duplicates(["sector", "organisation"])
    joined = told.groupby("sector", sort=False)["organisation"].agg(list)
    return joined.reset_index()


def _partner(row: dict[str, Any], tr: Words) -> str:
    names = ", ".join(clean(one, 44) for one in row["organisation"] if known(one))
    sector = tr.or_else(f"sector.{row['sector']}", word("sector", row["sector"], tr))
    return clean(tr("report.pair", name=sector, value=names or tr("report.no_name")), LINE)


def _hazard(row: dict[str, Any], tr: Words) -> str:
    graded = word("hazard_class", row.get("hazard_class"), tr)
    told = tr("report.pair", name=word("hazard", row["hazard"], tr), value=graded)
    if known(row.get("people")):
        told += f", {number(row['people'], tr)} {tr('unit.persons')}"
    return clean(f"{told} ({clean(row['zone_set'], 30)})" if known(row.get("zone_set")) else told, LINE)


def _stock(row: dict[str, Any], tr: Words) -> str:
    kit = tr.or_else(f"kit.{row['kit']}", said(row["kit"], tr, 30))
    told = tr("report.reach", kit=kit, households=number(row["households"], tr))
    if known(row.get("travel_hours")):
        told += f", {number(row['travel_hours'], tr)} {tr('unit.h')}"
    return clean(f"{told} ({clean(row['warehouse'], 30)})" if known(row.get("warehouse")) else told, LINE)


def _action(row: dict[str, Any], tr: Words) -> str:
    due = tr.day(row["due_on"]) if known(row.get("due_on")) else tr("unit.undated")
    owner = clean(row["owner_organisation"], 24) if known(row.get("owner_organisation")) else tr("report.no_owner")
    state = row.get("action_state")
    late = f" ({tr(f'choice.action_state.{state}')})" if state in ("overdue", "not_told") else ""
    where = f" · {clean(row['place'], 30)}" if known(row.get("place")) else ""
    return clean(f"{said(row['action'], tr, 64)} – {owner}, {due}{late}{where}", ACTION)


def _site(row: dict[str, Any], tr: Words) -> str:
    told = {"name": named(row["name"], tr, 40), "people": number(row["people"], tr), "short": number(row["short"], tr)}
    return clean(tr("report.site_line" if known(row["people"]) else "report.site_line_unknown", **told), LINE)


def _distance(metres: float, tr: Words) -> str:
    if metres < 1000:
        return f"{tr.number(round(metres, -1))}\u00a0m"
    return f"{tr.number(metres / 1000, 1)}\u00a0km"
