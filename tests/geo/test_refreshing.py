"""Who can refresh what, worst first: worked by hand on a handful of records."""

from __future__ import annotations

import pandas as pd
import pytest

from data.freshness import freshness_limits
from geo import frames
from geo.refreshing import CONFIRMABLE, Held, by_refresher, queue, records

AS_OF, AT = "2023-08-31", "2023-09-01T04:00:00+00:00"  # the end of the day in Haiti
LIMITS = freshness_limits()


def table(name: str, *rows: dict) -> pd.DataFrame:
    return frames.FRAMES[name].conform(pd.DataFrame(rows)) if rows else frames.FRAMES[name].empty()


def origins(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["table_name", "record_id", "sender"]).astype("str")


def held(**changed: object) -> Held:
    """S1 stale, S2 fresh, S3 undated; A1 hosts and was counted 30 hours ago, A2 is a list entry of 8 months ago."""
    sites = table(
        "sites",
        {"site_id": "S1", "adm2_pcode": "HT0111", "manager_organisation": "ONG A"},
        {"site_id": "S2", "adm2_pcode": "HT0111"},
        {"site_id": "S3", "adm2_pcode": "HT0711", "manager_organisation": " "},
    ).assign(people=[500.0, 80.0, float("nan")], assessed_on=pd.Series(["2023-05-01", "2023-08-20", None], dtype="str"))
    told = {
        "sites": sites,
        "shelters": table(
            "shelters",
            {"shelter_id": "A1", "adm2_pcode": "HT0111", "shelter_status": "open", "occupancy_persons": 60,
             "capacity_persons": 100, "occupancy_at": "2023-08-30T22:00Z", "observed_on": "2023-08-31",
             "owner_organisation": "Mairie"},
            {"shelter_id": "A2", "adm2_pcode": "HT0711", "capacity_persons": 200, "observed_on": "2023-01-01"},
        ),
        "warehouses": table(
            "warehouses",
            {"warehouse_id": "M1", "adm2_pcode": "HT0111", "operator": "ONG A", "observed_on": "2023-08-31"},
            {"warehouse_id": "M2", "adm2_pcode": "HT0711", "operator": "ONG B"},
        ),
        "ways": table("ways", {"way_id": "R1", "from_pcode": "HT0111", "observed_on": "2023-08-28", "source": "OCHA"}),
        "facilities": table("facilities", {"facility_id": "F1", "adm2_pcode": "HT0111", "observed_on": "2022-01-01"}),
        "balances": pd.DataFrame({"warehouse_id": ["M1", "M1"], "item": ["tarpaulin", "rope"], "held": [300.0, 20.0],
                                  "last_moved_on": ["2023-08-01", "2023-08-10"]}),
        "confirmations": frames.CONFIRMATIONS.empty(),
        "origins": origins(("sites", "S2", "iom"), ("sites", "S3", "iom"), ("facilities", "F1", "osm")),
        "communes": pd.Series({"HT0111": "Port-au-Prince", "HT0711": "Les Cayes"}),
    }  # fmt: skip
    return Held(**(told | changed))


def told(**changed: object) -> pd.DataFrame:
    return records(held(**changed), LIMITS, as_of=AS_OF, at=AT).set_index("record_id")


def test_kinds_ages_and_states():
    rows = told()
    # S1: 31 May days after 1 May is 30, + 30 + 31 + 31 - 0 = 1 May to 31 August 122 days > 12 weeks = 84.
    # A1: 22:00 UTC to 04:00 UTC two dates on = 30 h: between 24 and 48. A2: 242 days, between 180 and 360.
    # M1: last movement 10 August, 21 days: ageing (inclusive). R1: 3 days: fresh. F1: 607 days > 540.
    assert rows["state"].to_dict() == {
        "S1": "stale", "S2": "fresh", "S3": "undated", "A1": "ageing", "A2": "ageing", "M1": "ageing",
        "M2": "undated", "R1": "fresh", "F1": "stale",
    }  # fmt: skip
    assert rows["kind"].to_dict() == {
        "S1": "site_figures", "S2": "site_figures", "S3": "site_figures", "A1": "occupancy", "A2": "shelters",
        "M1": "stock", "M2": "stock", "R1": "ways", "F1": "facilities",
    }  # fmt: skip
    assert rows.loc["S1", "age_days"] == 122
    assert rows.loc["A1", "age_days"] == pytest.approx(30 / 24)


def test_who_can_refresh():
    rows = told()
    who = {key: (row["refresher_kind"], row["refresher"]) for key, row in rows.iterrows()}
    assert who["S1"] == ("manager", "ONG A")
    assert who["S2"] == ("sender", "iom")
    assert who["S3"] == ("sender", "iom")  # a manager of blanks is none
    assert who["A1"] == ("owner", "Mairie")
    assert who["A2"] == ("commune", "Les Cayes")
    assert who["M1"] == ("operator", "ONG A")
    assert who["R1"] == ("source", "OCHA")
    assert who["F1"] == ("sender", "osm")
    nobody = told(origins=origins())
    assert nobody.loc["S2", "refresher_kind"] == "nobody"
    assert pd.isna(nobody.loc["S2", "refresher"])


def test_people_and_quantities_concerned():
    rows = told()
    assert rows["people"].dropna().to_dict() == {"S1": 500, "S2": 80, "A1": 60, "A2": 200}
    assert rows["quantity"].dropna().to_dict() == {"M1": 320}  # nothing is known of M2: not zero


def test_the_queue_is_by_who_with_the_most_people_first():
    late = queue(told().reset_index(), LIMITS, as_of=AS_OF)
    # By people: ONG A as manager 500, commune 200, Mairie 60; then without people: ONG A as operator 320 units;
    # then by kind of who: operator (M2), sender iom (S3), sender osm (F1), one record each.
    assert late.frame["record_id"].tolist() == ["S1", "A2", "A1", "M1", "M2", "S3", "F1"]
    assert late.facts == {"as_of": AS_OF, "fresh": 2, "ageing": 3, "stale": 2, "undated": 2}
    who = by_refresher(late.frame)
    assert who["records"].tolist() == [1] * 7
    assert who.loc[0, ["refresher", "people", "oldest"]].tolist() == ["ONG A", 500.0, "2023-05-01"]
    assert who.loc[4, ["people", "quantity"]].isna().all()
    assert who["undated"].tolist() == [0, 0, 0, 0, 1, 1, 0]


def test_an_age_is_explained_by_its_dates_and_limits():
    late = queue(told().reset_index(), LIMITS, as_of=AS_OF)
    one = late.explain(record_id="S1")
    assert {i.name: i.value for i in one.inputs} == {
        "observed_on": "2023-05-01", "confirmed_on": None, "as_of": AS_OF, "fresh_days": 30.0, "stale_days": 84.0,
        "state": "stale",
    }  # fmt: skip
    assert (one.value, one.unit, one.status) == (122.0, "days", "unverified")


@pytest.mark.parametrize(("name", "record"), [("sites", "S3"), ("warehouses", "M2"), ("shelters", "A2")])
def test_a_confirmation_makes_one_record_fresh_and_no_other(name, record):
    row = {"table_name": name, "record_id": record, "confirmed_on": AS_OF}
    before, after = told(), told(confirmations=table("confirmations", row))
    assert after.loc[record, "state"] == "fresh"
    assert after.loc[record, "dated_on"] == AS_OF
    ages = ["confirmed_on", "dated_on", "age_days", "state"]
    pd.testing.assert_frame_equal(before.drop(columns=ages), after.drop(columns=ages))
    pd.testing.assert_frame_equal(before.drop(index=record), after.drop(index=record))


def test_a_confirmed_day_does_not_make_an_occupancy_younger_than_it_is():
    row = {"table_name": "shelters", "record_id": "A1", "confirmed_on": "2023-08-30"}
    assert told(confirmations=table("confirmations", row)).loc["A1", "age_days"] == pytest.approx(30 / 24)


def test_without_any_record_the_columns_are_the_same():
    nothing = {name: held().__dict__[name].head(0) for name in ("sites", *list(CONFIRMABLE)[1:], "balances")}
    rows = records(held(**nothing), LIMITS, as_of=AS_OF, at=AT)
    assert rows.columns.tolist() == records(held(), LIMITS, as_of=AS_OF, at=AT).columns.tolist()
    assert by_refresher(queue(rows, LIMITS, as_of=AS_OF).frame).empty
