"""A source on the loopback: answers by path, faults before them, and a record of what was asked."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Reply:
    """One answer: `announced` bytes in Content-Length where they are not those sent, `hangs` to say nothing at all."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    hangs: bool = False


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Source:
    """Answers of `routes` by path (a Reply, or a function of the question), after the `faults` of that path."""

    def __init__(self) -> None:
        self.routes: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.faults: dict[str, list[Reply]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reply(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.faults[asked.path]:
            return self.faults[asked.path].pop(0)
        found = self.routes.get(asked.path, Reply(b"not here", 404, "text/plain"))
        return found if isinstance(found, Reply) else found(asked)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        source = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65_536  # head and body in one piece: else each answer waits for an acknowledgement

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                told = source.reply(Asked(parts.path, query, dict(self.headers)))
                self.close_connection = True
                if told.hangs:
                    source.over.wait(10)
                    return
                self.send_response(told.status)
                told.kind and self.send_header("Content-Type", told.kind)
                if told.announced != -1:  # -1: no length at all, the end of the connection is the end of the body
                    self.send_header("Content-Length", str(told.announced or len(told.body)))
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(told.body)

            def log_message(self, *_told: object) -> None:
                """Say nothing."""

        return Handler
