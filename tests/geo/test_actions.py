"""Actions on a day, worked by hand: what is open, what is overdue, and how much each organisation has before it."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import frames
from geo.actions import BY, COUNTED, OPEN, STATES, action_counts, action_total, actions_on, pending
from tests.geo import small_haiti

DAY = "2023-08-31"
COLUMNS = ["action_id", "site_id", "adm2_pcode", "sector", "responsible_organisation", "opened_on", "due_on",
           "action_status", "done_on"]  # fmt: skip
ROWS = [
    ("A1", "S1", None, "wash", "ODLO", "2023-08-01", "2023-08-30", "open", None),  # one day late
    ("A2", "S1", None, "wash", "ODLO", "2023-08-01", "2023-08-31", "open", None),  # due today: not late
    ("A3", "S3", None, "cccm", "ODLO", "2023-08-01", None, "open", None),  # nobody says by when: never late
    ("A4", None, "HT0711", "wash", None, "2023-08-01", "2023-07-01", "done", "2023-08-15"),  # done late, but done
    ("A5", "S3", None, "wash", "FOKAL", "2023-08-01", "2023-08-20", "done", "2023-09-02"),  # done after the day
    ("A6", "S3", None, None, "FOKAL", "2023-08-01", "2023-08-10", "dropped", None),
    ("A7", "S1", None, "cccm", "FOKAL", "2023-08-01", "2023-08-10", None, None),  # nobody says whether it is done
    ("A8", "S1", None, "cccm", "FOKAL", "2023-09-01", "2023-09-10", "open", None),  # opens after the day
    ("A9", "S1", None, "cccm", "FOKAL", None, "2023-08-10", None, "2023-08-09"),  # a day of doing is a status
]


def table(rows: list[tuple]) -> pd.DataFrame:
    return frames.ACTIONS.conform(pd.DataFrame(rows, columns=COLUMNS).assign(action="x"))


def told(day: str = DAY, rows: list[tuple] = ROWS):
    return actions_on(table(rows), small_haiti.sites(), as_of=day)


def test_each_action_stands_as_it_does_on_the_day():
    rows = told().frame.set_index("action_id")
    assert rows["action_state"].to_dict() == {
        "A5": "overdue",  # due on 20 August, done on 2 September: on 31 August it was eleven days late
        "A1": "overdue", "A2": "due", "A3": "undated", "A7": "not_told", "A9": "done", "A4": "done", "A6": "dropped",
    }  # fmt: skip
    assert rows["days_overdue"].dropna().to_dict() == {"A5": 11.0, "A1": 1.0}
    assert rows["days_left"].dropna().to_dict() == {"A2": 0.0}
    assert rows.loc["A1", "adm2_pcode"] == small_haiti.sites().set_index("site_id").loc["S1", "adm2_pcode"]
    assert rows.loc["A4", "adm2_pcode"] == "HT0711"


def test_what_presses_most_comes_first():
    assert told().frame["action_id"].tolist() == ["A5", "A1", "A2", "A3", "A7", "A4", "A9", "A6"]


def test_another_day_is_another_picture():
    # On 1 September A2 is late too, A8 is open; on 3 September A5 is done.
    first = told("2023-09-01").frame.set_index("action_id")
    assert first.loc[["A2", "A8"], "action_state"].tolist() == ["overdue", "due"]
    assert first.loc["A8", "days_left"] == 9.0
    assert told("2023-09-03").frame.set_index("action_id").loc["A5", "action_state"] == "done"


def test_without_a_due_date_nothing_is_ever_overdue():
    rows = [(*row[:6], None, *row[7:]) for row in ROWS]
    assert "overdue" not in set(told("2099-01-01", rows).frame["action_state"])


def test_counts_by_organisation():
    # ODLO: A1 late, A2 due, A3 undated = 3 open. FOKAL: A5 late = 1 open; A7 not told, A9 done, A6 dropped.
    # Nobody: A4 done. ODLO and FOKAL have one late each; ODLO has more open.
    frame = action_counts(told().frame, "responsible_organisation").frame
    assert frame["responsible_organisation"].tolist()[:2] == ["ODLO", "FOKAL"]
    assert frame["responsible_organisation"].isna().tolist() == [False, False, True]
    assert frame["open_actions"].tolist() == [3, 1, 0]
    assert frame["overdue_actions"].tolist() == [1, 1, 0]
    assert frame["not_told_actions"].tolist() == [0, 1, 0]
    assert frame["done_actions"].tolist() == [0, 1, 1]
    assert frame["due_first"].tolist()[:2] == ["2023-08-30", "2023-08-20"]
    assert frame["due_first"].isna().tolist() == [False, False, True]


def test_the_total_and_its_explanation_say_the_same():
    # Open: A5, A1 (late), A2 (due), A3 (undated).
    whole = action_total(told().frame, as_of=DAY)
    assert whole.value == 4
    assert {one.name: one.value for one in whole.inputs} == {
        "overdue_actions": 2, "due_actions": 1, "undated_actions": 1, "not_told_actions": 1, "done_actions": 2,
        "dropped_actions": 1,
    }  # fmt: skip
    assert whole.notes == ("actions.undated", "actions.not_told")
    late = told().explain(action_id="A5")
    assert (late.value, late.unit) == (11.0, "days")
    assert {one.name: one.value for one in late.inputs}["due_on"] == "2023-08-20"
    assert told().explain(action_id="A3").value is None
    assert told().explain(action_id="A3").notes == ("actions.undated",)
    assert told().explain(action_id="A2").value == 0


def test_what_still_stands_is_open_or_of_unknown_status():
    assert pending(told().frame)["action_id"].tolist() == ["A5", "A1", "A2", "A3", "A7"]


def test_an_empty_table_gives_the_same_columns():
    empty = told(rows=[]).frame
    assert empty.empty
    assert empty.columns.tolist() == told().frame.columns.tolist()
    for by in BY:
        assert action_counts(empty, by).frame.columns.tolist() == action_counts(told().frame, by).frame.columns.tolist()


DAYS = st.none() | st.sampled_from(["2023-08-01", "2023-08-30", "2023-08-31", "2023-09-01"])
MANY = st.lists(
    st.tuples(
        st.sampled_from(["S1", "S3", "S9", None]), st.sampled_from(["HT0111", None]),
        st.sampled_from(["wash", None]), st.sampled_from(["ODLO", None]), DAYS, DAYS,
        st.sampled_from([*frames.ACTION_STATUSES, None]), DAYS,
    ), max_size=8,
)  # fmt: skip


@given(MANY)
def test_counts_conserve_and_each_action_is_in_one_state(rows):
    frame = told(rows=[(f"A{n}", *row) for n, row in enumerate(rows)]).frame
    assert set(frame["action_state"]) <= set(STATES)
    for by in BY:
        counts = action_counts(frame, by).frame
        assert counts[list(COUNTED.values())].to_numpy().sum() == len(frame)
        assert counts["open_actions"].sum() == frame["action_state"].isin(OPEN).sum()
    late = frame[frame["action_state"] == "overdue"]
    assert (late["due_on"] < DAY).all()
    assert (late["days_overdue"] > 0).all()


@pytest.mark.parametrize("status", ["open", None])
def test_later_days_never_make_an_overdue_action_timely(status):
    rows = [("A1", "S1", None, "wash", "ODLO", None, "2023-08-10", status, None)]
    states = [told(f"2023-08-{day:02d}", rows).frame["action_state"].iloc[0] for day in (9, 10, 11, 30)]
    assert states == (["due", "due", "overdue", "overdue"] if status else ["not_told"] * 4)
