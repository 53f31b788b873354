"""The two servers that are compared, each on its own port of the loopback, ended by its process and by nothing else."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.report import CannotMeasure

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0
# The same for both. The product reads its own settings from .streamlit/config.toml, the yardstick has none.
FLAGS = (
    "--server.address", LOOPBACK, "--server.headless", "true", "--server.fileWatcherType", "none",
    "--browser.gatherUsageStats", "false", "--server.enableWebsocketCompression", "true",
)  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server: where it is, its process, and what it printed."""

    address: str
    process: psutil.Process
    log: Path

    def cpu_ms(self) -> float:
        """CPU that the process used until now, user and system, in ms."""
        used = self.process.cpu_times()
        return float(used.user + used.system) * 1000

    def server_ms(self) -> list[tuple[str, float]]:
        """What the yardstick printed of itself: (department, ms) of every run, in their order."""
        return printed_ms(self.log.read_text(encoding="utf-8", errors="replace"))


def printed_ms(log: str) -> list[tuple[str, float]]:
    """Read the lines ``SERVER_MS {"department": ..., "ms": ...}`` of a log."""
    told = [json.loads(line) for line in re.findall(r"^SERVER_MS (\{.*\})$", log, flags=re.MULTILINE)]
    return [(str(one["department"]), float(one["ms"])) for one in told]


@contextmanager
def served(script: Path, folder: Path, env: dict[str, str]) -> Iterator[Server]:
    """Serve a script with `streamlit run` in a folder until it is healthy; end it afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), *FLAGS]
    log = Path(env["BENCH_LOG"])
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **env}, stdout=out, stderr=subprocess.STDOUT
        )  # fmt: skip
        try:
            address = f"http://{LOOPBACK}:{port}"
            _wait(f"{address}/_stcore/health", process, log)
            yield Server(address, psutil.Process(process.pid), log)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(15)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with direct.open(address, timeout=5) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    raise CannotMeasure(f"a server is not healthy:\n{log.read_text(errors='replace')[-2000:]}")
