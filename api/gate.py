"""The one gate before every path: known hosts only, no metrics, nothing sensitive kept by caches.

A plain ASGI class, because only such a one sees the websocket. Accounts stand here when they come; until then
the server listens on the loopback alone.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
# Public, the same for everybody, with an ETag: may be kept.
KEPT = ("/basemap/", "/static/", "/app/static/", "/component/")
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


def host_of(value: str) -> str:
    """Host without port and brackets, lower case; "" for what is no host."""
    try:
        return (urlsplit(f"//{value}").hostname or "").lower()
    except ValueError:
        return ""


def known_host(value: str) -> bool:
    """Whether a Host header names this machine's loopback."""
    return host_of(value) in NAMES


def from_loopback(scope: Scope) -> bool:
    """Whether a request comes from this machine."""
    client = scope.get("client")
    try:
        return client is not None and ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False


class Gate:
    """Refuse what may not pass, before anything of the product sees it."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one connection through, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not _may_pass(scope):
            await _refuse(scope, send, 403)
        elif scope["type"] == "http" and scope["path"].startswith(CLOSED):
            await _refuse(scope, send, 404)
        else:
            _without_waiting(receive)
            await self.app(scope, receive, _marked(scope, send))


def _may_pass(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    if not from_loopback(scope) or not known_host(headers.get(b"host", b"").decode("latin-1")):
        return False
    origin = headers.get(b"origin")
    return origin is None or urlsplit(origin.decode("latin-1")).netloc == headers[b"host"].decode("latin-1")


def _without_waiting(receive: Receive) -> None:
    """Send small messages at once, not when the other side has acknowledged the last ones.

    Streamlit makes its listening socket without a protocol number; asyncio then leaves Nagle's algorithm on, and
    the end of every run waits for the browser's delayed acknowledgement, 40 ms.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    connection = transport.get_extra_info("socket") if transport is not None else None
    if connection is not None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


async def _refuse(scope: Scope, send: Send, status: int) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4403})
        return
    await send({"type": "http.response.start", "status": status, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})


def _marked(scope: Scope, send: Send) -> Send:
    """Add the headers of the house to every answer; `no-store` where the path is not public."""
    public = scope["path"].startswith(KEPT)

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(k, v) for k, v in message["headers"] if public or k.lower() != b"cache-control"]
            extra = [] if public else [(b"cache-control", b"no-store")]
            message = {**message, "headers": [*kept, *extra, *HEADERS]}
        await send(message)

    return marked
