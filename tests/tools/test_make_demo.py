"""The fictional set: made again byte for byte, with the numbers that it promises, inside its communes."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from data.importers.read import read
from geo.frames import FRAMES
from tools.demo.figures import figures, told
from tools.demo.names import ADJECTIVES, KINDS, NOUNS
from tools.make_demo import DEMO, make_tables

ROOT = DEMO.parents[2]
HAITI = DEMO.parent / "haiti"
TABLES = (
    "sites", "assessments", "events", "services", "actions", "facilities", "displacement", "shelters", "warehouses",
    "movements", "alerts", "activations", "impacts", "confirmations", "tracks",
)  # fmt: skip
PLACES = ("sites", "shelters", "warehouses", "facilities")
CLASSIC = (
    "water_litres_person_day", "taps", "hand_pumps", "open_wells", "toilets_functional", "showers",
    "handwashing_stations", "covered_area_m2", "households_with_nfi", "management_present", "committee_present",
    "feedback_mechanism",
)  # fmt: skip


def table(name):
    frame = FRAMES[name]
    if name == "zones":
        features = json.loads((DEMO / "zones.geojson").read_text("utf-8"))["features"]
        rows = [each["properties"] | {"geometry": shapely.geometry.shape(each["geometry"])} for each in features]
        return frame.conform(pd.DataFrame(rows))
    return frame.conform(pd.read_csv(DEMO / f"{name}.csv"))


@pytest.fixture(scope="module")
def tables():
    return {name: table(name) for name in (*TABLES, "zones")}


@pytest.fixture(scope="module")
def points():
    return pd.read_csv(HAITI / "commune_points.csv").set_index("adm2_pcode")


@pytest.fixture(scope="module")
def mapap():
    told_so = pd.read_csv(HAITI / "mapap_communes.csv")
    return set(told_so.loc[told_so["in_mapap"] == 1, "adm2_pcode"])


def test_it_is_made_again_byte_for_byte_under_another_hash_seed_clock_and_locale(tmp_path):
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Colombo", "LC_ALL": "C", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "tools.make_demo", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    shipped = {path.name: path.read_bytes() for path in DEMO.iterdir()}
    assert made.keys() == shipped.keys()
    assert [name for name in made if made[name] != shipped[name]] == []


def test_it_is_small_and_says_that_it_is_fictional():
    assert sum(path.stat().st_size for path in DEMO.iterdir()) < 1_500_000
    described = tomllib.loads((DEMO / "dataset.toml").read_text("utf-8"))
    assert described["fictional"] is True
    assert described["licence"] == "CC0-1.0"
    assert described["crs"] == "EPSG:4326"
    for language in ("fr", "en", "ht"):
        assert all(number in described["label"][language] for number in ("2023", "75", "12"))
    assert set(described["frames"]) == set(described["sha256"]) == {p.name for p in DEMO.iterdir()} - {"dataset.toml"}


@pytest.mark.parametrize("name", [*TABLES, "zones"])
def test_columns_bounds_choices_and_keys_are_those_of_the_vocabulary(tables, name):
    frame, rows = FRAMES[name], tables[name]
    assert list(rows.columns) == [column.name for column in frame.columns]
    assert not rows.duplicated(list(frame.key)).any()
    for column in frame.columns:
        known = rows[column.name].dropna()
        if column.required:
            assert len(known) == len(rows), column.name
        if column.choices:
            assert set(known) <= set(column.choices), column.name
        if column.least is not None:
            assert known.between(column.least, column.most).all(), column.name
        if column.kind == "integer":
            assert (known == known.round()).all(), column.name
        if column.kind == "date":
            assert (pd.to_datetime(known, format="%Y-%m-%d").dt.strftime("%Y-%m-%d") == known).all(), column.name


@pytest.mark.parametrize("name", TABLES)
def test_the_files_hold_columns_of_the_vocabulary_in_its_order(name):
    with (DEMO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        told = next(csv.reader(file))
    assert told == [column.name for column in FRAMES[name].columns if column.name in told]
    assert {column.name for column in FRAMES[name].columns if column.required and not column.given} <= set(told)


def test_every_reference_is_known(tables, points):
    here = (*PLACES, "services", "events", "actions")
    for name, place in (*((name, "adm2_pcode") for name in here), ("displacement", "adm_pcode")):
        assert set(tables[name][place]) <= set(points.index)
    sites = set(tables["sites"]["site_id"])
    for name, column in (("assessments", "site_id"), ("services", "site_id"), ("events", "site_id"),
                         ("actions", "site_id"),
                         ("events", "destination_site_id")):  # fmt: skip
        assert set(tables[name][column].dropna()) <= sites, name
    for column in ("origin_pcode", "destination_pcode"):
        told = tables["assessments" if column == "origin_pcode" else "events"][column].dropna()
        assert set(told) <= set(points.index)
    assert set(tables["movements"]["warehouse_id"]) == set(tables["warehouses"]["warehouse_id"])
    kits = tomllib.loads((ROOT / "data" / "reference" / "kits.toml").read_text("utf-8"))
    assert set(tables["movements"]["item"]) == set(kits["items"])


def test_points_lie_within_the_clear_radius_of_their_commune(tables, points):
    # Oracle: geodesic distance on the ellipsoid by pyproj; the generator lays points by its own series.
    geod = Geod(ellps="WGS84")
    for name in PLACES:
        rows = tables[name].join(points.add_suffix("_commune"), on="adm2_pcode")
        _, _, metres = geod.inv(
            rows["longitude"], rows["latitude"], rows["longitude_commune"], rows["latitude_commune"]
        )
        assert (metres <= 0.96 * rows["clear_radius_m_commune"]).all(), name


@pytest.mark.shared
def test_points_lie_in_their_commune_of_the_official_boundaries(tables, shared):
    communes = gpd.read_file(shared / "data" / "boundaries" / "hti_admbnda_adm2_cnigs_20181129.geojson")
    for name in PLACES:
        rows = tables[name]
        spots = gpd.GeoDataFrame(
            rows[["adm2_pcode"]], geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=communes.crs
        )
        found = spots.sjoin(communes[["ADM2_PCODE", "geometry"]], predicate="within")
        assert len(found) == len(rows), name
        assert (found["adm2_pcode"] == found["ADM2_PCODE"]).all(), name


def test_sites_follow_the_figures_they_promise(tables, mapap):
    sites = tables["sites"]
    inside = sites[sites["adm2_pcode"].isin(mapap)]
    outside = sites[~sites["adm2_pcode"].isin(mapap)]
    assert (len(inside), len(outside)) == (75, 60)
    assert set(inside["adm2_pcode"]) == mapap
    assert (inside["status"] == "active").all()
    assert (inside["manager_organisation"] == "Agence A (fictif)").sum() == 12
    assert sites["manager_organisation"].value_counts().drop("Agence A (fictif)").max() < 15
    assert (outside["adm2_pcode"].str[:4] == "HT06").mean() > 0.5
    assert (sites["site_type"] == "school").mean() == pytest.approx(0.37, abs=0.03)


def test_site_class_follows_site_type_and_closings_are_complete(tables):
    sites = tables["sites"]
    built = sites["site_type"].isin(["school", "church", "public_building", "private_building"])
    assert (sites.loc[built, "site_class"] == "collective_centre").all()
    assert set(sites.loc[~built, "site_class"]) == {"spontaneous_site", "planned_site"}
    closed = sites[sites["status"] == "closed"]
    assert 0 < len(closed) < 6
    assert closed[["closed_on", "closed_reason"]].notna().all(axis=None)
    assert (closed["closed_on"] > closed["opened_on"].fillna("")).all()
    assert sites.loc[sites["status"] == "active", "closed_on"].isna().all()
    last = tables["assessments"].groupby("site_id")["assessed_on"].max()
    assert (closed["closed_on"] > closed["site_id"].map(last).fillna("")).all()


def last_people(tables):
    """People of each open site at its last round, where they were counted."""
    active = set(tables["sites"].loc[tables["sites"]["status"] == "active", "site_id"])
    last = tables["assessments"].sort_values("assessed_on").groupby("site_id").tail(1).set_index("site_id")
    return last.loc[last.index.isin(active), "individuals"].dropna()


def test_sizes_have_the_promised_means_and_a_long_tail(tables, mapap):
    people = last_people(tables)
    inside = people.index.map(tables["sites"].set_index("site_id")["adm2_pcode"]).isin(mapap)
    assert people[inside].mean() == pytest.approx(2000, rel=0.08)
    assert people[~inside].mean() == pytest.approx(110, rel=0.12)
    assert people[inside].max() > 4 * people[inside].median()


def test_sites_hold_about_a_sixth_of_the_displaced(tables, points):
    host = tables["displacement"]
    assert host["observed_on"].nunique() == 4
    assert host.groupby("observed_on")["adm_pcode"].nunique().eq(len(points)).all()
    totals = host.groupby("observed_on")["host_family_individuals"].sum()
    assert totals.is_monotonic_increasing
    people = last_people(tables).sum()
    assert 0.14 < people / (people + totals.iloc[-1]) < 0.19


def test_six_rounds_have_holes_as_in_life(tables):
    rows = tables["assessments"]
    assert rows["round"].value_counts(dropna=False).sort_index().index.tolist()[:4] == [1, 2, 3, 4]
    earlier = rows.loc[rows["round"].isna(), "assessed_on"].str[:7]  # before the rounds were numbered
    assert set(earlier) == {"2022-05", "2022-08"}
    assert rows["assessed_on"].max().startswith("2023-08")
    absent = rows["not_assessed_reason"].notna()
    assert set(rows.loc[absent, "not_assessed_reason"]) == {"not_visited", "no_access"}
    answers = [column.name for column in FRAMES["assessments"].columns][6:]
    assert rows.loc[absent, ["individuals", *answers]].isna().all(axis=None)
    visited = rows[~absent]
    blank = visited[list(CLASSIC)].isna().mean()
    assert (blank[["toilets_functional", "taps", "covered_area_m2", "feedback_mechanism"]] > 0).all()
    assert blank.max() < 0.5
    assert (visited[["taps", "toilets_functional", "committee_women_share"]] == 0).any().all()
    assert (visited["households"].notna() & visited["individuals"].isna()).any()
    assert (rows["households"].isna() & rows["individuals"].isna()).any()
    assert (visited["households_with_nfi"] > visited["households"]).sum() == 0


def test_services_are_mixed_at_the_last_round(tables):
    rows = tables["assessments"][tables["assessments"]["round"] == 4]
    people = rows["individuals"]
    met = {
        "toilets": people <= 20 * rows["toilets_functional"],
        "bathing": people <= 50 * rows["showers"],
        "water": rows["water_litres_person_day"] >= 15,
        "points": people <= 250 * rows["taps"] + 500 * rows["hand_pumps"] + 400 * rows["open_wells"],
        "covered": rows["covered_area_m2"] >= 3.5 * people,
        "items": rows["households_with_nfi"] >= rows["households"],
    }
    assert {name: share for name, each in met.items() if not 0.1 < (share := each.mean()) < 0.8} == {}


def test_shelters_follow_the_figures_they_promise(tables, mapap):
    rows = tables["shelters"]
    assert len(rows) == 620
    assert rows["adm2_pcode"].str[:4].isin(["HT02", "HT07", "HT08", "HT10"]).sum() >= 350
    inside, centre = rows["adm2_pcode"].isin(mapap), rows["adm2_pcode"].str[:4] == "HT06"
    housing = rows["occupied_by_idps"].fillna(False)
    assert housing[inside].mean() == pytest.approx(1 / 3)
    assert housing[centre].mean() == pytest.approx(1 / 5)
    assert {"school", "church", "community_hall", "hospital"} <= set(rows["shelter_type"])
    assert set(rows["structure_status"]) == {"good", "fair", "poor", "not_assessed"}
    for column in ("capacity_persons", "floor_area_m2", "toilets"):
        assert 0 < rows[column].isna().mean() < 0.4
    # What houses displaced people is one of the sites: same name, same point.
    same = ["name", "adm2_pcode", "longitude", "latitude"]
    assert len(rows[housing].merge(tables["sites"], on=same)) == housing.sum()


def test_warehouses_are_seven_ten_and_eight(tables):
    rows = tables["warehouses"]
    seats = pd.read_csv(HAITI / "departments.csv")
    names = pd.read_csv(HAITI / "haiti_communes.csv").set_index("adm2_pcode")["adm2_name"]
    kinds = rows.groupby(rows["operator"].str.split().str[0])
    assert kinds.size().to_dict() == {"Agence": 7, "DGPC": 10, "Partenaire": 8}
    assert rows["operator"].str.endswith("(fictif)").all()
    depots = kinds.get_group("DGPC")["adm2_pcode"]
    assert sorted(depots.str[:4]) == sorted(seats["adm1_pcode"])
    ways = pd.read_csv(HAITI / "ways_sketch.csv")
    sea = ways[ways["mode"] == "sea"]
    ports = set(sea["from_pcode"]) | set(sea["to_pcode"])
    agency = kinds.get_group("Agence")["adm2_pcode"]
    assert set(agency) <= ports
    assert set(agency.map(names)) | set(depots.map(names)) <= set(seats["chef_lieu"])


def test_facilities_stand_within_walking_distance_of_a_site_and_say_that_they_are_invented(tables):
    geod, rows, sites = Geod(ellps="WGS84"), tables["facilities"], tables["sites"]
    nearest = []
    for one in rows.itertuples():
        many = len(sites)
        _, _, metres = geod.inv([one.longitude] * many, [one.latitude] * many, sites["longitude"], sites["latitude"])
        nearest.append(min(metres))
    assert max(nearest) < 2000
    assert rows["name"].str.endswith("(fictif)").all()
    assert {"health_centre", "school", "water_point"} <= set(rows["facility_type"])


def folded(name):
    """Small letters without accents, hyphens as blanks."""
    plain = unicodedata.normalize("NFD", name.lower().replace("-", " "))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def test_no_name_is_a_place_that_exists(tables):
    sections = pd.read_csv(HAITI / "haiti_sections.csv")
    real = {word for name in [*sections["adm3_name"], *sections["adm2_name"]] for word in folded(name).split()}
    assert {noun for noun in NOUNS if folded(noun) in real} == set()
    made = {
        f"{kind} {noun} {more}" for kinds in KINDS.values() for kind in kinds for noun in NOUNS for more in ADJECTIVES
    }
    for name in ("sites", "shelters"):
        assert set(tables[name]["name"]) <= made
        assert tables[name]["name"].is_unique


@pytest.mark.parametrize("name", TABLES)
def test_the_importer_finds_nothing_to_say(tables, name):
    kits = tomllib.loads((ROOT / "data" / "reference" / "kits.toml").read_text("utf-8"))
    known = {"items": set(kits["items"])} | {each: set(tables[each].iloc[:, 0]) for each in ("sites", "warehouses")}
    preview = read(name, DEMO / f"{name}.csv", known=known, today="2023-08-31")
    told = preview.problems
    # Two tables hold what somebody shall look at: a form that contradicts itself, and activities that are planned.
    if name == "assessments":
        (line,) = {(DEMO / f"{name}.csv").read_text("utf-8").splitlines()[one.row - 1] for one in told}
        assert line.startswith("SIT-0018,2023-08")
    elif name == "services":
        assert {one.code for one in told} == {"future_date"}
        assert {one.column for one in told} == {"started_on", "ended_on"}
    else:
        assert preview.problems_found == 0
    assert preview.rows_accepted == len(tables[name])


def test_the_documentation_tells_these_figures():
    text = Path(ROOT / "docs" / "demo.md").read_text("utf-8")
    assert told(figures(make_tables())) in text
