"""What leaves first: the lots to take for a quantity, the first to expire first (FEFO)."""

from __future__ import annotations

import pandas as pd

from geo.frames import promised

COLUMNS = ("lot", "expiry", "usable", "quantity")


def first_out(lots: pd.DataFrame, quantity: float, *, on: str) -> pd.DataFrame:
    """Lots to take a quantity from, the first to expire first, what never expires last.

    Parameters
    ----------
    lots
        `BALANCES` rows of one item in one warehouse: `lot`, `expiry`, `held`, `reserved`.
    quantity
        Units asked for.
    on
        Day (ISO). A lot is usable on its expiry day and not after it.

    Returns
    -------
    proposed
        `lot` (null: no lot), `expiry`, `usable` (units, held - reserved) and `quantity` to take, one row a lot of
        which something is taken. Where there is not enough, its sum is less than what is asked.

    Raises
    ------
    MissingColumn
        If a column is absent.

    Notes
    -----
    Method: docs/methods.md#stock-moves.
    """
    promised("balances", lots, "lot", "expiry", "held", "reserved")
    usable = lots.assign(usable=(lots["held"].fillna(0.0) - lots["reserved"].fillna(0.0)).clip(lower=0.0))
    usable = usable[(usable["usable"] > 0) & ~(usable["expiry"].fillna(on) < on)]
    usable = usable.sort_values(["expiry", "lot"], na_position="last", kind="stable", ignore_index=True)
    before = usable["usable"].cumsum() - usable["usable"]
    taken = (float(quantity) - before).clip(lower=0.0)
    proposed = usable.assign(quantity=taken.where(taken < usable["usable"], usable["usable"]))
    return proposed.loc[proposed["quantity"] > 0, list(COLUMNS)].reset_index(drop=True)
