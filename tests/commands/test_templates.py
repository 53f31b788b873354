"""Templates and forms from the terminal; an export that is edited and read back changes what was edited."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from commands.templates import KINDS
from components.i18n import LANGUAGES, Words
from data import intake
from data.forms.wording import header, sheet_title
from data.home import store_path
from data.importers.template_book import Head, head
from data.snapshot import Source
from data.store.store import Store, Told
from geo.frames import FRAMES, Column
from tests.commands.conftest import run, told

NOTE = ("a note",)  # an export has one row above its headers


def test_every_table_that_can_be_imported_has_a_template(empty):
    assert set(KINDS) == set(intake.TABLES)
    for kind in KINDS:
        assert run("template", kind, empty / f"{kind}.xlsx").exit_code == 0
        assert openpyxl.load_workbook(empty / f"{kind}.xlsx").sheetnames[0] == sheet_title(Words("fr")(f"frame.{kind}"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_speaks_the_language_that_is_asked_for(empty, lang):
    assert run("template", "assessments", empty / "t.xlsx", "--lang", lang, "--short").exit_code == 0
    sheet = openpyxl.load_workbook(empty / "t.xlsx").worksheets[0]
    water = FRAMES["assessments"].by_name["water_litres_person_day"]
    assert header(water, Words(lang)) in [cell.value for cell in sheet[2]]
    assert sheet.max_column == 19


def test_header_and_unit_are_those_that_a_partner_reads(empty):
    run("template", "assessments", empty / "t.xlsx", "--lang", "fr")
    shown = [cell.value for cell in openpyxl.load_workbook(empty / "t.xlsx").worksheets[0][2]]
    assert shown[0].endswith(" *")
    assert "Eau par personne et par jour (l par personne et par jour)" in shown


def test_lists_offer_what_the_store_knows(with_demo, tmp_path):
    sites = told("export", "sites", tmp_path / "s.csv")["rows"]
    closed = (pd.read_csv(tmp_path / "s.csv")["status"] == "closed").sum()
    run("template", "assessments", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    rule = next(r for r in book.worksheets[0].data_validations.dataValidation if str(r.sqref).startswith("A4:"))
    offered = [row[0].value for row in book.worksheets[-1][rule.formula1.split("!")[1].replace("$", "")]]
    assert len(offered) == sites - closed
    assert all(" · " in one for one in offered)


def test_a_form_offers_the_sites_of_the_store(with_demo, tmp_path):
    assert run("template", "assessments", tmp_path / "f.xlsx", "--xlsform", "--short").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["survey", "choices", "settings"]
    offered = [row[1].value for row in book["choices"].iter_rows(min_row=2) if row[0].value == "sites"]
    told("export", "sites", tmp_path / "s.csv")
    rows = pd.read_csv(tmp_path / "s.csv")
    assert sorted(offered) == sorted(rows.loc[rows["status"] != "closed", "site_id"])


def test_a_table_of_shapes_has_no_form_and_says_so(empty):
    made = run("template", "zones", empty / "z.xlsx", "--xlsform")
    assert made.exit_code == 2
    assert "SIG" in made.output
    assert not (empty / "z.xlsx").exists()


def test_a_template_that_was_filled_in_is_imported(empty):
    """Two lines of three tables; the one without a code is a new record, and is given one."""
    for kind, row in {
        "sites": {"site_id": "S1", "name": "Kan Lapè", "adm2_pcode": "HT0111 · Port-au-Prince"},
        "warehouses": {"warehouse_id": "W1", "name": "Entrepôt", "adm2_pcode": "HT0112"},
        "shelters": {"shelter_id": "A1", "name": "Lise A", "adm2_pcode": "HT0113", "capacity_persons": 120},
    }.items():
        path = empty / f"{kind}.xlsx"
        run("template", kind, path)
        book, top = openpyxl.load_workbook(path), head(FRAMES[kind])
        key = FRAMES[kind].key[0]
        for at, line in enumerate((row, {**row, key: None, "name": "Yon lòt kote"}), start=top.first):
            for name, value in line.items():
                book.worksheets[0].cell(at, 1 + top.columns.index(FRAMES[kind].by_name[name]), value)
        book.save(path)
        taken = told("import", kind, path)
        assert (taken["rows_accepted"], taken["rows_rejected"]) == (2, 0), taken["problems"]


# -- an export, edited ------------------------------------------------------------------------------------------------

SITES = pd.DataFrame([
    {"site_id": f"S{n}", "name": name, "adm2_pcode": "HT0111", "site_type": kind, "site_class": "planned_site",
     "status": "active", "manager_organisation": "=ORG", "area_m2": 1200.5 + n, "opened_on": "2021-03-01",
     "ownership": "church", "observed_on": "2023-05-01"}
    for n, (name, kind) in enumerate([("Kan Lapè", "school"), ("'-12 kay", "open_air"), ("Lise A · B", "church")])
])  # fmt: skip
ASSESSMENTS = pd.DataFrame([
    {"site_id": f"S{n}", "assessed_on": day, "round": 3, "households": 100 + n, "individuals": 480 + n,
     "water_litres_person_day": 7.25, "toilets_functional": 8, "management_present": n == 1,
     "committee_women_share": 0.45, "water_source": "tanker", "females": 250, "lighting": False}
    for n in range(3) for day in ("2023-04-01", "2023-05-01")
])  # fmt: skip
SHELTERS = pd.DataFrame([
    {"shelter_id": f"A{n}", "name": f"Lekòl {n}", "adm2_pcode": "HT0112", "shelter_type": "school",
     "capacity_persons": 120, "structure_status": "good", "occupied_by_idps": False, "observed_on": "2023-05-01",
     "occupancy_at": "2023-05-01T18:00Z", "occupancy_persons": 20, "shelter_status": "open", "rooms": 6}
    for n in range(3)
])  # fmt: skip
TABLES = {"sites": SITES, "assessments": ASSESSMENTS, "shelters": SHELTERS}
# Columns whose cells other checks look at: dates that order a record, places, a closing.
_LEFT_ALONE = ("observed_on", "adm2_pcode", "adm3_pcode", "longitude", "latitude", "opened_on", "closed_on", "status",
               "not_assessed_reason")  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Path:
    """A store with a few rows of three tables, and their exports in three languages."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARE_HOME", str(folder))
        store = Store(store_path())
        with store.batch(Told("a", "test")) as batch:
            for name, rows in TABLES.items():
                batch.patch(name, rows)
        for lang in LANGUAGES:
            patch.setenv("PARE_LANG", lang)
            for name in TABLES:
                told("export", name, folder / f"{name}_{lang}.xlsx")
    return folder


def looked(small: Path, name: str, path: Path) -> intake.Intake:
    found = intake.look(Source(Store(small / "pare.db")), name, path)
    assert [p for one in found.previews for p in one.problems if p.blocking] == []
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_an_export_that_nobody_edited_changes_nothing(small, name, lang):
    found = looked(small, name, small / f"{name}_{lang}.xlsx")
    assert found.rows_accepted == len(TABLES[name])
    assert found.changes.empty


@pytest.mark.parametrize("name", TABLES)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example parses a workbook: not shrunk
)
@given(data=st.data())
def test_the_preview_of_an_edited_export_shows_exactly_the_edited_cells(small, tmp_path, name, data):
    """Some cells get another valid value, some are emptied (which says nothing): the changes are the former."""
    lang = data.draw(st.sampled_from(LANGUAGES))
    book = openpyxl.load_workbook(small / f"{name}_{lang}.xlsx")
    sheet, top, frame = book.worksheets[0], head(FRAMES[name], notes=NOTE), FRAMES[name]
    free = [c for c in frame.columns if c.name not in (*frame.key, *_LEFT_ALONE)]
    lines = {_key(sheet, top, frame, at): at for at in range(top.first, top.first + len(TABLES[name]))}
    edits = data.draw(
        st.dictionaries(
            st.tuples(st.sampled_from(sorted(lines)), st.sampled_from(free)), st.integers(0, 40), max_size=8
        )
    )
    stored = Store(small / "pare.db").records(name).set_index(list(frame.key))
    wanted = set()
    for (key, column), seed in edits.items():
        cell = sheet.cell(lines[key], 1 + top.columns.index(column))
        before = stored.loc[key if len(key) > 1 else key[0], column.name]
        if seed % 4 == 0:
            cell.value = None
            continue
        cell.value, after = _another(column, before, seed, Words(lang))
        wanted.add((key if len(key) > 1 else key[0], column.name, after))
    book.save(tmp_path / "edited.xlsx")
    changes = looked(small, name, tmp_path / "edited.xlsx").changes
    assert set(zip(changes["key"], changes["column"], changes["after"], strict=True)) == wanted


def _key(sheet: Any, top: Head, frame: Any, at: int) -> tuple[str, ...]:
    values = [sheet.cell(at, 1 + top.columns.index(frame.by_name[name])).value for name in frame.key]
    return tuple(value if isinstance(value, str) else value.date().isoformat() for value in values)


def _another(column: Column, before: Any, seed: int, tr: Words) -> tuple[Any, Any]:
    """A cell as somebody would type it, and the value that it means: never the one that stands there."""
    if column.kind == "boolean":
        after = seed % 2 == 0 if pd.isna(before) else not bool(before)
        return (tr("answer.yes") if after else tr("answer.no")), after
    if column.choices:
        after = [value for value in column.choices if value != before][seed % (len(column.choices) - 1)]
        return tr(f"choice.{after}"), after
    if column.kind == "date":
        day = date(2020, 1, 1) + timedelta(days=seed)
        return day, day.isoformat()
    if column.kind == "instant":
        return f"2023-05-02T{seed % 24:02d}:30Z", f"2023-05-02T{seed % 24:02d}:30Z"
    if column.kind in ("text", "code"):
        return f"nouveau {seed} · é", f"nouveau {seed} · é"
    least, most = column.least or 0, column.most or 1
    value = float(int(most) - seed) if column.kind == "integer" else round(least + (most - least) * (seed + 1) / 97, 4)
    return value, value


def test_an_emptied_cell_and_a_word_for_empty_say_nothing_and_the_word_is_told(small, tmp_path):
    book = openpyxl.load_workbook(small / "sites_fr.xlsx")
    top = head(FRAMES["sites"], notes=NOTE)
    for name, value in (("name", "(vide)"), ("area_m2", "(empty)"), ("manager_organisation", None)):
        book.worksheets[0].cell(top.first, 1 + top.columns.index(FRAMES["sites"].by_name[name]), value)
    book.save(tmp_path / "t.xlsx")
    found = looked(small, "sites", tmp_path / "t.xlsx")
    assert found.changes.empty
    assert [(p.row, p.code) for p in found.previews[0].problems] == [(top.first, "not_emptied")] * 2


def test_the_mark_of_the_sheet_of_explanations_empties_a_cell(small, tmp_path):
    book = openpyxl.load_workbook(small / "sites_ht.xlsx")
    top = head(FRAMES["sites"], notes=NOTE)
    assert "[vid]" in book.worksheets[1]["A2"].value
    book.worksheets[0].cell(top.first, 1 + top.columns.index(FRAMES["sites"].by_name["ownership"]), "[vid]")
    book.save(tmp_path / "t.xlsx")
    changes = looked(small, "sites", tmp_path / "t.xlsx").changes
    assert changes[["column", "before"]].to_numpy().tolist() == [["ownership", "church"]]
    assert changes["after"].isna().all()


def test_what_ships_with_the_product_is_no_change_either(with_demo, tmp_path):
    """Items, kits and ways are shipped: an export holds them, and the store has no patch of them."""
    for kind in ("items", "kits", "ways", "movements", "warehouses"):
        told("export", kind, tmp_path / f"{kind}.xlsx")
        found = told("import", kind, tmp_path / f"{kind}.xlsx", "--dry-run")
        assert (found["changes"], found["rows_rejected"]) == (0, 0), kind
        assert found["rows_accepted"] > 10


def test_an_export_says_whence_it_is(with_demo, tmp_path):
    told("export", "sites", tmp_path / "s.xlsx")
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert "Fictif" in book.worksheets[0]["A1"].value
    assert "2023-08-31" in book.worksheets[0]["A1"].value
    assert book.sheetnames == ["données", "Explications", "méthode et date", "listes"]
