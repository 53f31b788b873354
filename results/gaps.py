"""What would close the gaps, what it costs, and which sites come first."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from data import reference_coverage as reference
from geo.additions import Added, change, with_additions
from geo.coverage import coverage_of_sites
from geo.errors import DataProblem
from geo.excess import excess_of_sites, offers
from geo.explain import Result
from geo.gap_costs import Means
from geo.gaps import costs_of_places, gaps_of_places, gaps_of_sites
from geo.next_units import counts_units, next_units
from geo.places import communes_at, rows_within
from geo.priorities import Weights, priorities
from geo.severity import terms_of
from results.core import Figures, figure
from results.services import TABLES

Additions = tuple[tuple[str, str, float], ...]
Shares = tuple[tuple[str, float, float], ...]
Edits = tuple[tuple[str, float], ...]


class Gaps(Figures):
    """Figures of closing the gap and of priorities."""

    def means(self) -> dict[str, Means]:
        """What closes the gap of each standard, with the costs and lead times in force."""
        return reference.means(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    def weights(self) -> Weights:
        """Weights of the severity score in force."""
        return reference.weights(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure(*TABLES)
    def gaps(self, level: str = "site", phase: str = "auto") -> Result:
        """What lacks at each site or place, by standard, with its cost (`geo.gaps`)."""
        if level == "site":
            rows = self.site_coverage(phase).frame  # type: ignore[attr-defined]
            return gaps_of_sites(rows, self.means())
        return gaps_of_places(self.gaps("site", phase), communes_at(self.snapshot.frame("places"), level))

    @figure(*TABLES)
    def gap_costs(self, level: str = "adm2", phase: str = "auto", standards: tuple[str, ...] = ()) -> Result:
        """The costed list of each place (`geo.gaps.costs_of_places`), of some standards or of all."""
        told = self.gaps("site", phase)
        if standards:
            told = replace(told, frame=told.frame[told.frame["standard"].isin(standards)])
        return costs_of_places(told, communes_at(self.snapshot.frame("places"), level))

    @figure(*TABLES)
    def excess(self, phase: str = "auto") -> pd.DataFrame:
        """Sites with more than they need of what can be moved (`geo.excess.excess_of_sites`)."""
        rows = self.site_coverage(phase).frame  # type: ignore[attr-defined]
        return excess_of_sites(rows, self.standards(), self.means())  # type: ignore[attr-defined]

    @figure(*TABLES)
    def offers(self, phase: str = "auto") -> Result:
        """For each short site the nearest site that could give (`geo.excess.offers`)."""
        rows = self.site_coverage(phase).frame  # type: ignore[attr-defined]
        points = self.snapshot.frame("sites")[["site_id", "longitude", "latitude"]]
        return offers(rows, self.excess(phase), points, self.means())

    @figure(*TABLES)
    def additions(self, additions: Additions) -> pd.DataFrame:
        """What becomes of additions of (site, column, quantity): before, after, and where nobody can tell."""
        return self._added(additions).told

    def _added(self, additions: Additions) -> Added:
        asked = pd.DataFrame(additions, columns=["site_id", "column", "quantity"])
        return with_additions(self.snapshot.frame("assessments"), asked, as_of=self.snapshot.as_of)

    @figure(*TABLES)
    def what_if(self, additions: Additions, level: str = "adm2", phase: str = "auto") -> Result:
        """How coverage of each place changes with additions; nothing is stored (`geo.additions.change`)."""
        before = self.site_coverage(phase)  # type: ignore[attr-defined]
        frames = self.snapshot.frame("sites"), self._added(additions).assessments
        norms = self.norms(phase)  # type: ignore[attr-defined]
        after = coverage_of_sites(*frames, norms, as_of=self.snapshot.as_of)
        return change(before.frame, after.frame, communes_at(self.snapshot.frame("places"), level))

    def standards_with_units(self) -> tuple[str, ...]:
        """Standards of which units serve a number of people: those that `next_units` answers for."""
        means = self.means()
        norms = self.standards()  # type: ignore[attr-defined]
        return tuple(norm.key for norm in norms if counts_units(norm, means.get(norm.key)))

    @figure(*TABLES)
    def next_units(
        self, standard: str, quantity: int, *, place: str = "", most_sites: int | None = None, phase: str = "auto"
    ) -> Result:
        """Where the next units serve most people, in a place by its P-code or ``MAPAP`` (`geo.next_units`).

        Raises
        ------
        DataProblem
            ``unknown_standard`` with those that there are; others as `geo.next_units.next_units`.
        """
        norms = {norm.key: norm for norm in self.standards()}  # type: ignore[attr-defined]
        if standard not in norms:
            raise DataProblem("unknown_standard", standard=standard, standards=", ".join(self.standards_with_units()))
        rows = self.site_coverage(phase).frame  # type: ignore[attr-defined]
        inside = rows_within(rows, self.snapshot.frame("places"), place)
        one = self.means().get(standard)
        return next_units(inside, norms[standard], quantity, means=one, most_sites=most_sites)

    @figure(*TABLES)
    def priorities(
        self, phase: str = "auto", *, by: Literal["score", "people_in_need"] = "score", edits: Edits = (),
        shares: Shares = (),
    ) -> Result:  # fmt: skip
        """Sites ranked by how far they fall short (`geo.priorities.priorities`).

        `edits` are (weight, value) tried out without being stored; `shares` are (site, hazard exposure share, stock
        reach share), NaN where unknown.
        """
        rows = self.site_coverage(phase).frame  # type: ignore[attr-defined]
        weights = self.weights().edited(dict(edits))
        names = ["site_id", "hazard_exposure_share", "stock_reach_share"]
        factors = pd.DataFrame(shares, columns=names) if shares else None
        terms = terms_of(rows, self.standards(), weights.standards, factors)  # type: ignore[attr-defined]
        return priorities(terms, weights, by=by)
