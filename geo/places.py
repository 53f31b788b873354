"""Communes and the places they add up to: department, metropolitan area (MAPAP), nation."""

from __future__ import annotations

import pandas as pd

from geo.errors import DataProblem

LEVELS = ("adm2", "adm1", "mapap", "adm0")
NATION, METROPOLIS = "HT", "MAPAP"


def department_of(adm2_pcode: pd.Series) -> pd.Series:
    """Department P-code of commune P-codes: their first four characters (DOMAIN: code structure)."""
    return adm2_pcode.str[:4]


def communes_at(places: pd.DataFrame, level: str) -> pd.DataFrame:
    """Which place each commune belongs to at a level.

    Parameters
    ----------
    places
        One row per commune: `adm2_pcode`, `name_fr`, `adm1_name_fr`, `in_mapap`.
    level
        One of `LEVELS`. ``mapap`` keeps the communes of the metropolitan setting only.

    Returns
    -------
    communes
        `adm2_pcode`, `place`, `name`; a commune stands in at most one place, so sums over places conserve.

    Raises
    ------
    DataProblem
        ``unknown_level`` for another level.
    """
    chosen = places[places["in_mapap"].astype(bool)] if level == "mapap" else places
    adm2 = chosen["adm2_pcode"].reset_index(drop=True)
    if level == "adm2":
        place, name = adm2, chosen["name_fr"].reset_index(drop=True)
    elif level == "adm1":
        place, name = department_of(adm2), chosen["adm1_name_fr"].reset_index(drop=True)
    elif level == "mapap":
        place, name = _always(adm2, METROPOLIS), _always(adm2, "ZMPP")
    elif level == "adm0":
        place, name = _always(adm2, NATION), _always(adm2, "Haïti")
    else:
        raise DataProblem("unknown_level", level=level, levels=", ".join(("site", *LEVELS)))
    return pd.DataFrame({"adm2_pcode": adm2, "place": place, "name": name})


def rows_within(rows: pd.DataFrame, places: pd.DataFrame, place: str) -> pd.DataFrame:
    """Rows that lie in a place.

    Parameters
    ----------
    rows
        Anything with `adm2_pcode`; a row without one is in the whole country only.
    places
        As `communes_at`.
    place
        P-code of a department or commune, ``MAPAP``, "" for the whole country.
    """
    if place == METROPOLIS:
        return rows[rows["adm2_pcode"].isin(communes_at(places, "mapap")["adm2_pcode"])]
    return rows[rows["adm2_pcode"].str.startswith(place).fillna(value=False)] if place else rows


def _always(like: pd.Series, value: str) -> pd.Series:
    return pd.Series(value, index=like.index, dtype="str")
