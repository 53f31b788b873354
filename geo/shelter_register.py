"""Three figures of the register of shelters that are never one: opened, hosting, people hosted."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames.hazards import OCCUPANTS

OPENED = ("open", "full")
DISABILITY, NOT_TOLD = "with_disability", "not_told"


def register_figures(shelters: pd.DataFrame, *, as_of: str) -> Result:
    """Shelters opened, shelters that host people, and the people they host.

    Parameters
    ----------
    shelters
        `SHELTERS` frame.
    as_of
        Date of the picture (ISO).

    Returns
    -------
    figures
        `figure` (``shelters_opened``, ``shelters_hosting``, ``people_hosted``), `value` (NaN where nothing is known of
        any shelter), `unit`, `known` and `unknown`: shelters of which it is known and not; the latter are in no figure.
        A shelter may be opened and host nobody, or host people before anybody said that it was opened. Sites of
        displaced people in schools are not evacuation shelters in use: their people are in the figures of sites.

    Notes
    -----
    Method: docs/methods.md#shelter-register.
    """
    status, people = shelters["shelter_status"], shelters["occupancy_persons"].astype("float64")
    told = (
        ("shelters_opened", "shelters", status.isin(OPENED).sum(), status.notna()),
        ("shelters_hosting", "shelters", (people > 0).sum(), people.notna()),
        ("people_hosted", "persons", people.sum(), people.notna()),
    )
    rows = [
        {"figure": name, "value": float(value) if has.any() else float("nan"), "unit": unit,
         "known": int(has.sum()), "unknown": int((~has).sum())}
        for name, unit, value, has in told
    ]  # fmt: skip
    facts = {"as_of": as_of}
    return Result(pd.DataFrame(rows), partial(_explain, facts), facts)


def occupants_by_group(shelters: pd.DataFrame, *, as_of: str) -> Result:
    """People hosted in shelters by sex and age.

    Parameters
    ----------
    shelters
        `SHELTERS` frame.
    as_of
        Date of the picture (ISO).

    Returns
    -------
    occupants
        `group` (`frames.hazards.OCCUPANTS`, ``with_disability``, ``not_told``), `people` (sum of what is known; NaN
        where no shelter tells it), `shelters`: those that tell it. ``not_told``: people of the shelters whose groups
        do not add up to their count, less these groups; people with disabilities are in the groups as well.

    Notes
    -----
    Method: docs/methods.md#shelter-register.
    """
    columns = [f"occupancy_{who}" for who in OCCUPANTS]
    rows = []
    for who, column in zip((*OCCUPANTS, DISABILITY), (*columns, f"occupancy_{DISABILITY}"), strict=True):
        told = shelters[column].astype("float64")
        rows.append((who, told.sum(min_count=1), int(told.notna().sum())))
    total = shelters["occupancy_persons"].astype("float64")
    rest = (total - shelters[columns].astype("float64").sum(axis=1)).clip(lower=0.0)
    rows.append((NOT_TOLD, rest.sum(min_count=1), int((rest > 0).sum())))
    frame = pd.DataFrame(rows, columns=["group", "people", "shelters"])
    return Result(frame, partial(_explain_group, {"as_of": as_of}), {"as_of": as_of})


def _explain_group(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="people_hosted",
        formula=f"sum(occupancy_{row['group']})"
        if row["group"] != NOT_TOLD
        else "sum(occupancy_persons - groups told)",
        inputs=(Input("occupancy_known", float(row["shelters"]), "shelters"),),
        value=known(row["people"]),
        unit="persons",
        clause="docs/methods.md#shelter-register",
        dated=facts["as_of"],
        source="shelters",
    )


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    of_people = row["figure"] == "people_hosted"
    counted = "status_known" if row["figure"] == "shelters_opened" else "occupancy_known"
    return Explanation(
        figure=row["figure"],
        formula="sum(occupancy_persons)" if of_people else f"count({row['figure']})",
        inputs=(
            Input(counted, float(row["known"]), "shelters"),
            Input("unknown_apart", float(row["unknown"]), "shelters"),
        ),
        value=known(row["value"]),
        unit=row["unit"],
        clause="docs/methods.md#shelter-register",
        dated=facts["as_of"],
        source="shelters",
    )
