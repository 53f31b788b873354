"""The report of a month: what was there, what came, what went, what was corrected, what is there.

For each warehouse and item, over all its lots:

    closing = opening + received + transferred_in + assembled_in
                      - transferred_out - released - distributed - lost - assembled_out
                      + adjusted + corrected

opening and closing are balances of the ledger on the day before the month and on its last day; `adjusted` is the sum of
what each count of the month found more or less than the ledger had; `corrected` is what reversals of the month take
back of movements of earlier months (the rest of the sum: 0 wherever there is no such reversal).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result, known

IN = {"receipt": "received", "transfer_in": "transferred_in", "assembly_in": "assembled_in"}
OUT = {"transfer_out": "transferred_out", "release": "released", "distribution": "distributed", "loss": "lost",
       "assembly_out": "assembled_out"}  # fmt: skip
COLUMNS = ("warehouse_id", "item", "opening", *IN.values(), *OUT.values(), "adjusted", "corrected", "closing")
CLAUSE = "docs/methods.md#stock-month"
_LOT = ["warehouse_id", "item", "lot"]
_KEY = ["warehouse_id", "item"]
_DUST = 1e-6
_FORMULA = (
    "closing = opening + received + transferred_in + assembled_in - transferred_out - released - distributed - lost"
    " - assembled_out + adjusted + corrected"
)


@dataclass(frozen=True)
class Month:
    """What the ledger says of a month (`data.ledger_asked`).

    Parameters
    ----------
    first, last
        Its first day, and the last that is known of it (ISO).
    opening, closing
        `BALANCES` frames of the day before it, and of its last day.
    flows
        `warehouse_id`, `item`, `kind`, `quantity` moved in it.
    counted
        Days of the lots that were counted in it: `lot`, `moved_on`, `moved` (signed), `counted` (NaN: no count).
    """

    first: str
    last: str
    opening: pd.DataFrame
    closing: pd.DataFrame
    flows: pd.DataFrame
    counted: pd.DataFrame


def month_report(month: Month) -> Result:
    """Opening balance, movements by kind, adjustments and closing balance of a month.

    Returns
    -------
    report
        Result with `COLUMNS`, one row per warehouse and item with anything in any column, in units.
        Facts: `first`, `last`, `corrected` (rows where reversals reach back before the month).

    Notes
    -----
    Method: docs/methods.md#stock-month.
    """
    kinds = IN | OUT
    flows = month.flows[month.flows["kind"].isin(list(kinds))]
    moved = flows.pivot_table(values="quantity", index=_KEY, columns="kind", aggfunc="sum").rename(columns=kinds)
    told = {
        "opening": month.opening.groupby(_KEY)["held"].sum(),
        "closing": month.closing.groupby(_KEY)["held"].sum(),
        "adjusted": _adjusted(month),
    }
    rows = pd.concat([moved, pd.DataFrame(told)], axis=1).reindex(columns=list(COLUMNS[2:])).fillna(0.0)
    came, went = rows[list(IN.values())].sum(axis=1), rows[list(OUT.values())].sum(axis=1)
    rest = rows["closing"] - (rows["opening"] + came - went + rows["adjusted"])
    rows["corrected"] = rest.where(rest.abs() > _DUST, 0.0)
    rows = rows[(rows != 0).any(axis=1)].rename_axis(_KEY).sort_index().reset_index()
    texts = dict.fromkeys(_KEY, "str")
    facts = {"first": month.first, "last": month.last, "corrected": int((rows["corrected"] != 0).sum())}
    return Result(rows[list(COLUMNS)].astype(texts), _explained(month), facts)


def _adjusted(month: Month) -> pd.Series:
    """What counts found more (or less) than the ledger had, by warehouse and item."""
    opening = month.opening.assign(lot=month.opening["lot"].fillna("")).groupby(_LOT)["held"].sum().to_dict()
    days = month.counted.assign(lot=month.counted["lot"].fillna("")).sort_values([*_LOT, "moved_on"])
    found: dict[tuple[str, str], float] = {}
    for lot, rows in days.groupby(_LOT):
        held = opening.get(lot, 0.0)
        for row in rows.itertuples():
            held += row.moved
            if row.counted == row.counted:  # a count closes its day
                key = (str(row.warehouse_id), str(row.item))
                found[key] = found.get(key, 0.0) + row.counted - held
                held = row.counted
    index = (
        pd.MultiIndex.from_tuples(list(found), names=_KEY) if found else pd.MultiIndex.from_arrays([[], []], names=_KEY)
    )
    return pd.Series(list(found.values()), index=index, dtype="float64", name="adjusted")


def _explained(month: Month) -> Callable[[dict[str, Any]], Explanation]:
    def explain(row: dict[str, Any]) -> Explanation:
        inputs = [Input(name, known(row[name]), "units") for name in COLUMNS[2:-1]]
        inputs += [Input("period_first", month.first), Input("period_last", month.last)]
        return Explanation(
            figure="stock_month", formula=_FORMULA, inputs=tuple(inputs),
            value=known(row["closing"]), unit="units", clause=CLAUSE, dated=month.last,
            notes=("stock_month.adjusted",) + (("stock_month.corrected",) if row["corrected"] else ()),
        )  # fmt: skip

    return explain
