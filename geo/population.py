"""Population of places: sums that a series lacks, and sections estimated from another series, so labelled."""

from __future__ import annotations

import pandas as pd

from geo.frames import LEVELS, POPULATION

# Characters of the P-code of each level (HT, HT01, HT0111, HT0111-01): a place's code begins with its parent's.
CODE_LENGTH = {"adm0": 2, "adm1": 4, "adm2": 6, "adm3": 9}


def with_sums(population: pd.DataFrame) -> pd.DataFrame:
    """Add the levels above the finest that a series lacks, as sums of the finest level that it has.

    Parameters
    ----------
    population
        `POPULATION` frame of any number of series; levels that are there stay as they are.

    Returns
    -------
    population
        `POPULATION` columns, each series with every level down to its finest. A sum is null where one of its
        parts is unknown. Sections are never summed up where the series has communes.
    """
    parts = [_completed(rows) for _, rows in population.groupby("population_set", sort=True)]
    return POPULATION.conform(pd.concat(parts, ignore_index=True)) if parts else POPULATION.conform(population)


def _completed(rows: pd.DataFrame) -> pd.DataFrame:
    present = set(rows["adm_level"])
    for level in reversed(LEVELS[:-1]):
        finer = [other for other in LEVELS[LEVELS.index(level) + 1 :] if other in present]
        if level not in present and finer:
            rows = pd.concat([rows, _summed(rows[rows["adm_level"] == finer[0]], level)], ignore_index=True)
            present.add(level)
    return rows.sort_values(["adm_level", "adm_pcode"], ignore_index=True)


def _summed(parts: pd.DataFrame, level: str) -> pd.DataFrame:
    above = parts.groupby(parts["adm_pcode"].str[: CODE_LENGTH[level]], sort=True)
    numbers = ["population", "population_f", "population_m"]
    sums = above[numbers].agg(lambda values: values.sum(skipna=False))
    same = above[["population_set", "year", "source", "observed_on"]].first()
    return sums.join(same).rename_axis("adm_pcode").reset_index().assign(adm_level=level)


def scaled_sections(sections: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Estimate sections for a series that stops at communes, from the section shares of an older one.

    ``section = commune total of the new series x section / sum of the commune's sections in the old series``.
    So the sections of a commune add up to the commune of the new series.

    Parameters
    ----------
    sections
        `POPULATION` rows of level adm3 of the older series.
    communes
        `POPULATION` rows of level adm2 of the series to complete.

    Returns
    -------
    sections
        `POPULATION` columns of the communes' series, level adm3, with two more: `estimated` (True) and
        `shares_from` (the series the shares come from). Population is null where the commune is unknown or its
        sections sum to nothing; sex is unknown.

    Notes
    -----
    Method: docs/methods.md#geography. It assumes that people moved between communes but not within them.
    """
    rows = sections[sections["adm_level"] == "adm3"].reset_index(drop=True)
    whole = communes[communes["adm_level"] == "adm2"].set_index("adm_pcode")
    commune = rows["adm_pcode"].str[: CODE_LENGTH["adm2"]]
    sums = rows["population"].groupby(commune).transform(lambda values: values.sum(skipna=False))
    share = rows["population"] / sums.where(sums > 0)
    taken = {name: commune.map(whole[name]) for name in ("population_set", "year", "source", "observed_on")}
    scaled = rows[["adm_pcode", "adm_level"]].assign(population=share * commune.map(whole["population"]), **taken)
    known = commune.isin(whole.index).to_numpy()
    labelled = POPULATION.conform(scaled[known])
    return labelled.assign(estimated=True, shares_from=rows.loc[known, "population_set"].to_numpy())
