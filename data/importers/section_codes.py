"""Communal sections by the codes of the statistical institute (IHSI): their P-codes and their sums."""

from __future__ import annotations

import pandas as pd

from data.importers.words import table
from geo.errors import Problem
from geo.places import NATION
from geo.population import CODE_LENGTH, with_sums

IHSI = "ihsi"


def padded(codes: pd.Series) -> pd.Series:
    """P-codes of sections: ``712-01`` is HT0712-01, by zero padding; null where the text is no such code."""
    parts = codes.str.strip().str.extract(rf"^{table('population')[IHSI]['code']}$")
    return NATION + parts[0].str.zfill(4) + "-" + parts[1].str.zfill(2)


def summed(sections: pd.DataFrame, refused: set[str], problems: list[Problem]) -> pd.DataFrame:
    """Add communes, departments and the nation as sums of their sections.

    Parameters
    ----------
    sections
        `POPULATION` rows of level adm3 of one series or several.
    refused
        P-codes of sections whose row cannot be used, "" for one that cannot be placed. Every sum that lacks one
        is left out: a part of the people is not the people of a place.
    problems
        Takes ``sums_left_out`` with their codes.

    Returns
    -------
    population
        `POPULATION` rows, coarsest level first.

    Notes
    -----
    Method: docs/methods.md#geography.
    """
    lacking = {code[:length] or NATION for code in refused for length in CODE_LENGTH.values()}
    rows = with_sums(sections)
    partial = rows["adm_pcode"].isin(lacking) & (rows["adm_level"] != "adm3")
    if partial.any():
        told = ", ".join(sorted(set(rows.loc[partial, "adm_pcode"])))
        problems.append(Problem(None, "", "sums_left_out", told[:200], {"count": int(partial.sum())}, blocking=False))
    return rows[~partial].reset_index(drop=True)
