"""How wrong can it be: past events by the engines and the shipped rates, beside what was reported."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from data.reference_backtests import backtests, shelter_use
from geo.explain import Explanation, Input, Result, known
from results.core import Figures, figure

CLAUSE = "docs/methods.md#backtests"
FIGURES = ("event", "hazard", "on", "figure", "low", "middle", "high", "runs_least", "runs_most", "other_population",
           "recorded", "ratio", "source")  # fmt: skip


class Backtests(Figures):
    """Figures of the part *backtests* of the page *help*."""

    @figure()
    def backtests(self) -> Result:
        """Every figure of every event: `FIGURES`, persons; `recorded` and `ratio` NaN where nothing was reported."""
        told = backtests()
        rows = [
            {"event": key, "hazard": event["hazard"], "on": event["on"], **one}
            for key, event in told["events"].items()
            for one in event["figures"]
        ]
        frame = pd.DataFrame(rows).reindex(columns=list(FIGURES))
        facts = {
            "population": told["population"],
            "runs": {key: one["runs"] for key, one in told["events"].items()},
            "quick": {key: one.get("quick_displaced") for key, one in told["events"].items()},
        }
        return Result(frame, partial(_explain, facts), facts)

    @figure()
    def backtest_classes(self, event: str) -> pd.DataFrame:
        """People exposed in each class of one event: `hazard_class`, `exposed`."""
        classes = backtests()["events"][event]["classes"]
        return pd.DataFrame({"hazard_class": list(classes), "exposed": list(classes.values())})

    @figure("places")
    def backtest_departments(self, event: str) -> pd.DataFrame:
        """One event by department, the most displaced first; departments that it does not reach are left out."""
        rows = pd.DataFrame(backtests()["events"][event]["departments"])
        names = self.departments().set_index("place")["name"]  # type: ignore[attr-defined]
        met = rows[rows["exposed"] > 0]
        told = met.assign(adm1_name=met["adm1_pcode"].map(names).fillna(met["adm1_pcode"]))
        return told.sort_values("displaced_middle", ascending=False, kind="stable", ignore_index=True)

    @figure()
    def shelter_use(self) -> Result:
        """Shelters in past events: opened, hosting, people; `people_shelter`, `hosting_share`, `sheltered_share`.

        Ratios are NaN where a part was not reported.
        """
        rows = shelter_use()
        told = rows.assign(
            people_shelter=rows["people"] / rows["hosting"],
            hosting_share=rows["hosting"] / rows["opened"],
            sheltered_share=rows["people"] / rows["displaced"],
        )
        return Result(told, _explain_use, {})


def source_key(row: dict[str, Any]) -> str:
    """Who reported a figure: key ``source.<key>``."""
    return f"backtest_{row['event']}_{row['figure']}"


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    persons = ("low", "middle", "high", "runs_least", "runs_most", "other_population", "recorded")
    return Explanation(
        figure="backtest",
        formula="backtest_ratio = backtest_middle / backtest_recorded",
        inputs=(
            *(Input(f"backtest_{name}", known(row[name]), "persons") for name in persons),
            Input("backtest_runs", float(facts["runs"][row["event"]]), ""),
            Input("backtest_year", float(facts["population"]["year"]), "year"),
            Input("backtest_other_year", float(facts["population"]["other_year"]), "year"),
        ),
        value=known(row["ratio"]),
        unit="",
        clause=CLAUSE,
        dated=row["on"],
        source=source_key(row) if known(row["recorded"]) else "",
        status="unverified",
        notes=("unverified",),
    )


def _explain_use(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="people_shelter",
        formula="people_shelter = use_people / use_hosting",
        inputs=(
            Input("use_people", known(row["people"]), "persons"),
            Input("use_hosting", known(row["hosting"]), "shelters"),
            Input("use_opened", known(row["opened"]), "shelters"),
            Input("use_displaced", known(row["displaced"]), "persons"),
        ),
        value=known(row["people_shelter"]),
        unit="persons/shelter",
        clause=CLAUSE,
        dated=row["on"],
        source=f"use_{row['key']}",
        status=row["status"],
    )
