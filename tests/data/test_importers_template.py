"""Templates: their columns are those of frames.py, they come back as filled in, and every word has three languages."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.i18n import LANGUAGES, Words, texts
from data.home import ROOT
from data.importers import template
from data.importers.headers import match
from data.importers.preview import sentence, sentence_key
from data.importers.template_book import FIRST_ROW, write_template
from data.importers.words import fold
from geo.frames import FRAMES, MOVEMENT_KINDS, Column, Frame
from tests.data.import_setting import FIXTURES, TODAY, places, preview

FR = Words("fr")


def filled(frame: Frame, rows: list[dict[str, Any]], path: Path) -> Path:
    """A template with rows typed in, as a user would."""
    write_template(frame, path, tr=FR)
    book = openpyxl.load_workbook(path)
    sheet = book[frame.name]
    for at, row in enumerate(rows, start=FIRST_ROW):
        for n, column in enumerate(frame.columns, start=1):
            value = row.get(column.name)
            sheet.cell(at, n, {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value)
    book.save(path)
    return path


# -- what a template holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FRAMES)
def test_the_columns_of_a_template_are_those_of_the_frame(name: str, tmp_path: Path) -> None:
    frame = FRAMES[name]
    write_template(frame, tmp_path / "t.xlsx", tr=FR)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    header, tags = ([cell.value for cell in row] for row in book[name].iter_rows(max_row=2))
    assert header == [column.name for column in frame.columns]
    assert [one or "" for one in tags] == [column.hxl for column in frame.columns]
    assert book.sheetnames == [name, FR("template.sheet"), "lists"]
    assert book["lists"].sheet_state == "hidden"


@pytest.mark.parametrize("name", FRAMES)
def test_every_choice_is_a_drop_down_and_every_bound_a_rule(name: str, tmp_path: Path) -> None:
    frame = FRAMES[name]
    write_template(frame, tmp_path / "t.xlsx", tr=FR)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rules = {
        str(rule.sqref).split(":")[0].rstrip(string.digits): rule for rule in book[name].data_validations.dataValidation
    }
    for n, column in enumerate(frame.columns, start=1):
        letter = openpyxl.utils.get_column_letter(n)
        if column.choices or column.kind == "boolean":
            options = column.choices or ("yes", "no")
            listed = [book["lists"].cell(row, n).value for row in range(1, len(options) + 1)]
            assert tuple(listed) == options
            assert rules[letter].formula1 == f"lists!${letter}$1:${letter}${len(options)}"
        elif column.least is not None:
            assert float(rules[letter].formula1) == column.least
            assert float(rules[letter].formula2) == column.most


def test_the_least_columns_that_are_asked_for() -> None:
    """The columns that partners were told (names and order free, at least these)."""
    asked = {
        "sites": "site_id name adm2_pcode longitude latitude site_type site_class opened_on status "
        "manager_organisation area_m2",
        "assessments": "site_id assessed_on round households individuals water_litres_person_day taps hand_pumps "
        "open_wells toilets_functional showers handwashing_stations covered_area_m2 households_with_nfi "
        "management_present committee_present committee_women_share feedback_mechanism",
        "shelters": "shelter_id name adm2_pcode longitude latitude shelter_type capacity_persons floor_area_m2 "
        "structure_status toilets occupied_by_idps",
        "warehouses": "warehouse_id name adm2_pcode longitude latitude operator",
        "movements": "movement_id document line reverses moved_on kind warehouse_id counterpart item quantity lot "
        "expiry note",
        "displacement": "adm2_pcode observed_on host_family_individuals",
    }
    for name, columns in asked.items():
        assert set(columns.split()) <= set(FRAMES[name].by_name), name


@pytest.mark.parametrize("name", FRAMES)
def test_headers_and_tags_of_a_frame_are_understood_and_mean_one_column(name: str) -> None:
    frame = FRAMES[name]
    names = [column.name for column in frame.columns]
    found = match(names, [column.hxl for column in frame.columns], template.vocabulary(frame))
    assert [one.column for one in found.mapped] == names
    assert found.notes == ()
    units = [f"{column.name.upper()} ({column.unit})" for column in frame.columns]
    assert [one.column for one in match(units, [], template.vocabulary(frame)).mapped] == names
    tags = [column.hxl for column in frame.columns if column.hxl]
    assert len(tags) == len(set(tags))


# -- there and back -------------------------------------------------------------------------------------------------

_LETTERS = st.characters(categories=("L", "N"), include_characters=" -.,:/()&")
_WORDS = st.text(_LETTERS, min_size=1, max_size=30).map(lambda t: unicodedata.normalize("NFC", t).strip())
_BOX = st.tuples(*[st.integers(0, 99)] * 2).map(
    lambda p: shapely.box(-72.9 + p[0] / 100, 18.5 + p[1] / 100, -71.9, 19.6).wkt
)
_DAYS = st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp(TODAY).date()).map(lambda day: day.isoformat())
_NEVER = st.none()
_SPECIAL = {
    "reverses": _NEVER, "closed_on": _NEVER, "from_pcode": st.just("HT0111"), "to_pcode": st.just("HT0112"),
    "kind": st.sampled_from([kind for kind in MOVEMENT_KINDS if kind != "reversal"]),
    "quantity": st.integers(1, 1000).map(float),
}  # fmt: skip


def _cells(column: Column) -> st.SearchStrategy[Any]:
    """Any valid cell of a column."""
    if column.name in _SPECIAL:
        return _SPECIAL[column.name]
    least, most = column.least or 0, min(column.most or 1e6, 1e9)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "text": _WORDS.filter(bool), "code": _WORDS.filter(bool), "date": _DAYS, "boolean": st.booleans(),
        "integer": st.integers(int(least), int(most)), "geometry": _BOX,
        "choice": st.sampled_from(column.choices or ("x",)),
    }  # fmt: skip
    number = st.floats(least, most, allow_nan=False).map(lambda value: round(value, 6))
    cell = kinds.get(column.kind, number)
    return cell if column.required else st.none() | cell


def _rows(frame: Frame) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries({column.name: _cells(column) for column in frame.columns})
    return st.lists(row, min_size=1, max_size=4).map(lambda rows: [_keyed(frame, n, one) for n, one in enumerate(rows)])


def _keyed(frame: Frame, n: int, row: dict[str, Any]) -> dict[str, Any]:
    """A row whose key is its own; a date in the key stays as it is."""
    own = {
        name: f"K{n}"
        for name in ("document", *frame.key)
        if name in frame.by_name and frame.by_name[name].kind == "code"
    }
    return {**row, **own}


@pytest.mark.parametrize("name", FRAMES)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_any_valid_rows_come_back_from_a_template_as_they_were(name: str, data: st.DataObject, tmp_path: Path) -> None:
    frame = FRAMES[name]
    rows = data.draw(_rows(frame))
    found = preview(name, filled(frame, rows, tmp_path / "filled.xlsx"))
    assert [problem for problem in found.problems if problem.blocking] == []
    assert found.rows["row_number"].tolist() == [FIRST_ROW + n for n in range(len(rows))]
    given_rows = pd.DataFrame(rows)
    if "geometry" in given_rows.columns:
        same = zip(found.rows["geometry"], given_rows["geometry"], strict=True)
        assert all(shape.equals(shapely.from_wkt(text)) for shape, text in same)
        given_rows["geometry"] = found.rows["geometry"]
    wanted = frame.conform(given_rows)
    pd.testing.assert_frame_equal(found.rows[wanted.columns], wanted, rtol=1e-12)


def test_a_code_with_leading_zeros_stays_whole(tmp_path: Path) -> None:
    rows = [{"warehouse_id": "007", "name": "12", "adm2_pcode": "HT0111"}]
    found = preview("warehouses", filled(FRAMES["warehouses"], rows, tmp_path / "w.xlsx"))
    assert found.rows[["warehouse_id", "name"]].iloc[0].tolist() == ["007", "12"]


def test_a_commune_may_be_named_or_pointed_at_instead_of_coded(tmp_path: Path) -> None:
    assert template.missing(FRAMES["sites"], {"site_id", "longitude", "latitude"}) == []
    assert template.missing(FRAMES["sites"], {"site_id", "adm2_name"}) == []
    assert template.missing(FRAMES["sites"], {"site_id", "longitude"}) == ["adm2_pcode"]
    path = tmp_path / "names.csv"
    path.write_text("Code site,Commune\nS1,Delmas\n")
    assert preview("sites", path, places=places()).rows["adm2_pcode"].tolist() == ["HT0112"]


# -- words ------------------------------------------------------------------------------------------------------------


def _wanted() -> set[str]:
    columns = [column for frame in FRAMES.values() for column in frame.columns]
    keys = {f"frame.{name}" for name in FRAMES} | {f"column.{column.name}" for column in columns}
    keys |= {f"choice.{choice}" for column in columns for choice in column.choices}
    return keys | {f"template.kind_{column.kind}" for column in columns}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_frame_and_choice_has_words(lang: str) -> None:
    assert _wanted() - set(texts(lang)) == set()


_CODE_AT = {"Cell": 1, "_otherwise": 1, "add": 2, "_tell": 2, "file": 0, "ImportRejected": 0}
_OURS = (
    "cells", "checks", "child", "files", "findings", "headers", "points", "preview", "read", "rules", "tables",
    "template", "template_book", "words", "workbooks", "zone_files", "zones",
)  # fmt: skip


def _codes() -> dict[str, set[str]]:
    """Codes in the importers' own source: of problems and of refusals."""
    found: dict[str, set[str]] = {"problem": set(), "error": set()}
    for name in _OURS:
        for node in ast.walk(ast.parse((ROOT / "data" / "importers" / f"{name}.py").read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = _CODE_AT.get(called)
            if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                found["error" if called == "ImportRejected" else "problem"].add(node.args[at].value)
    return {
        table: {code for code in codes if isinstance(code, str)} - {"", "month_first"} for table, codes in found.items()
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_has_a_sentence(lang: str) -> None:
    for table, codes in _codes().items():
        assert len(codes) > 12
        assert {f"{table}.{code}" for code in codes} - set(texts(lang)) == set()


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_three_languages_fill_the_same_placeholders() -> None:
    keys = _wanted() | {f"{table}.{code}" for table, codes in _codes().items() for code in codes}
    for key in keys:
        wanted = _placeholders(texts("fr")[key])
        assert [_placeholders(texts(lang)[key]) for lang in LANGUAGES] == [wanted] * 3, key


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_that_the_fixtures_make_is_told_in_words(lang: str) -> None:
    """Each sentence names the row and the column or value, and none shows a key or an open placeholder."""
    told = set()
    for path in sorted(FIXTURES.iterdir()):
        kind = next((kind for kind in ("sites", "assessments", "movements") if path.name.startswith(kind)), "")
        if not kind or path.name == "sites_same_header_twice.csv":
            continue
        for problem in preview(kind, path, places=places(), known={"items": ["rope"]}).problems:
            words = sentence(problem, Words(lang))
            assert sentence_key(problem) in texts(lang)
            assert "{" not in words
            assert words != sentence_key(problem)
            if problem.row is not None:
                assert re.search(rf"\b{problem.row}\b", words), words
            told.add(problem.code)
    assert len(told) > 30


def test_words_of_the_field_are_folded_alike() -> None:
    assert fold("École") == fold("ECOLE ") == "ecole"
