"""What a printed sheet is made from: plain frames and values of a site, a commune or a department."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import shapely

from geo.standards import Standard


@dataclass(frozen=True)
class Stamp:
    """What a sheet says about itself.

    Parameters
    ----------
    as_of
        Day of the data (ISO).
    labels
        What the data are, loudest first: "fictional", "mixed", "exercise", "schematic" (keys ``report.stamp_*``).
    sources
        Who says so: keys ``source.<key>``, or names as they are.
    standards
        The standards held against: their direction, source and status stand on the sheet.
    version
        Name of the state of the data, as the store gives it.
    recipient
        For whom it was printed; "" where nobody is named.
    credits
        Sources whose licence asks for a line at the foot (keys ``head.<credit>``); they are labels too.
    """

    as_of: str
    labels: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    standards: tuple[Standard, ...] = ()
    version: str = ""
    recipient: str = ""
    credits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Around:
    """What the map shows.

    Parameters
    ----------
    outline
        Shape of the commune or department in EPSG:4326; None where there is none.
    points
        `kind` (site, shelter, warehouse, facility, water_point, toilet), `name`, `longitude`, `latitude`
        (degrees); for a site's sheet `distance_m` may be given (else it is measured), for a place's `people`.
    """

    outline: shapely.Geometry | None = None
    points: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Lists:
    """What stands under the table. None was not asked, and is left out; an empty frame says that there is none.

    Parameters
    ----------
    partners
        `sector`, `organisation`; where known `organisation_name`, `activity_state` (planned and over are left out).
    hazards
        Zones that it lies in: `hazard`, `hazard_class`; where known `zone_set`, `people`.
    stock
        What can reach it: `kit`, `households`; where known `warehouse`, `travel_hours`.
    actions
        What still stands to be done: `action`, `owner_organisation`, `due_on`; where known `action_state` and `place`.
    actions_reserved
        How many more stand that are for the coordination only: no paper names them.
    sites
        Of a place: `name`, `people`, `short` (standards not met), the most pressing first.
    doubts
        Answers that cannot be true at once: `sentence`, and `standards` that rest on them (keys with spaces, "" none).
    """

    partners: pd.DataFrame | None = None
    hazards: pd.DataFrame | None = None
    stock: pd.DataFrame | None = None
    actions: pd.DataFrame | None = None
    actions_reserved: int = 0
    sites: pd.DataFrame | None = None
    doubts: pd.DataFrame | None = None


@dataclass(frozen=True)
class SiteSheet:
    """One site.

    Parameters
    ----------
    site
        Its row in the names of the vocabulary: `site_id`, `name`, `adm2_name`, `adm1_name`; where known `aliases`
        (a list of names), `adm3_name`, `status`, `access`, `site_class`, `site_type`, `manager_organisation`,
        `opened_on`, `people` (`people_estimated`), `households`, `females`, `males`, `counted_on`, `longitude`,
        `latitude`. Unknown is None or NaN.
    stamp, around, lists
        As their classes say.
    services
        Its rows of `Results.site_coverage("auto").frame`.
    other_phase
        The same rows held against the other phase; empty where it was not asked. A verdict that differs is told.
    trend
        Its rounds: `assessed_on`, `people` (NaN unknown), in any order.
    """

    site: Mapping[str, Any]
    stamp: Stamp
    services: pd.DataFrame
    other_phase: pd.DataFrame = field(default_factory=pd.DataFrame)
    trend: pd.DataFrame = field(default_factory=pd.DataFrame)
    around: Around = field(default_factory=Around)
    lists: Lists = field(default_factory=Lists)


@dataclass(frozen=True)
class PlaceSheet:
    """A commune or a department.

    Parameters
    ----------
    place
        `place` (code), `name`, `level` (adm1, adm2, mapap, ...); where known `adm1_name`, `aliases`, `sites_open`,
        `people` at sites, `people_host` with host families, `households`, `population`, `population_year`,
        `fresh_share`.
    stamp, around, lists
        As their classes say.
    services
        Its rows of `Results.coverage(level, phase).frame`.
    trend
        Its rounds: `assessed_on`, `people`, where known `sites` covered.
    """

    place: Mapping[str, Any]
    stamp: Stamp
    services: pd.DataFrame
    trend: pd.DataFrame = field(default_factory=pd.DataFrame)
    around: Around = field(default_factory=Around)
    lists: Lists = field(default_factory=Lists)
