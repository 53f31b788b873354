"""Where services fall short of the standards."""

from __future__ import annotations

import pandas as pd

from data.reference_tables import standards
from data.snapshot import household_size
from geo.coverage import coverage_of_sites
from geo.explain import Result
from geo.freshness import carrying, fresh_shares
from geo.places import communes_at
from geo.rollup import coverage_of_places, site_rows_as_contract
from geo.standards import Norms, Standard
from results.core import Figures, figure

TABLES = ("sites", "assessments", "settings", "places", "displacement")
COUNTED = (*TABLES, "confirmations")


class Services(Figures):
    """Figures of the section *services*."""

    def standards(self) -> tuple[Standard, ...]:
        """The standards in force."""
        return standards()

    def norms(self, phase: str) -> Norms:
        """What coverage is held against in a phase."""
        return Norms(standards(), phase, household_size(self.snapshot.settings))

    @figure(*TABLES)
    def site_coverage(self, phase: str = "standard") -> Result:
        """Coverage of each open site (`geo.coverage.coverage_of_sites`)."""
        frames = self.snapshot.frame("sites"), self.snapshot.frame("assessments")
        return coverage_of_sites(*frames, self.norms(phase), as_of=self.snapshot.as_of)

    @figure(*COUNTED)
    def coverage(self, level: str = "adm2", phase: str = "standard") -> Result:
        """Coverage at a level (site, adm2, adm1, mapap, adm0) in the columns of the terminal's contract.

        Every row carries the `fresh_share` of its people.
        """
        sites, counted = self.site_coverage(phase), self.sites()  # type: ignore[attr-defined]
        if level == "site":
            return carrying(site_rows_as_contract(sites), fresh_shares(counted, counted["site_id"]))
        communes = communes_at(self.snapshot.frame("places"), level)
        displacement = self.snapshot.frame("displacement")
        told = coverage_of_places(sites, communes, displacement, self.norms(phase), as_of=self.snapshot.as_of)
        place = counted["adm2_pcode"].map(communes.set_index("adm2_pcode")["place"])
        return carrying(told, fresh_shares(counted, place))

    @figure(*COUNTED)
    def coverage_of_sites(self, standard: str, phase: str, department: str = "") -> pd.DataFrame:
        """Sites of a department held against one standard, with commune and department names, worst first."""
        rows = self.coverage("site", phase).frame
        chosen = rows[rows["standard"] == standard]
        if department:
            chosen = chosen[chosen["adm2_pcode"].str.startswith(department)]
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        told = chosen.assign(adm2_name=chosen["adm2_pcode"].map(names))
        return told.sort_values(["gap", "people_total"], ascending=False, ignore_index=True)
