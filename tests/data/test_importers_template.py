"""Templates: their columns are those of frames.py, they come back as filled in, and every word has three languages."""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from components.i18n import LANGUAGES, Words, texts
from data import intake
from data.forms.layout import arrangement, bands, told_at_once
from data.forms.wording import answer, header, meaning
from data.home import ROOT
from data.importers import measured, template
from data.importers.cases import of_case
from data.importers.cells import read_cells
from data.importers.headers import match
from data.importers.item_names import usual, word
from data.importers.limits import limits
from data.importers.preview import ImportPreview, sentence, sentence_key
from data.importers.template_book import head, write_rows, write_template
from data.importers.words import fold
from geo.frames import FRAMES, MOVEMENT_KINDS, Column, Frame
from geo.frames.alerts import COLOURS
from geo.frames.monitoring import INTERVIEWED, OF_INTERVIEWED, OF_RECEIVED
from tests.data.import_setting import FIXTURES, TODAY, places, preview

FR = Words("fr")
_SOME = pd.DataFrame({"code": ["HT0111", "HT0112"], "name": ["Port-au-Prince", None], "within": "HT01"})
KNOWN = {
    "boundaries": _SOME,
    "sites": pd.DataFrame({"code": ["S1", "=S2"], "name": ["Kan Lapè", "B · C"], "within": "HT0111"}),
}


def filled(frame: Frame, rows: list[dict[str, Any]], path: Path, *, tr: Words = FR) -> Path:
    """A template with rows typed in, as a user would: answers in the words of the lists."""
    write_template(frame, path, tr=tr)
    book = openpyxl.load_workbook(path)
    top = head(frame)
    for at, row in enumerate(rows, start=top.first):
        for n, column in enumerate(top.columns, start=1):
            value = row.get(column.name)
            if isinstance(value, bool):
                value = tr("answer.yes") if value else tr("answer.no")
            elif column.choices and value is not None:
                value = answer(column, value, tr)
            book.worksheets[0].cell(at, n, value)
    book.save(path)
    return path


# -- what a template holds ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FRAMES)
def test_a_template_has_every_column_once_with_words_and_a_tag(name: str, lang: str, tmp_path: Path) -> None:
    """The key and what is required come first; required headers end in a star; every column has a tag."""
    frame, tr = FRAMES[name], Words(lang)
    write_template(frame, tmp_path / "t.xlsx", tr=tr)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    top = head(frame)
    shown, tags = (
        [cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=top.row, max_row=top.row + 1)
    )
    assert sorted(column.name for column in top.columns) == sorted(frame.by_name)
    assert shown == [header(c, tr) + (" *" if told_at_once(frame, c) else "") for c in top.columns]
    assert tags == [template.tag_of(column) for column in top.columns]
    first = [column.required or column.name in frame.key for column in top.columns if not column.given]
    assert first == sorted(first, reverse=True)
    title = tr(f"frame.{name}").partition(":")[0].strip()[:31].strip()  # in the user's language, as the file's name
    assert book.sheetnames == [title, tr("template.sheet"), tr("template.lists")]
    assert book[tr("template.lists")].sheet_state == "hidden"
    explained = [row[0].value for row in book.worksheets[1].iter_rows(min_row=5)]
    assert explained == [header(column, tr) for column in top.columns]


@pytest.mark.parametrize("name", FRAMES)
def test_every_choice_is_a_drop_down_of_words_and_every_bound_a_rule(name: str, tmp_path: Path) -> None:
    frame = FRAMES[name]
    write_template(frame, tmp_path / "t.xlsx", tr=FR, known=KNOWN)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rules = {
        str(rule.sqref).split(":")[0].rstrip(string.digits): rule
        for rule in book.worksheets[0].data_validations.dataValidation
    }
    top = head(frame)
    for n, column in enumerate(top.columns, start=1):
        rule = rules.get(openpyxl.utils.get_column_letter(n))
        own = frame.name if frame.ours and column.name in frame.key else ""
        if column.choices or column.kind == "boolean":
            assert rule.type == "list"
            assert rule.showErrorMessage
            words = [answer(column, value, FR) for value in column.choices] or ["oui", "non"]
            assert entries(book, rule) == words
        elif (column.refers or own) in KNOWN and not column.name.startswith("adm3"):
            assert not rule.showErrorMessage, "a new code may be typed"
            assert entries(book, rule)[0] in ("HT0111 · Port-au-Prince", "'=S2 · B · C", "S1 · Kan Lapè")
        elif column.kind in ("integer", "number", "share"):
            assert column.least is None or rule.type == ("whole" if column.kind == "integer" else "decimal")
            assert column.least is None or (float(rule.formula1), float(rule.formula2)) == (column.least, column.most)
        elif column.kind in ("date", "instant"):
            # 1900-01-01 is day 2 for a spreadsheet that counts from 1899-12-30.
            assert rule.type == "date"
            assert int(rule.formula1) == (date(int(limits()["earliest_year"]), 1, 1) - date(1899, 12, 30)).days
        else:
            assert column.kind == "geometry" or rule.type == "textLength"
        assert rule is None or str(rule.sqref).split(":")[0].lstrip(string.ascii_uppercase) == str(top.first)


def entries(book: openpyxl.Workbook, rule: Any) -> list[str]:
    """Entries of a drop-down list, as its formula names them."""
    sheet, place = rule.formula1.split("!")
    return [row[0].value for row in book[sheet][place.replace("$", "")]]


def test_without_a_store_the_shipped_communes_are_offered(tmp_path: Path) -> None:
    write_template(FRAMES["sites"], tmp_path / "t.xlsx", tr=FR)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    lists = [entries(book, rule) for rule in book.worksheets[0].data_validations.dataValidation if rule.type == "list"]
    assert [len(one) for one in lists if "HT0111 · Port-au-Prince" in one] == [140]


def test_bands_hold_every_column_and_the_short_form_the_classic_ones(tmp_path: Path) -> None:
    """assessments and shelters have bands; the short form has the 19 columns of part one."""
    for name in ("assessments", "shelters"):
        assert "" not in bands(FRAMES[name]).values()
    for name, told in arrangement()["bands"].items():
        patterns = [one for names in told.values() for one in names]
        for pattern in patterns:
            begins = pattern.rstrip("*")
            assert any(c == begins or (c.startswith(begins) and pattern.endswith("*")) for c in FRAMES[name].by_name)
    write_template(FRAMES["assessments"], tmp_path / "t.xlsx", tr=FR, short=True)
    top = head(FRAMES["assessments"], short=True)
    assert len(top.columns) == 19
    assert {c.name for c in top.columns} == set(arrangement()["short"]["assessments"])
    above = [cell.value for cell in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0][1] if cell.value]
    assert above == [FR(f"template.band_{band}") for band in dict.fromkeys(top.bands)]


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
        "displacement": "adm_pcode observed_on host_family_individuals",
    }
    for name, columns in asked.items():
        assert set(columns.split()) <= set(FRAMES[name].by_name), name


@pytest.mark.parametrize("name", FRAMES)
def test_headers_and_tags_of_a_frame_are_understood_and_mean_one_column(name: str) -> None:
    frame = FRAMES[name]
    names = [column.name for column in frame.columns]
    tags = [template.tag_of(column) for column in frame.columns]
    found = match(names, tags, template.vocabulary(frame))
    assert [one.column for one in found.mapped] == names
    assert found.notes == ()
    units = [f"{column.name.upper()} ({column.unit})" for column in frame.columns]
    assert [one.column for one in match(units, [], template.vocabulary(frame)).mapped] == names
    assert len(tags) == len(set(tags))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", intake.TABLES)
def test_a_template_is_understood_in_every_language_with_its_tags_and_without(name: str, lang: str) -> None:
    frame, tr = FRAMES[name], Words(lang)
    names, tags = [c.name for c in frame.columns], [template.tag_of(c) for c in frame.columns]
    shown = [header(column, tr) for column in frame.columns]
    sentences = [meaning(column, tr) for column in frame.columns]
    known = template.vocabulary(frame)
    for headers, told in ((shown, tags), (shown, []), ([f"{one} *" for one in shown], []), (sentences, [])):
        found = match(headers, told, known)
        assert [one.column for one in found.mapped] == names
        assert (found.notes, found.unmapped, found.dropped) == ((), (), ())
    nothing = [f"colonne {n}" for n in range(len(names))]
    assert [one.column for one in match(nothing, tags, known).mapped] == names


@pytest.mark.parametrize("name", FRAMES)
def test_every_answer_is_read_back_from_its_word_in_every_language(name: str) -> None:
    for column in FRAMES[name].columns:
        told = {answer(column, value, Words(lang)): value for lang in LANGUAGES for value in column.choices}
        told |= {value: value for value in column.choices}
        found = read_cells(pd.Series(list(told), dtype="str"), column)
        assert found.values.tolist() == list(told.values()) if told else True
        for lang in LANGUAGES:
            words = [answer(column, value, Words(lang)) for value in column.choices]
            assert len(set(words)) == len(words), (column.name, lang)


# -- there and back -------------------------------------------------------------------------------------------------

_LETTERS = st.characters(categories=("L", "N"), include_characters=" -.,:/()&")
_WORDS = st.text(_LETTERS, min_size=1, max_size=30).map(lambda t: unicodedata.normalize("NFC", t).strip())
_BOX = st.tuples(*[st.integers(0, 99)] * 2).map(
    lambda p: shapely.box(-72.9 + p[0] / 100, 18.5 + p[1] / 100, -71.9, 19.6).wkt
)
_LINE = st.tuples(*[st.integers(0, 99)] * 2).map(
    lambda p: shapely.LineString([(-72.9 + p[0] / 100, 18.5 + p[1] / 100), (-71.8, 19.7)]).wkt
)
_DAYS = st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp(TODAY).date()).map(lambda day: day.isoformat())
_MOMENTS = st.datetimes(pd.Timestamp("1950-01-02"), pd.Timestamp(TODAY)).map(lambda at: f"{at:%Y-%m-%dT%H:%M}Z")
_NEVER = st.none()
_SPECIAL = {
    "reverses": _NEVER, "closed_on": _NEVER, "from_pcode": st.just("HT0111"), "to_pcode": st.just("HT0112"),
    "kind": st.sampled_from([kind for kind in MOVEMENT_KINDS if kind != "reversal"]),
    "quantity": st.integers(1, 1000).map(float),
    # A level is one of its series, and a bulletin does not end before it begins.
    "series": st.just("vigilance"), "level": st.sampled_from(COLOURS), "valid_until": _NEVER,
    # Parts of the households interviewed are no more than these.
    **dict.fromkeys((INTERVIEWED, "complaints_received"), st.integers(900, 1000)),
    OF_INTERVIEWED[0]: st.integers(500, 600), **dict.fromkeys(OF_INTERVIEWED[1:], st.integers(0, 900)),
    **dict.fromkeys((*OF_RECEIVED, "complaints_answered"), st.integers(0, 500)),
    "shipment": _WORDS.filter(bool),  # what arrives short or in excess names its transfer
    # By chance a text may be how people call an item: it would be read as its code, rightly.
    "item": _WORDS.filter(lambda told: bool(told) and word(told) not in usual()),
    # An import works these out: the id of a commune's answer, the length of a line.
    # By chance a text may hold the letters of a word that speaks of a case; it would be refused, rightly.
    "action": _WORDS.filter(lambda told: bool(told) and not of_case(pd.Series([told]), pd.Series([None])).any()),
    "subject": st.sampled_from(["site", "shelter"]), "length_km": st.integers(0, 2000).map(float),
}  # fmt: skip


def _cells(column: Column) -> st.SearchStrategy[Any]:
    """Any valid cell of a column."""
    if column.name in _SPECIAL:
        return _SPECIAL[column.name]
    least, most = column.least or 0, min(column.most or 1e6, 1e9)
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "text": _WORDS.filter(bool), "code": _WORDS.filter(bool), "date": _DAYS, "instant": _MOMENTS,
        "boolean": st.booleans(),
        "integer": st.integers(int(least), int(most)), "geometry": _BOX if column.shape == "area" else _LINE,
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
    counted = {"individuals": row["individuals"] or 0} if frame.name in measured.TABLES else {}  # else it says nothing
    return {**row, **own, **counted}


@pytest.mark.parametrize("name", intake.TABLES)
@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example parses two workbooks: not shrunk
)
@given(data=st.data())
def test_any_valid_rows_come_back_from_a_template_as_they_were(name: str, data: st.DataObject, tmp_path: Path) -> None:
    """Typed into a template of any language, and written by the product as an export of any language."""
    frame, tr = FRAMES[name], Words(data.draw(st.sampled_from(LANGUAGES)))
    rows = data.draw(_rows(frame))
    wanted = _conformed(frame, rows)
    same_rows(preview(name, filled(frame, rows, tmp_path / "filled.xlsx", tr=tr)), frame, wanted, head(frame).first)
    write_rows(frame, wanted, tmp_path / "rows.xlsx", tr=tr, notes=["fictif"], about=[("a", "b")])
    first = head(frame, notes=["fictif"]).first
    same_rows(preview(name, tmp_path / "rows.xlsx"), frame, wanted, first)


def _conformed(frame: Frame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    told = pd.DataFrame(rows)
    if "geometry" in told.columns:
        told["geometry"] = [shapely.from_wkt(text) if isinstance(text, str) else None for text in told["geometry"]]
    for column in frame.columns:
        if column.given:  # what the file does not tell is given
            told[column.name] = told[column.name].fillna(column.given)
    return frame.conform(told)


def same_rows(found: ImportPreview, frame: Frame, wanted: pd.DataFrame, first: int) -> None:
    assert [problem for problem in found.problems if problem.blocking] == []
    assert found.rows["row_number"].tolist() == [first + n for n in range(len(wanted))]
    given_rows = wanted.copy()
    if "geometry" in given_rows.columns:
        same = zip(found.rows["geometry"], given_rows["geometry"], strict=True)
        assert all(one is other is None or one.equals(other) for one, other in same)
        given_rows["geometry"] = found.rows["geometry"]
    pd.testing.assert_frame_equal(found.rows[given_rows.columns], given_rows, rtol=1e-12)


@pytest.mark.parametrize("text", ["=1+1", "-5 chambres", "'=x", "''-y", "@a", "+509", "'tis", "a=b"])
def test_text_that_a_spreadsheet_would_run_is_quoted_and_comes_back(text: str, tmp_path: Path) -> None:
    rows = pd.DataFrame([{"site_id": "S1", "name": text, "adm2_pcode": "HT0111"}])
    write_rows(FRAMES["sites"], rows, tmp_path / "t.xlsx", tr=FR)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or str(cell.value or "").startswith(("=", "+", "@"))]
    assert preview("sites", tmp_path / "t.xlsx").rows["name"].tolist() == [text]


def test_an_entry_of_a_list_is_read_as_its_code(tmp_path: Path) -> None:
    rows = [{"site_id": "S1 · Kan Lapè", "name": "Kan · Lapè", "adm2_pcode": "HT0112 · Delmas"}]
    found = preview("sites", filled(FRAMES["sites"], rows, tmp_path / "t.xlsx"), places=places())
    assert found.rows[["site_id", "name", "adm2_pcode"]].iloc[0].tolist() == ["S1", "Kan · Lapè", "HT0112"]


def test_a_share_is_entered_from_0_to_1_or_as_percent(tmp_path: Path) -> None:
    """0.45 is itself, "45 %" is 45 / 100, 45 is refused: nobody guesses."""
    told = {"0.45": 0.45, "45 %": 0.45, "0,45": 0.45}
    shares = [c.name for c in reversed(FRAMES["assessments"].columns) if c.unit == "share"]
    assert len(shares) > 5
    rows = [{"site_id": f"S{n}", "assessed_on": "2023-05-01", shares[n]: text} for n, text in enumerate([*told, "45"])]
    found = preview("assessments", filled(FRAMES["assessments"], rows, tmp_path / "t.xlsx"))
    assert [found.rows[shares[n]][n] for n in range(3)] == list(told.values())
    assert [(p.row, p.code) for p in found.problems if p.blocking] == [
        (head(FRAMES["assessments"]).first + 3, "above_most")
    ]


def test_a_moment_is_of_its_columns_clock_or_of_its_own_offset(tmp_path: Path) -> None:
    """14:00 in Haiti in August is 18:00 UTC (summer time, four hours); 14:00 in January is 19:00 UTC."""
    told = {"2023-08-31 14:00": "2023-08-31T18:00Z", "2023-01-31 14:00": "2023-01-31T19:00Z",
            "2023-08-31T18:00Z": "2023-08-31T18:00Z"}  # fmt: skip
    rows = [{"shelter_id": f"A{n}", "adm2_pcode": "HT0111", "occupancy_at": text} for n, text in enumerate(told)]
    found = preview("shelters", filled(FRAMES["shelters"], rows, tmp_path / "t.xlsx"))
    assert found.rows["occupancy_at"].tolist() == list(told.values())


def test_a_code_with_leading_zeros_stays_whole(tmp_path: Path) -> None:
    rows = [{"warehouse_id": "007", "name": "12", "adm2_pcode": "HT0111"}]
    found = preview("warehouses", filled(FRAMES["warehouses"], rows, tmp_path / "w.xlsx"))
    assert found.rows[["warehouse_id", "name"]].iloc[0].tolist() == ["007", "12"]


def test_a_commune_may_be_named_or_pointed_at_instead_of_coded(tmp_path: Path) -> None:
    assert template.missing(FRAMES["sites"], {"site_id", "longitude", "latitude"}) == []
    assert template.missing(FRAMES["sites"], {"site_id", "adm2_name"}) == []
    assert template.missing(FRAMES["sites"], {"site_id", "longitude"}) == ["adm2_pcode"]
    path = tmp_path / "names.csv"
    path.write_text("Code site,Commune\nS1,Delmas\n", encoding="utf-8")
    assert preview("sites", path, places=places()).rows["adm2_pcode"].tolist() == ["HT0112"]


# -- words ------------------------------------------------------------------------------------------------------------


def _wanted() -> set[str]:
    columns = [column for frame in FRAMES.values() for column in frame.columns]
    keys = {f"frame.{name}" for name in FRAMES} | {f"column.{column.name}" for column in columns}
    own = texts("fr")  # a word of its own column comes before the usual one
    keys |= {
        key if (key := f"choice.{column.name}.{choice}") in own else f"choice.{choice}"
        for column in columns for choice in column.choices
    }  # fmt: skip
    return keys | {f"template.kind_{column.kind}" for column in columns}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_frame_and_choice_has_words(lang: str) -> None:
    assert _wanted() - set(texts(lang)) == set()


_CODE_AT = {"Cell": 1, "_otherwise": 1, "add": 2, "_tell": 2, "file": 0, "tell": 0, "note": 0, "ImportRejected": 0}
_OURS = (
    "cells", "checks", "child", "files", "findings", "headers", "points", "preview", "read", "rules", "tables",
    "template", "template_book", "words", "sources", "derive", "gather", "readers", "zones", "archives", "features",
    "roads", "storm_texts", "storms", "track_tables", "tracks", "vectors", "xml_files", "set_aside", "measured",
    "emptying",
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
