"""The section of ways on the page of reach, without a browser: three languages, a journey, the history, drawn roads."""

from __future__ import annotations

from functools import partial

import pytest

from components.i18n import LANGUAGES
from data import demo, editing
from data.access import LOCAL
from data.drafting import Wishes
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store
from tests.components.page_runs import opened, text

run = partial(opened, "stocks/reach.py", part="ways")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("ways")


@pytest.fixture(autouse=True)
def store(home, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(home))
    monkeypatch.setattr("streamlit.page_link", lambda *_a, **_k: None)  # there is no navigation around the page
    held = Store(store_path())
    if held.head() == 0:
        demo.load(held)
    return held


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_section_opens_in_every_language(lang, drawn):
    told = text(run(lang=lang))
    for stem in ("ways.", "choice.", "column.", "map.layer."):
        assert f" {stem}" not in told, told
    rows = drawn["critical_ways"]
    assert (rows["households_cut_off"] + rows["households_later"] > 0).all()
    assert (rows["kind"] == "way").all()


def test_a_journey_says_hours_what_it_passes_and_the_worst():
    app = run(lang="fr")
    app.selectbox(key="ways-from").set_value("MAG-01")
    app.selectbox(key="ways-to").set_value("HT0811").run()
    told = text(app)
    assert "de la décision à l'arrivée, dont 4 h" in told
    assert "Passe par : Martissant." in told
    assert "Au pire, si RN2" in told.replace("&#183;", "·")


def test_what_is_not_open_is_listed_and_the_reason_is_one_word(store):
    source = Source(store)
    sheet = editing.open_table(source, "ways", LOCAL)
    cells = {"RN2:HT0111:HT0113": {"status": "restricted", "restriction": "convoy", "reason": "attaque d'un gang",
                                   "source": "Logistics Sector"}}  # fmt: skip
    batch = editing.save(source, LOCAL, sheet, Wishes(cells, "2023-08-20"), reason="réunion")
    try:
        app = run(lang="fr")
        told = text(app) + " ".join(str(one.value) for one in app.get("html"))
        assert "accès restreint : **1**" in told
        assert "gang" not in told
    finally:
        store.undo(int(batch or 0), author="t", reason="t")
