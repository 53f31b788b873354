"""Fictional requests to the common pipeline, the stock that they reserve and take, and what was asked afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from data.reference_logistics import kits
from data.store.store import Store, Told
from geo.frames.monitoring import INTERVIEWED, OF_INTERVIEWED, OF_RECEIVED
from geo.request_steps import MAIN

Row = dict[str, Any]
_HEAD = ("organisation", "place", "households", "kit", "warehouse", "share")
_ANSWERS = (INTERVIEWED, *OF_INTERVIEWED, *OF_RECEIVED, "complaints_received", "complaints_answered")
_REASONS = {
    "refused": "Besoin déjà couvert par une autre distribution",
    "cancelled": "Le partenaire a ses propres stocks",
}
_SERVED = 0.97  # of the households approved: a few are away on the day


def make_requests(plan: dict[str, Any], sites: list[Row], movements: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of `requests`, `request_items`, `request_movements` and `post_distribution`."""
    told = plan["requests"]
    communes = {site["site_id"]: site["adm2_pcode"] for site in sites}
    lots = _Lots(movements)
    tables: dict[str, list[Row]] = {"requests": [], "request_items": [], "request_movements": []}
    for at, cells in enumerate(told["rows"], 1):
        one = dict(zip((*_HEAD, *MAIN, "planned", "end"), cells, strict=True))
        days = {step: f"{told['year']}-{one[step]}" for step in (*MAIN, "planned") if one[step]}
        request = _request(f"DEM-2023-{at:03d}", one, days, communes)
        tables["requests"].append(request)
        items = list(_items(request, one, days))
        tables["request_items"] += items
        tables["request_movements"] += _moved(request, one, items, days, lots)
    return tables | {"post_distribution": [_asked(row, told["year"], tables["requests"]) for row in told["monitoring"]]}


def _request(number: str, one: Row, days: dict[str, str], communes: dict[str, str]) -> Row:
    taken = [step for step in MAIN if step in days]
    last = taken[-1]
    status = one["end"] or ("partly_approved" if last == "approved" and one["share"] < 1 else last)
    approved = math.floor(one["households"] * one["share"] + 1e-9) if "approved" in days else None
    site = one["place"] if one["place"] in communes else None
    return {
        "request_id": number, "organisation": one["organisation"], "adm2_pcode": communes.get(site, one["place"]),
        "site_id": site, "households": one["households"], "kit": one["kit"],
        "assessment_reference": f"EVAL-{number[-3:]} (fictif)", "planned_on": days["planned"], "request_status": status,
        **{f"{step}_on": days.get(step) for step in MAIN}, "households_approved": approved,
        "households_reported": math.floor(approved * _SERVED) if approved and "distributed" in days else None,
        "endorsing_organisation": "Coordination Abris/BNA (fictif)" if "endorsed" in days else None,
        "approving_organisation": "DGPC (fictif)" if "approved" in days else None,
        "decision_reason": _REASONS.get(one["end"]), "sensitivity": "moderate",
        "source": "Pipeline commun (fictif)", "observed_on": max(days[step] for step in taken),
    }  # fmt: skip


def _items(request: Row, one: Row, days: dict[str, str]) -> Iterator[Row]:
    kit = kits()
    for row in kit[kit["kit"] == one["kit"]].to_dict("records"):
        wanted = math.ceil(row["quantity"] * one["households"])
        line = {"request_id": request["request_id"], "item": row["item"], "quantity": wanted,
                "observed_on": days["received"]}  # fmt: skip
        if "approved" in days:
            units = math.ceil(row["quantity"] * request["households_approved"])
            line |= {"quantity_approved": units, "warehouse_id": one["warehouse"], "observed_on": days["approved"]}
        yield line


def _moved(request: Row, one: Row, items: list[Row], days: dict[str, str], lots: _Lots) -> list[Row]:
    """Reservations on the day of approval; their end with the release, or with the cancellation."""
    if "approved" not in days:
        return []
    out = "released" if "released" in days else one["end"]
    ended = days.get("released", request["observed_on"])
    rows: list[Row] = []
    for item in items:
        for lot in lots.take(
            one["warehouse"], item["item"], item["quantity_approved"], days["approved"], back=out == "cancelled"
        ):
            acts = [("reserve", days["approved"])] + ([("unreserve", ended)] if out else [])
            acts += [("release", ended)] if out == "released" else []
            rows += [{**lot, "kind": kind, "moved_on": day} for kind, day in acts]
    names = {"request_id": request["request_id"], "document": f"{request['request_id']}-STK"}
    to = {"counterpart": request["organisation"], "adm2_pcode": request["adm2_pcode"]}
    return [
        {
            **row,
            **names,
            **(to if row["kind"] == "release" else {}),
            "line": n,
            "movement_id": f"{names['document']}-{n}",
        }
        for n, row in enumerate(rows, 1)
    ]


def _asked(told: list[Any], year: int, requests: list[Row]) -> Row:
    at, day, *answers = told
    of = {name: requests[at - 1][name] for name in ("request_id", "organisation")}
    return {**of, "observed_on": f"{year}-{day}",
            **dict(zip(_ANSWERS, answers, strict=True)), "source": "Enquête post-distribution (fictif)"}  # fmt: skip


class _Lots:
    """What is free of each lot at the end of the play: requests take of it, the first to expire first."""

    def __init__(self, movements: list[Row]) -> None:
        with TemporaryDirectory() as folder:
            store = Store(Path(folder) / "play.db")
            with store.batch(Told("play", "play", "demo", fictional=True)) as batch:
                batch.move(pd.DataFrame(movements))
            lots = store.balances()
            store.engine.dispose()
        first = pd.DataFrame(movements).assign(lot=lambda rows: rows["lot"].replace("", None))
        begun = first.groupby(["warehouse_id", "item", "lot"], dropna=False)["moved_on"].min()
        keys = zip(lots["warehouse_id"], lots["item"], lots["lot"], strict=True)
        known = {tuple("" if pd.isna(part) else part for part in key): day for key, day in begun.items()}
        lots["begun"] = [known[tuple("" if pd.isna(part) else part for part in key)] for key in keys]
        self._lots = lots.assign(free=lots["held"] - lots["reserved"]).sort_values(
            ["expiry", "lot"], na_position="last"
        )

    def take(self, warehouse: str, item: str, units: int, day: str, *, back: bool) -> Iterator[Row]:
        """Lots that were there on a day, usable to the end of the play; `back`: they are free again later."""
        rows = self._lots
        mine = rows[(rows["warehouse_id"] == warehouse) & (rows["item"] == item) & (rows["begun"] <= day)]
        for at, lot in mine[mine["expiry"].isna() | (mine["expiry"].fillna("") > "2023-10-31")].iterrows():
            taken = min(units, int(lot["free"]))
            if taken > 0:
                units -= taken
                self._lots.loc[at, "free"] -= 0 if back else taken
                told = {"warehouse_id": warehouse, "item": item, "quantity": taken}
                yield {**told, **{name: lot[name] for name in ("lot", "expiry") if isinstance(lot[name], str)}}
        if units > 0:
            raise ValueError(f"{warehouse} has too little {item}: {units} short")
