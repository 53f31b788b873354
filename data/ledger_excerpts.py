"""Parts of the ledger that are read movement by movement: a stock card, a transfer, what sites were given."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from data.store.excerpts import SITED, excerpt, of_lots, of_shipments
from data.store.over import Over
from data.store.sums import Only
from geo.stock_owners import lot_owners

Where = Mapping[str, Any]
_TELLS = Only("(m.owner_organisation IS NOT NULL OR m.donor_organisation IS NOT NULL)")
_BRINGS = ("receipt", "assembly_in", "transfer_in", "transfer_out")


def _rows(over: Over, only: Only) -> pd.DataFrame:
    return excerpt(over.connection, over.bounds, only, over.same)


def _of_shown(rows: pd.DataFrame, shown: Sequence[str]) -> pd.DataFrame:
    return rows[rows["warehouse_id"].isin(list(shown))].reset_index(drop=True)


def _card(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Movements of one `item` in one `warehouse_id`."""
    return _of_shown(_rows(over, of_lots([where["warehouse_id"]], [where["item"]], over.same)), shown)


def _shipment(over: Over, where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Movements of one `shipment`, if one of its ends is shown."""
    rows = _rows(over, of_shipments([where["shipment"]]))
    ends = rows["warehouse_id"].isin(list(shown)) | rows["counterpart"].isin(list(shown))
    return rows[rows["shipment"].isin(rows.loc[ends, "shipment"])].reset_index(drop=True)


def _given(over: Over, _where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Distributions to sites."""
    return _of_shown(_rows(over, SITED), shown)


def _owners(over: Over, _where: Where, shown: Sequence[str]) -> pd.DataFrame:
    """Owner and donor of each lot (`geo.stock_owners.lot_owners`), also where it came from a warehouse not shown."""
    told = _rows(over, _TELLS)
    if told.empty:
        return lot_owners(told)
    lots = json.dumps(sorted(set(told["lot"].fillna(""))))
    kinds = ", ".join(f"'{kind}'" for kind in _BRINGS)
    clause = f"({_TELLS.clause} OR (m.kind IN ({kinds}) AND m.lot IN (SELECT value FROM json_each(:only_lots))))"
    return _of_shown(lot_owners(_rows(over, Only(clause, {"only_lots": lots}))), shown)


EXCERPTS: dict[str, Callable[[Over, Where, Sequence[str]], pd.DataFrame]] = {
    "card": _card,
    "shipment": _shipment,
    "given": _given,
    "owners": _owners,
}
