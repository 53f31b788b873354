"""Is early action due? Every rule on every advisory of the storms in the snapshot, and what it was told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data.reference_triggers import triggers
from data.scenario_files import reckoning
from geo.cyclone_scenario import CycloneScenario
from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.frames.outbox import TOLD_MEASURES
from geo.scenario import Scenario, parse_scenario
from geo.scenario_parts import Stamp, document_of_track
from geo.storm_facts import advisories, approach, way_gone
from geo.storm_track import hourly, positions_of
from geo.triggers import FIRES, Condition, evaluated
from geo.wind_radii import QUADRANTS, radii_footprints, radii_zones
from results.core import Figures, figure
from results.preparedness import TABLES as EXPOSED

HURRICANE_KT = 64.0
STORMS = ("tracks", "storm_facts")
PEOPLE, SEEN, NEAREST = "people_in_64_kt", "people_in_64_kt_observed", "nearest_approach"
OF_PEOPLE = ("people_modelled", "people_radii")
UNITS = {PEOPLE: "persons", SEEN: "persons", NEAREST: "km", "people_modelled": "persons", "people_radii": "persons"}
_NOT_IN_A_KEY = re.compile(r"[^A-Za-z0-9._-]")


class Triggers(Figures):
    """Figures of rules for early action. A firing is a detection, never an official activation."""

    @figure("tracks")
    def advisories(self) -> pd.DataFrame:
        """Advisories of every storm, the newest first (`geo.storm_facts.advisories`)."""
        return advisories(self.snapshot.frame("tracks"))

    @figure(*EXPOSED)
    def people_in_hurricane_winds(self, track: Scenario) -> dict[str, float]:
        """People of the country where winds of 64 kt come: as reckoned, and inside the radii that the advisory gives.

        Kept by the track alone: another advisory changes nothing of it. NaN where it cannot be reckoned.
        """
        modelled = self.scenario_needs(track, "adm0").frame  # type: ignore[attr-defined]
        told = {"people_modelled": _in_hurricane(modelled), "people_radii": float("nan"), "radii_complete": 0.0}
        if isinstance(track.told, CycloneScenario):
            rules, positions = reckoning().wind, track.told.positions
            try:
                laid = radii_footprints(positions, rules)
            except BadScenario:
                return told
            zones = radii_zones(laid.frame, rules, zone_set=track.told.key, source=track.told.source)
            if laid.facts["unknown_64"] < laid.facts["positions"]:
                told["people_radii"] = _in_hurricane(self.exposure_of(zones, "adm0").frame)  # type: ignore[attr-defined]
                told["radii_complete"] = float(_radii_everywhere(positions))
        return told

    @figure(*STORMS, *EXPOSED)
    def storm_facts(self, storm_id: str, advisory: str) -> dict[str, Any]:
        """What is known of a storm by one advisory: measure -> value, None where nobody knows.

        Also `lead_hours`, `arrives_at`, `fault` (code of what is wrong with the track, "" for nothing), and the two
        figures of which `people_in_64_kt` is one: that of the radii where the advisory gives them for every position
        with such winds, else the larger.
        """
        tracks = self.snapshot.frame("tracks")
        told: dict[str, Any] = dict.fromkeys((PEOPLE, SEEN, NEAREST, *TOLD_MEASURES, "lead_hours"))
        told |= {"arrives_at": "", "fault": "", "over_land": False} | self._told_by_hand(storm_id, advisory)
        positions = positions_of(tracks, storm_id, advisory)
        try:
            told |= self._forecast(positions, storm_id, advisory)
        except BadScenario as error:
            told["fault"] = error.code
        until = str(positions["valid_at"].iloc[0]) if len(positions) else ""
        told[SEEN] = self._people_seen(way_gone(tracks, storm_id, until), storm_id)
        return told

    @figure(*STORMS, *EXPOSED)
    def evaluation(self, storm_id: str, advisory: str) -> Result:
        """Every rule on one advisory (`geo.triggers.evaluated`)."""
        facts = self.storm_facts(storm_id, advisory)
        told = evaluated(triggers(), facts, lead_hours=facts["lead_hours"])
        names = {"storm_id": storm_id, "advisory": advisory, "arrives_at": facts["arrives_at"], "fault": facts["fault"]}
        issued = self.advisories().set_index(["storm_id", "advisory"])["issued_at"]

        def explain(row: dict[str, Any]) -> Explanation:
            dated = str(issued.get((storm_id, advisory), ""))
            said = told.explain_row(row)
            more = tuple(Input(name, known(facts.get(name)), UNITS[name]) for name in OF_PEOPLE)
            asked = any(one.name == PEOPLE for one in said.inputs)
            return replace(said, dated=dated, inputs=(*said.inputs, *(more if asked else ())))

        frame = told.frame.assign(**names).astype(dict.fromkeys(names, "str"))
        return Result(frame, explain, told.facts | {"facts": facts})

    @figure(*STORMS, *EXPOSED)
    def evaluations(self) -> pd.DataFrame:
        """Every rule on every advisory, the newest first: `advisories` with the columns of `evaluation`."""
        heads = self.advisories()
        rows = [self.evaluation(one.storm_id, one.advisory).frame for one in heads.itertuples()]
        if not rows:
            return heads.assign(**{name: pd.Series(dtype="str") for name in ("trigger", "stage", "state", "why")})
        every = pd.concat(rows, ignore_index=True)
        return heads.merge(every, on=["storm_id", "advisory"], how="left", sort=False)

    def firings(self) -> pd.DataFrame:
        """Rules that fire on the newest advisory of their storm: rows of `evaluations`."""
        rows = self.evaluations()
        return rows[rows["newest"] & (rows["state"] == FIRES)].reset_index(drop=True)

    def fired_before(self) -> pd.DataFrame:
        """Rules that fired on an earlier advisory and no longer do: the first such row of `evaluations` of each."""
        rows, key = self.evaluations(), ["storm_id", "trigger"]
        fired = rows[rows["state"] == FIRES]
        still = pd.MultiIndex.from_frame(fired.loc[fired["newest"], key])
        gone = fired[~pd.MultiIndex.from_frame(fired[key]).isin(still)]
        return gone.sort_values("issued_at", kind="stable").drop_duplicates(key).reset_index(drop=True)

    def conditions(self, trigger: str) -> tuple[Condition, ...]:
        """Conditions of a rule, any one of which is enough."""
        return next(one.conditions for one in triggers() if one.key == trigger)

    def _told_by_hand(self, storm_id: str, advisory: str) -> dict[str, float | None]:
        rows = self.snapshot.frame("storm_facts")
        mine = rows[(rows["storm_id"] == storm_id) & (rows["advisory"] == advisory) & rows["value"].notna()]
        return dict(zip(mine["measure"], mine["value"].astype(float), strict=True))

    def _forecast(self, positions: pd.DataFrame, storm_id: str, advisory: str) -> dict[str, Any]:
        """What the positions of an advisory say."""
        near = approach(hourly(positions, reckoning().wind), reckoning().land)
        people = self.people_in_hurricane_winds(_scenario(positions, f"{storm_id}-{advisory}"))
        return people | {
            PEOPLE: _held(people), NEAREST: near.nearest_km, "arrives_at": near.at, "over_land": near.over_land,
            "lead_hours": None if np.isnan(near.hours) else near.hours,
        }  # fmt: skip

    def _people_seen(self, gone: pd.DataFrame, storm_id: str) -> float | None:
        """People where winds of 64 kt came until now; None where the way is known by fewer than two positions."""
        if len(gone) < 2:
            return None
        try:
            people = self.people_in_hurricane_winds(_scenario(gone.assign(advisory="observed"), f"{storm_id}-observed"))
        except BadScenario:
            return None
        return _held(people)


def _held(people: dict[str, float]) -> float | None:
    """The figure that rules are held against: the advisory's radii where it gives all, else the larger of the two."""
    if people["radii_complete"]:
        return people["people_radii"]
    return max((people[name] for name in OF_PEOPLE if not np.isnan(people[name])), default=None)


def _radii_everywhere(positions: pd.DataFrame) -> bool:
    """Whether every position with hurricane winds gives their radii; one whose wind is unknown gives none."""
    strong = positions[~(positions["wind_kt"] < HURRICANE_KT)]
    return bool(strong[[f"r64_{one}_nm" for one in QUADRANTS]].notna().all(axis=None))


def _scenario(positions: pd.DataFrame, key: str) -> Scenario:
    """The track as a scenario, the same for the same positions."""
    stamp = Stamp(key=_NOT_IN_A_KEY.sub("-", key)[:60].lstrip("._-") or "storm", source="tracks")
    return parse_scenario(document_of_track(positions, stamp))


def _in_hurricane(rows: pd.DataFrame) -> float:
    """People in the classes of 64 kt and more, of the rows of one place; NaN where no population is known."""
    classes = reckoning().wind.classes
    strong = [name for name, least in zip(classes.names, classes.least, strict=True) if least >= HURRICANE_KT]
    return float(rows["people"].where(rows["hazard_class"].isin(strong), rows["people"] * 0).sum(min_count=1))
