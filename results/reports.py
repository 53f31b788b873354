"""Situation reports: what is known of an emergency at a moment, and the reports that were issued."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.errors import DataProblem
from geo.explain import Result
from geo.frames.reports import DEPARTMENT, NATIONAL
from geo.impact_changes import compared, report_changes
from geo.impacts import MEASURES
from geo.places import NATION, communes_at, department_of
from results.core import Figures, figure
from results.preparedness import DAYS, TABLES

EMERGENCY_TABLES = ("impacts", "alerts", "activations", "countersigned", "places", "confirmations", "settings")
SERIES = ("vigilance", "alerte")


@dataclass(frozen=True)
class Asked:
    """What a report is about.

    Parameters
    ----------
    emergency
        Code of the emergency.
    place
        Code of a department (report of the COUD), ``HT`` for the country (COUN).
    at
        Instant (ISO, UTC, to the minute): later reports and bulletins are left out.
    before
        Instant of the report before this one; "" where there is none.
    zone_set, days
        Zones that needs are reckoned from ("" for none), and for how many days.
    """

    emergency: str
    place: str
    at: str
    before: str = ""
    zone_set: str = ""
    days: int = DAYS

    @property
    def centre(self) -> str:
        """Which centre writes the report."""
        return NATIONAL if self.place == NATION else DEPARTMENT


@dataclass(frozen=True)
class SituationFacts:
    """Figures of a report.

    Parameters
    ----------
    asked, name
        What it is about; name of the place.
    communes
        As `geo.impacts.last_reports`, with `adm1_name`: communes without a report first.
    departments
        As `geo.impacts.impacts_by_place`; empty for one department.
    measures
        As `geo.impact_changes.compared`: sums beside those at the moment of the report before.
    alerts
        One row a department: `adm1_pcode`, `name`, and for ``vigilance`` and ``alerte`` the level in force (null: none
        is), `<series>_hazards`, `<series>_state`, `<series>_waiting` (bulletins that wait for a second person).
    activations
        Last state of each centre, with `name` of its place.
    needs
        `item`, `unit`, `need_low`, `need_middle`, `need_high` of the chain; empty where no zones were named.
    """

    asked: Asked
    name: str
    communes: pd.DataFrame
    departments: pd.DataFrame
    measures: pd.DataFrame
    alerts: pd.DataFrame
    activations: pd.DataFrame
    needs: pd.DataFrame

    @property
    def silent(self) -> pd.DataFrame:
        """Communes that never reported."""
        return self.communes[self.communes["reported_at"].isna()]

    def digest(self, texts: Mapping[str, str]) -> str:
        """Sha256 of the figures and of what a person wrote, the same in every language."""
        frames = (self.communes, self.departments, self.measures, self.alerts, self.activations, self.needs)
        told = [json.loads(frame.to_json(orient="records", date_format="iso", double_precision=6)) for frame in frames]
        said = {name: text.strip() for name, text in texts.items() if text.strip()}
        whole = json.dumps([vars(self.asked), told, said], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(whole.encode(errors="ignore")).hexdigest()


class Reports(Figures):
    """Figures of the page *events*."""

    @figure("impacts", "places")
    def bilan_changes(self, emergency: str, at: str, place: str = "") -> Result:
        """What the last report of each commune of a department changed (`geo.impact_changes.report_changes`)."""
        communes = communes_at(self.snapshot.frame("places"), "adm2")
        inside = communes[communes["adm2_pcode"].str.startswith(place)]
        return report_changes(self.snapshot.frame("impacts"), inside, emergency, at=at)

    @figure("impacts", "places")
    def bilan(self, emergency: str, at: str, place: str = "") -> Result:
        """Last report of each commune of a department, or of the country, with `adm1_name` (`Emergency.reports`)."""
        told = self.reports(emergency, at)  # type: ignore[attr-defined]
        names = self.snapshot.frame("places").drop_duplicates("adm2_pcode").set_index("adm2_pcode")["adm1_name_fr"]
        rows = told.frame[told.frame["adm2_pcode"].str.startswith(place)].reset_index(drop=True)
        named = rows["adm2_pcode"].map(names).fillna(department_of(rows["adm2_pcode"]))
        return replace(told, frame=rows.assign(adm1_name=named.astype("str")))

    @figure("impacts", "places")
    def bilan_by(self, emergency: str, level: str, at: str, place: str = "") -> Result:
        """Sums of the last reports with `communes_silent`, of a department or of all (`Emergency.impacts`)."""
        told = self.impacts(emergency, level, at)  # type: ignore[attr-defined]
        rows = told.frame
        if level in ("adm1", "adm2"):
            rows = rows[rows["place"].str.startswith(place)].reset_index(drop=True)
        return replace(told, frame=rows.assign(communes_silent=rows["communes"] - rows["communes_reporting"]))

    @figure(*EMERGENCY_TABLES, "zones", *TABLES)
    def situation(self, asked: Asked) -> SituationFacts:
        """Every figure of a situation report.

        Raises
        ------
        DataProblem
            ``report_place`` for a place that is neither a department nor ``HT``; ``report_emergency`` for an emergency
            that nobody reported of.
        """
        departments = self.departments()  # type: ignore[attr-defined]
        named = departments["name"].fillna(departments["place"])
        names = {NATION: "Haïti", **dict(zip(departments["place"], named, strict=True))}
        if asked.place not in names:
            raise DataProblem("report_place", place=asked.place)
        if asked.emergency not in set(self.emergencies(asked.at)["emergency"]):  # type: ignore[attr-defined]
            raise DataProblem("report_emergency", emergency=asked.emergency)
        inside = "" if asked.place == NATION else asked.place
        every = None if asked.place == NATION else 0
        return SituationFacts(
            asked, names[asked.place], self.bilan(asked.emergency, asked.at, inside).frame,
            self.bilan_by(asked.emergency, "adm1", asked.at).frame.iloc[:every],
            self.bilan_measures(asked.emergency, asked.at, asked.before, inside).frame,
            self._in_force(asked.at, inside), self._activated(asked.at, asked.place, names), self._needs_of(asked),
        )  # fmt: skip

    @figure("impacts", "places")
    def bilan_measures(self, emergency: str, at: str, before: str = "", place: str = "") -> Result:
        """Sums of the last reports beside those of an earlier moment, "" for none (`geo.impact_changes.compared`)."""
        now = self.bilan(emergency, at, place).frame
        then = self.bilan(emergency, before, place).frame if before else now.assign(**dict.fromkeys(MEASURES, math.nan))
        return compared(now, then)

    @figure("impacts", "alerts", "activations")
    def last_told(self) -> str:
        """Instant of the last report, bulletin or activation in the picture; "" where there is none."""
        read = self.snapshot.frame
        told = [read("impacts")["reported_at"], read("alerts")["issued_at"], read("activations")["issued_at"]]
        known = pd.concat(told).dropna()
        return str(known.max()) if len(known) else ""

    @figure("situation_reports")
    def situation_reports(self, emergency: str = "", place: str = "") -> pd.DataFrame:
        """Reports that were issued, the newest first: columns of `SITUATION_REPORTS`, `latest` (of its number)."""
        rows = self.snapshot.frame("situation_reports")
        rows = rows[(rows["emergency"] == emergency) | (emergency == "")]
        rows = rows[(rows["place"] == place) | (place == "")]
        rows = rows.sort_values(["issued_at", "number", "revision"], ascending=False, kind="stable", ignore_index=True)
        last = rows.groupby(["emergency", "centre", "place", "number"])["revision"].transform("max")
        return rows.assign(latest=rows["revision"] == last)

    def _in_force(self, at: str, place: str) -> pd.DataFrame:
        """The worst vigilance and the worst alerte of each department, side by side."""
        whole = self.departments().rename(columns={"place": "adm1_pcode"})  # type: ignore[attr-defined]
        whole = whole[whole["adm1_pcode"].str.startswith(place)].reset_index(drop=True)
        for series in SERIES:
            worst = self.worst_by_department(series, at)  # type: ignore[attr-defined]
            worst = worst.drop_duplicates("adm1_pcode").set_index("adm1_pcode")
            for column, name in (("level", series), ("hazards", f"{series}_hazards"), ("state", f"{series}_state")):
                whole[name] = whole["adm1_pcode"].map(worst[column]).astype("str")
            whole[f"{series}_waiting"] = whole["adm1_pcode"].map(worst["waiting"]).fillna(0).astype("float64")
        return whole

    def _activated(self, at: str, place: str, names: Mapping[str, str]) -> pd.DataFrame:
        rows = self.activations(at)  # type: ignore[attr-defined]
        if place != NATION:
            rows = rows[rows["place"].str.startswith(place) | (rows["place"] == NATION)]
        return rows.assign(name=rows["place"].map(names).fillna(rows["name"]).astype("str")).reset_index(drop=True)

    def _needs_of(self, asked: Asked) -> pd.DataFrame:
        """Needs of the chain in the place, over all classes of the zones."""
        columns = ["item", "unit", "need_low", "need_middle", "need_high"]
        if not asked.zone_set:
            return pd.DataFrame(columns=columns)
        level = "adm0" if asked.place == NATION else "adm1"
        told = self.exposure_needs(asked.zone_set, level, asked.days)  # type: ignore[attr-defined]
        rows = told.frame[told.frame["place"] == asked.place]
        units: dict[str, str] = told.facts["needs_units"]
        return pd.DataFrame([{"item": item, "unit": unit, **_quantities(rows, item)} for item, unit in units.items()],
                            columns=columns)  # fmt: skip


def _quantities(rows: pd.DataFrame, item: str) -> dict[str, Any]:
    """Low, middle and high quantity of an item, over the classes; NaN where one of them is unknown."""
    bounds = ("low", "middle", "high")
    if rows.empty:
        return {f"need_{bound}": math.nan for bound in bounds}
    return {f"need_{bound}": sum(one.get(item, math.nan) for one in rows[f"needs_{bound}"]) for bound in bounds}
