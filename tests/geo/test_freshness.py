"""Ages, states and shares worked by hand; the share of any total equals a fraction in plain Python."""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.freshness import freshness_limits
from data.reference_tables import settings
from geo import frames
from geo.errors import ReferenceProblem
from geo.explain import Explanation, Result
from geo.freshness import (
    KINDS,
    age_days,
    carrying,
    fresh_share,
    fresh_shares,
    last_confirmed,
    later,
    parse_limits,
    source_ages,
    states,
    with_counted_on,
)
from geo.site_services import open_sites, with_people
from tests.geo import small_haiti

NAN = float("nan")
LIMITS = freshness_limits()
HOUSEHOLD = settings()["household_size"]
SITE_FIGURES = LIMITS["site_figures"]


def texts(*values: str | None) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def confirmations(*rows: tuple[str, str, str]) -> pd.DataFrame:
    columns = ["table_name", "record_id", "confirmed_on"]
    return frames.CONFIRMATIONS.conform(pd.DataFrame(rows, columns=columns).astype("str"))


def counted(told: pd.DataFrame) -> pd.DataFrame:
    sites = open_sites(small_haiti.sites(), small_haiti.assessments(), as_of=small_haiti.AS_OF)
    return with_counted_on(with_people(sites, HOUSEHOLD), told, SITE_FIGURES, as_of=small_haiti.AS_OF)


def test_days_are_whole_and_the_future_is_unknown():
    ages = age_days(texts("2023-08-31", "2023-08-01", "2022-08-31", "2023-09-01", None), as_of="2023-08-31")
    # August has 31 days: 1 to 31 August are 30; a year is 365; 1 September has not come.
    assert ages.tolist()[:3] == [0.0, 30.0, 365.0]
    assert ages.isna().tolist() == [False, False, False, True, True]


def test_instants_are_held_against_the_moment():
    told = texts("2023-08-30T12:00Z", "2023-08-31T11:00Z", "2023-08-31T13:00Z", "2023-08-31T06:00-05:00")
    ages = age_days(told, as_of="2023-08-31", at="2023-08-31T12:00:00+00:00")
    # 24 h; 1 h; an hour to come; 6 o'clock in Haiti (UTC-5) is 11 UTC.
    assert ages.fillna(-1).round(6).tolist() == [1.0, round(1 / 24, 6), -1.0, round(1 / 24, 6)]
    # Without a moment: the end of the day, 24 - 11 = 13 h.
    assert age_days(texts("2023-08-31T11:00Z"), as_of="2023-08-31")[0] == pytest.approx(13 / 24)


def test_limits_are_inclusive():
    ages = pd.Series([0.0, 30.0, 30.5, 84.0, 85.0, NAN])
    told = states(ages, SITE_FIGURES.fresh_days, SITE_FIGURES.stale_days)
    assert (SITE_FIGURES.fresh_days, SITE_FIGURES.stale_days) == (30.0, 84.0)  # 12 weeks
    assert told.tolist() == ["fresh", "fresh", "ageing", "ageing", "stale", "undated"]


def test_the_later_of_both_dates_counts():
    own = texts("2023-08-01", "2023-08-01", None, None, "2023-08-01T10:00Z")
    said = texts("2023-08-10", "2023-07-01", "2023-06-01", None, "2023-08-01")
    told = later(own, said)
    assert told[:3].tolist() == ["2023-08-10", "2023-08-01", "2023-06-01"]
    assert pd.isna(told[3])
    assert told[4] == "2023-08-01T10:00Z"  # a day alone is its beginning


def test_confirmations_of_another_table_say_nothing():
    told = confirmations(("sites", "S1", "2023-08-01"), ("sites", "S1", "2023-08-05"), ("shelters", "S2", "2023-08-06"))
    last = last_confirmed(told, "sites", texts("S1", "S2"))
    assert last[0] == "2023-08-05"
    assert pd.isna(last[1])
    assert last_confirmed(told.head(0), "sites", texts("S1")).isna().all()


def test_the_share_of_the_small_haiti():
    sites = counted(confirmations())
    # S1 487, S2 200 x 4.5 = 900 and S3 1,000 were counted 14 to 16 days before; S4 could not be counted; S5's 300
    # people were counted on 20 June, 72 days before. 2,387 / 2,687.
    assert fresh_share(sites["people"], sites["counted_fresh"]) == pytest.approx(2387 / 2687)
    by = fresh_shares(sites, sites["adm2_pcode"].str[:4])
    assert by["HT01"] == 1.0
    assert by["HT07"] == 0.0
    assert math.isnan(by["HT06"])  # nobody is known there
    # S5 confirmed 30 days before: all are fresh; 31 days before: not.
    for day, share in (("2023-08-01", 1.0), ("2023-07-31", 2387 / 2687)):
        again = counted(confirmations(("sites", "S5", day)))
        assert fresh_share(again["people"], again["counted_fresh"]) == pytest.approx(share)


def test_a_confirmation_changes_no_value():
    before, after = counted(confirmations()), counted(confirmations(("sites", "S5", "2023-08-31")))
    ours = ["counted_on", "counted_fresh"]
    pd.testing.assert_frame_equal(before.drop(columns=ours), after.drop(columns=ours))
    assert not before[ours].equals(after[ours])


SITES = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 5000)),
        st.one_of(st.none(), st.integers(0, 90)),
        st.one_of(st.none(), st.integers(0, 90)),
        st.sampled_from("ABC"),
    ),
    max_size=30,
)


@given(SITES)
def test_shares_are_fractions_of_people(rows):
    """Oracle: exact fractions, person by person."""

    def day(ago: int | None) -> str | None:
        return None if ago is None else (pd.Timestamp("2023-08-31") - pd.Timedelta(days=ago)).date().isoformat()

    sites = pd.DataFrame({
        "site_id": texts(*(f"S{n}" for n in range(len(rows)))),
        "people": pd.Series([row[0] for row in rows], dtype="float64"),
        "assessed_on": texts(*(day(row[1]) for row in rows)),
        "place": texts(*(row[3] for row in rows)),
    })  # fmt: skip
    said = confirmations(*(("sites", f"S{n}", day(row[2])) for n, row in enumerate(rows) if row[2] is not None))
    told = with_counted_on(sites, said, SITE_FIGURES, as_of="2023-08-31")
    by = fresh_shares(told, told["place"])
    for place in (None, *"ABC"):
        mine = [row for row in rows if place in (None, row[3]) and row[0] is not None]
        total = sum(row[0] for row in mine)
        fresh = sum(row[0] for row in mine if min((a for a in row[1:3] if a is not None), default=99) <= 30)
        share = fresh_share(told["people"], told["counted_fresh"]) if place is None else by.get(place, NAN)
        if total == 0:
            assert math.isnan(share)
        else:
            assert 0 <= share <= 1
            assert share == pytest.approx(float(Fraction(fresh, total)))


def test_a_result_carries_the_share_and_explains_it():
    frame = pd.DataFrame({"place": ["A", "B"], "people": [10.0, 0.0]})
    result = Result(frame, lambda row: Explanation("idp_individuals", "sum(people)", (), row["people"], "persons"))
    told = carrying(result, pd.Series({"A": 0.25}))
    assert told.frame["fresh_share"].fillna(-1).tolist() == [0.25, -1.0]
    assert [(one.name, one.value, one.unit) for one in told.explain(place="A").inputs] == [
        ("fresh_share", 0.25, "share")
    ]
    assert told.explain(place="B").inputs[0].value is None


def test_the_limits_are_these():
    told = {kind: (one.fresh.value, one.fresh.unit, one.stale.value, one.stale.unit) for kind, one in LIMITS.items()}
    assert told == {
        "site_figures": (30, "days", 12, "weeks"),
        "occupancy": (24, "hours", 48, "hours"),
        "shelters": (6, "months", 12, "months"),
        "stock": (7, "days", 21, "days"),
        "ways": (3, "days", 14, "days"),
        "facilities": (6, "months", 18, "months"),
    }
    assert {one.status for limit in LIMITS.values() for one in (limit.fresh, limit.stale)} == {"unverified"}


def document(**changed: object) -> dict:
    entry = {"value": 1, "unit": "days", "period": "none", "source": "x", "status": "unverified"}
    return {kind: {"fresh": entry, "stale": {**entry, "value": 2, **changed}} for kind in KINDS}


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (document(unit="years"), "freshness.unit"),
        (document(value=0.5), "freshness.order"),
        ({"stock": document()["stock"]}, "freshness.kinds"),
        (document(source=""), "setting.missing_field"),
    ],
)
def test_limits_that_break_their_rules_are_refused(told, code):
    with pytest.raises(ReferenceProblem) as caught:
        parse_limits(told)
    assert caught.value.code == code


def test_ages_of_sources():
    ages = source_ages(
        {
            "a": (pd.DataFrame({"d": ["2023-08-01", "2023-08-30"]}), "d"),
            "b": (pd.DataFrame({"d": pd.Series([None], dtype="str")}), "d"),
        },
        as_of="2023-08-31",
    )
    assert ages["newest"].fillna("").tolist() == ["2023-08-30", ""]
    assert ages["age_days"].fillna(-1).tolist() == [1.0, -1.0]
