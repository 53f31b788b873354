"""Stock reach: households that a complete kit can reach within some hours, each place alone or all together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataProblem, MissingColumn
from geo.explain import Explanation, Result
from geo.reach_classes import Classes, classes_of
from geo.reach_parts import largest_by_item, optimum
from geo.reach_programme import TOLERANCE, TightSet, fairest, largest
from geo.reach_supply import Supply, need_by_commune
from geo.reach_words import Mode, ProofSet, Standing, explain, near, reach_frame

_EVER = float("inf")


@dataclass(frozen=True)
class Allocation:
    """One sharing of the stock over all communes, by band; every place's figure is a sum of it.

    Parameters
    ----------
    supply
        What could go where.
    need
        C: households in need.
    households
        By band, and for unlimited hours: C households reached.
    sets
        By band: the sets that prove the total.
    within_hours
        The bands asked for.
    """

    supply: Supply
    need: np.ndarray
    households: dict[float, np.ndarray]
    sets: dict[float, tuple[ProofSet, ...]]
    within_hours: tuple[float, ...]


def reach_alone(
    supply: Supply, need: pd.DataFrame | None, communes: pd.DataFrame, *, within_hours: Sequence[float]
) -> Result:
    """Households of each place that a complete kit can reach within a time, each place alone.

    Only the place asked has needs, and all stock is free for it: values of different places are never added.
    Items of a kit may come from different warehouses.

    Parameters
    ----------
    supply
        `Supply.of(stock, kit, travel)`: usable stock, quantity per household, hours from warehouse to commune.
    need
        `adm2_pcode`, `households` in need; communes that are not named need nothing. None: what could be
        reached if need had no limit (capacity).
    communes
        `geo.places.communes_at`: `adm2_pcode`, `place`, `name`.
    within_hours
        Longest times from decision to arrival, in hours (inclusive).

    Returns
    -------
    reach
        Result with one row per `place` and `within_hours`: `name`, `households_in_need` (NaN for capacity),
        `households_reached` (continuous), `reached_share` (0-1; NaN for capacity or without need), `bound_by`
        (need, hours, stock), `binding_item`, `binding_communes`, `binding_warehouses` (a set whose households
        add up to what the item in these warehouses serves; empty where need binds or no warehouse is in time
        of who is not reached), `by_item` (households of the place by each item alone).

    Raises
    ------
    MissingColumn
        If a frame lacks a column that it promises.
    DataProblem
        ``bad_hours``; ``bad_need``, ``duplicate_need``, ``unknown_commune``: see `need_by_commune`.

    Notes
    -----
    Method: docs/methods.md#stock-reach. Kits: data/reference/kits.toml. Times: data/reference/speeds.toml.
    """
    bands = _bands(within_hours)
    supply = supply.over(_column(communes, "adm2_pcode"))
    wanted = np.full(len(supply.communes), _EVER) if need is None else need_by_commune(need, supply)
    standings: list[Standing] = []
    for place, name, members in _places(communes, supply):
        standings += _alone(supply, wanted, (place, name, members), bands)
    return _result(standings, "alone")


def allocate_together(supply: Supply, need: pd.DataFrame | None, *, within_hours: Sequence[float]) -> Allocation:
    """Share all stock over all communes in need: the largest total, and of its ways the fairest.

    Parameters
    ----------
    supply
        `Supply.of(stock, kit, travel)`.
    need
        `adm2_pcode`, `households` in need, of the whole country.
    within_hours
        Longest times from decision to arrival, in hours (inclusive).

    Returns
    -------
    allocation
        For each band, and for unlimited hours, the households of every commune: the total is the largest; that
        fixed, the shares households / need are the lexicographic max-min, which is one and treats like alike.

    Raises
    ------
    DataProblem
        ``need_missing`` without a need; others as `reach_alone`.

    Notes
    -----
    Method: docs/methods.md#stock-reach.
    """
    if need is None:
        raise DataProblem("need_missing")
    bands = _bands(within_hours)
    supply = supply if len(supply.warehouses) else supply.over(_column(need, "adm2_pcode"))
    wanted = need_by_commune(need, supply)
    households: dict[float, np.ndarray] = {}
    sets: dict[float, tuple[ProofSet, ...]] = {}
    done: dict[bytes, float] = {}
    for band in (*bands, _EVER):
        within = supply.within(band) & (wanted > 0)
        same = done.setdefault(within.tobytes(), band)
        if same == band:
            classes = classes_of(within, wanted, supply.households)
            found = optimum(classes, fairest)
            households[band] = _spread(classes, found.households, wanted)
            sets[band] = tuple(_proof_set(tight, classes, within) for tight in found.sets)
        households[band], sets[band] = households[same], sets[same]
    return Allocation(supply, wanted, households, sets, bands)


def places_together(allocation: Allocation, communes: pd.DataFrame) -> Result:
    """Sum one allocation to places of any level.

    Parameters
    ----------
    allocation
        Of `allocate_together`.
    communes
        `geo.places.communes_at`: `adm2_pcode`, `place`, `name`.

    Returns
    -------
    reach
        As `reach_alone`. Places add up to the nation. With more hours the nation's reach never falls, a
        place's may, because others come within reach. `by_item` is what each item alone could reach if all
        stock were free for the place; it is never added.

    Raises
    ------
    MissingColumn
        If `communes` lacks a column that it promises.
    """
    supply = allocation.supply.over(_column(communes, "adm2_pcode"))
    added = len(supply.communes) - len(allocation.need)
    need = np.pad(allocation.need, (0, added))
    households = {band: np.pad(values, (0, added)) for band, values in allocation.households.items()}
    sets = {
        band: tuple(replace(found, communes=np.pad(found.communes, (0, added))) for found in proofs)
        for band, proofs in allocation.sets.items()
    }
    standings: list[Standing] = []
    for place, name, members in _places(communes, supply):
        for band in allocation.within_hours:
            classes = classes_of(supply.within(band) & members, need, supply.households)
            own = {hours: float(households[hours][members].sum()) for hours in (band, _EVER)}
            standings.append(
                Standing(
                    supply, "together", place, name, band, members, need, households[band],
                    own[band], own[_EVER], sets[band], largest_by_item(classes)[0],
                )
            )  # fmt: skip
    return _result(standings, "together")


def reach_together(
    supply: Supply, need: pd.DataFrame | None, communes: pd.DataFrame, *, within_hours: Sequence[float]
) -> Result:
    """Households of each place that a complete kit can reach within a time, all places sharing the stock.

    For several levels, `allocate_together` once and take `places_together` of it.

    Parameters
    ----------
    supply, need, communes, within_hours
        As `allocate_together` and `places_together`.

    Returns
    -------
    reach
        As `places_together`.

    Raises
    ------
    DataProblem
        ``need_missing`` without a need; others as `reach_alone`.
    """
    return places_together(allocate_together(supply, need, within_hours=within_hours), communes)


def _alone(
    supply: Supply, need: np.ndarray, whose: tuple[str, str, np.ndarray], bands: tuple[float, ...]
) -> list[Standing]:
    """One place alone in every band; bands with the same warehouses in time are computed once."""
    members = whose[2]
    done: dict[bytes, Standing] = {}
    standings: list[Standing] = []
    for band in (_EVER, *bands):
        within = supply.within(band) & members
        key = within.tobytes()
        if key not in done:
            done[key] = _place_alone(supply, need, whose, within)
        standings.append(replace(done[key], within_hours=band, ever=standings[0].reached if standings else _EVER))
    return standings[1:]


def _place_alone(supply: Supply, need: np.ndarray, whose: tuple[str, str, np.ndarray], within: np.ndarray) -> Standing:
    """One place alone with the warehouses in time of it; the band and `ever` are filled in by `_alone`."""
    place, name, members = whose
    classes = classes_of(within, need, supply.households)
    by_item, cuts = largest_by_item(classes)
    scarcest = int(by_item.argmin())
    sets: tuple[ProofSet, ...] = ()
    if near(float(by_item[scarcest]), float(classes.need.sum())):  # each item suffices, so all together do
        totals = classes.need
    else:
        wanting = within & (need > 0)
        found = optimum(classes, largest)
        totals = found.households
        sets = tuple(_proof_set(tight, classes, wanting) for tight in found.sets)
        if near(float(totals.sum()), float(by_item[scarcest])):  # then the cut of that item is a proof by itself
            cut = _proof_set(TightSet(cuts[scarcest], scarcest, 1.0, 0.0), classes, wanting)
            unreached = members & (need > 0) & (classes.of_commune < 0)
            bound = float(supply.households[cut.warehouses, scarcest].sum())
            sets = (replace(cut, communes=cut.communes | unreached, bound=bound),)
    in_place = np.where(members, need, 0.0)
    households = _spread(classes, totals, in_place)
    reached = float(totals.sum())
    return Standing(supply, "alone", place, name, 0.0, members, in_place, households, reached, 0.0, sets, by_item)


def _spread(classes: Classes, households: np.ndarray, need: np.ndarray) -> np.ndarray:
    """C: households of each commune; communes of a class share alike. 0 out of reach, and where need is infinite."""
    wanted = np.where(np.isfinite(classes.need), classes.need, 0.0)
    share = np.divide(households, wanted, out=np.zeros(len(wanted)), where=wanted > 0)
    of_commune = np.where(classes.of_commune >= 0, np.append(share, 0.0)[classes.of_commune], 0.0)
    return np.where(np.isfinite(need), need, 0.0) * of_commune


def _proof_set(tight: TightSet, classes: Classes, within: np.ndarray) -> ProofSet:
    """Return the set in communes and warehouses; `within` is of communes with a need, the others say nothing."""
    in_set = np.append(tight.classes, values=False)  # the last stands for communes out of reach: class -1
    chosen = in_set[classes.of_commune] & within.any(axis=0)
    return ProofSet(chosen, np.asarray(within[:, chosen].any(axis=1)), tight.item, tight.weight, tight.bound)


def _bands(within_hours: Sequence[float]) -> tuple[float, ...]:
    bands = tuple(float(hours) for hours in within_hours)
    for hours in bands:
        if not (np.isfinite(hours) and hours >= 0):
            raise DataProblem("bad_hours", value=str(hours))
    return bands


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame.columns:
        raise MissingColumn("communes", name)
    return frame[name]


def _places(communes: pd.DataFrame, supply: Supply) -> Iterator[tuple[str, str, np.ndarray]]:
    """Each place with its name and the communes of the axis that are its members."""
    at = supply.communes.get_indexer(communes["adm2_pcode"])
    place, name = _column(communes, "place").to_numpy(), _column(communes, "name").to_numpy()
    for key in dict.fromkeys(place):
        members = np.zeros(len(supply.communes), dtype=bool)
        members[at[place == key]] = True
        yield str(key), str(name[place == key][0]), members


def _result(standings: list[Standing], mode: Mode) -> Result:
    found = {(standing.place, standing.within_hours): standing for standing in standings}

    def explain_row(row: dict[str, Any]) -> Explanation:
        return explain(found[str(row["place"]), float(row["within_hours"])])

    return Result(reach_frame(standings), explain_row, {"mode": mode, "tolerance": TOLERANCE})
