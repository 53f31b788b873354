"""What the stock ledger says of requests and distributions: the movements themselves, found by an index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from data.store.excerpts import DISTRIBUTED, excerpt, of_requests
from data.store.over import Over
from data.store.sums import Only

REQUESTED = Only("m.request_id IS NOT NULL")


def requested(over: Over, _where: Mapping[str, Any], shown: Sequence[str]) -> pd.DataFrame:
    """Movements that name a request (`MOVEMENTS` frame)."""
    return _shown(excerpt(over.connection, over.bounds, REQUESTED, over.same), shown)


def of_request(over: Over, request_id: str) -> pd.DataFrame:
    """Movements that name one request (`MOVEMENTS` frame, with `batch`)."""
    return excerpt(over.connection, over.bounds, of_requests([request_id]), over.same)


def distributed(over: Over, where: Mapping[str, Any], shown: Sequence[str]) -> pd.DataFrame:
    """Distributions from the day `first` on (`MOVEMENTS` frame)."""
    rows = excerpt(over.connection, over.bounds, DISTRIBUTED, over.same)
    return _shown(rows[rows["moved_on"] >= where["first"]], shown)


def _shown(rows: pd.DataFrame, shown: Sequence[str]) -> pd.DataFrame:
    return rows[rows["warehouse_id"].isin(list(shown))].reset_index(drop=True)
