"""Parts of the ledger that are read movement by movement: a stock card, a transfer, what sites were given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from data.store.excerpts import SITED, excerpt, of_lots, of_shipments
from data.store.over import Over
from data.store.sums import Only

Where = Mapping[str, Any]


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


EXCERPTS: dict[str, Callable[[Over, Where, Sequence[str]], pd.DataFrame]] = {
    "card": _card,
    "shipment": _shipment,
    "given": _given,
}
