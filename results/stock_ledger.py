"""Stock movement by movement: cards, what is on the way, slips, and what partners declare beside the ledger."""

from __future__ import annotations

import pandas as pd

from data.reference_stock_levels import level_ages
from data.settings_changes import said
from geo.explain import Result
from geo.stock_card import stock_card
from geo.stock_levels import stock_levels
from geo.stock_owners import BOTH, WHERE, stock_by_owner
from geo.transit import in_transit, sent_lots
from results.core import Figures, figure

LEDGER = ("balances", "movements", "warehouses", "items")


class StockLedger(Figures):
    """Figures of the stock ledger."""

    @figure(*LEDGER)
    def stock_card(self, warehouse_id: str, item: str, since: str = "") -> Result:
        """Every movement of an item in a warehouse with the balance after it (`geo.stock_card.stock_card`)."""
        return stock_card(self.snapshot.asked("card", warehouse_id=warehouse_id, item=item), since=since)

    @figure(*LEDGER)
    def in_transit(self) -> Result:
        """What every transfer sent and what of it has arrived, by item (`geo.transit.in_transit`)."""
        return in_transit(self.snapshot.asked("shipped"), on=self.snapshot.as_of)

    @figure(*LEDGER)
    def shipment_lots(self, shipment: str) -> pd.DataFrame:
        """Lots that were sent under a shipment, as its slip tells them (`geo.transit.sent_lots`)."""
        return sent_lots(self.snapshot.asked("shipment", shipment=shipment))

    @figure(*LEDGER)
    def lot_owners(self) -> pd.DataFrame:
        """Owner and donor of each lot that is held (`geo.stock_owners.lot_owners`), null where they are unknown."""
        lots = self.snapshot.frame("balances")
        lots = lots.assign(lot=lots["lot"].fillna(""))[WHERE].drop_duplicates()
        return lots.merge(self.snapshot.asked("owners"), on=WHERE, how="left")

    def lots_owned(self) -> pd.DataFrame:
        """Held and reserved quantity of every lot (`BALANCES`), with its owner and donor."""
        lots = self.snapshot.frame("balances")
        owners = self.lot_owners().assign(lot=lambda rows: rows["lot"].where(rows["lot"] != ""))
        return lots.merge(owners, on=WHERE, how="left")

    def stock_owners(self) -> pd.DataFrame:
        """Stock by owner, then by donor, and item: `by` says which of the two."""
        told = [self.stock_by_owner(by).frame.assign(by=by.partition("_")[0]) for by in BOTH]
        return pd.concat(told, ignore_index=True)

    @figure(*LEDGER)
    def stock_by_owner(
        self, by: str = BOTH[0], warehouses: tuple[str, ...] | None = None, *, until: str = ""
    ) -> Result:
        """Stock by owner or donor and item, in some warehouses (None: all) (`geo.stock_owners.stock_by_owner`).

        `until` (ISO): as it was at the end of an earlier day.
        """
        ask = self.snapshot.asked
        lots = ask("balances", until=until) if until else self.snapshot.frame("balances")
        mine = lots if warehouses is None else lots[lots["warehouse_id"].isin(warehouses)]
        return stock_by_owner(mine, ask("owners", until=until), by=by, on=until or self.snapshot.as_of)

    @figure("stock_levels", "items", "settings")
    def declared_stock(self) -> Result:
        """Stock that partners declare, beside the ledger and never in it (`geo.stock_levels.stock_levels`)."""
        ages = level_ages(self.snapshot.settings, said(self.snapshot.frame("changes")))
        return stock_levels(self.snapshot.frame("stock_levels"), ages, on=self.snapshot.as_of)
