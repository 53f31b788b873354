"""One visitor of a Streamlit page over its websocket: choices go in, time and bytes come out.

The protocol is that of ../shared/yardsticks/load.py. What the browser keeps between two runs is taken at its
least: only messages that the run before used, so whatever changed is sent and counted in full.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from websockets.asyncio.client import ClientConnection, connect

from tests.bench.report import CannotMeasure

LONGEST_SECONDS = 120.0


@dataclass(frozen=True)
class Trip:
    """One run of the script: seconds from sending the choice to `script_finished`, and what came meanwhile.

    `wire_bytes` is the TCP payload (frames as they were compressed, with their headers), `plain_bytes` the
    messages after decompression, `drawn` the component's own message where it was sent anew.
    """

    seconds: float
    wire_bytes: int
    plain_bytes: int
    drawn: str


class Counting(ClientConnection):
    """A websocket that counts what arrives on its socket, before it is decompressed."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


@dataclass
class Visitor:
    """A session, the widgets that it has seen, and what it keeps of the last run."""

    socket: Counting
    widgets: dict[str, Any] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    async def run(self, states: WidgetStates | None = None) -> Trip:
        """Send the choices and wait until the script has finished."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        if states is not None:
            message.rerun_script.widget_states.CopyFrom(states)
        message.rerun_script.cached_message_hashes.extend(self.known)
        before, plain, drawn = self.socket.received, 0, ""
        self.known = set()
        started = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            frame = await asyncio.wait_for(self.socket.recv(), timeout=LONGEST_SECONDS)
            plain += len(frame)
            forward = ForwardMsg()
            forward.ParseFromString(frame)
            drawn += self._seen(forward)
            if forward.WhichOneof("type") == "script_finished":
                seconds = time.perf_counter() - started
                if forward.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise CannotMeasure("the page did not run to its end")
                return Trip(seconds, self.socket.received - before, plain, drawn)

    def _seen(self, forward: ForwardMsg) -> str:
        """Keep what a browser keeps of a message; gives the text of a component's message."""
        kind = forward.WhichOneof("type")
        if kind == "ref_hash":
            self.known.add(forward.ref_hash)
        elif forward.metadata.cacheable:
            self.known.add(forward.hash)
        if kind != "delta":
            return ""
        element = forward.delta.new_element
        name = element.WhichOneof("type")
        if name == "exception":
            raise CannotMeasure(f"the page shows an exception: {element.exception.message[:300]}")
        if name == "component_instance":
            return str(element.component_instance.json_args)
        widget = getattr(element, name, None) if name else None
        if key := key_of(getattr(widget, "id", "")):
            self.widgets[key] = widget
        return ""

    def states(self, **chosen: list[int] | int) -> WidgetStates:
        """Choices by widget key: the position of an option, or a list of positions where many may be chosen."""
        states = WidgetStates()
        for key, value in chosen.items():
            if key not in self.widgets:
                raise CannotMeasure(f"the page has no widget {key!r}, it has {sorted(self.widgets)}")
            widget, state = self.widgets[key], states.widgets.add()
            labels = [getattr(option, "content", option) for option in widget.options]
            state.id = widget.id
            if isinstance(value, int):
                state.string_value = labels[value]
            else:
                state.string_array_value.data.extend(labels[at] for at in value)
        return states


def key_of(widget_id: str) -> str:
    """Key that the script gave a widget, read from its id ``$$ID-<hash>-<key>``; "" where it has none."""
    start, _, rest = widget_id.partition("-")
    key = rest.partition("-")[2]
    return key if start == "$$ID" and key != "None" else ""


@asynccontextmanager
async def visit(address: str) -> AsyncIterator[Visitor]:
    """Open a session on the page at the root of an address of the loopback, with compression."""
    host = urlsplit(address).netloc
    async with connect(
        f"ws://{host}/_stcore/stream", subprotocols=["streamlit"], max_size=None, origin=f"http://{host}",
        proxy=None, compression="deflate", create_connection=Counting,
    ) as socket:  # fmt: skip
        agreed = socket.response.headers.get("Sec-WebSocket-Extensions", "") if socket.response else ""
        if "permessage-deflate" not in agreed:
            raise CannotMeasure(f"{address} did not agree to compress its messages")
        yield Visitor(socket)
