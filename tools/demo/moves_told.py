"""What slips say beside quantities: transfers, reasons, sites and households served; one truck came short."""

from __future__ import annotations

import math
from typing import Any

Row = dict[str, Any]
REASONS = {"Avarie": "damaged", "Emballage": "damaged", "Lot": "expired"}  # by the first word of the note
SHORT = 5  # units that the last truck lacks
SITE = "SIT-"
OPENING = "Stock d'ouverture"
GIVEN = ("owner_organisation", "donor_organisation")


def with_slips_told(rows: list[Row], plan: Row) -> list[Row]:
    """Return the movements with what their slips say, and the shortage of the last transfer that arrived."""
    about = plan["told"]
    served = _households(rows, plan)
    return _one_short([{**row, **_told(row, served, about)} for row in rows])


def _told(row: Row, served: dict[str, int], about: Row) -> Row:
    if row["kind"] in ("transfer_out", "transfer_in"):
        return {"shipment": row["document"]}
    if row["kind"] == "receipt":
        told = about["receipts"].get(row.get("counterpart"), ("", "")) if row.get("note") != OPENING else ("", "")
        return {name: value for name, value in zip(GIVEN, told, strict=True) if value}
    if row["kind"] == "loss":
        return {"reason_code": REASONS.get(str(row.get("note", "")).split(":")[0].split(" ")[0], "other")}
    if row["kind"] == "count":
        return {"reason_code": "periodic_count"}
    if row["kind"] == "distribution":
        to = str(row.get("counterpart", ""))
        place = {"site_id": to} if to.startswith(SITE) and row["moved_on"] <= about["sites_until"] else {}
        if to.startswith("HT"):
            place = {"adm2_pcode": to}
        return {**place, "households_served": served[row["document"]]}
    return {}


def _households(rows: list[Row], plan: Row) -> dict[str, int]:
    """Households of each slip of a distribution: what its lines make by the mix that they are of."""
    lines: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["kind"] == "distribution":
            items = lines.setdefault(row["document"], {})
            items[row["item"]] = items.get(row["item"], 0) + row["quantity"]
    return {document: _of_mix(items, plan["mixes"]) for document, items in lines.items()}


def _of_mix(items: dict[str, int], mixes: list[Row]) -> int:
    fits = [mix["items"] for mix in mixes if set(items) <= set(mix["items"])]
    each = fits[0] if fits else dict.fromkeys(items, 1)
    return max(math.ceil(quantity / each[item]) for item, quantity in items.items())


def _one_short(rows: list[Row]) -> list[Row]:
    """The last line that arrived on the last day brought a few less than was sent; its slip says so."""
    at = max(n for n, row in enumerate(rows) if row["kind"] == "transfer_in")
    came = rows[at]
    arrived = {**came, "quantity": came["quantity"] - SHORT}
    number = max(row["line"] for row in rows if row["document"] == came["document"]) + 1
    lacks = {
        **came, "movement_id": f"MOV-{len(rows) + 1:05d}", "kind": "shortage", "quantity": SHORT, "line": number,
        "reason_code": "lost_on_the_way", "moved_on": rows[-1]["moved_on"],
    }  # fmt: skip
    return [*rows[:at], arrived, *rows[at + 1 :], lacks]
