"""Can the data be trusted: how old they are, who can refresh them, what is doubtful, what comes by itself."""

from __future__ import annotations

import pandas as pd

from data.access import require
from data.connectors import FeedState, states
from data.freshness import freshness_limits, moment, quality_bounds
from data.snapshot import household_size
from geo import refreshing
from geo.boundaries import is_schematic
from geo.completeness import completeness
from geo.explain import Result
from geo.freshness import Limit
from geo.quality import Bounds, findings
from geo.quality_forms import of_services, of_shelters, of_sites
from geo.quality_places import LOCATED, disagreements, out_of_date
from geo.quality_rounds import outliers
from results.core import Figures, figure

TABLES = ("sites", "assessments", "settings", "places", "shelters", "warehouses", "balances", "ways", "facilities",
          "confirmations", "origins")  # fmt: skip
COUNTED_BY = ("all", "partner", "sender")


class Trust(Figures):
    """Figures of the page *sources*."""

    def feeds(self) -> list[FeedState]:
        """State of every feed as it lies on the disk: nothing is asked of the network."""
        require(self.actor, "figures.view")
        return states()

    def freshness_limits(self) -> dict[str, Limit]:
        """How long records of each kind count as fresh."""
        return freshness_limits(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    def fresh_days(self) -> float:
        """Longest age, in days, of people who count as counted recently."""
        return self.freshness_limits()["site_figures"].fresh_days

    def records(self) -> pd.DataFrame:
        """Age and state of every record, and who can refresh it (`geo.refreshing.records`)."""
        return self._records(moment(self.snapshot.as_of))

    @figure(*TABLES)
    def _records(self, at: str) -> pd.DataFrame:
        frame = self.snapshot.frame
        held = refreshing.Held(
            sites=self.sites(),  # type: ignore[attr-defined]
            communes=frame("places").set_index("adm2_pcode")["name_fr"],
            **{name: frame(name) for name in ("shelters", "warehouses", "ways", "facilities", "balances",
                                              "confirmations", "origins")},
        )  # fmt: skip
        return refreshing.records(held, self.freshness_limits(), as_of=self.snapshot.as_of, at=at)

    def stale(self) -> Result:
        """What is out of date, by who can refresh it, worst first (`geo.refreshing.queue`)."""
        return refreshing.queue(self.records(), self.freshness_limits(), as_of=self.snapshot.as_of)

    def refreshers(self) -> pd.DataFrame:
        """Who can refresh what is out of date, in the order of the queue (`geo.refreshing.by_refresher`)."""
        return refreshing.by_refresher(self.stale().frame)

    def quality(self) -> Result:
        """Everything doubtful, those with the most people first (`geo.quality.findings`)."""
        return self._quality(moment(self.snapshot.as_of))

    @figure(*TABLES, "boundaries", "services")
    def _quality(self, at: str) -> Result:
        frame, as_of, bounds = self.snapshot.frame, self.snapshot.as_of, Bounds.of(quality_bounds())
        sites: pd.DataFrame = self.sites()  # type: ignore[attr-defined]
        boundaries = frame("boundaries")
        tables = {name: sites if name == "sites" else frame(name) for name in LOCATED}
        parts = (
            outliers(sites, frame("assessments"), bounds, household_size(self.snapshot.settings), as_of=as_of),
            of_sites(sites, bounds),
            of_shelters(frame("shelters")),
            of_services(frame("services"), sites),
            disagreements(tables, boundaries, schematic=is_schematic(boundaries)),
            out_of_date(self._records(at)),
        )
        return findings(parts, bounds, as_of=as_of)

    @figure(*TABLES)
    def completeness(self, by: str = "all") -> pd.DataFrame:
        """Share of the assessments in force that fill each column, by `COUNTED_BY` (`geo.completeness`)."""
        sites: pd.DataFrame = self.sites()  # type: ignore[attr-defined]
        origins = self.snapshot.frame("origins")
        sender = origins[origins["table_name"] == "sites"].set_index("record_id")["sender"]
        who = {
            "all": pd.Series("", index=sites.index, dtype="str"),
            "partner": sites["manager_organisation"],
            "sender": sites["site_id"].map(sender).astype("str"),
        }
        return completeness(sites, who[by])
