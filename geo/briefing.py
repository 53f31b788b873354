"""The headline figures of a picture, each with its explanation: page, terminal and report print the same."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.freshness import fresh_share

_FORMULAS = {
    "idp_individuals": "sum(people)",
    "sites_open": "count(sites)",
    "shelters": "count(shelters)",
    "shelter_capacity": "sum(capacity_persons)",
    "warehouses": "count(warehouses)",
}


def headlines(sites: pd.DataFrame, shelters: pd.DataFrame, warehouses: pd.DataFrame, *, as_of: str) -> Result:
    """How many people, sites, shelters and warehouses a place has.

    Parameters
    ----------
    sites
        Open sites as `site_services.with_people` and `freshness.with_counted_on` give them.
    shelters, warehouses
        `SHELTERS` and `WAREHOUSES` frames.
    as_of
        Date of the picture (ISO).

    Returns
    -------
    headlines
        `figure`, `value`, `unit`, `inputs` (name -> number), `dated_from`, `dated_to`. A sum leaves out what is
        unknown, and the number left out stands among its inputs.
    """
    housing = shelters["occupied_by_idps"].fillna(False).astype(bool)
    rows = [
        ("idp_individuals", sites["people"].sum(), "persons", _people(sites)),
        ("sites_open", float(len(sites)), "sites", {"managed": _yes(sites["manager_organisation"].notna())}),
        ("shelters", float(len(shelters)), "shelters", {"occupied_by_idps": _yes(housing)}),
        ("shelter_capacity", shelters["capacity_persons"].sum(), "persons", _capacity(shelters, housing)),
        ("warehouses", float(len(warehouses)), "warehouses", {}),
    ]
    frame = pd.DataFrame(rows, columns=["figure", "value", "unit", "inputs"])
    dates = sites["assessed_on"].dropna()
    frame["dated_from"], frame["dated_to"] = (dates.min(), dates.max()) if len(dates) else ("", "")
    return Result(frame, _explain, {"as_of": as_of})


def _people(sites: pd.DataFrame) -> dict[str, float]:
    return {
        "sites_open": float(len(sites)),
        "sites_with_people": _yes(sites["people"].notna()),
        "sites_without_people": _yes(sites["people"].isna()),
        "sites_estimated": _yes(sites["people_estimated"]),
        "fresh_share": fresh_share(sites["people"], sites["counted_fresh"]),
    }


def _capacity(shelters: pd.DataFrame, housing: pd.Series) -> dict[str, float]:
    return {
        "shelters_with_capacity": _yes(shelters["capacity_persons"].notna()),
        "shelters_without_capacity": _yes(shelters["capacity_persons"].isna()),
        "capacity_occupied_by_idps": float(shelters.loc[housing, "capacity_persons"].sum()),
    }


def _yes(flags: pd.Series) -> float:
    return float(flags.sum())


def _explain(row: dict[str, Any]) -> Explanation:
    people = row["figure"] == "idp_individuals"
    return Explanation(
        figure=row["figure"],
        formula=_FORMULAS[row["figure"]],
        inputs=tuple(
            Input(name, known(value), "share" if name.endswith("_share") else "")
            for name, value in row["inputs"].items()
        ),
        value=float(row["value"]),
        unit=row["unit"],
        clause="docs/methods.md#headline-figures",
        dated=f"{row['dated_from']} – {row['dated_to']}" if people and row["dated_from"] else "",
        source="assessments" if people else row["figure"],
        notes=("declared_capacity",) if row["figure"] == "shelter_capacity" else (),
    )
