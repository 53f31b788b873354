"""USGS: earthquakes of the last month, and the ShakeMap of one of them (grid and contours)."""

from __future__ import annotations

import re
from typing import Any

from data.connectors.feed_list import Feed, bounds
from data.connectors.shapes import Got, document, features, part, whole
from data.connectors.wire import Answer, Wire
from data.connectors.xml_shape import shape_of, without_mark
from geo.errors import SourceUnavailable

_EVENT = re.compile(r"[a-z0-9]{4,30}")


def ask_summary(feed: Feed, wire: Wire, _subject: str) -> Got:
    """Ask for the list of earthquakes; one without any is a good answer.

    Raises
    ------
    SourceUnavailable
        As `data.connectors.shapes.features`.
    """
    return whole(feed, wire, lambda told, host: features(told, feed, host=host))


def ask_shakemap(feed: Feed, wire: Wire, subject: str) -> Got | None:
    """Ask for a product of an earthquake's ShakeMap.

    Parameters
    ----------
    feed, wire
        Which product; the conversation.
    subject
        The event's id; "" takes the strongest earthquake of the last month in Haiti's box that has a ShakeMap.

    Returns
    -------
    got
        None where there is no such earthquake.

    Raises
    ------
    SourceUnavailable
        ``feed.bad_subject``, ``feed.no_resource`` where the event has no such product, and the codes of wrong shape.
    """
    event = subject or _strongest(feed, wire)
    if not event:
        return None
    if not _EVENT.fullmatch(event):
        raise SourceUnavailable("feed.bad_subject", value=event[:60])
    detail = wire.get(feed.detail_url.format(subject=event), form="json")
    url = _product(document(detail), feed, event, detail.host)
    xml = feed.ending == ".xml"
    answer = wire.get(url, form="xml" if xml else "json")
    if xml:
        return Got(answer.host, _grid(answer), feed.ending, subject=event)
    _contours(answer, feed)
    return Got(answer.host, answer.body, feed.ending, subject=event)


def _strongest(feed: Feed, wire: Wire) -> str:
    answer = wire.get(feed.url, form="json")
    west, south, east, north = bounds()
    fitting = []
    for one in part(document(answer), "features", list, host=answer.host):
        told = part(one, "properties", dict, host=answer.host)
        place = part(part(one, "geometry", dict, host=answer.host), "coordinates", list, host=answer.host)
        inside = len(place) > 1 and west <= _number(place[0]) <= east and south <= _number(place[1]) <= north
        if inside and "shakemap" in str(told.get("types", "")).split(","):
            fitting.append((_number(told.get("mag")), str(one.get("id", ""))))
    return max(fitting, default=(0.0, ""))[1]


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else float("-inf")


def _product(told: Any, feed: Feed, event: str, host: str) -> str:
    """Address of the first of the wanted files that the event has."""
    products = part(part(told, "properties", dict, host=host), "products", dict, host=host)
    shakemaps = products.get("shakemap") or [{}]
    contents = shakemaps[0].get("contents", {}) if isinstance(shakemaps, list) else {}
    for name in feed.contents:
        if isinstance(contents, dict) and name in contents:
            return str(part(contents[name], "url", str, host=host))
    raise SourceUnavailable("feed.no_resource", host=host, dataset=event, format=feed.contents[0])


def _grid(answer: Answer) -> bytes:
    """Return a grid whose rows are as many as it announces, each as long as its list of fields."""
    body, host = without_mark(answer.body), answer.host
    shape = shape_of(body, host=host, keep=("grid_data",))
    if shape.root != "shakemap_grid":
        raise SourceUnavailable("feed.wrong_shape", host=host, lacks="shakemap_grid")
    told = shape.first.get("grid_specification", {})
    try:
        expected = int(told["nlon"]) * int(told["nlat"]) * shape.count["grid_field"]
    except (KeyError, ValueError):
        raise SourceUnavailable("feed.wrong_shape", host=host, lacks="grid_specification") from None
    found = len(shape.text.get("grid_data", "").split())
    if not expected:
        raise SourceUnavailable("feed.empty", host=host)
    if found != expected:
        raise SourceUnavailable("feed.incomplete", host=host, expected=expected, found=found)
    return body


def _contours(answer: Answer, feed: Feed) -> None:
    for one in features(document(answer), feed, host=answer.host):
        part(one["properties"], "value", int | float, host=answer.host)  # type: ignore[arg-type]
