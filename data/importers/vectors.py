"""Geographic files -> layers: their columns as texts and their shapes in EPSG:4326, in two dimensions."""

from __future__ import annotations

import codecs
import re
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pyogrio.raw
import shapely

from data.importers.archives import Staged, stage
from data.importers.limits import limits
from data.importers.xml_columns import of_xml
from geo import crs
from geo.errors import ImportRejected, Problem, WrongCrs

MOST_LAYERS = 500  # of one file: a release of boundaries has fewer than ten, a KML has one a folder
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_LINK = re.compile(rb"<(?:\w+:)?NetworkLink\b")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Layer:
    """One layer of a file.

    Parameters
    ----------
    file, name
        The file as the user calls it, and the layer in it.
    columns
        The attributes as texts, null where blank; line n of the frame is line n + 2 of a spreadsheet.
    shapes
        Object array of geometries in EPSG:4326; None where there is none.
    driver
        What it was read with: a key of `data.importers.archives.DRIVERS`.
    """

    file: str
    name: str
    columns: pd.DataFrame
    shapes: Any
    driver: str = "GeoJSON"


def read_layers(paths: Sequence[Path]) -> tuple[list[Layer], list[Problem]]:
    """Read every layer with geometry of some files.

    Parameters
    ----------
    paths
        Shapefile (with or without .cpg and .prj), GeoJSON, TopoJSON, GeoPackage, KML, KMZ, GPX, or zip archives
        of them. What a KML links to is not fetched.

    Returns
    -------
    layers
        In the order of the files. Shapes are not repaired.
    problems
        ``crs_assumed``, ``letters_assumed``: what had to be supposed; ``layers_left_out`` where a file has more
        than can be read, ``links_not_followed`` where a KML has some. None of them blocks.

    Raises
    ------
    ImportRejected
        See `data.importers.archives.stage`; ``no_shapes`` if no layer holds a shape.
    WrongCrs
        ``crs_missing`` where a layer without reference system does not lie in Haiti, ``crs_not_understood``,
        ``not_degrees``.
    """
    layers: list[Layer] = []
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        for staged in stage(paths, Path(folder)):
            encoding = _encoding(staged, problems)
            if staged.driver == "LIBKML" and _LINK.search(staged.path.read_bytes()):
                problems.append(Problem(None, "", "links_not_followed", staged.name, {}, blocking=False))
            for name in _layer_names(staged, problems):
                layer, reference = _read(staged, name, encoding)
                if len(layer.columns) and not shapely.is_missing(layer.shapes).all():
                    layers.append(_referenced(layer, reference, problems))
    if not layers:
        raise ImportRejected("no_shapes")
    return layers, problems


def _layer_names(staged: Staged, problems: list[Problem]) -> list[str]:
    try:
        found = [str(name) for name, kind in pyogrio.list_layers(staged.path) if kind is not None]
    except (RuntimeError, ValueError) as error:
        raise ImportRejected("file_corrupt") from error
    if len(found) > MOST_LAYERS:
        told = {"read": MOST_LAYERS, "layers": len(found)}
        problems.append(Problem(None, "", "layers_left_out", staged.name, told, blocking=False))
    # The points of a GPX track are its line again.
    return [name for name in found[:MOST_LAYERS] if not (staged.driver == "GPX" and name.endswith("_points"))]


def _read(staged: Staged, name: str, encoding: str | None) -> tuple[Layer, str]:
    """A layer as it lies in the file, and its reference system ("" where it has none)."""
    options = {"ENCODING": encoding.upper()} if encoding else {}  # GDAL's own option recodes the headers too
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL remarks on rings and field widths: rings are checked afterwards
            if pyogrio.read_info(staged.path, layer=name, **options)["driver"] != staged.driver:
                raise ImportRejected("file_wrong_kind", kind=name, accepted=staged.driver)
            meta, _, wkb, fields = pyogrio.raw.read(
                staged.path, layer=name, force_2d=True, datetime_as_string=True,
                max_features=int(limits()["table_rows"]), **options,
            )  # fmt: skip
            shapes = shapely.from_wkb(wkb, on_invalid="fix")
    except UnicodeDecodeError as error:
        raise ImportRejected("file_encoding") from error
    except (RuntimeError, shapely.errors.ShapelyError) as error:
        raise ImportRejected("file_corrupt") from error
    told = {str(field): _texts(values) for field, values in zip(meta["fields"], fields, strict=True)}
    columns = of_xml(pd.DataFrame(told, index=range(len(wkb))), staged.driver)  # shapes without attributes are rows too
    shown = staged.name if staged.driver in {"ESRI Shapefile", "GeoJSON"} else f"{staged.name}/{name}"
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    return Layer(shown, name, columns, np.where(missing, None, shapes), staged.driver), str(meta["crs"] or "")


def _texts(values: Any) -> pd.Series:
    """One attribute as texts, inner line breaks kept; whole numbers without a point, blank as unknown."""
    told = pd.Series(values)
    if pd.api.types.is_float_dtype(told):
        whole = told.dropna().mod(1).eq(0).all()
        told = told.astype("Int64") if whole and told.abs().max() < 1e15 else told
    texts = told.astype("str").str.replace("\x00", "").str.strip()
    return texts.mask(texts == "").astype("str")


def _encoding(staged: Staged, problems: list[Problem]) -> str | None:
    """Letters of a shapefile: as its .cpg says, else UTF-8 where its bytes are that, else the Western page."""
    if staged.driver != "ESRI Shapefile":
        return None
    told = staged.path.with_suffix(".cpg")
    said = told.read_text(encoding="ascii", errors="ignore").strip() if told.is_file() else ""
    told.unlink(missing_ok=True)
    known = _codec(said)
    if known:
        return known
    data = staged.path.with_suffix(".dbf").read_bytes()
    letters = len(_UTF8_LETTER.findall(data))
    stray = len(_HIGH.findall(_UTF8_LETTER.sub(b"", data)))
    # A name cut off in the middle of a letter leaves a stray byte, so a few do not speak against UTF-8.
    guess = "utf-8" if letters > stray or not stray else "cp1252"
    if letters or stray:
        problems.append(Problem(None, "", "letters_assumed", guess, {"file": staged.name}, blocking=False))
    return guess


def _codec(said: str) -> str:
    """Python's name of what a .cpg says ("UTF-8", "ISO-8859-1", "88591", "1252", "ANSI 1252"); "" if unknown."""
    digits = re.sub(r"\D", "", said)
    for name in (said, f"cp{digits}", f"iso-8859-{digits[4:]}" if digits.startswith("8859") else ""):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return ""


def _referenced(layer: Layer, reference: str, problems: list[Problem]) -> Layer:
    """The layer in EPSG:4326; without a reference system it is taken as degrees where it then lies in Haiti."""
    if reference and "undefined" not in reference.lower():
        shapes = crs.from_any(layer.shapes, reference)
        if np.isinf(shapely.get_coordinates(shapes)).any():
            raise WrongCrs("crs_not_understood", crs=reference[:80])
    elif crs.fits_haiti(layer.shapes):
        problems.append(Problem(None, "", "crs_assumed", crs.STORED, {"file": layer.file}, blocking=False))
        shapes = layer.shapes
    else:
        raise WrongCrs("crs_missing", file=layer.file)
    crs.check_stored(shapes)
    return replace(layer, shapes=shapes)
