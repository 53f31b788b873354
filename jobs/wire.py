"""Messages between the server and the process that works: length, then pickle, over a pipe that only they hold."""

from __future__ import annotations

import pickle
import struct
from typing import IO, Any

_HEAD = struct.Struct(">Q")


def send(stream: IO[bytes], message: tuple[Any, ...]) -> None:
    """Write one message."""
    told = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_HEAD.pack(len(told)) + told)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Any, ...] | None:
    """Read one message; None where the other side has ended.

    Both ends are this product's own processes on frames of its own: no file of somebody else is read here.
    """
    head = _whole(stream, _HEAD.size)
    body = None if head is None else _whole(stream, _HEAD.unpack(head)[0])
    if body is None:
        return None
    message: tuple[Any, ...] = pickle.loads(body)  # noqa: S301  # see above
    return message


def _whole(stream: IO[bytes], size: int) -> bytes | None:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
