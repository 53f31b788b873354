"""Situation reports from the terminal, on the demonstration: a draft, an issued one, and what cannot be written."""

from __future__ import annotations

import io

import docx
import pypdf
import pytest

from components.figures.report import situation_filled
from components.figures.report.situation import Written as OnPaper
from components.i18n import LANGUAGES, Words
from data import situation_reports
from data.access import LOCAL
from data.home import store_path
from data.snapshot import Source
from data.store.store import Store
from results import Results
from results.reports import Asked
from tests.commands.conftest import run, told

CODE = "EXEMPLE"


def issue(place: str, highlights: str) -> situation_reports.Issued:
    store = Store(store_path())
    asked = Results(Source(store).take(audience=LOCAL.role), LOCAL)
    at = situation_filled.moment(asked)
    texts = {"highlights": highlights, "written_by": "Permanence (fictif)"}
    previous = situation_filled.before(asked.situation_reports(CODE, place), 0)
    before = str(previous["period_until"]) if previous else ""
    draft = situation_filled.draft(asked, Asked(CODE, place, at, before), OnPaper(texts))
    report = situation_reports.Written(
        CODE, draft.facts.asked.centre, place, "", at, texts, asked.snapshot.known_at, asked.snapshot.as_of,
        draft.written.sha256,
    )  # fmt: skip
    return situation_reports.issue(store, LOCAL, report)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_draft_of_a_department_in_three_forms(with_demo, tmp_path, lang):
    for ending in ("docx", "pdf", "txt"):
        path = tmp_path / f"sud.{ending}"
        made = told("report", "situation", CODE, "--level", "adm1", "--place", "HT07", "--lang", lang,
                    "--at", "2023-08-31T18:00", "-o", path)  # fmt: skip
        assert made["bytes"] == path.stat().st_size
        assert (made["level"], made["place"], made["number"], made["at"]) == ("adm1", "HT07", None, "2023-08-31T22:00Z")
        assert made["labels"] == ["fictional"]
    draft = Words(lang)("situation.mark.draft")
    assert draft in (tmp_path / "sud.txt").read_text(encoding="utf-8")
    assert draft.upper() in docx.Document(tmp_path / "sud.docx").sections[0].header.paragraphs[0].text
    assert draft.upper() in pypdf.PdfReader(tmp_path / "sud.pdf").pages[0].extract_text()


def test_an_issued_report_is_written_before_a_draft(with_demo, tmp_path):
    path = tmp_path / "coun.docx"
    assert told("report", "situation", CODE, "-o", path)["number"] is None
    assert issue("HT", "- Première ligne").number == 1
    assert issue("HT", "- Deuxième ligne").number == 2
    made = told("report", "situation", CODE, "-o", path)
    assert (made["number"], made["agrees"], made["communes_without_report"]) == (2, True, 125)
    assert "Deuxième ligne" in {one.text for one in docx.Document(io.BytesIO(path.read_bytes())).paragraphs}
    assert told("report", "situation", CODE, "--number", "1", "-o", path)["number"] == 1
    assert "Première ligne" in {one.text for one in docx.Document(path).paragraphs}
    assert told("report", "situation", CODE, "--at", "2023-08-31 12:00", "-o", path)["number"] is None


@pytest.mark.parametrize("wrong", [
    (CODE, "--level", "adm1"), (CODE, "--level", "adm1", "--place", "HT99"), (CODE, "--place", "HT07"),
    ("NIX",), (CODE, "--number", "99"), (CODE, "--at", "hier"),
])  # fmt: skip
def test_what_cannot_be_written_is_said_and_leaves_no_file(with_demo, tmp_path, wrong):
    made = run("report", "situation", *wrong, "-o", tmp_path / "x.pdf")
    assert made.exit_code == 2
    assert not list(tmp_path.glob("*.pdf"))


def test_another_kind_of_file_is_refused_with_the_kinds_that_are(with_demo, tmp_path):
    made = run("report", "situation", CODE, "-o", tmp_path / "x.odt")
    assert made.exit_code == 2
    assert ".docx" in made.output
