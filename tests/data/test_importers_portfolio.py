"""Past disasters: two public lists, their rows summed by disaster and place, the real ones read again independently."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.data.import_setting import places, preview, told

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "portfolio"


def test_rows_of_one_disaster_and_place_are_summed():
    found = preview("portfolio", FIXTURES / "esups.csv", places=places())
    assert found.layout == "portfolio_esups"
    # Rows 2 and 3 speak of one disaster and place: 1,200 + 300. The day 0 of row 5 is unknown, month 13 of row 6 is none.
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (5, 4, 1)
    rows = found.rows.set_index(["disaster_id", "place"])
    assert rows["people_affected"].fillna(-1).to_dict() == {
        ("2008-0001-HTI", "Vil Yon, Haiti"): 1500, ("2008-0001-HTI", "Vil De, Haiti"): 50,
        ("1998-0002-MDG", "Ville, Madagascar"): -1,
    }  # fmt: skip
    assert rows["observed_on"].tolist() == ["2008-09-03", "2008-09-03", "1998-02-01"]
    assert rows["disaster_type"].tolist() == ["cyclone", "cyclone", "flood"]
    assert rows["country_iso3"].tolist() == ["HTI", "HTI", "MDG"]
    assert {(None, "", "rows_summed"), (None, "", "rows_of_other_countries")} <= set(told(found))
    assert {(row, code) for row, _, code in told(found) if row} == {(6, "not_a_date"), (6, "above_most")}


def test_an_export_of_emdat():
    found = preview("portfolio", FIXTURES / "emdat.csv", places=places())
    assert (found.layout, found.rows_read, found.rows_accepted) == ("portfolio_emdat", 4, 4)
    rows = found.rows
    assert rows["row_number"].tolist() == [8, 9, 10, 11]
    assert rows["place"].unique().tolist() == ["country"]
    assert rows["name"].tolist()[0] == 'Siklòn "Gerda"'
    assert rows["disaster_type"].tolist() == ["cyclone", "other", "flood", "cyclone"]
    # Of an unknown day the first of the month, of an unknown month the first of the year: 1935 is no error here.
    assert rows["observed_on"].tolist() == ["2008-08-26", "2005-10-01", "1935-01-01", "2000-02-27"]
    assert rows["people_affected"].isna().tolist() == [False, True, True, False]
    assert rows[["longitude", "latitude"]].isna().all(axis=None)
    others = [problem for problem in found.problems if problem.code == "rows_of_other_countries"]
    assert [problem.params for problem in others] == [{"rows": 1, "here": 3}]


@pytest.mark.shared
def test_real_esups(shared):
    path = shared / "data/esups/disasters.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    found = preview("portfolio", path, places=places(), today="2024-01-01")
    assert (len(lines), found.rows_read, found.rows_rejected) == (326, 326, 0)
    assert found.rows["disaster_id"].nunique() == len({line["DisasterID"] for line in lines}) == 64
    assert len(found.rows) == len({(line["DisasterID"], line["gglAddress"]) for line in lines})
    assert found.rows["people_affected"].sum() == sum(int(line["TotAffected"]) for line in lines)
    by_disaster: dict[str, int] = {}
    for line in lines:
        by_disaster[line["DisasterID"]] = by_disaster.get(line["DisasterID"], 0) + int(line["TotAffected"])
    assert found.rows.groupby("disaster_id")["people_affected"].sum().to_dict() == by_disaster


@pytest.mark.shared
def test_real_emdat(shared):
    path = shared / "data/disasters/demo_emdat_impact_data_2020.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream.readlines()[6:]))
    found = preview("portfolio", path, places=places(), today="2024-01-01")
    assert (found.rows_read, found.rows_rejected) == (len(lines), 0)
    assert found.rows["people_affected"].sum() == sum(float(line["Total Affected"] or 0) for line in lines)
    assert found.rows["deaths"].sum() == sum(float(line["Total Deaths"] or 0) for line in lines)
    haiti = found.rows[found.rows["country_iso3"] == "HTI"]
    here = [line for line in lines if line["ISO"] == "HTI"]
    assert (len(haiti), len(here)) == (26, 26)
    assert haiti["people_affected"].sum() == sum(float(line["Total Affected"] or 0) for line in here)
