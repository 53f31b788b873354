"""The queue of what is out of date: ways by the communes at their ends, and no source in a foreign language."""

from __future__ import annotations

import pytest

from components import picture, session
from components.i18n import LANGUAGES, Words
from components.widgets import freshness_view
from data.access import LOCAL
from data.reference_logistics import SKETCH
from results import Results


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shipped_ways_have_names_and_a_source_in_words(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    picture._source.cache_clear()
    results = Results(picture.take(LOCAL.role), LOCAL)
    picture._source.cache_clear()
    tr = Words(lang)
    page = session.Page("sources.view", tr, LOCAL, results, "", results.facts())
    late = freshness_view._worded(page, results.stale().frame)
    ways = late[late["table_name"] == "ways"].set_index("record_id")
    assert not late["refresher_told"].str.contains(SKETCH).any()
    assert ways["refresher_told"].str.startswith(tr("freshness.sketch")).all()
    assert not (ways["record_name"] == ways.index).any()
    names = results.places().set_index("adm2_pcode")["name_fr"]
    assert ways.loc["RN1:HT0111:HT0117", "record_name"] == f"RN1 · {names['HT0111']} – {names['HT0117']}"
    nameless = results.stale().frame.head(1).assign(name=None, record_id="ABR-1", table_name="shelters")
    assert freshness_view._worded(page, nameless)["record_name"].tolist() == [f"{tr('kind.shelter')} ABR-1"]
