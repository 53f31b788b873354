"""NHC: storms of today, and of the one nearest to Haiti the forecast advisory and the wind radii."""

from __future__ import annotations

import math
import re
from typing import Any

from data.connectors.feed_list import Feed, bounds
from data.connectors.shapes import Got, archive, document, plain_text, rows, whole
from data.connectors.wire import Answer, Wire
from geo.errors import SourceUnavailable

_STORM = re.compile(r"[a-z]{2}\d{6}")
_ATLANTIC = "al"
_ADVISORY = ("FORECAST/ADVISORY", "CENTER LOCATED")


def ask_storms(feed: Feed, wire: Wire, _subject: str) -> Got:
    """Ask for the storms of today; none is a good answer.

    Raises
    ------
    SourceUnavailable
        As `data.connectors.shapes.rows`.
    """
    return whole(feed, wire, lambda told, host: rows(told, "activeStorms", feed, host=host))


def ask_advisory(feed: Feed, wire: Wire, subject: str) -> Got | None:
    """Ask for the forecast advisory (TCM) of a storm; of a web page only the text is kept.

    Parameters
    ----------
    feed, wire
        The feed; the conversation.
    subject
        The storm's id, such as ``al132023``; "" takes the storm of the Atlantic that is nearest to Haiti.

    Returns
    -------
    got
        None where there is no such storm today, or no advisory of it yet.

    Raises
    ------
    SourceUnavailable
        ``feed.bad_subject``, ``feed.wrong_shape`` for a text that is no advisory, or of another storm.
    """
    storm, url = _lead(feed, wire, subject, block="forecastAdvisory", field="url")
    if not url:
        return None
    answer = wire.get(url, form="text")
    text = plain_text(answer)
    for lacks in (*_ADVISORY, storm.upper()):
        if lacks not in text:
            raise SourceUnavailable("feed.wrong_shape", host=answer.host, lacks=lacks)
    return Got(answer.host, text.encode("utf-8"), feed.ending, subject=storm)


def ask_radii(feed: Feed, wire: Wire, subject: str) -> Got | None:
    """Ask for the forecast wind radii of a storm, a zipped shapefile: as `ask_advisory`.

    Raises
    ------
    SourceUnavailable
        ``feed.bad_subject``, ``feed.not_archive``, ``feed.wrong_shape`` for an archive without a shapefile.
    """
    storm, url = _lead(feed, wire, subject, block="forecastWindRadiiGIS", field="zipFile")
    if not url:
        return None
    answer = wire.get(url, form="file")
    if not any(name.lower().endswith(".shp") for name in archive(answer.body, host=answer.host)):
        raise SourceUnavailable("feed.wrong_shape", host=answer.host, lacks=".shp")
    return Got(answer.host, answer.body, feed.ending, subject=storm)


def _lead(feed: Feed, wire: Wire, subject: str, *, block: str, field: str) -> tuple[str, str]:
    """Storm and address of one of its products; "" where there is none."""
    if subject and not _STORM.fullmatch(subject):
        raise SourceUnavailable("feed.bad_subject", value=subject[:60])
    answer = wire.get(feed.url, form="json")
    storms = _storms(answer, feed)
    fitting = [one for one in storms if str(one["id"]).startswith(subject or _ATLANTIC)]
    if not fitting:
        return "", ""
    storm = min(fitting, key=_degrees_away)
    told = storm.get(block)
    url = told.get(field) if isinstance(told, dict) else None
    if not _STORM.fullmatch(str(storm["id"])):
        raise SourceUnavailable("feed.wrong_shape", host=answer.host, lacks="id")
    return str(storm["id"]), url if isinstance(url, str) else ""


def _storms(answer: Answer, feed: Feed) -> list[dict[str, Any]]:
    told = document(answer)
    return rows(told, "activeStorms", feed, host=answer.host)


def _degrees_away(storm: dict[str, Any]) -> float:
    """Distance from the middle of Haiti's box, in degrees: enough to tell which storm is nearest."""
    west, south, east, north = bounds()
    try:
        longitude, latitude = float(storm["longitudeNumeric"]), float(storm["latitudeNumeric"])
    except (TypeError, ValueError):
        return math.inf
    return math.hypot(longitude - (west + east) / 2, latitude - (south + north) / 2)
