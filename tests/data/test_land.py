"""Boundaries and population in the store: what is put in force, what is joined, what has no place."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from data import land
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DataProblem, ImportRejected, StoreProblem
from geo.population import with_sums

FOLDER = "data/boundaries"
ADM0, ADM1, ADM2 = (f"hti_admbnda_adm{n}_cnigs_20181129.geojson" for n in range(3))
SECTIONS = "hti_admbnda_adm3_cnigs_20181129.shp"
NATURAL_EARTH = "package-natural-earth/hti.json"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "pare.db")


def written(folder, name, level, codes, *, day="2018-11-29", shift=0.0):
    """A file of one level: a column of squares, one a code."""
    squares = [shapely.box(-72.6 + n / 10 + shift, 18.5, -72.5 + n / 10 + shift, 18.6) for n in range(len(codes))]
    rows = {f"ADM{level}_PCODE": codes, f"ADM{level}_FR": [f"{code} fr" for code in codes]}
    if day:
        rows["validOn"] = day
    path = folder / name
    gpd.GeoDataFrame(rows, geometry=squares, crs=4326).to_file(path)
    return path


def install(store, *paths, name=None):
    return land.install_boundaries(store, paths, author="tester", name=name)


def in_force(store, name="boundaries"):
    return Source(store).take(audience="coordinator").frame(name)


def codes(problems):
    return [problem.code for problem in problems]


def people_of(store, path, **options):
    return land.install_population(store, path, author="tester", **options)


# --- sets without communes


def test_departments_alone_are_kept_and_not_put_in_force(store, tmp_path):
    _, rows, problems = install(store, written(tmp_path, "adm1.geojson", 1, ["HT01", "HT02"]))
    assert [(p.code, p.value, p.params["levels"], p.blocking) for p in problems] == [
        ("communes_absent", "cod-ab-2018-adm1", "adm0, adm1", False)
    ]
    assert rows["adm_pcode"].tolist() == ["HT", "HT01", "HT02"]
    assert set(in_force(store)["boundary_set"]) == {"schematic"}
    assert land.levels(store, "boundaries") == {
        "schematic": {"adm0": 1, "adm1": 10, "adm2": 140}, "cod-ab-2018-adm1": {"adm0": 1, "adm1": 2},
    }  # fmt: skip
    with pytest.raises(DataProblem) as told:
        land.use(store, "boundaries", "cod-ab-2018-adm1", author="tester")
    assert (told.value.code, told.value.params["levels"]) == ("communes_absent", "adm0, adm1")
    assert set(in_force(store)["boundary_set"]) == {"schematic"}


def test_communes_that_come_later_join_the_set_and_put_it_in_force(store, tmp_path):
    install(store, written(tmp_path, "adm1.geojson", 1, ["HT01", "HT02"]), name="mine")
    drawn = written(tmp_path, "adm2.geojson", 2, ["HT0111", "HT0211"], shift=0.01)
    batch, rows, problems = install(store, drawn, name="mine")
    assert problems == []
    assert rows["adm_pcode"].tolist() == ["HT", "HT01", "HT02", "HT0111", "HT0211"]
    found = in_force(store).set_index("adm_pcode")
    assert set(found["boundary_set"]) == {"mine"}
    # The departments stay as their own file draws them: the union of the communes lies 0.01 degree further east.
    assert found.loc["HT01", "geometry"].equals(shapely.box(-72.6, 18.5, -72.5, 18.6))
    assert found.loc["HT01", "source"] == "adm1.geojson"
    assert found.loc["HT01", "name_fr"] == "HT01 fr"
    store.undo(batch, author="tester", reason="test")
    assert set(in_force(store)["boundary_set"]) == {"schematic"}
    assert land.levels(store, "boundaries")["mine"] == {"adm0": 1, "adm1": 2}


@pytest.mark.parametrize("day", ["2018-11-29", "2019-01-01", ""])
def test_departments_that_come_later_take_the_place_of_the_union(store, tmp_path, day):
    install(store, written(tmp_path, "adm2.geojson", 2, ["HT0111", "HT0211"], shift=0.01), name="mine")
    assert in_force(store).set_index("adm_pcode").loc["HT01", "source"] == "adm2.geojson"
    _, _, problems = install(store, written(tmp_path, "adm1.geojson", 1, ["HT01", "HT02"], day=day), name="mine")
    assert problems == []
    found = in_force(store).set_index("adm_pcode")
    assert found["source"].to_dict() == {
        "HT": "adm2.geojson", "HT01": "adm1.geojson", "HT02": "adm1.geojson",
        "HT0111": "adm2.geojson", "HT0211": "adm2.geojson",
    }  # fmt: skip
    assert found.loc["HT01", "geometry"].equals(shapely.box(-72.6, 18.5, -72.5, 18.6))
    assert set(found["observed_on"]) == {"2018-11-29", day or "2018-11-29"}


@pytest.mark.parametrize(
    ("first", "then", "level", "more", "fewer"),
    [
        ((1, ["HT01"]), (2, ["HT0111", "HT0211"]), "adm1", 1, 0),  # the department of a commune is not there
        ((2, ["HT0111", "HT0211"]), (1, ["HT01"]), "adm1", 0, 1),  # another number of departments
        ((2, ["HT0111"]), (2, ["HT0112"]), "adm2", 1, 1),
        ((2, ["HT0111"]), (3, ["HT0111-01", "HT0112-01"]), "adm2", 1, 0),
    ],
)
def test_files_of_another_release_are_not_joined(store, tmp_path, first, then, level, more, fewer):
    install(store, written(tmp_path, "first.geojson", *first), name="mine")
    head = store.head()
    with pytest.raises(DataProblem) as told:
        install(store, written(tmp_path, "then.geojson", *then), name="mine")
    assert told.value.code == "set_does_not_fit"
    assert told.value.params == {"set": "mine", "level": level, "more": more, "fewer": fewer}
    assert store.head() == head


def test_an_older_drawing_is_not_joined(store, tmp_path):
    install(store, written(tmp_path, "a.geojson", 2, ["HT0111"]), name="mine")
    with pytest.raises(DataProblem) as told:
        install(store, written(tmp_path, "b.geojson", 2, ["HT0111"], day="2015-01-01"), name="mine")
    assert told.value.code == "set_does_not_fit"


@pytest.mark.parametrize(
    ("name", "code"), [("", "bad_set_name"), ("à b", "bad_set_name"), ("x" * 61, "bad_set_name"),
                       ("schematic", "boundary_set_reserved")],
)  # fmt: skip
def test_names_that_a_set_cannot_have(store, tmp_path, name, code):
    with pytest.raises((DataProblem, ImportRejected)) as told:
        install(store, written(tmp_path, "a.geojson", 2, ["HT0111"]), name=name)
    assert told.value.code == code
    assert land.sets(store, "boundaries") == ["schematic"]


def test_without_a_name_a_second_file_is_a_set_of_its_own(store, tmp_path):
    install(store, written(tmp_path, "a.geojson", 2, ["HT0111"]))
    _, rows, _ = install(store, written(tmp_path, "b.geojson", 2, ["HT0111", "HT0112"]))
    assert rows["boundary_set"].str.fullmatch("cod-ab-2018-[0-9a-f]{6}").all()
    assert land.levels(store, "boundaries")["cod-ab-2018"]["adm2"] == 1
    with pytest.raises(StoreProblem, match="already_in"):
        install(store, tmp_path / "a.geojson")


@pytest.mark.shared
def test_the_real_files_one_after_the_other(store, shared):
    folder = shared / FOLDER
    for file in (ADM0, ADM1):
        assert codes(install(store, folder / file, name="cnigs")[2]) == ["communes_absent"]
        assert set(in_force(store)["boundary_set"]) == {"schematic"}
    for file in (ADM2, SECTIONS):
        _, rows, problems = install(store, folder / file, name="cnigs")
        assert not any(problem.blocking for problem in problems)
        assert set(in_force(store)["boundary_set"]) == {"cnigs"}
    sizes = {"adm0": 1, "adm1": 10, "adm2": 140, "adm3": 570}
    assert rows["adm_level"].value_counts().to_dict() == sizes
    found = in_force(store)
    assert found["adm_level"].value_counts().to_dict() == sizes
    by_level = found.groupby("adm_level")["source"].agg(set).to_dict()
    assert by_level == {"adm0": {ADM0}, "adm1": {ADM1}, "adm2": {ADM2}, "adm3": {SECTIONS}}
    assert found["parent_pcode"].dropna().isin(found["adm_pcode"]).all()


@pytest.mark.shared
def test_natural_earth_is_kept_and_waits_for_communes(store, shared):
    folder = shared / FOLDER
    assert codes(install(store, folder / NATURAL_EARTH)[2]) == ["communes_absent"]
    assert land.levels(store, "boundaries")["natural-earth-adm1"] == {"adm0": 1, "adm1": 10}
    install(store, folder / ADM2, name="natural-earth-adm1")
    departments = in_force(store).query("adm_level == 'adm1'")
    assert (set(departments["source"]), len(departments)) == ({"hti.json"}, 10)


# --- population and its places


def sections(folder, lines):
    path = folder / "sections.csv"
    path.write_text("\n".join(["ID_SEC_COR,POPES2021", *lines]), encoding="utf-8")
    return path


def test_people_without_a_place_are_told_and_kept(store, tmp_path):
    install(store, written(tmp_path, "adm3.geojson", 3, ["HT0111-01", "HT0111-02", "HT0112-01"]), name="mine")
    path = sections(tmp_path, ["111-01,100", "111-03,20", "113-01,3"])
    _, rows, problems = people_of(store, path)
    told = {(p.code, p.value): p.params for p in problems}
    # Of three sections two are not drawn, 20 + 3 people; two that are drawn have no figure. Of the two communes
    # counted HT0113 is not drawn, 3 people; of the two drawn HT0112 is not counted.
    assert told == {
        ("sections_not_known", "HT0111-03, HT0113-01"): {"count": 2, "of": 3, "people": 23.0},
        ("section_not_known", "HT0111-03"): {"people": 20.0, "commune": "HT0111"},
        ("section_not_known", "HT0113-01"): {"people": 3.0, "commune": "HT0113"},
        ("sections_without_population", "HT0111-02, HT0112-01"): {"count": 2, "of": 3},
        ("communes_not_in_force", "HT0113"): {"count": 1, "of": 2, "people": 3.0},
        ("communes_without_population", "HT0112"): {"count": 1, "of": 2},
    }
    assert not any(problem.blocking for problem in problems)
    assert rows.groupby("adm_level")["population"].sum().to_dict() == dict.fromkeys(
        ["adm0", "adm1", "adm2", "adm3"], 123.0
    )


def test_sections_by_pcode_are_held_against_the_communes_too(store, tmp_path):
    path = tmp_path / "p_2024.csv"
    path.write_text("adm3_pcode,T_TL\nHT0111-01,5\nHT9999-01,7\n", encoding="utf-8")
    _, _, problems = people_of(store, path)
    told = {p.code: p.params for p in problems}
    assert told["sections_not_known"] == {"count": 1, "of": 2, "people": 7.0}
    assert told["communes_not_in_force"] == {"count": 1, "of": 2, "people": 7.0}
    assert told["communes_without_population"] == {"count": 139, "of": 140}


@pytest.mark.shared
@pytest.mark.parametrize("drawn", [True, False])
def test_the_sections_of_2021_in_force(store, shared, drawn):
    """Against the sections drawn by the release of 2018, and without any against those of the shipped series."""
    if drawn:
        install(store, shared / FOLDER / SECTIONS)
    _, _, problems = people_of(store, shared / "data/population/full_geosections_clusters_new.csv")
    # Read apart with pandas and geopandas: nine of the 570 codes are no ADM3_PCODE, and nine of these are no code.
    first, *rest = problems
    assert (first.code, first.params) == ("sections_not_known", {"count": 9, "of": 570, "people": 270_323.0})
    assert codes(rest) == ["section_not_known"] * 9 + ["sections_without_population"]
    assert sum(p.params["people"] for p in rest[:9]) == 270_323
    assert {p.value: p.params["people"] for p in rest[:9]}["HT0118-01"] == 104_612
    assert rest[-1].params == {"count": 9, "of": 570}
    found = in_force(store, "population")
    assert set(found["population_set"]) == {"ihsi-2021"}
    assert set(found.groupby("adm_level")["population"].sum()) == {11_715_756.0}
    land.use(store, "population", "cod-ps-2024", author="tester")
    assert set(in_force(store, "population")["population_set"]) == {"cod-ps-2024"}
    land.use(store, "population", "ihsi-2021", author="tester")
    assert set(in_force(store, "population")["year"]) == {2021.0}


@pytest.mark.shared
def test_the_workbook_of_2019_has_a_place_for_everybody(store, shared):
    install(store, shared / FOLDER / SECTIONS)
    _, rows, problems = people_of(store, shared / "data/population/hti_adminboundaries_tabulardata.xlsx")
    assert problems == []
    assert len(with_sums(rows)) == len(rows) == 721


def test_a_refused_file_stores_nothing(store, tmp_path):
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}), encoding="utf-8")
    with pytest.raises(ImportRejected):
        install(store, tmp_path / "a.geojson", name="mine")
    assert store.head() == 0
