"""Sheets and the master list from the terminal."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest

from tests.commands.conftest import run, told


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Fiche de site"), ("en", "Site sheet"), ("ht", "Fich sit")]
)  # fmt: skip
def test_the_sheet_of_a_site_is_one_page_in_its_language(with_demo, tmp_path, lang, words):
    path = tmp_path / "site.pdf"
    assert told("report", "site", "SIT-0033", "-o", path, "--lang", lang)["bytes"] == path.stat().st_size
    book = pypdf.PdfReader(io.BytesIO(path.read_bytes()))
    text = book.pages[0].extract_text()
    assert len(book.pages) == 1
    assert "École Zetwal Trankil" in text
    assert words.casefold() in text.casefold()


def test_the_sheet_of_a_place_and_the_master_list(with_demo, tmp_path):
    told("report", "place", "HT0111", "-o", tmp_path / "place.pdf")
    text = pypdf.PdfReader(tmp_path / "place.pdf").pages[0].extract_text()
    assert "Port-au-Prince" in text
    assert "24" in text
    told("report", "master-list", "-o", tmp_path / "list.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0].iter_rows(values_only=True))
    named = {row[0]: row for row in rows}
    assert named["SIT-0068"][1] == "Centre administratif Lanp Maron"
    assert "Centre administratif Zandolit Vèt" in named["SIT-0068"][2]


def test_what_cannot_be_written_is_said(with_demo, tmp_path):
    assert run("report", "site", "SIT-0033", "-o", tmp_path / "site.xlsx").exit_code == 2
    assert run("report", "site", "NOWHERE", "-o", tmp_path / "site.pdf").exit_code == 2
    assert run("report", "place", "HT99", "-o", tmp_path / "place.pdf").exit_code == 2
    assert not list(tmp_path.glob("*.pdf"))


def test_the_list_of_shelters_of_a_department(with_demo, tmp_path):
    told("report", "shelters", "--department", "HT07", "-o", tmp_path / "list.pdf", "--lang", "ht")
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "list.pdf").pages)
    assert "Lis abri pwovizwa yo" in text
    assert "Les Cayes" in text
    assert "Jacmel" not in text
    assert run("report", "shelters", "--department", "HT99", "-o", tmp_path / "no.pdf").exit_code == 2
    assert not (tmp_path / "no.pdf").exists()
