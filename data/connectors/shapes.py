"""Whether an answer is what was asked for: checked before it may replace the last good one."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.connectors.feed_list import Feed
from data.connectors.wire import Answer, Wire
from geo.errors import SourceUnavailable

_PRE = re.compile(r"<pre[^>]*>(.*?)</pre>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Got:
    """A checked answer on its way to disk.

    Parameters
    ----------
    host
        Who answered.
    body
        What is written; None after "unchanged".
    ending, etag, subject
        Ending of the file; the source's mark of this answer; which earthquake, storm, form or data set it is about.
    dropped
        Fields of persons that were left out.
    """

    host: str
    body: bytes | None = field(repr=False)
    ending: str = ""
    etag: str = ""
    subject: str = ""
    dropped: tuple[str, ...] = ()


def whole(feed: Feed, wire: Wire, check: Callable[[Any, str], object]) -> Got:
    """Ask for a JSON document that is kept as it came, once `check` (document, host) finds nothing wrong with it.

    Raises
    ------
    SourceUnavailable
        What `check` and the conversation raise.
    """
    answer = wire.get(feed.url, form="json", etag=wire.etag)
    if answer.unchanged:
        return Got(answer.host, None, etag=answer.etag)
    check(document(answer), answer.host)
    return Got(answer.host, answer.body, feed.ending, etag=answer.etag)


def document(answer: Answer) -> Any:
    """Read an answer as JSON.

    Raises
    ------
    SourceUnavailable
        ``feed.not_json``.
    """
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceUnavailable("feed.not_json", host=answer.host) from None


def part(told: Any, name: str, kind: type, *, host: str) -> Any:
    """One member of a JSON object, of the type that it should have.

    Raises
    ------
    SourceUnavailable
        ``feed.wrong_shape`` naming what lacks.
    """
    found = told.get(name) if isinstance(told, dict) else None
    if not isinstance(found, kind):
        raise SourceUnavailable("feed.wrong_shape", host=host, lacks=name)
    return found


def rows(told: Any, name: str, feed: Feed, *, host: str) -> list[dict[str, Any]]:
    """Rows of an answer, each with the fields that the feed requires.

    Raises
    ------
    SourceUnavailable
        ``feed.wrong_shape`` naming what lacks; ``feed.empty`` where there is no row and the feed may not be empty.
    """
    found = part(told, name, list, host=host)
    check_rows(found, feed, host=host)
    return list(found)


def check_rows(found: Sequence[Any], feed: Feed, *, host: str) -> None:
    """Hold rows against what the feed requires: errors as of `rows`."""
    if not found and not feed.may_be_empty:
        raise SourceUnavailable("feed.empty", host=host)
    for row in found:
        for name in feed.requires:
            if not isinstance(row, dict) or name not in row:
                raise SourceUnavailable("feed.wrong_shape", host=host, lacks=name)


def features(told: Any, feed: Feed, *, host: str) -> list[dict[str, Any]]:
    """Features of a GeoJSON collection, whose properties hold what the feed requires: errors as of `rows`."""
    if part(told, "type", str, host=host) != "FeatureCollection":
        raise SourceUnavailable("feed.wrong_shape", host=host, lacks="FeatureCollection")
    found = part(told, "features", list, host=host)
    check_rows([part(one, "properties", dict, host=host) for one in found], feed, host=host)
    return list(found)


def archive(body: bytes, *, host: str) -> tuple[str, ...]:
    """Names inside a zip archive (a workbook is one), whose list is whole.

    Raises
    ------
    SourceUnavailable
        ``feed.not_archive``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = tuple(packed.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        names = ()
    if not names:
        raise SourceUnavailable("feed.not_archive", host=host)
    return names


def plain_text(answer: Answer) -> str:
    """Text of an answer; of a web page only what stands between its first `<pre>` and `</pre>`.

    Raises
    ------
    SourceUnavailable
        ``feed.not_text`` for bytes that are no text, and for a web page without such a part.
    """
    try:
        text = answer.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = answer.body.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise SourceUnavailable("feed.not_text", host=answer.host)
    if not text.lstrip().startswith("<"):
        return text
    inside = _PRE.search(text)
    if inside is None:
        raise SourceUnavailable("feed.not_text", host=answer.host)
    return html.unescape(re.sub(r"<[^>]*>", "", inside[1])).strip() + "\n"


def written(told: Any) -> bytes:
    """Return JSON as it is kept on disk, in ASCII: an answer may hold half a letter, which no encoding writes."""
    return json.dumps(told).encode("ascii")
