"""Displacement series by operation and round, by hand; the recorded answers of DTM as the oracle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo import frames
from geo.displacement_series import SERIES, displacement_series
from geo.places import communes_at
from tests.geo import small_haiti

AS_OF = "2023-08-31"


def rows(*told: tuple) -> pd.DataFrame:
    """(place, level, day, operation, round, individuals)."""
    names = ["adm_pcode", "adm_level", "observed_on", "operation", "round", "individuals"]
    return frames.DISPLACEMENT.conform(pd.DataFrame(told, columns=names))


def of(frame: pd.DataFrame, place: str, level: str, as_of: str = AS_OF) -> pd.DataFrame:
    communes = communes_at(small_haiti.places(), level)
    return displacement_series(frame, communes[communes["place"] == place], as_of=as_of).frame


TOLD = rows(
    ("HT0111", "adm2", "2023-03-31", "Monitoring", 1, 100), ("HT0131", "adm2", "2023-03-30", "Monitoring", 1, 50),
    ("HT0711", "adm2", "2023-03-31", "Monitoring", 1, 30), ("HT0111", "adm2", "2023-06-30", "Monitoring", 2, 120),
    ("HT0111", "adm2", "2021-08-20", "Earthquake", 1, 7),
    ("HT01", "adm1", "2023-03-31", "Monitoring", 1, 150), ("HT", "adm0", "2023-03-31", "Monitoring", 1, 180),
    ("HT01", "adm1", "2022-12-31", "Monitoring", 0, 90), ("HT0111", "adm2", "2023-09-30", "Monitoring", 3, 999),
)  # fmt: skip


def test_operations_are_apart_and_levels_count_once():
    nation = of(TOLD, "HT", "adm0")
    # of round 1 the communes count: 100 + 50 + 30, not the department and the country on top of them
    assert nation[["operation", "round", "people", "places", "told_at"]].to_numpy().tolist() == [
        ["Earthquake", 1, 7, 1, "adm2"], ["Monitoring", 1, 180, 3, "adm2"], ["Monitoring", 2, 120, 1, "adm2"]]  # fmt: skip
    assert nation.loc[1, ["first_on", "last_on"]].tolist() == ["2023-03-30", "2023-03-31"]
    # round 0 was told of the department alone
    ouest = of(TOLD, "HT01", "adm1")
    assert ouest[["operation", "round", "people", "places", "told_at"]].to_numpy().tolist() == [
        ["Earthquake", 1, 7, 1, "adm2"], ["Monitoring", 0, 90, 1, "adm1"], ["Monitoring", 1, 150, 2, "adm2"],
        ["Monitoring", 2, 120, 1, "adm2"]]  # fmt: skip
    assert of(TOLD, "MAPAP", "mapap")["people"].tolist() == [7, 150, 120]
    assert of(TOLD, "HT0711", "adm2")["people"].tolist() == [30]


def test_reasons_add_up_and_what_nobody_tells_is_unknown():
    frame = rows(("HT0111", "adm2", "2023-03-31", "A", 1, 100), ("HT0111", "adm2", "2023-03-31", "A", 1, 20))
    frame["displacement_reason"] = ["conflict", "other"]
    frame["host_family_individuals"] = [60, np.nan]
    told = of(frame, "HT", "adm0")
    assert told[["people", "host_people", "places"]].to_numpy().tolist() == [[120, 60, 1]]
    assert np.isnan(told["site_people"][0])


def test_a_series_without_rounds_goes_by_its_days():
    told = of(small_haiti.displacement(), "HT", "adm0")
    # March 1,500 + 600; July 1,800 and 400 (the blank of Croix-des-Bouquets is no figure); Torbeck is later
    assert told[["last_on", "host_people", "places"]].to_numpy().tolist() == [
        ["2023-03-31", 2_100, 2], ["2023-07-31", 2_200, 2]]  # fmt: skip
    assert told["round"].isna().all()
    assert told["people"].isna().all()


def test_nothing_told_gives_the_same_columns_and_a_row_explains_itself():
    none, full = of(frames.DISPLACEMENT.empty(), "HT", "adm0"), of(TOLD, "HT", "adm0")
    assert tuple(none.columns) == SERIES
    assert none.dtypes.to_dict() == full.dtypes.to_dict()
    communes = communes_at(small_haiti.places(), "adm0")
    why = displacement_series(TOLD, communes, as_of=AS_OF).explain(operation="Monitoring", round=1)
    assert (why.value, why.dated) == (180, "2023-03-30/2023-03-31")
    assert {one.name: one.value for one in why.inputs}["places"] == 3


@pytest.mark.shared
def test_every_round_of_the_recorded_answers(shared: Path):
    answer = json.loads((shared / "data" / "dtm" / "displacement-admin2-admin0pcode-hti.json").read_text("utf-8"))
    told = answer["result"] if isinstance(answer, dict) else answer
    frame = frames.DISPLACEMENT.conform(pd.DataFrame([
        {"adm_pcode": row["admin2Pcode"], "adm_level": "adm2", "observed_on": row["reportingDate"][:10],
         "operation": row["operation"], "round": row["roundNumber"], "individuals": row["numPresentIdpInd"]}
        for row in told
    ]))  # fmt: skip
    codes = sorted(set(frame["adm_pcode"]))
    communes = pd.DataFrame({"adm2_pcode": codes, "place": "HT", "name": "Haïti"})
    made = displacement_series(frame, communes, as_of="2025-12-31").frame
    wanted = pd.read_csv(shared / "tables" / "dtm_haiti_rounds.csv")
    got = made[made["operation"] == "Countrywide monitoring"].set_index("round")
    for row in wanted.itertuples():
        assert got.loc[row.round, ["people", "last_on"]].tolist() == [row.idp_individuals, row.reporting_date]
        assert got.loc[row.round, "places"] == row.admin2_with_idps
