"""What is said in an emergency and typed in the product: bulletins, activations, reports of communes.

Checked as imports are, stored as one batch. Nothing is edited: whoever corrects says it again under the same key, and a
bulletin that is said again waits for its second person again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import pandas as pd

from data import deny_list
from data.access import Actor, require
from data.editing import SOURCE, NothingChanges, batch_or_nothing, refuse_reason
from data.home import HAITI, today
from data.importers import points
from data.importers.emergency_rows import SAID_AT
from data.importers.findings import Findings
from data.importers.read import checked
from data.importers.sources import Options
from data.importers.world import World
from data.snapshot import SITUATION, Source
from data.store.store import NEVER_ENDS, Store, Told
from geo.errors import ImportRejected, Problem
from geo.frames import FRAMES, Frame
from geo.impacts import MEASURES

WRITE = {"alerts": "alerts.write", "activations": "alerts.write", "impacts": "events.write"}
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """Statements after all checks.

    Parameters
    ----------
    rows
        Rows of the table that would be stored.
    faults
        What is wrong, by line (1 is the first).
    news
        Whether each row says something that is not stored already.
    """

    rows: pd.DataFrame
    faults: tuple[Problem, ...]
    news: tuple[bool, ...]

    @property
    def blocked(self) -> bool:
        """Whether a fault forbids storing."""
        return any(problem.blocking for problem in self.faults)


def look(source: Source, name: str, told: Sequence[Cells]) -> Said:
    """Check statements with the checks of imports; nothing is stored.

    Parameters
    ----------
    name
        One of `WRITE`.
    told
        Texts by column, "" where blank; moments are instants (ISO, UTC).
    """
    frame = FRAMES[name]
    texts = pd.DataFrame([{c: row.get(c, "").strip() or None for c in frame.by_name} for row in told], dtype="str")
    texts = texts.reindex(columns=list(frame.by_name)).assign(observed_on=texts[SAID_AT[name]].map(_day))
    findings = Findings(range(1, len(texts) + 1), {column: column for column in frame.by_name})
    texts = deny_list.unnamed(source.store, name, texts.astype("str"), findings)
    snapshot = source.take(audience="coordinator")
    world = World(points.in_force(snapshot.frame("boundaries")), {}, min(today(), snapshot.as_of))
    rows = checked(frame, texts, findings, world, Options())
    if name == "impacts":
        nothing = texts[list(MEASURES)].isna().all(axis=1)
        findings.add(nothing.to_numpy(dtype=bool), "", "report_without_figures")
    rows = frame.conform(rows)
    return Said(rows, tuple(findings.problems()), _news(source, frame, rows))


def _day(moment: str | None) -> str | None:
    """Haiti's day of an instant; what is no instant has none, and is refused in its own cell."""
    try:
        return datetime.fromisoformat(moment).astimezone(HAITI).date().isoformat() if moment else None
    except (TypeError, ValueError):
        return None


def _news(source: Source, frame: Frame, rows: pd.DataFrame) -> tuple[bool, ...]:
    """Whether a row tells a cell otherwise than what is stored under its key."""
    key = list(frame.key)
    stored = source.store.records(frame.name, as_of=NEVER_ENDS).set_index(key)
    stored = stored[~stored.index.duplicated()]
    fresh = []
    for _, row in rows.iterrows():
        there = tuple(row[key]) in stored.index
        before = stored.loc[tuple(row[key])] if there else None
        told = [column for column in rows.columns if column not in key and not pd.isna(row[column])]
        fresh.append(before is None or any(pd.isna(before[name]) or before[name] != row[name] for name in told))
    return tuple(fresh)


def save(
    source: Source, actor: Actor, name: str, told: Sequence[Cells], *, reason: str, invented: bool = False
) -> int | None:
    """Store statements as one batch, whole or not at all.

    Parameters
    ----------
    reason
        Who says so: a call, a paper, a bulletin.
    invented
        Whether it is a trial; only while the store holds nothing real.

    Returns
    -------
    batch
        Its number; None where all of it is stored already.

    Raises
    ------
    NotAllowed
        Without the right of the table (`WRITE`).
    DataProblem
        As `data.editing.refuse_reason`.
    ImportRejected
        ``edit_faults`` with the problems, where a check forbids it.
    """
    require(actor, WRITE[name])
    refuse_reason(reason)
    said = look(source, name, told)
    if said.blocked or said.rows.empty:
        raise ImportRejected("edit_faults", said.faults, count=sum(one.blocking for one in said.faults))
    store = cast("Store", source.store)
    batch_told = Told(actor.name, reason.strip(), SOURCE, fictional=invented and only_invented(store))
    with batch_or_nothing() as done, store.batch(batch_told) as batch:
        if not any(said.news):
            raise NothingChanges
        batch.patch(name, said.rows[list(said.news)])
        done.append(batch.seq)
    return done[0] if done else None


def only_invented(store: Store) -> bool:
    """Whether the store holds a demonstration and nothing real."""
    real, fictional = store.batch_counts(SITUATION)
    return fictional > 0 and not real


def now_in(day: str) -> datetime:
    """Time in Haiti at which something said in a picture of a day is dated: this minute, on that day if it is past."""
    clock = datetime.now(tz=HAITI).replace(second=0, microsecond=0, tzinfo=None)
    return datetime.combine(min(datetime.fromisoformat(day).date(), clock.date()), clock.time())
