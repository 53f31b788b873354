"""The report of a month on paper: its words and numbers as pypdf reads them, hostile texts as text."""

from __future__ import annotations

import io
import math

import pandas as pd
import pytest
from pypdf import PdfReader

from components.figures.report import Stamp, stock_month
from components.i18n import Words

STAMP = Stamp("2023-08-31", ("fictional",), (), (), "7", "", ())


def sheet(**changed: object) -> stock_month.Sheet:
    row = dict.fromkeys(stock_month.FIGURES, 0.0) | {"opening": 1200.0, "released": 200.0, "closing": 1000.0}
    row |= {"warehouse": "Entrepôt #show [x] $y$", "item_name": "Bâche <b>*4*</b>", "stock_status": "understocked",
            "months_of_stock": 5.3, "transfer_in": 40.0, "to_order": 300.0, **changed}  # fmt: skip
    return stock_month.Sheet(pd.DataFrame([row]), "août 2023", "2023-08-01", "2023-08-31")


def read(told: stock_month.Sheet, lang: str) -> str:
    pages = PdfReader(io.BytesIO(stock_month.pdf(told, STAMP, Words(lang)))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_it_says_the_month_the_figures_and_that_it_is_invented():
    told = read(sheet(), "fr")
    for text in ("Rapport mensuel de stock, août 2023", "1 200", "1 000", "sous-stock", "5,3", "300", "FICTIF"):
        assert text in told.replace("\u202f", " ").replace("\xa0", " "), text
    assert "Entrepôt #show [x] $y$" in told
    assert "Bâche <b>*4*</b>" in told


def test_what_is_unknown_is_blank_and_never_a_nought():
    content = stock_month.content(
        sheet(stock_status="not_evaluated", months_of_stock=math.nan, to_order=math.nan), STAMP, Words("fr")
    )
    cells = dict(zip(stock_month.COLUMNS, content["groups"][0]["rows"][0], strict=True))
    assert (cells["stock_status"], cells["months_of_stock"], cells["to_order"]) == ("non évalué", "–", "–")
    assert cells["closing"] == Words("fr").number(1000)


@pytest.mark.parametrize("lang", ["fr", "en", "ht"])
def test_every_language_is_set(lang):
    assert "stock.month" not in read(sheet(), lang)
