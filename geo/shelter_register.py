"""Three figures of the register of shelters that are never one: opened, hosting, people hosted."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known

OPENED = ("open", "full")


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
    Method: docs/methods.md#safe-capacity.
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
        clause="docs/methods.md#safe-capacity",
        dated=facts["as_of"],
        source="shelters",
    )
