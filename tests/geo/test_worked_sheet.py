"""The engine of coverage is held cell by cell to a spreadsheet that LibreOffice reckons.

tests/fixtures/coverage/worked.xlsx is written by tools/worked_coverage, which imports nothing of the product: twelve
invented sites of three communes, live formulas. The verdicts of the engine must be the sheet's: status and reason the
same, figures to 1e-9, people and sites to the unit.
"""

from __future__ import annotations

import ast
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data import reference_tables
from data.freshness import quality_bounds
from geo.quality import Bounds
from geo.quality_forms import of_sites
from geo.standards import KINDS, Standard
from geo.verdicts import REASONS, SiteVerdicts, verdicts_of_sites
from tests.geo.tampering import engine
from tests.geo.worked_sheet import BOOK, CHANGED, VARIANTS, Worked, answers_of, differences, norms_of, sites_of
from tools import spreadsheet
from tools.worked_coverage.book import book

WORKED = Path(spreadsheet.__file__).parent / "worked_coverage"


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_engine_says_what_the_sheet_says(variant: str, worked: dict[str, Worked]) -> None:
    assert list(differences(worked[variant], engine())) == []


def verdicts_of(sheet: Worked) -> SiteVerdicts:
    return verdicts_of_sites(sites_of(sheet), answers_of(sheet), norms_of(sheet), as_of=sheet.as_of)


def test_the_sheet_holds_enough(worked: dict[str, Worked]) -> None:
    rows = [row for row in worked["auto"].sheets["verdicts"] if row["status"] != "left_out"]
    sites = {row["site_id"] for row in rows}
    assert (len(sites), len({row["adm2"] for row in rows}), len({row["adm1"] for row in rows})) == (12, 3, 2)
    assert len({row["standard"] for row in rows}) >= 40
    assert {row["status"] for row in rows} == {"met", "short", "not_assessed", "not_applicable"}
    assert {row["reason"] for row in rows} - {None} == set(REASONS)
    assert verdicts_of(worked["auto"]).left_out == 3


def _way(norm: Standard) -> tuple[Any, ...]:
    """In what way a standard is measured: what tells two of them apart for the engine."""
    options = (norm.band_columns, norm.band_factor, norm.requires, norm.instead, norm.least, norm.upper)
    classes = norm.asked_of_every_class
    return (
        norm.kind,
        norm.direction,
        *(bool(option) for option in options),
        norm.first_phase == norm.standard,
        classes,
    )


def test_every_way_of_measuring_that_is_shipped_stands_in_the_sheet(worked: dict[str, Worked]) -> None:
    held = norms_of(worked["auto"]).standards
    assert {norm.kind for norm in held} == set(KINDS)
    assert {_way(norm) for norm in reference_tables.standards()} <= {_way(norm) for norm in held}


def test_standards_are_typed_as_they_are_shipped(worked: dict[str, Worked]) -> None:
    shipped = {norm.key: norm for norm in reference_tables.standards()}
    for row in worked["auto"].sheets["standards"]:
        norm = shipped[row["standard"]]
        typed = tuple(row[name] for name in ("kind", "direction", "first_phase", "standard_phase", "unit", "gap_unit"))
        assert typed == (norm.kind, norm.direction, norm.first_phase, norm.standard, norm.unit, norm.gap_unit), norm.key
        of_kind = (row["least"], row["upper"], row["valid_days"])
        assert of_kind == (norm.least, norm.upper, norm.valid_days), norm.key


# Derived by hand from tools/worked_coverage/cases.py, in the phase that the age of each site asks for.
BY_HAND = [
    ("W01", "toilets", "met", 20, 0),  # 1000 people, 50 toilets: exactly 20 each
    ("W02", "toilets", "short", 1001 / 50, 1),  # 50.05 -> 51 wanted
    ("W02", "covered_area", "short", 3500 / 1001, 3.5),  # 1001 x 3.5 = 3503.5
    ("W02", "site_area", "not_applicable", None, None),  # a collective centre
    ("W05", "toilets", "met", None, 0),  # nobody is there
    ("W05", "handwashing", "short", 0, 1),  # at least one station in any case
    ("W06", "water_quantity", "not_assessed", None, None),  # 10 to 20 litres: 15 lies between
    ("W06", "without_shelter", "short", 0.1, 14),  # 10 % of 136 households = 13.6 -> 14
    ("W07", "water_quantity", "met", None, 0),  # 15 to 20 litres
    ("W08", "water_quantity", "short", None, 200),  # 5 to 7 of 7.5 litres: 400 x 0.5 lack even at the best
    ("W08", "toilets", "short", 400 / 6, 2),  # first phase: 400 / 50 = 8 wanted
    ("W09", "toilets", "short", 80, 30),  # 40 stand, 10 work, 800 / 20 = 40 wanted
    ("W09", "water_ecoli", "not_assessed", None, None),  # tested 197 days ago
    ("W10", "toilets", "met", 37.5, 0),  # 450 people, 12 toilets, 50 in the first phase
    ("W11", "household_items", "short", 140 / 150, 10),
    ("W11", "site_area", "not_assessed", None, None),  # of unknown class
    ("W12", "toilets", "not_assessed", None, None),  # people unknown
    ("W12", "without_shelter", "short", None, 4),  # none is allowed: four are too many, of nobody knows how many
    ("W12", "water_quantity", "short", 8, None),  # 7 litres lack, for nobody knows how many
]


@pytest.mark.parametrize(("site", "standard", "status", "measured", "gap"), BY_HAND)
def test_the_sheet_says_what_a_hand_derives(
    site: str, standard: str, status: str, measured: float | None, gap: float | None, worked: dict[str, Worked]
) -> None:
    rows = worked["auto"].sheets["verdicts"]
    row = next(row for row in rows if (row["site_id"], row["standard"]) == (site, standard))
    assert row["status"] == status
    for told, expected in ((row["measured"], measured), (row["gap"], gap)):
        assert told == (expected if expected is None else pytest.approx(expected, rel=1e-12))


def test_the_sheet_adds_up_as_a_hand_does(worked: dict[str, Worked]) -> None:
    rows = {(row["place"], row["standard"]): row for row in worked["auto"].sheets["places"]}
    toilets = rows["HT0111", "toilets"]  # W01 1000 met, W02 1001 short by 1, W03 of unknown people
    assert (toilets["people_met"], toilets["people_short"], toilets["sites_without_people"]) == (1000, 1001, 1)
    assert toilets["coverage_share"] == pytest.approx(1000 / 2001)
    assert (toilets["gap"], toilets["idp_total_place"]) == (1, 8001)  # 6000 with host families
    for standard in {row["standard"] for row in rows.values()}:
        nation, parts = rows["HT", standard], [rows[code, standard] for code in ("HT01", "HT07")]
        for name in ("people_total", "people_met", "people_short", "people_unknown", "people_not_applicable"):
            assert nation[name] == sum(part[name] for part in parts)


def test_the_phases_say_different_things_of_the_same_site(worked: dict[str, Worked]) -> None:
    told = {
        variant: [
            (row["status"], row["gap"])
            for row in worked[variant].sheets["verdicts"]
            if (row["site_id"], row["standard"]) == ("W10", "toilets")
        ]
        for variant in ("auto", "first", "standard")
    }
    assert told == {"auto": [("met", 0)], "first": [("met", 0)], "standard": [("short", 11)]}  # 450 / 20 = 22.5 -> 23


def test_changed_thresholds_change_the_sheet(worked: dict[str, Worked]) -> None:
    rows = {(row["site_id"], row["standard"]): row for row in worked["changed"].sheets["verdicts"]}
    assert {rows["W02", key]["threshold"] for key in CHANGED} == {later for _, later in CHANGED.values()}
    assert rows["W11", "toilets"]["people"] == 750  # 150 households of 5


def test_a_contradiction_inside_a_form_is_a_quality_problem_and_no_verdict(worked: dict[str, Worked]) -> None:
    # W12: no toilet stands, one works, and they are separated; no committee, but women in it; nobody to complain to, but
    # complaints. W08: 95 households in tents of 90. W11: 20 to 10 litres
    held = verdicts_of(worked["auto"]).sites
    found = of_sites(held, Bounds.of(quality_bounds()))
    told = set(zip(found["record_id"], found["code"], found["column"], strict=True))
    assert told >= {
        ("W12", "more_than", "toilets_functional"), ("W12", "given_without", "toilets_separated"),
        ("W12", "given_without", "committee_women_share"), ("W12", "given_without", "feedback_used"),
        ("W08", "more_than", "households_in_tents"), ("W11", "band_reversed", "water_litres_person_day_least"),
    }  # fmt: skip


def test_the_fixture_is_what_the_tool_writes() -> None:
    kept, made = openpyxl.load_workbook(BOOK), book()
    assert kept.sheetnames == made.sheetnames
    for sheet in made.worksheets:
        # a file keeps no empty text
        written = [tuple(None if value == "" else value for value in row) for row in sheet.iter_rows(values_only=True)]
        assert list(kept[sheet.title].iter_rows(values_only=True)) == written, sheet.title
    assert {name: one.attr_text for name, one in kept.defined_names.items()} == {
        name: one.attr_text for name, one in made.defined_names.items()
    }


def test_the_fixture_is_alive_and_carries_no_values() -> None:
    formulas = openpyxl.load_workbook(BOOK)
    values = openpyxl.load_workbook(BOOK, data_only=True)
    for sheet in ("verdicts", "places", "now"):
        cells = [cell for row in formulas[sheet].iter_rows(min_row=2) for cell in row[3:]]
        assert all(str(cell.value).startswith("=") for cell in cells)
        assert all(values[sheet][cell.coordinate].value is None for cell in cells)


def test_the_sheet_is_made_without_the_product() -> None:
    for path in WORKED.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"geo", "data", "results", "components"}, path.name


def test_values_come_from_libreoffice_and_not_from_the_file(tmp_path: Path) -> None:
    # every formula of a small book carries a wrong value, as a file written by a known program would
    small = openpyxl.Workbook()
    small.active["A1"], small.active["A2"] = 487, "=ROUNDUP(A1/20,0)"
    small.save(tmp_path / "plain.xlsx")
    wrong = tmp_path / "wrong.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(wrong, "w") as told:
        for name in plain.namelist():
            text = plain.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = re.sub(rb"</f><v\s*/?>(</v>)?", b"</f><v>999</v>", text)
                assert text.count(b"<v>999</v>") == 1
            told.writestr(name, text)
    assert openpyxl.load_workbook(wrong, data_only=True).active["A2"].value == 999
    (made,) = spreadsheet.recalculated([wrong], tmp_path)
    assert openpyxl.load_workbook(made, data_only=True).active["A2"].value == 25  # 24.35 -> 25


def test_without_libreoffice_the_tool_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "NAMES", ("no-such-program",))
    assert spreadsheet.installed() is None
    with pytest.raises(RuntimeError, match="libreoffice-calc-nogui"):
        spreadsheet.recalculated([BOOK], tmp_path)


def test_a_book_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    absent = tmp_path / "absent.xlsx"
    with pytest.raises(RuntimeError, match=r"no absent\.xlsx"):
        spreadsheet.recalculated([absent], tmp_path)
