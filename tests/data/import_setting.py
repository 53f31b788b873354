"""What the tests of the importers share: three square communes, and how a fixture is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from data.importers.opening import kinds_of, opened
from data.importers.points import Places
from data.importers.preview import ImportPreview
from data.importers.read import World, previews_of, read
from data.intake import KEYS
from geo.frames import BOUNDARIES

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "tables"
TODAY = "2023-08-31"

# Two communes side by side in Ouest, one in Sud-Est; squares of a tenth of a degree.
COMMUNES = {
    "HT0111": ("Port-au-Prince", shapely.box(-72.4, 18.5, -72.3, 18.6)),
    "HT0112": ("Delmas", shapely.box(-72.3, 18.5, -72.2, 18.6)),
    "HT0211": ("Jacmel", shapely.box(-72.6, 18.2, -72.5, 18.3)),
}


def places(*, schematic: bool = False) -> Places:
    """The three communes as official boundaries (or schematic ones), with one alias."""
    rows = [("HT01", "adm1", None, "Ouest", shapely.box(-72.4, 18.5, -72.2, 18.6))]
    rows += [("HT02", "adm1", None, "Sud-Est", shapely.box(-72.6, 18.2, -72.5, 18.3))]
    rows += [(code, "adm2", code[:4], name, shape) for code, (name, shape) in COMMUNES.items()]
    told = pd.DataFrame(rows, columns=["adm_pcode", "adm_level", "parent_pcode", "name_fr", "geometry"])
    aliases = pd.DataFrame({"adm_pcode": ["HT0111"], "alias": ["Pòtoprens"]}, dtype="str")
    return Places(BOUNDARIES.conform(told.assign(boundary_set="small")), aliases, schematic)


def preview(kind: str, file: str | Path, **options: Any) -> ImportPreview:
    """Read a fixture (by its name) or a file."""
    path = file if isinstance(file, Path) else FIXTURES / file
    return read(kind, path, **{"today": TODAY, "sender": "test", **options})


def every(path: Path, *, places: Places, known: dict[str, Any] | None = None) -> tuple[ImportPreview, ...]:
    """Read a file as all the tables that it fills."""
    file = opened(None, path)
    world = World(places, known or {}, TODAY)
    return tuple(previews_of(kinds_of(file), file, world, keys=KEYS, sender="test"))


def told(found: ImportPreview) -> list[tuple[int | None, str, str]]:
    """Row, column and code of every problem, in the order told."""
    return [(problem.row, problem.column, problem.code) for problem in found.problems]
