"""Issuing a situation report: the text that a person wrote is kept with the state of the data it was written on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Connection, select

from data.access import Actor, require
from data.home import now
from data.importers.cases import says_case
from data.importers.personal import holds_person
from data.snapshot import SITUATION
from data.store.schema import TABLES
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.frames.reports import REPORTING, SITUATION_REPORTS, WRITTEN

WRITE, SOURCE = "events.write", "situation_report"
LONGEST = 6_000  # signs of one text: some two printed pages
_MADE_OF = (*SITUATION, "impacts", "alerts", "activations")


@dataclass(frozen=True)
class Written:
    """A report as somebody wrote it.

    Parameters
    ----------
    emergency, centre, place
        What it is about, and which centre reports: ``national`` for ``HT``, ``department`` for a department.
    period_from, period_until
        Instants (ISO, UTC, to the minute); ``""`` for a period whose beginning is not told.
    texts
        Texts by the names of `WRITTEN`, and `written_by`: function and institution, never a name.
    known_at, as_of
        State and day of the data that its figures are reckoned from.
    sha256
        Digest of figures and texts.
    needs_from, needs_days
        Zones that needs are reckoned from, "" for none, and for how many days.
    exercise
        Whether it is of an exercise.
    """

    emergency: str
    centre: str
    place: str
    period_from: str
    period_until: str
    texts: Mapping[str, str]
    known_at: int
    as_of: str
    sha256: str
    needs_from: str = ""
    needs_days: int = 7
    exercise: bool = False


@dataclass(frozen=True)
class Issued:
    """Number, revision and batch of a report that was stored."""

    number: int
    revision: int
    batch: int


def issue(store: Store, actor: Actor, written: Written, *, number: int | None = None) -> Issued:
    """Store a report under the next number, or as the next revision of a number; whole or not at all.

    Raises
    ------
    NotAllowed
        Without the right ``events.write``.
    DataProblem
        ``report_no_author``, ``report_no_highlights``, ``report_period``, ``report_personal``, ``report_case``,
        ``report_long``, ``report_centre``; ``report_number`` for a number that was never issued.
    """
    require(actor, WRITE)
    _check(written)
    told = Told(actor.name, f"{written.emergency} {written.place}", SOURCE, fictional=_only_fictional(store))
    with store.batch(told) as batch:
        given, revision = _numbered(store, batch.connection, written, number)
        batch.patch(SITUATION_REPORTS.name, pd.DataFrame([_row(written, given, revision)]))
    return Issued(given, revision, batch.seq)


def _numbered(store: Store, connection: Connection, written: Written, number: int | None) -> tuple[int, int]:
    """Number and revision, read while nobody else may write: none is given twice, one that was undone neither."""
    table = TABLES[SITUATION_REPORTS.name].c
    mine = {"emergency": written.emergency, "place": written.place, "centre": written.centre}
    query = select(table.number, table.revision).where(*(table[name] == told for name, told in mine.items()))
    held = store.records(SITUATION_REPORTS.name)  # of a fork also what its base holds
    held = held[(held[list(mine)] == pd.Series(mine)).all(axis=1)]
    given = {(int(n), int(r)) for n, r in zip(held["number"], held["revision"], strict=True)}
    given |= {(int(row.number), int(row.revision)) for row in connection.execute(query)}
    if number is None:
        return max((n for n, _ in given), default=0) + 1, 0
    if number not in held["number"].to_numpy():
        raise DataProblem("report_number", number=number, place=written.place)
    return number, max(r for n, r in given if n == number) + 1


def _row(written: Written, number: int, revision: int) -> dict[str, object]:
    texts = {name: _storable(written.texts.get(name, "")) for name in (*WRITTEN, "written_by")}
    issued = datetime.fromisoformat(now()).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    return {
        "emergency": written.emergency, "centre": written.centre, "place": written.place, "number": number,
        "revision": revision, "period_from": written.period_from or None, "period_until": written.period_until,
        **texts, "needs_from": written.needs_from or None, "needs_days": written.needs_days,
        "exercise": written.exercise, "issued_at": issued, "known_at": written.known_at, "sha256": written.sha256,
        "observed_on": written.as_of,
    }  # fmt: skip


def _storable(text: str) -> str | None:
    """A text without lone halves of signs, which no file holds; None for an empty one."""
    return text.encode(errors="ignore").decode().strip() or None


def _check(written: Written) -> None:
    if written.centre not in REPORTING:
        raise DataProblem("report_centre", centre=written.centre)
    if not written.texts.get("written_by", "").strip():
        raise DataProblem("report_no_author")
    if not written.texts.get("highlights", "").strip():
        raise DataProblem("report_no_highlights")
    if not written.period_until or written.period_from >= written.period_until:
        raise DataProblem("report_period")
    for text in written.texts.values():
        if len(text) > LONGEST:
            raise DataProblem("report_long", most=LONGEST)
        if holds_person(text):
            raise DataProblem("report_personal")
        if says_case(text):
            raise DataProblem("report_case")


def _only_fictional(store: Store) -> bool:
    """Whether all that a report can be made of is invented: then the report is too."""
    real, fictional = store.batch_counts(_MADE_OF)
    return fictional > 0 and not real
