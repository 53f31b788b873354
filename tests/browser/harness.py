"""A server and a Chromium without a network: what tests of the real thing stand on.

`serve` starts a command on a free loopback port and waits for its health; `open_page` opens an address in
Chromium and afterwards asserts that every request went to 127.0.0.1 and that nothing complained. Run the
tests through `python tools/offline.py`, so that server, browser and driver share a network with nothing in it.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {LOOPBACK}",
)  # fmt: skip
INSTALLED = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
# On a page below "/" Streamlit's own script looks for its server beside the page before it looks at the root.
_PROBE = re.compile(r"/\w+/_stcore/(health|host-config)")

# The page's script has been at rest since this question (its number) was first asked, for so many milliseconds.
QUIET_MS = 250
_QUIET = """([asked, ms]) => {
    const app = document.querySelector("[data-testid='stApp']");
    const resting = app !== null && app.dataset.testScriptState === "notRunning";
    if (!resting || window.pareAsked !== asked) { window.pareAsked = asked; window.pareSince = performance.now(); }
    return resting && performance.now() - window.pareSince >= ms;
}"""

Serve = Callable[..., str]
Open = Callable[..., "Visit"]


@dataclass
class Visit:
    """One page in Chromium, and what it asked for and complained about."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    def map_frame(self, *, marks: bool = True) -> Frame:
        """Return the frame of the map once its land, and with `marks` its first layer, are drawn."""
        self.page.wait_for_selector("iframe[title='streamlit_folium.st_folium']", timeout=60_000)
        frame = next(f for f in self.page.frames if "streamlit_folium" in f.url)
        frame.wait_for_function("window.map && window.pare && pare.land", timeout=60_000)
        frame.evaluate("pare.land.then(() => true)")
        if marks:
            frame.wait_for_function("(window.feature_group || []).length > 0", timeout=30_000)
        return frame

    def says(self, text: str) -> None:
        """Wait until the page says this, and fail with what it says instead: a run draws from the top down."""
        expect(self.page.locator("body")).to_contain_text(text, use_inner_text=True, timeout=30_000)

    def settle(self) -> None:
        """Wait until no script has run for a moment: a click travels first, and a run may ask for another."""
        self.page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=60_000)
        self.page.wait_for_function(_QUIET, arg=[time.monotonic_ns(), QUIET_MS], timeout=60_000)


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def server(command: list[str], log: Path, env: dict[str, str] | None = None) -> Iterator[str]:
    """Run a command with "{port}" filled in until it is healthy; end it, and only it, afterwards."""
    port = free_port()
    filled = [part.replace("{port}", str(port)) for part in command]
    environment = {**os.environ, "PYTHONPATH": _with_root(), "PYTHONWARNINGS": "default", **(env or {})}
    with log.open("wb") as out:
        process = subprocess.Popen(filled, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(f"http://{LOOPBACK}:{port}/_stcore/health", process, log)
            yield f"http://{LOOPBACK}:{port}"
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)


def _with_root() -> str:
    return os.pathsep.join(filter(None, [*os.environ.get("PYTHONPATH", "").split(os.pathsep), str(ROOT)]))


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended:\n{log.read_text(errors='replace')[-4000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no health within 60 s:\n{log.read_text(errors='replace')[-4000:]}")


def streamlit(script: Path | str) -> list[str]:
    """Return the command that serves a script as `make run` does, on the port of `server`."""
    return [
        sys.executable, "-m", "streamlit", "run", str(script), "--server.port", "{port}",
        "--server.address", LOOPBACK, "--server.headless", "true", "--server.enableStaticServing", "true",
        "--server.fileWatcherType", "none", "--browser.gatherUsageStats", "false",
        "--server.enableWebsocketCompression", "true",
    ]  # fmt: skip


def staged(folder: Path, *scripts: Path) -> Path:
    """Lay test scripts beside the product's static files, where Streamlit looks for them; gives the first one."""
    (folder / "static").symlink_to(ROOT / "static", target_is_directory=True)
    laid = [Path(shutil.copy(script, folder / script.name)) for script in scripts]
    return laid[0]


def received(address: str, page: str, query: str = "", file: str = "") -> bytes:
    """Everything that a fresh session is sent for a page with an address, by name or by the hash of its file."""
    where = urlsplit(address)
    message = BackMsg()
    message.rerun_script.page_name = page
    message.rerun_script.query_string = query
    if file:
        message.rerun_script.page_script_hash = calc_hash(str(ROOT / file))
    got = b""
    with connect(f"ws://{where.netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=None,
                 origin=f"http://{where.netloc}") as socket:  # fmt: skip
        socket.send(message.SerializeToString())
        while True:
            frame = socket.recv(timeout=120)
            got += frame
            forward = ForwardMsg()
            forward.ParseFromString(frame)
            if forward.WhichOneof("type") == "script_finished":
                return got


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start servers of this module: `serve(command, env)` gives the address."""
    with ExitStack() as stack:

        def start(command: list[str], env: dict[str, str] | None = None) -> str:
            return stack.enter_context(server(command, tmp_path_factory.mktemp("server") / "log", env))

        yield start


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests: the installed one, else Playwright's own."""
    installed = next(filter(None, map(shutil.which, INSTALLED)), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=installed, headless=True, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Open addresses: `open_page(url, size="phone", locale="ht-HT")`; what they did is asserted at the end."""
    visits: list[Visit] = []
    with ExitStack() as stack:

        def open_(url: str, *, size: str = "desktop", locale: str = "fr-HT") -> Visit:
            width, height = SIZES[size]
            context = chromium.new_context(
                viewport={"width": width, "height": height}, locale=locale, has_touch=size == "phone"
            )
            stack.callback(context.close)
            visit = Visit(context.new_page())
            visits.append(visit)
            _listen(visit)
            visit.page.goto(url, wait_until="domcontentloaded")
            return visit

        yield open_
        for visit in visits:
            assert visit.hosts <= {LOOPBACK}, f"asked for another machine: {visit.hosts - {LOOPBACK}}"
            assert not visit.errors, "\n".join(visit.errors)


def _listen(visit: Visit) -> None:
    def asked(url: str) -> None:
        if urlsplit(url).scheme not in {"data", "blob", "about"}:
            visit.hosts.add(urlsplit(url).hostname or url)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not _PROBE.fullmatch(urlsplit(message.location["url"]).path):
            visit.errors.append(f"{message.text} {message.location}")

    visit.page.on("request", lambda request: asked(request.url))
    visit.page.on("websocket", lambda socket_: asked(socket_.url))
    visit.page.on("console", said)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
