"""Excess beside need: what a site has beyond the standard, and the nearest short site that it could serve."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import metric_xy
from geo.explain import Explanation, Input, Result, known
from geo.gap_costs import Means
from geo.site_services import Floats
from geo.standards import Standard

_FIRST_LOOK = 8  # nearest givers looked up at once; more when these are used up
_OFFER = ("standard", "gap_unit", "site_id", "name", "adm2_pcode", "gap", "people", "from_site_id", "from_name",
          "quantity", "distance_m", "gap_left")  # fmt: skip


def excess_of_sites(rows: pd.DataFrame, standards: Iterable[Standard], means: Mapping[str, Means]) -> pd.DataFrame:
    """Sites that have more than they need of what can be moved.

    Parameters
    ----------
    rows
        Site rows of `coverage.coverage_of_sites`.
    standards, means
        The standards, and what closes their gaps: only ratios whose means are `movable` are looked at.

    Returns
    -------
    excess
        One row per site and standard that is met with at least one whole unit to spare: `held`, `needed` and
        `excess` in `gap_unit`. A site of which a count or the people are unknown gives nothing.
    """
    parts = [_spare(rows[rows["standard"] == norm.key], norm) for norm in standards if _movable(norm, means)]
    columns = ["site_id", "name", "adm2_pcode", "standard", "gap_unit", "people", "held", "needed", "excess"]
    found = pd.concat(parts, ignore_index=True) if parts else rows.iloc[:0].assign(held=0.0, needed=0.0, excess=0.0)
    return found[found["excess"] >= 1][columns].reset_index(drop=True)


def offers(rows: pd.DataFrame, excess: pd.DataFrame, points: pd.DataFrame, means: Mapping[str, Means]) -> Result:
    """For each short site the nearest sites that could give what it lacks, nothing promised twice.

    Parameters
    ----------
    rows
        Site rows of `coverage.coverage_of_sites`.
    excess
        What `excess_of_sites` gave for them.
    points
        `site_id`, `longitude`, `latitude` (degrees, NaN unknown).
    means
        What closes the gaps; only movable ones are looked at.

    Returns
    -------
    offers
        One row per gift: `site_id` (short) gets `quantity` of `gap_unit` from `from_site_id`, `distance_m` away
        (straight line in EPSG:32618); `gap_left` is what it then lacks after all gifts. A short site that nobody
        can give to has one row with a null `from_site_id`, a quantity of 0 and no distance. Facts count the
        sites without a point, on both sides: they take no part.

    Notes
    -----
    The nearest pair goes first: a heuristic, neither the least total distance nor the most sites made whole.
    Method: docs/methods.md#closing-the-gap.
    """
    keys = [key for key, one in means.items() if one.movable]
    short = rows[rows["standard"].isin(keys) & (rows["status"] == "short") & (rows["gap"] > 0)]
    short, spare = (_with_metres(told, points) for told in (short, excess[excess["standard"].isin(keys)]))
    parts = [_gifts(short[short["standard"] == key], spare[spare["standard"] == key]) for key in keys]
    found = pd.concat(parts, ignore_index=True) if parts else _gifts(short, spare)
    facts = {
        "method": "heuristic",
        "short_without_point": int(short["x"].isna().sum()),
        "excess_without_point": int(spare["x"].isna().sum()),
    }
    return Result(found[list(_OFFER)], _explain, facts)


def _movable(norm: Standard, means: Mapping[str, Means]) -> bool:
    return norm.kind == "ratio" and norm.key in means and means[norm.key].movable


def _spare(rows: pd.DataFrame, norm: Standard) -> pd.DataFrame:
    upper, lower = (rows[name].to_numpy(dtype="float64") for name in ("numerator_value", "denominator_value"))
    threshold = rows["threshold"].to_numpy(dtype="float64")
    if norm.direction == "max":
        held, needed = lower, np.ceil(upper / threshold)
    else:
        held, needed = upper, np.ceil(np.maximum(norm.least, threshold * lower))
    spare = np.where(rows["status"] == "met", np.floor(held - needed), np.nan)
    return rows.assign(held=held, needed=needed, excess=spare)


def _with_metres(rows: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    by_site = points.drop_duplicates("site_id").set_index("site_id")
    x, y = metric_xy(rows["site_id"].map(by_site["longitude"]), rows["site_id"].map(by_site["latitude"]))
    return rows.assign(x=x, y=y).sort_values("site_id", kind="stable", ignore_index=True)


def _gifts(short: pd.DataFrame, spare: pd.DataFrame) -> pd.DataFrame:
    """Gifts of one standard, then the short sites that get none."""
    takers, givers = short[short["x"].notna()].reset_index(drop=True), spare[spare["x"].notna()].reset_index(drop=True)
    wanted, held = takers["gap"].to_numpy(dtype="float64").copy(), givers["excess"].to_numpy(dtype="float64").copy()
    found = [] if givers.empty else list(_nearest_first(_metres(takers), _metres(givers), wanted, held))
    gifts = pd.DataFrame(found, columns=["taker", "giver", "quantity", "distance_m"])
    told = takers.take(gifts["taker"].astype("int64")).reset_index(drop=True).assign(
        from_site_id=givers["site_id"].take(gifts["giver"].astype("int64")).array,
        from_name=givers["name"].take(gifts["giver"].astype("int64")).array,
        quantity=gifts["quantity"].astype("float64"), distance_m=gifts["distance_m"].astype("float64"),
    )  # fmt: skip
    none = short[~short["site_id"].isin(told["site_id"])].assign(
        from_site_id=pd.Series(dtype="str"), from_name=pd.Series(dtype="str"), quantity=0.0, distance_m=np.nan
    )
    every = pd.concat([told, none], ignore_index=True)
    return every.assign(gap_left=every["gap"] - every.groupby("site_id")["quantity"].transform("sum"))


def _metres(rows: pd.DataFrame) -> Floats:
    return np.asarray(rows[["x", "y"]], dtype="float64")


def _nearest_first(takers: Floats, givers: Floats, wanted: Floats, held: Floats) -> Iterator[tuple[Any, ...]]:
    """Pairs of rising distance until nothing is wanted or held; each taker waits with its nearest giver left."""
    tree = cKDTree(givers)
    waiting = [(*_next_giver(tree, point, held), at) for at, point in enumerate(takers)]
    heapq.heapify(waiting)
    while waiting:
        distance, giver, taker = heapq.heappop(waiting)
        if not np.isfinite(distance):
            return
        quantity = float(min(np.ceil(wanted[taker]), held[giver]))
        if quantity > 0:
            wanted[taker] -= quantity
            held[giver] -= quantity
            yield taker, giver, quantity, distance
        if wanted[taker] > 0:
            heapq.heappush(waiting, (*_next_giver(tree, takers[taker], held), taker))


def _next_giver(tree: Any, point: Floats, held: Floats) -> tuple[float, int]:
    """Distance and number of the nearest giver with something left; infinite where none has."""
    look = min(_FIRST_LOOK, len(held))
    while True:
        distances, found = (np.atleast_1d(told) for told in tree.query(point, k=look))
        left = held[found] > 0
        if left.any():
            return min((round(float(d), 1), int(g)) for d, g in zip(distances[left], found[left], strict=True))
        if look == len(held):
            return np.inf, -1
        look = min(4 * look, len(held))


def _explain(row: dict[str, Any]) -> Explanation:
    unit = row["gap_unit"]
    return Explanation(
        figure="offer",
        formula="quantity = min(gap left at the short site, excess left at the nearest site that has any)",
        inputs=(Input("gap", known(row["gap"]), unit), Input("distance_m", known(row["distance_m"]), "m"),
                Input("gap_left", known(row["gap_left"]), unit)),
        value=known(row["quantity"]),
        unit=unit,
        clause="docs/methods.md#closing-the-gap",
        source="assessments",
        notes=("gap.offer_heuristic",) if known(row["from_site_id"]) else ("gap.no_offer",),
    )  # fmt: skip
