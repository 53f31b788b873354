"""Actions through the store, the cache and disclosure: lists, counts, the sheets of a site and of a place, paper."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pytest
from pypdf import PdfReader

from components.figures.report import content, filled
from components.i18n import LANGUAGES, Words
from data import demo
from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import DataProblem, NotAllowed
from results import Results

DAY = "2023-08-31"
ROWS = [
    ("A1", "S1", None, "wash", "ODLO", "2023-08-20", "open", "low"),
    ("A2", "S1", None, "cccm", None, None, "open", None),
    ("A3", "S2", None, "wash", "FOKAL", "2023-09-20", "open", "low"),
    ("A4", None, "HT0112", "wash", "ODLO", "2023-08-01", "done", "low"),
]


@pytest.fixture
def asked(tmp_path) -> Results:
    """S1 in Port-au-Prince with two actions, S2 in Les Cayes with one; one of Delmas that is done."""
    store = Store(tmp_path / "pare.db")
    rows = pd.DataFrame(ROWS, columns=["action_id", "site_id", "adm2_pcode", "sector", "responsible_organisation",
                                       "due_on", "action_status", "sensitivity"])  # fmt: skip
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", pd.DataFrame({"site_id": ["S1", "S2"], "name": ["Un", "Deux"],
                                           "adm2_pcode": ["HT0111", "HT0711"]}))  # fmt: skip
        batch.patch("actions", rows.assign(action="Faire", observed_on="2023-08-10"))
    return Results(Source(store).take(audience=LOCAL.role, as_of=DAY), LOCAL)


def listed(asked: Results, **which: str) -> list[str]:
    return asked.actions(**which).frame["action_id"].tolist()


def test_actions_are_found_by_place_organisation_sector_and_state(asked):
    assert listed(asked) == ["A1", "A3", "A2", "A4"]  # overdue, due, undated, done
    assert listed(asked, place="HT01") == ["A1", "A2", "A4"]  # those of a site are of its commune
    assert listed(asked, place="HT0112") == ["A4"]
    assert listed(asked, place="MAPAP") == ["A1", "A2", "A4"]
    assert listed(asked, organisation="ODLO") == ["A1", "A4"]
    assert listed(asked, organisation="-") == ["A2"]
    assert listed(asked, sector="wash", which="pending") == ["A1", "A3"]
    assert listed(asked, which="done") == ["A4"]


def test_counts_and_total_are_those_of_the_list(asked):
    assert asked.action_total().value == 3
    assert asked.action_total(place="HT07").value == 1
    by_site = asked.action_counts("site_id").frame
    assert by_site["name"].tolist()[:2] == ["Un", "Deux"]
    assert by_site["open_actions"].tolist() == [2, 1, 0]
    assert asked.action_counts("adm2_pcode", place="HT01").frame["name"].tolist() == ["Port-au-Prince", "Delmas"]
    with pytest.raises(DataProblem, match="unknown_value"):
        asked.action_counts("action")


def test_what_still_stands_is_on_the_sheet_of_its_site_and_of_its_place(asked):
    assert asked.site_sheet("S1").actions["action_id"].tolist() == ["A1", "A2"]
    assert asked.place_sheet("HT0711").actions["action_id"].tolist() == ["A3"]
    assert asked.place_sheet("HT01").actions["action_id"].tolist() == ["A1", "A2"]
    assert asked.place_sheet("HT0112").actions.empty  # done


@pytest.mark.parametrize("role", ["partner", "donor", "public"])
def test_nobody_but_the_coordinator_gets_actions(asked, tmp_path, role):
    other = Results(Source(Store(tmp_path / "pare.db")).take(audience=role, as_of=DAY), Actor("somebody", role))
    for ask in (other.every_action, other.actions, other.action_total, other.actions_standing):
        with pytest.raises(NotAllowed):
            ask()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_paper_names_owner_and_day_and_keeps_what_is_for_the_coordination(asked, lang):
    tr = Words(lang)
    sheet = filled.of_site(asked.site_sheet("S1"), filled.stamp(asked), {})
    block = content.of_site(sheet, tr)["blocks"][-1]
    assert block["title"] == tr("report.actions")
    overdue = tr("choice.action_state.overdue")
    assert block["lines"] == [
        f"Faire – ODLO, {tr.day('2023-08-20')} ({overdue})",
        tr("report.actions_reserved", count=1),
    ]
    place = filled.of_place(asked.place_sheet("HT0711"), filled.stamp(asked), {})
    told = next(one for one in content.of_place(place, tr)["blocks"] if one["title"] == tr("report.actions"))
    assert told["lines"] == [f"Faire – FOKAL, {tr.day('2023-09-20')} · Deux"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheets_of_the_demonstration_stay_on_one_page(tmp_path, lang):
    store = Store(tmp_path / "demo.db")
    demo.load(store)
    shown, tr = Results(Source(store).take(audience=LOCAL.role), LOCAL), Words(lang)
    for code in ("SIT-0033", "SIT-0018"):
        (page,) = PdfReader(BytesIO(filled.site_pdf(shown, code, tr))).pages
        assert "ONG P (fictif)" in page.extract_text()
    (page,) = PdfReader(BytesIO(filled.place_pdf(shown, "HT0112", tr))).pages
    text = page.extract_text()
    assert "Mairie (fictif)" in text
    assert "Rencontrer le propriétaire" not in text  # of high sensitivity
