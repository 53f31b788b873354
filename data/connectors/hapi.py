"""HDX HAPI v2: pages without total and without next, asked until one is shorter than the limit."""

from __future__ import annotations

from typing import Any

from data.connectors.feed_list import Feed
from data.connectors.shapes import Got, check_rows, document, part, written
from data.connectors.wire import Wire
from geo.errors import SourceUnavailable


def ask(feed: Feed, wire: Wire, _subject: str) -> Got:
    """Ask for every page of one table; kept as one ``{"data": [...]}``.

    Raises
    ------
    SourceUnavailable
        ``feed.too_many_pages``, ``feed.repeated_page`` where a page comes twice, and as `data.connectors.shapes.rows`.
    """
    found: list[dict[str, Any]] = []
    before = b""
    for page in range(int(wire.limits["pages"])):
        question = {**feed.parameters, "output_format": "json", "limit": str(wire.page_rows),
                    "offset": str(page * wire.page_rows)}  # fmt: skip
        answer = wire.get(feed.url, form="json", parameters=question)
        told = part(document(answer), "data", list, host=answer.host)
        if told and answer.body == before:
            raise SourceUnavailable("feed.repeated_page", host=answer.host)
        found, before = found + told, answer.body
        if len(told) < wire.page_rows:
            check_rows(found, feed, host=answer.host)
            return Got(answer.host, written({"data": found}), feed.ending)
    raise SourceUnavailable("feed.too_many_pages", host=answer.host, pages=wire.limits["pages"])
