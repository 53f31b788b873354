"""What else is planned or was distributed in the same place and window, worked by hand."""

from __future__ import annotations

import math

import pandas as pd

from geo.frames import MOVEMENTS, SERVICES
from geo.request_overlaps import request_overlaps

DAY = "2023-08-31"
MINE = {"request_id": "R0", "site_id": "S1", "adm2_pcode": "HT0111", "planned_on": "2023-09-10",
        "items": ("rope", "tarpaulin")}  # fmt: skip
COLUMNS = ["request_id", "state", "organisation", "site_id", "adm2_pcode", "planned_on", "distributed_on",
           "households", "households_approved", "households_reported", "items"]  # fmt: skip


def told(*rows: dict) -> pd.DataFrame:
    texts = dict.fromkeys(COLUMNS[:7], "str")
    numbers = dict.fromkeys(COLUMNS[7:10], "float64")
    filled = [{"state": "received", "adm2_pcode": "HT0111", "items": (), **row} for row in rows]
    return pd.DataFrame(filled, columns=COLUMNS).astype({**texts, **numbers})


def found(requests: pd.DataFrame | None = None, moved: list[dict] | None = None, services: list[dict] | None = None,
          mine: dict | None = None):  # fmt: skip
    movements = MOVEMENTS.conform(pd.DataFrame(moved or [], columns=[c.name for c in MOVEMENTS.columns]))
    activities = SERVICES.conform(pd.DataFrame(services or [], columns=[c.name for c in SERVICES.columns]))
    every = told() if requests is None else requests
    return request_overlaps({**MINE, **(mine or {})}, every, movements, activities, window_days=60.0, as_of=DAY)


def test_the_window_is_inclusive_and_the_same_site_comes_first():
    rows = told(
        {"request_id": "near", "planned_on": "2023-09-12", "households": 90},
        {"request_id": "site", "site_id": "S1", "planned_on": "2023-11-09", "items": ("rope",)},  # 60 days
        {"request_id": "far", "planned_on": "2023-11-10"},  # 61 days
        {"request_id": "elsewhere", "planned_on": "2023-09-10", "adm2_pcode": "HT0112"},
        {"request_id": "gone", "planned_on": "2023-09-10", "state": "refused"},
    )
    frame = found(rows).frame
    assert frame[["id", "same_place", "days_apart", "items_shared"]].to_numpy().tolist() == [
        ["site", "site", 60.0, 1.0], ["near", "commune", 2.0, 0.0],
    ]  # fmt: skip


def test_what_was_distributed_counts_with_its_day_and_its_households():
    rows = told({"request_id": "done", "state": "reported", "planned_on": "2023-01-01", "distributed_on": "2023-08-20",
                 "households": 100, "households_approved": 80, "households_reported": 75})  # fmt: skip
    result = found(rows)
    assert result.frame[["standing", "on", "households"]].to_numpy().tolist() == [["done", "2023-08-20", 75.0]]
    assert (result.facts["served_most"], math.isnan(result.facts["planned_most"])) == (75.0, True)


def test_lines_of_one_distribution_are_one_and_its_households_are_not_added():
    line = {"kind": "distribution", "document": "BD-1", "moved_on": "2023-08-15", "site_id": "S1", "quantity": 5.0,
            "adm2_pcode": "HT0111", "households_served": 120.0}  # fmt: skip
    moved = [{**line, "movement_id": f"M{n}", "item": item} for n, item in enumerate(("rope", "tarpaulin", "soap"))]
    other = {**line, "movement_id": "M9", "item": "rope", "document": "BD-2", "households_served": 40.0}
    frame = found(moved=[*moved, other]).frame
    assert frame[["households", "items_shared"]].to_numpy().tolist() == [[120.0, 2.0], [40.0, 1.0]]
    assert found(moved=[*moved, other]).facts["served_most"] == 120.0


def test_a_movement_of_a_request_is_told_with_the_request():
    moved = [{"kind": "distribution", "moved_on": "2023-08-15", "request_id": "R7", "item": "rope", "quantity": 5.0,
              "adm2_pcode": "HT0111"}]  # fmt: skip
    rows = told({"request_id": "R7", "state": "distributed", "distributed_on": "2023-08-15"})
    assert found(rows, moved).frame["kind"].tolist() == ["request"]
    assert found(told(), moved).frame["kind"].tolist() == ["distribution"]  # of a request that nobody knows


def test_activities_count_at_the_site_or_of_the_whole_commune():
    about = {"sector": "shelter_nfi", "organisation": "A", "activity_status": "ongoing", "adm2_pcode": "HT0111"}
    services = [
        {**about, "service_id": "here", "site_id": "S1"}, {**about, "service_id": "other", "site_id": "S2"},
        {**about, "service_id": "commune"}, {**about, "service_id": "water", "sector": "wash"},
        {**about, "service_id": "over", "activity_status": "completed"},
    ]  # fmt: skip
    assert found(services=services).frame["id"].tolist() == ["here", "commune"]
    of_commune = found(services=services, mine={"site_id": None}).frame
    assert set(of_commune["id"]) == {"here", "other", "commune"}


def test_without_a_planned_day_the_window_is_around_today_and_the_explanation_says_so():
    rows = told({"request_id": "near", "planned_on": "2023-10-30"}, {"request_id": "undated"})  # 60 days from DAY
    result = found(rows, mine={"planned_on": None})
    assert result.frame["id"].tolist() == ["near", "undated"]
    explained = result.explain(id="near")
    assert (explained.value, explained.inputs[0].value) == (60.0, DAY)


def test_who_distributed_is_the_owner_of_the_stock_never_the_place():
    line = {"kind": "distribution", "moved_on": "2023-08-15", "site_id": "S1", "quantity": 5.0, "item": "rope",
            "adm2_pcode": "HT0111"}  # fmt: skip
    moved = [
        {**line, "movement_id": "M1", "document": "A", "counterpart": "S1"},
        {**line, "movement_id": "M2", "document": "B", "counterpart": "ONG"},
        {**line, "movement_id": "M3", "document": "C", "counterpart": "S1", "owner_organisation": "DGPC"},
        {**line, "movement_id": "M4", "document": "D", "site_id": None, "counterpart": "HT0111"},
    ]
    told = found(moved=moved).frame.set_index("id")["organisation"]
    assert told.fillna("-").to_dict() == {"M1": "-", "M2": "ONG", "M3": "DGPC", "M4": "-"}
