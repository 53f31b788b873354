"""Forms: the rules of XLSForm, kept strictly; equal to the vocabulary; what KoBo makes of the answers comes back.

The rules are those of the published reference (https://xlsform.org, https://docs.getodk.org/form-reference), written
here once more: the converter of KoBo and ODK is no dependency of this product.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from components.i18n import LANGUAGES, Words
from data import intake
from data.forms.known import shipped
from data.forms.layout import arrangement, given_an_id
from data.forms.questions import NAMES, POSITION
from data.forms.wording import answer, headers
from data.forms.xlsform import write_form
from data.importers import template
from data.importers.headers import match
from data.importers.template_book import head
from data.importers.words import is_personal
from geo.errors import DataProblem
from geo.frames import FRAMES, Column, Frame
from tests.data.import_setting import preview

FORMS = tuple(
    name for name in intake.TABLES if not any(c.kind == "geometry" and c.required for c in FRAMES[name].columns)
)
KNOWN = {
    **shipped(),
    "sites": pd.DataFrame(
        {"code": ["S1", "S 2", "S3"], "name": ["Kan ${round} <b>", "A · B", None], "within": "HT0111"}
    ),
    "shelters": pd.DataFrame({"code": ["A1", "A2", "A3"], "name": ["Lise A", "Lise B", None], "within": "HT0111"}),
    "warehouses": pd.DataFrame({"code": ["W1", "W2", "W3"], "name": ["Depo 1", "Depo 2", None], "within": "HT0111"}),
    "items": pd.DataFrame({"code": ["rope", "tent", "jar"], "name": ["Corde", "Tente", None], "within": None}),
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_REFERENCE = re.compile(r"\$\{(last-saved#)?([^}]*)\}")
_TYPES = {"text", "integer", "decimal", "date", "dateTime", "geopoint", "note", "begin_group", "end_group"}
_LOGIC = ("constraint", "relevant", "choice_filter", "default", "required")
NEVER = set(arrangement()["form"]["never"]["columns"])


def made(name: str, folder: Path, **options: Any) -> dict[str, list[dict[str, str]]]:
    """The sheets of a form as rows of filled cells, read by openpyxl."""
    write_form(FRAMES[name], folder / "form.xlsx", **{"known": KNOWN, **options})
    sheets = {}
    for sheet in openpyxl.load_workbook(folder / "form.xlsx").worksheets:
        first, *rest = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [{h: str(v) for h, v in zip(first, row, strict=True) if v is not None} for row in rest]
        assert len(set(first)) == len(first)
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return sheets


def questions(form: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    """Rows that ask something."""
    return [row for row in form["survey"] if row["type"] not in ("note", "begin_group", "end_group")]


# -- the rules ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_a_form_keeps_the_rules_of_xlsform(name: str, tmp_path: Path) -> None:
    form = made(name, tmp_path)
    assert list(form) == ["survey", "choices", "settings"]
    lists = {row["list_name"] for row in form["choices"]}
    open_groups, names = [], []
    for row in form["survey"]:
        kind, *of = row["type"].split(" ")
        assert kind in _TYPES or (kind == "select_one" and of[0] in lists), row["type"]
        assert "repeat" not in kind
        if kind == "end_group":
            assert open_groups.pop() == row["name"]
            continue
        assert _NAME.fullmatch(row["name"]), row["name"]
        names.append(row["name"])
        if kind == "begin_group":
            open_groups.append(row["name"])
        for lang in NAMES.values():
            assert row[f"label::{lang}"].strip()
            for text in ("hint", "required_message", "constraint_message"):
                assert (f"{text}::{lang}" in row) == (f"{text}::{NAMES['fr']}" in row)
            assert ("constraint" in row) == (f"constraint_message::{lang}" in row)
            assert ("required" in row) == (f"required_message::{lang}" in row)
    assert open_groups == []
    assert len(names) == len(set(names))
    assert len({n.lower() for n in names}) == len(names)


@pytest.mark.parametrize("name", FORMS)
def test_expressions_name_questions_that_are_asked(name: str, tmp_path: Path) -> None:
    """A condition names questions before it; a default may name any, of the last submission; brackets close."""
    form = made(name, tmp_path)
    asked = [row["name"] for row in questions(form)]
    for at, row in enumerate(questions(form)):
        for logic in _LOGIC:
            told = row.get(logic, "")
            assert told.count("(") == told.count(")")
            assert told.count("'") % 2 == 0
            for saved, reference in _REFERENCE.findall(told):
                assert reference in asked
                assert bool(saved) == (logic == "default")
                assert logic == "default" or reference in asked[:at], (row["name"], reference)
        if row["type"] in ("integer", "decimal") and "constraint" in row:
            assert re.fullmatch(r"\. >= -?[0-9.]+ and \. <= [0-9.]+", row["constraint"])
    settings = form["settings"][0]
    assert settings["form_id"] == f"pare_{name}"
    assert settings["default_language"] == NAMES["fr"]
    for _, reference in _REFERENCE.findall(settings.get("instance_name", "")):
        assert reference in asked


@pytest.mark.parametrize("name", FORMS)
def test_choices_are_whole_unique_and_say_nothing_to_the_converter(name: str, tmp_path: Path) -> None:
    form = made(name, tmp_path)
    used = {row["type"].split(" ")[1] for row in form["survey"] if row["type"].startswith("select_one")}
    assert {row["list_name"] for row in form["choices"]} == used
    counted = Counter((row["list_name"], row["name"]) for row in form["choices"])
    assert not [one for one, n in counted.items() if n > 1]
    for row in form["choices"]:
        assert row["name"] == row["name"].strip()
        for lang in NAMES.values():
            assert row[f"label::{lang}"].strip()
            assert "${" not in row[f"label::{lang}"]
            assert "<" not in row[f"label::{lang}"]


@pytest.mark.parametrize("name", FORMS)
def test_a_long_list_is_filtered_by_the_department_that_was_chosen_before(name: str, tmp_path: Path) -> None:
    form = made(name, tmp_path)
    departments = {row["name"] for row in form["choices"] if row["list_name"] == "departments"}
    for row in questions(form):
        if row["type"] in ("select_one communes", "select_one sites", "select_one shelters"):
            assert row["choice_filter"] == "department=${adm1_pcode} or ${adm1_pcode}=''"
            offered = [c for c in form["choices"] if c["list_name"] == row["type"].split(" ")[1]]
            assert {c["department"] for c in offered} <= departments
    communes = [c for c in form["choices"] if c["list_name"] == "communes"]
    assert len(communes) in (0, 140)
    assert all(c["department"] == c["name"][:4] for c in communes)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_asks_nothing_of_persons_and_says_what_is_not_entered_here(name: str, tmp_path: Path) -> None:
    form = made(name, tmp_path)
    assert form["survey"][0]["type"] == "note"
    for lang in NAMES.values():
        assert "8840" in form["survey"][0][f"label::{lang}"]
    for row in questions(form):
        assert not is_personal(row["name"])
        assert not [lang for lang in NAMES.values() if is_personal(row[f"label::{lang}"])]
    assert not {row["type"] for row in form["survey"]} & {"deviceid", "username", "phonenumber", "email", "audit"}


def test_a_form_of_shapes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataProblem, match="no_form"):
        write_form(FRAMES["zones"], tmp_path / "form.xlsx")
    assert tuple(name for name in intake.TABLES if name != "zones") == FORMS


def test_last_values_are_proposed(tmp_path: Path) -> None:
    asked = {row["name"]: row.get("default", "") for row in questions(made("assessments", tmp_path))}
    assert asked["round"] == "${last-saved#round}"
    assert asked["assessed_on"] == "today()"
    assert asked["individuals"] == ""
    services = {row["name"]: row.get("default", "") for row in questions(made("services", tmp_path))}
    assert services["organisation"] == "${last-saved#organisation}"


def test_the_day_of_the_visit_is_today_and_is_never_the_last_one(tmp_path: Path) -> None:
    for name in FORMS:
        day = FRAMES[name].date
        asked = {row["name"]: row for row in questions(made(name, tmp_path))}
        assert day not in asked or asked[day]["default"] == "today()", name
    visit = {row["name"]: row for row in questions(made("assessments", tmp_path))}["assessed_on"]
    assert visit["label::Français (fr)"] == "Date de la visite"
    assert "Date de la visite" in headers(FRAMES["assessments"].by_name["assessed_on"])  # an export may hold labels


def test_a_new_record_has_no_id_and_must_have_a_name(tmp_path: Path) -> None:
    asked = {row["name"]: row for row in questions(made("sites", tmp_path))}
    assert "required" not in asked["site_id"]
    assert asked["name"]["required"] == "${site_id} = ''"
    assert asked["adm2_pcode"]["required"] == "yes"


def test_the_version_changes_with_the_content_only(tmp_path: Path) -> None:
    first, again = (made("sites", tmp_path)["settings"][0]["version"] for _ in range(2))
    other = made("sites", tmp_path, known=shipped())["settings"][0]["version"]
    assert first == again != other


# -- equal to the vocabulary -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", intake.TABLES)
def test_template_form_and_import_hold_the_columns_of_the_vocabulary(name: str, tmp_path: Path) -> None:
    """The template has every column; the form all but shapes, ids that the store gives and who evaluated."""
    frame = FRAMES[name]
    columns = set(frame.by_name)
    assert {column.name for column in head(frame).columns} == columns
    understood = match(list(columns), [], template.vocabulary(frame))
    assert {one.column for one in understood.mapped} == columns
    if name not in FORMS:
        return
    asked = {row["name"] for row in questions(made(name, tmp_path))}
    points = {"longitude", "latitude"} & columns
    wanted = columns - NEVER - points | ({POSITION} if points else set())
    assert asked - {"adm1_pcode"} == wanted - {"adm1_pcode"}
    short = {row["name"] for row in questions(made(name, tmp_path, short=True))}
    assert short <= asked


@pytest.mark.parametrize("name", FORMS)
def test_a_question_has_the_type_bounds_choices_and_words_of_its_column(name: str, tmp_path: Path) -> None:
    frame, form = FRAMES[name], made(name, tmp_path)
    kinds = {"integer": "integer", "number": "decimal", "share": "decimal", "date": "date", "instant": "dateTime",
             "text": "text", "code": "text"}  # fmt: skip
    for row in questions(form):
        column = frame.by_name.get(row["name"])
        if column is None:
            continue
        if column.choices:
            offered = [c for c in form["choices"] if c["list_name"] == row["type"].split(" ")[1]]
            assert [c["name"] for c in offered] == list(column.choices)
            for lang, said in NAMES.items():
                assert [c[f"label::{said}"] for c in offered] == [
                    answer(column, v, Words(lang)) for v in column.choices
                ]
        elif column.kind == "boolean":
            assert row["type"] == "select_one yes_no"
        elif not row["type"].startswith("select_one"):
            assert row["type"] == kinds[column.kind]
        if column.least is not None and not row["type"].startswith("select_one"):
            assert row["constraint"] == f". >= {column.least:.10g} and . <= {column.most:.10g}"
        assert ("required" in row) >= (column.required and not column.given and not given_an_id(frame, column))
        assert row["hxl"] == template.tag_of(column)


# -- answers, as KoBo exports them ------------------------------------------------------------------------------------

SYSTEM = {
    "_id": "4747784", "_uuid": "", "_submission_time": "2023-06-01T10:00:00", "_validation_status": "",
    "_notes": "", "_status": "submitted_via_web", "__version__": "vAbc", "_tags": "", "_index": "1",
}  # fmt: skip
ROUND_TRIPS = ("sites", "assessments", "shelters", "warehouses", "facilities", "services", "movements", "displacement")
_SKIPPED = ("closed_on", "closed_reason", "reverses", "not_assessed_reason", "ended_on", "expiry")


def value(frame: Frame, column: Column, n: int) -> Any:
    """An answer of submission `n`, None where it is left out; keys are always answered, and differ."""
    key = column.name in frame.key or column.name in ("document", frame.date)
    if (n + len(column.name)) % 4 == 0 and not (column.required or key):
        return None
    own = frame.name if frame.ours and column.name in frame.key else ""
    if (column.refers or own) in KNOWN:
        return KNOWN[column.refers or own]["code"].tolist()[n % 3]
    if column.kind == "code" and column.name in frame.key:
        return f"K{n}"
    made_of = {
        "text": f'Tèks {n}; « é » "q"', "code": f"C-{n}", "date": f"2023-05-{n + 1:02d}", "boolean": n % 2 == 0,
        "instant": f"2023-05-{n + 1:02d}T18:30Z", "share": 0.25 * n, "integer": float(10 + n), "number": 2.5 + n,
    }  # fmt: skip
    if column.choices:
        return column.choices[n % len(column.choices)] if column.name != "status" else "active"
    if column.name in ("year", "month"):
        return {"year": 2016.0, "month": 10.0}[column.name]
    if column.name in ("longitude", "latitude"):
        return {"longitude": -72.35, "latitude": 18.55 + n / 100}[column.name]
    return made_of["share" if column.unit == "share" else column.kind]


def submissions(frame: Frame, count: int = 3) -> list[dict[str, Any]]:
    """Answers by column."""
    asked = [c for c in frame.columns if c.name not in NEVER]
    rows = [{c.name: value(frame, c, n) for c in asked if c.name not in _SKIPPED} for n in range(count)]
    return [{**row, **{name: row.get(name) for name in ("households", "individuals") if name in row}} for row in rows]


def as_xml(frame: Frame, row: dict[str, Any]) -> dict[str, str]:
    """Answers as the phone sends them: names of choices, a point as one text, moments with their offset."""
    sent = {}
    for name, one in row.items():
        column = frame.by_name[name]
        if one is None or name in ("longitude", "latitude"):
            continue
        if column.kind == "boolean":
            sent[name] = "yes" if one else "no"
        elif column.kind == "instant":
            sent[name] = one.replace("T18:30Z", "T14:30:00.000-04:00")
        else:
            sent[name] = f"{one:g}" if isinstance(one, float) else one
    if row.get("longitude") is not None and row.get("latitude") is not None:
        sent[POSITION] = f"{row['latitude']} {row['longitude']} 12.5 4.8"
    return sent


def exported(
    name: str, folder: Path, rows: list[dict[str, Any]], *, lang: str = "", groups: bool = False
) -> list[dict[str, str]]:
    """Rows of a KoBo table export: all questions as columns, with names or labels, points also in four columns."""
    form = made(name, folder)
    labels = {(c["list_name"], c["name"]): c for c in form["choices"]}
    table = []
    for n, row in enumerate(rows):
        sent, line, inside = as_xml(FRAMES[name], row), {"start": "2023-06-01T09:00:00.000-04:00"}, ""
        for asked in form["survey"]:
            inside = {"begin_group": asked["name"] + "/", "end_group": ""}.get(asked["type"], inside)
            if asked["type"] in ("begin_group", "end_group", "note"):
                continue
            header = asked[f"label::{NAMES[lang]}"] if lang else (inside if groups else "") + asked["name"]
            cell = sent.get(asked["name"], "")
            if lang and cell and asked["type"].startswith("select_one"):
                cell = labels[asked["type"].split(" ")[1], cell][f"label::{NAMES[lang]}"]
            line[header] = cell
            if asked["type"] == "geopoint":
                parts = cell.split() or [""] * 4
                line |= {
                    f"_{header}_{part}": parts[at]
                    for at, part in enumerate(("latitude", "longitude", "altitude", "precision"))
                }
        line |= {"extra": "food water", "extra/food": "1", "extra/water": "1", "extra/shelter": "0"}
        table.append({**line, **SYSTEM, "_uuid": f"u-{n}"})
    return table


def wanted(frame: Frame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as they were answered; half a point is none, and what nobody tells is given."""
    told = pd.DataFrame([
        {**row, **({"longitude": None, "latitude": None} if {"longitude", "latitude"} <= set(row)
                   and None in (row["longitude"], row["latitude"]) else {})}
        for row in rows
    ])  # fmt: skip
    return frame.conform(told)


def holds(name: str, path: Path, rows: list[dict[str, Any]]) -> None:
    """The import of an export gives the rows that were answered."""
    found = preview(name, path)
    assert [problem for problem in found.problems if problem.blocking] == []
    frame = FRAMES[name]
    same = wanted(frame, rows)
    pd.testing.assert_frame_equal(found.rows[list(frame.by_name)].drop(columns="geometry", errors="ignore"),
                                  same.drop(columns="geometry", errors="ignore"), rtol=1e-12)  # fmt: skip


@pytest.mark.parametrize("lang", ["", *LANGUAGES])
@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_csv_of_kobo_comes_back_by_names_or_by_labels(name: str, lang: str, tmp_path: Path) -> None:
    rows = submissions(FRAMES[name])
    table = exported(name, tmp_path, rows, lang=lang)
    with (tmp_path / "export.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(table[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(table)
    holds(name, tmp_path / "export.csv", rows)


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_a_workbook_of_kobo_comes_back_with_its_groups(name: str, tmp_path: Path) -> None:
    rows = submissions(FRAMES[name])
    table = exported(name, tmp_path, rows, groups=True)
    book = openpyxl.Workbook()
    book.active.append(list(table[0]))
    for line in table:
        book.active.append([cell or None for cell in line.values()])
    book.save(tmp_path / "export.xlsx")
    holds(name, tmp_path / "export.xlsx", rows)


@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_the_answers_of_the_api_come_back_where_some_are_left_out(name: str, tmp_path: Path) -> None:
    """`group/question`, numbers as texts, a point as text and as `_geolocation`, unanswered keys omitted."""
    rows = submissions(FRAMES[name])
    results = []
    inside = {}
    group = ""
    for asked in made(name, tmp_path)["survey"]:
        group = {"begin_group": asked["name"] + "/", "end_group": ""}.get(asked["type"], group)
        inside[asked["name"]] = group + asked["name"]
    for n, row in enumerate(rows):
        sent = as_xml(FRAMES[name], row)
        point = [float(word) for word in sent[POSITION].split()[:2]] if POSITION in sent else [None, None]
        results.append({
            "_id": n, "formhub/uuid": "x", **{inside[key]: cell for key, cell in sent.items()}, "extra": "food water",
            "meta/instanceID": f"uuid:u-{n}", "_xform_id_string": "aPYS", "_uuid": f"u-{n}", "_attachments": [],
            "_status": "submitted_via_web", "_geolocation": point, "_submission_time": "2023-06-01T10:00:00",
            "_tags": [], "_notes": [], "_validation_status": {}, "_submitted_by": None, "__version__": "v1",
        })  # fmt: skip
    told = {"count": len(results), "next": None, "previous": None, "results": results}
    (tmp_path / "data.json").write_text(json.dumps(told), encoding="utf-8")
    holds(name, tmp_path / "data.json", rows)
