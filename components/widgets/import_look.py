"""A file under examination in this session: read once for each way of reading it, and gone with its page."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from components import picture
from components.session import Page
from data import intake
from data.access import require
from data.importers import opening
from data.importers.opening import Read
from data.intake import Asked, Intake
from geo.errors import DashboardError, ImportRejected

SEEN, OPENED, WISHES = "import-seen", "import-opened", "import-wishes"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Wishes:
    """What was decided about how one file is read: table, columns, day, sheet, fixes."""

    kind: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    day: str = ""
    sheet: str = ""
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """A file as it was given: its name and bytes, the table that it is said to hold, who sent it."""

    name: str
    content: bytes = field(repr=False)
    kind: str
    sender: str
    day: str = ""

    @property
    def mark(self) -> str:
        """Fingerprint of name and content."""
        return hashlib.sha256(self.name.encode() + b"\0" + self.content).hexdigest()


def wishes(chosen: Chosen) -> Wishes:
    """What was decided about this file; nothing for a new one."""
    mark, told = st.session_state.get(WISHES, ("", Wishes()))
    return told if mark == chosen.mark else Wishes()


def wish(chosen: Chosen, /, **told: Any) -> None:
    """Decide something about this file."""
    st.session_state[WISHES] = (chosen.mark, replace(wishes(chosen), **told))


def forget() -> None:
    """Let go of the file."""
    for key in (SEEN, OPENED, WISHES):
        st.session_state.pop(key, None)


def asked(chosen: Chosen) -> Asked:
    """What the import is told of the file."""
    told = wishes(chosen)
    day = told.day or chosen.day
    return Asked(chosen.sender, chosen=told.chosen, day=day, sheet=told.sheet, fixes=told.fixes)


def looked(page: Page, chosen: Chosen) -> Intake | DashboardError:
    """The preview of the file as it is to be read, or why there is none."""
    kind = wishes(chosen).kind or chosen.kind
    return _once(page, SEEN, chosen, kind, lambda path: intake.look(picture.source(), kind, path, asked=asked(chosen)))


def opened(page: Page, chosen: Chosen) -> Read | DashboardError:
    """The columns of the file, whatever it holds, or why it cannot be opened."""
    known, sheet = tuple(wishes(chosen).chosen), wishes(chosen).sheet
    frame = opening.frame_of(kind) if (kind := wishes(chosen).kind or chosen.kind) != "auto" else None

    def read(path: Path) -> Read:
        try:
            return opening.opened(frame, path, sheet=sheet, known=known, anyhow=True)
        except ImportRejected as error:
            if frame is None or error.code != "column_twice":
                raise
            return opening.opened(None, path, sheet=sheet, known=known, anyhow=True)

    return _once(page, OPENED, chosen, kind, read)


@contextmanager
def in_folder(chosen: Chosen) -> Iterator[Path]:
    """The file in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        path = Path(folder) / Path(chosen.name).name
        path.write_bytes(chosen.content)
        yield path


def _once(page: Page, slot: str, chosen: Chosen, kind: str, read: Callable[[Path], Found]) -> Found | DashboardError:
    """Do it once for each file, way of reading and state of the store; the last one is kept."""
    require(page.actor, "imports.view")
    told = wishes(chosen)
    key = (chosen.mark, chosen.sender, chosen.day, kind, repr(told), picture.source().store.head())
    kept = st.session_state.get(slot)
    if kept is None or kept[0] != key:
        with st.spinner(page.tr("imports.reading")):
            kept = (key, _read(chosen, read))
        st.session_state[slot] = kept
    found: Found | DashboardError = kept[1]
    return found


def _read(chosen: Chosen, read: Callable[[Path], Found]) -> Found | DashboardError:
    try:
        with in_folder(chosen) as path:
            return read(path)
    except DashboardError as error:
        return error
