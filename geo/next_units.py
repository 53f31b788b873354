"""Where the next units of a service serve most people: the optimum, by site."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result, known
from geo.gap_costs import Means
from geo.site_services import Floats
from geo.standards import Standard

_KEPT = ("place", "site_id", "name", "adm2_pcode", "people", "assessed_on")
_TIES = (-1, -1, 1)  # larger gain, then more people, then the smaller id


def counts_units(standard: Standard, means: Means | None) -> bool:
    """Whether units of a standard serve a number of people, so that `next_units` can answer for it."""
    shared = standard.kind == "ratio" and standard.direction == "max" and standard.numerator == "individuals"
    return shared or standard.kind == "compound" or (standard.kind == "rate" and means is not None)


def next_units(
    rows: pd.DataFrame, standard: Standard, quantity: int, *, means: Means | None = None, most_sites: int | None = None
) -> Result:
    """Where the next units of one service serve most people who are not served yet.

    Parameters
    ----------
    rows
        Site rows of `coverage.coverage_of_sites`, of the place that is asked about.
    standard
        A standard of which a unit serves a number of people (`counts_units`): each unit serves `threshold`
        people, the last one of a site the people who remain.
    quantity
        Units there are, a whole number of 0 or more.
    means
        What closes the gap; needed for a rate, of which one means serves `covers` / `threshold` people.
    most_sites
        At how many sites at most; None: at any number.

    Returns
    -------
    units
        One row per site that gets units, in the order in which they serve most: `units_added`, `each` (persons
        that one unit serves), `people_unserved_before`, `people_gained`, `people_unserved_after`,
        `units_wanted` (to serve all). Facts: `people_gained`, `units_used`, `units_left`, and
        `sites_not_assessed` and `sites_need_unknown` (short, people unknown or told in bands): no units go there.

    Raises
    ------
    DataProblem
        ``units.not_counted`` for a standard of another kind, ``units.quantity`` for a negative number of units
        or sites.

    Notes
    -----
    Both choices are optima, not heuristics: proof in docs/methods.md#closing-the-gap. Ties go to the site with
    more people, then to the smaller id.
    """
    if not counts_units(standard, means):
        raise DataProblem("units.not_counted", standard=standard.key)
    if quantity < 0 or (most_sites is not None and most_sites < 0):
        raise DataProblem("units.quantity", quantity=quantity)
    mine = rows[rows["standard"] == standard.key]
    unserved = _unserved(mine, standard)
    lacking = mine.assign(people_unserved_before=unserved, each=_each(mine, standard, means))
    lacking = lacking[(lacking["status"] == "short") & (unserved > 0)]
    lacking = _best_first(lacking, "people_unserved_before")
    chosen = _chosen(lacking if most_sites is None else _sites_to_choose(lacking, quantity, most_sites), quantity)
    short = (mine["status"] == "short").to_numpy()
    facts = {
        "standard": standard.key, "method": "optimum", "quantity": int(quantity),
        "people_gained": float(chosen["people_gained"].sum()), "units_used": int(chosen["units_added"].sum()),
        "units_left": int(quantity - chosen["units_added"].sum()),
        "sites_not_assessed": int((mine["status"] == "not_assessed").sum()),
        "sites_need_unknown": int((short & np.isnan(unserved)).sum()),
    }  # fmt: skip
    return Result(chosen, partial(_explain, standard), facts)


def _unserved(rows: pd.DataFrame, standard: Standard) -> Floats:
    """People of each site whom no unit serves within the threshold; NaN where unknown."""
    people, threshold = rows["people"].to_numpy(dtype="float64"), rows["threshold"].to_numpy(dtype="float64")
    if standard.kind == "rate":
        served = people * rows["measured"].to_numpy(dtype="float64") / threshold
    else:
        served = rows["denominator_value"].to_numpy(dtype="float64") * threshold
    return np.asarray(np.maximum(0.0, people - served))


def _each(rows: pd.DataFrame, standard: Standard, means: Means | None) -> Floats:
    threshold = rows["threshold"].to_numpy(dtype="float64")
    return np.asarray(means.covers.value / threshold if standard.kind == "rate" and means else threshold)


def _best_first(rows: pd.DataFrame, gain: str) -> pd.DataFrame:
    ascending = [sign > 0 for sign in _TIES]
    return rows.sort_values([gain, "people", "site_id"], ascending=ascending, kind="stable")


def _sites_to_choose(sites: pd.DataFrame, quantity: int, most: int) -> pd.DataFrame:
    """The sites, at most so many, at which the units serve most people.

    Among sites of which a unit serves as many, those with most unserved people are the best. Where the threshold
    differs (by the phase of a site) every split of the number over the groups is tried.
    """
    groups = [told for _, told in sites.groupby("each", sort=True)]
    if len(groups) < 2 or most >= len(sites):
        return sites.head(most)
    rooms = [range(min(most, len(told)) + 1) for told in groups[:-1]]
    splits = [(*heads, most - sum(heads)) for heads in product(*rooms) if sum(heads) <= most]
    best = max(splits, key=lambda split: _served(groups, split, quantity))
    chosen = pd.concat([told.head(head) for told, head in zip(groups, best, strict=True)])
    return _best_first(chosen, "people_unserved_before")


def _served(groups: list[pd.DataFrame], split: tuple[int, ...], quantity: int) -> float:
    """People whom the units serve at the heads of the groups: the largest gains, as many as there are units."""
    heads = list(zip(groups, split, strict=True))
    unserved = np.concatenate([told["people_unserved_before"].to_numpy()[:head] for told, head in heads])
    each = np.concatenate([told["each"].to_numpy()[:head] for told, head in heads])
    full, rest = _full_and_rest(unserved, each)
    gain, units = np.concatenate([each, rest]), np.concatenate([full, (rest > 0) * 1.0])
    order = np.argsort(-gain, kind="stable")
    before = np.cumsum(units[order]) - units[order]
    return float((np.clip(quantity - before, 0.0, units[order]) * gain[order]).sum())


def _full_and_rest(unserved: Floats, each: Floats) -> tuple[Floats, Floats]:
    """How many units serve their full number at each site, and how many people the last one serves."""
    # rounded: a remainder of 1e-12 people is the noise of a division, no person
    full = np.floor(np.round(unserved / each, 9))
    return full, np.asarray(np.maximum(0.0, np.round(unserved - full * each, 6)))


def _chosen(sites: pd.DataFrame, quantity: int) -> pd.DataFrame:
    """Give out the units in order of what each serves: a site's full units first, then its last one."""
    unserved, each = sites["people_unserved_before"].to_numpy(), sites["each"].to_numpy()
    full, rest = _full_and_rest(unserved, each)
    ids = sites[["site_id", "people"]]
    blocks = pd.concat([ids.assign(gain=each, units=full), ids.assign(gain=rest, units=(rest > 0) * 1.0)])
    blocks = _best_first(blocks[blocks["units"] > 0], "gain")
    before = blocks["units"].cumsum() - blocks["units"]
    blocks["given"] = np.clip(quantity - before, 0.0, blocks["units"])
    blocks["gained"] = blocks["given"] * blocks["gain"]
    given = blocks[blocks["given"] > 0].groupby("site_id", sort=False)[["given", "gained"]].sum()
    told = sites.set_index("site_id", drop=False).rename_axis(None)
    told = told.loc[given.index, [name for name in (*_KEPT, "each", "people_unserved_before") if name in told]]
    gained = np.minimum(given["gained"].to_numpy(), told["people_unserved_before"].to_numpy())
    wanted = pd.Series(full + (rest > 0), index=sites["site_id"]).loc[given.index].to_numpy()
    return told.assign(
        units_added=given["given"].to_numpy(), units_wanted=wanted, people_gained=gained,
        people_unserved_after=np.maximum(0.0, told["people_unserved_before"] - gained),
    ).reset_index(drop=True)  # fmt: skip


def _explain(standard: Standard, row: dict[str, Any]) -> Explanation:
    names = ("people", "people_unserved_before", "each")
    return Explanation(
        figure="people_gained",
        formula="people_gained = min(people_unserved_before, units_added * each)",
        inputs=(*(Input(name, known(row[name]), "persons") for name in names),
                Input("units_added", known(row["units_added"])), Input("units_wanted", known(row["units_wanted"]))),
        value=known(row["people_gained"]),
        unit="persons",
        clause=standard.source,
        dated=str(known(row["assessed_on"]) or ""),
        source="assessments",
        status=standard.status,
    )  # fmt: skip
