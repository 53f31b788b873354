"""The second person: who entered each bulletin, and whether another person confirmed it.

Method: docs/methods.md#second-person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.access import LOCAL
from data.importers.words import fold
from data.store.readable import Readable
from geo.frames import ALERTS

SETTING, OFF = "second_person", "off"
TABLE = ALERTS.name
SHARED = (LOCAL.name, "demo")  # names that several people act under: their functions tell them apart
FORMS = ("form", "demo")  # sources of rows that somebody typed; any other row was written by whoever sent the file
COLUMNS = ("record_id", "author", "entered_by", "confirmed", "confirmed_by", "confirmed_on")


def record_ids(rows: pd.DataFrame) -> pd.Series:
    """One text for the key of each row."""
    keys = zip(*(rows[name].astype("str") for name in ALERTS.key), strict=True)
    return pd.Series(["|".join(key) for key in keys], index=rows.index, dtype="str")


def wanted(settings: Mapping[str, str]) -> bool:
    """Whether a second person is asked for: on unless the setting says ``off``."""
    return settings.get(SETTING, "on") != OFF


def countersigned(store: Readable, *, as_of: str, known_at: int) -> pd.DataFrame:
    """Who entered each bulletin, and who confirmed it.

    Returns
    -------
    bulletins
        `record_id`, `author` and function (`entered_by`) of its newest patch, `confirmed` (whether another person
        confirmed it since that patch), `confirmed_by` (function), `confirmed_on` (ISO).
    """
    clocks: dict[str, Any] = {"as_of": as_of, "known_at": known_at}
    patches = store.patches(TABLE, **clocks)
    heads = store.batches(known_at).set_index("seq")
    said = store.patches("confirmations", **clocks)
    said = said[said["table_name"] == TABLE]
    if patches.empty:
        return pd.DataFrame({name: pd.Series(dtype="bool" if name == "confirmed" else "str") for name in COLUMNS})
    patches = patches.assign(record_id=record_ids(patches)).sort_values(["batch", "row_id"], kind="stable")
    by = patches.groupby("record_id")
    last = by[["batch"]].last().join(by[["entered_by"]].last())  # the function: the last one that was told
    rows = []
    for record, told in last.iterrows():
        entered = (heads["author"].get(told["batch"], ""), told["entered_by"], heads["source"].get(told["batch"], ""))
        since = said[(said["record_id"] == record) & (said["batch"] >= told["batch"])].sort_values("batch")
        second = next((one for one in since.itertuples() if _another(entered, heads["author"], one)), None)
        rows.append({
            "record_id": record, "author": entered[0], "entered_by": entered[1], "confirmed": second is not None,
            "confirmed_by": second.confirmed_by if second else None,
            "confirmed_on": second.confirmed_on if second else None,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({name: "str" for name in COLUMNS if name != "confirmed"})


def _another(entered: tuple[str, str | None, str], authors: pd.Series, told: Any) -> bool:
    return is_another(entered, (str(authors.get(told.batch, "")), told.confirmed_by))


def is_another(entered: tuple[str, str | None, str], second: tuple[str, str | None]) -> bool:
    """Whether who confirms is not who entered.

    Parameters
    ----------
    entered
        Author and function of the entry, and the source of its batch.
    second
        Author and function of the confirmation.

    Notes
    -----
    Two accounts are two people. Under a name that people share (`SHARED`) their functions must differ; a row of a
    file, whose function nobody told, was written by whoever sent it.
    """
    author, function, source = entered
    shared = {author, second[0]} <= set(SHARED)
    if not shared:
        return author != second[0]
    if not is_told(second[1]):
        return False
    if not is_told(function):
        return source not in FORMS
    return fold(str(function)) != fold(str(second[1]))


def is_told(function: object) -> bool:
    """Whether somebody said in which function they act."""
    return isinstance(function, str) and bool(fold(function))
