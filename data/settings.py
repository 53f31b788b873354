"""Settings that may be changed: what each may be, changing them, and which are in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data import bundled_geography, reference_coverage
from data.access import Actor, require
from data.freshness import freshness_limits
from data.rates_in_force import rates_in_force
from data.reference_prepositioning import catalogue_rules
from data.reference_stock import stock_rules
from data.settings_catalogue import FIGURES, Editable, editables
from data.settings_changes import changes, said
from data.snapshot import mapap_communes
from data.store.readable import Readable
from data.store.store import Store, Told
from geo.errors import DataProblem, ReferenceProblem

COMMUNES = "mapap_communes"
SWITCHES = {"second_person": ("on", "off")}  # what each may be, as it is shipped first
NAMES = (*FIGURES, COMMUNES, *SWITCHES)
A_THRESHOLD = "standard.<standard>.<first|standard>"
WRITE = "settings.write"


def check(setting: str, value: str) -> None:
    """Refuse what a setting may not be.

    Raises
    ------
    DataProblem
        ``unknown_setting`` with those that there are; ``bad_setting``, ``bad_figure`` with its range, or
        ``bad_threshold`` with the unit, with the value.
    """
    one = editables({}).get(setting)
    if one is None:
        _check_words(setting, value)
        return
    number = _number(value)
    if number is None or not one.accepts(number):
        if one.group == "threshold":
            raise DataProblem("bad_threshold", setting=setting, value=value, unit=one.shipped.unit)
        raise DataProblem("bad_figure", setting=setting, value=value, least=one.least, most=one.most)


def change(store: Store, actor: Actor, setting: str, value: str | None, *, reason: str, author: str) -> int:
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
        As `check`; ``reason_missing`` without a reason; others as `change_together`.
    """
    return change_together(store, actor, {setting: value}, reason=reason, author=author)


def change_together(store: Store, actor: Actor, values: Mapping[str, str | None], *, reason: str, author: str) -> int:
    """Change several settings as one batch with its reason: all of them or none.

    Parameters
    ----------
    values
        Value by setting; None puts it back to what is shipped.

    Returns
    -------
    batch
        Its number.

    Raises
    ------
    NotAllowed, DataProblem
        As `change`; ``limits_order`` where records would be stale before they are no longer fresh, ``weights.none``
        where no weight would be left, ``setting_is_shipped`` where a setting to put back was never changed.
    """
    require(actor, WRITE)
    told = _told(store)
    check_together(told, values)
    if not reason.strip():
        raise DataProblem("reason_missing")
    rows = pd.DataFrame([{"setting": name, "value": value, "reason": reason} for name, value in values.items()])
    cleared = [["value"] if value is None else [] for value in values.values()]
    with store.batch(Told(author, reason, "settings")) as batch:
        batch.patch("settings", rows, cleared=cleared)
    return batch.seq


def _check_words(setting: str, value: str) -> None:
    if setting in SWITCHES:
        if value not in SWITCHES[setting]:
            raise DataProblem("bad_setting", setting=setting, value=value)
        return
    if setting != COMMUNES:
        raise DataProblem("unknown_setting", setting=setting, settings=", ".join((*NAMES, A_THRESHOLD)))
    known = set(bundled_geography.bundled_boundaries()["adm_pcode"])
    if not value.strip() or not all(code.strip() in known for code in value.split(",")):
        raise DataProblem("bad_setting", setting=setting, value=value)


def check_together(told: Mapping[str, str], values: Mapping[str, str | None]) -> None:
    """Refuse changes of what is in force (`told`): each value that does not fit, and what no single one is wrong about.

    Raises
    ------
    DataProblem
        As `change_together`.
    """
    for setting, value in values.items():
        if value is not None:
            check(setting, value)
        elif setting not in told:
            raise DataProblem("setting_is_shipped", setting=setting)
    _check_whole({name: value for name, value in {**told, **values}.items() if value is not None})


def _check_whole(told: Mapping[str, str]) -> None:
    try:
        freshness_limits(told)
    except ReferenceProblem as error:
        raise DataProblem("limits_order", **error.params) from error
    try:
        rates_in_force(told)
    except ReferenceProblem as error:
        raise DataProblem(error.code, **error.params) from error
    try:
        stock_rules(told)
    except ReferenceProblem as error:
        raise DataProblem(error.code, **error.params) from error
    try:
        catalogue_rules(told)
    except ReferenceProblem as error:
        raise DataProblem(error.code, **error.params) from error
    held = reference_coverage.weights(told)
    if not any(one.value > 0 for one in held.standards.values()):
        raise DataProblem("weights.none")


def _told(store: Readable) -> dict[str, str]:
    rows = store.records("settings").dropna(subset=["value"])
    return dict(zip(rows["setting"], rows["value"], strict=True))


def in_force(store: Store, *, every_threshold: bool = False) -> pd.DataFrame:
    """Settings by name, and the others that somebody changed.

    Parameters
    ----------
    store
        The store.
    every_threshold
        Thresholds, costs, weights, limits and speeds that nobody changed too.

    Returns
    -------
    settings
        `setting`, `value`, `unit`, `source`, `status`, `changed` (whether somebody edited it).
    """
    told, who = _told(store), said(changes(store))
    every = editables(told, who)
    rows = [_row(every[name]) for name in FIGURES]
    rows.append(
        {"setting": COMMUNES, "value": ",".join(mapap_communes(told)), "unit": "P-codes",
         "source": "DTM coverage of rounds 2, 3 and 5", "status": "verified", "changed": COMMUNES in told}
    )  # fmt: skip
    rows += [
        {"setting": name, "value": told.get(name, values[0]), "unit": " / ".join(values),
         "source": "product rule: vigilance and alerte need a second person", "status": "verified",
         "changed": name in told}
        for name, values in SWITCHES.items()
    ]  # fmt: skip
    rows += [_row(one) for name, one in every.items()
             if name not in FIGURES and (every_threshold or one.held.change is not None)]  # fmt: skip
    return pd.DataFrame(rows)


def written(value: float) -> str:
    """A figure as a setting holds it: short where that is exact."""
    short = f"{value:g}"
    return short if float(short) == value else repr(value)


def _row(one: Editable) -> dict[str, Any]:
    held = one.held
    return {"setting": one.setting, "value": written(held.value), "unit": held.unit, "source": held.source,
            "status": held.status, "changed": held.change is not None}  # fmt: skip


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
