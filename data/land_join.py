"""Files of one release of boundaries that come one after the other, joined to one set."""

from __future__ import annotations

import pandas as pd

from data.importers.boundaries import Release
from geo.errors import DataProblem
from geo.frames import LEVELS


def joined(known: pd.DataFrame, release: Release) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join files to an installed set.

    A level that the files draw is added, or takes the place of the set's; a level that was only put together from
    a finer one is added where the set lacks it.

    Parameters
    ----------
    known
        `BOUNDARIES` rows of the set.
    release
        What the files hold, under the name of the set.

    Returns
    -------
    new, whole
        Rows to store, and the set as it is then.

    Raises
    ------
    DataProblem
        ``set_does_not_fit`` with the level where the files are not of the set's release: other places at a level
        that both draw, parents that the set does not have, or a drawing older than the set's.
    """
    there = set(known["adm_level"])
    for level in LEVELS:
        if level in there:
            _check(known, release, level)
    taken = [level for level in LEVELS if level in release.drawn or level not in there]
    new = _dated(known, release.rows[release.rows["adm_level"].isin(taken)])
    kept = known[~known["adm_level"].isin(set(new["adm_level"]))]
    whole = pd.concat([kept[new.columns], new], ignore_index=True)
    return new, whole.sort_values(["adm_level", "adm_pcode"], ignore_index=True)


def _check(known: pd.DataFrame, release: Release, level: str) -> None:
    here, given = (rows[rows["adm_level"] == level] for rows in (known, release.rows))
    drawn = level in release.drawn
    more = set(given["adm_pcode"]) - set(here["adm_pcode"])
    fewer = set(here["adm_pcode"]) - set(given["adm_pcode"]) if drawn else set()
    days, before = (rows["observed_on"].dropna().astype("str") for rows in (given, here))
    older = drawn and len(days) and len(before) and days.min() < before.max()
    if more or fewer or older:
        told = {"set": str(known["boundary_set"].iloc[0]), "level": level}
        raise DataProblem("set_does_not_fit", **told, more=len(more), fewer=len(fewer))


def _dated(known: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """A file without a date takes that of the set's level: an undated row would not come after a dated one."""
    days = known.dropna(subset="observed_on").groupby("adm_level")["observed_on"].max()
    return new.assign(observed_on=new["observed_on"].fillna(new["adm_level"].map(days).astype("str")))
