"""Files of other systems in their odd shapes: one small file an odd case, every expected figure worked by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from data import intake
from data.importers import read
from data.importers.derive import Sheet
from data.importers.item_names import usual, word
from data.importers.opening import kinds_of, opened
from data.importers.preview import ImportPreview
from data.intake import KEYS
from data.snapshot import Source
from data.store.store import Store
from geo.errors import ImportRejected
from tests.data.import_setting import TODAY, every, places, told

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
KNOWN = {
    "warehouses": ["E-1", "E-2"],
    "items": ["tarpaulin", "blanket", "hygiene_kit", "jerrycan", "kitchen_set", "tent", "dignity_kit", "tarp_heavy"],
}


def on_day(name: str, day: str = "", **options: Any) -> dict[str, ImportPreview]:
    """Read a file whose day the user gives, held against two warehouses."""
    file = opened(None, FIXTURES / name)
    world = read.World(places(), KNOWN, TODAY, day=day, **options)
    return {one.frame: one for one in read.previews_of(kinds_of(file), file, world, keys=KEYS, sender="test")}


def codes(found: ImportPreview) -> dict[str, int]:
    return pd.Series([problem.code for problem in found.problems], dtype="object").value_counts().to_dict()


# -- DTM -------------------------------------------------------------------------------------------------------------

MSLA = {
    "1.1.a.1 Survey Round": (2, 2), "1.1.a.2 Survey Date (DD.MM.YYYY)": ("18.07.2023", "19.07.2023"),
    "1.1.c.1 Site ID (SSID)": ("S-01", "S-02"), "1.1.d.1 Site Name": ("School A", "Field B"),
    "1.1.e.2 Admin 2 P-Code": ("HT0111", "HT0211"), "1.1.f.1 Site GPS Longitude": (-72.35, -72.55),
    "1.1.f.2 Site GPS Latitude": (18.55, 18.25), "1.2.a.1 Is site open?": ("Yes", "No"),
    "1.3.d.1 Ownership of land of site": ("Public/Government", "Customary"), "2.1.a.1: Total HH": (40, 10),
    "2.1.b.1: Total Number of IDP Individuals": (180, 52), "2.1.c.1 Females <1": (3, None), "2.1.c.9 Females 60+": (9, None),
    "2.2.a.1 Number of pregnant women": ("4 ", None), "2.2.a.4 Persons with disabilities": ("2", None),
    "2.2.b.1 Female-headed HH": (6, None), "1.4.f.1 SMC focal point name": ("Planted Person", "Planted Autre"),
    "1.4.f.2 SMC focal point phone": ("3712-3456", None), "1.4.c.1 % women in SMC": ("45%", "None"),
    "5.1.a.1 What is the average amount of water available per day and per person?": ("<5 ltr", ">15 ltr"),
    "5.1.b.1 Location of site's main water source (walking, one-way)": ("On-site (<20 mn)", "Off-site (>20 mn)"),
    "5.2.a.1 Condition of most of the latrines": ("Not so good (not hygienic)", "Good (hygienic)"),
    "5.2.b.1 Number of functioning toilets available at site": (4, 0),
    "5.2.c.1 Do toilets/bathrooms have locks from inside?": ("No", "Yes"),
    "5.2.d.1 Are there separate male and female toilets?": ("Yes", "No"), "5.2.e.1 Evidence of open defecation": ("No", "Yes"),
    "5.2.f.1 Handwashing station": ("None", "Yes"), "3.1.a.1 % HH living outside (no shelter)": ("Around 75%", 0),
    "3.1.b.1 % HH living in tents": ("None", "25%"), "1.5.a.1 Is WASH support being provided at the site?": ("Yes", "No"),
    "1.5.b.1 Is SHELTER/NFI support being provided at the site?": ("No", "Yes"),
    "9.1.a.1 Do women feel safe at the site?": ("Yes", "No"), "Remarks": ("call Jean 3712 3456", None), "Remarks ": ("x", None),
}  # fmt: skip


def msla(path: Path, headers: list[str], rows: list[list[Any]], *, hxl: dict[int, str] | None = None) -> Path:
    """A workbook with a cover sheet, a merged band above the header, perhaps an HXL row under it."""
    book = openpyxl.Workbook()
    book.active.append(["DTM round 2, site assessment"])
    sheet = book.create_sheet("Data")
    sheet.append(["Identity"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=9)
    sheet.append(headers)
    if hxl:
        sheet.append([hxl.get(n, "") for n in range(len(headers))])
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_the_english_form_is_mapped_with_bands_as_ranges_and_persons_dropped(tmp_path: Path) -> None:
    rows = [[cells[n] for cells in MSLA.values()] for n in (0, 1)]
    found = {one.frame: one for one in every(msla(tmp_path / "en.xlsx", list(MSLA), rows), places=places())}
    assert [(one.layout, one.sheet, one.rows_accepted) for one in found.values()] == [
        ("site_workbook_en", "Data", 2)
    ] * 2
    sites, assessments = found["sites"].rows, found["assessments"].rows
    assert sites["status"].tolist() == ["active", "closed"]
    assert sites["ownership"].tolist() == ["public", "other"]
    first, second = assessments.iloc[0], assessments.iloc[1]
    counted = ["round", "households", "individuals", "females_under_1", "females_60_over", "pregnant_women",
               "people_with_disability", "households_headed_by_women", "toilets_functional"]  # fmt: skip
    assert first[counted].tolist() == [2, 40, 180, 3, 9, 4, 2, 6, 4]
    assert first[["water_litres_person_day_least", "water_litres_person_day_most"]].tolist() == [0, 5]
    assert second["water_litres_person_day_least"] == 15  # "> 15 ltr": at least, and no upper end
    assert pd.isna(second["water_litres_person_day_most"])
    assert first["water_walk_minutes_most"] == second["water_walk_minutes_least"] == 20
    assert first["toilets_lockable"] == first["handwashing_stations"] == 0  # none is none
    assert pd.isna(second["toilets_lockable"])  # there are some: how many is unknown
    assert assessments["toilets_state"].tolist() == ["poor", "working"]
    assert assessments["committee_women_share"].tolist() == [0.45, 0]
    assert pd.isna(first["people_without_shelter_share"])  # "Around 75%" is a band
    assert second["people_in_tents_share"] == 0.25
    flags = ["toilets_separated", "open_defecation", "service_wash", "service_shelter_nfi", "women_feel_safe"]
    assert assessments[flags].astype(bool).to_numpy().tolist() == [
        [True, False, True, False, True], [False, True, False, True, False],
    ]  # fmt: skip
    assert len(found["assessments"].dropped) == 2
    kept = "".join(str(one.as_record()) + one.rows.to_json() for one in found.values())
    assert "Planted" not in kept
    assert "3712" not in kept


@pytest.mark.parametrize("ssid", ["1.1.c.1 Site ID (SSID)", "Site ID (SSID)", "SSID", "1.1.c.1: SSID"])
@pytest.mark.parametrize("hxl", [None, {1: "#date+occurred", 3: "#affected+idps+ind"}])
def test_headers_drift_from_round_to_round(tmp_path: Path, ssid: str, hxl: dict[int, str] | None) -> None:
    headers = [ssid, "1.1.a.2 Survey Date", "Survey Round", "Total IDP (Individuals)", "Number of functioning toilets"]
    path = msla(tmp_path / "en.xlsx", headers, [["S-01", "2023-07-18", 2, 180, 4]], hxl=hxl)
    found = {one.frame: one for one in every(path, places=places())}["assessments"]
    assert found.rows.iloc[0][["site_id", "individuals", "toilets_functional"]].tolist() == ["S-01", 180, 4]


def test_the_csv_of_the_series_is_read_by_its_tags_and_operations_stay_apart() -> None:
    """Operation A counts 100 + 7 + 3 by reason and origin, operation B 900 under the same round number 3."""
    (found,) = every(FIXTURES / "dtm" / "displacement_hdx.csv", places=places())
    assert found.rows_accepted == found.rows_read == 4
    assert found.rows.groupby(["operation", "round"])["individuals"].sum().to_dict() == {
        ("Displacement in A", 3): 110, ("Displacement in B", 3): 900,
    }  # fmt: skip
    assert found.rows["origin_pcode"].tolist() == ["HT01", "not_reported", "not_reported", "HT01"]
    assert found.rows["observed_on"].unique().tolist() == ["2023-06-30"]


def test_an_answer_with_round_zero_and_nulls_is_read() -> None:
    (found,) = every(FIXTURES / "dtm" / "api_round_zero.json", places=places())
    assert found.rows.iloc[0][["round", "individuals", "displacement_reason"]].tolist() == [0, 12, "not_reported"]
    assert found.rows["females"].isna().all()


def test_a_failure_of_the_service_is_said_in_its_words() -> None:
    with pytest.raises(ImportRejected) as error:
        opened(None, FIXTURES / "dtm" / "api_failure.json")
    assert error.value.code == "answer_is_failure"
    assert "invalid subscription key" in error.value.params["said"]


def test_a_table_with_meaningless_headers_is_read_by_its_tags_alone() -> None:
    """Q1 to Q4; the tag of the code names the list that it is of (+v_pcode)."""
    (found,) = every(FIXTURES / "dtm" / "hxl_only.csv", places=places())
    assert found.frame == "displacement"
    assert {m.reason for m in found.mapped} == {"hxl"}
    assert found.rows.iloc[0][["adm_pcode", "individuals", "households"]].tolist() == ["HT0211", 50, 11]


def test_headers_are_found_as_written_before_they_are_found_without_their_numbering() -> None:
    sheet = Sheet(["1.1 Taps", "Taps", "TAPS "], [["1"], ["2"], ["3"]])
    assert [sheet.at(header) for header in ("Taps", "taps", "TAPS ", "1.1 Taps", "Bins")] == [1, 1, 2, 0, None]


# -- who does what where, facilities ---------------------------------------------------------------------------------


def test_a_4w_with_people_and_dates_has_ids_made_from_what_it_says() -> None:
    """Four rows: one twice, one of a sector that nobody knows ("Cuisine")."""
    (found,) = every(FIXTURES / "services" / "4w.csv", places=places())
    assert (found.frame, found.rows_read, found.rows_accepted) == ("services", 4, 2)
    assert [(p.row, p.code, p.value) for p in found.problems if p.blocking][1] == (6, "unknown_choice", "Cuisine")
    assert codes(found)["duplicate_id"] == 1
    first = found.rows.iloc[0]
    assert first[["sector", "organisation", "organisation_type", "adm2_pcode", "activity_status"]].tolist() == [
        "wash", "ORG-A", "national_ngo", "HT0111", "ongoing",
    ]  # fmt: skip
    assert first[["people_targeted", "people_reached", "started_on"]].tolist() == [1200, 800, "2023-07-01"]
    assert found.dropped == ("Point focal", "Email")
    again = every(FIXTURES / "services" / "4w.csv", places=places())[0]
    assert again.rows["service_id"].tolist() == found.rows["service_id"].tolist()


def test_of_a_health_list_the_point_decides_and_a_row_without_facility_is_told() -> None:
    """Centre A is declared in Delmas and lies in Port-au-Prince; B has no point and keeps its code; row 5 names none;
    D lies on the point of A, which is told of no single row; it has no code and no store to get one from."""
    (found,) = every(FIXTURES / "services" / "health.csv", places=places())
    assert found.rows.set_index("facility_id")["adm2_pcode"].to_dict() == {
        "1001": "HT0111",
        "1002": "HT0111",
        "1003": "HT0211",
    }
    assert [p.row for p in found.problems if p.code == "declared_place_overruled"] == [2]
    assert [p.row for p in found.problems if p.code == "row_of_another_kind"] == [5]


def test_a_schematic_map_never_overrules_a_declared_code() -> None:
    (found,) = every(FIXTURES / "services" / "health.csv", places=places(schematic=True))
    assert found.rows.set_index("facility_id")["adm2_pcode"]["1001"] == "HT0112"


# -- shelters and stock ----------------------------------------------------------------------------------------------


def test_a_list_of_shelters_without_ids_is_taken_into_the_store(tmp_path: Path) -> None:
    """Three shelters, one with a range for its capacity (refused). The same list again gives the same ids."""
    source = Source(Store(tmp_path / "pare.db"))
    path = FIXTURES / "stock" / "shelters_dgpc.csv"
    (found,) = intake.look(source, "auto", path, sender="dgpc").previews
    assert (found.frame, found.rows_read, found.rows_accepted) == ("shelters", 3, 2)
    rows = found.rows
    assert rows["capacity_persons"].tolist() == [300, 1200]  # "env. 300" and "1 200": both told
    assert rows[["toilets_men", "toilets_women"]].to_numpy().tolist() == [[3, 4], [2, 2]]
    assert rows["structure_status"].tolist() == ["good", "fair"]
    assert rows["shelter_id"].str.fullmatch(r"ABR-[0-9A-Z]{8}").all()
    assert {"approximate_number", "number_reread", "not_a_number"} <= set(codes(found))
    assert found.dropped == ("Nom du responsable", "Téléphone")
    (again,) = intake.look(source, "auto", path, sender="dgpc").previews
    assert again.rows["shelter_id"].tolist() == rows["shelter_id"].tolist()


def test_a_state_column_means_the_structure_or_the_use(tmp_path: Path) -> None:
    path = tmp_path / "abris.csv"
    path.write_text(
        "Nom de l'abri;Commune;Capacité;Toilettes H;État;shelter_id\nA;Jacmel;10;1;bon;A-1\nB;Jacmel;10;1;fermé;A-2\n",
        encoding="utf-8",
    )
    rows = every(path, places=places())[0].rows
    assert rows["structure_status"].astype("object").where(rows["structure_status"].notna(), None).tolist() == [
        "good",
        None,
    ]
    assert rows["shelter_status"].astype("object").where(rows["shelter_status"].notna(), None).tolist() == [
        None,
        "closed",
    ]


def test_a_stock_report_is_a_count_of_the_day_that_the_user_gives() -> None:
    """Names of items become codes; "2.500" may be 2.5 or 2500; scented soap is no item; E-2 counted none."""
    found = on_day("stock/situation.csv", "2023-07-31")["movements"]
    assert found.rows[["warehouse_id", "item", "quantity", "kind", "moved_on"]].to_numpy().tolist() == [
        ["E-1", "tarpaulin", 1200, "count", "2023-07-31"], ["E-1", "hygiene_kit", 350, "count", "2023-07-31"],
        ["E-2", "jerrycan", 0, "count", "2023-07-31"],
    ]  # fmt: skip
    assert found.rows["expiry"].tolist()[1] == "2024-12-31"
    assert {(5, "Quantité", "ambiguous_number"), (7, "Article", "unknown_reference")} <= set(told(found))
    assert {"counts_without_kind": 1, "name_read_as": 4}.items() <= codes(found).items()


def test_a_day_above_the_table_is_proposed_and_not_taken() -> None:
    found = on_day("stock/situation.csv")["movements"]
    assert found.rows_accepted == 0
    proposed = next(p for p in found.problems if p.code == "day_in_title")
    assert (proposed.value, proposed.params["read_as"]) == ("Situation au 31/07/2023", "2023-07-31")


def test_items_in_columns_become_rows_and_totals_are_no_stock() -> None:
    """Two warehouses of three items; the blank cells are none here. The row TOTAL is no warehouse, the column no item."""
    found = on_day("stock/wide.csv", "2023-07-31")["movements"]
    assert found.rows.groupby(["warehouse_id", "item"])["quantity"].sum().to_dict() == {
        ("E-1", "tarpaulin"): 1200, ("E-1", "blanket"): 300, ("E-2", "tarpaulin"): 0, ("E-2", "blanket"): 50,
        ("E-2", "kitchen_set"): 20,
    }  # fmt: skip
    assert (found.rows_read, found.rows_rejected) == (8, 3)
    assert "Total" in found.unmapped


def test_esups_spells_its_warehouses_in_two_ways() -> None:
    found = on_day("stock/esups_vanuatu.csv", "2023-07-31")
    assert found["warehouses"].rows["warehouse_id"].tolist() == ["Jacmel, Haiti"]
    assert found["movements"].rows[["item", "quantity"]].to_numpy().tolist() == [["tent", 12], ["dignity_kit", 40]]


def test_a_list_of_movements_is_no_count(tmp_path: Path) -> None:
    """With a counterpart the rows are goods on their way: the kind is asked for, not guessed."""
    path = tmp_path / "sorties.csv"
    path.write_text("Entrepôt;Article;Quantité;Date;Destinataire\nE-1;Bâches;5;2023-07-31;Mairie\n", encoding="utf-8")
    assert kinds_of(opened(None, path)) != ("movements",) or "kind" not in told_columns(path)


def told_columns(path: Path) -> set[str]:
    file = opened(None, path)
    return set(file.source.columns.get("movements", {})) if file.source else set()


@pytest.mark.parametrize(
    ("name", "code"),
    [("Bâches", "tarpaulin"), ("kits d'hygiène", "hygiene_kit"), ("BIDONS", None), ("Moustiquaires", "mosquito_net"),
     ("Kit de cuisine", "kitchen_set"), ("lampes", "solar_lamp")],
)  # fmt: skip
def test_usual_names_of_items(name: str, code: str | None) -> None:
    assert usual().get(word(name)) == code


def test_names_of_the_items_table_come_before_the_usual_ones(tmp_path: Path) -> None:
    records = {
        "items": pd.DataFrame({"item": ["tarp_heavy"], "name_fr": ["Bâche"], "name_en": [None], "name_ht": [None]}),
        "warehouses": pd.DataFrame({"warehouse_id": ["E-1"], "name": ["Dépôt des Cayes"]}),
    }
    path = tmp_path / "stock.csv"
    path.write_text("Entrepôt;Article;Quantité\nDepot des Cayes;Bâches;5\n", encoding="utf-8")
    found = on_day(str(path), "2023-07-31", records=records)["movements"]
    assert found.rows[["warehouse_id", "item"]].to_numpy().tolist() == [["E-1", "tarp_heavy"]]


# -- how files are written -------------------------------------------------------------------------------------------


def book(path: Path, rows: list[list[Any]], **options: Any) -> Path:
    made = openpyxl.Workbook()
    if options.get("epoch_1904"):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in rows:
        made.active.append(row)
    for merged in options.get("merged", ()):
        made.active.merge_cells(merged)
    hidden = made.create_sheet("brouillon")
    hidden.append(["note"])
    hidden.sheet_state = "hidden"
    made.save(path)
    return path


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_date_cells_are_right_in_both_calendars_of_spreadsheets(
    tmp_path: Path, epoch_1904: bool
) -> None:  # a parameter of pytest
    """A date cell counts days from 1900 or, in old workbooks of Macs, from 1904: four years apart if misread."""
    rows = [
        ["site_id", "assessed_on", "individuals"],
        ["S1", dt.date(2023, 7, 18), "1 200"],
        ["S2 ", dt.datetime(2023, 7, 18, 9, 30, tzinfo=dt.UTC).replace(tzinfo=None), " 5 "],
    ]
    (found,) = every(book(tmp_path / "b.xlsx", rows, epoch_1904=epoch_1904), places=places())
    assert found.rows[["site_id", "assessed_on", "individuals"]].to_numpy().tolist() == [
        ["S1", "2023-07-18", 1200], ["S2", "2023-07-18", 5],
    ]  # fmt: skip


def test_a_merged_cell_holds_its_value_once_and_the_cells_below_are_blank(tmp_path: Path) -> None:
    """The commune is merged over two rows: the second row has none of its own, which is told, not guessed."""
    rows = [["site_id", "Commune", "individuals"], ["S1", "Jacmel", 5], ["S2", None, 6]]
    found = every(book(tmp_path / "b.xlsx", rows, merged=["B2:B3"]), places=places())
    sites = next(one for one in found if one.frame == "sites")
    assert (3, "", "no_place") in told(sites)


def test_a_formula_counts_by_its_last_value_and_one_without_is_blank(tmp_path: Path) -> None:
    """openpyxl writes formulas without their values, as some phones do: the cell is blank, never zero."""
    rows = [["site_id", "assessed_on", "households", "individuals"], ["S1", "2023-07-18", 4, "=C2*5"]]
    (found,) = every(book(tmp_path / "b.xlsx", rows), places=places())
    assert found.rows["households"].tolist() == [4]
    assert found.rows["individuals"].isna().all()


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_texts_of_every_coding_and_separator(tmp_path: Path, coding: str, separator: str) -> None:
    path = tmp_path / "t.csv"
    lines = [["Direction générale, liste"], [], ["site_id", "Nom du site", "Commune"], ["S1", "École  ", "Jacmel"]]
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(coding))
    (found,) = every(path, places=places())
    assert found.rows.iloc[0][["site_id", "name", "adm2_pcode"]].tolist() == ["S1", "École", "HT0211"]
    assert ("read_as_cp1252" in codes(found)) == (coding == "cp1252")


def test_the_option_of_a_source_is_refused_where_it_is_not_known() -> None:
    from data.importers import sources  # only here

    with pytest.raises(Exception, match="bad_mapping"):
        sources._options("x", {"rowz": {}})
    mapping = sources.mappings()[0]
    assert replace(mapping, columns={}).of(read.FRAMES["sites"]) == mapping.of(read.FRAMES["sites"])
