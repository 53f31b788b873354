"""The part *print* of the page *scenario*: what it holds, two files, and a look at it."""

from __future__ import annotations

import base64

import pytest

from components.i18n import LANGUAGES, Words
from tests.components.page_runs import opened, text

PAGE = "preparedness/scenario.py"


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("PARE_HOME", str(tmp_path_factory.getbasetemp() / "scenario-print"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_part_says_what_the_page_holds_and_offers_two_files(lang):
    app = opened(PAGE, part="print", shock="zones:flood", lang=lang)
    tr = Words(lang)
    assert tr("scenario_print.intro") in text(app)
    assert [one.label for one in app.button] == [tr("scenario_print.look")]
    labels = [one.proto.label for one in app.get("download_button")]
    assert labels == [tr("scenario_print.get_pdf"), tr("scenario_print.get_png")]


def test_a_department_is_printed_alone_and_a_look_is_a_picture_in_the_page():
    app = opened(PAGE, part="print", shock="preset:earthquake-m72-nippes", dept="HT10")
    assert Words("fr")("scenario_print.by_commune") in text(app)
    app.button[0].click().run()
    assert not app.exception
    drawn = [one.proto.body for one in app.get("html") if "data:image/png" in one.proto.body]
    assert len(drawn) == 1
    held = base64.b64decode(drawn[0].partition("base64,")[2].partition('"')[0])
    assert held.startswith(b"\x89PNG")
