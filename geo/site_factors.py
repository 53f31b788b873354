"""What stands around a site and may count in its severity: the hazard that it lies in, the stock that reaches it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.footprint import class_of_points, footprint
from geo.hazards import Hazards, classed
from geo.site_services import ratio


def hazard_shares(sites: pd.DataFrame, zones: pd.DataFrame, hazards: Hazards) -> pd.Series:
    """How bad the hazard is in which each site lies.

    Parameters
    ----------
    sites
        `site_id`, `longitude`, `latitude` (EPSG:4326; NaN unknown).
    zones
        `ZONES` frame of one zone set; where it holds several hazards the worst share counts.
    hazards
        Order of the classes.

    Returns
    -------
    hazard_exposure_share
        By `site_id`, 0-1: the place of the class in the order of its hazard, from 1/n for the mildest of n classes
        to 1 for the worst; 0 outside of all zones; NaN for a site without a point, and where the set has no zone.

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.

    Notes
    -----
    Method: docs/methods.md#priorities. The steps between classes are taken as equal, which no source says.
    """
    told = classed(zones, hazards)
    share = np.full(len(sites), np.nan)
    for key in dict.fromkeys(told["hazard"]):
        laid = footprint(told[told["hazard"] == key].reset_index(drop=True))
        count = len(hazards.by_key[key].classes)
        steps = np.array([*((rank + 1) / count for rank in laid.ranks), 0.0, np.nan])
        share = np.fmax(share, steps[class_of_points(sites["longitude"], sites["latitude"], laid)])
    return pd.Series(share, index=sites["site_id"].array, name="hazard_exposure_share")


def household_need(sites: pd.DataFrame, communes: pd.DataFrame, household_size: float) -> pd.DataFrame:
    """Households at open sites, by commune: whom the stock of a department is held against.

    Parameters
    ----------
    sites
        `adm2_pcode`, `people`, `households` (NaN unknown).
    communes
        `adm2_pcode` of every commune.
    household_size
        Persons per household, where households are not told.

    Returns
    -------
    need
        One row per commune with a site: `adm2_pcode`, `households`. Sites of which neither is known add nothing.
    """
    known = sites["households"].astype("float64").fillna(sites["people"].astype("float64") / household_size)
    summed = known.groupby(sites["adm2_pcode"]).sum(min_count=1).dropna()
    here = summed[summed.index.isin(communes["adm2_pcode"])]
    return pd.DataFrame({"adm2_pcode": here.index.astype("str"), "households": here.to_numpy(dtype="float64")})


def reach_shares(sites: pd.DataFrame, reached: pd.DataFrame, communes: pd.DataFrame) -> pd.Series:
    """Which share of its department's households at sites the stock reaches, for each site.

    Parameters
    ----------
    sites
        `site_id`, `adm2_pcode`.
    reached
        What `reach.reach_alone` gave for the departments and one time band: `place`, `households_in_need`,
        `households_reached`.
    communes
        What `places.communes_at` gave for the departments.

    Returns
    -------
    stock_reach_share
        By `site_id`, 0-1; NaN where the department is unknown or has no need told.
    """
    need, got = (reached[name].to_numpy(dtype="float64") for name in ("households_in_need", "households_reached"))
    share = pd.Series(np.clip(ratio(got, need), 0.0, 1.0), index=reached["place"].array)
    place = sites["adm2_pcode"].map(communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"])
    return pd.Series(place.map(share).to_numpy(dtype="float64"), index=sites["site_id"].array, name="stock_reach_share")
