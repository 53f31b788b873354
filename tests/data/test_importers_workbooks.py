"""Site workbooks of other systems through their mappings: made small here, and the two real ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.importers import sources
from data.importers.preview import ImportPreview
from data.importers.template import PLACE_CLUES
from geo.frames import FRAMES
from tests.data.import_setting import every, places, preview, told

# A French workbook in small: bands above the header, an HXL row under it, headers that differ by spaces only.
FRENCH = [
    ["DATE", None, "LIEU", None, None, None, None, None, "CCCM", None, "PDI", None, "EAU", None, None, None, None],
    [
        "Snapshot date", "date_evaluation", "P-code admin 2 (département)", "P-code localité", "Nom localité",
        "_a4_gps_latitude", "_a4_gps_longitude", "a7_type_localite", "a12_type_org_de_gestion_site",
        "A10_date_creation_site", "Ménages des PDI", "Personnes Déplacées Internes", "existence_latrine",
        "nombre_latrine_ext", "f7_etat_lat", "Pirogue", "Pirogue ",
    ],
    [
        "#date+reported", "#date+occurred", "#adm2+code", None, None, None, None, None, None, None,
        "#affected+idps+hh", "#affected+idps+ind", None, None, None, None, None,
    ],
    ["30/09/2023", "27/08/2023", "HT0111", "L1", "Kalfou", 18.55, -72.35, "Site", "Aucune", "2020-03-01",
     100, 450, "Oui", 12, "Operationnelle", "Oui", "Non"],
    ["30/09/2023", "27/08/2023", "HT0111", "L2", "Delma", 18.55, -72.35, "Site", "ONG National", "N/A",
     50, 220, "Oui", 7, "Mauvais etat", "Oui", "Non"],
    ["30/09/2023", "27/08/2023", "HT0111", "L3", "Lafon", 18.55, -72.35, "Site", None, None,
     50, 220, "Oui", 7, "Inutilisable", "Oui", "Non"],
    ["30/09/2023", "27/08/2023", "HT0111", "L4", "Bwa", 18.55, -72.35, "Site", None, None,
     None, None, "Non", None, None, "Oui", "Non"],
    ["30/09/2023", "27/08/2023", "HT0111", "L5", "Vilaj", 18.55, -72.35, "Village", None, None,
     10, 40, "Oui", 7, "Operationnelle", "Oui", "Non"],
]  # fmt: skip


@pytest.fixture
def french(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    for row in FRENCH:
        made.active.append(row)
    made.save(tmp_path / "french.xlsx")
    return tmp_path / "french.xlsx"


def by_header(found: ImportPreview) -> dict[str, tuple[str, str]]:
    return {one.header: (one.column, one.reason) for one in found.mapped}


def test_every_match_carries_its_reason(french: Path) -> None:
    found = preview("sites", french, places=places())
    assert found.layout == "site_workbook_fr"
    assert by_header(found) == {
        "date_evaluation": ("observed_on", "hxl"),
        "P-code admin 2 (département)": ("adm2_pcode", "hxl"),
        "P-code localité": ("site_id", "mapping"),
        "Nom localité": ("name", "mapping"),
        "_a4_gps_latitude": ("latitude", "mapping"),
        "_a4_gps_longitude": ("longitude", "mapping"),
        "A10_date_creation_site": ("opened_on", "mapping"),
    }
    assert found.unmapped.count("Pirogue") == 2  # they differ by a space and are two columns, neither is ours
    assert (None, "Snapshot date", "header_not_used") in told(found)


def test_sites_are_taken_and_villages_are_told(french: Path) -> None:
    found = preview("sites", french, places=places())
    assert found.rows["site_id"].tolist() == ["L1", "L2", "L3", "L4"]
    assert [(row, code) for row, _, code in told(found) if row] == [(5, "read_as_unknown"), (8, "row_of_another_kind")]
    assert found.rows["opened_on"].isna().tolist() == [False, True, True, True]


def test_latrines_count_as_working_only_where_the_source_says_so(french: Path) -> None:
    """12 that work; 7 in bad state: unknown; 7 unusable: none; no latrine: none."""
    found = preview("assessments", french)
    toilets = found.rows["toilets_functional"]
    assert toilets.isna().tolist() == [False, True, False, False]
    assert toilets.dropna().tolist() == [12.0, 0.0, 0.0]
    # No organisation: not managed; one named: managed; blank: not known.
    assert found.rows["management_present"].tolist() == [False, True, pd.NA, pd.NA]
    assert found.rows["individuals"].isna().tolist() == [False, False, False, True]
    assert found.rows["taps"].isna().all()  # not asked in this form: never zero
    assert (found.people_in, found.people_accepted) == (930.0, 890.0)


def test_a_workbook_gives_its_sites_and_their_assessments(french: Path) -> None:
    sites, assessments = every(french, places=places(), known={"sites": []})
    assert len(sites.rows) == len(assessments.rows) == 4
    assert sites.sha256 == assessments.sha256
    alone = preview("assessments", french, known={"sites": []})
    assert alone.rows_accepted == 0  # the sites are not known yet


def test_an_english_workbook_with_numbered_headers_in_our_country(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append([
        "1.1.a.1: Survey Date", "1.1.c.1 Site ID (SSID)", "1.1.d.1: Site Name", "1.2.a: Site Classification",
        "OCHA Zone P-Code2", "2.1.a.1: Total IDP (Households)", "2.1.b.1: Total IDP (Individuals)",
        "1.4: Name of Site Management Focal Person", "1.4.b: Phone",
    ])  # fmt: skip
    made.active.append(["14.08.2023", "S1", "Kalfou", "Spontaneous", "HT0111", 10, 45, "Jan Batis", "3700"])
    made.save(tmp_path / "english.xlsx")
    sites, assessments = every(tmp_path / "english.xlsx", places=places())
    assert sites.layout == "site_workbook_en"
    assert sites.rows[["site_id", "site_class", "observed_on"]].iloc[0].tolist() == [
        "S1",
        "spontaneous_site",
        "2023-08-14",
    ]
    assert assessments.rows[["households", "individuals"]].iloc[0].tolist() == [10.0, 45.0]
    assert sites.dropped == ("1.4: Name of Site Management Focal Person", "1.4.b: Phone")


def test_an_ordinary_table_is_no_workbook() -> None:
    assert sources.recognise(["site_id", "name", "adm2_pcode"], FRAMES["sites"]) is None
    assert preview("sites", "sites_good.csv").layout == "template"


@pytest.mark.parametrize("mapping", sources.mappings(), ids=lambda mapping: mapping.name)
def test_a_mapping_feeds_columns_and_choices_that_exist(mapping: sources.Mapping) -> None:
    for name, columns in mapping.columns.items():
        frame = FRAMES[name]
        assert set(columns) <= set(frame.by_name) | set(PLACE_CLUES)
        for column, source in columns.items():
            assert set(source) <= sources.KNOWN
            choices = frame.by_name[column].choices if column in frame.by_name else ()
            told = {*source.get("values", {}).values(), *(case.get("give") for case in source.get("cases", ()))}
            if choices:
                assert told - {None, "", "?"} <= set(choices), column
    assert mapping.at_least >= 2


# -- the two real workbooks: other countries, so nothing of them can be stored ---------------------------------------

CHAD = "iom_dtm_dtm_chad_site_and_village_assessment_round_16.xlsx"
ETHIOPIA = "iom_dtm_dtm_ethiopia_site_assessment_round_28.xlsx"


@pytest.mark.shared
def test_the_real_french_workbook_is_mapped_and_every_row_is_outside(shared: Path) -> None:
    """223 rows on lines 4 to 226, of which 56 are villages; all points and P-codes are of another country."""
    found = preview("sites", shared / "data" / "sites" / CHAD, places=places())
    assert (found.sheet, found.layout) == ("Round16_data", "site_workbook_fr")
    assert (found.rows_read, found.rows_accepted, found.rows_rejected) == (223, 0, 223)
    assert by_header(found)["P-code localité"] == ("site_id", "mapping")
    codes = Counter(problem.code for problem in found.problems)
    assert codes["outside_haiti"] == codes["unknown_pcode"] == 223
    assert codes["row_of_another_kind"] == 56
    rows = [problem.row for problem in found.problems if problem.code == "outside_haiti"]
    assert rows == list(range(4, 227))
    assert len(found.mapped) + len(found.unmapped) + len(found.dropped) == 267


@pytest.mark.shared
def test_the_real_french_workbook_counts_its_people(shared: Path) -> None:
    """Its own totals: 406 573 displaced people in all rows; columns that it lacks stay unknown."""
    found = preview("assessments", shared / "data" / "sites" / CHAD)
    assert found.people_in == 406_573
    assert found.rows_accepted == 167  # the sites; the villages are told
    assert found.rows["taps"].isna().all()
    # Counted in the file itself: latrines that work are known where none exist, none are usable or all work.
    sheet = pd.read_excel(
        shared / "data" / "sites" / CHAD, sheet_name="Round16_data", header=1, skiprows=[2], engine="openpyxl"
    )
    sites = sheet[sheet["a7_type_localite"] == "Site"]
    working = sites["nombre_latrine_ext"].where(sites["f7_etat_lat"] == "Operationnelle")
    none = (sites["existence_latrine"] == "Non") | (sites["f7_etat_lat"] == "Inutilisable")
    assert found.rows["toilets_functional"].sum() == working[~none].sum()
    assert (found.rows["toilets_functional"] == 0).sum() >= none.sum()


@pytest.mark.shared
def test_the_real_english_workbook_is_mapped_and_every_row_is_told(shared: Path) -> None:
    """1 440 rows without a site code: every P-code is told, and that no row can be stored."""
    found = preview("sites", shared / "data" / "sites" / ETHIOPIA, places=places())
    assert (found.sheet, found.layout) == ("Sites", "site_workbook_en")
    assert (found.rows_read, found.rows_accepted) == (1_440, 0)
    assert [problem.row for problem in found.problems if problem.code == "unknown_pcode"] == list(range(3, 1_443))
    assert (None, "site_id", "column_absent") in told(found)
    assert preview("assessments", shared / "data" / "sites" / ETHIOPIA).people_in == 2_057_004
