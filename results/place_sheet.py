"""Everything that is known about a commune or a department, for its sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.explain import known
from geo.frames import ACTIONS
from geo.freshness import fresh_share
from geo.surroundings import points
from results.core import Figures

_OF_PLACE = ("sites", "shelters", "warehouses")


@dataclass(frozen=True)
class PlaceFacts:
    """A commune or a department.

    Parameters
    ----------
    place
        `place`, `name`, `level`, `adm1_name`, `sites_open`, `people` at sites (NaN unknown), `people_host` with host
        families, `households`, `population`, `population_year`, `fresh_share`.
    services
        Its rows of ``coverage(level, "auto")``.
    trend
        Its rounds: `assessed_on` (last day of each), `people` at the sites that the round found, `sites`.
    points
        `geo.surroundings.points` of its sites, shelters and warehouses, `people` of the sites.
    partners
        Its rows of `results.partners`.
    hazards
        `hazard`, `hazard_class`, `zone_set`, `people` at sites inside, `sites`; the worst class of a hazard first.
    stock
        As `results.site_sheet.SiteFacts`.
    sites
        Open sites: `name`, `people`, `short` (headline standards not met); most people first.
    outline
        Its shape (EPSG:4326); None where there is none.
    actions
        What still stands to be done there and at its sites (`geo.actions.actions_on`), what is overdue first.
    """

    place: dict[str, Any]
    services: pd.DataFrame
    trend: pd.DataFrame
    points: pd.DataFrame
    partners: pd.DataFrame
    hazards: pd.DataFrame
    stock: pd.DataFrame
    sites: pd.DataFrame
    outline: shapely.Geometry | None = None
    actions: pd.DataFrame = field(default_factory=ACTIONS.empty)


class PlaceSheet(Figures):
    """Figures of the sheet of a place."""

    def place_sheet(self, code: str) -> PlaceFacts:
        """Everything known about one commune or department.

        Raises
        ------
        DataProblem
            ``unknown_value`` for a code that is neither.
        """
        level, name, communes = self.communes_of(code)  # type: ignore[attr-defined]
        sites = self.sites()  # type: ignore[attr-defined]
        here = sites[sites["adm2_pcode"].isin(communes)].reset_index(drop=True)
        services = self.coverage(level, "auto").frame  # type: ignore[attr-defined]
        partners = self.partners().frame  # type: ignore[attr-defined]
        return PlaceFacts(
            place=self._told(code, level, name, here),
            services=services[services["place"] == code].reset_index(drop=True),
            trend=self._rounds_of(code),
            points=self._points(communes, here),
            partners=partners[partners["adm2_pcode"].isin(communes)].reset_index(drop=True),
            hazards=self._zones_of(here),
            stock=self._stock(code, level),  # type: ignore[attr-defined]
            sites=self._pressing(here),
            outline=self._outline(code),  # type: ignore[attr-defined]
            actions=self.actions_standing(communes=tuple(communes)),  # type: ignore[attr-defined]
        )

    def _told(self, code: str, level: str, name: str, here: pd.DataFrame) -> dict[str, Any]:
        population = self.snapshot.frame("population")
        row = population[population["adm_pcode"] == code].head(1)
        rows = self.coverage(level, "auto").frame  # type: ignore[attr-defined]
        total = rows.loc[rows["place"] == code, "idp_total_place"]
        displaced = known(total.iloc[0]) if len(total) else None
        people = here["people"].sum(min_count=1)
        department = self.places().set_index("adm2_pcode")["adm1_name_fr"].get(code)  # type: ignore[attr-defined]
        return {
            "place": code, "name": name, "level": level, "adm1_name": department,
            "sites_open": len(here), "people": people, "households": here["households"].sum(min_count=1),
            "people_host": np.nan if displaced is None else max(0.0, float(displaced) - np.nan_to_num(people)),
            "population": known(row["population"].iloc[0]) if len(row) else None,
            "population_year": known(row["year"].iloc[0]) if len(row) else None,
            "fresh_share": fresh_share(here["people"], here["counted_fresh"]),
        }  # fmt: skip

    def _rounds_of(self, code: str) -> pd.DataFrame:
        rows = self.trends(code).frame  # type: ignore[attr-defined]
        return pd.DataFrame({
            "assessed_on": rows["round_last_on"], "people": rows["people"], "sites": rows["sites_covered"]
        })  # fmt: skip

    def _points(self, communes: list[str], here: pd.DataFrame) -> pd.DataFrame:
        tables = {name: here if name == "sites" else self.snapshot.frame(name) for name in _OF_PLACE}
        told = points({name: rows[rows["adm2_pcode"].isin(communes)] for name, rows in tables.items()})
        people = told["id"].map(here.set_index("site_id")["people"]).where(told["kind"] == "site")
        return told.assign(people=people.astype("float64"))

    def _zones_of(self, here: pd.DataFrame) -> pd.DataFrame:
        """People at the sites of a place by hazard and class."""
        rows = self.site_hazards()  # type: ignore[attr-defined]
        mine = rows[rows["site_id"].isin(here["site_id"])]
        told = mine.assign(people=mine["site_id"].map(here.set_index("site_id")["people"]))
        keys = ["zone_set", "hazard", "hazard_class"]
        summed = told.groupby(keys, sort=False)["people"].agg(people=lambda held: held.sum(min_count=1), sites="size")
        return summed.reset_index().sort_values("people", ascending=False, kind="stable", ignore_index=True)

    def _pressing(self, here: pd.DataFrame) -> pd.DataFrame:
        rows = self.site_coverage("auto").frame  # type: ignore[attr-defined]
        short = rows[(rows["status"] == "short") & rows["headline"]].groupby("site_id").size()
        told = here[["site_id", "name", "people"]].assign(short=here["site_id"].map(short).fillna(0))
        return told.sort_values(["people", "site_id"], ascending=[False, True], ignore_index=True)
