"""How a figure tells where it comes from: made by the function that computed it, from the numbers it used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.settings import Change


@dataclass(frozen=True)
class Input:
    """One number that went into a figure. `value` is None where it is unknown; `name` is a column or locale key."""

    name: str
    value: float | str | None
    unit: str = ""


def known(value: Any) -> float | str | None:
    """Return a cell of a frame as an input's value: None where it is unknown, a plain number or text elsewhere."""
    if value is None or pd.isna(value):
        return None
    return value if isinstance(value, str) else float(value)


@dataclass(frozen=True)
class Explanation:
    """Formula, inputs, unit, clause, date and source of one figure.

    Parameters
    ----------
    figure
        Name of the figure: locale key ``figure.<figure>``.
    formula
        The formula in the names of `inputs`, language-neutral, as docs/methods.md writes it.
    inputs
        The very values that the computation used.
    value, unit
        The result; `value` is None where it is unknown.
    clause
        The standard, rule or section of docs/methods.md that it is held against.
    dated
        Date of the data (ISO), or "" where there are none.
    source
        Who says so.
    status
        "verified" or "unverified": unverified figures are editable settings.
    notes
        Locale keys of caveats (``note.<key>``), for example "schematic".
    changes
        Figures that somebody changed in this store: who, when, why, and what they were before.
    """

    figure: str
    formula: str
    inputs: tuple[Input, ...]
    value: float | str | None
    unit: str
    clause: str = ""
    dated: str = ""
    source: str = ""
    status: str = "verified"
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The explanation as plain JSON values, as the terminal and the API print it."""
        return {
            "figure": self.figure,
            "formula": self.formula,
            "inputs": [{"name": i.name, "value": i.value, "unit": i.unit} for i in self.inputs],
            "value": self.value,
            "unit": self.unit,
            "clause": self.clause,
            "dated": self.dated,
            "source": self.source,
            "status": self.status,
            "notes": list(self.notes),
            "changes": [_change(one) for one in self.changes],
        }


def _change(one: Change) -> dict[str, Any]:
    said = {"by": one.said.by, "on": one.said.on, "reason": one.said.reason}
    return {"name": one.name, "shipped": known(one.shipped), "value": one.value, "unit": one.unit, **said}


@dataclass(frozen=True)
class Result:
    """A computed frame and the function that explains one of its rows.

    Parameters
    ----------
    frame
        The figures; the columns used by `explain` are part of it.
    explain_row
        Row (as a dict of the frame's columns) -> Explanation. Lives in the module that computed the frame.
    facts
        Facts about the whole frame (names of sets in force, counts left out), JSON values.
    """

    frame: pd.DataFrame
    explain_row: Callable[[dict[str, Any]], Explanation]
    facts: dict[str, Any] = field(default_factory=dict)

    def explain(self, **where: Any) -> Explanation:
        """Explain the one row in which every named column has the given value.

        Raises
        ------
        LookupError
            If no row, or more than one, matches.
        """
        rows = self.frame
        for column, value in where.items():
            rows = rows[rows[column] == value]
        if len(rows) != 1:
            raise LookupError(f"{len(rows)} rows match {where}")
        return self.explain_row({str(name): value for name, value in rows.iloc[0].items()})
