"""Settings that may be changed: what each may be, and which are in force."""

from __future__ import annotations

import pandas as pd

from data import bundled_geography, reference_tables
from data.snapshot import mapap_communes
from data.store.store import Store
from geo.errors import DataProblem

COMMUNES = "mapap_communes"
HOUSEHOLD = "household_size"
NAMES = (HOUSEHOLD, COMMUNES)


def check(setting: str, value: str) -> None:
    """Refuse what a setting may not be.

    Raises
    ------
    DataProblem
        ``unknown_setting`` with those that there are; ``bad_setting`` with the value.
    """
    if setting not in NAMES:
        raise DataProblem("unknown_setting", setting=setting, settings=", ".join(NAMES))
    if setting == HOUSEHOLD:
        good = _number(value) is not None
    else:
        known = set(bundled_geography.bundled_boundaries()["adm_pcode"])
        good = bool(value.strip()) and all(code.strip() in known for code in value.split(","))
    if not good:
        raise DataProblem("bad_setting", setting=setting, value=value)


def in_force(store: Store) -> pd.DataFrame:
    """Settings by name: `setting`, `value`, `unit`, `source`, `status`, `changed` (whether somebody edited it)."""
    told = store.records("settings").set_index("setting")["value"].to_dict()
    shipped = reference_tables.settings()[HOUSEHOLD]
    rows = [
        {"setting": HOUSEHOLD, "value": told.get(HOUSEHOLD, f"{shipped.value:g}"), "unit": shipped.unit,
         "source": shipped.source, "status": shipped.status, "changed": HOUSEHOLD in told},
        {"setting": COMMUNES, "value": ",".join(mapap_communes(told)), "unit": "P-codes",
         "source": "DTM coverage of rounds 2, 3 and 5", "status": "verified", "changed": COMMUNES in told},
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 1 <= value <= 20 else None
