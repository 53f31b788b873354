"""The data of the bench: a demonstration store of its own for Pare, the same rows as files for the yardstick."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from data import demo
from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results

POINT_COLUMNS = ["name", "households", "adm1_pcode"]
# Coordinates and outlines are compared to this many decimals of a degree (a decimetre).
DECIMALS = 6


@dataclass(frozen=True)
class Rows:
    """What one side holds: points of sites and shelters, outlines of communes."""

    points: gpd.GeoDataFrame
    communes: gpd.GeoDataFrame

    @property
    def sha256(self) -> str:
        """Hash of the contents, whatever file they lie in."""
        return fingerprint(self.points, self.communes)


@dataclass(frozen=True)
class Ground:
    """Both sides of the comparison."""

    home: Path
    store: Store
    source: Source
    product: Rows
    yardstick: Rows
    sites_file: Path
    communes_file: Path

    @property
    def departments(self) -> list[str]:
        """P-codes of the departments that hold points, in the order of their codes."""
        return sorted(set(self.product.points["adm1_pcode"].dropna()))


def lay(folder: Path) -> Ground:
    """Make the store and the files, read the files back, and compare both sides."""
    home = folder / "home"
    home.mkdir()
    store = demo.open_or_make(home / "pare.db")
    _reopen(store)
    source = Source(store)
    product = _of_product(source)
    files = folder / "points.gpkg", folder / "communes.gpkg"
    product.points.to_file(files[0], driver="GPKG")
    product.communes.to_file(files[1], driver="GPKG", promote_to_multi=False)
    return Ground(home, store, source, product, Rows(*map(gpd.read_file, files)), *files)


def _reopen(store: Store) -> None:
    """Open the sites that the demonstration closed: the yardstick draws every row, so Pare shall too."""
    sites = store.records("sites")
    closed = sites.loc[sites["closed_on"].notna() | (sites["status"] == "closed"), ["site_id", "observed_on"]]
    if closed.empty:
        return
    rows = closed.assign(status="active", observed_on=demo.AS_OF).reset_index(drop=True)
    with store.batch(Told("bench", "bench", "bench", fictional=True)) as batch:
        batch.patch("sites", rows, cleared=[["closed_on", "closed_reason"]] * len(rows))


def _of_product(source: Source) -> Rows:
    """Read from the figures that the map page draws: open sites, shelters, communes in force."""
    snapshot = source.take(audience=LOCAL.role)
    results = Results(snapshot, LOCAL)
    sites = results.sites_on_map()
    shelters = results.shelters().assign(households=float("nan"))
    columns = [*POINT_COLUMNS, "longitude", "latitude"]
    rows = pd.concat([sites[columns], shelters[columns]], ignore_index=True)
    boundaries = snapshot.frame("boundaries")
    communes = boundaries[boundaries["adm_level"] == "adm2"]
    return Rows(
        gpd.GeoDataFrame(
            rows[POINT_COLUMNS], geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs="EPSG:4326"
        ),
        gpd.GeoDataFrame(
            {"name": communes["name_fr"].to_numpy()}, geometry=communes["geometry"].to_numpy(), crs="EPSG:4326"
        ),
    )  # fmt: skip


def fingerprint(points: pd.DataFrame, communes: pd.DataFrame) -> str:
    """SHA-256 over names, households, departments, coordinates and outlines, in a fixed order."""
    digest = hashlib.sha256()
    for rows in (points, communes):
        shapes = shapely.set_precision(rows["geometry"].to_numpy(), 10.0**-DECIMALS)
        texts = pd.DataFrame(rows.drop(columns="geometry")).astype("object").fillna("").astype("str")
        lines = texts.agg("|".join, axis=1) + "|" + shapely.to_wkb(shapely.normalize(shapes), hex=True)
        digest.update("\n".join(sorted(lines)).encode())
    return digest.hexdigest()
