"""Coverage rolled up to every group at once, beside the same figures made row by row with pandas apply and groupby."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data import bundled_geography, reference_tables
from geo import frames
from geo.places import communes_at
from geo.rollup import coverage_of_groups, coverage_of_places
from geo.site_groups import BY_COLUMN, by_area, by_column
from geo.site_services import open_sites, with_people
from geo.standards import VOCABULARY, Norms, Standard
from geo.verdicts import SiteVerdicts, verdicts_of_sites
from tests.bench.engine import Times, timed

SITES, ROUNDS, MANY = 1_000, 40, 100_000
AS_OF = "2023-08-31"
LEVELS = ("adm2", "adm1", "mapap", "adm0")
REPEATS = 9
AREA = shapely.box(-72.5, 18.4, -72.2, 18.7)


@dataclass(frozen=True)
class World:
    """Made-up sites and their assessments."""

    sites: pd.DataFrame
    assessments: pd.DataFrame
    places: pd.DataFrame


def world(sites: int, rounds: int) -> World:
    """Make sites all over the country, every question answered by four of five of them in every round."""
    draw = np.random.default_rng(7)
    shapes = bundled_geography.bundled_boundaries()
    codes = shapes.loc[shapes["adm_level"] == "adm2", "adm_pcode"].to_numpy(dtype=object)
    ids = np.array([f"S{n:06d}" for n in range(sites)], dtype=object)
    told = {
        "site_id": ids, "adm2_pcode": draw.choice(codes, sites), "site_class": draw.choice(frames.SITE_CLASSES, sites),
        "site_type": draw.choice(["school", "open_air", "church"], sites),
        "manager_organisation": draw.choice([f"Agence {n}" for n in range(20)], sites),
        "opened_on": draw.choice(["2022-01-01", "2023-06-01"], sites), "area_m2": draw.uniform(100, 9_000, sites),
        "longitude": draw.uniform(-74, -72, sites), "latitude": draw.uniform(18, 19.5, sites),
    }  # fmt: skip
    places = pd.DataFrame({"adm2_pcode": codes, "name_fr": codes, "in_mapap": True}).astype({"adm2_pcode": "str"})
    places["adm1_name_fr"] = places["adm2_pcode"].str[:4]
    return World(frames.SITES.conform(pd.DataFrame(told)), _answers(ids, rounds, draw), places)


def _answers(ids: np.ndarray, rounds: int, draw: np.random.Generator) -> pd.DataFrame:
    rows = len(ids) * rounds
    days = [f"{2019 + n // 12}-{n % 12 + 1:02d}-15" for n in range(rounds)]
    told: dict[str, Any] = {"site_id": np.tile(ids, rounds), "assessed_on": np.repeat(days, len(ids))}
    for column in frames.ASSESSMENTS.columns:
        if column.kind in ("integer", "number"):
            told[column.name] = np.where(draw.random(rows) < 0.2, np.nan, draw.integers(0, 400, rows))
        elif column.kind in ("share", "boolean"):
            told[column.name] = np.where(draw.random(rows) < 0.2, np.nan, draw.integers(0, 2, rows))
    told["water_tested_on"] = np.repeat("2022-03-01", rows)
    return frames.ASSESSMENTS.conform(pd.DataFrame(told))


def norms() -> Norms:
    """Every standard, by the age of each site."""
    settings = reference_tables.settings()
    return Norms(reference_tables.standards(), "auto", settings["household_size"], settings)


def product(of: World) -> dict[str, pd.DataFrame]:
    """All roll-ups of the product, from the frames on."""
    held = verdicts_of_sites(of.sites, of.assessments, norms(), as_of=AS_OF)
    hosts = frames.DISPLACEMENT.empty()
    told = {level: coverage_of_places(held, communes_at(of.places, level), hosts).frame for level in LEVELS}
    told |= {level: coverage_of_groups(held, by_column(held.sites, level)).frame for level in BY_COLUMN}
    return {**told, "area": coverage_of_groups(held, by_area(held.sites, [("area", AREA)])).frame}


def yardstick(of: World, held: SiteVerdicts) -> dict[str, pd.DataFrame]:
    """People met and short by group and standard, every verdict from one row at a time.

    `held` lends its phases; ranges and tests, which need more of a row, are left to the product alone.
    """
    sites = with_people(open_sites(of.sites, of.assessments, as_of=AS_OF), norms().household_size)
    sites = sites.assign(first=held.sites["first_phase"].to_numpy(), individuals=sites["people"])
    parts = []
    for norm in plain_standards():
        columns = [*dict.fromkeys(name for name in norm.columns if name in sites.columns)]
        status = sites[[*dict.fromkeys((*columns, "individuals", "first", "site_class"))]].apply(_verdict(norm), axis=1)
        parts.append(sites.assign(standard=norm.key, status=status))
    rows = pd.concat(parts, ignore_index=True)
    by = {"adm2": rows["adm2_pcode"], "adm1": rows["adm2_pcode"].str[:4], "adm0": "HT", "site_type": rows["site_type"],
          "site_class": rows["site_class"], "manager": rows["manager_organisation"]}  # fmt: skip
    return {
        level: rows.assign(place=place)
        .groupby(["place", "standard", "status"], as_index=False)["people"]
        .sum()
        .pivot_table(index=["place", "standard"], columns="status", values="people")
        for level, place in by.items()
    }


def plain_standards() -> tuple[Standard, ...]:
    """Standards that a row's plain columns decide."""
    kinds = ("ratio", "yes_no", "share")
    return tuple(n for n in reference_tables.standards() if n.kind in kinds and not n.requires and not n.least)


def _verdict(norm: Standard) -> Callable[[pd.Series], str]:
    def told(row: pd.Series) -> str:
        if row["site_class"] not in norm.applies_to:
            return "not_applicable"
        threshold = norm.first_phase if row["first"] else norm.standard
        if norm.kind != "ratio":
            value = row[norm.measures]
            if pd.isna(value):
                return "not_assessed"
            return "met" if (value >= threshold if norm.direction == "min" else value <= threshold) else "short"
        part, base = row[norm.numerator], row[norm.denominator]
        if pd.isna(part) or pd.isna(base):
            return "not_assessed"
        if norm.direction == "max":
            return "met" if base >= math.ceil(part / threshold) else "short"
        wanted = threshold * base
        whole = VOCABULARY[norm.numerator].kind == "integer"
        return "met" if part >= (math.ceil(wanted) if whole else wanted) else "short"

    return told


def measured() -> dict[str, Times]:
    """Time the product at a thousand sites with forty rounds and at a hundred thousand, the yardstick at the first."""
    small, large = world(SITES, ROUNDS), world(MANY, 1)
    product(small)
    held = verdicts_of_sites(small.sites, small.assessments, norms(), as_of=AS_OF)
    return {
        "small": timed([lambda: product(small)] * REPEATS),
        "large": timed([lambda: product(large)] * 3),
        "rows": timed([lambda: yardstick(small, held)]),
    }
