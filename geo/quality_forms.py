"""What one form says against itself: more served than there, parts that are not their whole, answers without cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from geo.frames import ASSESSMENTS
from geo.frames.sites import AGES, ITEMS_RECEIVED
from geo.quality import Bounds, empty, found

# Column and the column that it cannot exceed.
PART_OF = (
    ("toilets_functional", "toilets_total"), ("toilets_women", "toilets_total"), ("toilets_men", "toilets_total"),
    ("toilets_lockable", "toilets_total"), ("toilets_lit", "toilets_total"),
    ("households", "individuals"), ("females", "individuals"), ("males", "individuals"),
    ("people_with_disability", "individuals"), ("people_with_chronic_illness", "individuals"),
    ("people_with_specific_needs", "individuals"), ("pregnant_women", "females"), ("breastfeeding_women", "females"),
    ("women_with_menstrual_kit", "females"), ("households_with_nfi", "households"),
    ("kits_complete_households", "households"), ("households_with_hygiene_kit", "households"),
    ("households_without_shelter", "households"), ("households_in_tents", "households"),
    ("households_makeshift", "households"), ("households_headed_by_women", "households"),
    ("households_headed_by_children", "households"), ("households_headed_by_older", "households"),
    *((f"households_with_{item}", "households") for item in ITEMS_RECEIVED),
)  # fmt: skip
# A whole and the parts that add up to it; of the second list the parts may be fewer.
WHOLES = (
    ("individuals", ("females", "males")),
    ("females", tuple(f"females_{age}" for age in AGES)),
    ("males", tuple(f"males_{age}" for age in AGES)),
)
AT_MOST = (("toilets_total", ("toilets_women", "toilets_men")),)
# What is told although what it depends on is none or no.
WITHOUT = (
    ("toilets_separated", "toilets_total"), ("toilets_state", "toilets_total"),
    ("committee_women_share", "committee_present"), ("committee_disability", "committee_present"),
    ("committee_youth", "committee_present"), ("management_mode", "management_present"),
    ("feedback_used", "feedback_mechanism"),
)  # fmt: skip
BANDS = tuple((name, f"{name.removesuffix('_least')}_most") for name in ASSESSMENTS.by_name if name.endswith("_least"))
SHELTER_PARTS = (("occupancy_persons", "capacity_persons"),)
EMPTY = ("available", "closed", "damaged")


def of_sites(sites: pd.DataFrame, bounds: Bounds) -> pd.DataFrame:
    """Contradictions inside the assessments in force, and inside the records of open sites.

    Parameters
    ----------
    sites
        Open sites as `site_services.with_people` gives them.
    bounds
        Bounds of data/reference/quality.toml.

    Returns
    -------
    findings
        As `quality.found`: `column` says `value`, against the `expected` of `against`. Where either is unknown
        there is no finding.
    """
    return _all(parts_of_sites(sites, bounds))


def parts_of_sites(sites: pd.DataFrame, bounds: Bounds) -> Iterator[pd.DataFrame]:
    """Findings of `of_sites`, one rule after the other: a long file has very many."""
    about = ("sites", "site_id")
    yield from _more(sites, PART_OF, "more_than", about)
    yield from _wholes(sites, bounds)
    yield from _without(sites)
    yield from _more(sites, BANDS, "band_reversed", about)
    dates = (("first_arrival_on", "last_arrival_on"), ("opened_on", "closed_on"))
    yield from _more(sites, dates, "dates_reversed", about)


def of_shelters(shelters: pd.DataFrame) -> pd.DataFrame:
    """Shelters with more people than places, or with people although they are said to be empty."""
    rows, about = shelters.assign(people=shelters["occupancy_persons"]), ("shelters", "shelter_id")
    inside = (rows["occupancy_persons"] > 0) & rows["shelter_status"].isin(EMPTY)
    told = {"code": "given_without", "column": "occupancy_persons", "against": "shelter_status"}
    values = {"value": rows["occupancy_persons"], "expected": rows["shelter_status"]}
    return _all(
        [*_more(rows, SHELTER_PARTS, "more_than", about), found(rows, inside, about[0], about[1], **told, **values)]
    )


def of_services(services: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Activities at a site that reached more people than live there; each activity by itself."""
    there = services["site_id"].map(sites.set_index("site_id")["people"]).astype("float64")
    rows = services.assign(record_id=services["site_id"], people=there)
    return found(rows, rows["people_reached"] > there, "sites", "record_id", code="more_than", column="people_reached",
                 against="people", value=rows["people_reached"], expected=there)  # fmt: skip


def _more(
    rows: pd.DataFrame, pairs: tuple[tuple[str, str], ...], code: str, about: tuple[str, str]
) -> Iterator[pd.DataFrame]:
    for column, against in pairs:
        told = {"code": code, "column": column, "against": against}
        values = {"value": rows[column], "expected": rows[against]}
        more = rows[column].notna() & rows[against].notna() & (rows[column] > rows[against])
        yield found(rows, more, about[0], about[1], **told, **values)


def _wholes(rows: pd.DataFrame, bounds: Bounds) -> Iterator[pd.DataFrame]:
    """Sums of parts, all of them known, that miss their whole."""
    for code, wholes, exact in (("parts_differ", WHOLES, True), ("parts_more", AT_MOST, False)):
        for whole, names in wholes:
            total = rows[list(names)].sum(axis=1, min_count=len(names))
            over = total - rows[whole]
            off = over.abs() > bounds.sum_tolerance_share * rows[whole] if exact else over > 0
            yield found(rows, off, "sites", "site_id", code=code, column=" + ".join(names), against=whole,
                        value=total, expected=rows[whole])  # fmt: skip


def _without(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    for column, against in WITHOUT:
        said = rows[column]
        kind = ASSESSMENTS.by_name[column].kind
        told = said.notna() if kind == "choice" else said.astype("Float64") > 0
        none = rows[against].astype("Float64") == 0
        yield found(rows, told & none, "sites", "site_id", code="given_without", column=column, against=against,
                    value=said.astype("object"), expected=rows[against].astype("object"))  # fmt: skip


def _all(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat([empty(), *(part for part in parts if len(part))], ignore_index=True)
