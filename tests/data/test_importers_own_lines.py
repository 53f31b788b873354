"""Lines that the product wrote itself: no rows of anybody's, and not a word about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.importers.own_lines import without_own
from data.importers.read import read
from tests.data.import_setting import TODAY, places

HEADS = "site_id;name;adm2_pcode;longitude;latitude;observed_on"
ROW = "S-1;Lekòl;HT0111;-72.35;18.55;2023-08-01"


def looked(folder: Path, *lines: str):
    path = folder / "sites.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read("sites", path, places=places(), today=TODAY, sender="test")


@pytest.mark.parametrize("note", [
    "Réel et fictif mêlés : annulez la démonstration", "Schematic commune limits", "Envante: done demonstrasyon",
])  # fmt: skip
def test_what_an_export_says_of_its_data_is_no_row(tmp_path, note):
    found = looked(tmp_path, HEADS, ROW, note)
    assert (found.rows_read, found.rows_rejected, found.problems) == (1, 0, [])


def test_labels_below_the_names_are_no_row(tmp_path):
    labels = "Code;Nom;P-code de la commune;Longitude (degrés);Latitude (degrés);Vu le"
    found = looked(tmp_path, HEADS, labels, ROW)
    assert (found.rows_read, found.rows_rejected, found.problems) == (1, 0, [])


def test_a_row_of_somebody_stays(tmp_path):
    # One cell like a label is not enough, nor are labels anywhere but below the names.
    found = looked(tmp_path, HEADS, "Code;Lekòl;HT0111;;;2023-08-01", ROW, "S-2;Schematic commune limits;HT0111;;;")
    assert found.rows["site_id"].tolist() == ["Code", "S-1", "S-2"]


def test_a_sheet_without_such_lines_is_the_same():
    sheet = {"rows": [2], "headers": ["site_id"], "columns": [["S-1"]]}
    assert without_own(sheet) is sheet
