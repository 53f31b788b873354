"""People of a commune by its sections instead of evenly over its area, where shapes and people of all are known."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.footprint import Footprint, areas_by_class
from geo.population import CODE_LENGTH
from geo.site_services import Floats

COLUMN = "communes_by_section"
FORMULA = "people = sum(population * section_population / sum(section_population) * area_in_class_m2 / section_area_m2)"


def sections_known(population: pd.DataFrame, boundaries: pd.DataFrame) -> pd.DataFrame | None:
    """Sections of the communes of which every section has a shape and a known population.

    Parameters
    ----------
    population
        `POPULATION` rows of level adm3, of one series.
    boundaries
        `BOUNDARIES` rows; those of level adm3 give the shapes.

    Returns
    -------
    sections
        `adm_pcode`, `adm2_pcode`, `share` (0-1 of the commune's people, adding up to 1 over its sections), `geometry`
        (EPSG:4326); None where no commune qualifies.
    """
    shapes = boundaries[(boundaries["adm_level"] == "adm3") & boundaries["geometry"].notna()]
    if shapes.empty:
        return None
    rows = population.loc[population["adm_level"] == "adm3", ["adm_pcode", "population"]].reset_index(drop=True)
    commune = rows["adm_pcode"].str[: CODE_LENGTH["adm2"]]
    geometry = rows["adm_pcode"].map(shapes.drop_duplicates("adm_pcode").set_index("adm_pcode")["geometry"])
    there = (geometry.notna() & rows["population"].notna()).groupby(commune).transform("all")
    whole = rows["population"].groupby(commune).transform("sum")
    kept = (there & (whole > 0)).to_numpy(dtype="bool")
    told = pd.DataFrame({
        "adm_pcode": rows["adm_pcode"], "adm2_pcode": commune, "share": rows["population"] / whole.where(whole > 0),
        "geometry": geometry.astype("object"),
    })  # fmt: skip
    return told[kept].reset_index(drop=True) if kept.any() else None


def section_share(
    by_area: Floats, communes: pd.Index, sections: pd.DataFrame, laid: Footprint
) -> tuple[Floats, Floats]:
    """Share of each commune's people in each class, by its sections.

    Parameters
    ----------
    by_area
        One row per commune of `communes` and one column per class of `laid`; each row adds up to 1.
    communes
        P-codes of the rows.
    sections
        What `sections_known` gave.
    laid
        The footprint.

    Returns
    -------
    share
        As `by_area`, of communes with sections the sum over them of share x area in the class / area of the section.
    by_section
        1 for each commune that was reckoned so, 0 for others.

    Notes
    -----
    Method: docs/methods.md#exposure. People are even over a section; a wider zone never holds fewer.
    """
    areas = areas_by_class(sections["geometry"].to_numpy(dtype=object), laid)
    whole = areas.sum(axis=1)
    at = communes.get_indexer(sections["adm2_pcode"])
    flat = set(at[~(whole > 0)])  # a section without an area would lose its people
    used = np.array([one >= 0 and one not in flat for one in at], dtype="bool")
    part = sections["share"].to_numpy(dtype="float64")[used, None] * areas[used] / whole[used, None]
    held = np.zeros_like(by_area)
    np.add.at(held, at[used], part)
    told = np.bincount(at[used], minlength=len(communes)) > 0
    return np.where(told[:, None], held, by_area), told.astype("float64")


def with_sections(exposed: Result) -> Result:
    """Say in every explanation which communes were reckoned by their sections.

    Parameters
    ----------
    exposed
        Exposure whose people were reckoned with `section_share`, with its `communes_by_section`.
    """
    return Result(exposed.frame, partial(_explain, exposed), exposed.facts)


def _explain(exposed: Result, row: dict[str, Any]) -> Explanation:
    told, count = exposed.explain_row(row), int(row[COLUMN])
    if not count:
        return told
    return replace(
        told,
        formula=FORMULA,
        inputs=(*told.inputs, Input(COLUMN, count, "")),
        notes=(*told.notes, "exposure.people_by_sections"),
    )
