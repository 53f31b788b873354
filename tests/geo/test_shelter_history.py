"""Openings, closings, counts, inspections and works of shelters, from what was told when; people by sex and age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo import frames
from geo.shelter_history import shelter_history
from geo.shelter_register import occupants_by_group


def patches(*told: dict[str, object]) -> pd.DataFrame:
    rows = frames.SHELTERS.conform(pd.DataFrame(told))
    return rows.assign(_ordered_on=rows["observed_on"], batch=range(1, len(rows) + 1), row_id=1)


TOLD = (
    {"shelter_id": "A", "observed_on": "2023-06-01", "capacity_persons": 100},
    {"shelter_id": "A", "observed_on": "2023-08-30", "shelter_status": "open"},
    {"shelter_id": "A", "observed_on": "2023-08-31", "shelter_status": "full", "occupancy_persons": 100},
    {"shelter_id": "B", "observed_on": "2023-08-30", "shelter_status": "available", "rehabilitation_status": "needed"},
    {"shelter_id": "A", "observed_on": "2023-09-02", "shelter_status": "closed", "occupancy_persons": 0},
    {"shelter_id": "B", "observed_on": "2023-09-02", "shelter_status": "available", "structure_assessed_on": "2023-09-01"},
)  # fmt: skip


def test_events_by_hand():
    told = shelter_history(patches(*TOLD))
    assert list(
        told[["shelter_id", "day", "what", "before", "after"]].fillna("").itertuples(index=False, name=None)
    ) == [
        ("A", "2023-06-01", "registered", "", ""),
        ("A", "2023-08-30", "opened", "", "open"),
        ("B", "2023-08-30", "registered", "", ""),
        ("B", "2023-08-30", "status", "", "available"),
        ("B", "2023-08-30", "works", "", "needed"),
        ("A", "2023-08-31", "status", "open", "full"),  # it stays open: no opening
        ("A", "2023-08-31", "counted", "", ""),
        ("A", "2023-09-02", "closed", "full", "closed"),
        ("A", "2023-09-02", "counted", "", ""),
        ("B", "2023-09-02", "inspected", "", "2023-09-01"),  # still available: no event
    ]
    assert told.loc[told["what"] == "counted", "people"].tolist() == [100, 0]


def test_the_order_in_which_papers_arrive_does_not_matter():
    rows = patches(*TOLD)
    late = rows.iloc[::-1].assign(batch=range(1, len(rows) + 1))
    columns = ["shelter_id", "day", "what", "before", "after"]
    one, other = (
        shelter_history(told)[columns].sort_values(columns).fillna("").to_numpy().tolist() for told in (rows, late)
    )
    assert one == other


def test_nothing_told_is_no_history():
    assert shelter_history(patches(*TOLD).head(0)).empty


def test_people_by_group_and_what_nobody_told():
    # A: 10 people, of them 4 girls and 3 women told; B: 5 people, nothing told; C: nobody told anything
    rows = frames.SHELTERS.conform(pd.DataFrame([
        {"shelter_id": "A", "occupancy_persons": 10, "occupancy_girls": 4, "occupancy_women": 3,
         "occupancy_with_disability": 2},
        {"shelter_id": "B", "occupancy_persons": 5},
        {"shelter_id": "C"},
    ]))  # fmt: skip
    told = occupants_by_group(rows, as_of="2023-08-31")
    people = told.frame.set_index("group")["people"]
    assert (people["girls"], people["women"], people["with_disability"], people["not_told"]) == (4, 3, 2, 3 + 5)
    assert np.isnan(people["boys"])  # unknown, never zero
    assert told.explain(group="girls").value == 4
