"""People expected in communes laid onto points of these communes: sections, localities or raster cells."""

from __future__ import annotations

import numpy as np
import pandas as pd


def people_at_points(expected: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Spread the people of each commune over its points, by their weight.

    Parameters
    ----------
    expected
        `adm2_pcode`, `people_expected` (persons, NaN unknown).
    points
        `adm2_pcode`, `longitude`, `latitude`, `weight` (people who live there; NaN or below 0 counts 0). Where all
        weights of a commune are 0, its points share alike.

    Returns
    -------
    people
        `adm2_pcode`, `longitude`, `latitude`, `people`: what `shelter_allocation.allocate` reads. A commune without a
        point is one row without coordinates; so is one whose people are unknown (NaN). People add up to those expected.

    Notes
    -----
    Method: docs/methods.md#who-goes-where.
    """
    told = expected.groupby("adm2_pcode", sort=True)["people_expected"].agg(lambda values: values.sum(min_count=1))
    held = points[points["adm2_pcode"].isin(told.index) & points["longitude"].notna() & points["latitude"].notna()]
    held = held[held["adm2_pcode"].map(told).notna()].reset_index(drop=True)
    weight = np.maximum(np.nan_to_num(held["weight"].to_numpy(dtype="float64", na_value=np.nan)), 0.0)
    of = held["adm2_pcode"]
    whole = pd.Series(weight).groupby(of).transform("sum").to_numpy()
    alike = 1.0 / of.map(of.value_counts()).to_numpy(dtype="float64")
    share = np.where(whole > 0, np.divide(weight, whole, out=np.zeros(len(of)), where=whole > 0), alike)
    laid = held[["adm2_pcode", "longitude", "latitude"]].assign(people=share * of.map(told).to_numpy(dtype="float64"))
    bare = told[~told.index.isin(of)]
    rest = pd.DataFrame({"adm2_pcode": bare.index, "longitude": np.nan, "latitude": np.nan, "people": bare.to_numpy()})
    parts = [part for part in (laid, rest) if len(part)] or [laid]
    return pd.concat(parts, ignore_index=True).astype({"adm2_pcode": "str", "people": "float64"})
