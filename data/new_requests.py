"""A new request to the common pipeline: checked as an import is, stored with its lines as one batch."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from data import deny_list
from data.access import Actor, require
from data.editing import NothingChanges, batch_or_nothing, refuse_reason
from data.home import today
from data.importers import points
from data.importers.findings import Findings
from data.importers.read import checked
from data.importers.sources import Options
from data.importers.world import World
from data.request_steps import SOURCE, WRITE
from data.snapshot import SITUATION, Source
from data.store.store import Store, Told
from geo.errors import ImportRejected, Problem
from geo.frames import FRAMES

ASKED = ("organisation", "adm2_pcode", "site_id", "households", "kit", "assessment_reference", "planned_on",
         "received_on", "sensitivity", "source")  # fmt: skip
NEEDED = ("organisation", "households", "received_on")
_KNOWN = {"sites": "site_id", "items": "item", "boundaries": "adm_pcode"}


@dataclass(frozen=True)
class Wanted:
    """A request as somebody enters it.

    Parameters
    ----------
    request_id
        Its number (`new_request_id`), made when the form is opened.
    cells
        Texts by the columns of `ASKED`; "" where blank. Without a commune it is that of the site.
    lines
        Units by item, as texts.
    """

    request_id: str
    cells: Mapping[str, str]
    lines: Mapping[str, str]


@dataclass(frozen=True)
class Looked:
    """A new request after all checks: its row, its lines, and what is wrong (row 1 is the request)."""

    request: pd.DataFrame
    items: pd.DataFrame
    faults: tuple[Problem, ...]

    @property
    def blocked(self) -> bool:
        """Whether a fault forbids storing."""
        return any(problem.blocking for problem in self.faults)


def new_request_id() -> str:
    """Return the number of a request whose form is opened now: never used before."""
    return f"DEM-{secrets.token_hex(4).upper()}"


def look(source: Source, wanted: Wanted) -> Looked:
    """Check a new request with the checks of imports; nothing is stored."""
    snapshot = source.take(audience="coordinator")
    known = {name: set(snapshot.frame(name)[key]) for name, key in _KNOWN.items()}
    world = World(points.in_force(snapshot.frame("boundaries")), known, min(today(), snapshot.as_of))
    cells = {name: wanted.cells.get(name, "").strip() or None for name in ASKED}
    if cells["site_id"] and not cells["adm2_pcode"]:
        of = snapshot.frame("sites").set_index("site_id")["adm2_pcode"]
        cells["adm2_pcode"] = of.get(cells["site_id"])
    received = cells["received_on"]
    row = {**cells, "request_id": wanted.request_id, "request_status": "received", "observed_on": received}
    findings = Findings(range(1, 2), {})
    texts = deny_list.unnamed(source.store, "requests", pd.DataFrame([row], dtype="str"), findings)
    request = checked(FRAMES["requests"], texts, findings, world, Options())
    for column in NEEDED:
        findings.add(request[column].isna().to_numpy(dtype=bool), column, "required")
    findings.add((request["households"] == 0).to_numpy(dtype=bool), "households", "quantity_zero")
    findings.add(request["adm2_pcode"].isna().to_numpy(dtype=bool), "adm2_pcode", "required")
    items, faults = _lines(wanted, received, world)
    if not wanted.lines:
        faults = (*faults, Problem(1, "item", "required"))
    return Looked(FRAMES["requests"].conform(request), items, (*findings.problems(), *faults))


def _lines(wanted: Wanted, received: str | None, world: World) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    frame = FRAMES["request_items"]
    rows = [{"request_id": wanted.request_id, "item": item, "quantity": units.strip() or None, "observed_on": received}
            for item, units in wanted.lines.items()]  # fmt: skip
    texts = pd.DataFrame(rows, columns=["request_id", "item", "quantity", "observed_on"], dtype="str")
    findings = Findings(range(1, len(texts) + 1), {})
    typed = checked(frame, texts, findings, world, Options())
    findings.add(typed["quantity"].isna().to_numpy(dtype=bool), "quantity", "required")
    findings.add((typed["quantity"] == 0).to_numpy(dtype=bool), "quantity", "quantity_zero")
    return frame.conform(typed), tuple(findings.problems())


def make(source: Source, actor: Actor, wanted: Wanted, *, reason: str = "") -> int | None:
    """Store a new request and its lines as one batch, whole or not at all.

    Returns
    -------
    batch
        Its number; None where a request of this number is in already: nothing is stored twice.

    Raises
    ------
    NotAllowed
        Without the right ``requests.write``.
    ImportRejected
        ``edit_faults`` with the problems, where a check forbids it.
    DataProblem
        As `data.editing.refuse_reason`, for a reason that is told.
    """
    require(actor, WRITE)
    if reason.strip():
        refuse_reason(reason)
    looked = look(source, wanted)
    if looked.blocked:
        raise ImportRejected("edit_faults", looked.faults, count=sum(one.blocking for one in looked.faults))
    store = cast("Store", source.store)
    told = Told(actor.name, reason.strip() or wanted.request_id, SOURCE, fictional=_demonstration(store))
    with batch_or_nothing() as done, store.batch(told) as batch:
        if (store.records("requests")["request_id"] == wanted.request_id).any():
            raise NothingChanges
        batch.patch("requests", looked.request)
        batch.patch("request_items", looked.items)
        done.append(batch.seq)
    return done[0] if done else None


def _demonstration(store: Store) -> bool:
    """Whether the store holds the fictional demonstration alone: what is asked of its stock is fictional too."""
    real, fictional = store.batch_counts(SITUATION)
    return fictional > 0 and not real
