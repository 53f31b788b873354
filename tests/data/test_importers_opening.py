"""Which tables a file fills: every template its own, every fixture as ever, a list of sites with people two."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from components.i18n import LANGUAGES, Words
from data import intake, land
from data.importers import template
from data.importers.headers import match
from data.importers.opening import kinds_of, opened
from data.importers.template_book import head
from data.intake import TABLES, Asked
from data.snapshot import Source
from data.store.store import Store
from geo.frames import FRAMES
from tests.data.hostile import sample
from tests.data.import_setting import every, places
from tests.data.in_process import parsing_here
from tests.data.test_importers_template import filled

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
SITES, BOTH = ("sites",), ("sites", "assessments")


@pytest.fixture(autouse=True)
def here() -> Iterator[None]:
    """The parsers run in this process."""
    with parsing_here():
        yield


def kinds(path: Path) -> tuple[str, ...]:
    return kinds_of(opened(None, path))


def written(folder: Path, *lines: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


# -- every table its own ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", TABLES)
def test_a_template_that_was_filled_in_is_recognised_as_its_table_with_tags_and_without(
    name: str, lang: str, tmp_path: Path
) -> None:
    frame, (columns, *rows) = FRAMES[name], sample(name)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    path = filled(frame, told, tmp_path / "t.xlsx", tr=Words(lang))
    assert kinds(path) == (name,)
    book = openpyxl.load_workbook(path)
    book.worksheets[0].delete_rows(head(frame).row + 1)
    book.save(path)
    assert kinds(path) == (name,)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_under_the_names_of_the_vocabulary_is_recognised_whole_and_by_what_is_required(
    name: str, tmp_path: Path
) -> None:
    """A movement needs no id; every other table its key."""
    grid = sample(name)
    needed = {c.name for c in FRAMES[name].columns if c.required}
    for kept in (set(grid[0]), needed):
        places_ = [n for n, column in enumerate(grid[0]) if column in kept]
        with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([[row[n] for n in places_] for row in grid])
        assert kinds(tmp_path / "t.csv") == (name,), sorted(kept)


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        ("dtm", "api_round_zero.json", ("displacement",)),
        ("dtm", "displacement_hdx.csv", ("displacement",)),
        ("dtm", "hxl_only.csv", ("displacement",)),
        ("kobo", "api_list.json", ("assessments",)),
        ("kobo", "api_results.json", BOTH),
        ("kobo", "api_single.json", BOTH),
        ("kobo", "labels.csv", BOTH),
        ("kobo", "longitude_199.csv", SITES),
        ("kobo", "odk_central.json", BOTH),
        ("kobo", "options_are_numbers.csv", BOTH),
        ("kobo", "same_question_twice.json", ("observations",)),
        ("kobo", "semicolon_names.csv", BOTH),
        ("kobo", "unknown_form_first.csv", ("observations",)),
        ("messages", "bullets_emoji_crlf.txt", ("assessments", "shelters", "movements")),
        ("messages", "date_words.txt", ("assessments",)),
        ("messages", "faults.txt", ("assessments", "movements")),
        ("messages", "way_bom.txt", ("ways",)),
        ("messages", "whatsapp_brackets.txt", ("assessments", "shelters")),
        ("portfolio", "emdat.csv", ("portfolio",)),
        ("portfolio", "esups.csv", ("portfolio",)),
        ("services", "4w.csv", ("services",)),
        ("services", "edab_1.csv", ("observations",)),
        ("services", "health.csv", ("facilities",)),
        ("stock", "esups_vanuatu.csv", ("warehouses", "movements")),
        ("stock", "shelters_dgpc.csv", ("shelters",)),
        ("stock", "situation.csv", ("movements",)),
        ("stock", "wide.csv", ("movements",)),
        ("storms", "active_storms.json", ("tracks",)),
        ("storms", "hurdat.txt", ("tracks",)),
        ("storms", "hurdat_cleaned.csv", ("tracks",)),
        ("storms", "ibtracs_v4.csv", ("tracks",)),
        ("tables", "assessments_dates.csv", ("assessments",)),
        ("tables", "assessments_month_first.csv", ("assessments",)),
        ("tables", "assessments_numbers.csv", ("assessments",)),
        ("tables", "movements_odd.csv", ("movements",)),
        ("tables", "sites_good.csv", SITES),
        ("tables", "sites_header_on_line_5.csv", SITES),
        ("tables", "sites_hxl_alone.csv", SITES),
        ("tables", "sites_hxl_under_header.csv", SITES),
        ("tables", "sites_personal.csv", SITES),
        ("tables", "sites_places.csv", SITES),
        ("tables", "sites_two_names.csv", SITES),
        ("tables", "sites_utf16.txt", SITES),
        ("vectors", "roads.geojson", ("ways",)),
        ("vectors", "sites.kml", BOTH),  # its placemarks tell of households
        ("vectors", "trip.gpx", ()),
    ],
)
def test_every_fixture_is_recognised_as_what_it_is(folder: str, name: str, expected: tuple[str, ...]) -> None:
    assert kinds(FIXTURES / folder / name) == expected


# -- sites and their people on one line ------------------------------------------------------------------------------

FLAT = "Code site,Nom du site,Commune,Longitude,Latitude,Ménages,Individus,Date"
ROWS = (
    "S1,Lekòl A,Port-au-Prince,-72.35,18.55,10,45,2023-05-01",
    "S2,Plas B,Delmas,-72.25,18.55,20,90,2023-05-02",
    "S3,Kan C,Nulle part,,,7,30,2023-05-02",
)
HXL = "#loc+site+id,#loc+site+name,#adm2+code,#geo+lon,#geo+lat,#affected+idps,#date"


def test_a_flat_list_of_sites_with_people_fills_sites_and_assessments(tmp_path: Path) -> None:
    """Three lines, of which one lies nowhere: people in 45 + 90 + 30 = 165, its own assessment has no site."""
    store = Store(tmp_path / "pare.db")
    looked = intake.look(Source(store), "auto", written(tmp_path, FLAT, *ROWS))
    sites, assessments = looked.previews
    assert [one.frame for one in looked.previews] == list(BOTH)
    assert [(one.rows_read, one.rows_accepted) for one in looked.previews] == [(3, 2), (3, 2)]
    assert sites.rows["observed_on"].tolist() == ["2023-05-01", "2023-05-02"]
    assert assessments.rows["site_id"].tolist() == ["S1", "S2"]
    assert assessments.rows["assessed_on"].tolist() == ["2023-05-01", "2023-05-02"]
    assert (assessments.people_in, assessments.people_accepted) == (165.0, 135.0)
    record = intake.as_record(looked, None)
    assert (record["rows_read"], record["rows_accepted"], record["people_in"]) == (3, 2, 165.0)
    intake.keep(store, looked, author="test", reason="test")
    assert intake.look(Source(store), "auto", tmp_path / "list.csv").changes.empty


def test_without_codes_the_assessment_takes_the_id_of_the_site_of_its_line(tmp_path: Path) -> None:
    source = Source(Store(tmp_path / "pare.db"))
    path = written(tmp_path, FLAT.partition(",")[2], *(row.partition(",")[2] for row in ROWS[:2]))
    sites, assessments = intake.look(source, "auto", path, sender="dgpc").previews
    assert sites.rows["site_id"].str.startswith("SIT-").all()
    assert assessments.rows["site_id"].tolist() == sites.rows["site_id"].tolist()
    assert assessments.rows["individuals"].tolist() == [45.0, 90.0]


@pytest.mark.parametrize("heads", [(HXL,), ("Code,Nom,Commune,X,Y,PDI,Jour", HXL)])
def test_an_hxl_list_of_sites_with_people_fills_both(heads: tuple[str, ...], tmp_path: Path) -> None:
    path = written(tmp_path, *heads, "S1,Lekòl A,HT0111,-72.35,18.55,45,2023-05-01")
    sites, assessments = every(path, places=places(), known={"sites": set()})
    assert (sites.frame, assessments.frame) == BOTH
    assert sites.rows[["site_id", "name", "adm2_pcode", "observed_on"]].values.tolist() == [
        ["S1", "Lekòl A", "HT0111", "2023-05-01"]
    ]
    assert (assessments.rows["individuals"].tolist(), assessments.people_in) == ([45.0], 45.0)


def test_a_list_without_a_day_keeps_its_sites_and_asks_for_the_day_of_its_people(tmp_path: Path) -> None:
    source = Source(Store(tmp_path / "pare.db"))
    path = written(tmp_path, "Code site,Nom du site,Commune,Individus", "S1,Lekòl A,Port-au-Prince,45")
    sites, assessments = intake.look(source, "auto", path).previews
    assert (sites.rows_accepted, assessments.rows_accepted, assessments.people_in) == (1, 0, 45.0)
    assert "day_absent" in {problem.code for problem in assessments.problems}
    _, told = intake.look(source, "auto", path, asked=Asked(day="2023-05-01")).previews
    assert told.rows[["site_id", "assessed_on"]].values.tolist() == [["S1", "2023-05-01"]]


def test_a_usual_date_never_beats_a_better_header_and_two_of_them_are_none(tmp_path: Path) -> None:
    heads = "Code site,Nom du site,Commune,Individus"
    path = written(tmp_path, f"{heads},Date,Date d'évaluation", "S1,A,Delmas,45,2023-05-02,2023-05-01")
    _, assessments = every(path, places=places(), known={"sites": set()})
    assert assessments.rows["assessed_on"].tolist() == ["2023-05-01"]
    assert "Date" in assessments.unmapped
    found = match(["site_id", "Date", "Date "], [], template.vocabulary(FRAMES["sites"]))
    assert ([one.column for one in found.mapped], found.unmapped) == (["site_id"], ("Date", "Date "))
    tagged = match(["Date", "site_id"], ["#date+start", ""], template.vocabulary(FRAMES["sites"]))
    assert ([one.column for one in tagged.mapped], tagged.notes) == (["opened_on", "site_id"], ())


def test_in_a_form_a_question_called_date_is_not_the_day(tmp_path: Path) -> None:
    sheet = {"headers": ["site_id", "name", "date"], "tags": ["", "", ""]}
    assert template.seen_as(sheet, FRAMES["sites"]).position("observed_on") == 2
    assert template.seen_as(sheet | {"days": ["2023-05-01"]}, FRAMES["sites"]).position("observed_on") is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("Nom du site,Commune,Longitude,Latitude", "A,Delmas,-72.25,18.55"), SITES),
        (("Nom de l'entrepôt,Commune,Longitude,Latitude", "A,Delmas,-72.25,18.55"), ("warehouses",)),
        (("#loc+site+name,#adm2+code,#geo+lon,#geo+lat", "A,HT0112,-72.25,18.55"), SITES),
        (("#loc+warehouse+code,#loc+warehouse+name,#adm2+code", "A,B,HT0112"), ("warehouses",)),
        (("#loc+shelter+id,#loc+shelter+name,#adm2+code,#affected+sheltered,#date", "A,B,HT0112,9,2023-05-01"),
         ("shelters",)),
        (("Nom,Commune,Longitude,Latitude", "A,Delmas,-72.25,18.55"), ()),  # a list of what?
        (("Nom de l'abri,Commune,Capacité,Occupants,Ménages,Date", "A,Delmas,90,45,9,2023-05-01"), ("shelters",)),
        (("Organisation,Secteur,Nom du site,Code site,Commune,Activité", "A,wash,B,S1,Delmas,x"), ("services",)),
        (("Date,Entrepôt,Type de mouvement,Article,Quantité", "2023-05-01,W1,receipt,tarpaulin,10"), ("movements",)),
        (("Code site,Commune,Individus,Date d'évaluation", "S1,Delmas,45,2023-05-01"), ("assessments",)),
    ],
)  # fmt: skip
def test_lists_that_look_alike_are_told_apart_by_what_names_their_records(
    lines: tuple[str, ...], expected: tuple[str, ...], tmp_path: Path
) -> None:
    assert kinds(written(tmp_path, *lines)) == expected


def test_the_figures_of_a_shelter_stand_in_its_own_table(tmp_path: Path) -> None:
    path = written(
        tmp_path, "#loc+shelter+id,#adm2+code,#capacity,#affected+sheltered,#date", "A1,HT0112,90,45,2023-05-01"
    )
    (found,) = every(path, places=places())
    assert found.rows[["shelter_id", "capacity_persons", "occupancy_persons", "observed_on"]].values.tolist() == [
        ["A1", 90.0, 45.0, "2023-05-01"]
    ]


# -- headers that a shapefile cut ------------------------------------------------------------------------------------


def layer(name: str, folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    grid = sample(name)
    rows = pd.DataFrame(grid[1:], columns=grid[0]).drop(columns=list(without))
    shapes = (
        shapely.from_wkt(rows.pop("geometry")) if "geometry" in rows else shapely.points([[-72.33, 18.55]] * len(rows))
    )
    path = folder / f"{name}.shp"
    gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(path)
    return path


@pytest.mark.filterwarnings("ignore:Column names longer than 10 characters", "ignore:Normalized/laundered field name")
@pytest.mark.parametrize("name", ["sites", "shelters", "warehouses", "facilities", "services", "zones", "ways"])
def test_a_shapefile_of_a_table_is_known_with_its_cut_headers(name: str, tmp_path: Path) -> None:
    """GDAL cuts to ten signs, and tells names that it cut alike apart by their order: occupancy_, occupanc_1, ..."""
    path = layer(name, tmp_path)
    assert kinds(path) == (name,)
    sheet = opened(None, path).sheet
    found = template.seen_as(sheet, FRAMES[name])
    assert {one.column for one in found.mapped} >= set(sample(name)[0]) - {"geometry"}
    column = {one.column: sheet["columns"][one.position][0] for one in found.mapped}
    texts = dict(zip(*sample(name)[:2], strict=True))
    assert all(column[one] == texts[one] for one in column if isinstance(texts.get(one), str) and one != "geometry")


@pytest.mark.filterwarnings("ignore:Column names longer than 10 characters", "ignore:Normalized/laundered field name")
def test_cut_headers_of_which_one_is_absent_are_told_and_not_guessed(tmp_path: Path) -> None:
    """Without occupancy_persons the first of the two left could be any of three."""
    sheet = opened(None, layer("shelters", tmp_path, without=("occupancy_persons",))).sheet
    found = template.seen_as(sheet, FRAMES["shelters"])
    assert not [one.column for one in found.mapped if one.column.startswith("occupancy")]
    assert {"occupancy_", "occupanc_1"} <= set(found.unmapped)


@pytest.mark.shared
def test_the_shapefile_of_health_facilities_is_read_as_its_workbook_and_by_official_shapes(
    shared: Path, tmp_path: Path
) -> None:
    """480 points; ids given twice are refused with the row that has them first; 14 without a code get one of ours."""
    folder, store = shared / "data", Store(tmp_path / "pare.db")
    path = folder / "health" / "facilities.shp"
    by_sketch = intake.look(Source(store), "auto", path).previews[0]
    sketched = [problem for problem in by_sketch.problems if problem.code == "place_on_schematic"]
    assert [(problem.row, problem.blocking) for problem in sketched] == [(None, False)]
    names = [f"hti_admbnda_adm{level}_cnigs_20181129.geojson" for level in (1, 2)]
    land.install_boundaries(store, [folder / "boundaries" / name for name in names], author="test")
    (found,) = intake.look(Source(store), "auto", path).previews
    codes = pd.Series([problem.code for problem in found.problems if problem.blocking]).value_counts()
    assert (found.frame, found.layout, found.rows_read) == ("facilities", "health_facilities", 480)
    assert found.rows_accepted + found.rows_rejected == 480
    assert codes["duplicate_id"] == 5  # 111645 and 721101 three times, 112147 twice
    assert "place_on_schematic" not in {problem.code for problem in found.problems}
    assert found.rows["facility_id"].notna().all()
    assert found.rows[["name", "facility_type", "adm2_pcode"]].notna().all().all()
