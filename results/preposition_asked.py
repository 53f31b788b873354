"""What prepositioning is asked, with everything that it is reckoned from: work for a process of its own."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from data.access import require
from data.reference_prepositioning import catalogue_rules
from data.reference_shaking import shaking_rules
from data.reference_storms import wind_rules
from data.reference_tables import with_doubts
from data.snapshot import household_size
from geo.catalogue_made import Ground
from geo.disclosure import disclosed
from geo.network import USUAL, Conditions
from geo.preposition_portfolio import HISTORY, MADE, SCENARIOS, Portfolio
from geo.preposition_work import Catalogue, Question
from results.core import Figures
from results.prepositioning import CASE_TABLES


class PrepositionAsked(Figures):
    """The question of the page *prepositioning*."""

    def portfolios(self) -> tuple[str, ...]:
        """Kinds of portfolio that there are: what happened and what is kept where there is any, the made one always."""
        history = self.usual_portfolio().kind == HISTORY  # type: ignore[attr-defined]
        kept = len(self.kept_scenarios()) > 0  # type: ignore[attr-defined]
        return (*([HISTORY] if history else []), MADE, *([SCENARIOS] if kept else []))

    def preposition_name(self, *asked: Hashable) -> str:
        """What tells the work of a question apart: the view, the versions of what it reads, and what is asked."""
        return repr((self.snapshot.view_key, self.snapshot.version_of(CASE_TABLES), asked))

    def preposition_question(
        self, asked: Portfolio, kit: str, item: str, *, keep: float, budget_usd: float, conditions: Conditions = USUAL
    ) -> Question:  # fmt: skip
        """Everything that `geo.preposition_work.worked` needs; a made catalogue is drawn there, not here."""
        require(self.actor, "figures.view")
        warehouses = self.snapshot.frame("warehouses")
        ids = tuple(warehouses["warehouse_id"])
        communes = warehouses.set_index("warehouse_id")["adm2_pcode"]
        contents = self.kit(kit)  # type: ignore[attr-defined]
        stock = self.stock_for(kit)  # type: ignore[attr-defined]
        stock = stock[stock["item"].isin(contents["item"]) & stock["warehouse_id"].isin(ids)]
        travel = self.travel(conditions)  # type: ignore[attr-defined]
        told = Question(
            portfolio=self._catalogue(asked) if asked.kind == MADE else self.portfolio(asked),  # type: ignore[attr-defined]
            kit=contents, item=item, warehouses=ids, travel=travel, between=_between(travel, communes),
            stock=stock.assign(adm1_pcode=stock["warehouse_id"].map(communes).str[:4]).reset_index(drop=True),
            candidates=self._elsewhere(communes, conditions), items=self.items(),  # type: ignore[attr-defined]
            limits=self.limits(item, keep=keep, budget_usd=budget_usd),  # type: ignore[attr-defined]
        )  # fmt: skip
        return disclosed(told, self.snapshot.audience)

    def _elsewhere(self, communes: pd.Series, conditions: Conditions) -> pd.DataFrame:
        """Hours from every commune without a warehouse."""
        there = self.snapshot.frame("places")["adm2_pcode"]
        free = there[~there.isin(communes)]
        return self.hours_from(tuple(free), conditions)  # type: ignore[attr-defined,no-any-return]

    def _catalogue(self, asked: Portfolio) -> Catalogue:
        rows = with_doubts(self.snapshot.frame("population"))
        told = rows[rows["adm_level"] == "adm2"].drop_duplicates("adm_pcode").set_index("adm_pcode")["population"]
        communes = self.commune_points()  # type: ignore[attr-defined]
        communes = communes.sort_values("adm2_pcode", ignore_index=True)
        people = communes["adm2_pcode"].map(told).astype("float64")
        size = household_size(self.snapshot.settings).value
        ground = Ground(communes.assign(people=people), size, self.rates(), wind_rules(), shaking_rules())  # type: ignore[attr-defined]
        return Catalogue(ground, catalogue_rules(), asked)


def _between(travel: pd.DataFrame, communes: pd.Series) -> pd.DataFrame:
    """Hours from warehouse (rows) to the commune of each warehouse (columns)."""
    wide = travel.pivot_table(index="warehouse_id", columns="adm2_pcode", values="travel_hours", dropna=False)
    return pd.DataFrame({one: wide.reindex(columns=[commune]).iloc[:, 0] for one, commune in communes.dropna().items()})
