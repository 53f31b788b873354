"""What stands out in who does what where: people and nobody, lost managers, contradictions, overlaps; and how many."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, known
from geo.presence import NO, NOTHING, YES

KINDS = ("nobody", "nobody_site", "lost", "contradicted", "overlap")
NOBODY, NOBODY_SITE, LOST, CONTRADICTED, OVERLAP = KINDS
_SOURCE = {NOBODY: "services", NOBODY_SITE: "services", LOST: "assessments", CONTRADICTED: "services",
           OVERLAP: "services"}  # fmt: skip
_FOUND_BY = {"assessment": "assessments", "activity": "services", "access": "events", "register": "sites"}
_METHOD = "docs/methods.md#who-does-what-where"
_FORMULA = {
    NOBODY: "found = people > 0 and organisations = 0 and sites_present + sites_contradicted = 0",
    NOBODY_SITE: "found = people > 0 and services_say != yes and assessment_says != yes",
    LOST: "found = management_present in an earlier round and not in the last, or every camp management activity told "
    "of the site is over, or access lost since the last sign of a manager who does not live there",
    CONTRADICTED: "found = one of services_say and assessment_says is yes, the other no",
    OVERLAP: "found = 2 or more organisations active at one site in one sector",
}


def nobody_at_sites(presence: pd.DataFrame) -> pd.DataFrame:
    """Sites with people of which no source says that a sector is there.

    Parameters
    ----------
    presence
        What `presence.presence_of_sites` gave.

    Returns
    -------
    nobody
        Its rows where neither source says yes; those with people unknown too, those that are told empty not.
        `said` is True where a source says no, False where neither says anything.
    """
    silent = (presence["services_say"] != YES) & (presence["assessment_says"] != YES)
    here = presence["people"].isna() | (presence["people"] > 0)
    rows = presence[silent & here]
    said = (rows["services_say"] == NO) | (rows["assessment_says"] == NO)
    return rows.assign(said=said, nothing=(rows["services_say"] == NOTHING) & (rows["assessment_says"] == NOTHING))


def counted(kind: str, rows: pd.DataFrame, *, as_of: str) -> Explanation:
    """How many places a finding holds for, and the people there, each place once.

    Parameters
    ----------
    kind
        One of `KINDS`.
    rows
        What was found: `place`, `people` (persons, NaN unknown); one place may stand in several rows (sectors).
    as_of
        Day of the data (ISO).

    Returns
    -------
    counted
        Its value is the number of different places; `people` is the sum over them, without those unknown.
    """
    places = rows.drop_duplicates("place")
    unknown = int(places["people"].isna().sum())
    people = known(places["people"].sum(min_count=1)) if len(places) else 0.0
    inputs = (Input("rows_found", float(len(rows))), Input("people", people, "persons"),
              Input("places_without_people", float(unknown)))  # fmt: skip
    return Explanation(
        figure=f"finding_{kind}",
        formula=f"{_FORMULA[kind]}; people = sum of people over the different places found",
        inputs=inputs,
        value=float(len(places)),
        unit="",
        clause=_METHOD,
        dated=as_of,
        source=_SOURCE[kind],
        notes=("coverage.people_missing",) if unknown else (),
    )


def found_row(kind: str, row: dict[str, Any]) -> Explanation:
    """Explain one site of a finding that is not of the presence of a sector: lost, or overlap."""
    names = {LOST: ("manager", "managed_on", "unmanaged_on", "lost_by"), OVERLAP: ("sector", "names", "and_unknown")}
    inputs = tuple(Input(name, known(row[name])) for name in names[kind])
    return Explanation(
        figure=f"finding_{kind}",
        formula=_FORMULA[kind],
        inputs=(*inputs, Input("people", known(row["people"]), "persons")),
        value=known(row["organisations"] if kind == OVERLAP else row["people"]),
        unit="" if kind == OVERLAP else "persons",
        clause=_METHOD,
        dated=str(known(row["unmanaged_on"]) or "") if kind == LOST else "",
        source=_FOUND_BY.get(str(row.get("lost_by")), _SOURCE[kind]),
    )
