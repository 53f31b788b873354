"""The real files of the field, unedited: every row accounted for, and sums as an independent reader finds them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from data import intake, land
from data.importers.preview import ImportPreview
from data.snapshot import Source
from data.store.store import Store

ADMINISTRATIVE = ("hti_admbnda_adm1_cnigs_20181129.geojson", "hti_admbnda_adm2_cnigs_20181129.geojson")
# Sums of the individuals of each round, as the documentation of the series gives them (DTM, by round).
COUNTRYWIDE = {
    0: 27_750, 1: 24_212, 2: 194_658, 3: 127_977, 5: 197_999, 6: 362_551, 7: 578_074, 8: 702_973, 9: 1_041_229,
    10: 1_287_593,
}  # fmt: skip
CHAD = "sites/iom_dtm_dtm_chad_site_and_village_assessment_round_16.xlsx"


@dataclass
class Field:
    """A store with official communes, and the folder of the files."""

    store: Store
    folder: Path

    def look(self, kind: str, name: str, **asked: Any) -> intake.Intake:
        return intake.look(Source(self.store), kind, self.folder / name, asked=intake.Asked(**asked))

    def one(self, kind: str, name: str, **asked: Any) -> ImportPreview:
        (found,) = self.look(kind, name, **asked).previews
        return found


@pytest.fixture(scope="module")
def field(tmp_path_factory: pytest.TempPathFactory) -> Field:
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    store = Store(tmp_path_factory.mktemp("field") / "pare.db")
    land.install_boundaries(store, [folder / "boundaries" / name for name in ADMINISTRATIVE], author="test")
    return Field(store, folder)


def adds_up(found: ImportPreview) -> bool:
    return found.rows_read == found.rows_accepted + found.rows_rejected


@pytest.mark.shared
def test_the_french_assessment_gives_sites_and_assessments_with_every_row_told(field: Field) -> None:
    looked = field.look("auto", CHAD)
    assert [one.frame for one in looked.previews] == ["sites", "assessments"]
    assert all(one.rows_read == 223 and adds_up(one) for one in looked.previews)
    headers = {m.header for one in looked.previews for m in one.mapped}
    assert len(headers) >= 75
    assert {"f3_distance_acces_eau", "f4_delai_attente", "nombre_latrine_ext", "f7_etat_lat", "male_6_to_12",
            "c1a_paille_tole", "f1_source", "a12_type_org_de_gestion_site",
            "d1_type_assistance/vivres"} <= headers  # fmt: skip
    label = looked.previews[1].labels["f9_distance_lat"]
    assert label == "Distance entre latrines et sources d'eau"  # from the workbook's dictionary sheet


@pytest.mark.shared
def test_mapped_columns_of_the_french_assessment_add_up_as_openpyxl_reads_them(shared: Path) -> None:
    """Read without places or known sites: the sums are those of the 167 rows that are sites."""
    from tests.data.import_setting import preview  # its places are not these

    found = preview("assessments", shared / "data" / CHAD).rows
    book = openpyxl.load_workbook(shared / "data" / CHAD, read_only=True)
    rows = list(book["Round16_data"].iter_rows(min_row=2, values_only=True))
    book.close()
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]
    sites = [row for row in told if row["a7_type_localite"] == "Site"]
    assert len(sites) == len(found) == 167

    def total(header: str) -> float:
        return sum(row[header] or 0 for row in sites)

    assert found["individuals"].sum() == total("Personnes Déplacées Internes")
    assert found["households"].sum() == total("Ménages des PDI")
    assert found["females"].sum() == total("total_female_pdi")
    assert found["males_6_17"].sum() == total("male_6_to_12") + total("male_13_to_17")
    assert found["females_60_over"].sum() == total("female_60_above")
    assert found["people_makeshift_share"].sum() == pytest.approx(total("c1a_paille_tole"))
    assert found["toilets_total"].sum() == total("nombre_latrine_ext")
    assert found["key_informants"].sum() == total("k1_nombre_info_cles")
    waits = Counter(row["f4_delai_attente"] for row in sites)
    assert (found["water_queue_minutes_most"] == 30).sum() == waits["10-30 minutes"]
    assert found["water_queue_minutes_most"].isna().sum() == waits["Plus de 60 minutes"] + waits[None]
    assert found["service_food"].sum() == sum(row["d1_type_assistance/vivres"] == "Oui" for row in sites)


@pytest.mark.shared
def test_the_redacted_english_assessment_is_read_whole(field: Field) -> None:
    """1,440 rows without site name, code or point: 2,057,004 people read, every row told, none stored."""
    looked = field.look("auto", "sites/iom_dtm_dtm_ethiopia_site_assessment_round_28.xlsx")
    assert all(one.rows_read == 1_440 and adds_up(one) for one in looked.previews)
    assert looked.previews[1].people_in == 2_057_004
    assert looked.rows_accepted == 0


@pytest.mark.shared
def test_localities_are_summed_by_commune_and_their_points_are_not_taken_for_sites(field: Field) -> None:
    name = "sites/PDI_2024_geocoded.csv"
    found = field.one("auto", name, day="2024-03-31")
    assert (found.frame, found.rows_read, found.rows_accepted, len(found.rows)) == ("displacement", 510, 510, 17)
    assert found.people_in == found.people_accepted == 195_764
    shared_points = next(p for p in found.problems if p.code == "points_of_places")
    assert (shared_points.params["rows"], shared_points.params["points"]) == (510, 17)
    with (field.folder / name).open(encoding="utf-8", newline="") as file:
        by_city = Counter()
        for row in csv.DictReader(file):
            by_city[row["city"]] += int(row["pdi"])
    assert sorted(found.rows["individuals"]) == sorted(by_city.values())


@pytest.mark.shared
@pytest.mark.parametrize(("level", "rows"), [(0, 114), (1, 235), (2, 1_384)])
def test_rounds_of_the_api_add_up_and_operations_are_never_mixed(field: Field, level: int, rows: int) -> None:
    name = f"dtm/displacement-admin{level}-admin0pcode-hti.json"
    found = field.one("auto", name)
    assert (found.rows_read, found.rows_accepted, len(found.rows)) == (rows, rows, rows)
    assert set(found.rows["adm_level"]) == {f"adm{level}"}
    told = json.loads((field.folder / name).read_text(encoding="utf-8"))["result"]
    assert found.people_in == sum(row["numPresentIdpInd"] for row in told)
    sums = found.rows.groupby(["operation", "round"])["individuals"].sum()
    expected = Counter()
    for row in told:
        expected[row["operation"], row["roundNumber"]] += row["numPresentIdpInd"]
    assert sums.to_dict() == expected
    national = next(o for o in found.rows["operation"].unique() if "ountrywide" in o)
    assert sums[national].to_dict() == COUNTRYWIDE


@pytest.mark.shared
def test_the_3w_workbook_is_read_from_its_right_sheet_and_repeated_rows_are_counted(field: Field) -> None:
    """11,376 rows; 1,343 repeat another wholly, 19 more differ in the English name of the organisation alone."""
    found = field.one("auto", "operational_presence/whowhatwhere_hti_operational_presence_2020.xlsx")
    assert (found.frame, found.sheet, found.rows_read) == ("services", "Sheet2", 11_376)
    codes = Counter(p.code for p in found.problems)
    assert codes["duplicate_id"] == 1_343 + 19
    assert found.rows_accepted == 11_376 - 1_362
    assert adds_up(found)
    assert found.rows["sector"].notna().all()
    assert found.rows["adm2_pcode"].nunique() == 140


@pytest.mark.shared
def test_of_the_health_list_a_point_decides_and_not_the_declared_code(field: Field) -> None:
    """730 of 3,813 rows name a facility, 480 have a point; the declared code agrees with few of them."""
    found = field.one("auto", "health/haiti-healthsites_hdx.xlsx")
    assert (found.frame, found.rows_read) == ("facilities", 3_813)
    codes = Counter(p.code for p in found.problems)
    assert codes["row_of_another_kind"] == 3_813 - 730
    assert adds_up(found)
    overruled = [p for p in found.problems if p.code == "declared_place_overruled"]
    assert len(overruled) > 400
    by_line = found.rows.set_index("row_number")["adm2_pcode"]
    assert all(by_line[p.row] == p.params["chosen"] for p in overruled if p.row in by_line)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["kobotoolbox_submissions.csv", "kobotoolbox_submissions.xlsx"])
def test_a_form_of_nobodys_is_read_as_its_answers(field: Field, name: str) -> None:
    """Three submissions from other countries, one longitude of -199: all told, none stored."""
    found = field.one("auto", f"kobo/{name}")
    assert found.frame == "observations"
    assert found.rows_accepted == 0
    assert adds_up(found)
    assert {"_submitted_by"} <= set(found.dropped)
    assert "below_least" in {p.code for p in found.problems}


@pytest.mark.shared
def test_of_a_registration_form_names_numbers_and_accounts_are_dropped(field: Field) -> None:
    looked = field.look("auto", "kobo/kobo-connect_kobo_data.json")
    (found,) = looked.previews
    assert {"fullName", "birthYear", "phoneNumber", "NRC", "NRCpicture", "bankaccountnumber"} <= set(found.dropped)
    told = json.dumps(intake.as_record(looked, None)) + found.rows.to_json()
    for planted in ("0612345678", 'adsf"', "12345678", "asdf"):
        assert planted not in told


@pytest.mark.shared
def test_esups_stock_is_a_count_of_each_place(field: Field) -> None:
    """113 rows of Madagascar: read as counts, every place and unknown item told."""
    looked = field.look("auto", "esups/inventory/actual.csv", day="2020-06-01")
    assert [one.frame for one in looked.previews] == ["warehouses", "movements"]
    assert all(one.rows_read == 113 and adds_up(one) for one in looked.previews)
    items = field.one("auto", "esups/items.csv")
    blanket = items.rows.set_index("item").loc["blanket"]
    assert (blanket["weight_kg"], blanket["volume_m3"]) == (1.5, 0.01)  # 0.0015 t
    assert items.rows_accepted == 15


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows", "people"),
    [("esups/disasters.csv", 326, None), ("disasters/demo_emdat_impact_data_2020.csv", 1_069, None)],
)
def test_past_disasters_add_up_as_pandas_reads_them(field: Field, name: str, rows: int, people: None) -> None:
    found = field.one("auto", name)
    assert (found.frame, found.rows_read) == ("portfolio", rows)
    assert adds_up(found)
    skip = 6 if "emdat" in name else 0
    told = pd.read_csv(field.folder / name, skiprows=skip, encoding="utf-8-sig")
    header = "Total Affected" if skip else "TotAffected"
    assert found.rows["people_affected"].sum() == told[header].sum()
    assert people is None
