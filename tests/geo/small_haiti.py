"""A small Haiti worked by hand: 3 departments, 5 communes, 5 sites, 2 shelters, 2 warehouses, 1 flood, 6 roads.

Every commune is a square of 10 km x 10 km laid out in metres (EPSG:32618), so shares of its area can be read
off the kilometres below. Every number is chosen so that results follow by hand; the tests derive them.

::

    HT01 Ouest    HT0111 Port-au-Prince (ZMPP)   780-790 E, 2050-2060 N   population 100 000
                  HT0131 Croix-des-Bouquets (Z)  790-800 E, 2050-2060 N   population  40 000
    HT06 Centre   HT0611 Hinche                  800-810 E, 2110-2120 N   population  20 000
    HT07 Sud      HT0711 Les Cayes               630-640 E, 2020-2030 N   population  60 000
                  HT0712 Torbeck                 620-630 E, 2020-2030 N   population unknown

The flood: high over 780-782.5 E, low over 780-785 E (both HT0111, whole height: high wins on its half),
medium over the southern kilometre of HT0131, low over the eastern half of HT0711 and the sea beyond.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from geo import frames
from geo.crs import to_stored

AS_OF = "2023-08-31"
NAN = np.nan

# P-code: name, department, in the ZMPP, km east, km north, population
COMMUNES = {
    "HT0111": ("Port-au-Prince", "Ouest", True, 780, 2050, 100_000.0),
    "HT0131": ("Croix-des-Bouquets", "Ouest", True, 790, 2050, 40_000.0),
    "HT0611": ("Hinche", "Centre", False, 800, 2110, 20_000.0),
    "HT0711": ("Les Cayes", "Sud", False, 630, 2020, 60_000.0),
    "HT0712": ("Torbeck", "Sud", False, 620, 2020, NAN),
}


def rectangle(west_km: float, south_km: float, east_km: float, north_km: float) -> shapely.Polygon:
    """A rectangle of kilometres of EPSG:32618, in EPSG:4326."""
    metres = shapely.box(west_km * 1000, south_km * 1000, east_km * 1000, north_km * 1000)
    return to_stored([metres])[0]


def at(east_km: float, north_km: float) -> dict[str, float]:
    """A point of kilometres of EPSG:32618, as longitude and latitude."""
    point = to_stored([shapely.Point(east_km * 1000, north_km * 1000)])[0]
    return {"longitude": point.x, "latitude": point.y}


def places() -> pd.DataFrame:
    """Communes as `geo.places.communes_at` reads them."""
    return pd.DataFrame(
        [(code, name, adm1, mapap) for code, (name, adm1, mapap, *_) in COMMUNES.items()],
        columns=["adm2_pcode", "name_fr", "adm1_name_fr", "in_mapap"],
    ).astype({"adm2_pcode": "str", "name_fr": "str", "adm1_name_fr": "str"})


def boundaries() -> pd.DataFrame:
    """`BOUNDARIES`: the five squares."""
    return frames.BOUNDARIES.conform(pd.DataFrame([
        {"boundary_set": "small", "adm_pcode": code, "adm_level": "adm2", "parent_pcode": code[:4], "name_fr": name,
         "geometry": rectangle(east, north, east + 10, north + 10), "source": "small Haiti", "observed_on": "2018-11-29"}
        for code, (name, _, _, east, north, _) in COMMUNES.items()
    ]))  # fmt: skip


def population() -> pd.DataFrame:
    """`POPULATION`: Torbeck has no row."""
    return frames.POPULATION.conform(pd.DataFrame([
        {"population_set": "small", "adm_pcode": code, "adm_level": "adm2", "population": people, "year": 2024,
         "source": "small Haiti", "observed_on": "2024-01-01"}
        for code, (*_, people) in COMMUNES.items() if not np.isnan(people)
    ]))  # fmt: skip


def sites() -> pd.DataFrame:
    """`SITES`: S1 open air, S2 a school, S3 planned, S4 without coordinates, S5 of unknown class."""
    rows = [
        {"site_id": "S1", "name": "Place Sainte-Anne", "adm2_pcode": "HT0111", **at(781, 2055),
         "site_type": "open_air", "site_class": "spontaneous_site", "area_m2": 21_915},
        {"site_id": "S2", "name": "École nationale", "adm2_pcode": "HT0111", **at(784, 2055),
         "site_type": "school", "site_class": "collective_centre", "area_m2": NAN},
        {"site_id": "S3", "name": "Village Lumière", "adm2_pcode": "HT0131", **at(795, 2055),
         "site_type": "other", "site_class": "planned_site", "area_m2": 40_000},
        {"site_id": "S4", "name": "Place d'Armes", "adm2_pcode": "HT0611",
         "site_type": "open_air", "site_class": "spontaneous_site", "area_m2": 8_000},
        {"site_id": "S5", "name": "Terrain Gabion", "adm2_pcode": "HT0711", **at(637, 2025),
         "site_type": None, "site_class": None, "area_m2": 20_000},
    ]  # fmt: skip
    told = {"status": "active", "opened_on": "2023-02-01", "observed_on": "2023-02-01"}
    return frames.SITES.conform(pd.DataFrame([{**row, **told} for row in rows]))


def assessments() -> pd.DataFrame:
    """`ASSESSMENTS`: the last row of each site up to AS_OF is the one that counts.

    S1 had 40 toilets in round 3 and 12 in round 4; S3's water was answered in round 3 and is blank in round 4;
    S4 was counted in round 3 and could not be reached in round 4; S5 has round 3 only; the row of S1 after
    AS_OF must not be read.
    """
    rows = [
        {"site_id": "S1", "assessed_on": "2023-05-10", "round": 3, "households": 100, "individuals": 450,
         "toilets_functional": 40},
        {"site_id": "S3", "assessed_on": "2023-05-11", "round": 3, "individuals": 990, "water_litres_person_day": 20},
        {"site_id": "S4", "assessed_on": "2023-05-12", "round": 3, "individuals": 110, "toilets_functional": 6},
        {"site_id": "S5", "assessed_on": "2023-06-20", "round": 3, "households": 70, "individuals": 300,
         "water_litres_person_day": 20, "taps": 2, "handwashing_stations": 0, "covered_area_m2": 1_200,
         "management_present": True, "feedback_mechanism": True},
        {"site_id": "S1", "assessed_on": "2023-08-15", "round": 4, "households": 110, "individuals": 487,
         "water_litres_person_day": 10, "taps": 1, "hand_pumps": 0, "open_wells": 0, "toilets_functional": 12,
         "showers": 9, "handwashing_stations": 12, "covered_area_m2": 1_704.5, "households_with_nfi": 60,
         "management_present": True, "committee_present": True, "committee_women_share": 0.4,
         "feedback_mechanism": False},
        {"site_id": "S2", "assessed_on": "2023-08-16", "round": 4, "households": 200,
         "water_litres_person_day": 15, "taps": 2, "hand_pumps": 1, "toilets_functional": 0, "showers": 18,
         "handwashing_stations": 0, "households_with_nfi": 200, "management_present": False,
         "committee_present": False},
        {"site_id": "S3", "assessed_on": "2023-08-17", "round": 4, "households": 222, "individuals": 1_000,
         "taps": 2, "hand_pumps": 0, "toilets_functional": 50, "showers": 25, "handwashing_stations": 60,
         "covered_area_m2": 3_000, "management_present": True, "committee_present": True,
         "committee_women_share": 0.6, "feedback_mechanism": True},
        {"site_id": "S4", "assessed_on": "2023-08-18", "round": 4, "not_assessed_reason": "no_access"},
        {"site_id": "S1", "assessed_on": "2023-09-15", "round": 5, "households": 1, "individuals": 1},
    ]  # fmt: skip
    return frames.ASSESSMENTS.conform(pd.DataFrame(rows))


def displacement() -> pd.DataFrame:
    """`DISPLACEMENT`: last known up to AS_OF 1800, 600 (the later blank says nothing), none, 400, none."""
    rows = [
        ("HT0111", "2023-03-31", 1_500), ("HT0111", "2023-07-31", 1_800), ("HT0131", "2023-03-31", 600),
        ("HT0131", "2023-07-31", NAN), ("HT0711", "2023-07-31", 400), ("HT0712", "2023-09-30", 500),
    ]  # fmt: skip
    columns = ["adm_pcode", "observed_on", "host_family_individuals"]
    return frames.DISPLACEMENT.conform(pd.DataFrame(rows, columns=columns))


def shelters() -> pd.DataFrame:
    """`SHELTERS`: A1 in the high class, A2 outside and of unknown capacity."""
    rows = [
        {"shelter_id": "A1", "name": "Lycée du Bel-Air", "adm2_pcode": "HT0111", **at(781, 2052),
         "shelter_type": "school", "capacity_persons": 400, "structure_status": "good", "occupied_by_idps": False},
        {"shelter_id": "A2", "name": "Église Saint-Louis", "adm2_pcode": "HT0711", **at(632, 2025),
         "shelter_type": "church", "structure_status": "not_assessed"},
    ]  # fmt: skip
    return frames.SHELTERS.conform(pd.DataFrame([{**row, "observed_on": "2023-06-01"} for row in rows]))


def warehouses() -> pd.DataFrame:
    """`WAREHOUSES`: M1 outside the flood, M2 in its low class."""
    rows = [
        {"warehouse_id": "M1", "name": "Magasin de la plaine", "adm2_pcode": "HT0111", **at(788, 2058)},
        {"warehouse_id": "M2", "name": "Magasin des Cayes", "adm2_pcode": "HT0711", **at(638, 2022)},
    ]
    told = {"operator": "Agence fictive", "observed_on": "2023-01-01"}
    return frames.WAREHOUSES.conform(pd.DataFrame([{**row, **told} for row in rows]))


def stock() -> pd.DataFrame:
    """Usable quantities by warehouse and item; M1's tarpaulins lie in two lots."""
    rows = [
        ("M1", "tarpaulin", 600.0),
        ("M1", "tarpaulin", 400.0),
        ("M1", "blanket", 1_500.0),
        ("M2", "tarpaulin", 300.0),
    ]
    return pd.DataFrame(rows, columns=["warehouse_id", "item", "quantity"]).astype(
        {"warehouse_id": "str", "item": "str"}
    )


def zones() -> pd.DataFrame:
    """`ZONES`: one flood in four zones, labelled as files do."""
    rows = [
        ("Z1", "fort", rectangle(780, 2050, 782.5, 2060)),
        ("Z2", "Faible", rectangle(780, 2050, 785, 2060)),
        ("Z3", "moyen", rectangle(790, 2050, 800, 2051)),
        ("Z4", "low", rectangle(635, 2020, 645, 2030)),
    ]
    told = {"zone_set": "flood-small", "hazard": "inondation", "source": "small Haiti", "observed_on": "2023-08-01"}
    return frames.ZONES.conform(pd.DataFrame(
        [{"zone_id": zone, "hazard_class": label, "geometry": shape, **told} for zone, label, shape in rows]
    ))  # fmt: skip


def ways() -> pd.DataFrame:
    """`WAYS`: six roads; lengths are multiples of 35 km (national) and 20 km (departmental)."""
    rows = [
        ("RN1", "national", "HT0111", "HT0131", 35, "open"),
        ("RN3", "national", "HT0131", "HT0611", 105, "open"),
        ("RN2", "national", "HT0111", "HT0711", 140, "open"),
        ("RD25", "departmental", "HT0711", "HT0712", 20, "open"),
        ("RD3", "departmental", "HT0111", "HT0611", 100, "restricted"),
        ("RD4", "departmental", "HT0131", "HT0711", 160, "closed"),
    ]
    return frames.WAYS.conform(pd.DataFrame([
        {"way_id": f"{route}:{start}:{end}", "route": route, "mode": "road", "way_class": kind, "from_pcode": start,
         "to_pcode": end, "length_km": km, "status": status, "reason": "" if status == "open" else "insécurité",
         "source": "small Haiti", "observed_on": "2023-08-01"}
        for route, kind, start, end, km, status in rows
    ]))  # fmt: skip
