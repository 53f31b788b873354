"""How well the stock one has stands for a portfolio of disasters, what to move, and what a department should hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from data.access import require
from data.held_standards import further
from data.reference_prepositioning import catalogue_rules
from data.reference_shaking import shaking_rules
from data.reference_storms import wind_rules
from data.reference_tables import with_doubts
from data.snapshot import household_size
from data.speeds_in_force import speeds_in_force
from geo.catalogue_made import Ground, Made, made_catalogue
from geo.explain import Result
from geo.network import USUAL, Conditions, travel_hours
from geo.preposition_case import Case, case_of
from geo.preposition_portfolio import HISTORY, MADE, Disasters, Portfolio, history, of_needs, units_of
from geo.preposition_work import held_of, moving_in, per_household
from geo.prepositioning import Prepositioned, preposition
from geo.transfers import Limits, Moving
from results.core import Figures, figure
from results.shock import Shock
from results.stocks import STOCK_TABLES

PORTFOLIO_TABLES = ("portfolio", "scenarios", "zones", "population", "boundaries", "places", "settings")
CASE_TABLES = (*PORTFOLIO_TABLES, *STOCK_TABLES, "ways")


class Prepositioning(Figures):
    """Figures of the page *prepositioning*."""

    def preposition_ground(self) -> Ground:
        """What made disasters strike: communes with their people, and the shares."""
        rows = with_doubts(self.snapshot.frame("population"))
        told = rows[rows["adm_level"] == "adm2"].drop_duplicates("adm_pcode").set_index("adm_pcode")["population"]
        communes = self.commune_points()  # type: ignore[attr-defined]
        communes = communes.sort_values("adm2_pcode", ignore_index=True)
        people = communes["adm2_pcode"].map(told).astype("float64")
        size = household_size(self.snapshot.settings).value
        return Ground(communes.assign(people=people), size, self.rates(), wind_rules(), shaking_rules())  # type: ignore[attr-defined]

    @figure("population", "boundaries", "settings")
    def made_catalogue(self, events: int, seed: int, step: str = "displaced") -> Made:
        """Cyclones, earthquakes and floods that were made up (`geo.catalogue_made.made_catalogue`)."""
        return made_catalogue(
            self.preposition_ground(), catalogue_rules(self.snapshot.settings), events=events, seed=seed, step=step
        )

    @figure(*PORTFOLIO_TABLES)
    def portfolio(self, asked: Portfolio) -> Disasters:
        """Households by disaster and commune (`geo.preposition_portfolio`)."""
        if asked.kind == HISTORY:
            return history(self.snapshot.frame("portfolio"), household_size(self.snapshot.settings).value)
        if asked.kind == MADE:
            made = self.made_catalogue(asked.events, asked.seed, asked.step)
            return Disasters(MADE, made.demand, 0, made.per_year)
        kept = self.kept_scenarios()["zone_set"]  # type: ignore[attr-defined]
        need: Callable[[Shock], Result] = self.need_of_shock  # type: ignore[attr-defined]
        return of_needs({name: need(Shock(name, zone_set=name)).frame for name in kept})

    @figure("portfolio")
    def usual_portfolio(self) -> Portfolio:
        """What is taken where nobody chooses: the disasters of the snapshot, else the made catalogue."""
        rows = self.snapshot.frame("portfolio")
        return Portfolio(HISTORY if rows["adm2_pcode"].notna().any() else MADE)

    @figure(*CASE_TABLES)
    def preposition_case(self, asked: Portfolio, kit: str, item: str, conditions: Conditions = USUAL) -> Case:
        """One item of a kit, its stock usable on the day, hours and the portfolio (`geo.preposition_case.case_of`)."""
        each = per_household(self.kit(kit), item)  # type: ignore[attr-defined]
        stock = held_of(self.stock_for(kit), self.snapshot.frame("warehouses")["warehouse_id"], item)  # type: ignore[attr-defined]
        travel = self.travel(conditions)  # type: ignore[attr-defined]
        demand = units_of(self.portfolio(asked).demand, each)
        return case_of(stock, travel[travel["warehouse_id"].isin(stock["warehouse_id"])], demand)

    @figure(*CASE_TABLES)
    def prepositioned(
        self, asked: Portfolio, kit: str, item: str, *, conditions: Conditions = USUAL, scale_demand: bool = False
    ) -> Prepositioned:
        """The stock one has held against a portfolio (`geo.prepositioning.preposition`)."""
        return preposition(self.preposition_case(asked, kit, item, conditions), scale_demand=scale_demand)

    def moving(self, case: Case, item: str, conditions: Conditions = USUAL) -> Moving:
        """Hours between the warehouses of a case, and the weight of a unit."""
        return moving_in(case, self.hours_between(conditions), self.snapshot.frame("items"), item)

    def hours_between(self, conditions: Conditions = USUAL) -> pd.DataFrame:
        """Hours from warehouse (rows) to the commune of each warehouse (columns)."""
        communes = self.snapshot.frame("warehouses").set_index("warehouse_id")["adm2_pcode"].dropna()
        travel = self.travel(conditions)  # type: ignore[attr-defined]
        wide = travel.pivot_table(index="warehouse_id", columns="adm2_pcode", values="travel_hours", dropna=False)
        return pd.DataFrame({one: wide.reindex(columns=[commune]).iloc[:, 0] for one, commune in communes.items()})

    def limits(self, item: str, *, keep: float | None = None, budget_usd: float = np.inf) -> Limits:
        """What transfers keep to: the share in force, the volume of each warehouse, the budget."""
        require(self.actor, "figures.view")
        told = further(self.snapshot.settings)
        share = told["transfer_keep_share"].value if keep is None else keep
        return Limits(share, room=self._rooms(item), budget_usd=budget_usd,
                      usd_tonne_hour=told["transfer_usd_tonne_hour"].value)  # fmt: skip

    @figure("ways", "warehouses", "places", "settings")
    def hours_from(self, communes: tuple[str, ...], conditions: Conditions = USUAL) -> pd.DataFrame:
        """Hours from warehouses that would stand in these communes (`TRAVEL` frame)."""
        made = pd.DataFrame({"warehouse_id": list(communes), "adm2_pcode": list(communes)}, dtype="str")
        frame = self.snapshot.frame
        return travel_hours(frame("ways"), made, frame("places"), speeds=speeds_in_force(self.snapshot.settings),
                            conditions=conditions)  # fmt: skip

    def _rooms(self, item: str) -> dict[str, float]:
        """Units of an item that each warehouse's volume can hold; where either is unknown, no limit is known."""
        warehouses = self.snapshot.frame("warehouses").set_index("warehouse_id")
        rows: dict[str, Any] = warehouses["storage_volume_m3"].to_dict()
        volume = float(self.snapshot.frame("items").set_index("item")["volume_m3"].get(item, np.nan))
        return {name: m3 / volume for name, m3 in rows.items() if m3 > 0 and volume > 0}
