"""Geographic files as they come (zipped or not, in parts, under any name) -> copies that GDAL may open.

Only six formats are opened, and what a file is is read from its content, never from its name. GDAL sees
nothing but copies in a folder of our own: no virtual path, no neighbour file, nothing written beside the source.
"""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data.importers.files import check_entries, check_size
from data.importers.limits import limits
from data.importers.xml_files import looks_like_xml, root_of
from geo.errors import ImportRejected

# GDAL driver -> the name under which a copy is put before it. No other driver may answer.
DRIVERS = {
    "ESRI Shapefile": ".shp", "GeoJSON": ".geojson", "TopoJSON": ".topojson", "GPKG": ".gpkg",
    "LIBKML": ".kml", "GPX": ".gpx",
}  # fmt: skip
# All other drivers of GDAL: the parsing process does not even register them (a test compares the list).
SKIPPED = (
    "ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,CSV,CSW,Carto,DGN,DXF,EDIGEO,EEDA,ESRIJSON,Elasticsearch,FlatGeobuf,"
    "GDALG,GML,GPSBabel,GTFS,GeoJSONSeq,GeoRSS,HTTP,Idrisi,JML,JSONFG,KML,LVBAG,MBTiles,MEM,MVT,MapInfo File,MapML,"
    "MiraMonVector,NGW,OAPIF,ODS,OGCAPI,OGR_GMT,OGR_PDS,OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PLSCENES,"
    "PMTiles,S57,SQLite,SXF,Selafin,VDV,VFK,VICAR,VRT,WAsP,WFS,XLSX"
)
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")  # of a shapefile; the first three are needed
READ = (*PARTS, ".geojson", ".json", ".topojson", ".gpkg", ".kml", ".gpx")
ACCEPTED = (".shp", ".geojson", ".topojson", ".gpkg", ".kml", ".kmz", ".gpx", ".zip")
_IGNORED = (".sbn", ".sbx", ".qix", ".qpj", ".xml", ".lyr", ".qmd", ".idx", ".txt", ".pdf", ".htm", ".html")

_SHAPE = b"\x00\x00\x27\x0a"
_ZIP = b"PK\x03\x04"
_SQLITE = b"SQLite format 3\x00"
_GPKG = {b"GPKG", b"GP10", b"GP11"}  # application id at byte 68
_XML = {"kml": "LIBKML", "gpx": "GPX"}  # root element -> driver
_GEOJSON = {
    "FeatureCollection", "Feature", "GeometryCollection", "Polygon", "MultiPolygon",
    "Point", "MultiPoint", "LineString", "MultiLineString",
}  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """A copy that GDAL may open.

    Parameters
    ----------
    path
        The copy.
    name
        What the user calls it: the file, or the archive and the file in it.
    driver
        The only driver that may open it: a key of `DRIVERS`.
    """

    path: Path
    name: str
    driver: str


def stage(paths: Sequence[Path], folder: Path) -> list[Staged]:
    """Copy geographic files into a folder, archives unpacked, the parts of a shapefile together.

    Parameters
    ----------
    paths
        Files; the parts of a shapefile may be named too (they are taken once, with their .shp).
    folder
        An empty folder of our own, deleted by the caller.

    Returns
    -------
    staged
        One entry a file to open, in the order of `paths`.

    Raises
    ------
    ImportRejected
        ``file_absent``, ``file_empty``, ``file_too_large``, ``file_wrong_kind``, ``file_corrupt``,
        ``file_password``, ``file_unpacks_too_large``, ``archive_unsafe``, ``shapefile_incomplete``.
    """
    found: list[tuple[Path, str]] = []
    for number, path in enumerate(paths):
        check_size(path)
        with path.open("rb") as stream:
            head = stream.read(4)
        if head == _ZIP:
            inside = unpack(path, folder / f"archive-{number}")
            found += [(file, f"{path.name}/{file.name}") for file in inside]
        elif path.suffix.lower() not in (*READ, *_IGNORED):
            raise _wrong_kind(path.suffix.lstrip(".") or "?")
        else:
            found.append((path, path.name))
    staged = _copies(found, folder)
    if not staged:
        raise _wrong_kind(", ".join(sorted({path.suffix.lstrip(".") for path in paths})))
    return staged


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack the geographic files of a zip archive, flat, within the limits of size, number and ratio.

    Sizes are counted while unpacking: what the table of contents claims is not believed. Files of other kinds
    are left out.

    Raises
    ------
    ImportRejected
        ``file_corrupt``, ``file_password``, ``file_unpacks_too_large``, ``archive_unsafe`` (a name that leads
        out of the folder, a link).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            chosen = [entry for entry in archive.infolist() if _wanted(entry)]
            check_entries(chosen)
            return _extracted(archive, chosen, folder)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError) as error:
        if isinstance(error, ImportRejected):
            raise
        raise ImportRejected("file_corrupt") from error


def _wanted(entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is a geographic file; a name that leads elsewhere refuses the archive."""
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or any(":" in part for part in name.parts):
        raise ImportRejected("archive_unsafe", file=entry.filename[:80])
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ImportRejected("archive_unsafe", file=entry.filename[:80])
    hidden = "__MACOSX" in name.parts or name.name.startswith(".")
    if entry.is_dir() or hidden or name.suffix.lower() not in READ:
        return False
    if entry.flag_bits & 1:
        raise ImportRejected("file_password")
    return True


def _extracted(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], folder: Path) -> list[Path]:
    room = int(limits()["unpacked_bytes"])
    found = []
    folders: dict[str, int] = {}  # files of one folder of the archive stay together
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        place = folder / str(folders.setdefault(str(name.parent), len(folders)))
        place.mkdir(parents=True, exist_ok=True)
        target = place / name.name
        with archive.open(entry) as source, target.open("wb") as copy:
            while chunk := source.read(1 << 20):
                room -= len(chunk)
                if room < 0:
                    raise ImportRejected("file_unpacks_too_large", most=round(limits()["unpacked_bytes"] / 1e6))
                copy.write(chunk)
        found.append(target)
    return found


def _copies(found: list[tuple[Path, str]], folder: Path) -> list[Staged]:
    """Copies under names of our own, one for each file to open."""
    by_place = {(path.parent, path.stem.lower(), path.suffix.lower()): path for path, _ in found}
    staged: list[Staged] = []
    for path, name in found:
        suffix = path.suffix.lower()
        if suffix in _IGNORED or (suffix in PARTS[1:] and _has_shape(path, by_place)):
            continue
        copy = folder / f"layer-{len(staged)}"
        if suffix in PARTS:
            staged.append(Staged(_shape_copy(path, copy), name, "ESRI Shapefile"))
        else:
            driver = _driver(path)
            target = copy.with_suffix(DRIVERS[driver])
            _json_copy(path, target) if "JSON" in driver else shutil.copyfile(path, target)
            staged.append(Staged(target, name, driver))
    return staged


def _has_shape(path: Path, known: dict[tuple[Path, str, str], Path]) -> bool:
    return (path.parent, path.stem.lower(), ".shp") in known


def _shape_copy(path: Path, copy: Path) -> Path:
    """Copy a shapefile with its parts, which lie beside it in any mixture of cases."""
    beside = {
        other.suffix.lower(): other
        for other in path.parent.iterdir()
        if other.stem.lower() == path.stem.lower() and other.suffix.lower() in PARTS and other.is_file()
    }
    missing = [part for part in PARTS[:3] if part not in beside]
    if missing:
        raise ImportRejected("shapefile_incomplete", file=path.name, missing=", ".join(missing))
    with beside[".shp"].open("rb") as stream:
        if stream.read(4) != _SHAPE:
            raise ImportRejected("file_corrupt")
    for part, other in beside.items():
        if part in PARTS[:3]:
            check_size(other)
        shutil.copyfile(other, copy.with_suffix(part))
    return copy.with_suffix(".shp")


def _driver(path: Path) -> str:
    """Which driver a file is for, by its first bytes (JSON: by its content)."""
    with path.open("rb") as stream:
        head = stream.read(72)
    if head.startswith(_SQLITE):
        if head[68:72] in _GPKG:
            return "GPKG"
        raise _wrong_kind("sqlite")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return "TopoJSON" if _read_json(path)["type"] == "Topology" else "GeoJSON"
    if looks_like_xml(head):
        root = root_of(path)
        if root not in _XML:
            raise _wrong_kind(root[:20])
        return _XML[root]
    if b"\x00" in head or path.suffix.lower() in {".gpkg", ".kml", ".gpx"}:
        raise ImportRejected("file_corrupt")
    raise _wrong_kind("text")


def _read_json(path: Path) -> dict[str, object]:
    """A JSON file that says it is GeoJSON or TopoJSON; UTF-8, or the Western code page where it is not."""
    data = path.read_bytes()
    try:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportRejected("file_corrupt") from error
    kind = told.get("type") if isinstance(told, dict) else None
    if not isinstance(kind, str) or kind not in {*_GEOJSON, "Topology"}:
        raise _wrong_kind("json")
    return dict(told)


def _json_copy(path: Path, target: Path) -> None:
    """Write the same content with its type first: by that GDAL knows the format."""
    told = _read_json(path)
    target.write_text(json.dumps({"type": told.pop("type"), **told}, ensure_ascii=False), encoding="utf-8")


def _wrong_kind(kind: str) -> ImportRejected:
    return ImportRejected("file_wrong_kind", kind=kind, accepted=", ".join(ACCEPTED))
