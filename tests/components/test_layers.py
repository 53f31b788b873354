"""Layers: what goes in as a frame comes out as short, escaped rows, coloured and explained by the palette."""

import io
import json
import zlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from components.figures import layers, palette
from components.figures.escape import esc
from components.figures.layer import Layer
from components.i18n import Words

TR = Words("fr")
NAN = float("nan")


def spec(layer: Layer) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(layer.json)
    return read


def cards(layer: Layer, *, start: int) -> list[list[Any]]:
    """Values of each row with positions looked up, as the browser's script does."""
    read = spec(layer)
    return [
        [
            f["values"][v] if "values" in f and v is not None else v
            for f, v in zip(read["fields"], row[start:], strict=True)
        ]
        for row in read["rows"]
    ]


def sites(**more: Any) -> pd.DataFrame:
    return pd.DataFrame({
        "site_id": ["S1", "S2", "S3", "S4"], "name": ["Lycée <A>", "`B`", None, "D"],
        "latitude": [18.5123456, 18.6, 18.7, NAN], "longitude": [-72.3999999, -72.2, -72.1, -72.0],
        "adm2_name": ["Delmas", "Delmas", "Delmas", "Delmas"], "individuals": [5000.0, 1250.0, NAN, 7.0],
        "assessed_on": ["2023-08-14", "2023-08-14", None, None], "status": ["met", "short", None, "met"],
    } | more)  # fmt: skip


def test_sites_worked_by_hand() -> None:
    layer = layers.sites(sites(), TR)
    # S4 has no place. Area in proportion to people, 5000 at 14 px: 1250 is a quarter, so half the radius;
    # unknown people give the smallest disc, 4.5 px. Palette order: met 0, short 1, unknown last.
    rows = spec(layer)["rows"]
    assert [row[:5] for row in rows] == [
        [18.51235, -72.4, 0, 14.0, "S1"], [18.6, -72.2, 1, 7.0, "S2"], [18.7, -72.1, 2, 4.5, "S3"],
    ]  # fmt: skip
    assert cards(layer, start=5) == [
        ["Lycée &lt;A&gt;", "Delmas", "Norme atteinte", 5000, "14 août 2023"],
        ["&#96;B&#96;", "Delmas", "En dessous de la norme", 1250, "14 août 2023"],
        ["S3", "Delmas", "État inconnu", None, None],  # no name: its id
    ]
    assert [field["label"] for field in spec(layer)["fields"]] == ["Nom", "Commune", "État", "Personnes", "Date"]
    assert layer.ids == {"S1", "S2", "S3"}
    assert [entry.label for entry in layer.legend[:3]] == ["Norme atteinte", "En dessous de la norme", "État inconnu"]
    assert spec(layer)["styles"][1]["fill"] == palette.table("state")["short"]["fill"]


def test_more_people_than_the_largest_disc_are_the_largest_disc() -> None:
    layer = layers.sites(sites(individuals=[250_000.0, 0.0, -3.0, 1.0]), TR)
    assert [row[3] for row in spec(layer)["rows"]] == [14.0, 4.5, 4.5]


def test_a_register_without_a_status_is_one_colour() -> None:
    layer = layers.sites(sites().drop(columns="status"), TR)
    assert [entry.label for entry in layer.legend] == ["Site actif", TR("map.size")]


def test_shelters_that_house_displaced_people_are_not_available_whatever_their_structure() -> None:
    frame = pd.DataFrame({
        "shelter_id": list("abcde"), "name": list("abcde"), "latitude": 18.5, "longitude": -72.0,
        "structure_status": pd.Series(["good", "fair", "poor", None, "not_assessed"], dtype="str"),
        "occupied_by_idps": pd.Series([True, False, False, None, False], dtype="boolean"),
        "capacity_persons": [100, 200, 300, NAN, 50],
    })  # fmt: skip
    layer = layers.shelters(frame, TR)
    assert [card[1:] for card in cards(layer, start=5)] == [
        [100, "Non disponible : héberge des PDI"], [200, "Structure bonne ou moyenne"],
        [300, "Structure mauvaise"], [None, "Structure non évaluée"], [50, "Structure non évaluée"],
    ]  # fmt: skip
    assert spec(layer)["shape"] == "triangle"
    assert spec(layer)["cluster"]["order"] < spec(layers.sites(sites(), TR))["cluster"]["order"]


def test_warehouses_are_squares_and_never_clustered() -> None:
    frame = pd.DataFrame({
        "warehouse_id": ["W1"], "name": ["Dépôt"], "latitude": [18.2], "longitude": [-73.7], "operator": ["DGPC"],
    })  # fmt: skip
    read = spec(layers.warehouses(frame, TR))
    assert (read["shape"], read["cluster"]) == ("square", None)
    assert read["rows"] == [[18.2, -73.7, 0, 7.5, "W1", "Dépôt", "DGPC"]]


@pytest.mark.parametrize("make", [layers.sites, layers.shelters, layers.warehouses])
def test_nothing_in_is_an_empty_layer_out(make: Any) -> None:
    key = {"sites": "site_id", "shelters": "shelter_id", "warehouses": "warehouse_id"}[make.__name__]
    empty = pd.DataFrame({name: pd.Series(dtype="str") for name in (key, "name")}).assign(
        latitude=pd.Series(dtype="float64"), longitude=pd.Series(dtype="float64")
    )
    layer = make(empty, TR)
    assert (spec(layer)["rows"], layer.legend, layer.ids) == ([], (), frozenset())


def test_the_frame_that_goes_in_is_untouched() -> None:
    frame = sites()
    before = frame.copy(deep=True)
    layers.sites(frame, TR)
    pd.testing.assert_frame_equal(frame, before)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=6))
def test_every_string_from_data_is_escaped(names: list[str]) -> None:
    n = len(names)
    frame = pd.DataFrame({
        "site_id": names, "name": names, "adm2_name": names, "latitude": [18.5] * n, "longitude": [-72.3] * n,
    })  # fmt: skip
    rows = cards(layers.sites(frame, TR), start=5)
    ids = [row[4] for row in spec(layers.sites(frame, TR))["rows"]]
    assert ids == [esc(name) for name in names]
    assert [row[0] for row in rows] == [esc(name) for name in names]  # an empty name shows the id: the same
    assert [row[1] for row in rows] == [esc(name) for name in names]


def test_756_marks_are_a_small_message() -> None:
    n = 756
    frame = pd.DataFrame({
        "site_id": [f"HT-{i:05d}" for i in range(n)], "name": [f"École nationale de la commune {i}" for i in range(n)],
        "adm2_name": [f"Commune {i % 140}" for i in range(n)], "individuals": np.arange(n, dtype=float),
        "latitude": np.linspace(18, 20, n), "longitude": np.linspace(-74, -72, n), "assessed_on": "2023-08-14",
    })  # fmt: skip
    text = layers.sites(frame, TR).json
    assert len(text) < 100 * n
    assert len(zlib.compress(text.encode())) < 20_000  # as the websocket sends it


# --- areas ---------------------------------------------------------------------------------------


def coverage() -> pd.DataFrame:
    return pd.DataFrame({
        "place": ["HT0111", "HT0112", "HT0113", "HT0114"], "name": ["A", "B", "C", "D"],
        "coverage_low": [0.2, 0.95, NAN, 0.1], "coverage_share": [0.4, 0.95, NAN, 0.2],
        "coverage_high": [0.8, 0.97, NAN, 0.9], "assessed_share": [0.5, 0.98, NAN, 0.49],
        "people_total": [1000.0, 2000.0, NAN, 30.0],
    })  # fmt: skip


def test_coverage_is_coloured_by_the_low_bound_and_hatched_below_half() -> None:
    layer = layers.coverage(coverage(), TR, level="adm2", hatched_below=0.5)
    read = spec(layer)
    colours, unknown = palette.table("scale")["share"]["colours"], palette.table("unknown")
    look = {row[1]: read["styles"][row[0]] for row in read["rows"]}
    assert {place: (style["fill"], bool(style["hatch"])) for place, style in look.items()} == {
        "HT0111": (colours[1], False),  # 0.2 lies on the break: the higher class; half assessed is not less
        "HT0112": (colours[4], False),
        "HT0113": (unknown["fill"], True),  # unknown is grey and hatched, never the lowest class
        "HT0114": (colours[0], True),
    }
    assert read["level"] == "adm2"
    assert cards(layer, start=2)[3] == ["D", 0.1, 0.2, 0.9, 0.49, 30]
    assert [entry.label for entry in layer.legend[-2:]] == ["Moins de 50 % évalué", "Non évalué"]
    assert "geometry" not in layer.json  # the browser has the shapes already


def test_reach_shows_numbers_where_no_need_is_given() -> None:
    frame = pd.DataFrame({
        "place": ["HT01", "HT02"], "name": ["A", "B"], "households_reached": [0.0, 15000.0],
        "reached_share": [NAN, NAN], "households_in_need": [NAN, NAN],
    })  # fmt: skip
    layer = layers.reach(frame, TR, level="adm1")
    colours = palette.table("scale")["households"]["colours"]
    assert [spec(layer)["styles"][row[0]]["fill"] for row in spec(layer)["rows"]] == [colours[0], colours[-1]]
    by_share = layers.reach(frame.assign(reached_share=[0.0, 1.0], households_in_need=10.0), TR, level="adm1")
    colours = palette.table("scale")["share"]["colours"]
    assert [spec(by_share)["styles"][row[0]]["fill"] for row in spec(by_share)["rows"]] == [colours[0], colours[4]]


def test_bands_of_the_legend_follow_the_scale() -> None:
    frame = pd.DataFrame({"place": ["HT01"], "name": ["A"], "value": [70_000.0]})
    layer = layers.persons(frame, TR, level="adm1", title="map.layer.displaced")
    assert layer.title == "Personnes déplacées"
    thin = "\u202f"
    assert [entry.label for entry in layer.legend] == [
        f"< 1{thin}000", f"1{thin}000 – 5{thin}000", f"5{thin}000 – 20{thin}000", f"20{thin}000 – 50{thin}000",
        f"≥ 50{thin}000",
    ]  # fmt: skip


# --- zones and ways ------------------------------------------------------------------------------


def zones() -> pd.DataFrame:
    return pd.DataFrame({
        "zone_id": ["z1", "z2", "z3", "z4"], "hazard": ["flood", "flood", "access", "vol<can"],
        "hazard_class": ["very_high", "low", "closed", "ash"], "name": [None, "Plaine", None, None],
        "geometry": [
            shapely.box(-72.5, 18.5, -72.4, 18.6), shapely.box(-72.6, 18.4, -72.3, 18.7),
            shapely.Polygon([(-72.1234567, 18.1), (-72.0, 18.1), (-72.0, 18.2)]), None,
        ],
    })  # fmt: skip


def test_the_worst_class_is_drawn_last() -> None:
    layer = layers.zones(zones(), TR)
    read = spec(layer)
    assert [f["properties"]["id"] for f in read["features"]["features"]] == ["z2", "z1", "z3"]
    fills = [read["styles"][f["properties"]["style"]]["fill"] for f in read["features"]["features"]]
    flood, access = (palette.table("hazard")[name]["colours"] for name in ("flood", "access"))
    assert fills == [flood[1], flood[4], access[1]]
    assert [entry.label for entry in layer.legend] == [
        "Inondation · faible",
        "Inondation · très fort",
        "Restriction d'accès · fermé",
    ]
    assert layer.legend[2].hatch
    ring = read["features"]["features"][2]["geometry"]["coordinates"][0]
    assert [-72.12346, 18.1] in ring  # rounded to 1e-5


def test_a_hazard_that_nobody_knows_keeps_its_own_word_escaped() -> None:
    frame = zones().assign(geometry=shapely.box(0, 0, 1, 1))
    layer = layers.zones(frame, TR)
    assert layer.legend[-1].label == "vol<can · ash"  # the legend escapes when it writes
    assert "vol&lt;can" in layer.json
    assert "vol<can" not in layer.json


def test_invalid_rings_are_repaired_before_they_are_drawn() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    read = spec(layers.zones(zones().head(1).assign(geometry=bow), TR))
    drawn = shapely.from_geojson(json.dumps(read["features"]["features"][0]["geometry"]))
    assert drawn.is_valid
    assert drawn.area == pytest.approx(0.5)  # two triangles of a quarter


def ways() -> tuple[pd.DataFrame, pd.DataFrame]:
    points = pd.DataFrame({
        "adm2_pcode": ["A", "B"], "adm2_name": ["<Alpha>", "Bravo"],
        "latitude": [18.1234567, 18.2], "longitude": [-72.0, -72.5],
    })  # fmt: skip
    frame = pd.DataFrame({
        "way_id": ["RN1:A:B", "sea:A:B", "RN1:A:C"], "route": ["RN1", None, "RN1"],
        "way_class": ["national", "sea", "national"], "from_pcode": ["A", "A", "A"], "to_pcode": ["B", "B", "C"],
        "length_km": [55.25, NAN, 1.0], "status": ["closed", "open", "open"], "reason": ["insécurité", None, None],
    })  # fmt: skip
    return frame, points


def test_ways_run_between_the_points_of_their_communes() -> None:
    layer = layers.ways(*ways(), TR)
    read = spec(layer)
    assert [row[:4] for row in read["rows"]] == [[18.12346, -72.0, 18.2, -72.5]] * 2
    assert [row[5] for row in read["rows"]] == ["RN1:A:B", "sea:A:B"]
    closed, sea = (read["styles"][row[4]] for row in read["rows"])
    assert (closed["line"], closed["dash"]) == (palette.table("way")["closed"]["line"], "2 6")
    assert (sea["line"], sea["dash"]) == (palette.table("way")["open"]["line"], "10 6")
    assert cards(layer, start=6)[0] == ["&lt;Alpha&gt; – Bravo", "RN1", 55.2, "Fermée", "insécurité"]
    assert [entry.label for entry in layer.legend] == ["Ouverte", "Fermée"]


# --- files ---------------------------------------------------------------------------------------


def test_geojson_holds_raw_values_and_reads_back() -> None:
    collection = layers.as_geojson(sites(), ["site_id", "name", "individuals", "assessed_on"])
    first, third = collection["features"][0], collection["features"][2]
    assert first["properties"] == {
        "site_id": "S1",
        "name": "Lycée <A>",
        "individuals": 5000,
        "assessed_on": "2023-08-14",
    }
    assert first["geometry"] == {"type": "Point", "coordinates": [-72.4, 18.512346]}  # longitude first, 1e-6
    assert third["properties"] == {"site_id": "S3", "name": None, "individuals": None, "assessed_on": None}
    assert collection["features"][3]["geometry"] is None  # RFC 7946, 3.2: unlocated
    assert set(collection) == {"type", "features"}  # no crs member
    read = gpd.read_file(io.BytesIO(layers.as_bytes(collection)))  # GDAL as the oracle
    assert read.crs.to_epsg() == 4326
    assert read["name"].tolist()[:2] == ["Lycée <A>", "`B`"]
    assert read.geometry[1].equals(shapely.Point(-72.2, 18.6))


def test_rings_turn_as_the_standard_asks() -> None:
    clockwise = shapely.Polygon([(0, 0), (0, 2), (2, 2), (2, 0)], [[(0.5, 0.5), (1, 0.5), (1, 1), (0.5, 1)]])
    frame = pd.DataFrame({"zone_id": ["z"], "geometry": [shapely.force_3d(clockwise, 7.0)]})
    rings = layers.as_geojson(frame, ["zone_id"])["features"][0]["geometry"]["coordinates"]
    assert shapely.LinearRing(rings[0]).is_ccw
    assert not shapely.LinearRing(rings[1]).is_ccw
    assert all(len(point) == 2 for ring in rings for point in ring)


def test_geojson_knows_no_dtype_that_json_does_not() -> None:
    frame = pd.DataFrame({
        "latitude": [18.5, 18.6], "longitude": [-72.0, -72.1], "flag": pd.Series([True, None], dtype="boolean"),
        "count": np.array([3, 4], dtype="int64"), "share": [0.25, np.inf],
    })  # fmt: skip
    read = json.loads(layers.as_bytes(layers.as_geojson(frame, ["flag", "count", "share"])))
    assert [f["properties"] for f in read["features"]] == [
        {"flag": True, "count": 3, "share": 0.25}, {"flag": None, "count": 4, "share": None},
    ]  # fmt: skip


def test_an_empty_frame_is_an_empty_file() -> None:
    empty = sites().head(0)
    assert layers.as_geojson(empty, ["site_id"]) == {"type": "FeatureCollection", "features": []}
    assert [f["properties"] for f in layers.as_geojson(sites(), [])["features"]] == [{}] * 4


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError):
        layers.as_geojson(sites(), ["nothing"])
