"""HDX CKAN: the record of a data set, then the newest of its files in the wanted format."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from data.connectors.feed_list import Feed
from data.connectors.shapes import Got, archive, document, part
from data.connectors.wire import Answer, Wire
from geo.errors import SourceUnavailable

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{1,99}")
_PACKED = (".xlsx", ".zip", ".kmz", ".ods")
_ENDINGS = (*_PACKED, ".csv", ".json", ".geojson", ".xls", ".gpkg", ".kml")
_BEGINS = {".xls": b"\xd0\xcf\x11\xe0", ".gpkg": b"SQLite format 3\x00"}


def ask(feed: Feed, wire: Wire, subject: str) -> Got:
    """Ask for the record of a data set and download one of its files.

    Raises
    ------
    SourceUnavailable
        ``feed.bad_subject``, ``feed.refused_by_source``, ``feed.no_resource``, and the codes of a wrong shape.
    """
    if not _SLUG.fullmatch(subject):
        raise SourceUnavailable("feed.bad_subject", value=subject[:60])
    answer = wire.get(feed.url, form="json", parameters={"id": subject})
    told = document(answer)
    if told.get("success") is False if isinstance(told, dict) else False:
        raise SourceUnavailable("feed.refused_by_source", host=answer.host)
    record = part(told, "result", dict, host=answer.host)
    url = _newest(part(record, "resources", list, host=answer.host), feed, subject, answer.host)
    file = wire.get(url, form="file")
    ending = _ending(url, feed)
    _check(file, ending)
    return Got(file.host, file.body, ending, subject=subject)


def _newest(resources: list[Any], feed: Feed, subject: str, host: str) -> str:
    """Address of the newest file in the feed's format."""
    fitting = [
        one
        for one in resources
        if isinstance(one, dict)
        and str(one.get("format", "")).lower() == feed.format.lower()
        and one.get("state", "active") == "active"
        and isinstance(one.get("download_url") or one.get("url"), str)
    ]
    if not fitting:
        raise SourceUnavailable("feed.no_resource", host=host, dataset=subject, format=feed.format)
    best = max(fitting, key=lambda one: str(one.get("last_modified") or ""))
    return str(best.get("download_url") or best["url"])


def _ending(url: str, feed: Feed) -> str:
    ending = PurePosixPath(url.partition("?")[0]).suffix.lower()
    return ending if ending in _ENDINGS else feed.ending


def _check(file: Answer, ending: str) -> None:
    """Hold a file against its ending: only what it begins with and whether it is whole; the import reads the rest."""
    if not file.body.strip():
        raise SourceUnavailable("feed.empty", host=file.host)
    if ending in _PACKED:
        archive(file.body, host=file.host)
    elif ending in (".json", ".geojson"):
        document(file)
    elif not file.body.startswith(_BEGINS.get(ending, b"")) or (ending == ".csv" and b"\x00" in file.body):
        raise SourceUnavailable("feed.wrong_type", host=file.host, found=ending)
