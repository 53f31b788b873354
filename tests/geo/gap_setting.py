"""Site rows and standards of a small invented setting, in the columns of coverage, for gaps and priorities."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.gap_costs import Means
from geo.settings import Setting
from geo.standards import Standard

NAN = np.nan
CLASSES = ("spontaneous_site", "planned_site", "collective_centre", "activated_shelter")
TEXTS = (
    "place", "site_id", "name", "adm2_pcode", "standard", "sector", "unit", "status", "not_assessed_reason",
    "gap_unit", "assessed_on",
)  # fmt: skip


def standard(key: str, kind: str, direction: str, threshold: float, **more: Any) -> Standard:
    told = {"sector": "wash", "measures": key, "unit": "u", "period": "none", "applies_to": CLASSES, "gap_unit": "g",
            "source": "invented", "status": "unverified", "first_phase": threshold}  # fmt: skip
    return Standard(key=key, kind=kind, direction=direction, standard=threshold, **{**told, **more})


# 20 persons a toilet; one station a toilet and one in any case; 15 litres a person and day; a manager
TOILETS = standard("toilets", "ratio", "max", 20, numerator="individuals", denominator="toilets_functional",
                   gap_unit="toilets")  # fmt: skip
STATIONS = standard("handwashing", "ratio", "min", 1, numerator="handwashing_stations",
                    denominator="toilets_functional", least=1.0, gap_unit="stations")  # fmt: skip
WATER = standard("water_quantity", "rate", "min", 15, gap_unit="litres a day")
MANAGER = standard("management", "yes_no", "min", 1, gap_unit="sites")
STANDARDS = (TOILETS, STATIONS, WATER, MANAGER)
BY_KEY = {norm.key: norm for norm in STANDARDS}


def setting(value: float, unit: str, period: str = "none") -> Setting:
    return Setting(unit, value, unit, period, "invented", "unverified")


def means(key: str, word: str, cost: float, days: float, **more: Any) -> Means:
    period = more.pop("period", "none")
    covers = setting(more.pop("covers", 1.0), f"{BY_KEY[key].gap_unit}/{word}", period)
    told = {"covers": covers, "unit_cost": setting(cost, f"USD/{word}", period), "movable": False}
    return Means(key, word, lead_days=setting(days, "days"), **{**told, **more})


MEANS = {
    "toilets": means("toilets", "toilet", 300, 21),
    "handwashing": means("handwashing", "station", 40, 5, movable=True),
    "water_quantity": means("water_quantity", "truck_load", 90, 2, covers=10_000.0, period="day"),
    "management": means("management", "team", NAN, 14),
}


def row(site: str, key: str, status: str, **told: Any) -> dict[str, Any]:
    norm = BY_KEY.get(key) or standard(key, "yes_no", "min", 1)
    base = {"place": site, "site_id": site, "name": f"Site {site}", "adm2_pcode": "HT0111", "standard": key,
            "sector": norm.sector, "unit": norm.unit, "threshold": norm.standard, "measured": NAN, "status": status,
            "measured_least": NAN, "measured_most": NAN, "not_assessed_reason": None, "people": NAN,
            "people_estimated": False, "households": NAN, "gap": 0.0 if status == "met" else NAN,
            "gap_unit": norm.gap_unit, "assessed_on": "2024-05-01", "numerator_value": NAN,
            "denominator_value": NAN}  # fmt: skip
    return {**base, **told}


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(row("", "toilets", "met"))).astype(dict.fromkeys(TEXTS, "str"))


def toilets(site: str, people: float, units: float, **more: Any) -> dict[str, Any]:
    """A site's toilets against 20 persons each, worked out as the method says."""
    if np.isnan(people) or np.isnan(units):
        return row(site, "toilets", "not_assessed", people=people, not_assessed_reason="not_asked", **more)
    wanted = np.ceil(people / 20)
    told = {"people": people, "numerator_value": people, "denominator_value": units,
            "measured": people / units if units else NAN, "gap": max(0.0, wanted - units)}  # fmt: skip
    return row(site, "toilets", "met" if units >= wanted else "short", **{**told, **more})


def stations(site: str, held: float, toilets_there: float, **more: Any) -> dict[str, Any]:
    wanted = max(1.0, toilets_there)
    told = {"numerator_value": held, "denominator_value": toilets_there, "measured": held / wanted,
            "gap": max(0.0, wanted - held)}  # fmt: skip
    return row(site, "handwashing", "met" if held >= wanted else "short", **{**told, **more})


def communes(level: str = "adm2") -> pd.DataFrame:
    """Two communes of the Ouest and one of the Centre."""
    codes = ["HT0111", "HT0131", "HT0611"]
    place = codes if level == "adm2" else [code[:4] for code in codes]
    return pd.DataFrame({"adm2_pcode": codes, "place": place, "name": place}).astype("str")
