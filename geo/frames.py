"""THE VOCABULARY: every table's columns, kinds, units, bounds, keys and merge rule.

A table is said here once. The store makes its tables from it, importers check against it, templates and
the data dictionary are generated from it. Nobody passes column names as arguments.

Kinds: text, code (an identifier), choice, integer, number, share (0-1), date, boolean, geometry (EPSG:4326).
Unknown is null, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from geo.errors import MissingColumn

Kind = Literal["text", "code", "choice", "integer", "number", "share", "date", "boolean", "geometry"]
Merge = Literal["latest", "series", "ledger"]

# Dates are ISO strings of the world's calendar (America/Port-au-Prince), never instants: no time zone shifts them.
DTYPES: dict[str, str] = {
    "text": "str", "code": "str", "choice": "str", "date": "str", "geometry": "object",
    "integer": "float64", "number": "float64", "share": "float64", "boolean": "boolean",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: `unit` as shown in templates, `least`/`most` inclusive bounds, `was` former names.

    `required` columns must be filled in every imported row. `personal` columns do not exist here: they are
    dropped at import.
    """

    name: str
    kind: Kind
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    hxl: str = ""
    refers: str = ""
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frame:
    """One table.

    `merge` is how rows of many batches become one record: `latest` and `series` rows are patches (a blank
    says nothing), `ledger` rows only add up. `key` identifies a record; `date` is the column on the world's
    clock by which patches are ordered and `as_of` cuts.
    """

    name: str
    merge: Merge
    key: tuple[str, ...]
    date: str
    columns: tuple[Column, ...]
    by_name: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    def empty(self) -> pd.DataFrame:
        """Return the table without rows: same columns and dtypes as with rows."""
        return pd.DataFrame({c.name: pd.Series(dtype=DTYPES[c.kind]) for c in self.columns})

    def conform(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return `rows` with the table's columns first, in order and dtype; further columns follow.

        Columns that are absent come in as unknown, except those of the key.

        Raises
        ------
        MissingColumn
            If a column of the key is absent that the store does not give by itself.
        """
        for name in self.key:
            if self.by_name[name].required and name not in rows.columns:
                raise MissingColumn(self.name, name)
        cast = {c.name: _cast(rows.get(c.name), DTYPES[c.kind], len(rows)) for c in self.columns}
        more = {name: rows[name].to_numpy() for name in rows.columns if name not in self.by_name}
        return pd.DataFrame({**cast, **more})


def _cast(values: pd.Series | None, dtype: str, size: int) -> pd.Series:
    if values is None:
        return pd.Series([None] * size, dtype=dtype)
    if dtype == "boolean":  # SQLite gives 0 and 1
        # cell by cell: a lookup by dict misses where every cell is True or False
        values = values.astype("object").map(lambda cell: None if pd.isna(cell) else bool(cell))
    return values.reset_index(drop=True).astype(dtype)


def _text(name: str, **more: object) -> Column:
    return Column(name, "text", **more)  # type: ignore[arg-type]


def _count(name: str, unit: str, most: float, **more: object) -> Column:
    return Column(name, "integer", unit, least=0, most=most, **more)  # type: ignore[arg-type]


def _flag(name: str) -> Column:
    return Column(name, "boolean")


_OBSERVED = Column("observed_on", "date", hxl="#date+reported")
_ADM2 = Column("adm2_pcode", "code", required=True, hxl="#adm2+code", refers="boundaries")
_LON = Column("longitude", "number", "degrees", least=-180, most=180, hxl="#geo+lon")
_LAT = Column("latitude", "number", "degrees", least=-90, most=90, hxl="#geo+lat")

LEVELS = ("adm0", "adm1", "adm2", "adm3")
SITE_TYPES = ("school", "open_air", "church", "public_building", "private_building", "other")
SITE_CLASSES = ("spontaneous_site", "planned_site", "collective_centre")
SHELTER_TYPES = ("school", "church", "community_hall", "hospital", "public_building", "other")
STRUCTURES = ("good", "fair", "poor", "not_assessed")
NOT_ASSESSED = ("not_visited", "not_asked", "no_access")
MOVEMENT_KINDS = (
    "receipt", "transfer_out", "transfer_in", "release", "distribution", "loss",
    "assembly_out", "assembly_in", "reserve", "unreserve", "reversal", "count",
)  # fmt: skip
WAY_MODES = ("road", "sea", "air")
WAY_CLASSES = ("national", "departmental", "communal", "sea", "air")
WAY_STATUSES = ("open", "restricted", "closed")

BOUNDARIES = Frame(
    "boundaries", "latest", ("boundary_set", "adm_pcode"), "observed_on",
    (
        Column("boundary_set", "code", required=True),
        Column("adm_pcode", "code", required=True, hxl="#adm+code"),
        Column("adm_level", "choice", required=True, choices=LEVELS),
        Column("parent_pcode", "code"),
        _text("name_fr", required=True, hxl="#adm+name+i_fr"),
        _text("name_ht", hxl="#adm+name+i_ht"),
        _text("name_en", hxl="#adm+name+i_en"),
        Column("geometry", "geometry", required=True),
        _text("source"), _OBSERVED,
    ),
)  # fmt: skip

POPULATION = Frame(
    "population", "series", ("population_set", "adm_pcode"), "observed_on",
    (
        Column("population_set", "code", required=True),
        Column("adm_pcode", "code", required=True, hxl="#adm+code"),
        Column("adm_level", "choice", required=True, choices=LEVELS),
        Column("population", "number", "persons", required=True, least=0, most=20_000_000, hxl="#population"),
        Column("population_f", "number", "persons", least=0, most=20_000_000, hxl="#population+f"),
        Column("population_m", "number", "persons", least=0, most=20_000_000, hxl="#population+m"),
        Column("year", "integer", "year", least=1950, most=2100, hxl="#date+year"),
        _text("source"), _OBSERVED,
    ),
)  # fmt: skip

SITES = Frame(
    "sites", "latest", ("site_id",), "observed_on",
    (
        Column("site_id", "code", required=True, hxl="#loc+site+code"),
        _text("name", hxl="#loc+site+name"),
        _ADM2, _LON, _LAT,
        Column("site_type", "choice", choices=SITE_TYPES, hxl="#loc+site+type"),
        Column("site_class", "choice", choices=SITE_CLASSES),
        Column("opened_on", "date", hxl="#date+start"),
        Column("closed_on", "date", hxl="#date+end"),
        _text("closed_reason"),
        Column("status", "choice", choices=("active", "closed"), hxl="#status+site"),
        _text("manager_organisation", hxl="#org+impl"),
        Column("area_m2", "number", "m2", least=0, most=5_000_000),
        _OBSERVED,
    ),
)  # fmt: skip

ASSESSMENTS = Frame(
    "assessments", "series", ("site_id", "assessed_on"), "assessed_on",
    (
        Column("site_id", "code", required=True, hxl="#loc+site+code", refers="sites"),
        Column("assessed_on", "date", required=True, hxl="#date+reported"),
        Column("round", "integer", least=0, most=500, hxl="#round+code"),
        Column("not_assessed_reason", "choice", choices=NOT_ASSESSED),
        _count("households", "households", 60_000, hxl="#affected+idps+hh"),
        _count("individuals", "persons", 250_000, hxl="#affected+idps+ind"),
        Column("water_litres_person_day", "number", "l/person/day", least=0, most=300),
        _count("taps", "taps", 2_000), _count("hand_pumps", "hand pumps", 500),
        _count("open_wells", "open wells", 500),
        _count("toilets_functional", "toilets", 5_000), _count("showers", "showers", 5_000),
        _count("handwashing_stations", "stations", 5_000),
        Column("covered_area_m2", "number", "m2", least=0, most=1_000_000),
        _count("households_with_nfi", "households", 60_000),
        _flag("management_present"), _flag("committee_present"),
        Column("committee_women_share", "share", "share", least=0, most=1),
        _flag("feedback_mechanism"),
    ),
)  # fmt: skip

DISPLACEMENT = Frame(
    "displacement", "series", ("adm2_pcode", "observed_on"), "observed_on",
    (
        _ADM2, Column("observed_on", "date", required=True, hxl="#date+reported"),
        _count("host_family_individuals", "persons", 2_000_000, hxl="#affected+idps+ind"),
    ),
)  # fmt: skip

SHELTERS = Frame(
    "shelters", "latest", ("shelter_id",), "observed_on",
    (
        Column("shelter_id", "code", required=True, hxl="#loc+code"),
        _text("name", hxl="#loc+name"), _ADM2, _LON, _LAT,
        Column("shelter_type", "choice", choices=SHELTER_TYPES, hxl="#loc+type"),
        _count("capacity_persons", "persons", 20_000, hxl="#capacity+num"),
        Column("floor_area_m2", "number", "m2", least=0, most=100_000),
        Column("structure_status", "choice", choices=STRUCTURES),
        _count("toilets", "toilets", 500), _flag("occupied_by_idps"), _OBSERVED,
    ),
)  # fmt: skip

WAREHOUSES = Frame(
    "warehouses", "latest", ("warehouse_id",), "observed_on",
    (
        Column("warehouse_id", "code", required=True, hxl="#loc+code"),
        _text("name", hxl="#loc+name"), _ADM2, _LON, _LAT,
        _text("operator", hxl="#org+impl"), _OBSERVED,
    ),
)  # fmt: skip

ITEMS = Frame(
    "items", "latest", ("item",), "observed_on",
    (
        Column("item", "code", required=True, hxl="#item+code"),
        _text("name_fr", hxl="#item+name+i_fr"), _text("name_en"), _text("name_ht"), _text("unit"),
        Column("weight_kg", "number", "kg", least=0, most=1_000),
        Column("volume_m3", "number", "m3", least=0, most=100),
        _text("source"), Column("figure_status", "choice", choices=("verified", "unverified")), _OBSERVED,
    ),
)  # fmt: skip

KITS = Frame(
    "kits", "latest", ("kit", "item"), "observed_on",
    (
        Column("kit", "code", required=True), Column("item", "code", required=True, refers="items"),
        Column("quantity", "number", "per household", required=True, least=0, most=1_000),
        _text("source"), Column("figure_status", "choice", choices=("verified", "unverified")), _OBSERVED,
    ),
)  # fmt: skip

MOVEMENTS = Frame(
    "movements", "ledger", ("movement_id",), "moved_on",
    (
        Column("movement_id", "code"), Column("document", "code"),
        Column("line", "integer", least=0, most=1_000_000), Column("reverses", "code"),
        Column("moved_on", "date", required=True, hxl="#date"),
        Column("kind", "choice", required=True, choices=MOVEMENT_KINDS),
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        _text("counterpart"),
        Column("item", "code", required=True, refers="items", hxl="#item+code"),
        Column("quantity", "number", "units", required=True, least=0, most=100_000_000, hxl="#item+qty"),
        Column("lot", "code"), Column("expiry", "date", hxl="#date+expiry"), _text("note"),
    ),
)  # fmt: skip

ZONES = Frame(
    "zones", "latest", ("zone_set", "zone_id"), "observed_on",
    (
        Column("zone_set", "code", required=True), Column("zone_id", "code", required=True),
        Column("hazard", "code", required=True), Column("hazard_class", "code", required=True),
        _text("name"), Column("geometry", "geometry", required=True), _text("source"), _OBSERVED,
    ),
)  # fmt: skip

WAYS = Frame(
    "ways", "latest", ("way_id",), "observed_on",
    (
        Column("way_id", "code", required=True), Column("route", "code"),
        Column("mode", "choice", choices=WAY_MODES), Column("way_class", "choice", choices=WAY_CLASSES),
        Column("from_pcode", "code", refers="boundaries"), Column("to_pcode", "code", refers="boundaries"),
        Column("length_km", "number", "km", least=0, most=2_000),
        Column("status", "choice", choices=WAY_STATUSES, hxl="#access+status"),
        _text("reason"), _text("source"), _OBSERVED,
    ),
)  # fmt: skip

SETTINGS = Frame(
    "settings",
    "latest",
    ("setting",),
    "observed_on",
    (Column("setting", "code", required=True), _text("value", required=True), _text("reason"), _OBSERVED),
)

FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        BOUNDARIES, POPULATION, SITES, ASSESSMENTS, DISPLACEMENT, SHELTERS, WAREHOUSES, ITEMS, KITS,
        MOVEMENTS, ZONES, WAYS, SETTINGS,
    )
}  # fmt: skip
