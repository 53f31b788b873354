"""What somebody has open at the warehouse desk: kept over runs and pages, its number made when it is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from data import stock_slips
from data.stock_moves import Looked
from geo.errors import DashboardError

# Task of the desk -> kind of slip.
KIND_OF = {
    "receive": "receipt", "send": "transfer_out", "release": "release", "count": "count", "distribute": "distribution",
    "lose": "loss", "assemble": "assembly",
}  # fmt: skip
TASKS = ("receive", "send", "release", "count")
OTHERS = ("distribute", "lose", "assemble")
FILL, CHECK, DONE = "fill", "check", "done"
TRANSFER, DELIVERY = "transfer:", "pipeline:"  # what an arrival is, before its code
_OPEN, _SAID = "desk-open", "desk-said"


@dataclass
class Line:
    """One line: `number` tells its widgets apart, `cells` are texts by column, `announced` units that should come."""

    number: int
    cells: dict[str, str] = field(default_factory=dict)
    announced: float | None = None


@dataclass
class Work:
    """One slip that somebody fills in.

    `arrival` is the transfer or delivery that it receives ("" none chosen yet; of a count the item that is counted),
    `seen` what the ledger said of its lines when they were shown, `batch` its record once it is stored, `sure` whether
    nothing more of the transfer will come; `token` names it whatever its number becomes; `left_open` is what could not
    be done after it was stored.
    """

    task: str
    warehouse: str
    kind: str
    document: str
    head: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    step: str = FILL
    arrival: str = ""
    sure: bool = True
    seen: Looked | None = None
    refused: DashboardError | None = None
    batch: int | None = None
    next_line: int = 0
    token: str = ""
    left_open: DashboardError | None = None

    @property
    def delivery(self) -> str:
        """Delivery of the pipeline that is received; "" for none."""
        return self.arrival.removeprefix(DELIVERY) if self.arrival.startswith(DELIVERY) else ""

    def key(self, what: str, line: Line | None = None) -> str:
        """Key of a widget of this slip."""
        return f"desk-{self.document}-{'' if line is None else line.number}-{what}"

    def add(self, announced: float | None = None, **cells: str) -> Line:
        """Add a line."""
        line = Line(self.next_line, dict(cells), announced)
        self.next_line += 1
        self.lines.append(line)
        return line

    def become(self, kind: str) -> None:
        """Be a slip of another kind: another number, nothing of the lines left."""
        if kind != self.kind:
            self.kind, self.document = kind, stock_slips.new_document(kind)
        self.lines, self.head, self.next_line, self.seen = [], {}, 0, None


def day_of(text: str) -> date:
    """An ISO day."""
    return date.fromisoformat(text)


def opened(warehouse: str) -> Work | None:
    """Return what is open for a warehouse; None where nothing is."""
    found: Work | None = st.session_state.get(_OPEN)
    return found if found is not None and found.warehouse == warehouse else None


def begin(task: str, warehouse: str) -> Work:
    """Open a slip of a task."""
    kind = KIND_OF[task]
    number = stock_slips.new_document(kind)
    work = Work(task, warehouse, kind, number, token=number)
    st.session_state[_OPEN] = work
    return work


def close() -> None:
    """Leave what is open; what was typed and not stored is gone."""
    st.session_state.pop(_OPEN, None)


def again() -> None:
    """Draw the open slip anew: it alone where only it runs, else the page."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun(scope="app")


def say(key: str, **words: Any) -> None:
    """Leave a sentence for the next run."""
    st.session_state[_SAID] = (key, words)


def said() -> tuple[str, dict[str, Any]]:
    """Take the sentence that the run before left; "" where it left none."""
    found: tuple[str, dict[str, Any]] = st.session_state.pop(_SAID, ("", {}))
    return found
