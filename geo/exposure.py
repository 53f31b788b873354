"""People, sites, shelters and warehouses inside each class of a hazard's zones, by place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.explain import Explanation, Input, Result, known
from geo.footprint import Footprint, areas_by_class, class_of_points, footprint
from geo.hazards import Hazards, classed
from geo.people_sections import COLUMN as BY_SECTION
from geo.people_sections import section_share, with_sections
from geo.people_spread import COLUMN, Spread, spread_share, with_spread
from geo.site_services import Counts, Floats, ratio

CONTRACT = (
    "place", "name", "hazard_class", "people", "sites", "idp_individuals", "shelters", "shelter_capacity",
    "warehouses", "stock_by_item",
)  # fmt: skip


@dataclass(frozen=True)
class Exposed:
    """Everything that a hazard may meet.

    Parameters
    ----------
    boundaries
        Communes: `adm_pcode`, `geometry` (EPSG:4326).
    population
        Communes: `adm_pcode`, `population` (persons, NaN unknown); where there is a column `doubtful` (bool),
        places with such communes carry a note.
    sites
        Open sites: `site_id`, `adm2_pcode`, `longitude`, `latitude`, `people` (NaN unknown); where there is a
        column `counted_fresh` (bool), rows say which share of their displaced people it holds for.
    shelters, warehouses
        `SHELTERS` and `WAREHOUSES` frames.
    stock
        Usable `quantity` by `warehouse_id` and `item`.
    schematic
        The shapes of `boundaries` are schematic: so is every figure computed on them.
    spread
        Populated places and the part of the people put on them; None: all by area.
    sections
        What `people_sections.sections_known` gave: their communes have people by section; None: there are none.
    """

    boundaries: pd.DataFrame
    population: pd.DataFrame
    sites: pd.DataFrame
    shelters: pd.DataFrame
    warehouses: pd.DataFrame
    stock: pd.DataFrame
    schematic: bool = False
    spread: Spread | None = None
    sections: pd.DataFrame | None = None


@dataclass(frozen=True)
class _Cells:
    """Rows of the result: every place, then every class."""

    places: pd.Index
    place_of: pd.Series
    laid: Footprint

    @property
    def size(self) -> int:
        return len(self.places) * len(self.laid.classes)

    def of(self, points: pd.DataFrame) -> Counts:
        """Cell of each point; -1 where its commune is in no place of this level."""
        place = self.place_of.reindex(points["adm2_pcode"]).fillna(-1).to_numpy(dtype="int64")
        found = class_of_points(points["longitude"], points["latitude"], self.laid)
        return np.where(place >= 0, place * len(self.laid.classes) + found, -1)


def exposure(zones: pd.DataFrame, exposed: Exposed, communes: pd.DataFrame, hazards: Hazards) -> Result:
    """Who and what lies in each class of a zone set, by place.

    Parameters
    ----------
    zones
        `ZONES` frame of one zone set. Several hazards are reckoned one by one, never added.
    exposed
        People, sites, shelters, warehouses and stock.
    communes
        What `places.communes_at` gave for a level.
    hazards
        Order of the classes and the words for them.

    Returns
    -------
    exposure
        One row per place, hazard and class, the worst class first, then ``outside`` and ``unlocated`` (points
        without coordinates, communes without a shape): over the classes everything adds up to the place's
        total. `people` is the commune's population by share of the area of its sections (`communes_by_section`) or
        else of its own, or of its populated places where `spread` says so (`communes_without_places`: by area for
        want of one), summed (NaN where no commune's population is
        known; `communes_without_population` counts the unknown). Displaced people at sites
        (`idp_individuals`) stand apart and are never added to `people`. Unknown people of sites and unknown
        capacities are in no sum and counted. `stock_by_item` maps item to quantity.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.

    Notes
    -----
    Method: docs/methods.md#exposure. A point's place is that of its declared commune, its class that of its
    coordinates.
    """
    told = classed(zones, hazards)
    keys = list(dict.fromkeys(told["hazard"])) or [""]
    frame = pd.concat([_of_hazard(told[told["hazard"] == key], key, exposed, communes) for key in keys])
    more = [name for name in frame.columns if name not in CONTRACT]
    facts = {
        "hazards": [key for key in keys if key],
        "zone_sets": sorted(set(zones["zone_set"].dropna())),
        "zones_without_area": len(zones) - len(told),
        "schematic": exposed.schematic,
        "overlap": "worst_class",
        "observed_on": known(told["observed_on"].max()) if len(told) else None,
        "source": ", ".join(sorted(set(told["source"].dropna()))),
    }
    result = Result(frame[[*CONTRACT, *more]].reset_index(drop=True), partial(_explain, hazards, facts), facts)
    result = result if exposed.sections is None else with_sections(result)
    return result if exposed.spread is None else with_spread(result, exposed.spread)


def _of_hazard(zones: pd.DataFrame, key: str, exposed: Exposed, communes: pd.DataFrame) -> pd.DataFrame:
    laid = footprint(zones)
    codes, places = pd.factorize(communes["place"])
    cells = _Cells(pd.Index(places), pd.Series(codes, index=communes["adm2_pcode"].to_numpy()), laid)
    named = communes.drop_duplicates("place")["name"]
    width = len(laid.classes)
    repeated = np.repeat(np.arange(len(places)), width)
    columns = {
        "place": cells.places.take(repeated).astype("str"),
        "name": named.array.take(repeated),
        "hazard": pd.array([key], dtype="str").take(np.zeros(cells.size, dtype="int64")),
        "hazard_class": pd.array(laid.classes, dtype="str").take(np.tile(np.arange(width), len(places))),
        **_people(exposed, communes, cells),
        **_points(exposed, cells),
    }
    return pd.DataFrame(columns)


def _people(exposed: Exposed, communes: pd.DataFrame, cells: _Cells) -> dict[str, Any]:
    """People by share of area or of places, with the areas and populations that they come from."""
    at, width = communes["adm2_pcode"], len(cells.laid.classes)
    shapes = exposed.boundaries.set_index("adm_pcode")["geometry"].reindex(at)
    told = exposed.population.set_index("adm_pcode").reindex(at)
    population = told["population"].to_numpy(dtype="float64", na_value=np.nan)
    shapes = shapes.where(shapes.notna(), None)
    areas = areas_by_class(shapes, cells.laid)
    whole = areas.sum(axis=1)
    share, bare = _shares(areas, shapes, exposed, cells.laid)
    place = cells.place_of.to_numpy()
    people = _rows_by_place(np.nan_to_num(share * population[:, None]), place, cells)
    has_figure = np.bincount(place, weights=~np.isnan(population), minlength=len(cells.places)) > 0
    by_commune = {
        "population": np.nan_to_num(population), "place_area_m2": whole, "communes": np.ones(len(place)),
        "communes_without_population": np.isnan(population).astype("float64"),
        "communes_without_shape": (whole == 0).astype("float64"),
        "communes_doubtful": _flags(told), **bare,
    }  # fmt: skip
    sums = {name: np.bincount(place, weights=v, minlength=len(cells.places)) for name, v in by_commune.items()}
    counts = {name: value.astype("int64") for name, value in sums.items() if name.startswith("communes")}
    sums["population"] = np.where(has_figure, sums["population"], np.nan)
    return {
        "people": np.where(np.repeat(has_figure, width), people, np.nan),
        "area_in_class_m2": _rows_by_place(areas, place, cells),
        **{name: np.repeat(value, width) for name, value in (sums | counts).items()},
    }


def _shares(areas: Floats, shapes: pd.Series, exposed: Exposed, laid: Footprint) -> tuple[Floats, dict[str, Floats]]:
    """Share of each commune's people in each class; which are reckoned by section, and which lack a place."""
    whole = areas.sum(axis=1)
    share = np.divide(areas, whole[:, None], out=np.zeros_like(areas), where=whole[:, None] > 0)
    share[whole == 0, laid.outside + 1] = 1.0  # a commune without a shape is nowhere in particular
    told: dict[str, Floats] = {}
    if exposed.sections is not None:
        share, told[BY_SECTION] = section_share(share, shapes.index, exposed.sections, laid)
    if exposed.spread is not None and exposed.spread.setting.value:
        share, told[COLUMN] = spread_share(share, shapes.to_numpy(), exposed.spread, laid)
    return share, told


def _flags(population: pd.DataFrame) -> Floats:
    if "doubtful" not in population.columns:
        return np.zeros(len(population))
    flags: Floats = population["doubtful"].astype("boolean").fillna(False).to_numpy(dtype="float64")
    return flags


def _rows_by_place(values: Floats, place: Counts, cells: _Cells) -> Floats:
    """Sum rows of communes to places; one value a cell."""
    summed = np.zeros((len(cells.places), len(cells.laid.classes)))
    np.add.at(summed, place, values)
    return summed.ravel()


def _points(exposed: Exposed, cells: _Cells) -> dict[str, Any]:
    sites, shelters, warehouses = (
        held.assign(_cell=cells.of(held)) for held in (exposed.sites, exposed.shelters, exposed.warehouses)
    )
    return {
        **_counted(sites, "people", ("sites", "idp_individuals", "sites_without_people"), cells),
        "fresh_share": _fresh_share(_inside(sites), cells.size),
        **_counted(shelters, "capacity_persons", ("shelters", "shelter_capacity", "shelters_without_capacity"), cells),
        "warehouses": np.bincount(_inside(warehouses)["_cell"], minlength=cells.size),
        "stock_by_item": _stock(_inside(warehouses), exposed.stock, cells.size),
    }


def _inside(points: pd.DataFrame) -> pd.DataFrame:
    return points[points["_cell"] >= 0]


def _counted(points: pd.DataFrame, column: str, names: tuple[str, str, str], cells: _Cells) -> dict[str, Any]:
    """Number of points, the sum of a column where known, and the number where it is not; one value a cell."""
    held = _inside(points)
    at, values = held["_cell"], held[column].to_numpy(dtype="float64", na_value=np.nan)
    unknown: NDArray[np.bool_] = np.isnan(values)
    count, lost = np.bincount(at, minlength=cells.size), np.bincount(at[unknown], minlength=cells.size)
    total = np.bincount(at, weights=np.nan_to_num(values), minlength=cells.size).astype("float64")
    total[(count > 0) & (lost == count)] = np.nan  # nothing is known of any of them: not zero
    return {names[0]: count, names[1]: total, names[2]: lost}


def _fresh_share(sites: pd.DataFrame, size: int) -> Floats:
    """Share of the known people of each cell who were counted recently; NaN without people, or where nobody says."""
    if "counted_fresh" not in sites.columns:
        return np.full(size, np.nan)
    at, people = sites["_cell"], sites["people"].fillna(0.0)
    fresh = np.bincount(at, weights=people.where(sites["counted_fresh"], 0.0), minlength=size)
    total = np.bincount(at, weights=people, minlength=size).astype("float64")
    return ratio(fresh.astype("float64"), total)


def _stock(warehouses: pd.DataFrame, stock: pd.DataFrame, size: int) -> list[dict[str, float]]:
    """Quantity by item in each cell; items that its warehouses do not hold are absent."""
    held = stock.merge(warehouses[["warehouse_id", "_cell"]], on="warehouse_id")
    by_cell: list[dict[str, float]] = [{} for _ in range(size)]
    for (cell, item), quantity in held.groupby(["_cell", "item"])["quantity"].sum().items():
        by_cell[cell][str(item)] = float(quantity)
    return by_cell


def _explain(hazards: Hazards, facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    hazard = hazards.by_key.get(row["hazard"])
    units = {
        "population": "persons", "area_in_class_m2": "m2", "place_area_m2": "m2", "communes": "",
        "communes_without_population": "", "sites": "", "idp_individuals": "persons", "sites_without_people": "",
        "shelters": "", "shelter_capacity": "persons", "shelters_without_capacity": "", "warehouses": "",
        "fresh_share": "share",
    }  # fmt: skip
    notes = {
        "schematic": facts["schematic"],
        "exposure.sum_of_communes": row["communes"] > 1,
        "exposure.population_missing": row["communes_without_population"] > 0,
        "exposure.population_doubtful": row["communes_doubtful"] > 0,
        "exposure.sites_apart": row["sites"] > 0,
        "exposure.people_missing": row["sites_without_people"] > 0,
    }
    return Explanation(
        figure="exposure",
        formula="people = sum(population * area_in_class_m2 / place_area_m2)",
        inputs=tuple(Input(name, known(row[name]), unit) for name, unit in units.items()),
        value=known(row["people"]),
        unit="persons",
        clause="docs/methods.md#exposure",
        dated=facts["observed_on"] or "",
        source=facts["source"],
        status=hazard.status if hazard else "verified",
        notes=tuple(note for note, holds in notes.items() if holds),
    )
