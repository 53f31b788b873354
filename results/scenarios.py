"""What a shock does: zones, people, the chain, needs, what stands in it, and two shocks side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from data.rates_in_force import EXPOSED_STEPS, rate_settings, rates_in_force
from data.reference_tables import hazards
from data.scenario_files import presets, reckoning
from data.snapshot import household_size
from geo.chain_needs import Asked, chain_needs
from geo.chain_steps import chain_steps, met
from geo.crs import HAITI_BOX
from geo.cyclone_scenario import CycloneScenario, steps_of, winds_of
from geo.errors import BadScenario
from geo.explain import Result
from geo.facilities_exposed import facilities_exposed, points_in_zones
from geo.hazards import classed
from geo.impact_chain import beside_records, chain_by_place, impact_chain
from geo.impact_rates import BOUNDS, GOES_TO, Rates
from geo.places import communes_at
from geo.scenario import SPACING_DEGREES
from geo.scenario_compared import needs_compared, steps_compared
from geo.settings import Setting
from geo.ways_exposed import ways_exposed, ways_in_zones
from geo.wind_hours import zones_at_step
from geo.wind_zones import commune_points, first_arrivals, grid_over
from results.core import Figures, figure
from results.norms_in_force import Tries
from results.preparedness import DAYS, TABLES
from results.shock import Shock

SHOCK_TABLES = (*TABLES, "zones")
WHOLE = ("adm0", "HT")
RATE = ("hazard", "hazard_class", "step", "step_of", *(f"share_{bound}" for bound in BOUNDS), "source", "status")


@dataclass(frozen=True)
class Facilities:
    """What stands in the zones: lists of single ones, the worst class first; kilometres and counts by place."""

    sites: pd.DataFrame
    shelters: pd.DataFrame
    warehouses: pd.DataFrame
    facilities: pd.DataFrame
    ways: pd.DataFrame


class Scenarios(Figures):
    """Figures of the page *scenario*."""

    @figure("zones")
    def zones_of_shock(self, shock: Shock) -> pd.DataFrame:
        """Zones of a shock, classed and ranked (`geo.hazards.classed`)."""
        return classed(self._shock_zones(shock), hazards())

    @figure(*SHOCK_TABLES)
    def exposed_to(self, shock: Shock, level: str = "adm1") -> Result:
        """Who and what lies in each class (`geo.exposure.exposure`)."""
        return self._exposure(self._shock_zones(shock), level)  # type: ignore[attr-defined]

    @figure("settings")
    def rates(self) -> Rates:
        """Shares of the chain in force."""
        return rates_in_force(self.snapshot.settings)

    @figure("settings", "changes")
    def rate_settings(self) -> dict[str, Setting]:
        """The same as figures that may be changed, by setting, with who changed them."""
        return rate_settings(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure(*SHOCK_TABLES)
    def chain_of(self, shock: Shock, level: str = "adm1") -> Result:
        """The chain by place, hazard and class (`geo.impact_chain.impact_chain`), with the facts of the exposure."""
        exposed = self.exposed_to(shock, level)
        chain = impact_chain(met(exposed.frame), self.rates())
        return replace(chain, facts=exposed.facts | chain.facts)

    @figure(*SHOCK_TABLES, "changes")
    def steps_of_chain(self, shock: Shock, level: str = "adm1") -> Result:
        """Exposed, affected, displaced, in need, and where they go, by place (`geo.chain_steps.chain_steps`)."""
        return chain_steps(self.chain_of(shock, level), self.rates(), self.rate_settings())

    @figure(*SHOCK_TABLES, "changes")
    def needs_of(self, shock: Shock, level: str = "adm1", days: int = DAYS) -> Result:
        """Needs by place and item for some days (`geo.chain_needs.chain_needs`)."""
        size = household_size(self.snapshot.settings, self.said().get("household_size"))  # type: ignore[attr-defined]
        asked = Asked(days, size, self.rate_settings())
        return chain_needs(self.chain_of(shock, level), self.rates(), asked)

    @figure(*SHOCK_TABLES)
    def records_beside(self, shock: Shock) -> pd.DataFrame:
        """What was reported of past events of the same hazard, beside the nation's figures of this shock."""
        sums = chain_by_place(self.chain_of(shock, WHOLE[0]))
        told = beside_records(sums, self.rates())
        return told[told["hazard"].isin(sums["hazard"])].reset_index(drop=True)

    @figure("zones", "settings")
    def rates_of(self, shock: Shock) -> pd.DataFrame:
        """Shares that this shock is reckoned with: those of every hazard, then those of its classes (`RATE`)."""
        zones, rates = self.zones_of_shock(shock), self.rates()
        there = zones.sort_values("rank", ascending=False).drop_duplicates(["hazard", "hazard_class"])
        keys = list(zip(there["hazard"], there["hazard_class"], strict=True))
        rows = [("", "", "in_need", rates.in_need), *(("", "", name, rates.goes_to[name]) for name in GOES_TO)]
        rows += [(*key, step, getattr(rates, step).get(key)) for step in EXPOSED_STEPS for key in keys]
        told = [_rate_row(*one) for one in rows]
        return pd.DataFrame(told, columns=list(RATE))

    @figure(*SHOCK_TABLES, "facilities", "ways")
    def facilities_of(self, shock: Shock, department: str = "") -> Facilities:
        """What stands in the zones, one row each: sites, shelters, warehouses with stock, health facilities, roads."""
        zones, asked = self._shock_zones(shock), self
        stock = self.stock().frame.groupby("warehouse_id")  # type: ignore[attr-defined]
        held = {key: dict(zip(rows["item"], rows["quantity"].astype("float64"), strict=True)) for key, rows in stock}
        warehouses = asked.warehouses(department)  # type: ignore[attr-defined]
        warehouses = warehouses.assign(stock_by_item=[held.get(one, {}) for one in warehouses["warehouse_id"]])
        facilities = asked._placed(self.snapshot.frame("facilities"), department)  # type: ignore[attr-defined]
        points = asked.commune_points()  # type: ignore[attr-defined]
        ways = ways_in_zones(zones, self.snapshot.frame("ways"), points, hazards())
        if department:
            ways = ways[ways["from_pcode"].str.startswith(department) | ways["to_pcode"].str.startswith(department)]
        return Facilities(
            sites=_inside(asked.sites(department), zones),  # type: ignore[attr-defined]
            shelters=_inside(asked.shelters(department), zones),  # type: ignore[attr-defined]
            warehouses=_inside(warehouses, zones),
            facilities=_inside(facilities, zones),
            ways=ways[ways["rank"] >= 0].reset_index(drop=True),
        )

    @figure(*SHOCK_TABLES, "facilities")
    def facilities_exposed(self, shock: Shock, level: str = "adm1") -> Result:
        """Facilities in each class by place (`geo.facilities_exposed.facilities_exposed`)."""
        communes = communes_at(self.snapshot.frame("places"), level)
        return facilities_exposed(self._shock_zones(shock), self.snapshot.frame("facilities"), communes, hazards())

    @figure(*SHOCK_TABLES, "ways")
    def ways_exposed(self, shock: Shock, level: str = "adm1") -> Result:
        """Roads in each class by place (`geo.ways_exposed.ways_exposed`)."""
        communes = communes_at(self.snapshot.frame("places"), level)
        points = self.commune_points()  # type: ignore[attr-defined]
        return ways_exposed(self._shock_zones(shock), self.snapshot.frame("ways"), points, communes, hazards())

    @figure(*SHOCK_TABLES, "changes")
    def compared(self, first: Shock, second: Shock, level: str = "adm1") -> pd.DataFrame:
        """People of each place under two shocks (`geo.scenario_compared.steps_compared`)."""
        return steps_compared(*(self.steps_of_chain(one, level) for one in (first, second)))

    @figure(*SHOCK_TABLES, "changes")
    def needs_compared(self, first: Shock, second: Shock, level: str = "adm1", days: int = DAYS) -> pd.DataFrame:
        """Needs of each place under two shocks (`geo.scenario_compared.needs_compared`)."""
        return needs_compared(*((self.needs_of(one, level, days), self.steps_of_chain(one, level))
                                for one in (first, second)))  # fmt: skip

    @figure(*SHOCK_TABLES, "changes")
    def rate_moves(self, tries: Tries) -> pd.DataFrame:
        """Shipped scenarios that displace others with other rates: `scenario`, `before`, `after` (persons, middle)."""
        other = self.tried(tries)  # type: ignore[attr-defined]
        rows = []
        for key, scenario in presets().items():
            told = []
            for asked in (self, other):
                steps = asked.steps_of_chain(Shock(key, scenario=scenario), WHOLE[0]).frame
                told.append(float(steps.loc[steps["step"] == "displaced", "middle"].sum()))
            rows.append((key, *told))
        moved = pd.DataFrame(rows, columns=["scenario", "before", "after"])
        return moved[moved["before"] != moved["after"]].reset_index(drop=True)

    @figure()
    def storm_steps(self, shock: Shock) -> pd.DataFrame:
        """Where a cyclone is at every step (`geo.storm_track.hourly`); other shocks are refused."""
        return steps_of(_cyclone(shock), reckoning().wind)

    @figure()
    def winds_at(self, shock: Shock, step: int, *, so_far: bool = False) -> pd.DataFrame:
        """Zones of a cyclone's wind at one step, or of all its winds so far (`geo.wind_hours.zones_at_step`)."""
        with_what = reckoning()
        zones = zones_at_step(_cyclone(shock), step, with_what.wind, land=with_what.land, so_far=so_far,
                              spacing_degrees=SPACING_DEGREES)  # fmt: skip
        return classed(zones, with_what.hazards)

    @figure("boundaries", "places")
    def arrivals(self, shock: Shock, department: str = "") -> pd.DataFrame:
        """Strongest wind of each commune that has gale force, and when 34, 50 and 64 kt first come to it."""
        with_what = reckoning()
        rows = self.snapshot.frame("boundaries")
        grid = grid_over(HAITI_BOX, spacing_degrees=SPACING_DEGREES)
        points = commune_points(rows[rows["adm_level"] == "adm2"], grid)
        told = first_arrivals(winds_of(_cyclone(shock), points, with_what.wind, land=with_what.land).frame)
        told = self._placed(told, department)  # type: ignore[attr-defined]
        return told[told["arrival_34_hours"].notna()].sort_values("arrival_34_hours", ignore_index=True)

    def _shock_zones(self, shock: Shock) -> pd.DataFrame:
        if shock.scenario is not None:
            zones: pd.DataFrame = self.scenario_zones(shock.scenario)  # type: ignore[attr-defined]
            return zones
        zones = self.snapshot.frame("zones")
        return zones[zones["zone_set"] == shock.zone_set].reset_index(drop=True)


def _cyclone(shock: Shock) -> CycloneScenario:
    told = shock.scenario.told if shock.scenario else None
    if not isinstance(told, CycloneScenario):
        raise BadScenario("wind.no_track", value=shock.name)
    return told


def is_cyclone(shock: Shock) -> bool:
    """Whether a shock has a track, hour by hour."""
    return shock.scenario is not None and isinstance(shock.scenario.told, CycloneScenario)


def _inside(points: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Points in a class, the worst first."""
    told = points_in_zones(points, zones, hazards())
    return told[told["rank"] >= 0].sort_values("rank", ascending=False, kind="stable", ignore_index=True)


def _rate_row(hazard: str, label: str, step: str, share: Any) -> tuple[Any, ...]:
    if share is None:
        return (hazard, label, step, "exposed", *([float("nan")] * 3), "", "")
    return (hazard, label, step, share.of, share.low, share.middle, share.high, share.source, share.status)
