"""Reach with trucks and daily capacity, for a need that a shock or a planning figure makes, and the loads to send."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.held_standards import further
from data.reference_fleet import default_vehicle, vehicle_types
from data.reference_tables import hazards, with_doubts
from data.snapshot import household_size
from data.speeds_in_force import speeds_in_force
from geo.arc_solver import Watch
from geo.dispatch import Dispatch, Sending, dispatch_plan
from geo.explain import Result
from geo.facilities_exposed import points_in_zones
from geo.fleet import Fleet, fleet_of
from geo.journey_parts import journeys
from geo.places import communes_at
from geo.reach_fleet import allocate_with_fleet, places_with_fleet, reach_alone_with_fleet
from geo.reach_fleet_rows import Bases, Solved
from geo.reach_fleet_words import binding_frame
from geo.reach_limits import Means
from geo.reach_need import need_of_displaced, need_of_share, pairs
from geo.settings import Setting
from geo.way_hours import handling_of
from results.core import Figures, figure
from results.preparedness import TABLES as EXPOSED_TABLES
from results.reach_trials import TABLES, TOGETHER, Changes, ReachQuestion
from results.shock import Shock
from results.stocks import Need

NO_FLEET = Fleet()
MOST_SECONDS = 60.0  # of one computation; what is solved by then is told, with the most that it can be
PLANNING_SHARE, HAZARD_RANK = "planning_share", "stock_hazard_rank"


@dataclass
class _Begun:
    """Where the last like problem ended: what a change is solved from. Only its speed depends on it."""

    bases: Bases = field(default_factory=dict)


class ReachPlans(Figures):
    """Figures of the page *reach* that ask for a fleet, for a need or for loads."""

    @figure(*TABLES)
    def fleet_in_force(self, changes: Changes = ()) -> Fleet:
        """Vehicles of the store that are available on the day, after changes (`geo.fleet.fleet_of`)."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        return fleet_of(after.vehicles, vehicle_types(), on=self.snapshot.as_of)

    @figure("settings", "changes")
    def planning_share(self) -> Setting:
        """Share of the households of every commune that a planning figure takes."""
        return further(self.snapshot.settings, self.said())[PLANNING_SHARE]  # type: ignore[attr-defined]

    @figure(*EXPOSED_TABLES, "zones", "changes")
    def need_of_shock(self, shock: Shock) -> Result:
        """Households that a shock displaces, by commune (`geo.reach_need.need_of_displaced`)."""
        size = household_size(self.snapshot.settings, self.said().get("household_size"))  # type: ignore[attr-defined]
        zones = self.zones_of_shock(shock)  # type: ignore[attr-defined]
        return need_of_displaced(self._needs(zones, "adm2", 1), size)  # type: ignore[attr-defined]

    def need_of_zones(self, zones: pd.DataFrame) -> Result:
        """The same of zones that are not in the snapshot (a file): nothing of it is kept."""
        told = self.exposure_of(zones, "adm2", 1)  # type: ignore[attr-defined]
        return need_of_displaced(told, household_size(self.snapshot.settings))

    @figure("population", "places", "settings", "changes")
    def need_planned(self, share: float | None = None) -> Result:
        """Households of a planning figure, by commune (`geo.reach_need.need_of_share`); None: the share in force."""
        said = self.said()  # type: ignore[attr-defined]
        size, usual = household_size(self.snapshot.settings, said.get("household_size")), self.planning_share()
        asked = usual if share is None else replace(usual, value=share, source="", status="unverified", change=None)
        rows = with_doubts(self.snapshot.frame("population"))
        told = rows[rows["adm_level"] == "adm2"].drop_duplicates("adm_pcode").set_index("adm_pcode")["population"]
        places = communes_at(self.snapshot.frame("places"), "adm2")
        people = places["adm2_pcode"].map(told).astype("float64")
        return need_of_share(places[["adm2_pcode", "name"]].assign(people=people), size, asked)

    def need_pairs(self, need: Result) -> Need:
        """(commune, households) of a need, as a question takes it: known and above 0."""
        return pairs(need.frame)

    @figure("zones", "warehouses", "settings")
    def warehouses_in_hazard(self, shock: Shock) -> tuple[str, ...]:
        """Warehouses in a shock's zones, from the class on that the setting names: their stock is not counted."""
        return self.warehouses_in_zones(self.zones_of_shock(shock))  # type: ignore[attr-defined]

    def warehouses_in_zones(self, zones: pd.DataFrame) -> tuple[str, ...]:
        """The same of zones that are not in the snapshot."""
        least = further(self.snapshot.settings)[HAZARD_RANK].value
        told = points_in_zones(self.snapshot.frame("warehouses"), zones, hazards())
        hit = told[(told["rank"] >= 0) & (told["rank"] >= least)]
        return tuple(sorted(set(hit["warehouse_id"])))

    @figure(*TABLES)
    def means_after(self, asked: ReachQuestion, fleet: Fleet, changes: Changes = ()) -> Means:
        """What carries the stock: fleet, journeys over the ways of the question, weights (`geo.reach_limits.Means`)."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        speeds = speeds_in_force(self.snapshot.settings)
        held, items = handling_of(speeds, asked.conditions), self.snapshot.frame("items").set_index("item")
        ways = self.ways_after(asked, changes)  # type: ignore[attr-defined]
        told = {name: items[name].dropna().astype("float64").to_dict() for name in ("weight_kg", "volume_m3")}
        return Means(
            fleet, journeys(ways, after.warehouses, self.snapshot.frame("places")), held.dispatch_hours,
            held.loading_hours, held.unloading_hours, told["weight_kg"], told["volume_m3"], speeds.load_t,
        )  # fmt: skip

    @figure(*TABLES)
    def reach_with_fleet(
        self, asked: ReachQuestion, level: str, fleet: Fleet = NO_FLEET, changes: Changes = ()
    ) -> Result:
        """Reach under trucks and the daily capacity of legs; `reach_of` itself where nothing is limited."""
        free: Result = self.reach_of(asked, level, changes)  # type: ignore[attr-defined]
        means = self.means_after(asked, fleet, changes)
        if not means.limiting:
            return free
        communes = self._communes_of(asked, level)  # type: ignore[attr-defined]
        if asked.mode == TOGETHER:
            told = places_with_fleet(self.solved_with_fleet(asked, fleet, changes), free, communes)
        else:
            told = self._alone_with_fleet(asked, level, means, changes)
        rows = told.frame
        left = (rows["households_in_need"] - rows["households_reached"]).clip(lower=0.0)
        return replace(told, frame=rows.assign(households_left=left))

    @figure(*TABLES)
    def what_binds(self, asked: ReachQuestion, fleet: Fleet = NO_FLEET, changes: Changes = ()) -> pd.DataFrame:
        """What is scarce and what one more unit would bring (`geo.reach_fleet_words.binding_frame`)."""
        return binding_frame(self.solved_with_fleet(asked, fleet, changes))

    @figure(*TABLES)
    def dispatch(self, asked: ReachQuestion, hours: float, fleet: Fleet = NO_FLEET, changes: Changes = ()) -> Dispatch:
        """Loads and flows of the optimum within some hours (`geo.dispatch.dispatch_plan`)."""
        solved = self.solved_with_fleet(replace(asked, within=(float(hours),), mode=TOGETHER), fleet, changes)
        items = self.snapshot.frame("items").set_index("item")
        kind = default_vehicle()
        told = dispatch_plan(solved, Sending(kind, vehicle_types()[kind], items, self.snapshot.as_of))
        loads, flows = (self._loads_named(rows, changes) for rows in (told.loads, told.flows))
        names = {name: loads["item"].map(items[name]) for name in ("name_fr", "name_en", "name_ht")}
        return replace(told, loads=loads.assign(**names), flows=flows)

    def _loads_named(self, rows: pd.DataFrame, changes: Changes) -> pd.DataFrame:
        """With `warehouse`, `adm2_name` and `routes` in order of travel, each named once."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        ways = after.ways.set_index("way_id")["route"]
        route = ways.fillna(pd.Series(ways.index, index=ways.index)).to_dict()
        communes = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        names = self.warehouse_names(changes)  # type: ignore[attr-defined]
        return rows.assign(
            warehouse=[names.get(one, one) for one in rows["warehouse_id"]],
            adm2_name=rows["adm2_pcode"].map(communes).astype("str"),
            routes=[tuple(dict.fromkeys(str(route.get(way, way)) for way in path)) for path in rows["path"]],
        )

    @figure(*TABLES)
    def solved_with_fleet(self, asked: ReachQuestion, fleet: Fleet, changes: Changes = ()) -> Solved:
        """One sharing of stock, trucks and legs over all communes (`geo.reach_fleet.allocate_with_fleet`)."""
        need = None if asked.need is None else pd.DataFrame(asked.need, columns=["adm2_pcode", "households"])
        supply = self.supply_after(asked, changes)  # type: ignore[attr-defined]
        begun = self._warm_start(asked, TOGETHER)
        told = allocate_with_fleet(
            supply,
            need,
            self.means_after(asked, fleet, changes),
            within_hours=asked.within,
            start=begun.bases,
            watch=_watch(),
        )
        begun.bases = told.bases
        return told

    def _alone_with_fleet(self, asked: ReachQuestion, level: str, means: Means, changes: Changes) -> Result:
        need = None if asked.need is None else pd.DataFrame(asked.need, columns=["adm2_pcode", "households"])
        free: Result = self.reach_of(asked, level, changes)  # type: ignore[attr-defined]
        begun = self._warm_start(asked, level)
        told, begun.bases = reach_alone_with_fleet(
            self.supply_after(asked, changes), need, self._communes_of(asked, level), means, free,  # type: ignore[attr-defined]
            within_hours=asked.within, start=begun.bases, watch=_watch(),
        )  # fmt: skip
        return told

    def _warm_start(self, asked: ReachQuestion, what: str) -> _Begun:
        """Kept beside the figures: whatever was asked last of this kit and these bands."""
        key = ("reach_begun", asked.kit, asked.mode, asked.within, what)
        held: Any = self.keep(self.snapshot, key, _Begun)
        return held if isinstance(held, _Begun) else _Begun()


def _watch() -> Watch:
    """Time for one computation, from now."""
    until = time.monotonic() + MOST_SECONDS
    return Watch(left=lambda: until - time.monotonic())
