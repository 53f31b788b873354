"""Text for paper: one line, short, without signs that nobody sees, whatever came."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.figures import report
from components.figures.report.wording import clean, number, said, unit, word
from components.i18n import Words
from tests.components.figures.report.invented_sheets import site_sheet

FR = Words("fr")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  Lakou\n\tKè  ", "Lakou Kè"),
        ("a\u202eb\u0000c\ud800d", "a b c d"),
        ("1\u202f850 m", "1\u202f850 m"),  # the space within a number stays
        ("x" * 21, "x" * 20 + "\u200bx"),
        (None, "None"),
    ],
)
def test_clean(text, told):
    assert clean(text) == told


def test_a_long_text_is_cut_with_a_sign():
    assert clean("mot " * 50, 12) == "mot mot mot…"


@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.integers(5, 120))
def test_clean_is_one_short_line_and_clean_stays_clean(text, most):
    told = clean(text, most)
    assert len(told.replace("\u200b", "")) <= most
    assert {unicodedata.category(sign) for sign in told.replace("\u200b", "")} <= {
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "Sm", "Sc", "Sk", "So", "Zs",
    }  # fmt: skip
    assert clean(told, most) == told
    told.encode()


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_any_name_prints(text):
    sheet = site_sheet(6)
    named = replace(sheet, site={**sheet.site, "name": text, "aliases": [text], "manager_organisation": text})
    assert report.site(named, FR).startswith(b"%PDF")


def test_numbers_units_and_codes():
    assert [number(value, FR) for value in (0.25, 28.887, 1850.4, 3.0, None, np.nan)] == [
        "0,25", "28,9", "1\u202f850", "3", "inconnu", "inconnu",
    ]  # fmt: skip
    assert unit("persons/toilet", FR) == "personnes par toilette"
    assert unit("furlongs", FR) == "furlongs"
    assert word("site_class", "spontaneous_site", FR) == "site spontané"
    assert word("site_class", "new#code", FR) == "new#code"
    assert (said("", FR), said("a", FR)) == ("inconnu", "a")
