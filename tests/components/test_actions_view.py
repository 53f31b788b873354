"""The page of actions, run without a browser: every part in every language, closing one, a new one from a gap."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.figures import action_rows
from components.i18n import LANGUAGES, Words
from data.access import Actor
from data.home import store_path
from data.store.store import Store, Told

WAIT = 60
ROWS = [
    ("A1", "Vidanger les fosses", "S1", "wash", "ODLO", "2024-03-20", "open"),
    ("A2", "Poser *six* lampes", "S1", "cccm", None, None, "open"),
    ("A3", "Afficher le plan", "S2", "cccm", "FOKAL", "2024-04-20", "open"),
]


def script() -> None:
    import runpy
    from pathlib import Path

    import components

    runpy.run_path(str(Path(components.__file__).parents[1] / "pages" / "services" / "actions.py"))


def entry_script() -> None:
    from components import session
    from components.widgets import edit_view

    edit_view.show(session.open_page("entry.view"))


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    """Two sites of two communes; on 31 March A1 is eleven days late, A2 has no due date, A3 has time."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    picture._source.cache_clear()
    made = Store(store_path())
    names = ["action_id", "action", "site_id", "sector", "responsible_organisation", "due_on", "action_status"]
    with made.batch(Told("demo", "demo", "actions", fictional=True)) as batch:
        batch.patch("sites", pd.DataFrame({"site_id": ["S1", "S2"], "name": ["Un", "Deux"], "status": "active",
                                           "adm2_pcode": ["HT0111", "HT0112"], "observed_on": "2024-01-15"}))  # fmt: skip
        batch.patch("actions", pd.DataFrame(ROWS, columns=names).assign(observed_on="2024-03-01"))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2024-03-31"}]))
    yield made
    picture._source.cache_clear()


def run(app_script=script, **address: str) -> AppTest:
    app = AppTest.from_function(app_script, default_timeout=WAIT)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception[0].stack_trace
    return app


def text(app: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "warning", "success", "error")
    return " ".join(str(one.value) for kind in kinds for one in getattr(app, kind))


@pytest.mark.parametrize("part", ["list", "by"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_is_drawn_in_every_language(store: Store, part: str, lang: str):
    app = run(part=part, lang=lang, action="A1")
    assert not app.error
    assert not re.findall(r"\b(?:actions|choice|header|column|figure)\.[a-z_]+", text(app))
    if part == "by":
        assert run(part=part, lang=lang, by="site_id").dataframe[0].value.iloc[0, 0] == "Un"


def test_the_list_says_what_is_late_first_and_text_stays_text(store: Store):
    told = text(run(lang="fr"))
    assert "Actions ouvertes : **3**, dont **1** en retard et **1** sans échéance" in told
    assert told.index("Vidanger") < told.index("Afficher") < told.index("lampes")
    assert "en retard de 11 jours" in told
    assert "*six*" not in told  # signs of Markdown stand for themselves


def test_the_address_narrows_the_list(store: Store):
    assert "Afficher" not in text(run(lang="fr", owner="ODLO"))
    assert "lampes" in text(run(lang="fr", owner="-"))
    assert "Vidanger" not in text(run(lang="fr", among="HT0112"))
    assert "Aucune action ici" in text(run(lang="fr", state="done"))
    assert "Vidanger" in text(run(lang="fr", owner="<script>"))  # what is not in the list is ignored


def test_an_action_is_closed_with_a_reason_and_it_is_said(store: Store):
    app = run(lang="fr", action="A1")
    save = next(one for one in app.button if one.label == "Enregistrer")
    save.click().run()
    assert "raison" in text(app).casefold()  # without one nothing is saved
    assert store.records("actions").set_index("action_id").loc["A1", "action_status"] == "open"
    app.text_input(key="action-reason-A1").set_value("vu sur place")
    next(one for one in app.button if one.label == "Enregistrer").click().run()
    assert not app.exception
    assert "n° 2" in text(app)
    row = store.records("actions").set_index("action_id").loc["A1"]
    assert row[["action_status", "done_on"]].tolist() == ["done", "2024-03-31"]
    assert store.batches().iloc[0][["reason", "fictional"]].tolist() == ["vu sur place", True]
    assert "Actions ouvertes : **2**, dont **0** en retard" in text(app)


def test_who_may_not_write_sees_no_form(store: Store, monkeypatch):
    monkeypatch.setattr("components.widgets.actions_close.allowed", lambda *_a: SimpleNamespace(allowed=False))
    app = run(lang="fr", action="A1")
    assert not [one for one in app.button if one.label == "Enregistrer"]


def test_a_role_without_the_right_gets_nothing(store: Store, monkeypatch):
    monkeypatch.setattr(session, "actor", lambda: Actor("guest", "nobody"))
    app = run(lang="fr")
    assert app.error
    assert "Vidanger" not in text(app)


def test_a_gap_opens_the_form_with_what_is_known(store: Store):
    app = run(entry_script, lang="fr", entry="actions", manner="new", site_id="S2", standard="lighting", sector="x")
    told = {one.key.rpartition("-")[2]: one.value for one in app.selectbox if (one.key or "").startswith("entry-cell-")}
    assert (told["site_id"], told["standard"], told["action_status"]) == ("S2", "lighting", "open")
    assert told["sector"] is None  # no such sector
    assert "manner" not in app.query_params
    box = next(one for one in app.text_input if (one.key or "").endswith("-action"))
    box.set_value("Poser des lampes").run()
    app.text_input(key="entry-reason-actions-0").set_value("visite").run()
    app.button(key="entry-save-actions-0").click().run()
    assert not app.exception
    row = store.records("actions").set_index("action").loc["Poser des lampes"]
    assert row[["site_id", "standard", "action_status", "opened_on"]].tolist() == [
        "S2", "lighting", "open", "2024-03-31"]  # fmt: skip


def test_an_action_without_anything_known_is_said_so():
    tr = Words("fr")
    row = {"action_state": "not_told", "due_on": None, "days_overdue": None, "action": "X", "name": None,
           "adm2_name": None, "responsible_organisation": None}  # fmt: skip
    (line,) = action_rows.lines(pd.DataFrame([row]), tr)
    assert line == ":gray-badge[sans statut] X : sans responsable, sans statut"
