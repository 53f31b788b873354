"""The ledger of stock movements: keys that make a second import harmless, and what a second import would change."""

from __future__ import annotations

import hashlib

import pandas as pd
from sqlalchemy import Connection, text

from data.store.sums import Bound, active_batches, clocks

CONTENT = ("moved_on", "kind", "warehouse_id", "counterpart", "item", "quantity", "lot", "expiry", "reverses")
HERE = (Bound(),)


def keyed(connection: Connection, rows: pd.DataFrame, source: str, past: tuple[Bound, ...] = HERE) -> pd.DataFrame:
    """Give each movement its `ledger_key`, `movement_id` and whether an earlier row has the key (`repeats`).

    The key is source + document + line; without a line the given id; without both, source + document + content
    + n-th identical occurrence, so that an extended file adds only what is new.
    """
    result = rows.reset_index(drop=True).assign(lot=rows["lot"].fillna("").to_numpy())
    keys = _keys(result, source)
    known = _known_ids(connection, result["movement_id"].dropna().tolist(), past)
    keys = keys.where(~result["movement_id"].isin(list(known)), result["movement_id"].map(known))
    given = result["movement_id"]
    result["movement_id"] = given.where(given.notna(), keys.map(lambda key: f"M-{_digest(key)[:16]}"))
    stored = _stored_keys(connection, keys.unique().tolist(), past)
    result["ledger_key"], result["repeats"] = keys, keys.isin(stored) | keys.duplicated()
    return result


def differing(connection: Connection, keyed_rows: pd.DataFrame, past: tuple[Bound, ...] = HERE) -> pd.DataFrame:
    """Rows whose key is in force with another content, or that contradict each other within the file.

    To be corrected by a reversal, never by overwriting. What was undone counts for nothing.
    """
    content = pd.Series(_contents(keyed_rows), index=keyed_rows.index, dtype="str")
    first = content.groupby(keyed_rows["ledger_key"]).transform("first")
    keys = keyed_rows.loc[keyed_rows["repeats"], "ledger_key"].unique().tolist()
    columns = ", ".join(("ledger_key", *CONTENT))
    found = [_in_force(connection, columns, "ledger_key", part, past) for part in _parts(keys)]
    stored = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["ledger_key", *CONTENT])
    told = dict(zip(stored["ledger_key"], _contents(stored), strict=True))
    known = keyed_rows["ledger_key"].map(told)
    return keyed_rows[(content != first) | (known.notna() & (known != content))]


def known_again(connection: Connection, keyed_rows: pd.DataFrame, past: tuple[Bound, ...] = HERE) -> pd.Series:
    """Whether each row is in force already: it would be kept and count once."""
    keys = keyed_rows["ledger_key"].unique().tolist()
    found = [_in_force(connection, "ledger_key", "ledger_key", part, past) for part in _parts(keys)]
    stored = set().union(*(set(rows["ledger_key"]) for rows in found)) if found else set()
    return keyed_rows["ledger_key"].isin(stored) | keyed_rows["ledger_key"].duplicated()


def _in_force(
    connection: Connection, columns: str, by: str, values: list[str], past: tuple[Bound, ...]
) -> pd.DataFrame:
    """Columns of the stored movements of active batches whose `by` is one of the values."""
    marks = ", ".join(f":v{n}" for n in range(len(values)))
    selects = [
        f"SELECT {columns} FROM {bound.schema}f_movements WHERE {by} IN ({marks})"
        f" AND batch IN ({active_batches(bound.schema, rank)})"
        for rank, bound in enumerate(past)
    ]
    binds = {name: value for name, value in clocks(past).items() if not name.startswith("as_of")}
    binds |= {f"v{n}": value for n, value in enumerate(values)}
    return pd.read_sql_query(text(" UNION ALL ".join(selects)), connection, params=binds)


def _keys(rows: pd.DataFrame, source: str) -> pd.Series:
    content = rows["document"].fillna("") + "|" + pd.Series(_contents(rows), index=rows.index, dtype="str")
    nth = content.groupby(content).cumcount()
    bare = "content|" + source + "|" + content + "|" + nth.astype("str")
    by_id = "id|" + source + "|" + rows["movement_id"]
    line = rows["line"].map(lambda value: f"{value:g}", na_action="ignore").astype("str")
    by_line = "document|" + source + "|" + rows["document"] + "|" + line
    return by_line.where(by_line.notna(), by_id.where(by_id.notna(), bare))


def _contents(rows: pd.DataFrame) -> list[str]:
    texts = {name: rows[name].astype("object").where(rows[name].notna(), "") for name in CONTENT if name != "quantity"}
    quantity = rows["quantity"].map(lambda value: f"{value:.6f}")
    columns = [quantity if name == "quantity" else texts[name].astype("str") for name in CONTENT]
    return ["|".join(values) for values in zip(*columns, strict=True)]


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def _known_ids(connection: Connection, ids: list[str], past: tuple[Bound, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in _parts(ids):
        rows = _stored(connection, "movement_id, ledger_key", "movement_id", part, past)
        found |= dict(zip(rows["movement_id"], rows["ledger_key"], strict=True))
    return found


def _stored_keys(connection: Connection, keys: list[str], past: tuple[Bound, ...]) -> set[str]:
    parts = [_stored(connection, "ledger_key", "ledger_key", part, past)["ledger_key"] for part in _parts(keys)]
    return set().union(*map(set, parts))


def _stored(connection: Connection, columns: str, by: str, values: list[str], past: tuple[Bound, ...]) -> pd.DataFrame:
    """Columns of every stored movement, undone or not, whose `by` is one of the values."""
    marks = ", ".join(f":v{n}" for n in range(len(values)))
    selects = [f"SELECT {columns} FROM {bound.schema}f_movements WHERE {by} IN ({marks})" for bound in past]
    binds = {f"v{n}": value for n, value in enumerate(values)}
    return pd.read_sql_query(text(" UNION ALL ".join(selects)), connection, params=binds)


def _parts(values: list[str], size: int = 500) -> list[list[str]]:
    return [values[at : at + size] for at in range(0, len(values), size)]
