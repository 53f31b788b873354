"""A mail server on the loopback that says what a test wants it to say, and keeps what it was handed."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stub(socketserver.ThreadingTCPServer):
    """Listens on a free port. `says` maps a command to its answer; `hangs_up` ends the line while the text comes."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, says: dict[str, str] | None = None, *, hangs_up: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.says, self.hangs_up = says or {}, hangs_up
        self.texts: list[bytes] = []
        self.commands: list[str] = []

    @property
    def url(self) -> str:
        """Address for PARE_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=pare@example.org"


class _Talk(socketserver.StreamRequestHandler):
    server: Stub

    def handle(self) -> None:
        self._say("220 stub")
        for line in self.rfile:
            command = line.decode().split(maxsplit=1)[0].upper()
            self.server.commands.append(line.decode().strip())
            if command == "DATA" and "DATA" not in self.server.says:
                self._text()
                if self.server.hangs_up:
                    return
                continue
            self._say(self.server.says.get(command, "221 bye" if command == "QUIT" else "250 ok"))
            if command == "QUIT":
                return

    def _text(self) -> None:
        self._say("354 go on")
        told = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            told.append(line.removeprefix(b"."))  # a point at the start of a line was doubled
        self.server.texts.append(b"".join(told))
        if not self.server.hangs_up:
            self._say(self.server.says.get("TEXT", "250 taken"))

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def listening(says: dict[str, str] | None = None, *, hangs_up: bool = False) -> Iterator[Stub]:
    """A stub that runs while it is used."""
    stub = Stub(says, hangs_up=hangs_up)
    thread = threading.Thread(target=stub.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield stub
    finally:
        stub.shutdown()
        thread.join()
        stub.server_close()
