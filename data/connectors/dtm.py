"""DTM API v3: displacement by country, department and commune, and the list of operations."""

from __future__ import annotations

from data.connectors.feed_list import Feed
from data.connectors.shapes import Got, document, part, rows
from data.connectors.wire import Wire
from geo.errors import SourceUnavailable


def ask(feed: Feed, wire: Wire, _subject: str) -> Got:
    """Ask for one table; it comes whole, in one answer, and is kept as it came.

    Raises
    ------
    SourceUnavailable
        ``feed.refused_by_source`` where the source says that it failed, ``feed.incomplete`` where it announces more
        rows than it sends, and as `data.connectors.shapes.rows`.
    """
    answer = wire.get(feed.url, form="json", parameters=feed.parameters)
    told = document(answer)
    if not part(told, "isSuccess", bool, host=answer.host):
        # its own words may repeat the question with the key: they are not shown
        raise SourceUnavailable("feed.refused_by_source", host=answer.host)
    found = rows(told, "result", feed, host=answer.host)
    announced = told.get("totalRecordsCount")
    if isinstance(announced, int) and announced > len(found):
        raise SourceUnavailable("feed.incomplete", host=answer.host, expected=announced, found=len(found))
    return Got(answer.host, answer.body, feed.ending)
