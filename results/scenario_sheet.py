"""Everything that a printed map of a scenario shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import shapely

from data.access import require
from data.scenario_files import presets
from geo.cyclone_scenario import CycloneScenario
from geo.explain import Result
from geo.places import department_of
from geo.quake_scenario import QuakeScenario
from geo.scenario import Scenario
from geo.shaking import Quake
from results.core import Figures
from results.scenarios import is_cyclone
from results.shock import Shock

APART = ("outside", "unlocated")
DISPLACED = ("displaced_low", "displaced_middle", "displaced_high")
SUMMED = ("people", "sites", "idp_individuals", "shelters", "shelter_capacity", *DISPLACED)


@dataclass(frozen=True)
class ScenarioFacts:
    """A scenario, its zones and what they meet.

    Parameters
    ----------
    name
        Its key.
    department
        P-code of the one that is shown; "" the whole country.
    told
        What the scenario says of itself: `state` ("" where nobody says), `source`, `author`, `status`, `made_on`,
        `fictional`, `dated`; `shipped`: key of the shipped scenario whose source it is, "" else.
    zones
        Classed zones, the mildest first (`geo.hazards.classed`).
    rows
        Exposure with the chain by place and class, inside the zones only (`Results.chain_of`).
    land
        `adm_level` (adm1, adm2), `adm_pcode`, `name_fr`, `name_en`, `name_ht`, `geometry` (EPSG:4326).
    sites
        Open sites by commune: `adm2_pcode`, `longitude`, `latitude` (a point inside the commune), `sites`, `people`
        (NaN unknown). No site's own point is among them: a paper goes from hand to hand.
    shelters
        `longitude`, `latitude`, `capacity_persons` (NaN unknown).
    facts
        What the picture says of itself (`Results.facts`), and of the exposure.
    track
        Positions of a cyclone (`TRACKS`); empty otherwise.
    quake
        An earthquake's figures; None otherwise.
    arrivals
        First wind of 34 kt by place (instant, UTC) of a cyclone with a track; places that it does not reach are
        absent.
    """

    name: str
    department: str
    told: dict[str, Any]
    zones: pd.DataFrame
    rows: pd.DataFrame
    land: pd.DataFrame
    sites: pd.DataFrame
    shelters: pd.DataFrame
    facts: dict[str, Any]
    track: pd.DataFrame = field(default_factory=pd.DataFrame)
    quake: Quake | None = None
    arrivals: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))


class ScenarioSheet(Figures):
    """Figures of the printed map of a scenario."""

    def scenario_sheet(self, shock: Shock, department: str = "") -> ScenarioFacts:
        """What the printed map of a zone set or a scenario shows, of the country or of one department."""
        require(self.actor, "scenario.view")
        chain = self.chain_of(shock, "adm2" if department else "adm1")  # type: ignore[attr-defined]
        rows = chain.frame[~chain.frame["hazard_class"].isin(APART)]
        zones = self.zones_of_shock(shock).sort_values("rank", kind="stable", ignore_index=True)  # type: ignore[attr-defined]
        land = self._land(department)
        scenario = shock.scenario or self.kept_scenario(shock.zone_set)  # type: ignore[attr-defined]
        told = scenario.told if scenario else None
        return ScenarioFacts(
            name=shock.name,
            department=department,
            told=_told(scenario, chain),
            zones=_within(zones, land[land["adm_pcode"].str.startswith(department)]),
            rows=rows[rows["place"].str.startswith(department)].reset_index(drop=True),
            land=land,
            sites=self._sites_by_commune(department),
            shelters=self.shelters(department)[["longitude", "latitude", "capacity_persons"]],  # type: ignore[attr-defined]
            facts=self.facts() | chain.facts,  # type: ignore[attr-defined]
            track=told.positions if isinstance(told, CycloneScenario) else pd.DataFrame(),
            quake=told.quake if isinstance(told, QuakeScenario) else None,
            arrivals=self._first_gales(shock, department),
        )

    def _first_gales(self, shock: Shock, department: str) -> pd.Series:
        """First wind of 34 kt by place; nothing for a hazard without a track."""
        if not is_cyclone(shock):
            return pd.Series(dtype="str")
        rows = self.arrivals(shock, department)  # type: ignore[attr-defined]
        place = rows["adm2_pcode"] if department else department_of(rows["adm2_pcode"])
        return rows.groupby(place)["arrival_34_at"].min()

    def _land(self, department: str) -> pd.DataFrame:
        """All departments, and communes: those of one department alone where one is chosen."""
        rows = self.snapshot.frame("boundaries")
        inside = (rows["adm_level"] == "adm2") & rows["adm_pcode"].str.startswith(department)
        kept = rows[(rows["adm_level"] == "adm1") | inside]
        named = ["adm_level", "adm_pcode", "name_fr", "name_en", "name_ht", "geometry"]
        return kept[named].reset_index(drop=True)

    def _sites_by_commune(self, department: str) -> pd.DataFrame:
        rows = self.sites(department).groupby("adm2_pcode")["people"]  # type: ignore[attr-defined]
        counted = rows.agg(people=lambda held: held.sum(min_count=1), sites="size").reset_index()
        points = self.commune_points().drop(columns="adm2_name")  # type: ignore[attr-defined]
        return counted.merge(points, on="adm2_pcode", how="left")


def by_place(rows: pd.DataFrame, hazard: str) -> pd.DataFrame:
    """Sum the classes of one hazard: one row a place, in the order of its most people exposed.

    Returns
    -------
    sums
        `place`, `name`, the sums of `SUMMED` over classes (of what is known; NaN where nothing is) and `unknown`:
        classes of whose people a figure is not known.
    """
    own = rows[rows["hazard"] == hazard]
    nobody = own["people"] == 0
    own = own.assign(**{name: own[name].mask(nobody, 0.0) for name in DISPLACED})
    grouped = own.assign(unknown=own["displaced_middle"].isna()).groupby(["place", "name"], sort=False)
    sums = grouped[list(SUMMED)].sum(min_count=1).join(grouped["unknown"].sum())
    return sums.reset_index().sort_values("people", ascending=False, kind="stable", ignore_index=True)


def _within(zones: pd.DataFrame, land: pd.DataFrame) -> pd.DataFrame:
    """Zones that are on the map of these shapes."""
    frame = shapely.box(*shapely.total_bounds(land["geometry"].to_numpy()))
    return zones[shapely.intersects(zones["geometry"].to_numpy(), frame)].reset_index(drop=True)


def _told(scenario: Scenario | None, exposed: Result) -> dict[str, Any]:
    """What the scenario says of itself; of stored zones only who made them and when is known."""
    dated = exposed.facts["observed_on"]
    if scenario is None:
        return {"state": "", "source": exposed.facts["source"], "author": "", "status": "", "made_on": "",
                "fictional": False, "dated": dated, "shipped": ""}  # fmt: skip
    one = scenario.told
    shipped = presets().get(one.key)
    named = {name: getattr(one, name) for name in ("state", "source", "author", "status", "fictional")}
    same = shipped is not None and shipped.told.source == one.source
    return named | {"made_on": scenario.made_on, "dated": dated, "shipped": one.key if same else ""}
