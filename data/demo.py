"""The demonstration: fictional rows of data/bundled/demo, written to a store as one batch that says so."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from data.home import ROOT
from data.store.store import Store, Told
from geo.frames import FRAMES

FOLDER = ROOT / "data" / "bundled" / "demo"
TABLES = ("sites", "assessments", "displacement", "shelters", "warehouses", "movements")
AS_OF = "2023-08-31"


def open_or_make(path: Path) -> Store:
    """Open the store of a path; where there is none, make one that holds the demonstration."""
    fresh = not path.exists()
    store = Store(path)
    if fresh:
        load(store)
    return store


def load(store: Store, folder: Path = FOLDER) -> int:
    """Write the demonstration to an empty store; returns the batch."""
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        for name in TABLES:
            rows = pd.read_csv(folder / f"{name}.csv", dtype=_texts(name), keep_default_na=False, na_values=[""])
            batch.move(rows) if name == "movements" else batch.patch(name, rows)
        batch.patch("zones", _zones(folder / "zones.geojson"))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": AS_OF, "reason": "demo"}]))
    return batch.seq


def _texts(name: str) -> dict[str, str]:
    return {c.name: "str" for c in FRAMES[name].columns if c.kind in ("text", "code", "choice", "date", "instant")}


def _zones(path: Path) -> pd.DataFrame:
    document = json.loads(path.read_text(encoding="utf-8"))
    shapes = gpd.GeoDataFrame.from_features(document, crs="EPSG:4326")
    return pd.DataFrame(shapes)
