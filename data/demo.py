"""The demonstration: fictional rows of data/bundled/demo, written to a store as one batch that says so."""

from __future__ import annotations

import glob
import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

import geopandas as gpd
import pandas as pd

from data.home import ROOT
from data.store.store import Store, Told
from geo.frames import FRAMES

FOLDER = ROOT / "data" / "bundled" / "demo"
TABLES = (
    "sites", "assessments", "events", "services", "actions", "facilities", "displacement", "shelters", "warehouses",
    "movements", "stock_levels", "pipeline", "vehicles", "requests", "request_items", "post_distribution", "alerts",
    "activations", "impacts", "confirmations", "tracks",
)  # fmt: skip
AS_OF = "2023-08-31"
LEFT_BEHIND_S = 3600.0  # making the store takes seconds
_MAKING = "-making-"


def open_or_make(path: Path) -> Store:
    """Open the store of a path; where there is none, make one that holds the demonstration.

    It is made under another name and gets its own when it is whole: what dies on the way leaves no store.
    """
    _clear(path)
    if not path.exists():
        made = path.with_name(f"{path.name}{_MAKING}{secrets.token_hex(4)}")
        store = Store(made)
        load(store)
        store.engine.dispose()  # the last connection to close writes SQLite's log into the file
        _named(made, path)
    return Store(path)


def _named(made: Path, path: Path) -> None:
    """Give a finished store its name; one that another process made meanwhile stays."""
    try:
        os.link(made, path)  # a rename would replace what is there
    except OSError:  # it is there by now, or the disk has no links
        if not path.exists():
            made.rename(path)
    made.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """Remove what a process left that died while it made the store, a second name of it too; one may be at it now."""
    for left in path.parent.glob(f"{glob.escape(path.name)}{_MAKING}*"):
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < time.time() - LEFT_BEHIND_S or (path.exists() and left.samefile(path)):
                left.unlink()


def load(store: Store, folder: Path = FOLDER) -> int:
    """Write the demonstration to an empty store; returns the batch."""
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("sites", _rows("sites", folder / "former_names.csv"))
        for name in TABLES:
            rows = _rows(name, folder / f"{name}.csv")
            batch.move(rows) if name == "movements" else batch.patch(name, rows)
        batch.move(_rows("movements", folder / "request_movements.csv"))
        batch.patch("shelters", _rows("shelters", folder / "shelter_use.csv"))
        batch.patch("zones", _zones(folder / "zones.geojson"))
        batch.same_all("sites", pd.read_csv(folder / "identity.csv").itertuples(index=False, name=None))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": AS_OF, "reason": "demo"}]))
    return batch.seq


def _rows(name: str, path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=_texts(name), keep_default_na=False, na_values=[""])


def _texts(name: str) -> dict[str, str]:
    return {c.name: "str" for c in FRAMES[name].columns if c.kind in ("text", "code", "choice", "date", "instant")}


def _zones(path: Path) -> pd.DataFrame:
    document = json.loads(path.read_text(encoding="utf-8"))
    shapes = gpd.GeoDataFrame.from_features(document, crs="EPSG:4326")
    return pd.DataFrame(shapes)
