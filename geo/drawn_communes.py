"""Communes of a drawn area, as one place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo.errors import DataProblem

AREA = "AREA"


def communes_inside(points: pd.DataFrame, wkt: str, *, name: str) -> pd.DataFrame:
    """Communes of which the inner point lies in an area.

    Parameters
    ----------
    points
        `adm2_pcode`, `longitude`, `latitude` (EPSG:4326): a point inside each commune.
    wkt
        The area (EPSG:4326).
    name
        What the area is called.

    Returns
    -------
    communes
        As `geo.places.communes_at`: `adm2_pcode`, `place` (``AREA``), `name`. A commune is in the area or out of it,
        whole: what is needed in a part of a commune is not known.

    Raises
    ------
    DataProblem
        ``what_if.empty_area`` where no commune's point lies inside.
    """
    inside = shapely.contains_xy(shapely.from_wkt(wkt), points["longitude"], points["latitude"])
    codes = points.loc[np.asarray(inside), "adm2_pcode"].reset_index(drop=True)
    if codes.empty:
        raise DataProblem("what_if.empty_area")
    return pd.DataFrame({"adm2_pcode": codes, "place": AREA, "name": name}).astype("str")
