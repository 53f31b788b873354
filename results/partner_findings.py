"""What stands out in who does what where, for one place and sector."""

from __future__ import annotations

import pandas as pd

from geo.errors import DataProblem
from geo.explain import Explanation, Result
from geo.partner_findings import CONTRADICTED, KINDS, LOST, NOBODY, NOBODY_SITE, OVERLAP, counted, nobody_at_sites
from geo.places import rows_within
from results.core import Figures, figure
from results.situation import SITE_TABLES


class PartnerFindings(Figures):
    """Findings of the page *partners*."""

    @figure("services", *SITE_TABLES)
    def partner_findings(self, kind: str, place: str = "", sector: str = "") -> pd.DataFrame:
        """Rows of a finding of `geo.partner_findings.KINDS`, most people first.

        Parameters
        ----------
        kind
            nobody (communes), nobody_site, lost, contradicted, overlap.
        place
            P-code of a department or commune, ``MAPAP``, "" for the country.
        sector
            One sector; "" for all. Managers that were lost are of no sector.

        Returns
        -------
        found
            `place`, `name`, `adm2_name`, `people` and the columns of the finding; `place` is a commune for
            nobody, else a site.

        Raises
        ------
        DataProblem
            ``unknown_finding`` for another kind.
        """
        rows = rows_within(self._found(kind), self.snapshot.frame("places"), place)
        if sector and "sector" in rows:
            rows = rows[rows["sector"] == sector]
        names = self.snapshot.frame("places").drop_duplicates("adm2_pcode").set_index("adm2_pcode")["name_fr"]
        told = rows.assign(adm2_name=rows["adm2_pcode"].map(names).astype("str"))
        return told.sort_values(["people", "place"], ascending=[False, True], kind="stable", ignore_index=True)

    @figure("services", *SITE_TABLES)
    def partner_finding_count(self, kind: str, place: str = "", sector: str = "") -> Explanation:
        """How many places a finding holds for, and the people there (`geo.partner_findings.counted`)."""
        return counted(kind, self.partner_findings(kind, place, sector), as_of=self.snapshot.as_of)

    def presence_of(self, rows: pd.DataFrame, level: str) -> Result:
        """The presence of places or sites (`level` "adm2" or "site"), of `rows` only, still explained."""
        result = self.presence(level)  # type: ignore[attr-defined]
        return Result(rows, result.explain_row, result.facts)

    def _found(self, kind: str) -> pd.DataFrame:
        if kind == NOBODY:
            rows = self.presence("adm2").frame  # type: ignore[attr-defined]
            return rows[rows["nobody"]].assign(adm2_pcode=rows["place"])
        if kind == LOST:
            rows = self.lost_managers()  # type: ignore[attr-defined]
            return rows.assign(place=rows["site_id"])
        if kind == OVERLAP:
            rows = self.partner_overlaps()  # type: ignore[attr-defined]
            people = self.sites().set_index("site_id")["people"]  # type: ignore[attr-defined]
            return rows.assign(place=rows["site_id"], people=rows["site_id"].map(people).astype("float64"))
        if kind not in KINDS:
            raise DataProblem("unknown_finding", finding=kind, findings=", ".join(KINDS))
        rows = self.presence().frame  # type: ignore[attr-defined]
        return rows[rows["presence"] == CONTRADICTED] if kind != NOBODY_SITE else nobody_at_sites(rows)
