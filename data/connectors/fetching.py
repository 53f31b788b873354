"""Ask a feed, check what it answers, keep it; where it fails, give the last good answer with its age."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.connectors import ckan, dtm, gdacs, hapi, kept, keys, kobo, nhc, usgs
from data.connectors.feed_list import Feed, feed, feeds
from data.connectors.shapes import Got
from data.connectors.wire import Options, Wire
from data.home import now
from geo.errors import SourceUnavailable

CONNECTORS: dict[str, Callable[[Feed, Wire, str], Got | None]] = {
    "dtm": dtm.ask,
    "hapi": hapi.ask,
    "ckan": ckan.ask,
    "kobo": kobo.ask,
    "usgs_summary": usgs.ask_summary,
    "usgs_shakemap": usgs.ask_shakemap,
    "nhc_storms": nhc.ask_storms,
    "nhc_advisory": nhc.ask_advisory,
    "nhc_radii": nhc.ask_radii,
    "gdacs": gdacs.ask,
}


@dataclass(frozen=True)
class Fetched:
    """What a fetch gave.

    Parameters
    ----------
    name
        The feed.
    path
        File of the answer; None where the source has nothing to give now (no storm, no earthquake).
    fetched_at
        When the source last gave it, or said that it still holds (ISO with offset; "" without a file).
    fresh
        Whether the source answered just now; False: this is the last good answer, and `error` says why.
    changed
        Whether the file is other than after the last fetch.
    age_hours
        Hours since `fetched_at`; None without a file.
    subject
        Which earthquake, storm, form or data set it is about.
    sha256, size_bytes
        Of the file.
    dropped
        Fields of persons that were left out.
    error
        Why the source could not be asked.
    """

    name: str
    path: Path | None = None
    fetched_at: str = ""
    fresh: bool = True
    changed: bool = False
    age_hours: float | None = None
    subject: str = ""
    sha256: str = ""
    size_bytes: int = 0
    dropped: tuple[str, ...] = ()
    error: SourceUnavailable | None = None


@dataclass(frozen=True)
class FeedState:
    """What is known of a feed without asking it.

    Parameters
    ----------
    name, title_key, kind
        The feed.
    last_good_at, age_hours, subject, path, size_bytes
        The last good answer: when, how old (hours), about what, where, how large; None or "" where there is none.
    late
        Whether nobody heard of the source for longer than the feed's period; "nothing now" is word of it too.
    last_tried_at, last_outcome
        The last try: when ("" never), and ``new``, ``unchanged``, ``nothing`` or ``failed``.
    last_error, last_params
        Code and values of the sentence ``error.<code>`` where the last try failed, else "" and nothing.
    needs_key, has_key, key
        Whether it answers only to a key, whether the key is here, and under which name it is looked for.
    set_up
        Whether it can be asked as it is: key and form are given where it needs them.
    taken_in, kind_of_import
        Verb of the terminal that takes the file in, and what the import is told that it holds; "" where none does.
    """

    name: str
    title_key: str
    kind: str
    last_good_at: str
    age_hours: float | None
    subject: str
    path: Path | None
    size_bytes: int
    late: bool
    last_tried_at: str
    last_outcome: str
    last_error: str
    last_params: dict[str, Any]
    needs_key: bool
    has_key: bool
    key: str
    set_up: bool
    taken_in: str
    kind_of_import: str


def fetch(name: str, *, options: Options | None = None) -> Fetched:
    """Ask a feed once.

    Parameters
    ----------
    name
        A feed of `feeds`.
    options
        Subject, limits, waits and address where they are not the feed's own.

    Returns
    -------
    fetched
        The new answer; or the last good one (`fresh` False, with `error` and `age_hours`) where the source fails;
        or no path where the source has nothing to give now.

    Raises
    ------
    DataProblem
        ``unknown_feed``.
    SourceUnavailable
        Where the source fails and no good answer about the same subject is kept. Its code is ``feed.<what>``.

    Notes
    -----
    An answer that is empty, cut short or of another shape never replaces a good one (docs/feeds.md).
    """
    chosen, told = feed(name), options or Options()
    try:
        with kept.only_one(name):
            try:
                return _ask(chosen, told)
            except SourceUnavailable as error:
                kept.note(name, "failed", error)
                raise
    except SourceUnavailable as error:
        before = kept.good(name)
        if before is None or not kept.whole(name, before) or _wanted(chosen, told) not in ("", before.subject):
            raise
        return _fetched(name, before, error=error)


def states() -> list[FeedState]:
    """Tell the state of every feed, from the disk alone: nothing is asked.

    Returns
    -------
    states
        One a feed, in the order of data/reference/feeds.toml.
    """
    return [_state(one) for one in feeds()]


def answer(name: str) -> Path | None:
    """File of the last good answer of a feed, from the disk alone; None where there is none, or it was changed."""
    before = kept.good(name)
    return kept.path_of(name, before) if before is not None and kept.whole(name, before) else None


def _ask(chosen: Feed, options: Options) -> Fetched:
    secret = keys.find(chosen.key) if chosen.key else None
    if chosen.key and secret is None:
        raise SourceUnavailable("feed.key_missing", connector=chosen.name, variable=chosen.key)
    subject = options.subject or _subject(chosen)
    before = kept.good(chosen.name)
    if before is not None and not kept.whole(chosen.name, before):
        before = None
    with Wire(chosen, options, secret=secret, etag=before.etag if before else "") as wire:
        got = CONNECTORS[chosen.kind](chosen, wire, subject)
    if got is None:
        kept.note(chosen.name, "nothing")
        return Fetched(chosen.name)
    good, changed = kept.keep(chosen, got, before)
    kept.note(chosen.name, "new" if changed else "unchanged")
    return _fetched(chosen.name, good, changed=changed)


def _subject(chosen: Feed) -> str:
    """What is asked for where nobody names it.

    Raises
    ------
    SourceUnavailable
        ``feed.subject_missing`` with the setting of the machine that would name it.
    """
    if not chosen.subject_setting:
        return chosen.subject
    own = keys.find(chosen.subject_setting)
    if own is None:
        raise SourceUnavailable("feed.subject_missing", connector=chosen.name, variable=chosen.subject_setting)
    return own.value


def _wanted(chosen: Feed, options: Options) -> str:
    """Subject that a kept answer must be about; "" where any will do."""
    if options.subject:
        return options.subject
    try:
        return _subject(chosen)
    except SourceUnavailable:
        return ""


def _fetched(name: str, good: kept.Good, *, changed: bool = False, error: SourceUnavailable | None = None) -> Fetched:
    return Fetched(
        name, kept.path_of(name, good), good.fetched_at, error is None, changed, age_hours(good.fetched_at),
        good.subject, good.sha256, good.size_bytes, good.dropped, error,
    )  # fmt: skip


def age_hours(at: str) -> float:
    """Hours since a moment (ISO with offset); a moment in the future is no age: 0."""
    return max(0.0, (datetime.fromisoformat(now()) - datetime.fromisoformat(at)).total_seconds() / 3600)


def _state(one: Feed) -> FeedState:
    good, tried = kept.good(one.name), kept.last_try(one.name)
    age = age_hours(good.fetched_at) if good else None
    heard = [age_hours(tried.tried_at)] if tried and tried.outcome == "nothing" else []
    heard += [] if age is None else [age]
    has_key = bool(one.key) and keys.given(one.key)
    return FeedState(
        name=one.name,
        title_key=one.title_key,
        kind=one.kind,
        last_good_at=good.fetched_at if good else "",
        age_hours=age,
        subject=good.subject if good else "",
        path=kept.path_of(one.name, good) if good else None,
        size_bytes=good.size_bytes if good else 0,
        late=min(heard, default=math.inf) > one.period_hours,
        last_tried_at=tried.tried_at if tried else "",
        last_outcome=tried.outcome if tried else "",
        last_error=tried.code if tried else "",
        last_params=dict(tried.params) if tried else {},
        needs_key=one.needs_key,
        has_key=has_key,
        key=one.key,
        set_up=(has_key or not one.key) and (not one.subject_setting or keys.given(one.subject_setting)),
        taken_in=one.taken_in,
        kind_of_import=one.kind_of_import,
    )
