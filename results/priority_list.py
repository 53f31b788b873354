"""The ranked list of sites as the page asks for it: among whom, with which weights, beside which factors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from data.reference_tables import hazards
from data.snapshot import household_size
from geo.explain import Explanation, Input, Result
from geo.places import communes_at, rows_within
from geo.priorities import priorities
from geo.severity import terms_of
from geo.site_factors import hazard_shares, household_need, reach_shares
from results.core import Figures, figure
from results.gaps import Edits
from results.services import TABLES
from results.stocks import STOCK_TABLES

_OF_SITE = ("adm2_name", "adm1_pcode", "adm1_name", "site_class", "manager_organisation", "households", "longitude",
            "latitude")  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """What the list is asked for.

    Parameters
    ----------
    place
        Among which sites is ranked: P-code of a department or commune, ``MAPAP``, "" for the country.
    phase
        As `results.services.Services.norms`.
    by
        Rank by the score, or by people x score.
    edits
        (weight, value) tried out, not stored.
    zone_set
        Zone set whose classes count as hazard exposure; "" for none.
    kit, within_hours
        Kit whose reach counts, and within how many hours; "" for none.
    """

    place: str = ""
    phase: str = "auto"
    by: Literal["score", "people_in_need"] = "score"
    edits: Edits = ()
    zone_set: str = ""
    kit: str = ""
    within_hours: float = 24.0

    @property
    def asked_of(self) -> str:
        """What makes it another list, in words of a program."""
        return repr(self)


class PriorityList(Figures):
    """Figures of the page *priorities*."""

    @figure(*TABLES, "confirmations", "zones", "ways", *STOCK_TABLES)
    def priority_list(self, ask: Ask) -> Result:
        """Sites of a place ranked (`geo.priorities.priorities`), with name and point of each, and its `severity`.

        `severity` is the score under the name of its figure. The explanation of a row tells its rank, among how
        many, and what the factors were.

        Raises
        ------
        DataProblem
            As `geo.priorities.priorities` and `Weights.edited`.
        """
        every = self.site_coverage(ask.phase).frame  # type: ignore[attr-defined]
        rows = rows_within(every, self.snapshot.frame("places"), ask.place)
        weights = self.weights().edited(dict(ask.edits))  # type: ignore[attr-defined]
        sites = self.sites()  # type: ignore[attr-defined]
        factors = self._factors(ask, sites)
        terms = terms_of(rows, self.standards(), weights.standards, factors)  # type: ignore[attr-defined]
        told = priorities(terms, weights, by=ask.by)
        named = sites.drop_duplicates("site_id").set_index("site_id").reindex(told.frame["site_id"])
        more = {name: named[name].array for name in _OF_SITE}
        for name in () if factors is None else factors.columns[1:]:
            more[name] = factors.set_index("site_id")[name].reindex(told.frame["site_id"]).array
        frame = told.frame.assign(severity=told.frame["score"], **more)
        return Result(frame, _with_rank(told, ask), told.facts | {"place": ask.place})

    @figure(*TABLES, "confirmations", "zones")
    def hazard_shares(self, zone_set: str) -> pd.Series:
        """Hazard exposure share of each open site in one zone set (`geo.site_factors.hazard_shares`)."""
        zones = self.snapshot.frame("zones")
        chosen = zones[zones["zone_set"] == zone_set].reset_index(drop=True)
        return hazard_shares(self.sites(), chosen, hazards())  # type: ignore[attr-defined]

    @figure(*TABLES, "confirmations", "ways", *STOCK_TABLES)
    def reach_shares(self, kit: str, within_hours: float) -> pd.Series:
        """Share of the households at sites of its department that the stock reaches, for each open site."""
        sites, places = self.sites(), self.snapshot.frame("places")  # type: ignore[attr-defined]
        need = household_need(sites, places, household_size(self.snapshot.settings).value)
        pairs = tuple(zip(need["adm2_pcode"], need["households"], strict=True))
        reached = self.reach("adm1", kit, within=(within_hours,), need=pairs)  # type: ignore[attr-defined]
        return reach_shares(sites, reached.frame, communes_at(places, "adm1"))

    def _factors(self, ask: Ask, sites: pd.DataFrame) -> pd.DataFrame | None:
        parts: list[pd.Series] = []
        if ask.zone_set:
            parts.append(self.hazard_shares(ask.zone_set))
        if ask.kit:
            parts.append(self.reach_shares(ask.kit, ask.within_hours))
        told = {str(part.name): part.reindex(sites["site_id"]).array for part in parts}
        return sites[["site_id"]].assign(**told) if told else None


def _with_rank(told: Result, ask: Ask) -> Callable[[dict[str, Any]], Explanation]:
    """The explanation of a score, with the rank that it gives and what the factors are."""

    def explain(row: dict[str, Any]) -> Explanation:
        said = told.explain_row(row)
        ranked = None if pd.isna(row["rank"]) else float(row["rank"])
        more = [Input("rank", ranked), Input("ranked_among", float(told.facts["ranked"])),
                Input("draws", float(told.facts["draws"]))]  # fmt: skip
        if ask.zone_set:
            more.append(Input("zone_set", ask.zone_set))
        if ask.kit:
            more += [Input("kit", ask.kit), Input("within_hours", ask.within_hours, "h")]
        return replace(said, inputs=(*said.inputs, *more))

    return explain
