"""What a storekeeper needs at the desk: slips, what is expected, what waits, what runs out."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from geo.expected_arrivals import announced, still_to_release
from geo.slip_numbers import asked_for
from geo.stock_pipeline import COMING
from results.core import figure
from results.stock_status import StockStatus
from results.stocks import STOCK_TABLES

RECENT_DAYS = 3
TABLES = ("movements", "warehouses", "items")
APPROVED = ("approved", "partly_approved", "released")
RECEIVERS = 200  # releases that are looked through for names of partners


class WarehouseDesk(StockStatus):
    """Figures of the page *warehouse*."""

    @figure(*TABLES)
    def slips(self, warehouse: str, days: int = RECENT_DAYS) -> pd.DataFrame:
        """Lines of a warehouse's recent slips, the last recorded first (`data.slips_asked.slips`)."""
        first = date.fromisoformat(self.snapshot.as_of) - timedelta(days=days)
        return self.snapshot.asked("slips", warehouse=warehouse, first=first.isoformat())

    @figure(*TABLES)
    def slips_numbered(self, warehouse: str, number: str) -> pd.DataFrame:
        """Lines of the slips of a warehouse that a typed or scanned number names; none for a number that is unknown."""
        known = self.snapshot.asked("documents", warehouse=warehouse)["document"]
        meant = tuple(document for document in known if asked_for(document, number))
        return self.snapshot.asked("slips", warehouse=warehouse, documents=meant)

    @figure(*TABLES)
    def transfers_to(self, warehouse: str) -> pd.DataFrame:
        """Transfers on the way to a warehouse, by item and lot (`geo.expected_arrivals.announced`)."""
        return announced(self.snapshot.asked("shipped"), warehouse, on=self.snapshot.as_of)

    @figure("pipeline")
    def deliveries_to(self, warehouse: str) -> pd.DataFrame:
        """Deliveries of the pipeline that this warehouse still expects (`PIPELINE` rows), the first expected first."""
        rows = self.snapshot.frame("pipeline")
        mine = rows[(rows["warehouse_id"] == warehouse) & rows["pipeline_status"].isin(COMING)]
        return mine.sort_values(["expected_on", "pipeline_id"], na_position="last", ignore_index=True)

    @figure(*TABLES, "requests", "request_items")
    def to_release(self, warehouse: str) -> pd.DataFrame:
        """What approved requests still wait for from a warehouse (`geo.expected_arrivals.still_to_release`)."""
        requests = self.snapshot.frame("requests")
        approved = requests[requests["request_status"].isin(APPROVED)]
        movements = self.snapshot.asked("requested")
        return still_to_release(approved, self.snapshot.frame("request_items"), movements, warehouse)

    @figure(*TABLES, "requests")
    def receivers(self, warehouse: str) -> list[str]:
        """Names of partners that a release may go to: those that got one from here, and those that asked."""
        where = {"warehouses": (warehouse,), "kinds": ("release",), "limit": RECEIVERS}
        known = self.snapshot.asked("movements", **where)["counterpart"]
        told = pd.concat([known, self.snapshot.frame("requests")["organisation"]]).dropna()
        return sorted(set(told), key=str.casefold)

    @figure(*STOCK_TABLES)
    def negative_lots(self, warehouse: str) -> pd.DataFrame:
        """Lots of a warehouse of which the ledger holds less than nothing: a paper is missing, or a count."""
        lots = self.snapshot.frame("balances")
        return lots[(lots["warehouse_id"] == warehouse) & (lots["held"] < 0)].reset_index(drop=True)
