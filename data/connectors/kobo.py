"""KoboToolbox v2: submissions of one form, page after page; what says persons is dropped before anything is kept."""

from __future__ import annotations

import re
from typing import Any

from data.connectors import keys
from data.connectors.addresses import moved, query_of
from data.connectors.feed_list import Feed
from data.connectors.shapes import Got, check_rows, document, part, written
from data.connectors.wire import Answer, Wire
from data.importers.answers import is_kept
from data.importers.personal import masked
from data.importers.words import is_personal
from geo.errors import SourceUnavailable

NAME = 80  # characters of a field's name that are told; names come from outside
# What the service says of a submission and an import needs.
SERVICE = frozenset({
    "_id", "_uuid", "_submission_time", "_xform_id_string", "formhub/uuid", "__version__", "_version_", "_status",
    "_index", "meta/instanceID", "meta/rootUuid", "meta/deprecatedID", "start", "end", "today",
})  # fmt: skip
_UID = re.compile(r"[A-Za-z0-9]{10,40}")


def ask(feed: Feed, wire: Wire, subject: str) -> Got:
    """Ask for every submission of a form; kept as one page, as the source would send it.

    Only the query of `next` is followed, on the address that was asked first: an answer cannot send the key elsewhere.

    Raises
    ------
    SourceUnavailable
        ``feed.bad_subject``, ``feed.too_many_pages``, ``feed.repeated_page``, ``feed.incomplete`` where fewer
        submissions come than are counted, and as `data.connectors.shapes.rows`.
    """
    if not _UID.fullmatch(subject):
        raise SourceUnavailable("feed.bad_subject", value=subject[:60])
    url = f"{_server(feed)}/{subject}/data/"
    question = {"format": "json", "limit": str(wire.page_rows), "start": "0"}
    found: list[Any] = []
    asked: list[dict[str, str]] = []
    while len(asked) < wire.limits["pages"]:
        answer = wire.get(url, form="json", parameters=question)
        told = document(answer)
        found += part(told, "results", list, host=answer.host)
        asked.append(question)
        if told.get("next") is None:
            return _whole(feed, answer, found, told.get("count"), subject)
        question = query_of(part(told, "next", str, host=answer.host))
        if question in asked:
            raise SourceUnavailable("feed.repeated_page", host=answer.host)
    raise SourceUnavailable("feed.too_many_pages", host=answer.host, pages=wire.limits["pages"])


def _whole(feed: Feed, answer: Answer, found: list[Any], count: Any, subject: str) -> Got:
    check_rows(found, feed, host=answer.host)
    if isinstance(count, int) and count > len(found):
        raise SourceUnavailable("feed.incomplete", host=answer.host, expected=count, found=len(found))
    dropped: set[str] = set()
    kept = [_without_persons(row, feed, dropped) for row in found]
    body = written({"count": len(kept), "next": None, "previous": None, "results": kept})
    return Got(answer.host, body, feed.ending, subject=subject, dropped=tuple(sorted(dropped)))


def _without_persons(row: dict[str, Any], feed: Feed, dropped: set[str]) -> dict[str, Any]:
    """A submission without fields and answers of persons; names of the fields go into `dropped`.

    Of repeats, which no import reads, only the number stays.
    """
    kept: dict[str, Any] = {}
    for name, value in row.items():
        question = name.rpartition("/")[2]
        if name in feed.never_kept or is_personal(question):
            dropped.add(_told(name))
        elif isinstance(value, dict):
            kept[masked(name)] = _without_persons(value, feed, dropped)
        elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
            kept[masked(name)] = [{} for _ in value]
        elif all(_may_stay(name, question, one) for one in (value if isinstance(value, list) else [value])):
            kept[masked(name)] = value
        else:
            dropped.add(_told(name))
    return kept


def _may_stay(name: str, question: str, value: Any) -> bool:
    """Whether an answer is kept; a number may be a telephone's; ids and times of the service are no answers."""
    if value is None or isinstance(value, bool | float) or name in SERVICE:
        return True
    return is_kept(question, str(value))


def _told(name: str) -> str:
    return masked("".join(sign for sign in name if sign.isprintable()))[:NAME]


def _server(feed: Feed) -> str:
    """Address of the forms: on the machine's own server where it names one."""
    own = keys.find(feed.server_setting)
    return moved(feed.url, own.value) if own else feed.url
