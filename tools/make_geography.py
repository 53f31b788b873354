"""Make the shapes that ship with Pare from Natural Earth departments and one point in each commune.

Usage: ``python -m tools.make_geography [FOLDER]`` (default: ``data/bundled``). It writes
``natural-earth/departments.geojson`` and ``haiti/communes_schematic.geojson`` and brings the hashes of both
``dataset.toml`` up to date. The same input gives the same output; a test runs it again and compares.
The method is told in docs/methods.md (geography).
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry import mapping

from geo import crs
from geo.shapes import snapped

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "bundled"
GRID_DEGREES = 1e-5  # about a metre: finer than either source
DIGITS = 5


def read_departments(folder):
    """Natural Earth polygon of each department, by P-code, keyed over the HASC code."""
    with (folder / "natural-earth" / "crosswalk.csv").open(encoding="utf-8") as file:
        pcode_of = {row["code_hasc"]: row["adm1_pcode"] for row in csv.DictReader(file)}
    collection = json.loads((folder / "natural-earth" / "hti.json").read_text(encoding="utf-8"))
    found = {
        pcode_of[feature["properties"]["code_hasc"]]: shapely.from_geojson(json.dumps(feature["geometry"]))
        for feature in collection["features"]
    }
    return dict(sorted(found.items()))


def read_table(folder, name, key):
    """One bundled table as a dictionary of rows by P-code."""
    with (folder / "haiti" / name).open(encoding="utf-8") as file:
        return {row[key]: row for row in csv.DictReader(file)}


def homes(parts, points):
    """Which part of a department each point lies in: a point of an island keeps to its island."""
    inside = shapely.intersects(parts[None, :], points[:, None])
    return np.where(inside.any(axis=1), inside.argmax(axis=1), -1)


def cells_of_part(part, pcodes, points):
    """Voronoi cells of the points, cut at the part's outline: every place belongs to its nearest point."""
    if len(points) == 1:
        return [(pcodes[0], part)]
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=shapely.box(*part.bounds))
    cells = np.array(list(diagram.geoms), dtype=object)
    owner = shapely.STRtree(cells).query(points, predicate="within")
    return [(pcodes[point], shapely.intersection(cells[cell], part)) for point, cell in owner.T]


def cells_of_department(outline, pcodes, points):
    """Cells of one department, in metres.

    A part (the mainland or an island) that holds points is divided among its own points only, so no island
    commune reaches the mainland; a part without a point goes whole to the commune whose cell is nearest.
    """
    parts = shapely.get_parts(outline)
    home = homes(parts, points)
    if (home < 0).any():
        lost = [pcode for pcode, at in zip(pcodes, home, strict=True) if at < 0]
        message = f"points outside their department: {lost}"
        raise ValueError(message)
    cells = []
    for number in np.unique(home):
        here = np.flatnonzero(home == number)
        cells += cells_of_part(parts[number], [pcodes[i] for i in here], points[here])
    for number in np.setdiff1d(np.arange(len(parts)), home):
        nearest = shapely.distance([cell for _, cell in cells], parts[number]).argmin()
        cells.append((cells[nearest][0], parts[number]))
    return cells


def all_cells(departments, communes):
    """P-codes and cells of all communes in EPSG:4326; a commune of several parts has several cells."""
    metric = dict(zip(departments, crs.to_metric(list(departments.values())), strict=True))
    cells = []
    for department, outline in metric.items():
        pcodes = sorted(code for code in communes if code.startswith(department))
        degrees = [(float(communes[code]["longitude"]), float(communes[code]["latitude"])) for code in pcodes]
        points = crs.to_metric(shapely.points(degrees))
        cells += cells_of_department(outline, pcodes, points)
    return [code for code, _ in cells], crs.to_stored([cell for _, cell in cells])


def shapes_of(pcodes, cells):
    """The shape of each commune: its cells on the grid, put together."""
    codes, fitted = np.array(pcodes), snapped(cells, GRID_DEGREES)
    return {code: shapely.coverage_union_all(fitted[codes == code]) for code in sorted(set(pcodes))}


def tidy(shape):
    """The shape in a form that does not depend on how it was made: normal order, counter-clockwise, rounded."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DIGITS))
    return shapely.orient_polygons(shapely.normalize(rounded))


def feature_line(properties, shape):
    """One GeoJSON feature on one line."""
    feature = {"type": "Feature", "properties": properties, "geometry": mapping(tidy(shape))}
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def write_collection(path, name, lines):
    """Write a GeoJSON file with one feature a line."""
    head = f'{{"type":"FeatureCollection","name":"{name}","features":[\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def renew_hashes(folder):
    """Write the hash of every file of a set at the end of its dataset.toml, leaving the rest as it is."""
    described = folder / "dataset.toml"
    told, _ = described.read_text(encoding="utf-8").split("[sha256]")
    files = sorted(path for path in folder.iterdir() if path != described)
    hashes = [f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in files]
    described.write_text("\n".join([told + "[sha256]", *hashes, ""]), encoding="utf-8")


def make(source, target):
    """Make both files from the tables under `source`, written under `target`."""
    communes = read_table(source, "commune_points.csv", "adm2_pcode")
    names = read_table(source, "departments.csv", "adm1_pcode")
    shapes = shapes_of(*all_cells(read_departments(source), communes))
    write_collection(
        target / "haiti" / "communes_schematic.geojson",
        "communes_schematic",
        [
            feature_line({"adm2_pcode": code, "adm2_name": communes[code]["adm2_name"], "schematic": True}, shape)
            for code, shape in shapes.items()
        ],
    )
    departments = {code[:4]: [] for code in shapes}
    for code, shape in shapes.items():
        departments[code[:4]].append(shape)
    write_collection(
        target / "natural-earth" / "departments.geojson",
        "departments",
        [
            feature_line({"adm1_pcode": code, "name_fr": names[code]["name_fr"]}, shapely.coverage_union_all(parts))
            for code, parts in departments.items()
        ],
    )


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED
    make(root, root)
    for name in ("haiti", "natural-earth"):
        renew_hashes(root / name)
