"""The page of events, run without a browser on the small Haiti: who did not report, the bilan, the report."""

from __future__ import annotations

from datetime import date, time
from functools import partial

import pandas as pd
import pytest

from components.figures.report.situation import Report
from components.i18n import LANGUAGES, Words
from components.widgets import events_files, explain, tables
from data import access
from data.store.store import Store, Told
from tests.components.page_runs import opened, text
from tests.results.test_reports import made, results

PARTS = ("bilan", "map", "report", "issued")
TR = Words("fr")
run = partial(opened, "situation/events.py")


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    return made()


@pytest.fixture
def taken(monkeypatch) -> dict[str, pd.DataFrame]:
    """The rows of each table's files, by its name."""
    seen: dict[str, pd.DataFrame] = {}
    monkeypatch.setattr(tables, "download", lambda _p, frame, _c, *, name, **_m: seen.update({name: frame}))
    return seen


@pytest.fixture
def reports(monkeypatch) -> list[Report]:
    """Reports whose files the page offers."""
    seen: list[Report] = []
    monkeypatch.setattr(events_files, "show", lambda _page, report, **_more: seen.append(report))
    return seen


def fill(app, **texts: str):
    for name, told in texts.items():
        boxes = [*app.text_area, *app.text_input]
        next(one for one in boxes if one.key.endswith(f"-{name}")).set_value(told)
    return app.run()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_in_every_language(part, lang):
    told = text(run(part=part, lang=lang))
    for stem in ("events.", "situation.", "choice.", "header."):
        assert stem not in told, told
    assert "{" not in told


def test_communes_without_a_report_come_first_and_by_name():
    app = run()
    assert "2 communes sur 5 sans rapport" in app.warning[0].value
    names = next(one.value for one in app.markdown if "Croix" in one.value)
    assert "Hinche" in names
    assert "Les Cayes" not in names


def test_key_figures_say_how_many_communes_told_them():
    app = run()
    told = {one.label: one.value for one in app.metric}
    assert told["Morts"] == "4"
    assert told["Personnes sinistrées"] == "12\u202f000"
    assert told["Blessés"] == "inconnu"  # nobody told it: not 0
    assert TR("events.told_by", count=3, whole=5) in text(app)


def test_the_table_shows_who_reported_and_the_file_everybody(taken):
    app = run()
    assert len(taken["bilan"]) == 5
    shown = app.dataframe[0].value
    assert shown[TR("column.name")].tolist() == ["Torbeck", "Port-au-Prince", "Les Cayes"]  # the longest silent first
    assert shown["Morts"].tolist() == [0, 1, 3]


def test_sums_say_how_many_communes_are_missing(taken):
    app = run()
    app.segmented_control(key="events-view").set_value("sums").run()
    assert not app.exception
    rows = taken["bilan_sums"].set_index("place")
    assert rows.loc["HT", ["communes_silent", "told_deaths"]].tolist() == [2, 4]
    assert rows.loc["HT07", ["communes_silent", "told_deaths"]].tolist() == [0, 3]


def test_changes_are_against_the_report_before(taken):
    app = run()
    app.segmented_control(key="events-view").set_value("change").run()
    row = taken["bilan_changes"].iloc[0]
    assert (row["name"], row["told_deaths"], row["told_people_affected"]) == ("Les Cayes", 1, 8000)
    assert row["last_report_at"] == "2023-08-31 08:00"  # 12:00 UTC on the clock of Haiti in summer


def test_a_lowered_figure_is_told_with_its_commune(store):
    with store.batch(Told("ana", "x", "form", fictional=True)) as batch:
        batch.patch(
            "impacts",
            pd.DataFrame(
                [
                    {
                        "emergency": "EXEMPLE",
                        "adm2_pcode": "HT0711",
                        "deaths": 1,
                        "reported_at": "2023-08-31T13:00Z",
                        "observed_on": "2023-08-31",
                    }
                ]
            ),
        )
    told = text(run())
    assert TR("events.fell", count=1) in told
    assert "Les Cayes : morts" in told


def test_a_department_chosen_is_the_report_of_its_centre(reports):
    run(part="report", dept="HT07")
    facts = reports[-1].facts
    assert (facts.asked.place, facts.asked.centre, len(facts.communes)) == ("HT07", "department", 2)


def test_a_report_is_written_kept_and_opened_again(store, reports):
    app = fill(run(part="report"), highlights="- RN2 coupée", by="Permanence du COUN")
    assert reports[-1].written.texts["highlights"] == "- RN2 coupée"
    app.button(key="events-issue").click().run()
    assert not app.exception
    kept = results(store).situation_reports("EXEMPLE", "HT")
    assert kept[["number", "revision", "written_by"]].to_numpy().tolist() == [[1, 0, "Permanence du COUN"]]
    assert {one.value for one in app.text_area} == {""}  # the next one begins empty, beside the one that was kept
    assert reports[-1].written.previous == 1
    reports.clear()
    run(part="issued")
    assert reports[-1].written.number == 1
    assert reports[-1].written.agrees


def test_a_correction_begins_with_what_was_written(store, reports):
    app = fill(run(part="report"), highlights="- RN2 coupée", by="COUN")
    app.button(key="events-issue").click().run()
    next(one for one in app.selectbox if str(one.key).startswith("events-which")).set_value(1).run()
    assert "- RN2 coupée" in {one.value for one in app.text_area}
    fill(app, highlights="- RN2 rouverte").button(key="events-issue").click().run()
    assert not app.exception
    kept = results(store).situation_reports("EXEMPLE", "HT")
    assert kept[["number", "revision", "highlights"]].to_numpy().tolist() == [
        [1, 1, "- RN2 rouverte"], [1, 0, "- RN2 coupée"],
    ]  # fmt: skip


def test_what_is_wrong_is_said_and_nothing_is_kept(store):
    app = run(part="report")
    app.button(key="events-issue").click().run()
    assert TR("error.report_no_author")[:20] in app.error[0].value
    assert results(store).situation_reports().empty


def test_an_exercise_is_marked(reports):
    app = run(part="report")
    next(one for one in app.toggle if one.key.endswith("-exercise")).set_value(True).run()
    assert reports[-1].written.labels == ("exercise", "fictional")


def test_an_earlier_moment_knows_less():
    app = run()
    app.date_input(key="events-day").set_value(date(2023, 8, 30))
    app.time_input(key="events-hour").set_value(time(20, 0)).run()
    assert {one.label: one.value for one in app.metric}["Morts"] == "2"
    assert "4 communes sur 5" in app.warning[0].value


def test_without_any_report_the_page_says_what_to_do(store):
    store.undo(1, author="ana", reason="x")
    told = text(run())
    assert TR("events.none", at="").split(". ", maxsplit=1)[1] in told


def test_nobody_else_opens_the_page(monkeypatch):
    monkeypatch.setattr("components.session.actor", lambda: access.NOBODY)
    app = run()
    assert app.error
    assert not app.metric


def test_figures_offer_their_explanation(monkeypatch):
    offered: list[str] = []
    monkeypatch.setattr(explain, "rows", lambda _p, _r, _f, _c, *, key: offered.append(key))
    monkeypatch.setattr(explain, "popover", lambda _p, told, *, key: offered.append(f"{key}:{told.dated}"))
    run()
    assert "bilan" in offered
    assert "events-deaths:2023-08-31 08:00" in offered
