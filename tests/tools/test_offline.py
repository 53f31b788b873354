"""What runs under tools/offline.py reaches the loopback and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import offline
from tools.netguard import sitecustomize

ROOT = Path(__file__).resolve().parents[2]

# One process serves on the loopback and asks itself; then it tries an address of TEST-NET-1 (RFC 5737) and a name.
PROBE = """
import http.server, socket, threading, urllib.request
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
threading.Thread(target=server.handle_request, daemon=True).start()
try:
    urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/", timeout=10)
except urllib.error.HTTPError as answer:
    print("loopback", answer.code)
server.server_close()
for host in ("192.0.2.1", "example.org"):
    try:
        socket.create_connection((host, 80), timeout=10)
    except OSError as error:
        print("refused", host, type(error).__name__)
"""


def _run(command: list[str], environment: dict[str, str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=True, cwd=ROOT)
    return done.stdout.splitlines()


def test_a_command_has_the_loopback_and_no_network() -> None:
    lines = _run([sys.executable, "tools/offline.py", sys.executable, "-c", PROBE], dict(os.environ))
    assert lines[0] == "loopback 501"  # the bare handler knows no GET: the answer itself is the proof
    assert [line.split()[:2] for line in lines[1:]] == [["refused", "192.0.2.1"], ["refused", "example.org"]]


def test_the_guard_alone_refuses_in_python() -> None:
    lines = _run([sys.executable, "-c", PROBE], offline.guarded(dict(os.environ)))
    assert lines == ["loopback 501", "refused 192.0.2.1 PermissionError", "refused example.org PermissionError"]


def test_without_a_command_it_says_how() -> None:
    done = subprocess.run([sys.executable, "tools/offline.py"], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("usage:")


@pytest.mark.parametrize(
    "host", [None, "", "localhost", "127.0.0.1", "127.9.9.9", "::1", "::1%lo", b"127.0.0.1", "0.0.0.0"]
)
def test_addresses_of_this_machine(host: object) -> None:
    assert sitecustomize.is_local(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org", "127.0.0.1.example.org", b"10.0.0.1"])
def test_addresses_elsewhere(host: object) -> None:
    assert not sitecustomize.is_local(host)
