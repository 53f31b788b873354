"""Rows made to conform: the cheap way for wide and long tables gives the same, and nothing shines through."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.frames import FRAMES

NAMES = sorted(FRAMES)


def keys(name: str, rows: int = 3) -> pd.DataFrame:
    numbers = {column.name for column in FRAMES[name].columns if column.kind == "integer"}
    told = {key: [n if key in numbers else f"{key} {n}" for n in range(rows)] for key in FRAMES[name].key}
    return pd.DataFrame(told)


@pytest.mark.parametrize("name", NAMES)
def test_shared_unknowns_are_the_same_rows(name: str) -> None:
    frame, rows = FRAMES[name], keys(name).assign(extra=[1, 2, 3])
    shared = frame.conform(rows, shared=True)
    pd.testing.assert_frame_equal(shared, frame.conform(rows))
    pd.testing.assert_frame_equal(frame.conform(shared), shared)
    # A column may be added: pandas warns (an error here) from a hundred separate columns of numbers on.
    assert shared.assign(more=1)["more"].sum() == 3
    assert list(frame.conform(rows.head(0), shared=True).columns) == [*frame.by_name, "extra"]


def test_writing_to_one_column_leaves_the_others_and_the_input() -> None:
    rows = keys("assessments")
    shared = FRAMES["assessments"].conform(rows, shared=True)
    shared.loc[0, "taps"] = 3.0
    shared.loc[0, "site_id"] = "other"
    shared.loc[0, "exit_plan"] = True
    assert pd.isna(shared.loc[0, "showers"])
    assert pd.isna(shared.loc[0, "lighting"])
    assert rows.loc[0, "site_id"] == "site_id 0"


@pytest.mark.parametrize("told", [[1, None, 0], [1.0, None, 0.0], [True, None, False], ["x", None, ""]])
def test_yes_and_no_are_read_whatever_they_were_kept_as(told: list[object]) -> None:
    rows = keys("assessments").assign(exit_plan=pd.Series(told, dtype="object"))
    assert FRAMES["assessments"].conform(rows)["exit_plan"].tolist() == [True, pd.NA, False]


def test_a_table_with_fewer_columns_keeps_key_and_date() -> None:
    narrow = FRAMES["assessments"].only(["taps"])
    assert list(narrow.by_name) == ["site_id", "assessed_on", "taps"]
    assert (narrow.key, narrow.date, narrow.merge) == (("site_id", "assessed_on"), "assessed_on", "series")
