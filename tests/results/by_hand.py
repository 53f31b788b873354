"""Stock and hours of the demonstration by another road: pandas and networkx, from the files as they are shipped."""

from __future__ import annotations

import tomllib

import networkx as nx
import numpy as np
import pandas as pd

from data import demo
from data.home import ROOT
from geo.journeys import USUAL, Conditions

ADDS = {"receipt", "transfer_in", "assembly_in"}
TAKES = {"transfer_out", "release", "distribution", "loss", "assembly_out"}
LOT = ["warehouse_id", "item", "lot"]
SPEEDS = tomllib.loads((ROOT / "data" / "reference" / "speeds.toml").read_text(encoding="utf-8"))
KIT = tomllib.loads((ROOT / "data" / "reference" / "kits.toml").read_text(encoding="utf-8"))["kits"]["essential"][
    "quantity"
]


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(demo.FOLDER / f"{name}.csv")


def stock_of(day: str, skip: str = "") -> pd.Series:
    """Usable units by warehouse and item at the end of a day, from the movements of the files; `skip` leaves a rule out."""
    rows = pd.concat([read("movements"), read("request_movements")], ignore_index=True)
    rows = rows[rows["moved_on"] <= day].assign(lot=lambda told: told["lot"].fillna(""))
    undone = set(rows.loc[rows["kind"] == "reversal", "reverses"])
    assert not undone & set(rows.loc[rows["kind"] == "reversal", "movement_id"])  # no reversal of a reversal here
    undone = set() if skip == "reversals" else undone
    rows = rows[~rows["movement_id"].isin(undone) & (rows["kind"] != "reversal")]
    counts = rows[rows["kind"] == "count"].sort_values("moved_on", kind="stable").groupby(LOT).tail(1).set_index(LOT)
    counts = counts.head(0) if skip == "counts" else counts
    closed = counts["moved_on"].reindex(pd.MultiIndex.from_frame(rows[LOT])).fillna("").to_numpy()
    sign = np.where(rows["kind"].isin(ADDS), 1.0, np.where(rows["kind"].isin(TAKES), -1.0, 0.0))
    rows = rows.assign(moved=np.where(rows["moved_on"] > closed, sign * rows["quantity"], 0.0))
    rows["kept"] = rows["quantity"] * (1.0 * (rows["kind"] == "reserve") - (rows["kind"] == "unreserve"))
    lots = rows.groupby(LOT).agg(moved=("moved", "sum"), kept=("kept", "sum"), expiry=("expiry", "max"))
    lots["kept"] = 0.0 if skip == "reservations" else lots["kept"]
    lots["expiry"] = None if skip == "expiry" else lots["expiry"]
    free = lots["moved"].add(counts["quantity"], fill_value=0.0) - lots["kept"]
    return free.clip(lower=0.0).where(~(lots["expiry"] < day), 0.0).groupby(["warehouse_id", "item"]).sum()


def graph_of(ways: pd.DataFrame, conditions: Conditions) -> nx.Graph:
    """Communes joined by hours, as docs/methods.md#ways writes them; lengths from the sketch of the files."""
    sketch = pd.read_csv(ROOT / "data" / "bundled" / "haiti" / "ways_sketch.csv")
    names = sketch["route"] + ":" + sketch["from_pcode"] + ":" + sketch["to_pcode"]
    factor = SPEEDS["factor"]["road_length"]["value"]
    km = sketch["straight_km"].where(sketch["mode"] != "road", sketch["straight_km"] * factor)
    km = dict(zip(names, sketch["sea_km"].where(sketch["sea_km"].notna(), km), strict=True))
    graph = nx.Graph()
    for way in ways.itertuples():
        hours = _hours(way, km[way.way_id], conditions)
        known = graph.get_edge_data(way.from_pcode, way.to_pcode, {"hours": np.inf})["hours"]
        if hours < known:
            graph.add_edge(way.from_pcode, way.to_pcode, hours=hours)
    return graph


def _hours(way, km: float, conditions: Conditions) -> float:
    """Hours of one way; infinite where it is closed, or lets the load not in."""
    status = way.status if isinstance(way.status, str) else "open"
    rainy = way.rainy_status if conditions.rainy and isinstance(way.rainy_status, str) else "open"
    status = max((status, rainy), key=["open", "restricted", "closed"].index)
    if status == "closed" or {way.way_id, way.route} & set(conditions.closed):
        return np.inf
    if way.mode == "air" and not conditions.air:
        return np.inf
    if way.mode != "road":
        vessel = way.vessel
        return km / SPEEDS["speed"][vessel]["value"] + SPEEDS["handling"][conditions.profile][vessel]["value"]
    heavy = SPEEDS["load"][conditions.load]["value"]
    if way.largest_truck_t < heavy or (status == "restricted" and way.restriction == "small_trucks" and heavy > 10):
        return np.inf
    own = SPEEDS["speed"].get(conditions.load, {}).get(way.way_class)
    moving = km / (own or SPEEDS["speed"][way.way_class])["value"]
    moving *= SPEEDS["factor"]["restricted"]["value"] if status == "restricted" else 1.0
    moving *= SPEEDS["factor"]["rainy_season"]["value"] if conditions.rainy else 1.0
    # Shut 12 hours of 24 in a row: who comes at a random moment waits 12 x 12 / (2 x 24) hours.
    return moving + (3.0 if status == "restricted" and way.restriction == "hours" else 0.0)


def hours_of(ways: pd.DataFrame, conditions: Conditions = USUAL) -> dict[tuple[str, str], float]:
    graph, told = graph_of(ways, conditions), {}
    standing = sum(
        SPEEDS["handling"][conditions.profile][part]["value"] for part in ("decision", "loading", "unloading")
    )
    for name, commune in read("warehouses")[["warehouse_id", "adm2_pcode"]].itertuples(index=False):
        times = nx.single_source_dijkstra_path_length(graph, commune, weight="hours") if commune in graph else {}
        told |= {(name, place): hours + standing for place, hours in times.items() if np.isfinite(hours)}
    return told
