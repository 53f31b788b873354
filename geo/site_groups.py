"""Which group each site falls in: its place at a level, its section, type, class or manager, or a polygon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import DataProblem
from geo.measuring import Counts

UNKNOWN = "unknown"
# Level that is no administrative one -> column of the sites.
BY_COLUMN = {
    "adm3": "adm3_pcode",
    "site_type": "site_type",
    "site_class": "site_class",
    "manager": "manager_organisation",
}


@dataclass(frozen=True)
class Groups:
    """Groups of sites.

    Parameters
    ----------
    codes
        Group of each site, as a position in `places`; -1 for none.
    places, names
        Code and name of each group (`str`).
    facts
        What is to be told with every sum over these groups.
    """

    codes: Counts
    places: pd.Index
    names: pd.Index
    facts: dict[str, Any] = field(default_factory=dict)

    def of(self, site_ids: pd.Series) -> pd.Series:
        """Group of each site (`site_id` -> place, null for none)."""
        held = self.places.append(pd.Index([None], dtype="str"))
        return pd.Series(held.take(self.codes).to_numpy(), index=site_ids.to_numpy(), dtype="str")


def by_commune(sites: pd.DataFrame, communes: pd.DataFrame) -> Groups:
    """Group sites by the place of their commune.

    Parameters
    ----------
    sites
        Sites with `adm2_pcode`.
    communes
        What `places.communes_at` gave for a level: sites of other communes are in no group (`sites_elsewhere`).
    """
    codes, places = pd.factorize(communes["place"])
    at = pd.Index(communes["adm2_pcode"]).get_indexer(sites["adm2_pcode"])
    found = np.where(at >= 0, codes[at], -1) if len(codes) else np.full(len(at), -1)
    names = communes.drop_duplicates("place").set_index("place")["name"].reindex(places)
    facts = {"sites_elsewhere": int((found < 0).sum())}
    return Groups(found.astype("int64"), pd.Index(places, dtype="str"), pd.Index(names, dtype="str"), facts)


def by_column(sites: pd.DataFrame, level: str, names: pd.Series | None = None) -> Groups:
    """Group sites by what they say of themselves; those that do not say are the group ``unknown``.

    Parameters
    ----------
    sites
        Sites with the column that `BY_COLUMN` names for the level.
    level
        ``adm3``, ``site_type``, ``site_class`` or ``manager``.
    names
        Names by code (sections); a group is its own name without them.

    Raises
    ------
    DataProblem
        ``unknown_level``.
    """
    if level not in BY_COLUMN:
        raise DataProblem("unknown_level", level=level, levels=", ".join(BY_COLUMN))
    codes, places = pd.factorize(sites[BY_COLUMN[level]].fillna(UNKNOWN), sort=True)
    index = pd.Index(places, dtype="str")
    named = index if names is None else pd.Index(names.reindex(index).fillna(pd.Series(index, index)), dtype="str")
    return Groups(codes.astype("int64"), index, named)


def by_area(sites: pd.DataFrame, areas: Sequence[tuple[str, shapely.Geometry]]) -> Groups:
    """Group sites by the polygon that their point lies in (its border counts).

    Parameters
    ----------
    sites
        Sites with `longitude` and `latitude` (EPSG:4326).
    areas
        (name, geometry in EPSG:4326). A site in several of them is in the first, so that sums conserve.

    Returns
    -------
    groups
        The facts tell `sites_without_point` (in no group, though they may lie inside) and `sites_elsewhere`.
    """
    points = shapely.points(sites["longitude"].to_numpy(dtype="float64"), sites["latitude"].to_numpy(dtype="float64"))
    known = sites["longitude"].notna().to_numpy() & sites["latitude"].notna().to_numpy()
    held = np.flatnonzero(known)
    tree = shapely.STRtree(points[held])
    area, site = tree.query([shape for _, shape in areas], predicate="intersects")
    codes = np.full(len(sites), len(areas), dtype="int64")
    np.minimum.at(codes, held[site], area)
    codes[codes == len(areas)] = -1
    names = pd.Index([name for name, _ in areas], dtype="str")
    facts = {"sites_without_point": int((~known).sum()), "sites_elsewhere": int((known & (codes < 0)).sum())}
    return Groups(codes, names, names, facts)
