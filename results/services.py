"""Where services fall short of the standards."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import shapely

from data.freshness import freshness_limits
from data.held_standards import norms_in_force, shelters_held_against
from data.settings_changes import said
from geo.coverage import site_coverage
from geo.errors import DataProblem
from geo.explain import Result
from geo.frames import FRAMES
from geo.freshness import carrying, fresh_shares, with_counted_on
from geo.given_since import given_since, with_given, with_their_slips
from geo.places import LEVELS, communes_at
from geo.rollup import coverage_of_groups, coverage_of_places, site_rows_as_contract
from geo.settings import Said
from geo.site_groups import BY_COLUMN, Groups, by_area, by_column, by_commune
from geo.standards import Norms, Standard
from geo.verdicts import SiteVerdicts, verdicts_of_shelters, verdicts_of_sites
from results.core import Figures, figure

TABLES = ("sites", "assessments", "settings", "places", "displacement", "given")
COUNTED = (*TABLES, "confirmations")
GROUPED = (*COUNTED, "boundaries")
COVERAGE_LEVELS = ("site", "adm3", *LEVELS, "site_type", "site_class", "manager")


class Services(Figures):
    """Figures of the section *services*."""

    def standards(self) -> tuple[Standard, ...]:
        """The standards in force, edited thresholds among them."""
        return self.norms("standard").standards

    def shelter_standards(self) -> tuple[Standard, ...]:
        """The profile of activated evacuation shelters."""
        return shelters_held_against(self.snapshot.settings, self.said())

    def norms(self, phase: str = "auto") -> Norms:
        """What coverage is held against: "first", "standard", or "auto", by the age of each site."""
        return norms_in_force(self.snapshot.settings, phase, self.said())

    def said(self) -> dict[str, Said]:
        """Who changed each setting that is not as shipped, when and why."""
        return said(self.snapshot.frame("changes"))

    @figure(*TABLES)
    def site_verdicts(self, phase: str = "auto") -> SiteVerdicts:
        """Every standard at every open site as arrays (`geo.verdicts.verdicts_of_sites`)."""
        as_of = self.snapshot.as_of
        answers = with_given(self.snapshot.frame("assessments"), self.given_since(), as_of=as_of)
        return verdicts_of_sites(self.snapshot.frame("sites"), answers, self.norms(phase), as_of=as_of)

    @figure("assessments", "given")
    def given_since(self) -> pd.DataFrame:
        """Households served at each site after its last assessment (`geo.given_since.given_since`)."""
        told = self.snapshot.frame("assessments")
        moved = {"movements", "requests"} & set(self.snapshot.versions)  # a store without either is not asked
        given = self.snapshot.asked("given") if moved else FRAMES["movements"].empty()
        return given_since(told, given, as_of=self.snapshot.as_of)

    @figure(*TABLES)
    def site_coverage(self, phase: str = "auto") -> Result:
        """Coverage of each open site (`geo.coverage.site_coverage`)."""
        verdicts = self.site_verdicts(phase)
        read = {norm.key: norm.numerator or norm.measures for norm in verdicts.norms.standards}
        return with_their_slips(site_coverage(verdicts), self.given_since, read)

    @figure("shelters", "settings")
    def shelter_coverage(self, phase: str = "first") -> Result:
        """Coverage of each activated evacuation shelter by its own profile (`geo.verdicts.verdicts_of_shelters`)."""
        norms = replace(self.norms(phase), standards=self.shelter_standards())
        return site_coverage(verdicts_of_shelters(self.snapshot.frame("shelters"), norms, as_of=self.snapshot.as_of))

    @figure(*GROUPED)
    def coverage(self, level: str = "adm2", phase: str = "auto") -> Result:
        """Coverage at a level of `COVERAGE_LEVELS` in the columns of the terminal's contract.

        Every row carries the `fresh_share` of its people.
        """
        verdicts = self.site_verdicts(phase)
        if level == "site":
            rows, counted = site_rows_as_contract(self.site_coverage(phase)), self._counted(verdicts)
            return carrying(rows, fresh_shares(counted, counted["site_id"]))
        if level in BY_COLUMN:
            groups = by_column(verdicts.sites, level, self._section_names() if level == "adm3" else None)
            return self._fresh(coverage_of_groups(verdicts, groups), verdicts, groups)
        if level not in LEVELS:
            raise DataProblem("unknown_level", level=level, levels=", ".join(COVERAGE_LEVELS))
        communes = communes_at(self.snapshot.frame("places"), level)
        told = coverage_of_places(verdicts, communes, self.snapshot.frame("displacement"))
        return self._fresh(told, verdicts, by_commune(verdicts.sites, communes))

    @figure(*COUNTED)
    def coverage_within(self, areas: tuple[tuple[str, str], ...], phase: str = "auto") -> Result:
        """Coverage of the sites whose point lies in polygons.

        Parameters
        ----------
        areas
            (name, geometry as WKT in EPSG:4326), drawn or uploaded. A site in several is in the first.
        phase
            As `norms`.

        Returns
        -------
        coverage
            As `coverage`; the facts tell `sites_without_point`.

        Raises
        ------
        DataProblem
            ``bad_area`` with its name, where a geometry cannot be read or is not one of areas.
        """
        verdicts = self.site_verdicts(phase)
        groups = by_area(verdicts.sites, [(name, _area(name, text)) for name, text in areas])
        return self._fresh(coverage_of_groups(verdicts, groups), verdicts, groups)

    @figure(*COUNTED)
    def coverage_of_sites(self, standard: str, phase: str = "auto", department: str = "") -> pd.DataFrame:
        """Sites of a department held against one standard, with commune and department names, worst first."""
        rows = self.coverage("site", phase).frame
        chosen = rows[rows["standard"] == standard]
        if department:
            chosen = chosen[chosen["adm2_pcode"].str.startswith(department)]
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        told = chosen.assign(adm2_name=chosen["adm2_pcode"].map(names))
        return told.sort_values(["gap", "people_total"], ascending=False, ignore_index=True)

    @figure(*TABLES)
    def rows_behind(self, level: str, place: str, standard: str, phase: str = "auto") -> pd.DataFrame:
        """Sites that enter the figure of a place: `site_id`, `name`, `people`, `status`, `measured`, `gap`, ...

        Those short come first, then those not assessed, by people.
        """
        rows = self.site_coverage(phase).frame
        rows = rows[rows["standard"] == standard]
        if level == "site":
            inside = rows["site_id"] == place
        elif level in BY_COLUMN:
            verdicts = self.site_verdicts(phase)
            inside = rows["site_id"].map(by_column(verdicts.sites, level).of(verdicts.sites["site_id"])) == place
        else:
            communes = communes_at(self.snapshot.frame("places"), level)
            inside = rows["adm2_pcode"].isin(communes.loc[communes["place"] == place, "adm2_pcode"])
        return _worst_first(rows[inside])

    @figure(*TABLES)
    def rows_within(
        self, areas: tuple[tuple[str, str], ...], place: str, standard: str, phase: str = "auto"
    ) -> pd.DataFrame:
        """Sites that enter the figure of one of the areas of `coverage_within`, as `rows_behind`."""
        sites = self.site_verdicts(phase).sites
        inside = by_area(sites, [(name, _area(name, text)) for name, text in areas]).of(sites["site_id"])
        rows = self.site_coverage(phase).frame
        rows = rows[(rows["standard"] == standard) & (rows["site_id"].map(inside) == place).fillna(value=False)]
        return _worst_first(rows)

    def _section_names(self) -> pd.Series:
        shapes = self.snapshot.frame("boundaries")
        sections = shapes[shapes["adm_level"] == "adm3"].drop_duplicates("adm_pcode")
        return sections.set_index("adm_pcode")["name_fr"]

    def _fresh(self, told: Result, verdicts: SiteVerdicts, groups: Groups) -> Result:
        place = groups.of(verdicts.sites["site_id"]).reset_index(drop=True)
        return carrying(told, fresh_shares(self._counted(verdicts), place))

    def _counted(self, verdicts: SiteVerdicts) -> pd.DataFrame:
        held = verdicts.sites[["site_id", "assessed_on", "people"]]
        limit, as_of = freshness_limits(self.snapshot.settings)["site_figures"], self.snapshot.as_of
        return with_counted_on(held, self.snapshot.frame("confirmations"), limit, as_of=as_of)


def _worst_first(rows: pd.DataFrame) -> pd.DataFrame:
    ranked = rows.assign(_rank=rows["status"].map({"short": 0, "not_assessed": 1, "met": 2, "not_applicable": 3}))
    ranked = ranked.sort_values(["_rank", "people"], ascending=[True, False], kind="stable", ignore_index=True)
    return ranked.drop(columns="_rank")


def _area(name: str, text: str) -> shapely.Geometry:
    try:
        shape = shapely.from_wkt(text)
    except shapely.errors.ShapelyError as error:
        raise DataProblem("bad_area", name=name) from error
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise DataProblem("bad_area", name=name)
    return shapely.make_valid(shape)
