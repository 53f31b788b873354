"""Stock card of one item in one warehouse: opening balance, every movement with the balance after it, closing balance.

For the movements m of the item there that count, lot by lot and day by day, those of a day before its counts::

    balance after m = balance before m + change(m)
    change(m) = + quantity  of receipt, transfer_in, assembly_in
                - quantity  of release, distribution, transfer_out, loss, assembly_out
                counted - balance of the lot before it, of a count (the derived difference)
                0           of anything else (a reservation changes `reserved` only)

    A count closes its day: what names it (after_count) comes after it, everything else of the day before it.

    opening + came_in - went_out + adjusted = closing, and closing is the balance that the ledger sums.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import promised

PLUS = ("receipt", "transfer_in", "assembly_in")
MINUS = ("transfer_out", "release", "distribution", "loss", "assembly_out")
SHOWN = (*PLUS, *MINUS, "count", "reserve", "unreserve")
TOLD = (
    "moved_on", "recorded_on", "kind", "document", "slip", "counterpart", "lot", "expiry", "quantity", "shipment",
    "request_id", "reason_code", "owner_organisation", "donor_organisation", "site_id", "adm2_pcode",
    "households_served", "note", "movement_id", "after_count",
)  # fmt: skip
COLUMNS = (*TOLD, "change", "difference", "balance", "reserved")


def stock_card(movements: pd.DataFrame, *, since: str = "") -> Result:
    """Movements of one item in one warehouse with the balance after each.

    Parameters
    ----------
    movements
        `MOVEMENTS` rows that count, of one warehouse and item, up to the day of the card, in the order in which a
        ledger is read, with `recorded_on`.
    since
        First day (ISO) that is shown; what is before it is the opening balance. "": from the first movement.

    Returns
    -------
    card
        Result with one row a movement: the columns told of it, `change` (units, signed), `difference` (of a count:
        counted less the balance of the lot before it; NaN elsewhere), `balance` and `reserved` (units, all lots,
        after it). Facts: `opening`, `came_in`, `went_out`, `adjusted`, `closing`, `reserved`, `movements`, `late`
        (recorded after the day on which they happened).

    Raises
    ------
    MissingColumn
        If a column is absent.

    Notes
    -----
    Method: docs/methods.md#stock-moves.
    """
    promised("movements", movements, *TOLD)
    rows = movements[movements["kind"].isin(SHOWN)]
    rows = rows.assign(place=_places_in_day(rows)).sort_values(["moved_on", "place"], kind="stable")
    told = _walked(rows.reset_index(drop=True))
    before = told[told["moved_on"] < since]
    opening = float(before["change"].sum())
    shown = told[~(told["moved_on"] < since)].reset_index(drop=True)
    change = shown["change"]
    facts = {
        "opening": opening, "came_in": float(change[shown["kind"].isin(PLUS)].sum()),
        "went_out": -float(change[shown["kind"].isin(MINUS)].sum()),
        "adjusted": float(shown["difference"].sum()), "closing": opening + float(change.sum()),
        "reserved": float(told["reserved"].iloc[-1]) if len(told) else 0.0, "movements": len(shown),
        "late": int((shown["recorded_on"] > shown["moved_on"]).sum()), "since": since,
    }  # fmt: skip
    return Result(shown[list(COLUMNS)], _explained(opening), facts)


def _places_in_day(rows: pd.DataFrame) -> list[int]:
    """Order within a day: what the counts close, then each count with what names it."""
    day_of = dict(zip(rows["movement_id"], rows["moved_on"], strict=True))
    counts = {one: 2 * n + 1 for n, one in enumerate(rows.loc[rows["kind"] == "count", "movement_id"])}
    places = []
    for one, after, day in zip(rows["movement_id"], rows["after_count"], rows["moved_on"], strict=True):
        named = counts.get(after) if day_of.get(after) == day else None
        places.append(counts.get(one, 0 if named is None else named + 1))
    return places


def _walked(rows: pd.DataFrame) -> pd.DataFrame:
    """Change, balance and reserved after each movement, in the order of the rows."""
    lots: dict[str, float] = {}
    changes, differences, balances, reserved = [], [], [], []
    held = kept = 0.0
    for kind, lot, quantity in zip(rows["kind"], rows["lot"].fillna(""), rows["quantity"], strict=True):
        change = quantity - lots.get(lot, 0.0) if kind == "count" else _signed(kind, quantity)
        lots[lot] = lots.get(lot, 0.0) + change
        held += change
        kept += quantity * ((kind == "reserve") - (kind == "unreserve"))
        changes.append(change)
        differences.append(change if kind == "count" else float("nan"))
        balances.append(held)
        reserved.append(kept)
    figures = {"change": changes, "difference": differences, "balance": balances, "reserved": reserved}
    return rows.assign(**{name: pd.Series(values, dtype="float64") for name, values in figures.items()})


def _signed(kind: str, quantity: float) -> float:
    return float(quantity) * ((kind in PLUS) - (kind in MINUS))


def _explained(opening: float) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        inputs = (
            Input("opening", opening, "units"),
            Input("balance_before", float(row["balance"]) - float(row["change"]), "units"),
            Input("change", float(row["change"]), "units"),
            Input("counted" if row["kind"] == "count" else "quantity", known(row["quantity"]), "units"),
            Input("kind", str(row["kind"])),
        )
        return Explanation(
            figure="stock_card",
            formula="balance = balance_before + change",
            inputs=inputs,
            value=float(row["balance"]),
            unit="units",
            clause="docs/methods.md#stock-moves",
            dated=str(row["moved_on"]),
            source=str(known(row["document"]) or ""),
        )

    return explain
