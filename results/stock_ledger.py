"""Stock movement by movement: cards, what is on the way, slips, and what partners declare beside the ledger."""

from __future__ import annotations

import pandas as pd

from data.reference_stock_levels import level_ages
from data.settings_changes import said
from geo.explain import Result
from geo.stock_card import stock_card
from geo.stock_levels import stock_levels
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

    @figure("stock_levels", "items", "settings")
    def declared_stock(self) -> Result:
        """Stock that partners declare, beside the ledger and never in it (`geo.stock_levels.stock_levels`)."""
        ages = level_ages(self.snapshot.settings, said(self.snapshot.frame("changes")))
        return stock_levels(self.snapshot.frame("stock_levels"), ages, on=self.snapshot.as_of)
