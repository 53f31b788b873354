"""Putting places on the deny-list and taking them off it, each a batch with its author and reason."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass

import pandas as pd

from data import deny_list
from data.bundled_geography import bundled_boundaries
from data.store.readable import Readable
from data.store.store import Store, Told
from geo.crs import in_haiti_box
from geo.errors import DataProblem
from geo.frames import WITHHELD

SOURCE = "withheld"


@dataclass(frozen=True)
class Place:
    """What is withheld: by id, by name in a commune, by a circle, or by several of these (any of them is enough)."""

    record_id: str | None = None
    name: str | None = None
    commune: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    radius_m: float | None = None


def withhold(store: Store, table: str, place: Place, *, author: str, reason: str) -> str:
    """Put a place on the deny-list; returns the id of the entry. The same place twice is one entry.

    Raises
    ------
    DataProblem
        ``no_identity`` for a table of which nothing is withheld; ``withheld_incomplete`` without id, without name and
        commune, and without a whole circle; ``withheld_commune``, ``withheld_circle`` for what cannot be;
        ``reason_missing``.
    """
    _check(table, place, reason)
    entry = f"W-{hashlib.sha256(repr((table, astuple(place))).encode()).hexdigest()[:10]}"
    row = {
        "withheld_id": entry, "table_name": table, "record_id": place.record_id, "name": place.name,
        "adm2_pcode": place.commune, "longitude": place.longitude, "latitude": place.latitude,
        "radius_m": place.radius_m, "withheld": True, "reason": reason,
    }  # fmt: skip
    _write(store, row, author, reason)
    return entry


def lift(store: Store, entry: str, *, author: str, reason: str) -> int:
    """Take an entry off the deny-list; returns the seq.

    Raises
    ------
    DataProblem
        ``unknown_withheld``; ``reason_missing``.
    """
    if not reason.strip():
        raise DataProblem("reason_missing")
    if entry not in set(listed(store)["withheld_id"]):
        raise DataProblem("unknown_withheld", entry=entry)
    return _write(store, {"withheld_id": entry, "withheld": False, "reason": reason}, author, reason)


def listed(store: Readable) -> pd.DataFrame:
    """Entries in force, columns of `WITHHELD`. Not part of any picture: it names what nobody may be shown."""
    rows = store.records(WITHHELD.name)
    return rows[rows["withheld"].fillna(value=True).astype("bool")].reset_index(drop=True)


def _write(store: Store, row: Mapping[str, object], author: str, reason: str) -> int:
    with store.batch(Told(author, reason, SOURCE)) as batch:
        batch.patch(WITHHELD.name, pd.DataFrame([row]))
    return batch.seq


def _check(table: str, place: Place, reason: str) -> None:
    if table not in deny_list.KEYS:
        raise DataProblem("no_identity", table=table, tables=", ".join(deny_list.KEYS))
    if not reason.strip():
        raise DataProblem("reason_missing")
    circle = (place.longitude, place.latitude, place.radius_m)
    whole = [place.record_id, place.name and place.commune, None not in circle]
    halves = [(place.name is None) != (place.commune is None), None in circle and circle != (None, None, None)]
    if not any(whole) or any(halves):
        raise DataProblem("withheld_incomplete")
    if place.commune is not None and place.commune not in set(bundled_boundaries()["adm_pcode"]):
        raise DataProblem("withheld_commune", commune=place.commune)
    most = WITHHELD.by_name["radius_m"].most or 0
    if None not in circle and not (in_haiti_box(*circle[:2]).all() and 0 < (place.radius_m or 0) <= most):
        raise DataProblem("withheld_circle", most=most)
