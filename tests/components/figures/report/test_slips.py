"""Slips on paper: what stands on each, the code read back from the printed page, and hostile texts that stay text."""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd
import pypdf
import pytest
import segno
from PIL import Image

from components.figures.report import printing, slips
from components.figures.report.sheet import Stamp
from components.figures.report.slip_paper import CARD, COUNT, LOOKS, PAPERS, RECEIVED, RELEASE, WAYBILL, Paper
from components.i18n import LANGUAGES, Words
from geo.slip_numbers import grouped, opaque_number
from tests.components.figures.report.qr_reading import SIZE, digits

STAMP = Stamp("2023-08-31", ("fictional", "exercise"), version="7", credits=("credit_ocha",))
TR = Words("fr")
DOCUMENT = "LIB-3fa92c11d0aa"
HOSTILE = "Bâche #strike[x] $1+1$ <b> `a` \\ \u202eabc"
LINES = pd.DataFrame([
    {"item": "Bâche 4 x 6 m", "lot": "TAR-1", "packs": 24.0, "loose_units": 5.0, "quantity": 1205.0,
     "weight_kg": 5061.0, "volume_m3": 12.05, "announced": 1225.0, "difference": -20.0, "held": 1205.0},
    {"item": HOSTILE, "expiry": "2024-02-01", "quantity": 300.0, "difference": 0.0, "held": 300.0},
])  # fmt: skip
FACTS = {
    "moved_on": "2023-08-30",
    "from": "Entrepôt Les Cayes",
    "to": "Organisation B",
    "slip": "BL 00217",
    "shipment": "",
}


def paper(kind: str, **more: object) -> Paper:
    return Paper(**({"kind": kind, "document": DOCUMENT, "facts": FACTS, "lines": LINES, "stamp": STAMP} | more))


def read(one: Paper, tr: Words = TR) -> str:
    pages = pypdf.PdfReader(io.BytesIO(slips.pdf(one, tr))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).replace("\u200b", "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", PAPERS)
def test_every_paper_says_in_every_language_what_it_is_of(kind, lang):
    tr = Words(lang)
    text = read(paper(kind), tr)
    for key in (f"slip.paper.{kind}", "slip.state.recorded", *(f"slip.box.{one}" for one in LOOKS[kind].boxes)):
        assert tr(key) in text, key
    for told in (DOCUMENT, grouped(opaque_number(DOCUMENT)), "Entrepôt Les Cayes", "BL 00217", tr.day("2023-08-30")):
        assert told in text, told
    for label in ("fictional", "exercise"):
        assert tr(f"report.stamp_{label}").casefold() in text.casefold()
    assert tr("head.credit_ocha") in text
    assert tr("slip.fact.shipment") not in text  # it has none
    assert not re.search(r"\b(slip|report|unit)\.[a-z_]", text)  # no key without a text


def test_lines_of_a_release_by_hand():
    told = slips.content(paper(RELEASE), TR)
    assert told["rows"][0] == ["1", "Bâche 4 x 6 m", "TAR-1", "", "24", "5", "1\u202f205", "5\u202f061", "12,05"]
    assert told["rows"][1][3:] == ["1er février 2024", "", "", "300", "", ""]  # unknown weight is not nought
    assert told["totals"] == [
        "2 lignes", "Poids : 5\u202f061 kg (sans 1 ligne de valeur inconnue)",
        "Volume : 12,05 m³ (sans 1 ligne de valeur inconnue)",
    ]  # fmt: skip


def test_a_weight_that_nobody_knows_is_said_to_be_unknown():
    none = LINES.drop(columns=["weight_kg", "volume_m3"])
    assert slips.content(paper(WAYBILL, lines=none), TR)["totals"][1] == TR("slip.total_weight_kg", amount="inconnu")


def test_a_received_note_says_what_was_announced_and_what_lacks():
    row = slips.content(paper(RECEIVED), TR)["rows"][0]
    assert row[4:9] == ["1\u202f225", "24", "5", "1\u202f205", "-20"]
    more = LINES.assign(difference=[3.0, 0.0])
    assert slips.content(paper(RECEIVED, lines=more), TR)["rows"][0][8] == "+3"


def test_a_waybill_leaves_room_to_write_what_arrives():
    told = slips.content(paper(WAYBILL), TR)
    assert told["head"][told["pencil"][0]] == TR("slip.head.received")
    assert [row[told["pencil"][0]] for row in told["rows"]] == ["", ""]


def test_a_count_sheet_is_blind_unless_the_balance_is_given():
    blind = slips.content(paper(COUNT, lines=LINES.drop(columns="held"), state="blank"), TR)
    assert TR("slip.head.held") not in blind["head"]
    assert len(blind["rows"]) + len(blind["blank"]) == LOOKS[COUNT].rows
    seen = slips.content(paper(COUNT), TR)
    assert seen["rows"][0][seen["head"].index(TR("slip.head.held"))] == "1\u202f205"
    assert TR("slip.state.blank") in read(paper(COUNT, state="blank"))


def test_an_empty_count_sheet_has_lines_for_the_pencil_and_no_number():
    empty = Paper(COUNT, "", {"warehouse": "Gonaïves"}, LINES.head(0), STAMP, "blank")
    told = slips.content(empty, TR)
    assert told["code"] == ""
    assert len(told["rows"]) + len(told["blank"]) == LOOKS[COUNT].rows
    assert TR("slip.no_number") in read(empty)


def test_a_stock_card_by_hand():
    rows = pd.DataFrame([
        {"moved_on": "2023-08-01", "kind": "receipt", "document": "BR-1", "lot": "A", "came_in": 500.0, "balance": 500.0},
        {"moved_on": "2023-08-09", "kind": "count", "document": "INV-1", "difference": -3.0, "balance": 497.0},
    ])  # fmt: skip
    told = slips.content(paper(CARD, lines=rows), TR)
    assert told["rows"][0] == ["1er août 2023", "réception", "BR-1", "", "", "A", "500", "", "500", ""]
    assert told["rows"][1][1] == "inventaire physique"
    assert told["rows"][1][8:] == ["497", "-3"]
    assert told["totals"] == []


@pytest.mark.parametrize("kind", PAPERS)
def test_hostile_texts_stay_text(kind):
    facts = {**FACTS, "to": HOSTILE, "reason": "#panic()"}
    lines = LINES.assign(note=HOSTILE, counterpart=HOSTILE, document=HOSTILE)
    text = read(paper(kind, facts=facts, lines=lines, document="#let x = [y]"))
    assert "#panic()" in text
    assert "#let x = [y]" in text
    if "item" in LOOKS[kind].columns:
        assert "#strike[x]" in text
    assert "\u202e" not in text


@pytest.mark.parametrize("document", [DOCUMENT, "BR-2022-0001", "", "Réception Martissant, août"])
def test_the_code_holds_the_opaque_number_and_nothing_else(document):
    number = opaque_number(document)
    made = segno.make_qr(number, error="m")
    assert digits([[bool(one) for one in row] for row in made.matrix]) == number
    assert made.version == 1


def test_the_code_on_the_printed_page_is_read_back():
    page = printing.png(slips.content(paper(WAYBILL), TR), "2023-08-31", template=slips.TEMPLATE, dots_per_inch=300)
    dark = np.asarray(Image.open(io.BytesIO(page)).convert("L")) < 128
    mm = 300 / 25.4
    corner = dark[int(18 * mm) : int(42 * mm), int((210 - 13 - 25) * mm) : int((210 - 13) * mm)]
    # The code is the square of the corner; the text below it is apart by the quiet zone.
    rows = np.flatnonzero(corner.any(axis=1))
    top = rows[0]
    columns = np.flatnonzero(corner[top : top + int(8 * mm)].any(axis=0))
    left, width = columns[0], columns[-1] - columns[0] + 1
    middle = (np.arange(SIZE) + 0.5) * width / SIZE
    modules = [[bool(corner[int(top + y), int(left + x)]) for x in middle] for y in middle]
    assert digits(modules) == opaque_number(DOCUMENT)


def test_many_lines_take_more_pages_and_none_is_lost():
    many = pd.DataFrame([{"item": f"Article {n:03d}", "quantity": float(n)} for n in range(90)])
    one = paper(WAYBILL, lines=many)
    text = read(one)
    assert all(f"Article {n:03d}" in text for n in range(90))
    assert len(pypdf.PdfReader(io.BytesIO(slips.pdf(one, TR))).pages) > 1
    assert slips.pdf(one, TR) == slips.pdf(one, TR)  # the same bytes
