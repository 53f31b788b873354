"""What was known on a day: the choice of a day of recording, and the history of a site read as of then."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components.i18n import Words
from tests.components.page_runs import opened, text
from tests.components.test_displacement_view import store

__all__ = ["store"]
TR = Words("fr")


def sheet(known: str = "") -> AppTest:
    return opened("situation/sites.py", site="S1", **({"known": known} if known else {}))


def facts(app: AppTest) -> list[str]:
    """How many facts the history has, as it says it."""
    said = TR("sheet.history_open", count="{}").split("{}")[1]
    return [one.label for one in app.expander if one.label.endswith(said)]


@pytest.mark.usefixtures("store")
def test_the_history_of_a_site_as_known_on_a_day():
    # opened, two rounds, and since the 25th that it emptied on the 23rd
    assert facts(sheet()) == [TR("sheet.history_open", count=4)]
    before = sheet("2023-08-19")
    assert facts(before) == [TR("sheet.history_open", count=3)]
    assert TR("known.note", day=TR.day("2023-08-19"), as_of=TR.day("2023-08-31")) in text(before)
    unknown = sheet("2023-08-01")
    assert facts(unknown) == []
    assert TR("known.not_yet") in text(unknown)


@pytest.mark.usefixtures("store")
def test_only_days_of_recording_but_the_last_are_offered():
    choice = sheet().selectbox(key="known")
    assert choice.options == [TR("known.now"), TR.day("2023-08-19")]
    assert choice.value == ""
    # any day of an address stands for what was known then
    assert sheet("2023-08-22").selectbox(key="known").value == "2023-08-22"
    assert sheet("2023-08-25").selectbox(key="known").value == ""
