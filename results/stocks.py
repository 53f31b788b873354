"""What is where, and how far it reaches by when."""

from __future__ import annotations

import pandas as pd

from data import reference_logistics as logistics
from data.item_costs import with_costs
from data.snapshot import household_size
from data.speeds_in_force import speeds_in_force
from geo.boxed_kits import unboxed
from geo.explain import Result
from geo.network import Conditions, travel_hours
from geo.places import communes_at
from geo.reach import reach_alone, reach_together
from geo.reach_supply import Supply
from geo.stock import kits_complete, usable_stock
from geo.substitutes import for_household, with_substitutes
from results.core import Figures, figure

STOCK_TABLES = ("balances", "warehouses", "items", "kits")
BANDS = (6.0, 12.0, 24.0, 48.0, 72.0)
Need = tuple[tuple[str, float], ...]


class Stocks(Figures):
    """Figures of the section *stocks*."""

    @figure("items", "settings")
    def items(self) -> pd.DataFrame:
        """Relief items (`ITEMS` frame), with the costs that somebody set."""
        return with_costs(self.snapshot.frame("items"), self.snapshot.settings)

    @figure("kits")
    def kits(self) -> pd.DataFrame:
        """Contents of every kit (`KITS` frame)."""
        return self.snapshot.frame("kits")

    def kit_names(self) -> pd.DataFrame:
        """Names of the kits, the default marked."""
        return logistics.kit_names()

    @figure(*STOCK_TABLES)
    def lots(self) -> pd.DataFrame:
        """Held and reserved quantity of every lot, with its warehouse's name and department."""
        names = self.snapshot.frame("warehouses").set_index("warehouse_id")
        lots = self.snapshot.frame("balances")
        return lots.assign(
            warehouse=lots["warehouse_id"].map(names["name"]), adm2_pcode=lots["warehouse_id"].map(names["adm2_pcode"])
        )

    @figure(*STOCK_TABLES)
    def stock(self) -> Result:
        """Stock usable on the day, by warehouse and item (`geo.stock.usable_stock`)."""
        return usable_stock(self.snapshot.frame("balances"), on=self.snapshot.as_of)

    @figure(*STOCK_TABLES, "settings")
    def kits_complete(self, kit: str) -> Result:
        """Complete kits of each warehouse (`geo.stock.kits_complete`)."""
        return kits_complete(self.stock_for(kit), self.kit(kit))

    @figure(*STOCK_TABLES, "settings")
    def stock_for(self, kit: str) -> pd.DataFrame:
        """Usable stock in units of a kit's items: boxed kits opened, substitutes at their ratio.

        See `geo.boxed_kits.unboxed` and `geo.substitutes.with_substitutes`.
        """
        return with_substitutes(self.opened(self.stock().frame), self.kit(kit), self.items())

    def opened(self, stock: pd.DataFrame) -> pd.DataFrame:
        """Usable stock with assembled kits as the items that they hold (`geo.boxed_kits.unboxed`)."""
        kits = self.kits()
        if not stock["item"].isin(set(kits["kit"])).any():
            return stock
        return unboxed(stock, for_household(kits, household_size(self.snapshot.settings).value))

    def kit(self, name: str) -> pd.DataFrame:
        """Contents of one kit in force, for a household of the size in the settings; an unknown kit is refused."""
        logistics.kit(name)  # raises for an unknown name
        rows = self.kits()
        chosen = rows[rows["kit"] == name].reset_index(drop=True)
        return for_household(chosen, household_size(self.snapshot.settings).value)

    @figure("ways")
    def ways(self) -> pd.DataFrame:
        """Ways with their status (`WAYS` frame)."""
        return self.snapshot.frame("ways")

    @figure("ways", "warehouses", "places", "boundaries", "settings")
    def travel(self, conditions: Conditions = Conditions()) -> pd.DataFrame:  # noqa: B008 - frozen
        """Hours from decision to arrival, every warehouse to every commune (`geo.network.travel_hours`)."""
        frame = self.snapshot.frame
        return travel_hours(
            frame("ways"), frame("warehouses"), self.commune_places(),  # type: ignore[attr-defined]
            speeds=speeds_in_force(self.snapshot.settings), conditions=conditions, roads=self.roads(),  # type: ignore[attr-defined]
        )  # fmt: skip

    @figure(*STOCK_TABLES, "ways", "places", "settings")
    def reach(
        self, level: str, kit: str, *, within: tuple[float, ...] = BANDS, mode: str = "alone",
        need: Need | None = None, conditions: Conditions = Conditions(),  # noqa: B008 - frozen
    ) -> Result:  # fmt: skip
        """Households that a complete kit can reach (`geo.reach`); `need` is (commune, households) pairs."""
        communes = communes_at(self.snapshot.frame("places"), level)
        asked = None if need is None else pd.DataFrame(need, columns=["adm2_pcode", "households"])
        compute = reach_together if mode == "together" else reach_alone
        supply = Supply.of(self.stock_for(kit), self.kit(kit), self.travel(conditions), dated=self.snapshot.as_of)
        return compute(supply, asked, communes, within_hours=within)
