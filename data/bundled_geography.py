"""The geography that ships with the product: schematic shapes, the two population series, names, MAPAP.

Everything is read once and handed out as copies, so that no caller can change what the next one gets.
"""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd
import shapely

from data.catalogue import BUNDLED, read_dataset
from geo.boundaries import SCHEMATIC
from geo.frames import BOUNDARIES, POPULATION
from geo.population import with_sums
from geo.shapes import dissolved

HAITI = BUNDLED / "haiti"
NATURAL_EARTH = BUNDLED / "natural-earth"
DEFAULT_POPULATION_SET = "cod-ps-2024"
SECTIONS_POPULATION_SET = "cod-ps-2019"  # the only series with communal sections
NATION = {"adm_pcode": "HT", "name_fr": "Haïti", "name_ht": "Ayiti", "name_en": "Haiti"}


def _table(name: str, **numbers: str) -> pd.DataFrame:
    """One bundled table: texts stripped of line breaks, blank as unknown, the named columns as numbers."""
    rows = pd.read_csv(HAITI / name, dtype="str", encoding="utf-8", skip_blank_lines=True)
    clean = rows.apply(lambda column: column.str.replace(r"\s+", " ", regex=True).str.strip())
    return clean.astype(numbers)


def _features(path: str) -> pd.DataFrame:
    """Properties and geometry of one bundled GeoJSON file."""
    collection = json.loads((BUNDLED / path).read_text(encoding="utf-8"))["features"]
    rows = pd.DataFrame([feature["properties"] for feature in collection])
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = shapely.from_geojson([json.dumps(feature["geometry"]) for feature in collection])
    return rows.assign(geometry=shapes)


@cache
def _boundaries() -> pd.DataFrame:
    kreyol = bundled_kreyol_names().set_index("adm_pcode")["alias"]
    communes = _features("haiti/communes_schematic.geojson").rename(
        columns={"adm2_pcode": "adm_pcode", "adm2_name": "name_fr"}
    )
    communes = communes.assign(
        adm_level="adm2", parent_pcode=communes["adm_pcode"].str[:4], name_ht=communes["adm_pcode"].map(kreyol)
    )
    names = _table("departments.csv").rename(columns={"adm1_pcode": "adm_pcode"})
    shapes = _features("natural-earth/departments.geojson").set_index("adm1_pcode")["geometry"]
    departments = names[["adm_pcode", "name_fr", "name_ht", "name_en"]].assign(
        adm_level="adm1", parent_pcode="HT", geometry=names["adm_pcode"].map(shapes)
    )
    whole = dissolved(departments["geometry"], np.full(len(departments), "HT", dtype=object))
    nation = pd.DataFrame([{**NATION, "adm_level": "adm0", "geometry": whole["HT"]}])
    rows = pd.concat([nation, departments, communes], ignore_index=True)
    drawn, outlines = read_dataset(HAITI).sources, read_dataset(NATURAL_EARTH).sources
    source = np.where(rows["adm_level"] == "adm2", drawn["communes_schematic.geojson"], outlines["departments.geojson"])
    return BOUNDARIES.conform(rows.assign(boundary_set=SCHEMATIC, source=source))[list(BOUNDARIES.by_name)]


def bundled_boundaries() -> pd.DataFrame:
    """The schematic shapes: nation, departments (Natural Earth) and communes (Voronoi cells).

    Returns
    -------
    boundaries
        `BOUNDARIES` frame, boundary set ``schematic``, levels adm0, adm1, adm2; no sections. `observed_on` is
        unknown (the drawing has no date); `name_ht` is null where no Kreyòl name is known.
    """
    return _boundaries().copy()


@cache
def _population() -> pd.DataFrame:
    latest = _table("haiti_communes.csv", population="float64", year="float64")
    former = _table(
        "haiti_communes_2019.csv",
        population="float64", population_f="float64", population_m="float64", year="float64",
    )  # fmt: skip
    sections = _table("haiti_sections.csv", population="float64", year="float64")
    series = [
        with_sums(_series(latest, "adm2", DEFAULT_POPULATION_SET)),
        with_sums(_series(former, "adm2", SECTIONS_POPULATION_SET)),
        _series(sections, "adm3", SECTIONS_POPULATION_SET),
    ]
    rows = pd.concat(series, ignore_index=True)
    rows = rows.sort_values(["population_set", "adm_level", "adm_pcode"], ascending=[False, True, True])
    return rows.reset_index(drop=True)


def _series(table: pd.DataFrame, level: str, population_set: str) -> pd.DataFrame:
    rows = table.rename(columns={f"{level}_pcode": "adm_pcode"}).assign(adm_level=level, population_set=population_set)
    rows["observed_on"] = rows["year"].astype("int64").astype("str") + "-01-01"
    return POPULATION.conform(rows)[list(POPULATION.by_name)]


def bundled_population() -> pd.DataFrame:
    """The two public population series, each complete in itself: never mix them in one ratio.

    Returns
    -------
    population
        `POPULATION` frame: ``cod-ps-2024`` (adm0 to adm2, without sex) and ``cod-ps-2019`` (adm0 to adm3; by
        sex down to communes). Departments and nation are sums of the communes of their series. The sections
        are rounded one by one, so their sums miss the communes by up to 2.
    """
    return _population().copy()


@cache
def _populated_places() -> pd.DataFrame:
    return _table("populated_places.csv", longitude="float64", latitude="float64", population="float64")


def bundled_populated_places() -> pd.DataFrame:
    """Towns and villages of GeoNames: `geonameid`, `name`, `latitude`, `longitude`, `population` (only a weight)."""
    return _populated_places().copy()


def bundled_mapap() -> list[str]:
    """P-codes of the communes of the metropolitan area in the bundled list; the list in force is a setting."""
    rows = _table("mapap_communes.csv")
    return sorted(rows.loc[rows["in_mapap"] == "1", "adm2_pcode"])


@cache
def _aliases() -> pd.DataFrame:
    return _table("aliases.csv")


def bundled_aliases() -> pd.DataFrame:
    """Other spellings of communes and departments: `adm_pcode`, `alias`, `lang`, `preferred`, `source`."""
    return _aliases().copy()


def bundled_kreyol_names() -> pd.DataFrame:
    """The Kreyòl name to show of each place that has one: `adm_pcode`, `alias`."""
    rows = _aliases()
    chosen = rows[(rows["lang"] == "ht") & (rows["preferred"] == "1")]
    return chosen[["adm_pcode", "alias"]].reset_index(drop=True)
