"""How old the data are: the age of each source, and the share of the people in a figure counted recently."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd


def age_days(dates: pd.Series, *, as_of: str) -> pd.Series:
    """Days from each ISO date to `as_of`; NaN where the date is unknown."""
    end = date.fromisoformat(as_of).toordinal()
    return dates.map(lambda day: end - date.fromisoformat(day[:10]).toordinal(), na_action="ignore").astype("float64")


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


def fresh_share(people: pd.Series, dates: pd.Series, *, as_of: str, within_days: float) -> float:
    """Share (0-1) of the known people who were counted at most so many days before; NaN without people."""
    known = people.fillna(0.0).to_numpy(dtype="float64")
    ages = age_days(dates, as_of=as_of).to_numpy(dtype="float64")
    total = known.sum()
    return float(known[ages <= within_days].sum() / total) if total > 0 else float(np.nan)
