"""The page of imports: paste, preview, fixes, store, undo; the words of what a file would do."""

from __future__ import annotations

import threading
from datetime import date

import pandas as pd
import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.figures import import_told
from components.figures.table import label
from components.i18n import LANGUAGES, Words
from components.widgets import import_look, import_store, import_wizard
from data import intake, storing
from data.access import NOBODY
from data.home import today
from data.importers.propose import Proposal, proposals
from data.importers.template import PLACE_CLUES
from geo.errors import ImportRejected
from geo.frames import FRAMES

WAIT = 90
FR = Words("fr")
HEADS = "site_id\tname\tadm2_pcode\tlongitude\tlatitude\tobserved_on"
GOOD = "SIT-N1\tNouvo\tHT0111\t-72.34\t18.54\t2023-08-01"
SWAPPED = "SIT-N2\tChavire\tHT0111\t18.54\t-72.34\t2023-08-01"
HOSTILE = "SIT-N3\t<img src=x onerror=alert(1)> `a` [b](http://c)\tHT9999\t\t\t2023-08-01"


def script() -> None:
    from components import session
    from components.widgets import batch_list, import_view

    page = session.open_page("imports.view")
    import_view.show(page)
    batch_list.show(page)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setenv("PARE_SERVED_BY", "asgi")
    monkeypatch.setattr(streamlit, "page_link", lambda *_, **__: None)  # here no other page is registered
    picture._source.cache_clear()
    yield tmp_path
    picture._source.cache_clear()


def pasted(*lines: str, lang: str = "fr", run: bool = True) -> AppTest:
    app = AppTest.from_function(script, default_timeout=WAIT)
    app.session_state["lang"] = lang
    app.session_state["import-way"] = "paste"
    app.session_state["import-pasted"] = "\n".join(lines)
    if run:
        app.run()
        assert not app.exception
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def words(app: AppTest) -> str:
    kinds = ("markdown", "caption", "success", "info", "error", "warning")
    return "\n".join(str(one.value) for kind in kinds for one in getattr(app, kind))


def button(app: AppTest, start: str):
    return next(one for one in app.button if one.label.startswith(start))


def test_cells_are_previewed_fixed_stored_and_undone(home):
    app = pasted(HEADS, GOOD, SWAPPED, HOSTILE)
    assert metrics(app)[FR("imports.rows_in")] == "3"
    assert metrics(app)[FR("imports.rows_accepted")] == "1"
    assert "&#60;img" not in words(app) or "<img" not in words(app)
    assert picture.source().store.head() == 1  # the demonstration and nothing else
    fix = next(one for one in app.checkbox if one.label.startswith(FR("imports.fix_swapped_coordinates")))
    fix.check().run()
    assert metrics(app)[FR("imports.rows_accepted")] == "2"
    app.toggle(key="import-whole").set_value(True).run()
    assert button(app, FR("imports.store_rows", count=2)).disabled
    app.toggle(key="import-whole").set_value(False).run()
    button(app, FR("imports.store_rows", count=2)).click().run()
    assert not app.exception
    rows = picture.source().store.records("sites").set_index("site_id")
    assert rows.loc["SIT-N2", ["longitude", "latitude"]].tolist() == [-72.34, 18.54]
    assert "SIT-N3" not in rows.index
    assert FR("imports.done", batch=2) in words(app)
    app.toggle(key="import-undo-2").set_value(True).run()
    app.button(key="stored-button-2").click().run()
    assert not app.exception
    assert "SIT-N1" not in set(picture.source().store.records("sites")["site_id"])
    assert FR("imports.undone", batch=2) in words(app)


def test_a_storing_that_takes_its_time_shows_how_far_it_is_and_can_be_called_off(home, monkeypatch):
    go_on, keep = threading.Event(), storing.keep

    def slow(*told, progress, **words):
        progress(0.4)
        assert go_on.wait(60)
        return keep(*told, progress=progress, **words)

    monkeypatch.setattr(storing, "keep", slow)
    monkeypatch.setattr(import_store, "AT_ONCE_S", 0.1)
    app = pasted(HEADS, GOOD)
    button(app, FR("imports.store_rows", count=1)).click().run()
    assert not app.exception
    assert not app.metric  # nothing but the progress
    job = app.session_state[import_store.JOB][0]
    assert (job.share, job.done) == (0.4, False)
    button(app, FR("imports.cancel")).click().run()
    go_on.set()
    job.join()
    app.run()
    assert not app.exception
    assert FR("imports.called_off") in words(app)
    assert picture.source().store.head() == 1
    assert button(app, FR("imports.store_rows", count=1))  # the file is still there to be stored after all


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_message_goes_the_same_way(home, lang):
    known = picture.source().store.records("sites")["site_id"].iloc[0]
    app = pasted(f"SIT {known} MEN 4 MOUN 18 DLO 9", lang=lang)
    tr = Words(lang)
    assert metrics(app)[tr("imports.people_accepted")] == "18"
    assert button(app, tr("imports.store_rows", count=1))


def test_messages_without_a_day_say_which_one_is_taken_and_it_can_be_set(home):
    known = picture.source().store.records("sites")["site_id"].tolist()
    app = pasted(f"SIT {known[0]} MOUN 18", f"SIT {known[1]} MOUN 5 DAT 2023-09-02")
    taken = FR("imports.message_taken", count=1, day=FR.day(today()), today=FR("imports.message_today"), key="DAT")
    assert taken in words(app)
    assert FR("imports.message_days", days="2 septembre 2023") in words(app)
    next(one for one in app.date_input if one.label == FR("imports.message_day")).set_value(date(2023, 9, 1)).run()
    assert not app.exception
    assert FR.day("2023-09-01") in words(app)
    rows = app.session_state[import_look.SEEN][1].previews[0].rows
    assert rows["assessed_on"].tolist() == ["2023-09-01", "2023-09-02"]


def test_a_file_that_leaves_columns_out_is_not_called_faultless(home):
    app = pasted(f"{HEADS}\tTelefòn\tzzz", f"{GOOD}\t3700-1111\tq")
    assert FR("imports.no_problems") not in words(app)
    assert FR("imports.tally", blocking=0, warnings=1, unused=1, dropped=1) in words(app)
    assert FR("imports.no_problems") in words(pasted(HEADS, GOOD))


def test_who_is_who_stands_before_the_figures(home):
    """The first site of the demonstration comes again under another code: it is joined, and that is said first."""
    site = picture.source().store.records("sites").iloc[0]
    row = f"X-1\t{site['name']}\t{site['adm2_pcode']}\t{site['longitude']}\t{site['latitude']}\t2023-08-01"
    app = pasted(HEADS, row)
    assert FR("imports.joined", count=1) in [one.label for one in app.expander]  # folded: the decision stays in reach
    told = [one.value for one in app.main if one.type in ("markdown", "metric")]
    joined = next(at for at, one in enumerate(told) if FR.plain("X-1") in one)
    assert FR("imports.recognised", file="texte collé&#46;tsv", source=FR("frame.sites")) in told[joined:]


def test_after_the_first_real_rows_the_day_is_told_and_the_demonstration_can_be_undone(home):
    before = FR.day(picture.take().as_of)
    app = pasted(HEADS, GOOD)
    button(app, FR("imports.store_rows", count=1)).click().run()
    assert not app.exception
    assert FR("imports.day_moved", day=FR.day(today()), before=before) in words(app)
    assert FR("imports.mixed") in words(app)
    app.toggle(key="import-undo-demo-1").set_value(True).run()
    app.button(key="demo-button-1").click().run()
    assert not app.exception
    assert FR("imports.mixed") not in words(app)
    assert picture.source().store.records("sites")["site_id"].tolist() == ["SIT-N1"]


def test_templates_are_offered_before_any_file_is_chosen(home):
    app = pasted(run=False)
    app.run()
    assert not app.exception
    assert [button(app, FR(f"imports.{name}")).label for name in ("template", "xlsform")]
    app.selectbox(key="template-kind").set_value("zones").run()
    assert button(app, FR("imports.template"))
    assert not [one for one in app.button if one.label == FR("imports.xlsform")]  # no form asks for a shape


def test_a_file_may_be_let_go_and_nothing_of_it_stays(home):
    app = pasted(HEADS, GOOD)
    head = picture.source().store.head()
    button(app, FR("imports.store_none")).click().run()
    assert not app.exception
    assert FR("imports.let_go", file=FR.plain(f"{FR('imports.pasted')}.tsv")) in words(app)
    assert not app.metric
    assert picture.source().store.head() == head


def test_a_table_that_is_not_recognised_is_told_by_its_columns(home):
    app = pasted("Kod kote\tNon kote a\tTelefòn\tKominn\tJou", "K-1\tLise\t3700\tHT0111\t2023-08-01")
    assert FR("imports.unrecognised", file="texte collé&#46;tsv") in words(app)
    table = next(one for one in app.selectbox if one.label == FR("imports.wizard_table"))
    table.set_value("sites").run()
    assert "Telefòn" in words(app)
    assert FR("imports.dropped") in words(app)
    seen = app.session_state[import_look.OPENED][1]
    assert seen.sheet["headers"] == ["Kod kote", "Non kote a", "Telefòn", "Kominn", "Jou"]


def test_the_preview_is_made_once(home, monkeypatch):
    calls = []
    look = intake.look
    monkeypatch.setattr(intake, "look", lambda *given, **told: calls.append(1) or look(*given, **told))
    app = pasted(HEADS, GOOD)
    app.run()
    app.text_input(key="batch-search").set_value("demo").run()
    assert len(calls) == 1


def test_batches_are_searched(home):
    app = pasted(HEADS, GOOD)
    assert len(app.dataframe[-1].value) == 1
    app.text_input(key="batch-search").set_value("nothing like it").run()
    assert not app.exception
    assert FR("table.empty") in words(app)


def test_who_may_not_is_told_so(home, monkeypatch):
    monkeypatch.setattr(session, "actor", lambda: NOBODY)
    app = pasted(HEADS, GOOD)
    assert not app.metric
    assert app.error


def test_errors_keep_the_texts_of_the_file_harmless():
    hostile = "<img src=x onerror=alert(1)> [a](http://b) `c`"
    told = import_told.error(
        FR, ImportRejected("sheet_missing_columns", sheet=hostile, columns="site_id", found=hostile)
    )
    assert "<img" not in told
    assert "[a](" not in told
    assert FR("header.site_id") in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_has_a_word_to_be_chosen_by(lang):
    for name in intake.TABLES:
        told = import_told.meanings(FRAMES[name], Words(lang))
        assert not [code for code, word in told.items() if code == word.removesuffix(" *") and code in PLACE_CLUES]
        assert set(told) >= {import_told.NOT_USED, *FRAMES[name].by_name}


def test_a_file_without_a_day_is_asked_for_it():
    absent = ImportRejected("sheet_missing_columns", columns="name, observed_on", sheet="", found="")
    assert import_told.day_column(absent)
    assert not import_told.day_column(ImportRejected("sheet_missing_columns", columns="name", sheet="", found=""))


def test_a_list_of_sites_with_people_shows_both_tables_and_a_correction_keeps_them(home):
    heads = "Code site\tNom du site\tCommune\tIndividus\tDate\tKote"
    app = pasted(heads, "SIT-N7\tNouvo\tPort-au-Prince\t45\t2023-08-01\tLekòl")
    app.toggle[[one.label for one in app.toggle].index(FR("imports.correct"))].set_value(True).run()
    assert not app.exception
    table = next(one for one in app.selectbox if one.label == FR("imports.wizard_table"))
    assert table.options == [FR("frame.sites"), FR("frame.assessments")]
    button(app, FR("imports.wizard_read")).click().run()
    assert not app.exception
    table = next(one for one in app.selectbox if one.label == FR("imports.wizard_table"))
    assert table.options == [FR("frame.sites"), FR("frame.assessments")]
    told = [("Kote", "", ""), ("Date", "observed_on", "opened_on")]
    proposed = [Proposal(header, (), column, "alias", ()) for header, column, _ in told]
    edited = pd.DataFrame({"meant": [import_told.NOT_USED, "opened_on"]})
    assert import_wizard._corrected(proposed, edited) == {"Date": "opened_on"}


def flat_list(*rows: str) -> AppTest:
    return pasted("Code site\tNom du site\tCommune\tMénages\tIndividus\tDate", *rows)


def test_one_line_of_a_list_of_sites_with_people_counts_once(home):
    """Two lines fill two tables: two lines, not three."""
    app = flat_list("SIT-N7\tNouvo\tJacmel\t9\t45\t2023-08-01", "SIT-N8\tLòt\tJacmel\t\t\t2023-08-01")
    tables = f"{FR('frame.sites')} : 2, {FR('frame.assessments')} : 1"
    assert button(app, FR("imports.store_lines", count=2, tables=tables))


def test_changed_cells_are_listed_with_the_name_of_their_record(home):
    site = picture.source().store.records("sites").iloc[0]
    point = f"{site['longitude']}\t{site['latitude']}"
    app = pasted(HEADS, f"{site['site_id']}\tLòt non\t{site['adm2_pcode']}\t{point}\t2023-08-30")
    rows = [row for one in app.dataframe for row in one.value.to_numpy().tolist()]
    assert [f"{site['name']} ({site['site_id']})", label("name", FR), site["name"], "Lòt non"] in rows


def test_a_message_names_its_site_and_says_what_it_says_otherwise(home):
    store = picture.source().store
    last = store.records("assessments").sort_values("assessed_on").iloc[-1]
    name = store.records("sites").set_index("site_id").loc[last["site_id"], "name"]
    people = int(last["individuals"]) * 3 + 60
    app = pasted(f"SIT {last['site_id']} MOUN {people}")
    assert FR("imports.no_problems") not in words(app)  # trebled: told
    assert "people_jumped" in {p.code for p in app.session_state[import_look.SEEN][1].previews[0].problems}
    texts = [str(cell) for one in app.dataframe for cell in one.value.to_numpy().ravel()]
    assert f"{name} ({last['site_id']})" in texts  # the row as it would be stored
    assert any(text.startswith(f"{name} ({last['site_id']}) · ") for text in texts)  # the cell that changes


def test_what_is_known_already_cannot_be_stored_again_and_the_page_says_why(home):
    app = pasted(HEADS, GOOD)
    assert not button(app, FR("imports.store_rows", count=1)).disabled
    button(app, FR("imports.store_rows", count=1)).click().run()
    again = pasted(HEADS.replace("site_id", "Code site"), GOOD)
    assert button(again, FR("imports.store_rows", count=1)).disabled
    assert FR("imports.store_nothing") in words(again)


def test_a_column_of_another_table_of_the_file_is_not_called_unused(home):
    app = flat_list("SIT-N7\tNouvo\tJacmel\t9\t45\t2023-08-01")
    assert FR("imports.unmapped") not in words(app)
    app.toggle[[one.label for one in app.toggle].index(FR("imports.correct"))].set_value(True).run()
    assert not app.exception
    file = app.session_state[import_look.OPENED][1]
    used = import_told.elsewhere({"assessments": proposals(file, FRAMES["assessments"])}, FR)
    rows = import_told.wizard_rows(proposals(file, FRAMES["sites"]), FRAMES["sites"], FR, used).set_index("file_header")
    assert rows.loc["Individus", "meant"] == import_told.ELSEWHERE
    assert rows.loc["Individus", "why"].startswith(FR("frame.assessments"))
    assert rows.loc["Nom du site", "meant"] == "name"
    button(app, FR("imports.wizard_read")).click().run()
    assert not app.exception
    assert len(app.session_state[import_look.SEEN][1].previews) == 2
