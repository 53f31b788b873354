"""Areas of a file: their names, their shapes, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import shapely

from data.areas import read_areas
from data.importers.limits import limits
from geo.errors import ImportRejected

SQUARE = [[-72.36, 18.52], [-72.30, 18.52], [-72.30, 18.56], [-72.36, 18.56], [-72.36, 18.52]]
EAST = [[x + 0.1, y] for x, y in SQUARE]
BOWTIE = [[-72.36, 18.52], [-72.30, 18.56], [-72.30, 18.52], [-72.36, 18.56], [-72.36, 18.52]]  # crosses itself


def feature(ring: list[list[float]], **told: object) -> dict[str, object]:
    return {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def written(folder: Path, *features: dict[str, object]) -> Path:
    path = folder / "areas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_areas_are_called_by_the_first_column_that_tells_them_apart(tmp_path: Path):
    # "code" is a number and "zone" the same twice: "nom" it is
    told = read_areas(written(tmp_path, feature(SQUARE, code=1, zone="A", nom="Bas Delmas"),
                              feature(EAST, code=2, zone="A", nom="Est")))  # fmt: skip
    assert [name for name, _ in told] == ["Bas Delmas", "Est"]
    for (_, text), ring in zip(told, (SQUARE, EAST), strict=True):
        assert shapely.equals(shapely.from_wkt(text), shapely.Polygon(ring))


def test_areas_without_names_are_numbered_and_one_that_crosses_itself_is_mended(tmp_path: Path):
    told = read_areas(written(tmp_path, feature(SQUARE), feature(BOWTIE)))
    assert [name for name, _ in told] == ["1", "2"]
    mended = shapely.from_wkt(told[1][1])
    assert mended.is_valid
    # two triangles of half the square's height, together half of it
    assert mended.area == pytest.approx(shapely.Polygon(SQUARE).area / 2, rel=1e-3)


def test_points_are_no_areas(tmp_path: Path):
    point = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": SQUARE[0]}}
    with pytest.raises(ImportRejected, match="no_areas"):
        read_areas(written(tmp_path, point))


def test_more_areas_than_can_be_compared_are_refused(tmp_path: Path):
    most = int(limits()["areas"])
    with pytest.raises(ImportRejected, match="too_many_areas") as caught:
        read_areas(written(tmp_path, *[feature(SQUARE)] * (most + 1)))
    assert caught.value.params == {"areas": most + 1, "limit": most}


def test_what_is_no_geographic_file_is_refused(tmp_path: Path):
    path = tmp_path / "areas.geojson"
    path.write_text("not a map", encoding="utf-8")
    with pytest.raises(ImportRejected):
        read_areas(path)
