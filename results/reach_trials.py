"""Reach of one question, today and after changes that are tried: alone or together, at any level, in a drawn area."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from data.reference_fleet import vehicle_types
from data.speeds_in_force import speeds_in_force
from geo.drawn_communes import AREA, communes_inside
from geo.explain import Result
from geo.first_kits import first_kits
from geo.network import USUAL, Conditions, open_ways, travel_hours
from geo.places import communes_at
from geo.reach import Allocation, allocate_together, places_together, reach_alone
from geo.reach_compared import reach_compared
from geo.reach_supply import Supply
from geo.route_names import Passed, route_names
from geo.substitutes import with_substitutes
from geo.travel_path import ways_taken
from geo.way_graph import WayGraph, way_graph
from geo.way_hours import handling_of
from geo.what_if import BOAT, CLOSE, OPEN, WAREHOUSE, Change, Logistics, changed, trips_a_day
from results.core import Figures, figure
from results.stocks import BANDS, STOCK_TABLES, Need

TOGETHER, ALONE = "together", "alone"
TABLES = (*STOCK_TABLES, "ways", "places", "boundaries", "settings", "vehicles")
Changes = tuple[Change, ...]
Area = tuple[str, str]  # name, WKT


@dataclass(frozen=True)
class ReachQuestion:
    """What is asked of the stock.

    Parameters
    ----------
    kit
        Which kit.
    mode
        ``alone`` (each place by itself, all stock free for it) or ``together`` (one sharing; needs a need).
    need
        (commune, households) pairs; None: capacity.
    within
        Bands in hours.
    conditions
        Air, season, profile.
    restricted
        Whether restricted ways may be used.
    without
        Warehouses whose stock is not counted: they stand in the hazard.
    area
        Name and WKT of a drawn area, for the level ``area``.
    """

    kit: str
    mode: str = ALONE
    need: Need | None = None
    within: tuple[float, ...] = BANDS
    conditions: Conditions = USUAL
    restricted: bool = True
    without: tuple[str, ...] = ()
    area: Area | None = None


@dataclass(frozen=True)
class Boat:
    """One boat on a leg: voyages there and back a day, tonnes and cubic metres of a voyage."""

    trips_day: float
    payload_t: float
    payload_m3: float


class ReachTrials(Figures):
    """Figures of the page *reach*."""

    @figure(*TABLES)
    def reach_of(self, asked: ReachQuestion, level: str, changes: Changes = ()) -> Result:
        """Households reached by place and band (`geo.reach`), after changes; with `households_left`.

        `level` is one of `geo.places.LEVELS`, or ``area``.
        """
        communes = self._communes_of(asked, level)
        if asked.mode == TOGETHER:
            told = places_together(self._shared(asked, changes), communes)
        else:
            need = None if asked.need is None else pd.DataFrame(asked.need, columns=["adm2_pcode", "households"])
            told = reach_alone(self.supply_after(asked, changes), need, communes, within_hours=asked.within)
        rows = told.frame
        left = (rows["households_in_need"] - rows["households_reached"]).clip(lower=0.0)
        return replace(told, frame=rows.assign(households_left=left))

    @figure(*TABLES)
    def reach_difference(self, asked: ReachQuestion, level: str, changes: Changes, than: Changes = ()) -> Result:
        """Reach after changes beside that of today, or of other changes (`geo.reach_compared.reach_compared`)."""
        return reach_compared(self.reach_of(asked, level, than), self.reach_of(asked, level, changes))

    @figure(*TABLES)
    def first_kits(self, asked: ReachQuestion, changes: Changes = ()) -> Result:
        """Hours until a first complete kit can be in each commune (`geo.first_kits.first_kits`), with names."""
        told = first_kits(self.supply_after(asked, changes).over(self.snapshot.frame("places")["adm2_pcode"]))
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        rows = told.frame.assign(place=told.frame["adm2_pcode"], name=told.frame["adm2_pcode"].map(names))
        return replace(told, frame=rows)

    @figure(*TABLES)
    def logistics_after(self, changes: Changes = ()) -> Logistics:
        """Stock, warehouses, ways and vehicles after changes (`geo.what_if.changed`)."""
        frame = self.snapshot.frame
        stock: pd.DataFrame = self.stock().frame  # type: ignore[attr-defined]
        places = frame("places")[["adm2_pcode"]]
        return changed(Logistics(stock, frame("warehouses"), frame("ways"), frame("vehicles"), places), changes)

    @figure(*TABLES)
    def supply_after(self, asked: ReachQuestion, changes: Changes = ()) -> Supply:
        """What could go where, after changes, substitutes counted: stock of warehouses in the hazard is left out."""
        stock = self.logistics_after(changes).stock
        kit: pd.DataFrame = self.kit(asked.kit)  # type: ignore[attr-defined]
        stock = self.opened(stock[~stock["warehouse_id"].isin(asked.without)])  # type: ignore[attr-defined]
        stock = with_substitutes(stock, kit, self.snapshot.frame("items"))
        return Supply.of(stock, kit, self.travel_after(asked, changes), dated=self.snapshot.as_of)

    @figure(*TABLES)
    def travel_after(self, asked: ReachQuestion, changes: Changes = ()) -> pd.DataFrame:
        """Hours from every warehouse to every commune after changes; stock that is moved changes no hours."""
        of_ways = tuple(one for one in changes if one.kind in (CLOSE, OPEN, BOAT, WAREHOUSE))
        if of_ways != changes:
            return self.travel_after(asked, of_ways)
        after = self.logistics_after(of_ways)
        return travel_hours(
            self._usable_ways(asked, after.ways), after.warehouses, self.commune_places(),  # type: ignore[attr-defined]
            speeds=speeds_in_force(self.snapshot.settings), conditions=asked.conditions, roads=self.roads(),  # type: ignore[attr-defined]
        )  # fmt: skip

    @figure(*TABLES)
    def ways_after(self, asked: ReachQuestion, changes: Changes = ()) -> pd.DataFrame:
        """Ways that can be taken after changes, each with its hours (`geo.network.open_ways`)."""
        ways = self._usable_ways(asked, self.logistics_after(changes).ways)
        return open_ways(ways, speeds_in_force(self.snapshot.settings), asked.conditions)

    @figure(*TABLES)
    def route_after(
        self, asked: ReachQuestion, warehouse: str, commune: str, changes: Changes = ()
    ) -> tuple[Passed, ...]:
        """Stretches of the fastest journey from a warehouse to a commune, drawn roads among them, by their names."""
        after = self.logistics_after(changes)
        taken = ways_taken(
            self.graph_after(changes), self._usable_ways(asked, after.ways), warehouse, commune,
            speeds=speeds_in_force(self.snapshot.settings), conditions=asked.conditions,
        )  # fmt: skip
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"].to_dict()
        start = str(after.warehouses.set_index("warehouse_id")["adm2_pcode"][warehouse])
        return route_names(taken, after.ways.set_index("way_id"), names, start)

    @figure(*TABLES)
    def graph_after(self, changes: Changes = ()) -> WayGraph:
        """The graph of all ways after changes; it is made again only for a boat or a warehouse more."""
        drawn = tuple(one for one in changes if one.kind in (BOAT, WAREHOUSE))
        if drawn != changes:
            return self.graph_after(drawn)
        after = self.logistics_after(drawn)
        return way_graph(after.ways, after.warehouses, self.commune_places(), roads=self.roads())  # type: ignore[attr-defined]

    @figure(*TABLES)
    def warehouse_names(self, changes: Changes = ()) -> dict[str, str]:
        """Names of warehouses by id, those that changes add among them."""
        rows = self.logistics_after(changes).warehouses
        named = rows["name"].fillna(rows["warehouse_id"])
        return dict(zip(rows["warehouse_id"], named, strict=True))

    @figure("settings")
    def boat_in_force(self, vessel: str, km: float, conditions: Conditions = USUAL) -> Boat:
        """What one boat more carries on a leg: voyages a day by its speed and port handling, payload of a voyage."""
        speeds, kind = speeds_in_force(self.snapshot.settings), vehicle_types(self.snapshot.settings)[vessel]
        legs = handling_of(speeds, conditions).leg_hours
        kmh, port = speeds.kmh.get(vessel, speeds.kmh["sea"]), legs.get(vessel, legs["sea"])
        return Boat(trips_a_day(km, kmh, port), kind.payload_t, kind.payload_m3)

    @figure("boundaries")
    def communes_of_area(self, area: Area) -> pd.DataFrame:
        """Communes of a drawn area as one place (`geo.drawn_communes.communes_inside`)."""
        return communes_inside(self.commune_points(), area[1], name=area[0])  # type: ignore[attr-defined]

    @figure(*TABLES)
    def _shared(self, asked: ReachQuestion, changes: Changes) -> Allocation:
        need = None if asked.need is None else pd.DataFrame(asked.need, columns=["adm2_pcode", "households"])
        return allocate_together(self.supply_after(asked, changes), need, within_hours=asked.within)

    def _communes_of(self, asked: ReachQuestion, level: str) -> pd.DataFrame:
        if level != "area":
            return communes_at(self.snapshot.frame("places"), level)
        return self.communes_of_area(asked.area or (AREA, "POLYGON EMPTY"))

    def _usable_ways(self, asked: ReachQuestion, ways: pd.DataFrame) -> pd.DataFrame:
        """Ways of a question: where restricted ones may not be used they count as closed."""
        closed = (ways["status"] == "restricted").fillna(value=False) & (not asked.restricted)
        return ways.assign(status=ways["status"].mask(closed, "closed"))
