"""What speaks for two records being one place, side by side, and what the joined record and the total would be."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from components import picture
from components.figures.table import FACE_DECIMALS
from components.session import Page
from data.joined import as_joined
from results import Results
from results.identity import PEOPLE

TRIED = "identity-tried"  # the joined picture of the pair that is looked at: made once
ROW_PIXELS = 35
FIGURE = ("people", "dated_on")  # what tells from which of the two a figure comes


def show(page: Page, pair: Any, kept: str) -> None:
    """Draw both records and the joined one, which figures it would show and what the total becomes.

    `pair` is a row of `Results.identity_queue`; `kept` the id that stays.
    """
    table = pair.table_name
    records = page.results.identity_records(table)
    sides = [_of(records, one) for one in (pair.left_id, pair.right_id)]
    tried = _tried(page, table, pair.left_id if kept == pair.right_id else pair.right_id, kept)
    joined = _of(tried, kept)
    heads = [title(one["name"], one["record_id"]) for one in sides]
    columns = {head: _cells(page, table, one) for head, one in zip(heads, sides, strict=True)}
    columns[page.tr("identity.if_same")] = _cells(page, table, joined)
    rows = pd.DataFrame(columns, dtype="str")
    st.dataframe(rows, height=ROW_PIXELS * (len(rows) + 1) + 3, width="stretch")
    if table in PEOPLE:
        _figure(page, table, dict(zip(heads, sides, strict=True)), joined)
        _total(page, table, records, tried)


def title(name: object, one: object) -> str:
    """Name of a record with its id; the id alone where it has no name."""
    return f"{name} ({one})" if isinstance(name, str) else str(one)


def _of(records: pd.DataFrame, one: str) -> dict[str, Any]:
    return dict(records[records["record_id"] == one].iloc[0])


def _tried(page: Page, table: str, old: str, new: str) -> pd.DataFrame:
    """Records as they would be after joining, by the very rules that would join them."""
    source = picture.source()
    key = (source.store.state(), page.facts["as_of"], page.actor.role, table, old, new)
    kept = st.session_state.get(TRIED)
    if kept is None or kept[0] != key:
        with as_joined(source.store, table, old, new, audience=page.actor.role) as joined:
            taken = joined.take(audience=page.actor.role, as_of=page.facts["as_of"])
            kept = (key, Results(taken, page.actor).identity_records(table))
        st.session_state[TRIED] = kept
    records: pd.DataFrame = kept[1]
    return records


def _cells(page: Page, table: str, record: dict[str, Any]) -> dict[str, str | None]:
    """What one record says, in words, by what it is; null where it is unknown."""
    tr, sender = page.tr, record["sender"]
    told = {"name": record["name"], "place": record["place"], "dated_on": _day(page, record)}
    if table in PEOPLE:
        told |= {PEOPLE[table]: _number(page, record["people"])}
    told |= {"sent_by": tr.or_else(f"imports.origin.{sender}", sender) if isinstance(sender, str) else None,
             "point": _point(page, record)}  # fmt: skip
    return {tr(f"identity.row.{name}"): cell if isinstance(cell, str) else None for name, cell in told.items()}


def _day(page: Page, record: dict[str, Any]) -> str | None:
    return page.tr.day(record["dated_on"]) if isinstance(record["dated_on"], str) else None


def _number(page: Page, value: float) -> str | None:
    return None if math.isnan(value) else page.tr.number(value)


def _point(page: Page, record: dict[str, Any]) -> str | None:
    told = [(record[name], FACE_DECIMALS[name]) for name in ("latitude", "longitude")]
    return None if any(pd.isna(value) for value, _ in told) else " ; ".join(page.tr.number(*one) for one in told)


def _figure(page: Page, table: str, sides: dict[str, dict[str, Any]], joined: dict[str, Any]) -> None:
    """Say which figure the joined record shows and from which of both it comes; a warning where it is not its own."""
    tr, told = page.tr, _number(page, joined["people"])
    if told is None:
        return
    mine = [head for head, one in sides.items() if all(one[name] == joined[name] for name in FIGURE)]
    kept = [head for head in mine if sides[head]["record_id"] == joined["record_id"]]
    words = {
        "people": told, "day": tr.plain(_day(page, joined)), "name": tr.plain(joined["name"]),
        "from": ", ".join(tr.plain(head) for head in kept or mine) or tr("identity.from_both"),
    }  # fmt: skip
    (st.caption if kept else st.warning)(tr(f"identity.figure_{table}", **words))


def _total(page: Page, table: str, records: pd.DataFrame, tried: pd.DataFrame) -> None:
    before, after = (page.tr.number(rows["people"].sum()) for rows in (records, tried))
    st.caption(page.tr(f"identity.total_{table}", before=before, after=after))
