"""What if units were added: answers with the additions in them, and how coverage would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Input, Result, known
from geo.frames import ASSESSMENTS, promised
from geo.site_services import ratio

COLUMNS = ("site_id", "column", "quantity")
_NUMBERS = ("integer", "number")


@dataclass(frozen=True)
class Added:
    """Answers with additions in them.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame: the last row of each site up to the day holds what it would have.
    told
        One row per site and column asked: `quantity`, `before`, `after` (NaN unknown) and `outcome`: ``added``,
        ``unknown_before`` (nobody told how many there are: still unknown) or ``never_assessed``.
    """

    assessments: pd.DataFrame
    told: pd.DataFrame


def with_additions(assessments: pd.DataFrame, additions: pd.DataFrame, *, as_of: str) -> Added:
    """Add units to what each site was last seen to have; nothing is stored.

    Parameters
    ----------
    assessments
        `ASSESSMENTS` frame. The last row by `assessed_on` up to `as_of` is the one that counts, as in coverage.
    additions
        `site_id`, `column` (a count or amount of the frame), `quantity` (may be negative for what is taken away).
        Rows of one site and column add up.
    as_of
        Date (ISO), inclusive.

    Returns
    -------
    added
        New answers and what became of each addition. Unknown plus n stays unknown.

    Raises
    ------
    MissingColumn
        If `additions` lacks a column.
    DataProblem
        ``additions.column`` for a column that holds no count or amount, ``additions.quantity`` for a quantity
        that is no number or that would leave less than nothing.
    """
    _check(additions)
    asked = additions.groupby(["site_id", "column"], sort=False)["quantity"].sum().reset_index()
    seen = assessments[assessments["assessed_on"] <= as_of].sort_values("assessed_on", kind="stable")
    last = pd.Series(seen.index, index=seen["site_id"]).groupby(level=0).last()
    asked = asked.assign(at=asked["site_id"].map(last))
    rows = assessments.copy()
    told = pd.concat([_added(rows, str(column), part) for column, part in asked.groupby("column", sort=False)])
    told = told.sort_index()[[*COLUMNS, "before", "after", "outcome"]].reset_index(drop=True)
    return Added(rows, told)


def _check(additions: pd.DataFrame) -> None:
    promised("additions", additions, *COLUMNS)
    if additions.empty:
        raise DataProblem("additions.none")
    for column in additions["column"].unique():
        if column not in ASSESSMENTS.by_name or ASSESSMENTS.by_name[column].kind not in _NUMBERS:
            raise DataProblem("additions.column", column=str(column))
    if not np.isfinite(additions["quantity"].to_numpy(dtype="float64", na_value=np.nan)).all():
        raise DataProblem("additions.quantity", column=str(additions["column"].iloc[0]))


def _added(rows: pd.DataFrame, column: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Write one column's additions into `rows`; tell what became of each."""
    before = asked["at"].map(rows[column]).astype("float64")
    after = before + asked["quantity"]
    if (after < 0).any():
        raise DataProblem("additions.quantity", column=column)
    good = after.notna()
    rows.loc[asked.loc[good, "at"].to_numpy(), column] = after[good].to_numpy()
    outcome = np.select([asked["at"].isna(), before.isna()], ["never_assessed", "unknown_before"], "added")
    return asked.assign(before=before, after=after, outcome=pd.array(outcome, dtype="str"))


def change(before: pd.DataFrame, after: pd.DataFrame, communes: pd.DataFrame) -> Result:
    """How coverage of each place changes from one reckoning of the same sites to another.

    Parameters
    ----------
    before, after
        Site rows of `coverage.coverage_of_sites` for the same sites, standards and phase.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    change
        One row per place and standard: `coverage_share_before` and `_after` (0-1; NaN where nobody is assessed),
        `coverage_low_before` and `_after`, `gap_before` and `_after` (NaN where no gap is known),
        `people_newly_met`, `people_no_longer_met` (persons at sites whose verdict changed),
        `sites_newly_met`, and `changed` (whether any site's verdict or gap did).

    Notes
    -----
    Method: docs/methods.md#closing-the-gap.
    """
    key = ["site_id", "standard"]
    later = after[[*key, "status", "gap"]].rename(columns={"status": "status_after", "gap": "gap_after"})
    both = before.merge(later, on=key, how="inner", validate="one_to_one")
    by_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")
    both["place"] = both["adm2_pcode"].map(by_commune["place"])
    both["place_name"] = both["adm2_pcode"].map(by_commune["name"])
    frame = _places(_told(both[both["place"].notna()]))
    return Result(frame, _explain, {"sites": int(both["site_id"].nunique())})


def _told(both: pd.DataFrame) -> pd.DataFrame:
    people = both["people"].fillna(0.0)
    told = {}
    for side, status in (("before", both["status"]), ("after", both["status_after"])):
        for group in ("met", "short", "not_assessed"):
            told[f"{group}_{side}"] = people * (status == group)
    now_met = (both["status"] != "met") & (both["status_after"] == "met")
    told["people_newly_met"], told["sites_newly_met"] = people * now_met, now_met
    told["people_no_longer_met"] = people * ((both["status"] == "met") & (both["status_after"] != "met"))
    same = both["gap"].eq(both["gap_after"]) | (both["gap"].isna() & both["gap_after"].isna())
    told["changed"] = (both["status"] != both["status_after"]) | ~same
    return both.rename(columns={"gap": "gap_before"}).assign(**told)


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    sums = [f"{group}_{side}" for side in ("before", "after") for group in ("met", "short", "not_assessed")]
    sums += ["people_newly_met", "people_no_longer_met"]
    grouped = rows.groupby(["place", "standard"], sort=False, observed=True)
    first = grouped[["place_name", "sector", "gap_unit"]].first().rename(columns={"place_name": "name"})
    total = grouped[sums].sum()
    for side in ("before", "after"):
        met, short, unknown = (total.pop(f"{group}_{side}").to_numpy() for group in ("met", "short", "not_assessed"))
        total[f"coverage_share_{side}"] = ratio(met, met + short)
        total[f"coverage_low_{side}"] = ratio(met, met + short + unknown)
    gaps = grouped[["gap_before", "gap_after"]].sum(min_count=1)
    rest = pd.concat([grouped["sites_newly_met"].sum().astype("int64"), grouped["changed"].any()], axis=1)
    return pd.concat([first, total, gaps, rest], axis=1).reset_index()


def _explain(row: dict[str, Any]) -> Explanation:
    shares = ("coverage_share_before", "coverage_low_before", "coverage_low_after")
    people = ("people_newly_met", "people_no_longer_met")
    return Explanation(
        figure="coverage_after",
        formula="coverage_share_after = coverage_share with the additions in the last answers of their sites",
        inputs=(*(Input(name, known(row[name]), "share") for name in shares),
                *(Input(name, known(row[name]), "persons") for name in people),
                *(Input(name, known(row[name]), row["gap_unit"]) for name in ("gap_before", "gap_after"))),
        value=known(row["coverage_share_after"]),
        unit="share",
        clause="docs/methods.md#closing-the-gap",
        source="assessments",
        notes=("gap.nothing_stored",),
    )  # fmt: skip
