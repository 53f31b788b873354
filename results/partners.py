"""Who does what where, and who manages which sites."""

from __future__ import annotations

import pandas as pd

from geo.explain import Result
from geo.lost_managers import lost_managers
from geo.managers import managers_of
from geo.partner_sites import partner_sites
from geo.partners import overlaps, partners
from geo.places import communes_at, rows_within
from geo.presence import presence_of_places, presence_of_sites
from results.core import Figures, figure
from results.site_register import EVENT_TABLES
from results.situation import SITE_TABLES


class Partners(Figures):
    """Figures of who does what where."""

    @figure("services", "places")
    def partners(self) -> Result:
        """Organisations by commune, site and sector (`geo.partners.partners`)."""
        return partners(self.snapshot.frame("services"), as_of=self.snapshot.as_of)

    @figure("services", "places")
    def partner_sites(self, place: str = "") -> Result:
        """Sites of each organisation by sector in a place, by P-code or ``MAPAP`` (`geo.partner_sites`)."""
        return partner_sites(rows_within(self.partners().frame, self.snapshot.frame("places"), place))

    @figure("services", "places", "sites")
    def partner_overlaps(self) -> pd.DataFrame:
        """Sites with several organisations in one sector (`geo.partners.overlaps`), with the site's `name`."""
        named = self.snapshot.frame("sites").set_index("site_id")["name"]
        told = overlaps(self.partners().frame)
        return told.assign(name=told["site_id"].map(named).astype("str"))

    @figure("services", *SITE_TABLES)
    def presence(self, level: str = "site") -> Result:
        """Whether each sector is at each site, or for whom in each place (`geo.presence`)."""
        told = self.partners().frame
        if level == "site":
            return presence_of_sites(self.sites(), told)  # type: ignore[attr-defined]
        return presence_of_places(self.presence(), told, communes_at(self.snapshot.frame("places"), level))

    @figure(*SITE_TABLES)
    def managers(self, level: str = "mapap") -> Result:
        """Sites and people of each manager in each place (`geo.managers.managers_of`)."""
        return managers_of(self.sites(), communes_at(self.snapshot.frame("places"), level))  # type: ignore[attr-defined]

    @figure("services", *SITE_TABLES, *EVENT_TABLES)
    def lost_managers(self) -> pd.DataFrame:
        """Sites that had a manager and have none any more (`geo.lost_managers`)."""
        frame = self.snapshot.frame
        return lost_managers(self.sites(), frame("assessments"), as_of=self.snapshot.as_of,  # type: ignore[attr-defined]
                             services=frame("services"), states=self.site_states().frame)  # type: ignore[attr-defined] # fmt: skip
