"""Population held against the places that it is counted in: what has no place, and which places have no figure."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.bundled_geography import SECTIONS_POPULATION_SET, bundled_population
from geo.errors import Problem
from geo.population import CODE_LENGTH

COMMUNES, SECTIONS = "adm2", "adm3"
NAMED = 20  # places that one sentence names


def held_against_places(rows: pd.DataFrame, boundaries: pd.DataFrame) -> list[Problem]:
    """Tell people whose place is not in force, and communes in force without people.

    Parameters
    ----------
    rows
        `POPULATION` rows of one series.
    boundaries
        `BOUNDARIES` rows of the set in force. Where it has no sections, those of the shipped series count.

    Returns
    -------
    problems
        None of them blocks: ``sections_not_known`` once with sections and people, then ``section_not_known`` for
        each; ``sections_without_population``, ``communes_not_in_force`` and ``communes_without_population``.
        `value` holds codes, `params` people (persons), number of places and of all places of the level.
    """
    sections, communes = (rows[rows["adm_level"] == level] for level in (SECTIONS, COMMUNES))
    shapes = {level: boundaries.loc[boundaries["adm_level"] == level, "adm_pcode"] for level in (SECTIONS, COMMUNES)}
    known = shapes[SECTIONS] if len(shapes[SECTIONS]) else _shipped_sections()
    strange = sections[~sections["adm_pcode"].isin(known)]
    problems = [_told("sections_not_known", strange, sections)] if len(strange) else []
    problems += [
        Problem(None, "", "section_not_known", str(row.adm_pcode), _people(row), blocking=False)
        for row in strange.itertuples()
    ]
    problems += _lacking("sections_without_population", known, sections["adm_pcode"])
    counted = communes if len(communes) else sections.assign(adm_pcode=_communes_of(sections))
    lost = counted[~counted["adm_pcode"].isin(shapes[COMMUNES])]
    if len(lost):
        problems.append(_told("communes_not_in_force", lost, counted))
    return problems + _lacking("communes_without_population", shapes[COMMUNES], counted["adm_pcode"])


def _lacking(code: str, places: pd.Series, counted: pd.Series) -> list[Problem]:
    """Places without a figure, in a file that has figures of their level."""
    without = places[~places.isin(counted)]
    if counted.empty or without.empty:
        return []
    told = {"count": len(without), "of": len(places)}
    return [Problem(None, "", code, _codes(without), told, blocking=False)]


def _shipped_sections() -> pd.Series:
    rows = bundled_population()
    here = (rows["population_set"] == SECTIONS_POPULATION_SET) & (rows["adm_level"] == SECTIONS)
    return rows.loc[here, "adm_pcode"]


def _communes_of(sections: pd.DataFrame) -> pd.Series:
    return sections["adm_pcode"].str[: CODE_LENGTH[COMMUNES]]


def _people(row: Any) -> dict[str, Any]:
    return {"people": float(row.population), "commune": str(row.adm_pcode)[: CODE_LENGTH[COMMUNES]]}


def _told(code: str, some: pd.DataFrame, all_of_them: pd.DataFrame) -> Problem:
    params = {
        "count": int(some["adm_pcode"].nunique()),
        "of": int(all_of_them["adm_pcode"].nunique()),
        "people": float(some["population"].sum()),
    }
    return Problem(None, "", code, _codes(some["adm_pcode"]), params, blocking=False)


def _codes(codes: pd.Series) -> str:
    """The first codes, in order; "..." where there are more."""
    told = sorted(set(codes))
    return ", ".join(told[:NAMED]) + (", ..." if len(told) > NAMED else "")
