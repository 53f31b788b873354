"""The base map's geometry: light, without gaps, with names and labels, and named by its content."""

import json

import numpy as np
import pandas as pd
import pytest
import shapely

from components.figures import base_geometry

NAMES = ["adm_pcode", "adm_level", "parent_pcode", "name_fr", "geometry"]


def wavy(x0: float, x1: float) -> shapely.Polygon:
    """A commune whose long sides wave, so that there is something to simplify; neighbours share the wave."""
    y = np.linspace(18.0, 18.6, 200)
    left = np.column_stack([x0 + 0.001 * np.sin(80 * y), y])
    right = np.column_stack([x1 + 0.001 * np.sin(80 * y), y])
    return shapely.Polygon([*left, *right[::-1]])


@pytest.fixture
def boundaries() -> pd.DataFrame:
    cells = [
        ("HT0111", "HT01", wavy(-72.6, -72.4)),
        ("HT0112", "HT01", wavy(-72.4, -72.2)),
        ("HT0211", "HT02", wavy(-72.2, -72)),
    ]
    rows = [("HT", "adm0", None, "Haïti", shapely.box(-75, 18, -71, 20))]
    rows += [("HT01", "adm1", "HT", "Ouest", shapely.box(-72.7, 18, -72.2, 18.6))]
    rows += [("HT02", "adm1", "HT", "Sud-Est", shapely.box(-72.2, 18, -72.0, 18.6))]
    rows += [("HT03", "adm1", "HT", "Nord", shapely.box(-72.2, 19, -72.0, 19.6))]
    rows += [(code, "adm2", parent, f"L'Asile <{code}>", shape) for code, parent, shape in cells]
    rows += [("HT0111-01", "adm3", "HT0111", "1re Section", shapely.box(-72.6, 18, -72.5, 18.1))]
    rows += [("HT0113", "adm2", "HT01", "sans forme", None)]
    return pd.DataFrame(rows, columns=NAMES)


def shapes(collection: dict, level: str) -> dict[str, shapely.Geometry]:
    return {
        f["properties"]["pcode"]: shapely.from_geojson(json.dumps(f["geometry"]))
        for f in collection["features"]
        if f["properties"]["level"] == level
    }


def test_departments_and_communes_only(boundaries: pd.DataFrame) -> None:
    made = base_geometry.land(boundaries, schematic=True)
    assert made["schematic"] is True
    assert set(shapes(made, "adm1")) == {"HT01", "HT02", "HT03"}
    assert set(shapes(made, "adm2")) == {"HT0111", "HT0112", "HT0211"}
    assert len(made["features"]) == 6


def test_it_is_lighter_and_neighbours_still_meet(boundaries: pd.DataFrame) -> None:
    communes = shapes(base_geometry.land(boundaries, schematic=False), "adm2")
    assert sum(shapely.get_num_coordinates(s) for s in communes.values()) < 400 / 3  # of about 1200
    union = shapely.union_all(list(communes.values()))
    assert union.geom_type in {"Polygon", "MultiPolygon"}
    assert len(shapely.get_parts(union)) == 1  # no gap
    assert sum(s.area for s in communes.values()) == pytest.approx(union.area, rel=1e-6)  # no overlap
    assert union.area == pytest.approx(0.6 * 0.6, rel=0.01)


def test_a_department_is_made_of_its_communes(boundaries: pd.DataFrame) -> None:
    made = base_geometry.land(boundaries, schematic=False)
    communes, departments = shapes(made, "adm2"), shapes(made, "adm1")
    both = shapely.union_all([communes["HT0111"], communes["HT0112"]])
    assert departments["HT01"].symmetric_difference(both).area == pytest.approx(0, abs=1e-6)
    assert departments["HT03"].area == pytest.approx(0.2 * 0.6, rel=1e-6)  # without communes: its own shape


def test_names_are_escaped_and_labels_lie_inside(boundaries: pd.DataFrame) -> None:
    made = base_geometry.land(boundaries, schematic=False)
    for feature in made["features"]:
        inside = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert inside.contains(shapely.Point(feature["properties"]["at"]))
    assert made["features"][-1]["properties"]["name"] == "L&#x27;Asile &lt;HT0211&gt;"


def test_the_version_is_the_content(boundaries: pd.DataFrame) -> None:
    content = base_geometry.as_bytes(base_geometry.land(boundaries, schematic=False))
    assert base_geometry.version(content) == base_geometry.version(bytes(content))
    other = base_geometry.as_bytes(base_geometry.land(boundaries, schematic=True))
    assert base_geometry.version(content) != base_geometry.version(other)
    assert base_geometry.version(content).isalnum()
    # streamlit-folium strips "_" and what follows from a script before it compares: a version must not hold one
    assert "_" not in base_geometry.version(content)


def test_boundaries_without_communes_or_without_anything(boundaries: pd.DataFrame) -> None:
    departments = boundaries[boundaries["adm_level"] == "adm1"]
    assert len(base_geometry.land(departments, schematic=False)["features"]) == 3
    assert base_geometry.land(boundaries.head(0), schematic=False)["features"] == []


@pytest.mark.shared
def test_the_official_communes_stay_light(shared) -> None:
    import geopandas as gpd

    read = gpd.read_file(shared / "data/boundaries/hti_admbnda_adm2_cnigs_20181129.geojson")
    frame = pd.DataFrame({
        "adm_pcode": read["ADM2_PCODE"], "adm_level": "adm2", "parent_pcode": read["ADM2_PCODE"].str[:4],
        "name_fr": read["ADM2_FR"], "geometry": read.geometry.to_numpy(),
    })  # fmt: skip
    made = base_geometry.land(frame, schematic=False)
    assert len(made["features"]) == 140
    assert len(base_geometry.as_bytes(made)) < 200_000
    before, after = shapely.area(frame["geometry"]).sum(), sum(s.area for s in shapes(made, "adm2").values())
    assert after == pytest.approx(before, rel=2e-3)
