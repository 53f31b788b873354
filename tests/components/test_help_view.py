"""The page of help: how data come in, with the words that the importers read by."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from components import picture
from components.i18n import LANGUAGES, Words
from data.importers.messages import vocabulary


def script() -> None:
    from components import session
    from components.widgets import help_imports

    help_imports.show(session.open_page("help.view"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_files_messages_preview_and_undo(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    picture._source.cache_clear()
    app = AppTest.from_function(script, default_timeout=90)
    app.session_state["lang"] = lang
    app.run()
    picture._source.cache_clear()
    assert not app.exception
    tr = Words(lang)
    said = "\n".join(str(one.value) for one in app.markdown)
    assert [one.label for one in app.expander] == [
        tr(f"help_imports.{name}") for name in ("files", "templates", "message", "preview", "undo")
    ]
    for text in ("geojson", tr("imports.source.three_w"), tr("frame.shelters"), "SIT ZM-014", tr("imports.xlsform")):
        assert text in said
    cells = " ".join(one.value.to_string() for one in app.table)
    for told in vocabulary().values():
        assert not [word for words in told["keys"].values() for word in words if word not in cells]
