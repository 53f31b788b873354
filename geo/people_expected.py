"""People who will look for an evacuation shelter, by commune, and where in it they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric, to_stored
from geo.explain import Result
from geo.footprint import class_of_points, footprint
from geo.impact_chain import chain_by_place
from geo.impact_rates import BOUNDS

_GOES = "public_shelter"


def expected_in_shelters(chain: Result) -> pd.DataFrame:
    """People of each commune who will look for an evacuation shelter.

    Parameters
    ----------
    chain
        What `impact_chain.impact_chain` gave of an exposure by commune.

    Returns
    -------
    expected
        One row per commune: `adm2_pcode`, `hazard` (of several hazards the one that sends most people of this commune,
        since hazards are never added), `people_expected`, `people_expected_low`, `people_expected_high` (persons).
        NaN where people or shares of a class are unknown, for any of the hazards: what is missing may be the most.
        Nobody is met where a commune has no area in a class, whatever its population.

    Notes
    -----
    The middle share counts. Method: docs/methods.md#who-goes-where.
    """
    nowhere = (chain.frame["area_in_class_m2"] == 0) & (chain.frame["communes_without_shape"] == 0)
    met = chain.frame.assign(people=chain.frame["people"].mask(nowhere, 0.0))
    sums = chain_by_place(Result(met, chain.explain_row))
    told = {"people_expected": sums[f"{_GOES}_middle"]}
    told |= {f"people_expected_{bound}": sums[f"{_GOES}_{bound}"] for bound in (BOUNDS[0], BOUNDS[-1])}
    rows = sums[["place", "hazard"]].rename(columns={"place": "adm2_pcode"}).assign(**told)
    unsure = rows["people_expected"].isna() | (sums["classes_unknown"] > 0)
    rows["unknown"] = unsure.groupby(rows["adm2_pcode"]).transform("any")
    order = rows.sort_values("people_expected", ascending=False, kind="stable").drop_duplicates("adm2_pcode")
    kept = order.sort_values("adm2_pcode", ignore_index=True)
    for name in told:
        kept[name] = kept[name].mask(kept["unknown"])
    return kept.drop(columns="unknown")


def lattice(communes: pd.DataFrame, *, spacing_km: float) -> pd.DataFrame:
    """Points inside communes, on a square lattice.

    Parameters
    ----------
    communes
        `adm_pcode`, `geometry` (EPSG:4326).
    spacing_km
        Distance of the points.

    Returns
    -------
    points
        `adm2_pcode`, `longitude`, `latitude`. A commune too small to hold a point of the lattice has one inside it; one
        without a shape has none. A point on a border is in the commune that stands first.

    Notes
    -----
    The lattice is fixed in EPSG:32618: half the spacing from its origin. Method: docs/methods.md#who-goes-where.
    """
    held = communes[communes["geometry"].notna()].reset_index(drop=True)
    shapes, codes = to_metric(held["geometry"]), held["adm_pcode"].to_numpy(dtype=object)
    if not len(shapes):
        return _rows(codes, shapes)
    step = spacing_km * 1000
    west, south, east, north = shapely.total_bounds(shapes)
    across, up = (
        np.arange(np.floor(low / step), np.ceil(high / step)) * step + step / 2
        for low, high in ((west, east), (south, north))
    )
    grid = shapely.points(*(axis.ravel() for axis in np.meshgrid(across, up)))
    of_commune, of_point = shapely.STRtree(grid).query(shapes, predicate="intersects")
    first = np.unique(of_point[np.argsort(of_commune, kind="stable")], return_index=True)[1]
    found = np.sort(np.argsort(of_commune, kind="stable")[first])
    bare = np.setdiff1d(np.arange(len(shapes)), of_commune[found])
    inside = np.concatenate([grid[of_point[found]], shapely.point_on_surface(shapes[bare])])
    return _rows(codes[np.concatenate([of_commune[found], bare])], inside)


def _rows(codes: np.ndarray, metric: np.ndarray) -> pd.DataFrame:
    points = to_stored(metric)
    told = {"adm2_pcode": codes, "longitude": shapely.get_x(points), "latitude": shapely.get_y(points)}
    kinds = {"adm2_pcode": "str", "longitude": "float64", "latitude": "float64"}
    return pd.DataFrame(told).astype(kinds)


def weighed(points: pd.DataFrame, expected: pd.DataFrame, chain: Result, zones: pd.DataFrame) -> pd.DataFrame:
    """Weigh points of communes by the people expected about them.

    Parameters
    ----------
    points
        What `lattice` gave.
    expected
        What `expected_in_shelters` gave of `chain`.
    chain
        What `impact_chain.impact_chain` gave of an exposure by commune.
    zones
        The zones of that exposure, as `hazards.classed` gives them.

    Returns
    -------
    points
        With `weight`: people of the commune in the point's class who look for a shelter, by m2 of that class; 0
        outside the zones. What `people_points.people_at_points` reads.
    """
    hazard = points["adm2_pcode"].map(expected.set_index("adm2_pcode")["hazard"])
    weight = np.zeros(len(points))
    rows = chain.frame
    area = rows["area_in_class_m2"].to_numpy(dtype="float64")
    people = rows[f"{_GOES}_middle"].to_numpy(dtype="float64")
    density = np.divide(people, area, out=np.zeros(len(rows)), where=area > 0)
    keys = ["adm2_pcode", "hazard", "hazard_class"]
    known = pd.Series(density, index=pd.MultiIndex.from_frame(rows[["place", *keys[1:]]], names=keys))
    for key in dict.fromkeys(zones["hazard"]):
        here = np.flatnonzero((hazard == key).to_numpy(dtype="bool"))
        laid = footprint(zones[zones["hazard"] == key])
        found = class_of_points(points["longitude"].iloc[here], points["latitude"].iloc[here], laid)
        classes = np.array(laid.classes, dtype=object)[found]
        asked = pd.MultiIndex.from_arrays([points["adm2_pcode"].iloc[here], [key] * len(here), classes], names=keys)
        weight[here] = np.nan_to_num(known.reindex(asked).to_numpy(dtype="float64"))
    return points.assign(weight=weight)
