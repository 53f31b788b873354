"""How old the data are: the age of each record, whether it may still be relied on, and what of a total is fresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import ReferenceProblem
from geo.explain import Explanation, Input, Result, known
from geo.settings import Setting, parse_settings

KINDS = ("site_figures", "occupancy", "shelters", "stock", "ways", "facilities")
STATES = ("fresh", "ageing", "stale", "undated")
OUT_OF_DATE = STATES[1:]
DAYS = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.0}
_DATE = 10  # letters of an ISO date; what is longer is an instant


@dataclass(frozen=True)
class Limit:
    """How long records of one kind count as fresh, and from when on as stale; both ends inclusive."""

    kind: str
    fresh: Setting
    stale: Setting

    @property
    def fresh_days(self) -> float:
        """Longest age of a fresh record, in days."""
        return self.fresh.value * DAYS[self.fresh.unit]

    @property
    def stale_days(self) -> float:
        """Longest age of a record that is not yet stale, in days."""
        return self.stale.value * DAYS[self.stale.unit]


Limits = Mapping[str, Limit]


def parse_limits(document: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Limit]:
    """Read the limits of every kind from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``freshness.kinds`` if a kind is missing or unknown, ``freshness.unit`` for another unit,
        ``freshness.order`` if stale comes before fresh; others as `geo.settings.parse_settings`.
    """
    if set(document) != set(KINDS) or any(set(entry) != {"fresh", "stale"} for entry in document.values()):
        raise ReferenceProblem("freshness.kinds", kinds=", ".join(KINDS))
    return {kind: _limit(kind, parse_settings(document[kind])) for kind in KINDS}


def _limit(kind: str, told: Mapping[str, Setting]) -> Limit:
    for one in told.values():
        if one.unit not in DAYS:
            raise ReferenceProblem("freshness.unit", kind=kind, unit=one.unit, units=", ".join(DAYS))
    limit = Limit(kind, told["fresh"], told["stale"])
    if not 0 < limit.fresh_days <= limit.stale_days:
        raise ReferenceProblem("freshness.order", kind=kind)
    return limit


def age_days(dates: pd.Series, *, as_of: str, at: str = "") -> pd.Series:
    """Age of each date or instant.

    Parameters
    ----------
    dates
        ISO dates (of Haiti) or instants (UTC); null where unknown.
    as_of
        Day of the picture (ISO): dates are held against it in whole days.
    at
        Moment of the picture (ISO, UTC): instants are held against it. By default the end of `as_of`.

    Returns
    -------
    ages
        Days (float64); NaN where the date is unknown or lies after the picture.
    """
    day = date.fromisoformat(as_of)
    moment = _instant(at) if at else datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1)
    ages = {told: _age(str(told), day, moment) for told in dates.dropna().unique()}
    found = dates.map(ages, na_action="ignore").astype("float64")
    return found.where(found >= 0)


def _age(told: str, day: date, moment: datetime) -> float:
    if len(told) <= _DATE:
        return float((day - date.fromisoformat(told)).days)
    return (moment - _instant(told)) / timedelta(days=1)


def _instant(text: str) -> datetime:
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def states(ages: pd.Series, fresh_days: Any, stale_days: Any) -> pd.Series:
    """State of each age (days): fresh up to `fresh_days`, ageing up to `stale_days`, stale beyond; NaN undated."""
    order = [ages.isna(), ages <= fresh_days, ages <= stale_days]
    return pd.Series(np.select(order, [STATES[3], STATES[0], STATES[1]], STATES[2]), index=ages.index, dtype="str")


def last_confirmed(confirmations: pd.DataFrame, table: str, ids: pd.Series) -> pd.Series:
    """Day of the last confirmation of each record of a table; null where there is none."""
    mine = confirmations[confirmations["table_name"] == table]
    last = mine.groupby("record_id")["confirmed_on"].max()
    return ids.map(last).astype("str") if len(last) else pd.Series(None, index=ids.index, dtype="str")


def later(own: pd.Series, confirmed: pd.Series) -> pd.Series:
    """Effective date: the later of a record's own date and its last confirmation; null where both are unknown."""
    newer = confirmed.notna() & (own.isna() | (confirmed > own))
    return own.astype("str").mask(newer, confirmed)


def with_counted_on(sites: pd.DataFrame, confirmations: pd.DataFrame, limit: Limit, *, as_of: str) -> pd.DataFrame:
    """Say of each site when its people were counted or last said to be still true, and whether that is fresh.

    Parameters
    ----------
    sites
        Open sites as `site_services.with_people` gives them.
    confirmations
        `CONFIRMATIONS` frame up to `as_of`.
    limit
        Limit of site figures.

    Returns
    -------
    sites
        Further columns `counted_on` (ISO, null unknown) and `counted_fresh` (bool; an unknown date is not fresh).
    """
    dated = later(sites["assessed_on"], last_confirmed(confirmations, "sites", sites["site_id"]))
    ages = age_days(dated, as_of=as_of)
    return sites.assign(counted_on=dated, counted_fresh=(ages <= limit.fresh_days).astype(bool))


def fresh_share(people: pd.Series, fresh: pd.Series) -> float:
    """Share (0-1) of the known people of a total who were counted within the limit; NaN without people."""
    counted = people.fillna(0.0).to_numpy(dtype="float64")
    total = counted.sum()
    return float(counted[fresh.to_numpy(dtype=bool)].sum() / total) if total > 0 else float(np.nan)


def fresh_shares(sites: pd.DataFrame, place: pd.Series) -> pd.Series:
    """`fresh_share` of each place; sites whose `place` is null are in none.

    Parameters
    ----------
    sites
        `people` and `counted_fresh`, as `with_counted_on` gives them.
    place
        Place of each site, on the index of `sites`.
    """
    people = sites["people"].fillna(0.0)
    sums = pd.DataFrame({"all": people, "fresh": people.where(sites["counted_fresh"], 0.0)}).groupby(place).sum()
    return (sums["fresh"] / sums["all"].where(sums["all"] > 0)).rename("fresh_share")


def carrying(result: Result, shares: pd.Series) -> Result:
    """Let every row of a result (`place`) carry the fresh share of its people, in its explanation too."""
    frame = result.frame.assign(fresh_share=result.frame["place"].map(shares).astype("float64"))
    return Result(frame, partial(_with_share, result.explain_row), result.facts)


def _with_share(explain: Any, row: dict[str, Any]) -> Explanation:
    told: Explanation = explain(row)
    return replace(told, inputs=(*told.inputs, Input("fresh_share", known(row["fresh_share"]), "share")))


def source_ages(tables: dict[str, tuple[pd.DataFrame, str]], *, as_of: str) -> pd.DataFrame:
    """Newest and oldest date of each table.

    Parameters
    ----------
    tables
        Name -> (frame, its date column).

    Returns
    -------
    ages
        `table`, `rows`, `newest`, `oldest` (ISO, null where no row is dated), `age_days` of the newest.
    """
    rows = []
    for name, (frame, column) in tables.items():
        dates = frame[column].dropna()
        newest, oldest = (str(dates.max()), str(dates.min())) if len(dates) else (None, None)
        rows.append({"table": name, "rows": len(frame), "newest": newest, "oldest": oldest})
    ages = pd.DataFrame(rows, columns=["table", "rows", "newest", "oldest"])
    return ages.assign(age_days=age_days(ages["newest"].astype("str"), as_of=as_of))
