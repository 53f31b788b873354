"""The page of settings without a browser: every part, a change from trial to xlsx and PDF, back, and who may only read."""

from __future__ import annotations

import io
import re
from functools import partial

import openpyxl
import pandas as pd
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from components.figures import exports
from components.figures.report import filled
from components.i18n import Words
from data import access, settings
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results
from tests.components.page_runs import opened

FR = Words("fr")
PARTS = ("thresholds", "figures", "costs", "weights", "freshness", "history")
run = partial(opened, "manage/settings.py")
SITES = (("S1", "HT0111", 1000, 40), ("S2", "HT0112", 400, 40), ("S3", "HT0112", 200, None))
TOILETS = "standard.toilets.standard"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """S1 has 25 persons a toilet, S2 has 10, nobody asked at S3."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)
    made = Store(store_path())
    sites = pd.DataFrame(SITES, columns=["site_id", "adm2_pcode", "individuals", "toilets_functional"])
    place = {"longitude": -72.34, "latitude": 18.54, "observed_on": "2022-01-15", "opened_on": "2022-01-01"}
    with made.batch(Told("demo", "demo", "three sites", fictional=True)) as batch:
        batch.patch("sites", sites[["site_id", "adm2_pcode"]].assign(name="Site " + sites["site_id"], **place))
        asked = sites.drop(columns="adm2_pcode").assign(round=1, assessed_on="2024-03-01")
        batch.patch("assessments", asked.astype({"toilets_functional": "Int64"}))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    return made


def text(app: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "error", "success")
    told = [str(one.value) for kind in kinds for one in getattr(app, kind)]
    told += [str(one.proto.body) for one in app.get("html")]
    plain = re.sub(r"&#(\d+);", lambda code: chr(int(code[1])), " ".join(told))
    return plain.replace("\u202f", " ")


def typed(app: AppTest, setting: str, value: str) -> AppTest:
    field = next(one for one in app.text_input if str(one.key).startswith(f"settings-{setting}-"))
    field.set_value(value)
    return app.run()


def results(store: Store) -> Results:
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_every_part_is_drawn_in_every_language(store: Store, part: str, lang: str):
    settings.change_together(store, LOCAL, {TOILETS: "30", "fresh.stock": "5", "speed.national": "45", "cost.toilets": "400"},
                             reason="révision", author="local")  # fmt: skip
    app = run(part=part, lang=lang, norm="toilets", set_figure="speed.national", set_freshness="stock")
    assert not app.error
    told = text(app)
    assert not re.findall(r"\b(?:settings|gap|header|unit|freshness|explain)\.[a-z_]+", told)
    assert Words(lang)("unit.unknown") not in told or part == "costs"


def test_a_trial_says_who_would_change_and_stores_nothing(store: Store):
    # S1, 1000 people, goes from short (25 > 20) to met at 30: 400 of 1400 become 1400 of 1400.
    head = store.head()
    app = typed(run(norm="toilets"), TOILETS, "30")
    told = text(app)
    assert "« en dessous » devient « aux normes » sur **1** sites, **1 000** personnes" in told
    assert "29 % → **100 %**" in told
    assert store.head() == head
    assert app.button(key="settings-store-standard.toilets.first").disabled
    assert FR("settings.reason_needed") in told


@pytest.mark.parametrize(("value", "said"), [("vingt", "n'est pas un nombre"), ("0", "plus grand que 0")])
def test_what_does_not_fit_is_a_sentence_and_cannot_be_saved(store: Store, value: str, said: str):
    head = store.head()
    app = typed(run(norm="toilets"), TOILETS, value)
    assert said in text(app)
    assert "personnes par toilette" in " ".join(str(one.value) for one in app.error).replace("&#32;", " ")
    assert not [one for one in app.button if str(one.key).startswith("settings-store-")]
    assert store.head() == head


def test_a_first_phase_above_the_standard_and_a_strange_unit_are_doubted(store: Store):
    app = typed(run(norm="toilets"), "standard.toilets.first", "10")
    assert FR("settings.doubt_phases") in text(app)
    app = typed(run(norm="water_quantity"), "standard.water_quantity.standard", "450")  # litres a month
    assert "dix fois" in text(app)


def changed(store: Store) -> AppTest:
    app = typed(run(norm="toilets"), TOILETS, "30")
    app.text_input(key="settings-reason-standard.toilets.first").set_value("décision du groupe EPAH").run()
    app.button(key="settings-store-standard.toilets.first").click().run()
    assert not app.exception
    return app


def test_a_change_is_in_force_told_on_the_page_and_can_be_put_back(store: Store):
    head = store.head()
    app = changed(store)
    assert store.head() == head + 1
    told = text(app)
    assert FR("settings.stored", batch=head + 1) in told
    assert "20 personnes par toilette → 30 personnes par toilette" in told
    assert "décision du groupe EPAH" in told
    assert results(store).norms().by_key["toilets"].standard == 30
    history = text(run(part="history"))
    assert "Toilettes fonctionnelles · seuil en phase standard" in history
    app.text_input(key="settings-reason-standard.toilets.first").set_value("fin de l'essai").run()
    app.button(key="settings-back-standard.toilets.first").click().run()
    assert not app.exception
    assert results(store).norms().by_key["toilets"].standard == 20
    assert not results(store).norms().by_key["toilets"].changed


def test_coverage_its_explanation_xlsx_and_pdf_say_the_new_threshold_and_who_set_it(store: Store):
    changed(store)
    asked = results(store)
    for level, place in (("site", "S1"), ("adm0", "HT")):
        told = asked.coverage(level).explain(place=place, standard="toilets")
        assert [one.value for one in told.inputs if one.name == "threshold"] == [30]
        assert told.as_record()["changes"][0]["reason"] == "décision du groupe EPAH"
    site = asked.coverage("site")
    explained = site.explain(place="S1", standard="toilets")
    day = FR.day(str(store.batches()["committed_at"].iloc[0])[:10])
    said = (f"seuil de la phase standard : 20 personnes par toilette → 30 personnes par toilette, modifié par "
            f"l'utilisateur de ce poste le {day}. Raison : décision du groupe EPAH")  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(exports.xlsx(
        site.frame, ("place", "threshold"), exports.Told("x", "2024-03-31", (), (explained,)), FR
    )))  # fmt: skip
    *_, method = book.worksheets
    assert (FR("explain.changed"), said) in [(row[0].value, row[1].value) for row in method.iter_rows()]
    page = pypdf.PdfReader(io.BytesIO(filled.site_pdf(asked, "S1", FR)))
    assert len(page.pages) == 1
    printed = re.sub(r"\s+", " ", page.pages[0].extract_text())
    assert "≤ 30 personnes par toilette*†" in printed  # to be confirmed, and changed
    assert f"modifié par l'utilisateur de ce poste le {day}" in printed.replace("’", "'")


@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_the_sheet_stays_on_one_page_with_many_changes_and_long_reasons(store: Store, lang: str):
    told = {
        f"standard.{key}.standard": value
        for key, value in (
            ("toilets", "30"),
            ("bathing", "60"),
            ("water_quantity", "12"),
            ("covered_area", "3"),
            ("site_area", "30"),
        )
    }
    settings.change_together(store, LOCAL, told, reason="W" * 400 + " #panic [x] $y$", author="Rose " * 30)
    page = pypdf.PdfReader(io.BytesIO(filled.site_pdf(results(store), "S1", Words(lang))))
    assert len(page.pages) == 1


def test_who_may_only_read_sees_everything_and_no_form(store: Store, monkeypatch):
    rights = {role: acts - {"settings.write"} for role, acts in access._rights().items()}
    monkeypatch.setattr(access, "_rights", lambda: rights)
    for part in PARTS:
        app = run(part=part, norm="toilets", set_figure="household_size")
        assert not [one for one in app.text_input if str(one.key).startswith("settings-")]
        assert not [one for one in app.button if "store" in str(one.key) or "back" in str(one.key)]
    assert FR("settings.read_only") in text(run(norm="toilets"))
    monkeypatch.setattr(access, "_rights", lambda: {"coordinator": frozenset({"map.view"})})
    app = run()
    assert len(app.error) == 1  # without the right to see it nothing is built
    assert not app.text_input


def test_limits_that_cross_are_refused_with_a_sentence(store: Store):
    app = typed(run(part="freshness", set_freshness="site_figures"), "fresh.site_figures", "85")
    assert "doit finir avant" in text(app)
    app = typed(run(part="freshness", set_freshness="site_figures"), "fresh.site_figures", "40")
    assert FR("settings.no_age_move") in text(app)


def test_the_one_table_of_costs_and_the_one_set_of_sliders_are_here_too(store: Store):
    app = run(part="weights")
    app.slider(key="weight-toilets").set_value(8.0).run()
    assert not app.exception
    assert FR("settings.moves") in text(app)
    assert store.head() == 1
