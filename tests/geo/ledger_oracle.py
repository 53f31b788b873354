"""The rules of the stock ledger on a plain frame: which movements count, and what they leave of each lot."""

from __future__ import annotations

import pandas as pd

from geo.errors import MissingColumn
from geo.frames import MOVEMENTS
from geo.stock import BALANCES

SIGNS: dict[str, int] = {
    "receipt": 1, "transfer_in": 1, "assembly_in": 1,
    "transfer_out": -1, "release": -1, "distribution": -1, "loss": -1, "assembly_out": -1,
}  # fmt: skip
RESERVATIONS: dict[str, int] = {"reserve": 1, "unreserve": -1}
_LOT = ("warehouse_id", "item", "lot")


def balance_from_movements(movements: pd.DataFrame, *, as_of: str) -> pd.DataFrame:
    """Held and reserved units of each lot at the end of a day, from the movements themselves.

    The store sums the same rules in SQL and never loads the ledger; this is what it is held against, and what
    serves a handful of movements that are not stored yet.

    Parameters
    ----------
    movements
        `MOVEMENTS` frame with `seq`, the order in which the rows were taken in.
    as_of
        Last day (ISO) that counts.

    Returns
    -------
    balances
        `BALANCES` frame, one row per warehouse, item and lot with a movement in force. `held` may be negative
        (a late paper entry): it is returned as it is. `expiry` is the latest that was stated for the lot.

    Raises
    ------
    MissingColumn
        If `movements` lacks a column that it needs.

    Notes
    -----
    Rules: docs/methods.md#stock. A reversal dated `as_of` or before annuls the movement that it names, on that
    movement's own day; a reversal that is itself annulled annuls nothing. A count is absolute for its lot
    and closes its day; of several on a day the last `seq` holds. Reservations are not closed by a count.
    """
    for name in ("movement_id", "reverses", "moved_on", "kind", *_LOT, "quantity", "expiry", "seq"):
        if name not in movements.columns:
            raise MissingColumn("movements", name)
    rows = MOVEMENTS.conform(movements)
    rows = rows[rows["moved_on"] <= as_of]
    rows = rows[~rows["movement_id"].isin(_annulled(rows)) & (rows["kind"] != "reversal")]
    balances = []
    for lot, group in rows.sort_values(["moved_on", "seq"], kind="stable").groupby(list(_LOT), dropna=False):
        held = reserved = 0.0
        closed = ""
        for row in group[group["kind"] == "count"].tail(1).itertuples():
            held, closed = float(row.quantity), str(row.moved_on)
        for row in group.itertuples():
            if row.moved_on > closed:
                held += SIGNS.get(row.kind, 0) * row.quantity
            reserved += RESERVATIONS.get(row.kind, 0) * row.quantity
        told = {"expiry": group["expiry"].dropna().max(), "held": held, "reserved": reserved}
        balances.append({**dict(zip(_LOT, lot, strict=True)), **told})
    return BALANCES.conform(pd.DataFrame(balances)) if balances else BALANCES.empty()


def _annulled(rows: pd.DataFrame) -> set[str]:
    """Ids of the movements that a reversal in force names."""
    reversals = rows[(rows["kind"] == "reversal") & rows["reverses"].notna()]
    named_by: dict[str, list[str]] = {}
    for reversal in reversals.itertuples():
        named_by.setdefault(str(reversal.reverses), []).append(str(reversal.movement_id))
    annulled: set[str] = set()
    pending = list(dict.fromkeys(named_by))
    # A reversal counts unless one that counts names it: settle first those whose reversals are all settled.
    while pending:
        ready = [name for name in pending if not any(reversal in pending for reversal in named_by[name])]
        if not ready:  # two reversals that name each other: both stand
            return annulled | set(pending)
        annulled |= {name for name in ready if any(reversal not in annulled for reversal in named_by[name])}
        pending = [name for name in pending if name not in ready]
    return annulled
