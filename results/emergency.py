"""What is in force in an emergency: vigilance and alerte, centres that are active, and what communes report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from data.countersigned import record_ids, wanted
from data.moments import moment_of
from geo.alerts import activations_at, alerts_at, worst_by_department
from geo.errors import DataProblem
from geo.explain import Result
from geo.frames.alerts import SERIES
from geo.impacts import impacts_by_place, last_reports, report_before
from geo.places import communes_at
from results.core import Figures, figure

ALERT_TABLES = ("alerts", "countersigned", "confirmations", "places", "settings")
IMPACT_TABLES = ("impacts", "places")
TO_CONFIRM = "to_confirm"
P = ParamSpec("P")
Value = TypeVar("Value")


def figure_at(
    *tables: str,
) -> Callable[[Callable[Concatenate[Any, P], Value]], Callable[Concatenate[Any, P], Value]]:
    """Make a method a figure whose `at`, where it is "", is the instant of the picture: kept by the minute."""

    def wrap(compute: Callable[Concatenate[Any, P], Value]) -> Callable[Concatenate[Any, P], Value]:
        asked, shape = figure(*tables)(compute), signature(compute)

        @wraps(compute)
        def at_its_moment(self: Emergency, /, *args: P.args, **kwargs: P.kwargs) -> Value:
            told = shape.bind(self, *args, **kwargs)
            told.apply_defaults()
            told.arguments["at"] = told.arguments["at"] or self.moment()
            return asked(*told.args, **told.kwargs)

        return at_its_moment

    return wrap


class Emergency(Figures):
    """Figures of emergencies. Every `at` is an instant (ISO, UTC, to the minute); "" is that of the picture."""

    def moment(self) -> str:
        """Return the instant of the picture: now, or the end of its day where that is past."""
        return moment_of(self.snapshot.as_of)

    @figure_at(*ALERT_TABLES)
    def alerts_in_force(self, series: str, at: str = "") -> Result:
        """One series by department and hazard (`geo.alerts.alerts_at`).

        Returns
        -------
        alerts
            As `geo.alerts.alerts_at`, with `record_id`, `author`, `confirmed` and `confirmed_by`. Where a second
            person is asked for (`facts`: `second_person`), only confirmed bulletins are in force; those that wait
            and are newer stand after them with the state ``to_confirm`` (`facts`: `to_confirm`).

        Raises
        ------
        DataProblem
            ``unknown_value`` for another series.
        """
        if series not in SERIES:
            raise DataProblem("unknown_value", column="series", value=series)
        every = self._bulletins(series)
        second = wanted(self.snapshot.settings)
        counts = every["confirmed"].to_numpy(dtype=bool, na_value=False) | (not second)
        told = alerts_at(every[counts], self._departments(), at=at)
        mine = told.frame[told.frame["series"] == series]
        waiting = _waiting(every[~counts & (every["issued_at"] <= at).to_numpy(dtype=bool)], mine, self._departments())
        rows = pd.concat([mine, waiting], ignore_index=True)
        facts = {**told.facts, "second_person": second, "to_confirm": len(waiting)}
        return Result(rows, told.explain_row, facts)

    @figure_at(*ALERT_TABLES)
    def worst_by_department(self, series: str, at: str = "") -> pd.DataFrame:
        """Worst level in force in each department (`geo.alerts.worst_by_department`), and `waiting`: to confirm."""
        told = self.alerts_in_force(series, at).frame
        worst = worst_by_department(told[told["state"] != TO_CONFIRM], series)
        waiting = told[told["state"] == TO_CONFIRM].groupby("adm1_pcode").size()
        return worst.assign(waiting=worst["adm1_pcode"].map(waiting).fillna(0).astype("int64"))

    @figure_at(*ALERT_TABLES)
    def bulletins(self, series: str = "", department: str = "", at: str = "") -> pd.DataFrame:
        """Every bulletin issued up to an instant, newest first: the history of a department, or of all."""
        rows = self._bulletins(series)
        rows = rows[rows["issued_at"] <= at]
        rows = rows[rows["adm1_pcode"] == department] if department else rows
        named = rows.assign(name=rows["adm1_pcode"].map(self._names()).fillna(rows["adm1_pcode"]).astype("str"))
        return named.sort_values(["issued_at", "series", "adm1_pcode"], ascending=[False, True, True],
                                 kind="stable", ignore_index=True)  # fmt: skip

    def to_confirm(self, at: str = "") -> pd.DataFrame:
        """Bulletins of both series that wait for a second person, the newest first."""
        rows = pd.concat([self.alerts_in_force(series, at).frame for series in SERIES], ignore_index=True)
        return rows[rows["state"] == TO_CONFIRM].sort_values("issued_at", ascending=False, ignore_index=True)

    def second_person(self) -> bool:
        """Whether a bulletin counts only once a second person confirmed it."""
        return wanted(self.snapshot.settings)

    @figure("places")
    def place_names(self) -> dict[str, str]:
        """Names of the country, its departments and communes by P-code, in this order."""
        rows = self.snapshot.frame("boundaries").drop_duplicates("adm_pcode")
        rows = rows[rows["adm_level"].isin(["adm0", "adm1", "adm2"])].sort_values("adm_pcode")
        rows = rows.sort_values("adm_level", kind="stable")
        return dict(zip(rows["adm_pcode"], rows["name_fr"], strict=True))

    @figure_at("activations", "places")
    def activations(self, at: str = "") -> pd.DataFrame:
        """Last state of each emergency centre (`geo.alerts.activations_at`), with `name` of its place."""
        rows = activations_at(self.snapshot.frame("activations"), at=at)
        return rows.assign(name=rows["place"].map(self.place_names()).fillna(rows["place"]).astype("str"))

    @figure_at("impacts")
    def emergencies(self, at: str = "") -> pd.DataFrame:
        """Emergencies that communes report of, the one reported last first.

        Columns: `emergency`, `first_reported_at`, `last_reported_at`, `reports`, `communes` (how many report).
        """
        told = self.snapshot.frame("impacts")
        told = told[told["reported_at"] <= at]
        by = told.groupby("emergency")
        found = by["reported_at"].agg(first_reported_at="min", last_reported_at="max")
        found = found.assign(reports=by.size().astype("int64"), communes=by["adm2_pcode"].nunique().astype("int64"))
        return found.reset_index().sort_values(["last_reported_at", "emergency"], ascending=[False, True],
                                               kind="stable", ignore_index=True)  # fmt: skip

    @figure_at(*IMPACT_TABLES)
    def reports(self, emergency: str, at: str = "") -> Result:
        """Last report of each commune of the country, those without one first (`geo.impacts.last_reports`)."""
        return self._reports(emergency, at)

    @figure_at(*IMPACT_TABLES)
    def impacts(self, emergency: str, level: str = "adm1", at: str = "") -> Result:
        """Sums of the last reports by place of a level (`geo.impacts.impacts_by_place`)."""
        told = self._reports(emergency, at)
        summed = impacts_by_place(told.frame, communes_at(self.snapshot.frame("places"), level))
        return replace(summed, facts={**told.facts, **summed.facts, "level": level})

    @figure_at(*IMPACT_TABLES)
    def report_history(self, emergency: str, commune: str = "", at: str = "") -> pd.DataFrame:
        """Every report of an emergency up to an instant, newest first; of one commune, or of all."""
        told = self.snapshot.frame("impacts")
        told = told[(told["emergency"] == emergency) & (told["reported_at"] <= at)]
        told = told[told["adm2_pcode"] == commune] if commune else told
        names = self.snapshot.frame("places").drop_duplicates("adm2_pcode").set_index("adm2_pcode")["name_fr"]
        named = told.assign(name=told["adm2_pcode"].map(names).fillna(told["adm2_pcode"]).astype("str"))
        return named.sort_values(["reported_at", "adm2_pcode"], ascending=[False, True], kind="stable",
                                 ignore_index=True)  # fmt: skip

    @figure_at(*IMPACT_TABLES)
    def previous_reports(self, emergency: str, at: str = "") -> Result:
        """What each commune had reported before its last report: the same columns as `reports`.

        A commune with one report or none has no figure here: what it said before is unknown, not zero.
        """
        before = report_before(self.snapshot.frame("impacts"), emergency, at=at)
        return last_reports(before, self._communes(), emergency, at=at)

    def _reports(self, emergency: str, at: str) -> Result:
        return last_reports(self.snapshot.frame("impacts"), self._communes(), emergency, at=at)

    def _communes(self) -> pd.DataFrame:
        return communes_at(self.snapshot.frame("places"), "adm2")

    def _bulletins(self, series: str = "") -> pd.DataFrame:
        """Bulletins with who entered and who confirmed them."""
        rows = self.snapshot.frame("alerts")
        rows = rows[rows["series"] == series] if series else rows
        rows = rows.assign(record_id=record_ids(rows)).drop(columns="entered_by")
        return rows.merge(self.snapshot.frame("countersigned"), on="record_id", how="left").astype(
            {"confirmed": "boolean"}
        )

    def _departments(self) -> pd.DataFrame:
        rows = self.snapshot.frame("places").drop_duplicates("adm1_pcode")
        return pd.DataFrame({"adm1_pcode": rows["adm1_pcode"], "name": rows["adm1_name_fr"]}).reset_index(drop=True)

    def _names(self) -> pd.Series:
        return self._departments().set_index("adm1_pcode")["name"]


def _waiting(rows: pd.DataFrame, told: pd.DataFrame, departments: pd.DataFrame) -> pd.DataFrame:
    """Bulletins that wait for a second person and are newer than what is told of their department and hazard."""
    newest = told.dropna(subset=["hazard"]).groupby(["adm1_pcode", "hazard"])["issued_at"].max()
    keys = pd.MultiIndex.from_frame(rows[["adm1_pcode", "hazard"]])
    held = pd.Series(newest.reindex(keys).to_numpy(), index=rows.index, dtype="str") if len(rows) else rows["issued_at"]
    later = rows[(held.isna() | (rows["issued_at"] > held)).to_numpy(dtype=bool)]
    names = departments.set_index("adm1_pcode")["name"]
    named = later.assign(
        name=later["adm1_pcode"].map(names).fillna(later["adm1_pcode"]).astype("str"), rank=np.nan, state=TO_CONFIRM
    )
    order = ["issued_at", "adm1_pcode", "hazard"]
    return named.sort_values(order, ascending=[False, True, True], kind="stable")[list(told.columns)]
