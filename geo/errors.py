"""The errors of the product. Each carries a code and parameters; the face translates them.

::

    DashboardError                  code, params; str() is English for logs; the face shows error.<code>
    |-- DataProblem (ValueError)        MissingColumn, UnknownUnit, WrongCrs, OutsideCountry, ImportRejected(problems)
    |-- ReferenceProblem (ValueError)   BadStandard, BadScenario
    |-- NotAllowed (PermissionError)    action, reason
    |-- StoreProblem (RuntimeError)     EditConflict, NotEnoughStock, AlreadyIn, ReadOnly
    `-- SourceUnavailable (OSError)     connector, last_good
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class DashboardError(Exception):
    """Root of all errors that the product raises on purpose.

    Parameters
    ----------
    code
        Key of the sentence shown to the user: ``error.<code>`` of the locales.
    params
        Values for the placeholders of that sentence. Never data of a person.
    """

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({told})" if told else self.code


class DataProblem(DashboardError, ValueError):
    """Data that cannot be used as they are."""


class MissingColumn(DataProblem):
    """A frame lacks a column that it promises."""

    def __init__(self, frame: str, column: str) -> None:
        super().__init__("missing_column", frame=frame, column=column)


class UnknownUnit(DataProblem):
    """A figure whose unit is not the column's."""


class WrongCrs(DataProblem):
    """Coordinates in another reference system than promised."""


class OutsideCountry(DataProblem):
    """A geometry that does not touch Haiti."""


class ImportRejected(DataProblem):
    """A file that cannot be taken in at all; `problems` says why."""

    def __init__(self, code: str, problems: tuple[Problem, ...] = (), **params: Any) -> None:
        super().__init__(code, **params)
        self.problems = problems


class ReferenceProblem(DashboardError, ValueError):
    """Reference data (TOML) that break their own rules."""


class BadStandard(ReferenceProblem):
    """A standard without unit, period, source or status, or with a unit that is not its column's."""


class BadScenario(ReferenceProblem):
    """A scenario or zone set that cannot be read."""


class NotAllowed(DashboardError, PermissionError):
    """An action that the actor may not do, with the reason."""

    def __init__(self, action: str, reason: str) -> None:
        super().__init__("not_allowed", action=action, reason=reason)


class StoreProblem(DashboardError, RuntimeError):
    """A write that the store refuses."""


class EditConflict(StoreProblem):
    """Somebody saved the same cells after they were read here.

    Parameters
    ----------
    conflicts
        Every cell of the save that is in conflict.
    known_at
        Seq up to which they were looked for: who decides on what is told here has read the records at it.
    """

    def __init__(self, code: str, conflicts: tuple[Conflict, ...] = (), known_at: int = 0, **params: Any) -> None:
        super().__init__(code, **params)
        self.conflicts = conflicts
        self.known_at = known_at


class NotEnoughStock(StoreProblem):
    """A release asks more than is usable of a lot."""


class ReadOnly(StoreProblem):
    """The store may be read but not written."""


class SourceUnavailable(DashboardError, OSError):
    """A source outside could not be read."""


@dataclass(frozen=True)
class Problem:
    """One fault of one cell of an import.

    Parameters
    ----------
    row
        Row number as the user's spreadsheet shows it (1 is the first line), None for the whole file.
    column
        Header of the column, "" for the whole row.
    code
        Key of the sentence: ``problem.<code>``.
    value
        The offending value as read, shortened.
    params
        Further values of the sentence (what was expected).
    blocking
        True: the row is rejected. False: stored, and reported.
    """

    row: int | None
    column: str
    code: str
    value: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    blocking: bool = True


@dataclass(frozen=True)
class Conflict:
    """One cell that two people edited.

    Parameters
    ----------
    frame, asked, column
        Table, key column -> value as the record was named when it was read, and column.
    before
        Value when the record was read; None where unknown.
    theirs, author, batch, committed_at
        Value in force now, who made it so, in which batch (also one that was undone or merged ids), and when.
    mine
        Value that was to be saved; None to empty the cell.
    """

    frame: str
    asked: dict[str, str]
    column: str
    before: Any
    theirs: Any
    author: str
    batch: int
    committed_at: str
    mine: Any
