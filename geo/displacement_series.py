"""What each displacement operation told of a place, round by round: operations are never added together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.places import METROPOLIS
from geo.site_services import Counts

SERIES = ("operation", "round", "first_on", "last_on", "told_at", "places", "people", "site_people", "host_people",
          "households")  # fmt: skip
LEVELS = ("adm0", "adm1", "adm2")
METHOD = "docs/methods.md#host-families-and-displacement-series"
_FIGURES = {"people": "individuals", "site_people": "site_individuals", "host_people": "host_family_individuals",
            "households": "households"}  # fmt: skip
_ROUND = ["operation", "turn"]


def displacement_series(displacement: pd.DataFrame, communes: pd.DataFrame, *, as_of: str) -> Result:
    """What each operation told of one place, round by round; operations are never added together.

    Parameters
    ----------
    displacement
        `DISPLACEMENT` frame.
    communes
        What `places.communes_at` gave for a level, the rows of one place.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    series
        One row an operation and round, oldest first within an operation; where no round is told its day stands for
        it. Columns `SERIES`: `first_on`, `last_on` (days of its rows), `told_at` (level of the rows that were added
        up: ``adm2``, else the level of the place), `places` (how many of that level have a figure), and the sums of
        `people` (displaced, all together), `site_people` (of them at sites), `host_people` (with host families),
        `households`. Rows by reason, origin and kind of assessment add up. NaN where no row tells.
    """
    rows = displacement[(displacement["observed_on"] <= as_of).to_numpy(dtype="bool", na_value=False)]
    level = _level(rows, communes)
    inside, told_at = rows[level >= 0], level[level >= 0]
    day = inside["observed_on"].to_numpy(dtype="datetime64[D]").astype("int64")
    number = inside["round"].to_numpy(dtype="float64")
    keyed = pd.DataFrame({
        "operation": inside["operation"].array, "turn": np.where(np.isnan(number), -1.0 - day, number),
        "level": told_at, "round": number, "first": day, "last": day,
        **{name: inside[column].to_numpy(dtype="float64") for name, column in _FIGURES.items()},
        "places": pd.factorize(inside["adm_pcode"])[0],
    })  # fmt: skip
    # people told at several levels are the same people: of each round the lowest level that is told counts
    lowest = keyed.groupby(_ROUND)["level"].transform("max")
    frame = _summed(keyed[keyed["level"] == lowest])
    return Result(frame, _explain_series, {"operations": int(frame["operation"].nunique())})


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby(_ROUND)
    told = groups.agg(round=("round", "max"), first=("first", "min"), last=("last", "max"), level=("level", "max"))
    for name in _FIGURES:
        told[name] = groups[name].sum(min_count=1)
    with_figure = rows.dropna(subset=list(_FIGURES), how="all")
    places = with_figure.groupby(_ROUND)["places"].nunique()
    told["places"] = places.reindex(told.index).fillna(0.0).astype("int64")
    told["told_at"] = pd.array(LEVELS, dtype="str").take(told["level"].to_numpy(dtype="int64"))
    for name in ("first", "last"):
        told[f"{name}_on"] = told[name].to_numpy(dtype="int64").astype("datetime64[D]").astype("str")
    frame = told.reset_index().sort_values(["operation", "last", "turn"], ignore_index=True)
    return frame[list(SERIES)].astype({"operation": "str", "first_on": "str", "last_on": "str"})


def _level(rows: pd.DataFrame, communes: pd.DataFrame) -> Counts:
    """Position in `LEVELS` at which each row tells of the place: a commune of it, or the place itself; -1 elsewhere."""
    place = communes["place"].iloc[0] if len(communes) else ""
    told = pd.Index(LEVELS).get_indexer(rows["adm_level"].fillna("adm2"))
    here = rows["adm_pcode"].isin(communes["adm2_pcode"]).to_numpy(dtype="bool") & (told == LEVELS.index("adm2"))
    own = {2: 0, 4: 1}.get(len(place), -1) if place != METROPOLIS else -1
    whole = (rows["adm_pcode"] == place).to_numpy(dtype="bool", na_value=False) & (told == own) & (own >= 0)
    return np.where(here | whole, told, -1)


def _explain_series(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="displacement_series",
        formula="people = sum(individuals)",
        inputs=(Input("operation", known(row["operation"])), Input("round", known(row["round"])),
                Input("places", float(row["places"])),
                *(Input(name, known(row[name]), "persons") for name in ("site_people", "host_people")),
                Input("households", known(row["households"]), "households")),
        value=known(row["people"]),
        unit="persons",
        clause=METHOD,
        dated="/".join(dict.fromkeys((row["first_on"], row["last_on"]))),
        source="displacement_series",
    )  # fmt: skip
