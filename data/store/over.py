"""One reading of the ledger: where it is read, how far, and which ids are one by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, text

from data.store import sums
from data.store.sums import EVERY, Bound, Only, Same


@dataclass(frozen=True)
class Over:
    """A connection, the bounds of each store (the oldest first), and merged ids."""

    connection: Connection
    bounds: tuple[Bound, ...]
    same: Same

    def asked(self, statement: str, *, only: Only = EVERY, **told: Any) -> pd.DataFrame:
        """Rows of a statement that stands on the common table `live` (`sums.live`)."""
        values = sums.binds(self.bounds, self.same, only) | told
        query = text(f"{sums.live(self.bounds, self.same, only)} {statement}")
        return pd.read_sql_query(query, self.connection, params=values)
