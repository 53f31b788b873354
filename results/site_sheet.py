"""Everything that is known about one site, and about a commune or a department, for its sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import shapely

from data.held_standards import walking
from data.snapshot import household_size
from geo.errors import DataProblem
from geo.explain import Result
from geo.frames import ACTIONS
from geo.places import communes_at
from geo.settings import Setting
from geo.site_services import with_people
from geo.standards import PHASES
from geo.surroundings import points, within_walk
from results.core import Figures, figure
from results.site_register import EVENT_TABLES

NEARBY = ("sites", "shelters", "facilities", "warehouses", "settings")
SHEET_LEVELS = ("adm2", "adm1")
STOCK_BAND = 24.0  # hours within which a sheet's one line says what the stock reaches


@dataclass(frozen=True)
class SiteFacts:
    """One site.

    Parameters
    ----------
    site
        Its record and its last answers: `site_id`, `name`, `aliases` (former names), `adm3_name`, `adm2_name`,
        `adm1_name`, `status` and `status_since`, `access` and `access_since`, `people` (last count, NaN unknown),
        `people_now`, `counted_on`, ...; the names of the vocabulary elsewhere.
    services, other_phase
        Its rows of ``site_coverage("auto")``, and the same standards held against the other phase.
    rounds
        Its assessments, the newest first, with `people` (persons, NaN unknown).
    events
        What happened there (`geo.site_events.site_events`), the newest first.
    partners, presence
        Its rows of `results.partners` and of ``results.presence("site")``.
    hazards
        Zones that its point lies in: `zone_set`, `hazard`, `hazard_class`, `source`, `observed_on`.
    near
        `geo.surroundings.within_walk`.
    stock
        `kit`, `within_hours`, `households_reached` of its commune, each kit and band.
    doubts
        Its rows of `results.quality`, mere age left out.
    history
        What `results.site_history` gives, the newest first.
    outline
        Shape of its commune (EPSG:4326); None where there is none.
    actions
        What still stands to be done there (`geo.actions.actions_on`), what is overdue first.
    """

    site: dict[str, Any]
    services: pd.DataFrame
    other_phase: pd.DataFrame
    rounds: pd.DataFrame
    events: pd.DataFrame
    partners: pd.DataFrame
    presence: pd.DataFrame
    hazards: pd.DataFrame
    near: pd.DataFrame
    stock: pd.DataFrame
    doubts: pd.DataFrame
    history: pd.DataFrame
    outline: shapely.Geometry | None = None
    actions: pd.DataFrame = field(default_factory=ACTIONS.empty)
    explained: dict[str, Result] = field(default_factory=dict)


class SiteSheet(Figures):
    """Figures of the sheet of a site."""

    @figure(*NEARBY)
    def near_site(self, site_id: str) -> pd.DataFrame:
        """Other sites, shelters, facilities and warehouses within walking distance (`geo.surroundings.within_walk`)."""
        frame = self.snapshot.frame
        sites = frame("sites")
        here = sites[sites["site_id"] == site_id].iloc[0]
        open_ = sites[sites["site_id"].isin(self.sites()["site_id"]) & (sites["site_id"] != site_id)]  # type: ignore[attr-defined]
        others = {name: frame(name) for name in ("shelters", "facilities", "warehouses")}
        told = {name: one.value for name, one in self.walking().items()}
        return within_walk(points({"sites": open_, **others}), here["longitude"], here["latitude"],
                           distance_m=told["walking_distance"], speed=told["walking_speed"])  # fmt: skip

    def walking(self) -> dict[str, Setting]:
        """How far and how fast one walks (`data.held_standards.walking`)."""
        return walking(self.snapshot.settings)

    def site_sheet(self, site_id: str) -> SiteFacts:
        """Everything known about one site of the register.

        Raises
        ------
        DataProblem
            ``unknown_value`` for an id that is no site of this view.
        """
        register = self.register()
        rows = register[register["site_id"] == site_id]
        if rows.empty:
            raise DataProblem("unknown_value", column="site_id", value=site_id)
        site = {**rows.iloc[0].to_dict(), **self._names_of(site_id, rows.iloc[0])}
        auto = self.coverage("site", "auto")  # type: ignore[attr-defined]
        quality = self.quality()  # type: ignore[attr-defined]
        return SiteFacts(
            site=site,
            services=_of(auto.frame, "place", site_id),
            other_phase=self._other_phase(site_id, auto.frame),
            rounds=self._rounds(site_id),
            events=self._events_of(site_id),
            partners=_of(self.partners().frame, "site_id", site_id),  # type: ignore[attr-defined]
            presence=_of(self.presence().frame, "place", site_id),  # type: ignore[attr-defined]
            hazards=_of(self.site_hazards(), "site_id", site_id),
            near=self.near_site(site_id),
            stock=self._stock(site["adm2_pcode"], "adm2"),
            doubts=_doubts(quality.frame, site_id),
            history=self.site_history(site_id).iloc[::-1].reset_index(drop=True),  # type: ignore[attr-defined]
            outline=self._outline(site["adm2_pcode"]),
            actions=self.actions_standing((site_id,)),  # type: ignore[attr-defined]
            explained={"coverage": auto, "people_now": self.people_of_sites_now(), "states": self.site_states(),
                       "quality": quality, "presence": self.presence(), "partners": self.partners(),  # type: ignore[attr-defined]
                       "actions": self.every_action()},  # type: ignore[attr-defined]
        )  # fmt: skip

    @figure(*EVENT_TABLES)
    def _events_of(self, site_id: str) -> pd.DataFrame:
        rows = self.site_events().events  # type: ignore[attr-defined]
        here = (rows["site_id"] == site_id) | (rows["destination_site_id"] == site_id)
        return rows[here.fillna(value=False)].iloc[::-1].reset_index(drop=True)

    @figure("assessments", "settings")
    def _rounds(self, site_id: str) -> pd.DataFrame:
        rows = self.snapshot.frame("assessments")
        mine = rows[(rows["site_id"] == site_id) & (rows["assessed_on"] <= self.snapshot.as_of)]
        told = with_people(mine, household_size(self.snapshot.settings))
        return told.sort_values("assessed_on", ascending=False, kind="stable", ignore_index=True)

    def former_names(self) -> dict[str, list[str]]:
        """Former names of sites, by site."""
        rows = self._former()
        return {str(site): list(dict.fromkeys(names)) for site, names in rows.groupby("id")["alias"]}

    def section_names(self) -> dict[str, str]:
        """Names of communal sections, by code."""
        return self._sections()

    def _names_of(self, site_id: str, row: pd.Series) -> dict[str, Any]:
        """Former names and the name of the section, as far as the view holds them."""
        names, section = self.former_names().get(site_id, []), row["adm3_pcode"]
        return {
            "aliases": [name for name in names if name != row["name"]],
            "adm3_name": self._sections().get(section, section) if isinstance(section, str) else None,
        }

    @figure("aliases")
    def _former(self) -> pd.DataFrame:
        rows = self.snapshot.frame("aliases")
        return rows[rows["frame"] == "sites"]

    @figure("boundaries")
    def _sections(self) -> dict[str, str]:
        return dict(self._section_names())  # type: ignore[attr-defined]

    def _other_phase(self, site_id: str, auto: pd.DataFrame) -> pd.DataFrame:
        """The same standards held against the phase that does not count for this site."""
        phase = auto.loc[auto["place"] == site_id, "phase"]
        if phase.empty:
            return auto.iloc[:0]
        other = next(name for name in PHASES if name != phase.iloc[0])
        return _of(self.coverage("site", other).frame, "place", site_id)  # type: ignore[attr-defined]

    def _stock(self, place: str, level: str) -> pd.DataFrame:
        """Households of a place that each kit reaches, by band."""
        names = ["kit", "within_hours", "households_reached", "bound_by"]
        parts = [self.reach(level, kit).frame.assign(kit=kit)  # type: ignore[attr-defined]
                 for kit in self.kit_names()["kit"]]  # type: ignore[attr-defined] # fmt: skip
        rows = pd.concat(parts, ignore_index=True)
        return rows.loc[rows["place"] == place, names].reset_index(drop=True)

    @figure("boundaries")
    def _outline(self, code: str) -> shapely.Geometry | None:
        shapes = self.snapshot.frame("boundaries")
        found = shapes.loc[shapes["adm_pcode"] == code, "geometry"]
        return found.iloc[0] if len(found) else None

    def communes_of(self, place: str) -> tuple[str, str, list[str]]:
        """Level, name and communes of a P-code of a commune or department.

        Raises
        ------
        DataProblem
            ``unknown_value`` for a code that is neither.
        """
        for level in SHEET_LEVELS:
            told = communes_at(self.places(), level)  # type: ignore[attr-defined]
            held = told[told["place"] == place]
            if len(held):
                return level, str(held["name"].iloc[0]), held["adm2_pcode"].tolist()
        raise DataProblem("unknown_value", column="place", value=place)


def _of(rows: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return rows[(rows[column] == value).fillna(value=False)].reset_index(drop=True)


def _doubts(rows: pd.DataFrame, site_id: str) -> pd.DataFrame:
    mine = rows[(rows["record_id"] == site_id) & (rows["table_name"] == "sites") & (rows["kind"] != "age")]
    return mine.reset_index(drop=True)
