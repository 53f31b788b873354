"""Roads that run through each class of a hazard's zones: which, how many, how many kilometres, by place."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import to_metric
from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED, Footprint, footprint
from geo.hazards import Hazards, classed
from geo.site_services import Floats

CONTRACT = (
    "place", "name", "hazard", "hazard_class", "ways", "km", "ways_shared", "ways_sketched", "ways_without_length",
    "names",
)  # fmt: skip
LISTED = (
    "way_id", "route", "way_class", "status", "from_pcode", "to_pcode", "title", "hazard", "hazard_class", "rank",
    "km", "length_km", "sketched",
)  # fmt: skip
_ROAD = "road"


def ways_in_zones(zones: pd.DataFrame, ways: pd.DataFrame, points: pd.DataFrame, hazards: Hazards) -> pd.DataFrame:
    """Roads with the classes that each runs through: the list behind `ways_exposed`.

    Parameters
    ----------
    zones, ways, points, hazards
        As `ways_exposed`.

    Returns
    -------
    ways
        `LISTED`: one row a hazard, road and class that it has any length in, the worst class first. `title`: its two
        communes; `km` of it in the class and `length_km` of the whole (NaN: not told; of a drawn road it is measured);
        `rank` of the class (-1: ``outside``, or ``unlocated`` where an end is not known); `sketched`: no line was
        drawn, so it is taken as the straight line between its communes.
    """
    told = classed(zones, hazards)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    return pd.concat([_listed(told[told["hazard"] == key], key, ways, points) for key in keys], ignore_index=True)


def _listed(zones: pd.DataFrame, key: str, ways: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    roads = ways[ways["mode"] == _ROAD].reset_index(drop=True)
    laid, lines = footprint(zones), _lines(roads, points)
    share = _shares(lines, laid)
    length = roads["length_km"].to_numpy(dtype="float64", na_value=np.nan)
    drawn = roads["geometry"].notna().to_numpy()
    length = np.where(drawn & np.isnan(length), shapely.length(lines) / 1000, length)
    of_way, of_class = np.nonzero(share)
    ranks, classes = np.array([*laid.ranks, -1, -1]), np.array(laid.classes, dtype=object)
    rows = roads.assign(title=_titles(roads, points), length_km=length, sketched=~drawn).iloc[of_way]
    rows = rows.assign(
        hazard=pd.Series(key, index=rows.index, dtype="str"), hazard_class=classes[of_class], rank=ranks[of_class],
        km=share[of_way, of_class] * length[of_way], at=of_class,
    )  # fmt: skip
    return rows.sort_values(["at", "route", "way_id"], kind="stable")[[*LISTED]].astype({"hazard_class": "str"})


def _lines(roads: pd.DataFrame, points: pd.DataFrame) -> NDArray[np.object_]:
    """Each road in metres: as drawn, else straight between its communes; None where an end is not known."""
    ends = points.drop_duplicates("adm2_pcode").set_index("adm2_pcode")[["longitude", "latitude"]]
    start, stop = (ends.reindex(roads[name]).to_numpy(dtype="float64") for name in ("from_pcode", "to_pcode"))
    told = ~np.isnan(np.column_stack([start, stop])).any(axis=1) & (start != stop).any(axis=1)
    straight = np.full(len(roads), None, dtype=object)
    straight[told] = shapely.linestrings(np.stack([start[told], stop[told]], axis=1))
    drawn = roads["geometry"].to_numpy(dtype=object)
    return to_metric(np.where(roads["geometry"].notna().to_numpy(), drawn, straight))


def _shares(lines: NDArray[np.object_], laid: Footprint) -> Floats:
    """Share of each line in each class of `laid`: over the classes 1."""
    inside = np.zeros((len(lines), len(laid.classes)))
    of_line, of_part = shapely.STRtree(laid.parts).query(lines, predicate="intersects")
    common = shapely.length(shapely.intersection(lines[of_line], laid.parts[of_part]))
    np.add.at(inside, (of_line, laid.part_class[of_part]), common)
    whole = np.nan_to_num(np.asarray(shapely.length(lines), dtype="float64"))
    told = inside.sum(axis=1)  # a line along the border of two zones counts in both: no more than its length is kept
    inside *= np.minimum(1.0, np.divide(whole, told, out=np.ones(len(lines)), where=told > 0))[:, None]
    share: Floats = np.divide(inside, whole[:, None], out=np.zeros_like(inside), where=whole[:, None] > 0)
    share[share < 1e-9] = 0.0  # less than a hair: rounding
    share[:, laid.outside] = np.where(whole > 0, np.maximum(0.0, 1 - share.sum(axis=1)), 0.0)
    share[share[:, laid.outside] < 1e-9, laid.outside] = 0.0
    share[whole == 0, laid.outside + 1] = 1.0
    return share


def _titles(roads: pd.DataFrame, points: pd.DataFrame) -> pd.Series:
    named = points.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["adm2_name"]
    ends = [roads[column].map(named).astype("object") for column in ("from_pcode", "to_pcode")]
    known_ends = [end.where(end.notna(), "?") for end in ends]
    return pd.Series([f"{a} – {b}" for a, b in zip(*known_ends, strict=True)], index=roads.index, dtype="str")


def ways_exposed(
    zones: pd.DataFrame, ways: pd.DataFrame, points: pd.DataFrame, communes: pd.DataFrame, hazards: Hazards
) -> Result:
    """Roads in each class of a zone set, by place.

    Parameters
    ----------
    zones
        `ZONES` frame of one zone set (``results.scenario_zones(scenario)`` or the rows of the frame ``zones``). Several
        hazards are reckoned one by one, never added.
    ways
        `WAYS` frame (``results.ways()``); sea and air legs are left out and counted in `facts`.
    points
        ``results.commune_points()``: `adm2_pcode`, `adm2_name`, `longitude`, `latitude`, where a commune's roads meet.
    communes
        What `places.communes_at` gave for a level.
    hazards
        Order of the classes and the words for them.

    Returns
    -------
    exposed
        `CONTRACT`: one row per place, hazard and class, the worst class first, then ``outside`` and ``unlocated``. A
        road counts in the worst class that it touches (`ways`), in the place of each of its ends; `ways_shared` of them
        have their other end in another place. `km` is the length within the class, half of it to each end: over places
        and classes it adds up to the length of all roads (those of unknown length, `ways_without_length`, are in no
        sum; NaN where the length of none is known). `names` are the routes of `ways`, or their two communes. `facts`:
        `ways` (roads), `ways_left_out` (sea, air), `ways_sketched`, and as `exposure.exposure`.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.

    Notes
    -----
    Method: docs/methods.md#ways-exposed. A road in a zone may be cut: the figure does not say that it is.
    """
    told = classed(zones, hazards)
    listed = ways_in_zones(zones, ways, points, hazards)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    parts = [_of_hazard(told[told["hazard"] == k], k, listed[listed["hazard"] == k], communes) for k in keys]
    roads = ways["mode"] == _ROAD
    facts = {
        "hazards": [key for key in keys if key],
        "zone_sets": sorted(set(zones["zone_set"].dropna())),
        "source": ", ".join(sorted(set(told["source"].dropna()))),
        "observed_on": known(told["observed_on"].max()) if len(told) else None,
        "ways": int(roads.sum()),
        "ways_left_out": int((~roads).sum()),
        "ways_sketched": int((roads & ways["geometry"].isna()).sum()),
    }
    return Result(pd.concat(parts, ignore_index=True)[[*CONTRACT]], partial(_explain, facts), facts)


def _of_hazard(zones: pd.DataFrame, key: str, listed: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """One row a place and class."""
    ranked = zones.sort_values("rank", ascending=False, kind="stable")
    classes = [*dict.fromkeys(ranked["hazard_class"]), OUTSIDE, UNLOCATED]
    named = communes.drop_duplicates("place").set_index("place")["name"]
    cells = pd.MultiIndex.from_product([named.index, classes], names=["place", "hazard_class"])
    ends = _by_end(listed, communes)
    worst = ends.drop_duplicates(["place", "way_id"])  # the list has the worst class first
    grouped = worst.groupby(["place", "hazard_class"])
    sums = {name: grouped[name].sum() for name in ("ways", "ways_shared", "ways_sketched", "ways_without_length")}
    counted = pd.DataFrame(sums).reindex(cells, fill_value=0).fillna(0).astype("int64")
    km = ends.groupby(["place", "hazard_class"])["km"].sum(min_count=1).reindex(cells)
    nothing = ends.groupby(["place", "hazard_class"]).size().reindex(cells, fill_value=0) == 0
    names = grouped["label"].agg(lambda told: sorted(set(told))).reindex(cells)
    frame = counted.assign(
        km=km.astype("float64").mask(nothing, 0.0), names=[told if isinstance(told, list) else [] for told in names],
        hazard=pd.Series(key, index=cells, dtype="str"),
    ).reset_index()  # fmt: skip
    return frame.assign(name=frame["place"].map(named)).astype({"place": "str", "hazard_class": "str", "name": "str"})


def _by_end(listed: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Every road once an end that lies in a place, with half its length; once where both ends lie in one."""
    place_of = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    told = listed.assign(
        label=listed["route"].where(listed["route"].notna(), listed["title"]).astype("str"),
        ways=1, ways_sketched=listed["sketched"].astype("int64"),
        ways_without_length=listed["length_km"].isna().astype("int64"),
        km=listed["km"] / 2, _from=listed["from_pcode"].map(place_of), _to=listed["to_pcode"].map(place_of),
    )  # fmt: skip
    shared = (told["_from"].astype("object") != told["_to"].astype("object")).astype("int64")
    ends = [told.assign(place=told[end], ways_shared=shared) for end in ("_from", "_to")]
    return pd.concat(ends).dropna(subset=["place"]).sort_values("rank", ascending=False, kind="stable")


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    notes = {
        "ways.may_be_cut": True,
        "ways.straight": row["ways_sketched"] > 0,
        "ways.both_ends": row["ways_shared"] > 0,
        "ways.length_missing": row["ways_without_length"] > 0,
        "ways.no_sea_air": facts["ways_left_out"] > 0,
    }
    counted = ("ways", "ways_shared", "ways_sketched", "ways_without_length")
    return Explanation(
        figure="ways_exposed",
        formula="km = sum(length_km * share_in_class / 2 per end)",
        inputs=(*(Input(name, known(row[name])) for name in counted), Input("km", known(row["km"]), "km")),
        value=known(row["ways"]),
        unit="",
        clause="docs/methods.md#ways-exposed",
        dated=facts["observed_on"] or "",
        source=facts["source"],
        status="unverified",
        notes=tuple(note for note, holds in notes.items() if holds),
    )
