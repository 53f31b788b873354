"""Every feed all the way: asked from a source on the loopback, previewed, stored; those that nothing takes in yet."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely

from data import intake, land
from data.connectors import answer, feed, feeds, fetch, states
from data.snapshot import Source
from data.store.store import Store
from tests.data.connectors.answers import DTM_ROW, PATHS, STORM, dtm, hapi, js, kobo, storms
from tests.data.connectors.server import Reply
from tests.data.in_process import parsing_here

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOT_TAKEN_IN = {"dtm_operations", "usgs_earthquakes", "usgs_shakemap", "usgs_contours", "nhc_radii", "gdacs"}
Answer = Callable[[Any], None]  # stands at a source and answers for one feed


@pytest.fixture
def store(state: Path) -> Store:
    """A store of the shipped communes, in the folder of the state."""
    return Store(state / "pare.db")


@pytest.fixture(autouse=True)
def quick():
    with parsing_here():
        yield


def recorded(name: str) -> list[dict[str, Any]]:
    return json.loads((FIXTURES / "hapi" / f"{name}.json").read_text(encoding="utf-8"))["data"]


def workbook(*lines: tuple[object, ...], title: str = "Sheet2") -> bytes:
    book, body = openpyxl.Workbook(), io.BytesIO()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    book.save(body)
    return body.getvalue()


def published(form: str, file: str, body: bytes) -> Answer:
    """A data set with one file."""

    def stand(source: Any) -> None:
        resource = {"format": form, "state": "active", "last_modified": "2023-01-01",
                    "download_url": f"{source.origin}/f/{file}"}  # fmt: skip
        source.routes["/api/3/action/package_show"] = js({"success": True, "result": {"resources": [resource]}})
        source.routes[f"/f/{file}"] = Reply(body, kind="application/octet-stream")

    return stand


def shapefile(folder: Path) -> bytes:
    """Two communes of one department, as a release of boundaries has them."""
    folder.mkdir()
    rows = {
        "ADM2_FR": ["Léogâne", "Grand-Goâve"], "ADM2_PCODE": ["HT0121", "HT0123"], "ADM1_FR": "Ouest",
        "ADM1_PCODE": "HT01", "ADM0_FR": "Haïti", "ADM0_PCODE": "HT", "date": "2017-09-06", "validOn": "2018-11-29",
    }  # fmt: skip
    shapes = [shapely.box(-72.6, 18.5, -72.5, 18.6), shapely.box(-72.5, 18.5, -72.4, 18.6)]
    gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4326").to_file(folder / "hti_admbnda_adm2_x.shp")
    return Path(shutil.make_archive(str(folder), "zip", folder)).read_bytes()


def health() -> bytes:
    """Health facilities of OpenStreetMap, zipped as the platform does."""
    places = [
        {"type": "Feature", "properties": {"osm_id": n, "osm_type": "nodes", "name": name, "amenity": kind,
                                           "healthcare": kind, "operator:type": None, "addr:city": None},
         "geometry": {"type": "Point", "coordinates": [-72.34, 18.54 + n / 100]}}
        for n, (name, kind) in enumerate([("Lopital Envante", "hospital"), ("Klinik Envante", "clinic")])
    ]  # fmt: skip
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("hti_health.geojson", json.dumps({"type": "FeatureCollection", "features": places}))
    return body.getvalue()


def pages(name: str, rows: list[dict[str, Any]]) -> Answer:
    return lambda source: source.routes.update({PATHS[name][0]: hapi(rows)})


def displaced(name: str, **place: object) -> Answer:
    """Two rows of one place and round, of two reasons: 120 and 30 people."""
    bare = {key: value for key, value in DTM_ROW.items() if not key.startswith("admin") or key == "admin0Pcode"}
    rows = [{**bare, **place, "assessmentType": "BA"}]
    rows.append({**rows[0], "displacementReason": "Other reason", "numPresentIdpInd": 30})
    return lambda source: source.routes.update({PATHS[name][0]: dtm(rows)})


SUBMISSIONS = json.loads((FIXTURES / "kobo" / "api_results.json").read_text(encoding="utf-8"))["results"]
PRESENCE = workbook(
    ("SECTORS_fr", "DOMAINE_fr", "ORG_NAME_fr", "ORG_ACRONYM_fr", "ORG_TYPE_fr", "adm1code", "adm2code", "adm2Name_fr"),
    ("EPAH", "Dlo", "Òganizasyon Envante", "OE", "ONG internationale", "HT01", "HT0111", "Port-au-Prince"),
    ("Santé", "Klinik", "Òganizasyon Envante", "OE", "ONG internationale", "HT02", "HT0211", "Bainet"),
)
# Feed -> how its source answers, the tables that fill, rows accepted, and the sum of a column of them.
IMPORTED: dict[str, tuple[Answer, dict[str, int], tuple[str, float] | None]] = {
    "dtm_country": (displaced("dtm_country"), {"displacement": 2}, ("individuals", 150)),
    "dtm_departments": (
        displaced("dtm_departments", admin1Pcode="HT01"), {"displacement": 2}, ("individuals", 150),
    ),
    "dtm_communes": (
        displaced("dtm_communes", admin1Pcode="HT01", admin2Pcode="HT0111"), {"displacement": 2}, ("individuals", 150),
    ),
    # all levels: 300 three times, then 200 + 90 + 25 and 60 (row 9 of 11 has no place)
    "hapi_idps": (pages("hapi_idps", recorded("idps")), {"displacement": 10}, ("individuals", 1275)),
    "hapi_presence": (pages("hapi_presence", recorded("presence")), {"services": 5}, None),
    "hdx_presence": (published("XLSX", "3w.xlsx", PRESENCE), {"services": 2}, None),
    "hdx_health": (published("GeoJSON", "h.zip", health()), {"facilities": 2}, None),
    "kobo": (
        lambda source: source.routes.update({PATHS["kobo"][0]: kobo(SUBMISSIONS, source.origin)}),
        {"sites": 2, "assessments": 2}, ("households", 100),
    ),
    "nhc_storms": (lambda source: source.routes.update({"/CurrentStorms.json": storms(
        {**STORM, "lastUpdate": "2025-09-07T21:00:00.000Z"})}), {"tracks": 1}, ("wind_kt", 75)),
    "nhc_advisory": (lambda source: None, {"tracks": 1}, ("wind_kt", 75)),
}  # fmt: skip


def test_every_feed_stands_here():
    assert set(IMPORTED) | {"hdx_boundaries", "hdx_population", "hapi_population"} == {
        one.name for one in feeds() if one.taken_in
    }
    assert set(IMPORTED) == {one.name for one in feeds() if one.kind_of_import}
    assert {one.kind_of_import for one in feeds()} <= {"", *intake.KINDS}
    assert {one.name for one in feeds() if not one.taken_in} == NOT_TAKEN_IN


@pytest.mark.parametrize("name", IMPORTED)
def test_from_the_source_into_the_store(name: str, store: Store, source, asking):
    stand, expected, total = IMPORTED[name]
    stand(source)
    got = fetch(name, options=asking())
    assert got.error is None
    assert answer(name) == got.path
    assert store.head() == 0  # fetching stores nothing
    looked = intake.look(Source(store), feed(name).kind_of_import, got.path)
    assert {one.frame: one.rows_accepted for one in looked.previews} == expected
    assert not [problem for one in looked.previews for problem in one.problems if problem.code == "internal"]
    batch = intake.keep(store, looked, author="t", reason="t")
    for table, rows in expected.items():
        assert len(store.records(table)) == rows
    if total:
        column, people = total
        kept = next(store.records(table) for table in reversed(expected))
        assert pd.to_numeric(kept[column]).sum() == pytest.approx(people)
    store.undo(batch, author="t", reason="t")
    assert all(store.records(table).empty for table in expected)


@pytest.mark.parametrize("name", ["idps", "presence", "population"])
def test_pages_are_joined_into_one_answer_before_it_is_read(name: str, source, asking):
    rows = recorded(name)
    pages(f"hapi_{name}", rows)(source)
    got = fetch(f"hapi_{name}", options=asking())  # two rows a page
    assert len(source.asked) == len(rows) // 2 + 1
    assert json.loads(got.path.read_bytes())["data"] == rows


def test_population_of_hapi_is_installed(store: Store, source, asking):
    pages("hapi_population", recorded("population"))(source)
    got = fetch("hapi_population", options=asking())
    _, rows, _ = land.install_population(store, got.path, author="t")
    assert rows.groupby("adm_level")["population"].sum().to_dict() == {"adm0": 1000, "adm1": 1000, "adm2": 1000}
    assert len(store.records("population")) == 6


def test_boundaries_and_population_of_hdx_are_installed(store: Store, source, asking, tmp_path):
    published("SHP", "b.zip", shapefile(tmp_path / "adm"))(source)
    _, rows, _ = land.install_boundaries(store, [fetch("hdx_boundaries", options=asking()).path], author="t")
    assert rows["adm_level"].value_counts().to_dict() == {"adm2": 2, "adm1": 1, "adm0": 1}
    body = workbook(("adm2_pcode", "population_2024"), ("HT0121", 40), ("HT0123", 60), title="adm2")
    published("XLSX", "p.xlsx", body)(source)
    _, people, _ = land.install_population(store, fetch("hdx_population", options=asking()).path, author="t")
    assert people["population"].sum() == 100
    assert set(people["year"]) == {2024}


@pytest.mark.parametrize("name", sorted(NOT_TAKEN_IN - {"usgs_earthquakes"}))
def test_what_nothing_takes_in_yet_is_kept_all_the_same(name: str, source, asking):
    got = fetch(name, options=asking())
    assert got.path is not None
    one = next(state for state in states() if state.name == name)
    assert (one.taken_in, feed(name).taken_in) == ("", "")


def test_an_answer_that_was_changed_on_the_disk_is_not_given_out(source, asking):
    got = fetch("gdacs", options=asking())
    assert answer("gdacs") == got.path
    got.path.write_bytes(got.path.read_bytes() + b" ")
    assert answer("gdacs") is None
    assert answer("kobo") is None
