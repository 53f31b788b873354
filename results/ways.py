"""Ways: their status and its history, journeys, what is critical, and what hangs together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import shapely

from data.reference_ways import joining
from data.snapshot import household_size
from data.speeds_in_force import speeds_in_force
from geo.critical_ways import Need as Served
from geo.critical_ways import critical_ways
from geo.explain import Result
from geo.journeys import USUAL, Conditions
from geo.road_network import RoadNetwork, drawn_roads, islands, road_network
from geo.travel_path import travel_path
from geo.way_events import way_events
from geo.way_graph import WayGraph, way_graph
from results.core import Figures, figure
from results.stocks import STOCK_TABLES

GRAPH_TABLES = ("ways", "warehouses", "places", "boundaries", "settings")
_COORDINATES = ("longitude", "latitude")


@dataclass(frozen=True)
class Joined:
    """What of the drawn roads hangs together.

    Parameters
    ----------
    islands
        Of `geo.road_network.islands`, with `commune_names`.
    links
        Communes and warehouses: `kind`, `code`, `name`, `km` to the road that they are joined to, `joined`.
    facts
        `drawn` (ways), `nodes`, `pieces`, `km`, `snapped` (loose ends joined), `left_out`, `left_out_km` (short
        islands); all 0 where no road is drawn.
    """

    islands: pd.DataFrame
    links: pd.DataFrame
    facts: dict[str, float]


class Ways(Figures):
    """Figures of ways. Nothing of this exists below partner level."""

    @figure("ways", "places")
    def way_list(self) -> pd.DataFrame:
        """Ways between communes (`WAYS` frame), with `start`, `end` (names of the communes)."""
        rows = self.snapshot.frame("ways")
        return self._with_ends(rows[rows["geometry"].isna()].reset_index(drop=True))

    @figure("ways", "way_patches", "batches", "places")
    def way_events(self) -> pd.DataFrame:
        """Every status that somebody told of a way, the newest first (`geo.way_events.way_events`), with names."""
        frame = self.snapshot.frame
        told = way_events(frame("way_patches"), frame("ways"), frame("batches"), on=self.snapshot.as_of)
        return self._with_ends(told)

    @figure("boundaries", "places")
    def commune_places(self) -> pd.DataFrame:
        """Communes to be reached (`places`), each with a point inside: `longitude`, `latitude`."""
        points = self.commune_points().set_index("adm2_pcode")  # type: ignore[attr-defined]
        rows = self.snapshot.frame("places")
        return rows.assign(**{axis: rows["adm2_pcode"].map(points[axis]) for axis in _COORDINATES})

    @figure("ways", "settings")
    def roads(self) -> RoadNetwork | None:
        """Drawn roads as a network, made again only where what is drawn changed; None: no road is drawn."""
        ways = self.snapshot.frame("ways")
        drawn = ways[drawn_roads(ways)]
        if drawn.empty:
            return None
        joined = joining(self.snapshot.settings)
        made = ("road_network", _fingerprint(drawn), joined)
        network: RoadNetwork | None = self.keep(
            self.snapshot, made, lambda: road_network(drawn.reset_index(drop=True), joining=joined)
        )
        return network

    @figure(*GRAPH_TABLES)
    def way_graph(self) -> WayGraph:
        """The graph of all ways, communes and warehouses (`geo.way_graph.way_graph`)."""
        frame = self.snapshot.frame
        return way_graph(frame("ways"), frame("warehouses"), self.commune_places(), roads=self.roads())

    @figure(*GRAPH_TABLES)
    def travel_path(self, warehouse_id: str, adm2_pcode: str, conditions: Conditions = USUAL) -> Result:
        """The journey from a warehouse to a commune, way by way (`geo.travel_path.travel_path`), with names."""
        told = travel_path(
            self.way_graph(), self.snapshot.frame("ways"), warehouse_id, adm2_pcode,
            speeds=speeds_in_force(self.snapshot.settings), conditions=conditions,
        )  # fmt: skip
        return replace(told, frame=self._with_ends(told.frame))

    @figure(*STOCK_TABLES, *GRAPH_TABLES, "population")
    def critical_ways(self, kit: str, conditions: Conditions = USUAL) -> Result:
        """Ways, routes and corridors by what their closing takes (`geo.critical_ways.critical_ways`), with names.

        Households are the population of each commune by household size; a commune is served when one of each item of
        the kit has come from a warehouse that holds some of it today.
        """
        served = Served(self._households_by_commune(), self._warehouses_with(kit))
        told = critical_ways(
            self.way_graph(), self.snapshot.frame("ways"), served,
            speeds=speeds_in_force(self.snapshot.settings), conditions=conditions,
        )  # fmt: skip
        rows = self._with_ends(told.frame)
        names = self._ends_names()
        return replace(told, frame=rows.assign(worst_name=rows["worst_commune"].map(names)))

    @figure(*GRAPH_TABLES)
    def roads_joined(self) -> Joined:
        """What of the drawn roads hangs together, and who is joined to them."""
        network, names = self.roads(), self._ends_names()
        stores = self.snapshot.frame("warehouses").set_index("warehouse_id")["name"]
        links = self.way_graph().links
        links = links.assign(name=links["code"].map(names).fillna(links["code"].map(stores)).fillna(links["code"]))
        if network is None:
            none = pd.DataFrame({"island": [], "km": [], "ways": [], "communes": [], "commune_names": []})
            facts = dict.fromkeys(("drawn", "nodes", "pieces", "km", "snapped", "left_out", "left_out_km"), 0.0)
            return Joined(none, links.iloc[:0], facts)
        apart = islands(network, self.snapshot.frame("ways"))
        told: dict[str, Any] = {
            "drawn": len(network.way_id), "nodes": len(network.pieces.xy), "pieces": len(network.pieces.one),
            "km": float(network.component_km.sum()), "snapped": network.pieces.snapped, **apart.attrs,
        }  # fmt: skip
        listed = apart["communes"].map(
            lambda text: ", ".join(names.get(code, code) for code in text.split(", ") if code)
        )
        return Joined(apart.assign(commune_names=listed.astype("str")), links, {k: float(v) for k, v in told.items()})

    def _ends_names(self) -> dict[str, str]:
        places = self.snapshot.frame("places")
        return dict(zip(places["adm2_pcode"], places["name_fr"], strict=True))

    def _with_ends(self, rows: pd.DataFrame) -> pd.DataFrame:
        names = self._ends_names()
        ends = {"start": rows["from_pcode"], "end": rows["to_pcode"]}
        return rows.assign(**{name: codes.map(names).fillna(codes).astype("str") for name, codes in ends.items()})

    def _households_by_commune(self) -> pd.Series:
        """Households of every commune by population; NaN where it is unknown."""
        people = self.snapshot.frame("population")
        told = people[people["adm_level"] == "adm2"].drop_duplicates("adm_pcode").set_index("adm_pcode")["population"]
        size = household_size(self.snapshot.settings).value
        return (told / size).reindex(self.snapshot.frame("places")["adm2_pcode"])

    def _warehouses_with(self, kit: str) -> dict[str, tuple[str, ...]]:
        """Item of the kit -> warehouses that hold some of it, usable today."""
        stock: pd.DataFrame = self.stock_for(kit)  # type: ignore[attr-defined]
        held = stock[stock["quantity"] > 0]
        items: pd.DataFrame = self.kit(kit)  # type: ignore[attr-defined]
        of = held.groupby("item")["warehouse_id"].agg(lambda codes: tuple(sorted(set(codes))))
        return {item: of.get(item, ()) for item in items["item"]}


def _fingerprint(drawn: pd.DataFrame) -> str:
    """What a network depends on: the lines, their names and levels."""
    digest = hashlib.sha256(b"".join(shapely.to_wkb(drawn["geometry"].to_numpy())))
    for name in ("way_id", "way_level"):
        digest.update("\n".join(drawn[name].astype("object").map(str)).encode())
    return digest.hexdigest()
