"""What prepositioning is asked, with everything that it is reckoned from: work for a process of its own."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from data.access import require
from data.held_standards import further
from data.reference_prepositioning import catalogue_rules
from geo.disclosure import disclosed
from geo.network import USUAL, Conditions
from geo.preposition_portfolio import HISTORY, MADE, SCENARIOS, Portfolio
from geo.preposition_work import Catalogue, Question
from geo.settings import Setting
from results.core import Figures, figure
from results.prepositioning import CASE_TABLES


class PrepositionAsked(Figures):
    """The question of the page *prepositioning*."""

    def portfolios(self) -> tuple[str, ...]:
        """Kinds of portfolio that there are: what happened and what is kept where there is any, the made one always."""
        history = self.usual_portfolio().kind == HISTORY  # type: ignore[attr-defined]
        kept = len(self.kept_scenarios()) > 0  # type: ignore[attr-defined]
        return (*([HISTORY] if history else []), MADE, *([SCENARIOS] if kept else []))

    @figure("settings", "changes")
    def preposition_seconds(self) -> Setting:
        """Longest time of one computation; the best allocation found by then is told with its bound."""
        return further(self.snapshot.settings, self.said())["preposition_solve_seconds"]  # type: ignore[attr-defined]

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
            kit=contents, item=item, warehouses=ids, travel=travel, between=self.hours_between(conditions),  # type: ignore[attr-defined]
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
        return Catalogue(self.preposition_ground(), catalogue_rules(self.snapshot.settings), asked)  # type: ignore[attr-defined]
