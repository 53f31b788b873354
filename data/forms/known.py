"""What is known already and can be chosen from a list: communes, sites, shelters, warehouses, items."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from data.bundled_geography import bundled_boundaries
from geo.frames import Column, Frame

# Lists by table: `code`, `name` (null where it has none) and `within`, the code of the place that it lies in.
Known = Mapping[str, pd.DataFrame]

NAMED = {
    "sites": ("site_id", "name"), "shelters": ("shelter_id", "name"), "warehouses": ("warehouse_id", "name"),
    "facilities": ("facility_id", "name"), "items": ("item", "name_fr"),
}  # fmt: skip
DEPARTMENTS = "departments"


def shipped() -> dict[str, pd.DataFrame]:
    """Lists of the shipped communes and departments: all that is known without a store."""
    return _places(bundled_boundaries())


def known_of(frame: Callable[[str], pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Lists of what a store knows.

    Parameters
    ----------
    frame
        Name of a table -> its rows, as a snapshot gives them. Sites that are closed are not offered.
    """
    lists = _places(frame("boundaries"))
    for table, (code, name) in NAMED.items():
        rows = frame(table)
        rows = rows[rows["status"] != "closed"] if table == "sites" else rows
        within = rows["adm2_pcode"] if "adm2_pcode" in rows.columns else None
        lists[table] = _listed(rows[code], rows[name], within)
    return lists


def listing(frame: Frame, column: Column, known: Known) -> str:
    """Name of the list that a column offers, "" where there is none: ids of another table, or its own known ids."""
    own = frame.name if frame.ours and column.name in frame.key else ""
    table = DEPARTMENTS if column.name == "adm1_pcode" else column.refers or own
    if table == "boundaries" and column.name.startswith("adm3"):
        return ""
    return table if table in known and len(known[table]) else ""


def _places(boundaries: pd.DataFrame) -> dict[str, pd.DataFrame]:
    of = {level: boundaries[boundaries["adm_level"] == level] for level in ("adm1", "adm2")}
    lists = {level: _listed(rows["adm_pcode"], rows["name_fr"], rows["parent_pcode"]) for level, rows in of.items()}
    return {"boundaries": lists["adm2"], DEPARTMENTS: lists["adm1"]}


def _listed(code: pd.Series, name: pd.Series, within: pd.Series | None) -> pd.DataFrame:
    rows = pd.DataFrame({"code": code.to_numpy(), "name": name.to_numpy()}).astype("object")
    rows["within"] = None if within is None else within.astype("object").to_numpy()
    whole = rows[rows["code"].notna()].drop_duplicates("code").sort_values("code", ignore_index=True)
    return whole.where(whole.notna(), None)
