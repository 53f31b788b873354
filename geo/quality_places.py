"""Records whose declared commune is not the one around their point, and records that are too old."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.boundaries import locate
from geo.quality import empty, found
from geo.refreshing import CONFIRMABLE

LOCATED = ("sites", "shelters", "warehouses", "facilities")


def disagreements(tables: Mapping[str, pd.DataFrame], boundaries: pd.DataFrame, *, schematic: bool) -> pd.DataFrame:
    """Records whose declared commune and point do not agree.

    Parameters
    ----------
    tables
        Records by table (`LOCATED`), with `adm2_pcode`, `longitude`, `latitude` and, where known, `people`.
    boundaries
        `BOUNDARIES` frame of the set in force.
    schematic
        Whether that set is the schematic one: then nothing is judged, its shapes are too wrong for it.

    Returns
    -------
    findings
        As `quality.found`: `value` is the declared commune, `expected` the one around the point.
    """
    if schematic:
        return empty()
    aliases = pd.DataFrame({"adm_pcode": pd.Series(dtype="str"), "alias": pd.Series(dtype="str")})
    parts = [empty()]
    for table, rows in tables.items():
        clues = rows[["adm2_pcode", "longitude", "latitude"]].reset_index(drop=True)
        point = locate(clues, boundaries, aliases, schematic=False)[0]["point_pcode"].set_axis(rows.index)
        apart = rows["adm2_pcode"].notna() & point.notna() & (rows["adm2_pcode"] != point)
        told = {"code": "place_disagrees", "column": "adm2_pcode", "value": rows["adm2_pcode"], "expected": point}
        parts.append(found(rows, apart, table, CONFIRMABLE[table], **told))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def out_of_date(records: pd.DataFrame) -> pd.DataFrame:
    """Records that are stale or undated.

    Parameters
    ----------
    records
        What `refreshing.records` gave.

    Returns
    -------
    findings
        As `quality.found`: `value` is the age in days (null where unknown), `column` the kind of the limit.
    """
    parts = [
        found(mine, True, str(table), "record_id", code=state, column=mine["kind"], value=mine["age_days"],
              expected=mine["dated_on"])
        for state in ("stale", "undated")
        for table, mine in records[records["state"] == state].groupby("table_name")
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True) if parts else empty()
