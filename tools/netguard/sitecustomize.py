"""Refuse every connection outside the loopback; Python reads this at start where PARE_NET_GUARD=1 put it on its path.

An audit hook sees connections made from C and from asyncio too, and cannot be taken off again.
"""

from __future__ import annotations

import ipaddress
import os
import sys

_WITH_SOCKET = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_INTERNET = {2, 10, 30}  # AF_INET; AF_INET6 of Linux and of macOS: `socket` is not imported this early


def is_local(host: object) -> bool:
    """Whether a host, as `socket` is given it, stays on this machine."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if text is None or text in {"", "localhost", "ip6-localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(text).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def refuse(event: str, arguments: tuple) -> None:
    """Audit hook: raise on a connection or a look-up that leaves the machine."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in _WITH_SOCKET and arguments[0].family in _INTERNET and arguments[1]:
        host = arguments[1][0]
    else:
        return
    if not is_local(host):
        raise PermissionError(f"the network is closed here: {event} {host!r}")


if os.environ.get("PARE_NET_GUARD") == "1":
    sys.addaudithook(refuse)
