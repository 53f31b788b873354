"""Stock to come and what is late, by hand; what a projection conserves."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.stock_pipeline import COMING, expected, pipeline
from geo.stock_projection import Coming, projection
from tests.geo.stock_setting import ON


def lots(*rows: tuple[str | None, float]) -> pd.DataFrame:
    return pd.DataFrame([("soap", *row) for row in rows], columns=["item", "expiry", "quantity"]).astype(
        {"expiry": "str", "quantity": "float64"}
    )


def arrivals(*rows: tuple[str | None, float]) -> pd.DataFrame:
    return lots(*rows).rename(columns={"expiry": "expected_on"})


def projected(stock: pd.DataFrame, coming: pd.DataFrame, use: float = 100, months: int = 3):
    return projection(Coming(stock, coming, pd.Series({"soap": use})), on=ON, months=months)


def test_use_takes_what_expires_first_and_the_rest_of_a_lot_expires():
    # 250 that expires on 15 October, 100 without a date; 100 a month. Months end 30 September, 31 October, 30 November.
    # September: 250 - 100 = 150 of the lot left. October: 100 more of it, 50 expire. November: 100 + 40 arrived, 100 used.
    told = projected(lots(("2023-10-15", 250), (None, 100)), arrivals(("2023-11-30", 40)))
    frame = told.frame.set_index("month")
    assert frame["left"].tolist() == [350, 250, 100, 40]
    assert frame["expired"].tolist() == [0, 0, 50, 0]
    assert frame["arrivals"].tolist() == [0, 0, 0, 40]
    assert frame["until"].tolist() == ["2023-08-31", "2023-09-30", "2023-10-31", "2023-11-30"]
    assert told.explain(month=2).value == 100


def test_what_runs_short_is_said_and_stock_never_falls_below_nothing():
    frame = projected(lots((None, 150)), arrivals()).frame.set_index("month")
    assert frame["left"].tolist() == [150, 50, 0, 0]
    assert frame["short"].tolist() == [0, 0, 50, 100]


def test_late_and_undated_arrivals_are_left_out_and_told():
    told = projected(lots((None, 500)), arrivals((ON, 70), ("2023-08-01", 30), (None, 9), ("2023-09-01", 5)))
    assert told.frame["arrivals"].sum() == 5
    assert (told.facts["late"], told.facts["undated"]) == ({"soap": 100}, {"soap": 9})


def test_unknown_use_projects_nothing():
    frame = projected(lots((None, 500)), arrivals(("2023-09-05", 5)), use=math.nan).frame.set_index("month")
    assert frame.loc[0, "left"] == 500
    assert frame.loc[1:, "left"].isna().all()
    assert frame.loc[1, "arrivals"] == 5


DAYS = st.sampled_from([None, "2023-09-10", "2023-10-10", "2023-11-10", "2024-05-01"])


@given(st.lists(st.tuples(DAYS, st.integers(0, 300)), max_size=5),
       st.lists(st.tuples(st.sampled_from(["2023-09-12", "2023-10-12"]), st.integers(0, 300)), max_size=3),
       st.integers(0, 200))  # fmt: skip
def test_what_was_there_and_came_is_used_expired_or_left(stock, coming, use):
    frame = projected(lots(*stock), arrivals(*coming), use=use).frame
    later = frame[frame["month"] > 0]
    came = frame["left"].iloc[0] + later["arrivals"].sum()
    assert came == pytest.approx(later["used_expected"].sum() + later["expired"].sum() + frame["left"].iloc[-1])
    assert (frame["left"] >= 0).all()
    assert ((later["used_expected"] + later["short"]) == use).all()


def test_the_pipeline_tells_what_is_late_and_counts_what_is_ordered():
    rows = pd.DataFrame({
        "pipeline_id": ["P1", "P2", "P3", "P4", "P5"], "item": "soap", "quantity": [10.0, 20, 30, 40, 50],
        "pipeline_status": ["shipped", "funded", "customs", "arrived", "ordered"],
        "expected_on": ["2023-08-31", "2023-08-01", "2023-08-11", "2023-08-01", None], "warehouse_id": ["W1", "W1", None, "W1", "W1"],
        "organisation": "A", "donor_organisation": "B", "ordered_on": None, "observed_on": "2023-08-20", "source": None,
    })  # fmt: skip
    told = pipeline(rows, pd.Series({"soap": 2.0}), on=ON)
    # due on the day itself is not late; 31 - 11 = 20 days; what was told no day is last and neither late nor not
    assert told.frame["pipeline_id"].tolist() == ["P2", "P3", "P1", "P5"]
    assert told.frame["days_late"].tolist()[:3] == [30, 20, 0]
    assert math.isnan(told.frame["days_late"].iloc[3])
    assert told.facts["late"] == 2
    assert told.facts["deliveries"] == {"funded": 1, "ordered": 1, "shipped": 1, "customs": 1}
    assert told.frame["households"].tolist() == [10, 15, 5, 25]
    counted = expected(rows)
    assert counted["quantity"].tolist() == [10, 30, 50]
    assert "funded" not in COMING
