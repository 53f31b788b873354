"""Stock on the way: what was sent, what arrived of it, what was missing or too much, and what is still between.

For shipment s and item i, over the movements that count on a day::

    on_the_way[s, i] = sent[s, i] + surplus[s, i] - received[s, i] - short[s, i]

so what leaves = what arrives + what is on the way + what is recorded as lost on it, of every shipment and item, and
of the whole ledger: held everywhere + on the way = came in - went out - lost - short + surplus (no counts).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames import promised

KEY = ["shipment", "item"]
FIGURES = {"transfer_out": "sent", "transfer_in": "received", "shortage": "short", "surplus": "surplus"}
COLUMNS = (
    *KEY,
    "from_warehouse_id",
    "to_warehouse_id",
    "sent_on",
    "arrived_on",
    *FIGURES.values(),
    "on_the_way",
    "days",
)
_NEEDED = (*KEY, "kind", "warehouse_id", "counterpart", "moved_on", "quantity")
_TEXTS = (*KEY, "from_warehouse_id", "to_warehouse_id", "sent_on", "arrived_on")


def in_transit(movements: pd.DataFrame, *, on: str) -> Result:
    """What every transfer sent, and what of it has arrived, by item.

    Parameters
    ----------
    movements
        `MOVEMENTS` rows that count; those without a shipment say nothing here.
    on
        Day of the picture (ISO): `days` end on it.

    Returns
    -------
    transit
        Result with one row per `shipment` and `item`: `from_warehouse_id`, `to_warehouse_id` (null: not told),
        `sent_on`, `arrived_on` (the last arrival), `sent`, `received`, `short`, `surplus`, `on_the_way` (units; below
        0: more arrived than was sent, the paper of one side is missing) and `days` since it was sent (NaN where
        nothing is on the way, or nothing was sent). Facts: `shipments_open`, `lines_open`,
        `arrived_unsent` (rows below 0).

    Raises
    ------
    MissingColumn
        If a column is absent.

    Notes
    -----
    Method: docs/methods.md#stock-moves.
    """
    promised("movements", movements, *_NEEDED)
    rows = movements[movements["shipment"].notna() & movements["kind"].isin(list(FIGURES))]
    figures = rows.assign(figure=rows["kind"].map(FIGURES))
    sums = figures.pivot_table(index=KEY, columns="figure", values="quantity", aggfunc="sum")
    sums = sums.reindex(columns=list(FIGURES.values())).fillna(0.0).astype("float64")
    sent, came = rows[rows["kind"] == "transfer_out"].groupby(KEY), rows[rows["kind"] == "transfer_in"].groupby(KEY)
    told = sums.assign(
        from_warehouse_id=sent["warehouse_id"].first(), sent_on=sent["moved_on"].min(),
        arrived_on=came["moved_on"].max(),
        to_warehouse_id=sent["counterpart"].first().combine_first(came["warehouse_id"].first()),
        on_the_way=sums["sent"] + sums["surplus"] - sums["received"] - sums["short"],
    ).reset_index()  # fmt: skip
    told["days"] = _days(told, on)
    told = told[list(COLUMNS)].astype({**dict.fromkeys(_TEXTS, "str")})
    open_ = told[told["on_the_way"] > 0]
    facts = {
        "on": on, "shipments_open": int(open_["shipment"].nunique()),
        "lines_open": len(open_), "arrived_unsent": int((told["on_the_way"] < 0).sum()),
    }  # fmt: skip
    return Result(told, _explained(on), facts)


def sent_lots(movements: pd.DataFrame) -> pd.DataFrame:
    """Lots that were sent: `shipment`, `item`, `lot`, `expiry`, `quantity`, as the slips tell them."""
    sent = movements[movements["shipment"].notna() & (movements["kind"] == "transfer_out")]
    return sent.groupby([*KEY, "lot", "expiry"], dropna=False, as_index=False, sort=False)["quantity"].sum()


def _days(rows: pd.DataFrame, on: str) -> pd.Series:
    """Whole days since something was sent, while some of it is on the way."""
    last = date.fromisoformat(on)
    days = [np.nan if pd.isna(day) else float((last - date.fromisoformat(day)).days) for day in rows["sent_on"]]
    return pd.Series(days, index=rows.index, dtype="float64").where(rows["on_the_way"] > 0)


def _explained(on: str) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        inputs = [Input(name, known(row[name]), "units") for name in FIGURES.values()]
        return Explanation(
            figure="on_the_way",
            formula="on_the_way = sent + surplus - received - short",
            inputs=(*inputs, Input("sent_on", known(row["sent_on"]))),
            value=float(row["on_the_way"]),
            unit="units",
            clause="docs/methods.md#stock-moves",
            dated=on,
        )

    return explain
