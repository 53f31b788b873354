"""Where people, shelters, stocks and hazards are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import shapely

from data.freshness import freshness_limits
from data.importers.words import fold
from data.reference_tables import hazards
from data.snapshot import household_size
from geo import briefing
from geo import hazards as zoning
from geo.boundaries import is_schematic
from geo.explain import Result
from geo.freshness import fresh_share, source_ages, with_counted_on
from geo.places import communes_at, department_of
from geo.site_services import open_sites, with_people
from results.core import Figures, figure

SITE_TABLES = ("sites", "assessments", "settings", "places", "confirmations")
AGED = {"sites": "observed_on", "assessments": "assessed_on", "displacement": "observed_on",
        "shelters": "observed_on", "warehouses": "observed_on", "ways": "observed_on"}  # fmt: skip
KINDS = ("site", "warehouse", "shelter", "commune")  # in the order of a search's answers


class Situation(Figures):
    """Figures of the section *situation*."""

    @figure("places")
    def places(self) -> pd.DataFrame:
        """Communes and what they belong to (`geo.boundaries.places`)."""
        return self.snapshot.frame("places")

    @figure("places")
    def departments(self) -> pd.DataFrame:
        """Departments in the order of their codes: `place`, `name`."""
        communes = communes_at(self.snapshot.frame("places"), "adm1")
        return communes[["place", "name"]].drop_duplicates("place").sort_values("place", ignore_index=True)

    @figure(*SITE_TABLES)
    def sites(self, department: str = "") -> pd.DataFrame:
        """Open sites with the people and answers of their last round, commune and department names.

        `counted_on` and `counted_fresh` say how old the people are (`geo.freshness.with_counted_on`).
        """
        frame, as_of = self.snapshot.frame, self.snapshot.as_of
        sites = with_people(
            open_sites(frame("sites"), frame("assessments"), as_of=as_of), household_size(self.snapshot.settings)
        )
        limit = freshness_limits(self.snapshot.settings)["site_figures"]
        told = with_counted_on(sites, frame("confirmations"), limit, as_of=as_of)
        return self._placed(told, department)

    @figure(*SITE_TABLES)
    def sites_on_map(self, department: str = "") -> pd.DataFrame:
        """Open sites with a `state` for the map: the verdict on functional toilets (see the page's legend)."""
        rows = self.coverage("site", "standard").frame  # type: ignore[attr-defined]
        verdict = rows[rows["standard"] == "toilets"].set_index("place")["status"]
        sites = self.sites(department)
        return sites.assign(state=sites["site_id"].map(verdict), individuals=sites["people"])

    @figure("boundaries", "places")
    def commune_points(self) -> pd.DataFrame:
        """A point inside each commune: `adm2_pcode`, `adm2_name`, `longitude`, `latitude`."""
        rows = self.snapshot.frame("boundaries")
        communes = rows[rows["adm_level"] == "adm2"]
        inside = shapely.point_on_surface(communes["geometry"].to_numpy())
        return pd.DataFrame({
            "adm2_pcode": communes["adm_pcode"].to_numpy(), "adm2_name": communes["name_fr"].to_numpy(),
            "longitude": shapely.get_x(inside), "latitude": shapely.get_y(inside),
        })  # fmt: skip

    @figure("assessments")
    def rounds(self, site_id: str) -> pd.DataFrame:
        """Every assessment of one site, the newest first."""
        rows = self.snapshot.frame("assessments")
        return rows[rows["site_id"] == site_id].sort_values("assessed_on", ascending=False, ignore_index=True)

    @figure("shelters", "places")
    def shelters(self, department: str = "") -> pd.DataFrame:
        """Evacuation shelters with commune and department names."""
        return self._placed(self.snapshot.frame("shelters"), department)

    @figure("warehouses", "places")
    def warehouses(self, department: str = "") -> pd.DataFrame:
        """Warehouses with commune and department names."""
        return self._placed(self.snapshot.frame("warehouses"), department)

    @figure(*SITE_TABLES, "shelters", "warehouses", "events")
    def headlines(self, department: str = "") -> Result:
        """Headline figures of the country or of a department.

        People are the last counts; the fact `people_now` holds those of `Changes.people_now` beside them.
        """
        told = briefing.headlines(
            self.sites(department), self.shelters(department), self.warehouses(department), as_of=self.snapshot.as_of
        )
        now = self.people_now("site").frame  # type: ignore[attr-defined]
        inside = department_of(now["adm2_pcode"]) == department if department else now["open"] | True
        return replace(told, facts={**told.facts, "people_now": float(now.loc[inside, "people_now"].sum())})

    @figure("zones")
    def zone_sets(self) -> pd.DataFrame:
        """Zone sets in the snapshot: `zone_set`, `hazard`, `zones`, `source`, `dated`."""
        zones = self.snapshot.frame("zones")
        how = {"hazard": ("hazard", "first"), "zones": ("zone_id", "size"), "source": ("source", "first"),
               "dated": ("observed_on", "max")}  # fmt: skip
        sets = zones.groupby("zone_set", sort=True).agg(**how).reset_index()
        order = {name: at for at, name in enumerate(hazards().by_key)}
        return sets.sort_values("hazard", key=lambda s: s.map(order), kind="stable", ignore_index=True)

    @figure("zones")
    def zones(self, zone_set: str) -> pd.DataFrame:
        """Zones of one set, classed and ranked (`geo.hazards.classed`)."""
        zones = self.snapshot.frame("zones")
        return zoning.classed(zones[zones["zone_set"] == zone_set].reset_index(drop=True), hazards())

    @figure(*AGED, "settings", "places", "confirmations")
    def sources(self) -> Result:
        """Age of each source; the share of site people counted within the limit is a fact of it."""
        tables = {name: (self.snapshot.frame(name), column) for name, column in AGED.items()}
        ages = source_ages(tables, as_of=self.snapshot.as_of)
        sites, limit = self.sites(), freshness_limits(self.snapshot.settings)["site_figures"]
        share = fresh_share(sites["people"], sites["counted_fresh"])
        return Result(ages, _no_explanation, {"fresh_share": share, "fresh_days": limit.fresh_days})

    @figure("sites", "shelters", "warehouses", "places", "aliases")
    def names(self) -> pd.DataFrame:
        """Everything that can be looked up: `kind`, `id`, `name`, `where`, `folded` (names, codes, aliases, Kreyòl)."""
        parts = [
            pd.DataFrame({"kind": kind, "id": rows[key], "name": rows["name"], "where": rows["adm2_name"]})
            for kind, key, rows in (
                ("site", "site_id", self._placed(self.snapshot.frame("sites"), "")),
                ("shelter", "shelter_id", self.shelters()),
                ("warehouse", "warehouse_id", self.warehouses()),
            )
        ]
        places = self.snapshot.frame("places")
        parts.append(pd.DataFrame({
            "kind": "commune", "id": places["adm2_pcode"], "name": places["name_fr"], "where": places["adm1_name_fr"],
        }))  # fmt: skip
        everything = pd.concat(parts, ignore_index=True)
        kreyol = (
            places.set_index("adm2_pcode")[["name_ht", "adm1_name_fr", "adm1_name_ht"]].fillna("").agg(" ".join, axis=1)
        )
        former = self.snapshot.frame("aliases").groupby("id")["alias"].agg(" ".join)
        words = everything["id"] + " " + everything["name"].fillna("")
        for more in (former, kreyol):
            words = words + " " + everything["id"].map(more).fillna("")
        return everything.assign(folded=words.map(fold))

    def search(self, text: str, most: int = 10) -> pd.DataFrame:
        """Return what a search finds in this view: sites, warehouses, shelters, communes.

        Within a kind, names and codes that begin with the text stand first. Every kind that has a hit keeps its
        best one. ``attrs["found"]`` says how many there were before the list was cut to `most`.
        """
        wanted = fold(text)
        names = self.names()
        if not wanted:
            return names.head(0)
        found = names[names["folded"].str.contains(wanted, regex=False)]
        begins = found["folded"].str.startswith(wanted) | found["name"].fillna("").map(fold).str.startswith(wanted)
        kinds = found["kind"].map({kind: at for at, kind in enumerate(KINDS)})
        ranked = found.assign(_kind=kinds, _later=~begins).sort_values(["_kind", "_later", "name"])
        best = ~ranked.duplicated("kind")
        kept = pd.concat([ranked[best], ranked[~best]]).head(most).sort_values(["_kind", "_later", "name"])
        shown = kept.drop(columns=["_kind", "_later"])
        shown.attrs["found"] = len(found)
        return shown

    @figure("boundaries", "population", "settings", "batches")
    def facts(self) -> dict[str, Any]:
        """What every page says about its data: day, fictional or not, boundaries and population in force.

        `fictional`: some of it is invented; `mixed`: some is and some is not; `credits`: sources whose licence asks for
        a line (data/credits.py); `labels`: all of it, loudest first (keys ``head.<label>``).
        `withheld_records`: how many records the deny-list leaves out.
        """
        boundaries, population = self.snapshot.frame("boundaries"), self.snapshot.frame("population")
        schematic, said = is_schematic(boundaries), self.snapshot.settings
        fictional = said["holds_fictional"] == "1"
        mixed = fictional and said["holds_real"] == "1"
        credits_due = tuple(filter(None, said["credits"].split(",")))
        invented = ("mixed" if mixed else "fictional",) if fictional else ()
        return {
            "as_of": self.snapshot.as_of,
            "fictional": fictional,
            "mixed": mixed,
            "schematic": schematic,
            "credits": credits_due,
            "labels": (*invented, *(("schematic",) if schematic else ()), *credits_due),
            "withheld_records": int(self.snapshot.settings["withheld_records"]),
            "boundaries_source": _first(boundaries, "source"),
            "boundaries_date": _first(boundaries, "observed_on"),
            "population_source": _first(population, "source"),
            "population_year": _first(population, "year"),
        }

    def _placed(self, rows: pd.DataFrame, department: str) -> pd.DataFrame:
        """Add `adm2_name`, `adm1_pcode` and `adm1_name`; keep one department's rows where one is asked."""
        places = self.snapshot.frame("places").set_index("adm2_pcode")
        code = department_of(rows["adm2_pcode"])
        names = places.drop_duplicates("adm1_pcode").set_index("adm1_pcode")["adm1_name_fr"]
        told = rows.assign(
            adm2_name=rows["adm2_pcode"].map(places["name_fr"]), adm1_pcode=code, adm1_name=code.map(names)
        )
        return told[code == department].reset_index(drop=True) if department else told


def _first(rows: pd.DataFrame, column: str) -> Any:
    known = rows[column].dropna()
    return known.iloc[0] if len(known) else None


def _no_explanation(row: dict[str, Any]) -> Any:
    raise LookupError(f"dates are their own explanation: {row['table']}")
