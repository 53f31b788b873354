"""How people move: what each round covers, what changed between two of them, flows, host families, series."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from geo.displacement_series import displacement_series
from geo.errors import DataProblem
from geo.event_flows import flows_between, flows_by_kind
from geo.explain import Result
from geo.host_families import host_and_sites, last_host_families
from geo.places import METROPOLIS, NATION, communes_at, rows_within
from geo.round_changes import changed_since, changed_sites
from geo.site_status import EMPTIED
from results.changes import EVENT_TABLES, ROUND_TABLES
from results.core import Figures, figure


@dataclass(frozen=True)
class Period:
    """What lies between two rounds of a place, or since the last one.

    Parameters
    ----------
    before, after
        Names of the rounds; `after` is "" for the time since `before`.
    after_day
        Last day of the earlier round (ISO): what happened later is of the period.
    until
        Last day of the later round, or the day of the picture (ISO), inclusive.
    """

    before: str
    after: str
    after_day: str
    until: str

    @property
    def code(self) -> str:
        """Code of the period in an address: the later round, "since" where there is none."""
        return self.after or "since"


class Displacement(Figures):
    """Figures of the page *displacement*."""

    @figure(*ROUND_TABLES)
    def periods(self, place: str = NATION) -> list[Period]:
        """Periods of a place, the newest first; the first one lasts since its last round."""
        rows = self.trends(place).frame  # type: ignore[attr-defined]
        if rows.empty:
            return []
        ends = dict(zip(rows["round"], rows["round_last_on"], strict=True))
        pairs = rows[rows["previous_round"].notna()].iloc[::-1]
        since = Period(rows["round"].iloc[-1], "", rows["round_last_on"].iloc[-1], self.snapshot.as_of)
        return [since, *(Period(one.previous_round, one.round, ends[one.previous_round], one.round_last_on)
                         for one in pairs.itertuples())]  # fmt: skip

    @figure(*ROUND_TABLES)
    def changed_sites(self, place: str, period: Period) -> pd.DataFrame:
        """Sites of a place that are new, back, closed, emptied, missing or merged (`geo.round_changes`).

        With `adm2_name`, and `people_now` (persons, NaN unknown).
        """
        rounds, gone = self._site_rounds(), self.emptied_by_round()  # type: ignore[attr-defined]
        merged = self.merged_sites()  # type: ignore[attr-defined]
        before = rounds.names.index(period.before)
        if period.after:
            rows = changed_sites(rounds, gone[:, :-1], merged, before=before, after=rounds.names.index(period.after))
        else:
            flags = gone[:, before], gone[:, -1]
            rows = changed_since(rounds, flags, merged, before=before, as_of=self.snapshot.as_of)
        inside = rows_within(rows, self.snapshot.frame("places"), _asked(place)).reset_index(drop=True)
        now = self.people_now("site").frame.dropna(subset=["site_id"]).set_index("site_id")["people_now"]  # type: ignore[attr-defined]
        states = self.site_states().frame.set_index("site_id")["status_since"]  # type: ignore[attr-defined]
        known = inside["site_id"].where(inside["change"] == EMPTIED).map(states).astype("str")
        inside["since"] = inside["since"].fillna(known.where(known <= period.until))
        return inside.assign(adm2_name=self._commune_names(inside["adm2_pcode"]),
                             people_now=inside["site_id"].map(now))  # fmt: skip

    @figure(*EVENT_TABLES)
    def event_flows(self, place: str, period: Period) -> Result:
        """People that the events of a period moved in a place, by kind (`geo.event_flows.flows_by_kind`)."""
        return flows_by_kind(self.events_between(place, period))

    @figure(*EVENT_TABLES)
    def flows_between(self, place: str, period: Period) -> pd.DataFrame:
        """From which commune to which people left in a period (`geo.event_flows.flows_between`).

        Rows that begin or end in the place, with `origin_name` and `goal_name`.
        """
        sites = self.snapshot.frame("sites").drop_duplicates("site_id").set_index("site_id")
        rows = flows_between(self.events_between(NATION, period), sites["adm2_pcode"])
        places = self.snapshot.frame("places")
        ends = [
            rows_within(rows.assign(adm2_pcode=rows[end]), places, _asked(place)).index for end in ("origin", "goal")
        ]
        kept = rows[rows.index.isin(ends[0].union(ends[1]))].reset_index(drop=True)
        return kept.assign(**{f"{end}_name": self._commune_names(kept[end]) for end in ("origin", "goal")})

    @figure(*EVENT_TABLES)
    def events_between(self, place: str, period: Period) -> pd.DataFrame:
        """Events of a period in a place, the newest first, with what became of each (`Changes.events_list`)."""
        rows = self.events_list()  # type: ignore[attr-defined]
        inside = rows_within(rows, self.snapshot.frame("places"), _asked(place))
        days = inside["occurred_on"]
        return inside[(days > period.after_day) & (days <= period.until)].reset_index(drop=True)

    @figure(*EVENT_TABLES, "displacement")
    def host_and_sites(self, place: str = NATION) -> Result:
        """People with host families and at sites, by commune of a place (`geo.host_families.host_and_sites`)."""
        communes = rows_within(self.snapshot.frame("places"), self.snapshot.frame("places"), _asked(place))
        host = last_host_families(self.snapshot.frame("displacement"), as_of=self.snapshot.as_of)
        return host_and_sites(communes, host, self.people_now("adm2").frame)  # type: ignore[attr-defined]

    @figure("displacement", "places")
    def displacement_series(self, place: str = NATION) -> Result:
        """What each operation told of a place, round by round (`geo.displacement_series.displacement_series`).

        Raises
        ------
        DataProblem
            ``unknown_value`` for a place that is none.
        """
        level = {NATION: "adm0", METROPOLIS: "mapap"}.get(place, {4: "adm1"}.get(len(place), "adm2"))
        communes = communes_at(self.snapshot.frame("places"), level)
        mine = communes[communes["place"] == place]
        if mine.empty:
            raise DataProblem("unknown_value", column="place", value=place)
        return displacement_series(self.snapshot.frame("displacement"), mine, as_of=self.snapshot.as_of)

    @figure("sites", "places")
    def sites_of(self, place: str = NATION) -> pd.DataFrame:
        """Sites of a place on record, closed ones too: `site_id`, `name`, `adm2_pcode`."""
        rows = self.snapshot.frame("sites")[["site_id", "name", "adm2_pcode"]]
        return rows_within(rows, self.snapshot.frame("places"), _asked(place)).reset_index(drop=True)

    def counts_of_site(self, site_id: str) -> pd.DataFrame:
        """Assessments of a site, the newest first, with `people` (persons, NaN unknown)."""
        rows: pd.DataFrame = self._rounds(site_id)  # type: ignore[attr-defined]
        return rows

    def events_of_site(self, site_id: str) -> pd.DataFrame:
        """What happened at a site, or brought people there, the newest first (`geo.site_events.site_events`)."""
        rows: pd.DataFrame = self._events_of(site_id)  # type: ignore[attr-defined]
        return rows

    @figure("recorded")
    def recorded(self) -> pd.DataFrame:
        """Days on which something was recorded, oldest first: `day` (ISO), last `seq` of the day."""
        return self.snapshot.frame("recorded")

    def _commune_names(self, codes: pd.Series) -> pd.Series:
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        return codes.map(names).astype("str")


def _asked(place: str) -> str:
    return "" if place == NATION else place
