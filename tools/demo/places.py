"""Communes: their points, populations and the metropolitan set; points laid around them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.demo.draw import Draw

HAITI = Path(__file__).resolve().parents[2] / "data" / "bundled" / "haiti"
# Points keep this share of the clear radius, so that rounding never carries one over the border.
MARGIN = 0.95


@dataclass(frozen=True)
class Commune:
    """One commune of the COD list."""

    adm2_pcode: str
    name: str
    longitude: float
    latitude: float
    clear_radius_m: float
    population: int
    in_mapap: bool
    is_seat: bool

    @property
    def adm1_pcode(self) -> str:
        """Return the P-code of its department."""
        return self.adm2_pcode[:4]


def read_communes() -> dict[str, Commune]:
    """Return the communes by P-code, in the order of the table of points."""
    people = {row["adm2_pcode"]: int(row["population"]) for row in _rows("haiti_communes.csv")}
    mapap = {row["adm2_pcode"] for row in _rows("mapap_communes.csv") if row["in_mapap"] == "1"}
    seats = {(row["adm1_pcode"], row["chef_lieu"]) for row in _rows("departments.csv")}
    return {
        row["adm2_pcode"]: Commune(
            row["adm2_pcode"],
            row["adm2_name"],
            float(row["longitude"]),
            float(row["latitude"]),
            float(row["clear_radius_m"]),
            people[row["adm2_pcode"]],
            row["adm2_pcode"] in mapap,
            (row["adm2_pcode"][:4], row["adm2_name"]) in seats,
        )
        for row in _rows("commune_points.csv")
    }


def shifted(longitude: float, latitude: float, east_m: float, north_m: float) -> tuple[float, float]:
    """Return the point so many metres east and north, within 0.1 % up to 100 km.

    Lengths of a degree by the usual series on WGS84: plain arithmetic that rounds alike on every machine.
    """
    at = radians(latitude)
    degree_north_m = 111_132.954 - 559.822 * cos(2 * at) + 1.175 * cos(4 * at)
    degree_east_m = 111_412.84 * cos(at) - 93.5 * cos(3 * at)
    return longitude + east_m / degree_east_m, latitude + north_m / degree_north_m


def point_in(commune: Commune, draw: Draw) -> tuple[float, float]:
    """Return a point inside the commune: (longitude, latitude) rounded to 5 decimals, about a metre."""
    while True:
        east, north = draw.between(-1, 1), draw.between(-1, 1)
        if east * east + north * north <= 1:
            break
    reach = MARGIN * commune.clear_radius_m
    longitude, latitude = shifted(commune.longitude, commune.latitude, east * reach, north * reach)
    return round(longitude, 5), round(latitude, 5)


def _rows(name: str) -> list[dict[str, str]]:
    with (HAITI / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
