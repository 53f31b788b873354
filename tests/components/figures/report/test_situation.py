"""Situation reports as Word, PDF and message: what must stand in them, and what no text from data may do to them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.figures import situation_html, situation_text, situation_word
from components.figures.report import situation_content, situation_pdf
from components.figures.report import situation_tables as tables
from components.figures.report.situation import Report
from components.i18n import LANGUAGES, Words
from tests.components.figures.report.invented_situation import TEXTS, report

FR = Words("fr")
HOSTILE = ('*gras* _it_ ~b~ `c` > x <img src=x onerror=alert(1)> #set page() $x$ {{7*7}} =HYPERLINK("x") '
           "\x00\x07\u202eabc &amp; ]]>")  # fmt: skip


def words_of(made: bytes) -> str:
    """Every word of a Word document: paragraphs, tables, headers."""
    book = docx.Document(io.BytesIO(made))
    cells = (cell.text for table in book.tables for row in table.rows for cell in row.cells)
    above = (one.text for part in book.sections for one in part.header.paragraphs)
    return "\n".join([*(one.text for one in book.paragraphs), *cells, *above]).replace("\u200b", "")


def pages_of(made: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]


def row_of(table: tables.Table, name: str) -> tuple[str, ...]:
    return next(row for row in table.rows if row[0] == name)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_says_that_it_is_an_exercise_and_invented(lang):
    tr, told = Words(lang), report(needs=True)
    marks = [tr("situation.mark.exercise"), tr("situation.mark.fictional")]
    pages = pages_of(situation_pdf.pdf(told, tr))
    assert len(pages) > 1
    for page in pages:
        assert all(mark.upper() in " ".join(page.split()) for mark in marks)
    book = docx.Document(io.BytesIO(situation_word.docx(told, tr)))
    assert len(book.sections) == 1  # one section: its header stands on every page
    assert all(mark.upper() in book.sections[0].header.paragraphs[0].text for mark in marks)
    message = situation_text.text(told, tr).strip()
    assert message.startswith(f"*{marks[0]}*")
    assert message.endswith(f"*{marks[0]}*")
    assert marks[1] in message


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", ["HT", "HT07"])
def test_every_form_is_whole_in_every_language(lang, place):
    tr, told = Words(lang), report(place, needs=True)
    message = situation_text.text(told, tr)
    for text in (words_of(situation_word.docx(told, tr)), " ".join(pages_of(situation_pdf.pdf(told, tr))), message):
        assert "situation." not in text
        assert "{" not in text
        assert tr("situation.figures") in text
    assert len(message) < 4_000  # what a phone shows as one message


def test_who_did_not_report_stands_before_the_table_of_communes():
    # Abricots (Grand'Anse) and Arniquet (Sud) and the one commune of Nord-Est never reported: 3 of 8
    paper = situation_content.paper(report(), FR)
    told = {one.title: one for one in paper.sections}
    assert "3 communes sur 8" in told[FR("situation.figures")].lines[0][1]
    lines = [text for point, text in told[FR("situation.communes")].lines if point]
    assert lines == ["Grand'Anse : Abricots", "Nord-Est : sa seule commune", "Sud : Arniquet"]
    order = [one.title for one in paper.sections]
    assert order.index(FR("situation.figures")) < order.index(FR("situation.communes"))
    named = {row[0] for table in told[FR("situation.communes")].tables for row in table.rows}
    assert not named & {"Abricots (Grand'Anse)", "Arniquet (Sud)"}


def test_unknown_is_said_and_never_zero():
    table = tables.measures(report().facts, 1, FR)
    # deaths 3 + 0 + 11 + 1 of Les Cayes, Torbeck, Jérémie, Bonbon = 15; before 2 + 0; Les Cayes + 1, Torbeck + 0
    assert row_of(table, "Morts") == ("Morts", "15", "4 sur 8", "2", "+1")
    assert row_of(table, "Familles sinistrées") == ("Familles sinistrées", "inconnu", "0 sur 8", "inconnu", "inconnu")
    assert row_of(table, "Disparus") == ("Disparus", "4", "1 sur 8", "inconnu", "inconnu")
    assert row_of(table, "Blessés")[-1] == "−3"
    people = tables.communes(report().facts, FR)[0]
    salut = row_of(people, "Port-Salut (Sud)")
    assert salut[2] == "inconnu"
    assert salut[6] == "3\u202f000"
    assert row_of(people, "Torbeck (Sud)")[2] == "0"  # told as zero


def test_a_lowered_figure_is_marked_in_its_table_only():
    people, damage = tables.communes(report().facts, FR)
    assert row_of(people, "Les Cayes (Sud)")[4] == "9 ▼"
    assert "▼" in people.note
    assert not damage.note


def test_a_bulletin_that_lapsed_or_was_never_told_is_unknown_not_green():
    rows = {row[0]: row for row in tables.alerts(report().facts, FR).rows}
    assert rows["Sud"][1:] == ("rouge (cyclone, fortes pluies)", "urgence (cyclone)")
    assert rows["Grand'Anse"][1:] == ("inconnu (bulletin échu, non remplacé)", "inconnu (aucun bulletin)")
    waiting = {"vigilance": None, "vigilance_state": "not_told", "vigilance_hazards": None, "vigilance_waiting": 1.0}
    assert tables.level(waiting, "vigilance", FR) == "inconnu (aucun bulletin) ; 1 bulletin à confirmer"


def test_sums_of_departments_stand_above_the_nation():
    table = tables.departments(report().facts, FR)[0]
    assert [row[0] for row in table.rows] == ["Sud", "Grand'Anse", "Haïti"]
    assert [row[1] for row in table.rows] == ["3 sur 4", "2 sur 3", "5 sur 8"]
    assert [row[2] for row in table.rows] == ["3", "12", "15"]
    assert table.sums == (2,)


def test_a_department_reports_of_itself_alone():
    told = words_of(situation_word.docx(report("HT07", texts={}), FR))
    assert "COUD Sud" in told
    for name in ("Jérémie", "Nord-Est", FR("situation.departments")):
        assert name not in told


def test_a_draft_says_so_and_an_issued_one_its_number():
    assert "Brouillon" in situation_content.marks(report(number=0), FR)
    assert situation_content.title(report(), FR) == "Rapport de situation n° 2, COUN, Haïti"
    assert "révision 1" in situation_content.title(report(revision=1), FR)
    assert FR("situation.mark.differs") in situation_content.marks(report(agrees=False), FR)
    first = tables.measures(report().facts, 0, FR)
    assert len(first.header) == 3


def test_needs_stand_with_their_range_and_what_is_unknown():
    table = tables.needs(report(needs=True).facts, "Matthew", FR)
    assert table is not None
    assert table.rows == (("Bâches", "bâches", "100", "200", "inconnu"),)
    assert "3 jours" in table.title
    assert tables.needs(report().facts, "", FR) is None


def test_points_and_paragraphs_are_kept_apart():
    assert situation_content.text_lines(TEXTS["highlights"]) == (
        (True, "Le pont de *Ladigue* est emporté ; la RN2 est coupée."), (True, "Évacuation de la côte sud."),
        (False, "Le COUN est réuni."),
    )  # fmt: skip
    assert situation_content.text_lines("2 morts\n-5 degrés\n1. Eau") == (
        (False, "2 morts"), (False, "-5 degrés"), (True, "Eau"),
    )  # fmt: skip


def hostile() -> Report:
    told = report(texts=dict.fromkeys(TEXTS, HOSTILE + "\ud800"))
    facts = told.facts
    communes = facts.communes.assign(
        name=facts.communes["name"] + HOSTILE, adm1_name=facts.communes["adm1_name"] + HOSTILE
    )
    asked = replace(facts.asked, emergency=HOSTILE)
    return replace(told, facts=replace(facts, communes=communes, asked=asked, name=HOSTILE))


def test_text_from_data_is_text_in_every_form():
    told = hostile()
    made = situation_word.docx(told, FR)
    assert "<img src=x onerror=alert(1)>" in words_of(made)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        assert b"<img src" not in book.read("word/document.xml")
    assert "#set page()" in " ".join(" ".join(pages_of(situation_pdf.pdf(told, FR))).split())
    page = situation_html.html(situation_content.paper(told, FR))
    assert "<img" not in page
    assert "&lt;img" in page
    message = situation_text.text(told, FR)
    for line in message.splitlines():
        inner = line.removeprefix("*").removesuffix("*")
        assert not set("`~") & set(line), line
        assert "*" not in inner, line
        assert not line.startswith(">"), line


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_no_typed_text_breaks_a_message_or_a_page(text):
    told = report(texts={"highlights": text, "written_by": text})
    message = situation_text.text(told, FR)
    assert not set("`~") & set(message)
    assert "<script" not in situation_html.html(situation_content.paper(told, FR))


def test_the_same_report_gives_the_same_pdf_and_says_no_person():
    one, other = (situation_pdf.pdf(report(), FR) for _ in range(2))
    assert one == other
    book = docx.Document(io.BytesIO(situation_word.docx(report(), FR)))
    assert book.core_properties.author == book.core_properties.last_modified_by == "Pare"
    assert FR("situation.mark.exercise") in book.core_properties.comments


def test_a_header_of_a_long_table_stands_again_on_the_next_page():
    made = situation_word.docx(report(), FR)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        xml = book.read("word/document.xml").decode()
        foot = next(book.read(name).decode() for name in book.namelist() if name.startswith("word/footer"))
    assert "w:tblHeader" in xml
    assert "NUMPAGES" in foot


def test_the_digest_is_of_figures_and_text_and_not_of_a_language():
    told = report()
    digest = told.facts.digest(TEXTS)
    assert digest == told.facts.digest(dict(reversed(TEXTS.items())))
    assert digest != told.facts.digest({**TEXTS, "needs": "Eau"})
    changed = told.facts.communes.assign(deaths=0.0)
    assert digest != replace(told.facts, communes=changed).digest(TEXTS)
