"""An emergency by hand: confirmed bulletins hold, reports replace one another and are never summed over time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.access import LOCAL, NOBODY
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from geo.frames import IMPACTS
from geo.impacts import MEASURES, impacts_by_place, last_reports
from geo.places import communes_at
from results import Results

DAY, AT = "2023-08-31", "2023-08-31T20:00Z"
SOME = ("HT0711", "HT0713", "HT0811", "HT0111", "HT1011")


def bulletin(place: str, level: str, at: str, **more: str) -> dict:
    told = {"series": "vigilance", "hazard": "cyclone", "issuer": "UHM", "entered_by": "A"}
    return told | {"adm1_pcode": place, "level": level, "issued_at": f"{DAY}T{at}Z", "observed_on": DAY} | more


def report(commune: str, at: str, **figures: float) -> dict:
    return {"emergency": "EX", "adm2_pcode": commune, "reported_at": f"{DAY}T{at}Z", "observed_on": DAY, **figures}


BULLETINS = (
    bulletin("HT07", "orange", "06:00"), bulletin("HT07", "red", "12:00"),  # the second waits
    bulletin("HT08", "yellow", "06:00"), bulletin("HT01", "red", "06:00"),
    bulletin("HT08", "alert", "07:00", series="alerte"),
)  # fmt: skip
CONFIRMED = ("HT07|cyclone|2023-08-31T06:00Z", "HT08|cyclone|2023-08-31T06:00Z")
REPORTS = (
    report("HT0711", "08:00", deaths=2, people_affected=100), report("HT0711", "16:00", deaths=1, people_affected=300),
    report("HT0713", "09:00", people_affected=40), report("HT0811", "10:00", deaths=0),
    report("HT0811", "21:00", deaths=9), report("HT0111", "10:00", people_affected=5) | {"emergency": "OTHER"},
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / "pare.db")
    with made.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("alerts", pd.DataFrame(BULLETINS))
        batch.patch("confirmations", pd.DataFrame([
            {"table_name": "alerts", "record_id": f"vigilance|{one}", "confirmed_on": DAY, "confirmed_by": "B"}
            for one in CONFIRMED
        ]))  # fmt: skip
        batch.patch("impacts", pd.DataFrame(REPORTS))
        batch.patch("activations", pd.DataFrame([
            {"centre": "national", "place": "HT", "issued_at": f"{DAY}T08:00Z", "activation": "watch"},
            {"centre": "national", "place": "HT", "issued_at": f"{DAY}T12:00Z", "activation": "total"},
            {"centre": "department", "place": "HT07", "issued_at": f"{DAY}T21:00Z", "activation": "total"},
        ]))  # fmt: skip
    return made


@pytest.fixture
def results(store):
    return Results(Source(store).take(audience="coordinator", as_of=DAY), LOCAL)


def test_only_confirmed_bulletins_hold_and_what_waits_is_said(results):
    told = results.alerts_in_force("vigilance", AT)
    held = told.frame[told.frame["state"] == "in_force"]
    assert held[["adm1_pcode", "level"]].values.tolist() == [["HT07", "orange"], ["HT08", "yellow"]]
    waiting = told.frame[told.frame["state"] == "to_confirm"]
    assert waiting[["adm1_pcode", "level", "name"]].values.tolist() == [
        ["HT07", "red", "Sud"],
        ["HT01", "red", "Ouest"],
    ]
    assert (told.facts["to_confirm"], told.facts["second_person"]) == (2, True)
    assert results.alerts_in_force("alerte", AT).facts["to_confirm"] == 1
    assert results.to_confirm(AT)["series"].tolist() == ["vigilance", "alerte", "vigilance"]  # 12:00, 07:00, 06:00
    worst = results.worst_by_department("vigilance", AT).set_index("adm1_pcode")
    assert worst.loc["HT07", ["level", "waiting"]].tolist() == ["orange", 1]
    assert worst.loc["HT01", ["state", "waiting"]].tolist() == ["not_told", 1]
    assert pd.isna(worst.loc["HT01", "level"])


def test_a_series_that_is_none_is_refused_and_each_has_its_own_rows(results):
    with pytest.raises(DataProblem, match="unknown_value"):
        results.worst_by_department("both", AT)
    assert set(results.alerts_in_force("alerte", AT).frame["series"]) == {"alerte"}
    assert set(results.alerts_in_force("vigilance", AT).frame["series"]) == {"vigilance"}


def test_history_and_centres_up_to_the_hour(results):
    assert results.bulletins("vigilance", "HT07", AT)["level"].tolist() == ["red", "orange"]
    assert len(results.bulletins(at="2023-08-31T06:30Z")) == 3
    centres = results.activations(AT)
    assert centres[["place", "activation", "name"]].values.tolist() == [["HT", "total", "Haïti"]]
    assert len(results.activations("")) == 2  # the end of the day: the Sud too


def test_emergencies_and_their_reports(results):
    told = results.emergencies(AT)
    assert told[["emergency", "reports", "communes"]].values.tolist() == [["EX", 4, 3], ["OTHER", 1, 1]]
    frame = results.reports("EX", AT).frame.set_index("adm2_pcode")
    assert frame["deaths"][["HT0711", "HT0811"]].tolist() == [1.0, 0.0]  # the last ones; 21:00 is not told yet
    assert np.isnan(frame["deaths"]["HT0713"])
    assert (frame["lowered"]["HT0711"], frame["silent_hours"]["HT0711"]) == ("deaths", 4.0)
    before = results.previous_reports("EX", AT).frame.set_index("adm2_pcode")
    assert before["deaths"]["HT0711"] == 2.0
    assert before["reported_at"][["HT0713", "HT0811"]].isna().all()
    assert results.report_history("EX", "HT0711", AT)["deaths"].tolist() == [1.0, 2.0]


def test_sums_of_the_last_reports_and_who_is_missing(results):
    """Sud: 300 + 40 people; deaths 1, told by one of the two. Grand'Anse: no death, people not told."""
    rows = results.impacts("EX", "adm1", AT).frame.set_index("place")
    assert rows.loc["HT07", ["people_affected", "deaths", "deaths_communes", "communes_reporting"]].tolist() == [
        340, 1, 1, 2]  # fmt: skip
    assert rows.loc["HT08", "deaths"] == 0
    assert np.isnan(rows.loc["HT08", "people_affected"])
    assert np.isnan(rows.loc["HT01", "deaths"])
    whole = results.impacts("EX", "adm0", AT)
    assert (whole.frame["people_affected"].tolist(), whole.facts["communes_without_report"]) == ([340], 137)


def test_nobody_sees_nothing(store):
    theirs = Results(Source(store).take(audience="nobody", as_of=DAY), NOBODY)
    for asked in (
        lambda: theirs.alerts_in_force("vigilance"),
        theirs.activations,
        theirs.emergencies,
        lambda: theirs.reports("EX"),
    ):
        with pytest.raises(NotAllowed):
            asked()


# -- whatever is reported ------------------------------------------------------------------------------------------

_HOURS = st.integers(0, 19).map(lambda hour: f"{DAY}T{hour:02d}:00Z")
_FIGURE = st.none() | st.integers(0, 1000)
_REPORT = st.fixed_dictionaries({
    "adm2_pcode": st.sampled_from(SOME), "reported_at": _HOURS, **dict.fromkeys(MEASURES, _FIGURE),
})  # fmt: skip
_REPORTS = st.lists(_REPORT, max_size=12, unique_by=lambda one: (one["adm2_pcode"], one["reported_at"]))
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(told=_REPORTS)
def test_a_bilan_is_replaced_and_its_levels_agree(results, told):
    """Each cell is the last value told, whatever came before; communes, departments and the nation sum up alike."""
    impacts = IMPACTS.conform(
        pd.DataFrame(told, columns=["adm2_pcode", "reported_at", *MEASURES]).assign(emergency="EX")
    )
    places = results.snapshot.frame("places")
    reports = last_reports(impacts, communes_at(places, "adm2"), "EX", at=AT).frame
    by_hand = {}
    for one in sorted(told, key=lambda row: row["reported_at"]):
        for name in MEASURES:
            if one[name] is not None:
                by_hand[one["adm2_pcode"], name] = one[name]
    for (commune, name), value in by_hand.items():
        assert reports.set_index("adm2_pcode").loc[commune, name] == value
    assert reports[list(MEASURES)].notna().sum().sum() == len(by_hand)
    levels = [impacts_by_place(reports, communes_at(places, level)).frame for level in ("adm2", "adm1", "adm0")]
    for finer, coarser in pairwise(levels):
        for name in MEASURES:
            assert finer[name].sum(min_count=1) == coarser[name].sum(min_count=1) or finer[name].isna().all()
            assert finer[f"{name}_communes"].sum() == coarser[f"{name}_communes"].sum()
            assert coarser[name].isna().all() == (not any(key[1] == name for key in by_hand))


@MANY
@given(told=_REPORTS, more=_REPORT)
def test_the_same_report_again_changes_nothing(results, told, more):
    impacts = pd.DataFrame([*told, more], columns=["adm2_pcode", "reported_at", *MEASURES]).assign(emergency="EX")
    impacts = IMPACTS.conform(impacts.drop_duplicates(["adm2_pcode", "reported_at"], keep="last"))
    communes = communes_at(results.snapshot.frame("places"), "adm2")
    once = last_reports(impacts, communes, "EX", at=AT).frame
    last = impacts.sort_values("reported_at").groupby("adm2_pcode")[list(MEASURES)].last().reset_index()
    again = pd.concat([impacts, last.assign(emergency="EX", reported_at=AT)], ignore_index=True)
    twice = last_reports(IMPACTS.conform(again), communes, "EX", at=AT).frame
    kept = ["adm2_pcode", *MEASURES]
    pd.testing.assert_frame_equal(
        once[kept].sort_values("adm2_pcode", ignore_index=True),
        twice[kept].sort_values("adm2_pcode", ignore_index=True),
    )
