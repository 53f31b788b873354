"""A table that is a card a row on a phone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from components.figures import card_table
from components.i18n import Words

TR = Words("fr")
COLUMNS = ("name", "people", "sites_share", "assessed_on", "note")


def rows(count: int = 1, **told: object) -> pd.DataFrame:
    one = {"name": "Lakou", "people": 12345.0, "sites_share": 0.16, "assessed_on": "2023-08-14", "note": None}
    return pd.DataFrame([one | told] * count)


def drawn(frame: pd.DataFrame) -> str:
    return card_table.html(frame, COLUMNS, TR, blank="–")


def test_cells_read_as_the_language_writes_them():
    told = drawn(rows())
    for text in ("Lakou", "12\u202f345", "16\u202f%", "14 août 2023"):
        assert text in told


def test_a_blank_cell_is_marked_so_that_a_phone_leaves_it_out_and_zero_is_not_blank():
    assert drawn(rows(people=np.nan)).count("pare-none") > drawn(rows()).count("pare-none")
    assert drawn(rows(people=0.0)).count("pare-none") == drawn(rows()).count("pare-none")


def test_further_rows_open_with_a_click_and_those_not_drawn_are_said():
    assert "<details>" not in drawn(rows(card_table.FIRST))
    told = drawn(rows(card_table.FIRST + 3))
    assert TR("table.more_rows", count=3) in told
    told = drawn(rows(card_table.MOST + 1))
    assert told.count("<tr>") == card_table.MOST + 2  # two heads
    assert TR("table.all_in_file", count=card_table.MOST + 1) in told


def test_text_from_data_is_no_markup():
    assert "<img" not in drawn(rows(name="<img src=x onerror=alert(1)>"))
    assert 'onerror="' not in drawn(rows(name='" onerror="alert(1)'))
