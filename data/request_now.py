"""A request as it stands in this moment, read inside the transaction that takes its next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from data.requested import of_request
from data.store.store import Store
from data.store.sums import balances
from geo.errors import DataProblem
from geo.frames import REQUEST_ITEMS, REQUESTS
from geo.request_lines import request_lines
from geo.request_steps import Steps
from geo.requests import requests_on
from geo.stock import BALANCES


@dataclass(frozen=True)
class Now:
    """A request now.

    Parameters
    ----------
    row, lines
        Its row of `geo.requests.requests_on`, and its rows of `geo.request_lines.request_lines`.
    moved
        `MOVEMENTS` rows that name it.
    lots
        `BALANCES` of all lots at the end of what is known.
    following
        Steps that may follow.
    batch
        The last batch that told something of it; 0 where none is known.
    """

    row: dict[str, Any]
    lines: pd.DataFrame
    moved: pd.DataFrame
    lots: pd.DataFrame
    following: tuple[str, ...]
    batch: int

    @property
    def state(self) -> str:
        """State that it is in."""
        return str(self.row["state"])


def now_of(store: Store, request_id: str, steps: Steps) -> Now:
    """Read a request.

    Raises
    ------
    DataProblem
        ``request_unknown``.
    """
    every = store.records("requests")
    mine = every[every["request_id"] == request_id]
    if mine.empty:
        raise DataProblem("request_unknown", request=request_id)
    items = store.records("request_items")
    with store.ledger() as over:
        moved = of_request(over, request_id)
        lots = balances(over.connection, *over.bounds, same=over.same)
    lines = request_lines(REQUEST_ITEMS.conform(items[items["request_id"] == request_id]), moved).frame
    told = requests_on(REQUESTS.conform(mine), lines, steps=steps, as_of="9999-12-31").frame
    row = {str(name): value for name, value in told.iloc[0].items()}
    patches = store.patches("requests")
    batches = [*patches.loc[patches["request_id"] == request_id, "batch"], *moved["batch"]]
    return Now(row, lines, moved, BALANCES.conform(lots), steps.following(row["state"]), int(max(batches, default=0)))
