"""Which addresses may be asked: https everywhere, plain http on this machine only, never the one from the other."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit, urlunsplit

from geo.errors import SourceUnavailable

_HOST = re.compile(r"[a-z0-9.:_-]{1,253}")


def host_of(url: str) -> str:
    """Host of an address, "?" where it has none or an odd one: what a sentence may name."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return "?"
    return host if _HOST.fullmatch(host) else "?"


def on_loopback(url: str) -> bool:
    """Whether an address is this machine's own."""
    host = host_of(url)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked(url: str, *, asked_from: str) -> str:
    """Return an address that may be asked.

    Parameters
    ----------
    url
        The address.
    asked_from
        Address of the question that led there: an answer from outside may not lead to this machine.

    Raises
    ------
    SourceUnavailable
        ``feed.address`` for anything but https (or plain http on the loopback, asked from there), for a user name in
        the address, for a way from outside to the loopback, and for one from https to http.
    """
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.username is None and parts.password is None and parts.port != 0
    except ValueError:
        raise SourceUnavailable("feed.address", host=host_of(url)) from None
    here = on_loopback(url)
    if here and not on_loopback(asked_from):
        usable = False
    plain = parts.scheme == "http" and here and urlsplit(asked_from).scheme == "http"
    if not usable or not (parts.scheme == "https" or plain):
        raise SourceUnavailable("feed.address", host=host_of(url))
    return url


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: a key goes to one origin only."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def onward(url: str, location: str) -> str:
    """Return the address that a redirect names, which may be relative.

    Raises
    ------
    SourceUnavailable
        ``feed.address`` where it is none.
    """
    try:
        return urljoin(url, location)
    except ValueError:
        raise SourceUnavailable("feed.address", host=host_of(url)) from None


def query_of(url: str) -> dict[str, str]:
    """Query of an address, by name.

    Raises
    ------
    SourceUnavailable
        ``feed.address`` where it is none.
    """
    try:
        return dict(parse_qsl(urlsplit(url).query, max_num_fields=100))
    except ValueError:
        raise SourceUnavailable("feed.address", host="?") from None


def moved(url: str, origin: str) -> str:
    """Return the same path and query on another origin (scheme, host and port).

    Raises
    ------
    SourceUnavailable
        ``feed.address`` where one of them is no address.
    """
    try:
        parts, base = urlsplit(url), urlsplit(origin)
    except ValueError:
        raise SourceUnavailable("feed.address", host=host_of(origin)) from None
    return urlunsplit(SplitResult(base.scheme, base.netloc, parts.path, parts.query, ""))
