"""What changes between rounds and from round to round: people now, events, trends, sites gained and lost, history."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from data.reference_rounds import round_gap
from data.snapshot import household_size
from geo.errors import DataProblem
from geo.explain import Result
from geo.people_now import people_of_places
from geo.places import METROPOLIS, NATION, communes_at
from geo.round_changes import emptied_on
from geo.rounds import Rounds, rounds_of, statuses
from geo.site_services import Flags
from geo.site_status import life_signs, merged_sites
from geo.trends import history, trends
from results.core import Figures, figure

EVENT_TABLES = ("events", "sites", "assessments", "settings", "places")
ROUND_TABLES = (*EVENT_TABLES, "decisions")


class Changes(Figures):
    """Figures of change."""

    @figure(*EVENT_TABLES)
    def people_now(self, level: str = "site") -> Result:
        """People of each site or place: the last count and confirmed events since (`geo.people_now`).

        Raises
        ------
        DataProblem
            ``unknown_level``.
        """
        if level == "site":
            told: Result = self.people_of_sites_now()  # type: ignore[attr-defined]
            return told
        communes = communes_at(self.snapshot.frame("places"), level)
        return people_of_places(self.people_now("site").frame, communes)

    @figure(*EVENT_TABLES)
    def events_list(self) -> pd.DataFrame:
        """Every event up to the day, the newest first, with what became of it (`geo.site_events.site_events`).

        With `adm2_name`. Unconfirmed ones are in it (`applied`).
        """
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        rows = self.site_events().events  # type: ignore[attr-defined]
        told = rows.assign(adm2_name=rows["adm2_pcode"].map(names).astype("str"))
        return told.iloc[::-1].reset_index(drop=True)

    @figure("decisions")
    def merged_sites(self) -> pd.DataFrame:
        """Records of sites that are one with another now (`geo.site_status.merged_sites`)."""
        return merged_sites(self.snapshot.frame("decisions"))

    @figure("sites", "assessments", "settings")
    def _site_rounds(self) -> Rounds:
        frames = self.snapshot.frame("sites"), self.snapshot.frame("assessments")
        size, gap = household_size(self.snapshot.settings), round_gap()
        return rounds_of(*frames, size, gap_days=gap, as_of=self.snapshot.as_of)

    @figure(*ROUND_TABLES)
    def trends(self, place: str = NATION, standard: str = "", phase: str = "auto") -> Result:
        """Rounds of one place, and with a standard its coverage (`geo.trends.trends`).

        Parameters
        ----------
        place
            P-code of a commune, a department or the nation, or ``MAPAP``.
        standard
            A standard in force; "" for people and sites alone.
        phase
            As `Services.norms`.

        Raises
        ------
        DataProblem
            ``unknown_standard``; ``unknown_value`` for another place.
        """
        told = self._trends(_level_of(place), standard, phase)
        communes = communes_at(self.snapshot.frame("places"), _level_of(place))
        if place not in set(communes["place"]):
            raise DataProblem("unknown_value", column="place", value=place)
        rows = told.frame[told.frame["place"] == place].reset_index(drop=True)
        return replace(told, frame=rows, facts={**told.facts, "rounds": len(rows)})

    @figure(*ROUND_TABLES)
    def _trends(self, level: str, standard: str, phase: str) -> Result:
        rounds = self._site_rounds()
        communes = communes_at(self.snapshot.frame("places"), level)
        gone = self.emptied_by_round()[:, :-1]
        if not standard:
            return trends(rounds, communes, self.merged_sites(), emptied=gone)
        norms = self.norms(phase)  # type: ignore[attr-defined]
        if standard not in norms.by_key:
            raise DataProblem("unknown_standard", standard=standard, standards=", ".join(norms.by_key))
        one = statuses(rounds, replace(norms, standards=(norms.by_key[standard],)))
        return trends(rounds, communes, self.merged_sites(), one, emptied=gone)

    @figure(*EVENT_TABLES)
    def emptied_by_round(self) -> Flags:
        """Sites of `_site_rounds` x last days of its rounds and the day of the picture: nobody lives there any more."""
        rounds, told, visits = self._site_rounds(), self.site_events(), self.snapshot.frame("assessments")  # type: ignore[attr-defined]
        signs = life_signs(visits, told)
        return emptied_on(rounds.sites["site_id"], signs, (*rounds.last_on, self.snapshot.as_of))

    @figure(*ROUND_TABLES)
    def site_changes(self, level: str = "adm2") -> Result:
        """Of each place the last round and what changed since the one before it there (`geo.trends.trends`).

        Raises
        ------
        DataProblem
            ``unknown_level``.
        """
        told = self._trends(level, "", "auto")
        return replace(told, frame=told.frame.drop_duplicates("place", keep="last").reset_index(drop=True))

    @figure(*ROUND_TABLES)
    def site_history(self, site_id: str) -> pd.DataFrame:
        """Everything that was known of one site on the day of the picture, oldest first (`geo.trends.history`)."""
        events = self.site_events()  # type: ignore[attr-defined]
        return history(site_id, self._site_rounds(), events, self.merged_sites())


def _level_of(place: str) -> str:
    """Level of a place by its code."""
    named = {NATION: "adm0", METROPOLIS: "mapap"}
    return named.get(place, {4: "adm1", 6: "adm2"}.get(len(place), "adm2"))
