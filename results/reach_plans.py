"""Reach with trucks and daily capacity, for a need that a shock or a planning figure makes, and the loads to send."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from data.access import require
from data.held_standards import further
from data.reference_fleet import default_vehicle, vehicle_types
from data.reference_tables import hazards, with_doubts
from data.snapshot import household_size
from data.speeds_in_force import speeds_in_force
from geo.dispatch import Dispatch, Sending, dispatch_plan
from geo.explain import Result
from geo.facilities_exposed import points_in_zones
from geo.fleet import Fleet, fleet_of
from geo.journey_parts import Journeys, journeys
from geo.journeys_drawn import journeys_drawn
from geo.places import communes_at
from geo.reach_fleet import places_with_fleet
from geo.reach_fleet_rows import result_of
from geo.reach_fleet_words import binding_frame
from geo.reach_limits import Means
from geo.reach_need import MIDDLE, need_of_displaced, need_of_share, pairs
from geo.route_names import route_names
from geo.settings import Setting
from geo.way_graph import piece_hours, timed_ways
from geo.way_hours import handling_of
from results.core import Figures, figure
from results.preparedness import TABLES as EXPOSED_TABLES
from results.reach_trials import TABLES, TOGETHER, Changes, ReachQuestion
from results.shock import Shock
from results.stocks import Need

NO_FLEET = Fleet()
PLANNING_SHARE, HAZARD_RANK = "planning_share", "stock_hazard_rank"


class ReachPlans(Figures):
    """Figures of the page *reach* that ask for a fleet, for a need or for loads."""

    @figure(*TABLES)
    def fleet_in_force(self, changes: Changes = ()) -> Fleet:
        """Vehicles of the store that are available on the day, after changes (`geo.fleet.fleet_of`)."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        return fleet_of(after.vehicles, vehicle_types(self.snapshot.settings), on=self.snapshot.as_of)

    @figure("settings", "changes")
    def planning_share(self) -> Setting:
        """Share of the households of every commune that a planning figure takes."""
        return further(self.snapshot.settings, self.said())[PLANNING_SHARE]  # type: ignore[attr-defined]

    @figure(*EXPOSED_TABLES, "zones", "changes")
    def need_of_shock(self, shock: Shock, bound: str = MIDDLE) -> Result:
        """Households that a shock displaces, by commune, low, middle or high (`geo.reach_need.need_of_displaced`)."""
        size = household_size(self.snapshot.settings, self.said().get("household_size"))  # type: ignore[attr-defined]
        zones = self.zones_of_shock(shock)  # type: ignore[attr-defined]
        return need_of_displaced(self._needs(zones, "adm2", 1), size, bound)  # type: ignore[attr-defined]

    def need_of_zones(self, zones: pd.DataFrame, bound: str = MIDDLE) -> Result:
        """The same of zones that are not in the snapshot (a file): nothing of it is kept."""
        told = self.exposure_of(zones, "adm2", 1)  # type: ignore[attr-defined]
        return need_of_displaced(told, household_size(self.snapshot.settings), bound)

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
        require(self.actor, "figures.view")
        least = further(self.snapshot.settings)[HAZARD_RANK].value
        told = points_in_zones(self.snapshot.frame("warehouses"), zones, hazards())
        hit = told[(told["rank"] >= 0) & (told["rank"] >= least)]
        return tuple(sorted(set(hit["warehouse_id"])))

    @figure(*TABLES)
    def means_after(self, asked: ReachQuestion, fleet: Fleet, changes: Changes = ()) -> Means:
        """What carries the stock: fleet, journeys over the ways of the question, weights (`geo.reach_limits.Means`)."""
        speeds = speeds_in_force(self.snapshot.settings)
        held, items = handling_of(speeds, asked.conditions), self.snapshot.frame("items").set_index("item")
        told = {name: items[name].dropna().astype("float64").to_dict() for name in ("weight_kg", "volume_m3")}
        return Means(
            fleet, self._journeys_after(asked, changes), held.dispatch_hours,
            held.loading_hours, held.unloading_hours, told["weight_kg"], told["volume_m3"], speeds.load_t,
        )  # fmt: skip

    def _journeys_after(self, asked: ReachQuestion, changes: Changes) -> Journeys:
        """Journeys over the ways of the question, over drawn roads where there are any."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        places = self.snapshot.frame("places")
        if self.roads() is None:  # type: ignore[attr-defined]
            return journeys(self.ways_after(asked, changes), after.warehouses, places)  # type: ignore[attr-defined]
        graph, speeds = self.graph_after(changes), speeds_in_force(self.snapshot.settings)  # type: ignore[attr-defined]
        told = (graph, self._usable_ways(asked, after.ways), speeds, asked.conditions)  # type: ignore[attr-defined]
        return journeys_drawn(graph, piece_hours(*told), timed_ways(*told), after.warehouses, places)

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
            told = self._alone_with_fleet(asked, level, fleet, changes)
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
        told = dispatch_plan(
            solved, Sending(kind, vehicle_types(self.snapshot.settings)[kind], items, self.snapshot.as_of)
        )
        loads, flows = (self._loads_named(rows, changes) for rows in (told.loads, told.flows))
        names = {name: loads["item"].map(items[name]) for name in ("name_fr", "name_en", "name_ht")}
        return replace(told, loads=loads.assign(**names), flows=flows)

    def _loads_named(self, rows: pd.DataFrame, changes: Changes) -> pd.DataFrame:
        """With `warehouse`, `adm2_name` and `routes` in order of travel, each named once."""
        after = self.logistics_after(changes)  # type: ignore[attr-defined]
        ways, stores = after.ways.set_index("way_id"), after.warehouses.set_index("warehouse_id")["adm2_pcode"]
        communes = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        named = partial(route_names, ways=ways, names=communes.to_dict())
        names = self.warehouse_names(changes)  # type: ignore[attr-defined]
        return rows.assign(
            warehouse=[names.get(one, one) for one in rows["warehouse_id"]],
            adm2_name=rows["adm2_pcode"].map(communes).astype("str"),
            routes=[
                named(path, start=str(stores[one]))
                for one, path in zip(rows["warehouse_id"], rows["path"], strict=True)
            ],
        )

    def _alone_with_fleet(self, asked: ReachQuestion, level: str, fleet: Fleet, changes: Changes) -> Result:
        free: Result = self.reach_of(asked, level, changes)  # type: ignore[attr-defined]
        apart = self.apart_with_fleet(asked, level, fleet, changes)  # type: ignore[attr-defined]
        return result_of(list(apart.rows), free, apart.means)
