"""Invented sheets: a site and a commune with every kind of row, of the shape that the results have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from components.figures.report import Around, Lists, PlaceSheet, SiteSheet, Stamp
from data.reference_tables import standards

STANDARDS = standards()
STAMP = Stamp(
    "2023-08-31", ("fictional",), ("assessments", "shelters", "Registre communal"), STANDARDS, "seq 214", "DGPC Ouest"
)
# A square of about 10 km around a site that is in no register.
OUTLINE = shapely.Polygon(
    [(-72.36, 18.50), (-72.30, 18.49), (-72.26, 18.53), (-72.27, 18.58), (-72.33, 18.585), (-72.37, 18.55)]
)
POINTS = pd.DataFrame({
    "kind": ["shelter", "facility", "water_point", "water_point", "toilet", "site", "warehouse", "shelter"],
    "name": ["École nationale Ti Mache", "Dispensaire Sen Jozèf", "Kiosque bò larivyè", "Réservoir 2", "Bloc B",
             "Lakou Flè", "Dépôt central", None],
    "longitude": [-72.3115, -72.3090, -72.3125, -72.3133, -72.3123, -72.3050, -72.2900, np.nan],
    "latitude": [18.5405, 18.5440, 18.5428, 18.5410, 18.5421, 18.5470, 18.5500, np.nan],
})  # fmt: skip
LISTS = Lists(
    partners=pd.DataFrame({
        "sector": ["wash", "wash", "shelter_nfi", "health", "protection"],
        "organisation": ["ODLO", "Solèy", "ODLO", "Klinik mobil", None],
        "organisation_name": [None, None, None, None, "Association des femmes de la plaine"],
    }),
    hazards=pd.DataFrame({"hazard": ["flood"], "hazard_class": ["high"], "zone_set": ["Crue de 2021"]}),
    stock=pd.DataFrame({"kit": ["essentiel"], "households": [260.0], "warehouse": ["Dépôt central"], "travel_hours": [1.5]}),
    actions=pd.DataFrame({
        "action": ["Vidanger les toilettes du bloc B", "Poser six lampes"], "owner_organisation": ["ODLO", None],
        "due_on": ["2023-09-15", None],
    }),
)  # fmt: skip


def verdict_rows(phase: str = "standard", count: int | None = None) -> pd.DataFrame:
    """One row a standard, by turns short, met, not assessed, short without a measure, not applicable."""
    rows = []
    for at, norm in enumerate(STANDARDS[:count]):
        status = ("short", "met", "not_assessed", "met", "short", "met", "not_applicable")[at % 7]
        limit = norm.threshold(phase)
        measured = {"short": limit * (1.4 if norm.direction == "max" else 0.6), "met": limit}.get(status, np.nan)
        if norm.unit == "yes/no":
            measured = {"short": 1.0 - limit, "met": limit}.get(status, np.nan)
        rows.append({
            "standard": norm.key, "sector": norm.sector, "status": status, "measured": measured,
            "measured_least": measured, "measured_most": measured, "unit": norm.unit, "threshold": limit,
            "gap": 12.0 if status == "short" and at % 2 else np.nan if status == "short" else 0.0,
            "gap_unit": norm.gap_unit, "assessed_on": None if status == "not_assessed" else "2023-08-24",
            "not_assessed_reason": ("not_visited", "not_asked", "no_access")[at % 3] if status == "not_assessed" else None,
            "phase": phase, "headline": norm.headline, "changed": at == 3,
        })  # fmt: skip
    return pd.DataFrame(rows)


def site_sheet(count: int | None = None, **other: object) -> SiteSheet:
    """Sheet of an invented site held against all standards, or the first `count`."""
    first = verdict_rows("first", count)
    flips = first["standard"].isin(("toilets",))
    first.loc[flips, ["status", "gap", "measured"]] = ["met", 0.0, 28.9]
    sheet = SiteSheet(
        site={
            "site_id": "S-0117", "name": "Lakou Kè Kontan", "aliases": ["Camp Kontan", "Terrain Bèl-Ève"],
            "adm3_name": "1re Saint-Martin", "adm2_name": "Delmas", "adm1_name": "Ouest", "status": "open",
            "site_class": "spontaneous_site", "site_type": "open_air", "manager_organisation": "ODLO",
            "opened_on": "2022-11-03", "people": 1850.0, "people_estimated": False, "households": 402.0,
            "females": 970.0, "males": 880.0, "counted_on": "2023-08-24", "longitude": -72.312, "latitude": 18.542,
        },
        stamp=STAMP,
        services=verdict_rows(count=count),
        other_phase=first,
        trend=pd.DataFrame({
            "assessed_on": ["2023-08-24", "2022-12-01", "2023-02-10", "2023-05-03"],
            "people": [1850.0, 640.0, np.nan, 1420.0],
        }),
        around=Around(OUTLINE, POINTS),
        lists=LISTS,
    )  # fmt: skip
    return replace(sheet, **other)  # type: ignore[arg-type]


def place_sheet(count: int | None = None, **other: object) -> PlaceSheet:
    """Sheet of an invented commune."""
    rows = verdict_rows(count=count)
    people = np.where(rows["status"] == "not_assessed", np.nan, 0.62)
    services = rows.assign(
        place="HT0112", name="Delmas", people_met=6200.0, people_short=3800.0, people_unknown=2100.0,
        people_not_applicable=0.0, coverage_share=people, coverage_low=0.51, coverage_high=0.69,
    )  # fmt: skip
    sheet = PlaceSheet(
        place={
            "place": "HT0112", "name": "Delmas", "level": "adm2", "adm1_name": "Ouest", "sites_open": 14,
            "people": 12100.0, "people_host": 30250.0, "households": 2650.0, "population": 395260.0,
            "population_year": 2024, "fresh_share": 0.81,
        },
        stamp=STAMP,
        services=services,
        trend=pd.DataFrame({"assessed_on": ["2023-02-28", "2023-08-31"], "people": [9400.0, 12100.0]}),
        around=Around(OUTLINE, POINTS.assign(people=[np.nan] * 5 + [1850.0, np.nan, np.nan])),
        lists=replace(
            LISTS,
            sites=pd.DataFrame({"name": ["Lakou Kè Kontan", "École Bon Repos"], "people": [1850.0, np.nan], "short": [19, 11]}),
        ),
    )  # fmt: skip
    return replace(sheet, **other)  # type: ignore[arg-type]
