"""What each column may be: with its reason; what only resembles is offered, what holds persons is dropped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl

from data.importers.opening import opened
from data.importers.propose import layout, proposals
from geo.frames import FRAMES

HEADS = ["site_id", "Nom du site", "Longitudde", "Telefòn", "blabla"]


def file(folder: Path, heads: list[str] = HEADS, cells: tuple[str, ...] = ("S-1", "Lise", "-72.3", "3700", "x")):
    path = folder / "a.csv"
    path.write_text(f"{';'.join(heads)}\n{';'.join(cells)}\n{';'.join(cells)}\n", encoding="utf-8")
    return opened(None, path, anyhow=True)


def test_reasons_samples_and_offers(tmp_path):
    told = {one.header: one for one in proposals(file(tmp_path), FRAMES["sites"])}
    assert (told["site_id"].column, told["site_id"].reason) == ("site_id", "name")
    assert told["site_id"].samples == ("S-1",)  # each different cell once
    assert told["Nom du site"].column == "name"
    assert (told["Longitudde"].column, told["Longitudde"].reason) == ("", "unknown")
    assert "longitude" in told["Longitudde"].offered
    assert (told["Telefòn"].reason, told["Telefòn"].samples, told["Telefòn"].offered) == ("personal", (), ())
    assert told["blabla"].offered == ()


def test_what_the_user_chose_comes_first_and_a_personal_column_cannot_be_chosen(tmp_path):
    chosen = {"blabla": "name", "Nom du site": "", "Telefòn": "manager_organisation"}
    told = {one.header: one for one in proposals(replace(file(tmp_path), chosen=chosen), FRAMES["sites"])}
    assert (told["blabla"].column, told["blabla"].reason) == ("name", "chosen")
    assert told["Nom du site"].column == ""
    assert told["Telefòn"].reason == "personal"


def test_the_layout_is_of_the_headers_in_any_order_and_case():
    assert layout(["A b", "C"]) == layout(["c", "a  B", ""])
    assert layout(["A", "B"]) != layout(["A", "D"])


def test_a_table_without_a_known_header_is_opened_at_its_fullest_row(tmp_path):
    made = openpyxl.Workbook()
    made.active.append(["notes"])
    sheet = made.create_sheet("Done")
    for row in (["Rapò"], ["Kantite x", "Kote y", "Lòt z"], [1, "aa", "bb"]):
        sheet.append(row)
    made.save(path := tmp_path / "a.xlsx")
    found = opened(None, path, anyhow=True).sheet
    assert (found["sheet"], found["header_row"], found["sheets"]) == ("Done", 2, ["Sheet", "Done"])
    assert found["headers"] == ["Kantite x", "Kote y", "Lòt z"]
    other = opened(None, path, anyhow=True, sheet="Done").sheet
    assert other["headers"] == found["headers"]


def test_the_sheet_that_is_asked_for_is_read(tmp_path):
    made = openpyxl.Workbook()
    for name, code in (("One", "S-1"), ("Two", "S-2")):
        sheet = made.create_sheet(name)
        sheet.append(["site_id", "name"])
        sheet.append([code, "x"])
    made.save(path := tmp_path / "a.xlsx")
    assert opened(FRAMES["sites"], path, sheet="Two").sheet["columns"][0] == ["S-2"]
    assert opened(FRAMES["sites"], path).sheet["columns"][0] == ["S-1"]
