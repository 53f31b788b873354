"""The register of sites: closed ones too, what became of each, who lives there now, which zones hold it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.freshness import freshness_limits
from data.reference_tables import hazards
from data.snapshot import household_size
from geo.explain import Result
from geo.footprint import OUTSIDE, UNLOCATED, class_of_points, footprint
from geo.hazards import classed
from geo.people_now import people_now
from geo.settings import Setting
from geo.site_events import SiteEvents, counts_of, site_events
from geo.site_status import site_status
from results.core import Figures, figure

EVENT_TABLES = ("sites", "assessments", "events", "confirmations", "settings")
_ZONE = ("zone_set", "hazard", "hazard_class", "source", "observed_on")


class SiteRegister(Figures):
    """Figures of every site on record."""

    @figure(*EVENT_TABLES)
    def site_events(self) -> SiteEvents:
        """What happened at sites up to the day of the picture (`geo.site_events.site_events`)."""
        frame, as_of = self.snapshot.frame, self.snapshot.as_of
        counts = counts_of(frame("assessments"), household_size(self.snapshot.settings), as_of=as_of)
        return site_events(frame("events"), frame("sites"), counts, as_of=as_of)

    @figure(*EVENT_TABLES)
    def people_of_sites_now(self) -> Result:
        """People of every site by its last count and the confirmed events since (`geo.people_now.people_now`)."""
        return people_now(self.snapshot.frame("sites"), self.site_events())

    @figure(*EVENT_TABLES)
    def site_states(self) -> Result:
        """Status and access of every site of the register, and since when (`geo.site_status.site_status`)."""
        frame = self.snapshot.frame
        return site_status(frame("sites"), frame("assessments"), self.site_events(), frame("confirmations"),
                           seen_days=self._seen_days())  # fmt: skip

    def _seen_days(self) -> Setting:
        """How long a sign of a site speaks for it: until what is said of it is stale."""
        limit = freshness_limits(self.snapshot.settings)["site_figures"]
        return replace(limit.stale, value=limit.stale_days, unit="days")

    @figure(*EVENT_TABLES, "places")
    def register(self) -> pd.DataFrame:
        """Every site on record, closed ones too, with the answers of its last round where it is open.

        The columns of ``results.sites`` and: `status`, `status_since`, `status_source`, `access`, `access_since`,
        `people_now` (persons, NaN unknown), `last_event_on`.
        """
        open_ = self.sites()  # type: ignore[attr-defined]
        every = self._placed(self.snapshot.frame("sites"), "")  # type: ignore[attr-defined]
        rows = pd.concat([open_, every[~every["site_id"].isin(open_["site_id"])]], ignore_index=True)
        states = self.site_states().frame.set_index("site_id")
        now = self.people_of_sites_now().frame.dropna(subset=["site_id"]).set_index("site_id")
        told = {name: rows["site_id"].map(states[name]) for name in
                ("status", "status_since", "status_source", "access", "access_since", "access_source")}  # fmt: skip
        return rows.assign(**told, **{name: rows["site_id"].map(now[name]) for name in ("people_now", "last_event_on")})

    @figure("sites", "zones")
    def site_hazards(self) -> pd.DataFrame:
        """Which zones hold which site: `site_id`, `zone_set`, `hazard`, `hazard_class`, `source`, `observed_on`."""
        sites, zones = self.snapshot.frame("sites"), self.snapshot.frame("zones")
        parts = [_in_zones(sites, part) for _, part in zones.groupby(["zone_set", "hazard"], sort=True)]
        empty = pd.DataFrame({name: pd.Series(dtype="str") for name in (*_ZONE, "site_id")})
        return pd.concat([empty, *parts], ignore_index=True)


def _in_zones(sites: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Sites inside zones of one set and hazard, with the worst class that holds each."""
    laid = footprint(classed(zones.reset_index(drop=True), hazards()))
    names = np.array(laid.classes, dtype=object)[class_of_points(sites["longitude"], sites["latitude"], laid)]
    first = zones.iloc[0]
    told = pd.DataFrame({"site_id": sites["site_id"].array, "hazard_class": pd.array(names, dtype="str")})
    told = told.assign(**{name: first[name] for name in _ZONE if name != "hazard_class"})
    return told[~told["hazard_class"].isin([OUTSIDE, UNLOCATED])]
