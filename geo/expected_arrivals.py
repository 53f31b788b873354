"""What a warehouse waits for: transfers on the way to it, by lot; and what it still has to release for requests."""

from __future__ import annotations

import pandas as pd

from geo.transit import in_transit, sent_lots

COMING = ("shipment", "from_warehouse_id", "sent_on", "item", "lot", "expiry", "announced", "days")
SERVED = ("release", "distribution", "transfer_out")
TO_RELEASE = ("request_id", "organisation", "request_status", "planned_on", "item", "approved", "released", "open")


def announced(shipped: pd.DataFrame, warehouse: str, *, on: str) -> pd.DataFrame:
    """Transfers that are on the way to a warehouse, by item and lot as the sender's slip tells them.

    Parameters
    ----------
    shipped
        `MOVEMENTS` rows of transfers that count.
    warehouse
        Where they go.
    on
        Day of the picture (ISO).

    Returns
    -------
    coming
        `COMING`: one row a lot of what is still on the way, the oldest transfer first; `announced` units, `days` since
        it was sent. Of an item of which some arrived, the lots sent first are taken to have arrived first.

    Notes
    -----
    Method: docs/methods.md#stock-desk. Sums over the lots of an item equal `geo.transit.in_transit`.
    """
    way = in_transit(shipped, on=on).frame
    mine = way[(way["to_warehouse_id"] == warehouse) & (way["on_the_way"] > 0)]
    lots = sent_lots(shipped).merge(mine, on=["shipment", "item"])
    arrived = lots["sent"] - lots["on_the_way"]
    before = lots.groupby(["shipment", "item"], sort=False)["quantity"].cumsum() - lots["quantity"]
    left = lots["quantity"] - (arrived - before).clip(lower=0.0).where(lambda gone: gone < lots["quantity"],
                                                                       lots["quantity"])  # fmt: skip
    told = lots.assign(announced=left)
    told = told[told["announced"] > 0].sort_values(["sent_on", "shipment"], kind="stable", ignore_index=True)
    return told[list(COMING)]


def still_to_release(
    requests: pd.DataFrame, items: pd.DataFrame, movements: pd.DataFrame, warehouse: str
) -> pd.DataFrame:
    """What approved requests still wait for from a warehouse.

    Parameters
    ----------
    requests
        `REQUESTS` rows that are approved, in full or part.
    items
        `REQUEST_ITEMS` rows; `quantity_approved`, and the `warehouse_id` that it comes from where nothing is reserved.
    movements
        `MOVEMENTS` rows that name a request and count.
    warehouse
        Which warehouse.

    Returns
    -------
    open
        `TO_RELEASE`: one row a request and item of which something is still to leave: `open` = `approved` - `released`
        units; the first planned first. A line without an approved quantity is none.

    Notes
    -----
    Method: docs/methods.md#stock-desk.
    """
    mine = _approved_here(items, movements, warehouse)
    heads = requests[["request_id", "organisation", "request_status", "planned_on"]]
    rows = mine.merge(heads, on="request_id")
    gone = movements[(movements["warehouse_id"] == warehouse) & movements["kind"].isin(SERVED)]
    sums = gone.groupby(["request_id", "item"], as_index=False)["quantity"].sum()
    rows = rows.merge(sums.rename(columns={"quantity": "released"}), on=["request_id", "item"], how="left")
    released = rows["released"].fillna(0.0)
    rows = rows.assign(released=released, open=rows["approved"] - released)
    rows = rows[rows["open"] > 0].sort_values(["planned_on", "request_id"], na_position="last", kind="stable",
                                              ignore_index=True)  # fmt: skip
    return rows[list(TO_RELEASE)]


def _approved_here(items: pd.DataFrame, movements: pd.DataFrame, warehouse: str) -> pd.DataFrame:
    """Units approved of each line from one warehouse, as `approved`: what was reserved there, a line may be split."""
    key = ["request_id", "item"]
    kept = movements[movements["kind"] == "reserve"].groupby([*key, "warehouse_id"], as_index=False)["quantity"].sum()
    here = kept[kept["warehouse_id"] == warehouse].rename(columns={"quantity": "approved"})
    told = items.dropna(subset=["quantity_approved"]).merge(here[[*key, "approved"]], on=key, how="left")
    split = pd.MultiIndex.from_frame(told[key]).isin(pd.MultiIndex.from_frame(kept[key]))
    whole = told["quantity_approved"].where(told["warehouse_id"] == warehouse)
    return told.assign(approved=told["approved"].where(split, whole)).dropna(subset=["approved"])
