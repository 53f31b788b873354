"""Where a portfolio of disasters comes from: what happened, kept scenarios, or a made catalogue; always households."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.errors import DataProblem

HISTORY, SCENARIOS, MADE = KINDS = ("history", "scenarios", "made")
DEMAND = ("scenario_id", "adm2_pcode", "households", "probability")
_HAITI = "HTI"


@dataclass(frozen=True)
class Portfolio:
    """Which portfolio is asked for.

    Parameters
    ----------
    kind
        ``history`` (disasters of the snapshot), ``scenarios`` (those that are kept) or ``made``.
    events, seed, step
        Of a made catalogue: how many disasters, its seed, and whose households demand (``displaced``, ``in_need``).
    """

    kind: str = MADE
    events: int = 1_000
    seed: int = 1
    step: str = "displaced"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataProblem("preposition.bad_portfolio", value=self.kind, kinds=", ".join(KINDS))


@dataclass(frozen=True)
class Disasters:
    """A portfolio.

    Parameters
    ----------
    kind
        As asked for.
    demand
        `DEMAND`: households by disaster and commune; `probability` of the disaster.
    left_out
        Rows without a commune or without a number of people, and of other countries.
    per_year
        Disasters a year by hazard, of a made catalogue; empty: not known.
    """

    kind: str
    demand: pd.DataFrame
    left_out: int
    per_year: dict[str, float]


def history(portfolio: pd.DataFrame, household_size: float) -> Disasters:
    """Past disasters of Haiti as households affected, each as likely as any other.

    Parameters
    ----------
    portfolio
        `PORTFOLIO` frame.
    household_size
        Persons.

    Raises
    ------
    DataProblem
        ``preposition.no_history`` where none has a commune and people.
    """
    here = portfolio["country_iso3"].fillna(_HAITI).str.upper() == _HAITI
    known = here & portfolio["adm2_pcode"].notna() & (portfolio["people_affected"] >= 0)
    rows = portfolio[known]
    if rows.empty:
        raise DataProblem("preposition.no_history", rows=len(portfolio))
    sums = rows.groupby(["disaster_id", "adm2_pcode"], sort=True)["people_affected"].sum().reset_index()
    return Disasters(HISTORY, _even(sums["disaster_id"], sums["adm2_pcode"], sums["people_affected"] / household_size),
                     int((~known).sum()), {})  # fmt: skip


def of_needs(needs: dict[str, pd.DataFrame]) -> Disasters:
    """Kept scenarios, each as likely as any other.

    Parameters
    ----------
    needs
        Name of a scenario -> `adm2_pcode`, `households` (NaN unknown: left out, and counted).

    Raises
    ------
    DataProblem
        ``preposition.no_scenarios`` where there is none.
    """
    if not needs:
        raise DataProblem("preposition.no_scenarios")
    rows = pd.concat([one.assign(scenario_id=name) for name, one in needs.items()], ignore_index=True)
    known = rows[rows["households"] >= 0]
    demand = _even(known["scenario_id"], known["adm2_pcode"], known["households"])
    return Disasters(SCENARIOS, demand, len(rows) - len(known), {})


def units_of(demand: pd.DataFrame, per_household: float) -> pd.DataFrame:
    """Demand of one item: `scenario_id`, `place`, `quantity` (units), `probability`."""
    return pd.DataFrame(
        {
            "scenario_id": demand["scenario_id"], "place": demand["adm2_pcode"],
            "quantity": demand["households"] * per_household, "probability": demand["probability"],
        }
    )  # fmt: skip


def _even(scenario: pd.Series, commune: pd.Series, households: pd.Series) -> pd.DataFrame:
    count = max(scenario.nunique(), 1)
    return pd.DataFrame(
        {
            "scenario_id": scenario.astype("str").to_numpy(), "adm2_pcode": commune.astype("str").to_numpy(),
            "households": households.to_numpy(dtype="float64"), "probability": np.full(len(scenario), 1.0 / count),
        }
    )  # fmt: skip
