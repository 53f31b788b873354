"""GDACS: alerts of the world as RSS, whose byte order mark is encoded twice."""

from __future__ import annotations

from data.connectors.feed_list import Feed
from data.connectors.shapes import Got
from data.connectors.wire import Wire
from data.connectors.xml_shape import shape_of, without_mark
from geo.errors import SourceUnavailable

_NEEDED = ("channel", "eventtype", "alertlevel", "eventid")


def ask(feed: Feed, wire: Wire, _subject: str) -> Got:
    """Ask for the alerts; kept without the mark, so that any parser reads the file.

    Raises
    ------
    SourceUnavailable
        ``feed.not_xml``, ``feed.xml_entities``, ``feed.wrong_shape``, ``feed.empty``.
    """
    answer = wire.get(feed.url, form="xml", etag=wire.etag)
    if answer.unchanged:
        return Got(answer.host, None, etag=answer.etag)
    body = without_mark(answer.body)
    shape = shape_of(body, host=answer.host)
    if shape.root != "rss":
        raise SourceUnavailable("feed.wrong_shape", host=answer.host, lacks="rss")
    if not shape.count["item"] and not feed.may_be_empty:
        raise SourceUnavailable("feed.empty", host=answer.host)
    for lacks in (name for name in _NEEDED if not shape.count[name]):
        raise SourceUnavailable("feed.wrong_shape", host=answer.host, lacks=lacks)
    return Got(answer.host, body, feed.ending, etag=answer.etag)
