"""Settings that may be changed: what each may be, and which are in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data import bundled_geography, reference_coverage, reference_tables
from data.access import Actor, require
from data.held_standards import BOUNDS, thresholds
from data.snapshot import mapap_communes
from data.store.store import Store, Told
from geo.errors import DataProblem

COMMUNES = "mapap_communes"
HOUSEHOLD = "household_size"
FIGURES: dict[str, tuple[float, float]] = {HOUSEHOLD: (1.0, 20.0), **BOUNDS}
NAMES = (*FIGURES, COMMUNES)
A_THRESHOLD = "standard.<standard>.<first|standard>"


def check(setting: str, value: str) -> None:
    """Refuse what a setting may not be.

    Raises
    ------
    DataProblem
        ``unknown_setting`` with those that there are; ``bad_setting``, or ``bad_threshold`` with the unit, with
        the value.
    """
    held = {one.setting: one for one in thresholds()}
    if setting in held:
        number = _number(value)
        if number is None or not held[setting].accepts(number):
            raise DataProblem("bad_threshold", setting=setting, value=value, unit=held[setting].standard.unit)
        return
    if setting in reference_coverage.figures({}):
        number = _number(value)
        if number is None or not reference_coverage.accepts(setting, number):
            raise DataProblem("bad_figure", setting=setting, value=value, least=0, most=reference_coverage.MOST)
        return
    if setting not in NAMES:
        raise DataProblem("unknown_setting", setting=setting, settings=", ".join((*NAMES, A_THRESHOLD)))
    if setting in FIGURES:
        number, (least, most) = _number(value), FIGURES[setting]
        if number is None or not least <= number <= most:
            raise DataProblem("bad_figure", setting=setting, value=value, least=least, most=most)
        return
    known = set(bundled_geography.bundled_boundaries()["adm_pcode"])
    if not value.strip() or not all(code.strip() in known for code in value.split(",")):
        raise DataProblem("bad_setting", setting=setting, value=value)


def change(store: Store, actor: Actor, setting: str, value: str, *, reason: str, author: str) -> int:
    """Change one setting or threshold as a batch with its reason.

    Returns
    -------
    batch
        Its number, to undo it by.

    Raises
    ------
    NotAllowed
        ``settings.write`` where the actor has no right to.
    DataProblem
        As `check`; ``reason_missing`` without a reason.
    """
    return change_together(store, actor, {setting: value}, reason=reason, author=author)


def change_together(store: Store, actor: Actor, values: Mapping[str, str], *, reason: str, author: str) -> int:
    """Change several settings as one batch with its reason: all of them or none.

    Returns
    -------
    batch
        Its number.

    Raises
    ------
    NotAllowed, DataProblem
        As `change`.
    """
    require(actor, "settings.write")
    for setting, value in values.items():
        check(setting, value)
    if not reason.strip():
        raise DataProblem("reason_missing")
    rows = [{"setting": setting, "value": value, "reason": reason} for setting, value in values.items()]
    with store.batch(Told(author, reason, "settings")) as batch:
        batch.patch("settings", pd.DataFrame(rows))
    return batch.seq


def in_force(store: Store, *, every_threshold: bool = False) -> pd.DataFrame:
    """Settings by name, and the thresholds that somebody changed.

    Parameters
    ----------
    store
        The store.
    every_threshold
        Thresholds that nobody changed too.

    Returns
    -------
    settings
        `setting`, `value`, `unit`, `source`, `status`, `changed` (whether somebody edited it).
    """
    told = store.records("settings").set_index("setting")["value"].to_dict()
    shipped = reference_tables.settings()
    rows: list[dict[str, Any]] = [
        {"setting": name, "value": told.get(name, f"{shipped[name].value:g}"), "unit": shipped[name].unit,
         "source": shipped[name].source, "status": shipped[name].status, "changed": name in told}
        for name in FIGURES
    ]  # fmt: skip
    rows.append(
        {"setting": COMMUNES, "value": ",".join(mapap_communes(told)), "unit": "P-codes",
         "source": "DTM coverage of rounds 2, 3 and 5", "status": "verified", "changed": COMMUNES in told}
    )  # fmt: skip
    rows += [
        {"setting": one.setting, "value": told.get(one.setting, f"{one.standard.threshold(one.phase):g}"),
         "unit": one.standard.unit, "source": "settings" if one.setting in told else one.standard.source,
         "status": "unverified" if one.setting in told else one.standard.status, "changed": one.setting in told}
        for one in thresholds() if every_threshold or one.setting in told
    ]  # fmt: skip
    rows += [
        {"setting": name, "value": told.get(name, f"{one.value:g}"), "unit": one.unit, "source": one.source,
         "status": one.status, "changed": name in told}
        for name, one in reference_coverage.figures(told).items() if every_threshold or name in told
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
