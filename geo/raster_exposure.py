"""People in each class of a hazard's zones, by place, from gridded population."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cell_grid import painted
from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED
from geo.hazards import Hazards, classed
from geo.population_raster import PopulationCells, area_of_zones


def people_by_class(cells: PopulationCells, class_of_cell: NDArray[np.integer[Any]], classes: int) -> Any:
    """Persons by commune and class: the sum that everything else is made of.

    Parameters
    ----------
    cells
        People by cell and commune.
    class_of_cell
        Class of each cell of the grid, 0 to `classes` - 1.
    classes
        Number of classes.

    Returns
    -------
    people
        One row per commune, one column per class; people without a cell are in none.
    """
    key = cells.commune * classes + class_of_cell[cells.cell]
    told = np.bincount(key, weights=cells.people, minlength=len(cells.communes) * classes)
    return told.reshape(len(cells.communes), classes)


def class_of_cells(zones: pd.DataFrame, cells: PopulationCells) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Classes of one hazard, and which of them each cell of the grid is in.

    Parameters
    ----------
    zones
        What `hazards.classed` gave, of one hazard.
    cells
        Lends its grid.

    Returns
    -------
    classes
        Those that have zones, the worst first, then ``outside`` and ``unlocated``, as `footprint.Footprint`.
    class_of_cell
        Index in `classes` of each cell by its centre; where zones overlap the worst wins.
    """
    worst_first = zones.sort_values("rank", ascending=False, kind="stable")
    ranks = list(dict.fromkeys(worst_first["rank"]))
    named = dict(zip(worst_first["rank"], worst_first["hazard_class"], strict=True))
    zone = painted(area_of_zones(worst_first["geometry"], cells.crs), cells.grid)
    at = np.array([*(ranks.index(rank) for rank in worst_first["rank"]), len(ranks)], dtype="int64")
    return (*(named[rank] for rank in ranks), OUTSIDE, UNLOCATED), at[zone]  # -1, no zone, is the last


def raster_exposure(
    zones: pd.DataFrame, cells: PopulationCells, communes: pd.DataFrame, hazards: Hazards, *, source: str = ""
) -> Result:
    """Who lies in each class of a zone set, by place, from gridded population.

    Parameters
    ----------
    zones
        `ZONES` frame of one zone set. Several hazards are reckoned one by one, never added.
    cells
        People by cell and commune (`population_raster.population_cells`, scaled or not).
    communes
        What `places.communes_at` gave for a level.
    hazards
        Order of the classes and the words for them.
    source
        Who made the raster.

    Returns
    -------
    exposure
        One row per place, hazard and class, in the order of `geo.exposure.exposure`: `place`, `name`, `hazard`,
        `hazard_class`, `people`, `cells` (that hold any of them), `population` and `gridded` (of the place, as
        scaled and as the raster has it), `communes`, `communes_not_covered` (the raster does not hold them whole:
        they are in no sum). ``unlocated`` holds official people where the raster has nobody. Over the classes
        people add up to the place's population. NaN for a place none of whose communes is covered.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.

    Notes
    -----
    Method: docs/methods.md#population-raster.
    """
    told = classed(zones, hazards)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    frame = pd.concat([_of_hazard(told[told["hazard"] == key], key, cells, communes) for key in keys])
    facts = {
        "hazards": [key for key in keys if key],
        "zone_sets": sorted(set(zones["zone_set"].dropna())),
        "people_nowhere": cells.nowhere,
        "scaled": cells.scaled,
        "overlap": "worst_class",
        "observed_on": known(told["observed_on"].max()) if len(told) else None,
        "source": ", ".join(sorted({*told["source"].dropna(), *filter(None, [source])})),
    }
    return Result(frame.reset_index(drop=True), partial(_explain, facts), facts)


_KEY = ["place", "hazard", "hazard_class"]
_OF_AREA = ("population", "area_in_class_m2", "place_area_m2", "communes", "communes_without_population")


def with_gridded_people(held: Result, gridded: Result) -> Result:
    """Exposure with its people from the grid; sites, shelters, warehouses and stock stay.

    Parameters
    ----------
    held
        What `geo.exposure.exposure` gave.
    gridded
        What `raster_exposure` gave for the same zones and communes.

    Returns
    -------
    exposure
        Rows and columns of `held`; `people` and `population` are of the grid, with `cells`, `gridded` and
        `communes_not_covered`. What was reckoned by area of communes is left out.

    Raises
    ------
    ValueError
        If both are not of the same zones and communes.
    """
    told = gridded.frame.set_index(_KEY)
    rows = pd.MultiIndex.from_frame(held.frame[_KEY])
    if len(told) != len(rows) or not rows.isin(told.index).all():
        raise ValueError("exposures of different zones or communes")
    new = {name: told[name].reindex(rows).to_numpy() for name in told.columns if name != "name"}
    kept = [name for name in held.frame.columns if name not in _OF_AREA]
    both = held.facts | gridded.facts | {"schematic": held.facts["schematic"]}
    return Result(held.frame[kept].assign(**new), partial(_explain_both, held, gridded), both)


def _explain_both(held: Result, gridded: Result, row: dict[str, Any]) -> Explanation:
    """People as the grid explains them, and beside them what else lies there."""
    people = gridded.explain_row(row)
    area = dict.fromkeys((*_OF_AREA, "communes_doubtful"), 0.0)
    rest = held.explain_row(area | row)
    beside = tuple(one for one in rest.inputs if one.name not in _OF_AREA)
    notes = [note for note in rest.notes if note in ("exposure.sites_apart", "exposure.people_missing")]
    return replace(people, inputs=(*people.inputs, *beside), notes=(*people.notes, *notes))


def _of_hazard(zones: pd.DataFrame, key: str, cells: PopulationCells, communes: pd.DataFrame) -> pd.DataFrame:
    classes, class_of_cell = class_of_cells(zones, cells)
    width = len(classes)
    people = people_by_class(cells, class_of_cell, width)
    people[:, -1] += cells.unplaced
    held = np.bincount(cells.commune * width + class_of_cell[cells.cell], minlength=people.size).reshape(people.shape)
    at = cells.communes.get_indexer(communes["adm2_pcode"])
    at[~cells.covered[at]] = -1
    codes, places = pd.factorize(communes["place"])
    sums = {"people": people, "cells": held, "gridded": cells.gridded[:, None]}
    by_place = {name: _summed(values, at, codes, len(places)) for name, values in sums.items()}
    lacking = np.bincount(codes, weights=at < 0, minlength=len(places)).astype("int64")
    some = lacking < np.bincount(codes, minlength=len(places))
    total = np.where(some, by_place["people"].sum(axis=1), np.nan)
    columns = {
        "place": pd.Index(places).astype("str").repeat(width),
        "name": communes.drop_duplicates("place")["name"].array.repeat(width),
        "hazard": pd.array([key] * (len(places) * width), dtype="str"),
        "hazard_class": pd.array(list(classes) * len(places), dtype="str"),
        "people": np.where(some[:, None], by_place["people"], np.nan).ravel(),
        "cells": by_place["cells"].ravel().astype("int64"),
        "population": total.repeat(width),
        "gridded": np.where(some, by_place["gridded"][:, 0], np.nan).repeat(width),
        "communes": np.bincount(codes, minlength=len(places)).repeat(width),
        "communes_not_covered": lacking.repeat(width),
    }
    return pd.DataFrame(columns)


def _summed(values: Any, at: Any, codes: Any, places: int) -> Any:
    """Rows of communes summed to places; a commune that is not in the raster (-1) has none."""
    summed = np.zeros((places, values.shape[1]))
    np.add.at(summed, codes[at >= 0], values[at[at >= 0]])
    return summed


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    notes = {
        "exposure.cells": True,
        "exposure.scaled": facts["scaled"],
        "exposure.not_covered": row["communes_not_covered"] > 0,
        "exposure.sum_of_communes": row["communes"] > 1,
    }
    return Explanation(
        figure="exposure",
        formula="people = sum(people_of_cell * share_of_cell * population / gridded)",
        inputs=(
            Input("population", known(row["population"]), "persons"),
            Input("cells", known(row["cells"]), ""),
            Input("gridded", known(row["gridded"]), "persons"),
            Input("communes", known(row["communes"]), ""),
            Input("communes_not_covered", known(row["communes_not_covered"]), ""),
        ),
        value=known(row["people"]),
        unit="persons",
        clause="docs/methods.md#population-raster",
        dated=facts["observed_on"] or "",
        source=facts["source"],
        status="unverified",
        notes=tuple(note for note, holds in notes.items() if holds),
    )
