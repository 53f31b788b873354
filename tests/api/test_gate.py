"""The gate: foreign hosts, foreign origins, callers from elsewhere and metrics are refused before anything runs."""

from __future__ import annotations

import asyncio

import pytest

from api.gate import Gate, host_of, known_host

LOCAL = ("127.0.0.1", 50000)


def ask(path: str = "/", *, kind: str = "http", host: str = "127.0.0.1:8501", client=LOCAL, **headers: str):
    """Send one request through the gate; returns (did the app run, what was sent)."""
    ran, sent = [], []

    async def app(scope, _receive, send):
        ran.append(scope["path"])
        if scope["type"] == "http":
            kept = [(b"cache-control", b"public, max-age=1"), (b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 200, "headers": kept})
            await send({"type": "http.response.body", "body": b"secret"})

    async def send(message):
        sent.append(message)

    told = [(b"host", host.encode("latin-1")), *((k.encode(), v.encode()) for k, v in headers.items())]
    scope = {"type": kind, "path": path, "headers": told, "client": client}
    asyncio.run(Gate(app)(scope, None, send))
    return bool(ran), sent


def headers_of(sent) -> dict:
    return dict(sent[0]["headers"])


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501"])
def test_names_of_this_machine_pass(host):
    assert ask(host=host)[0]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example", "[bad", "10.0.0.1"]
)
@pytest.mark.parametrize("path", ["/", "/sites", "/media/x", "/export/x", "/basemap/x", "/_stcore/health"])
def test_a_foreign_host_reaches_nothing(host, path):
    ran, sent = ask(path, host=host)
    assert not ran
    assert sent[0]["status"] == 403
    assert sent[1]["body"] == b""


def test_a_websocket_of_a_foreign_host_or_origin_is_closed():
    for told in ({"host": "evil.example"}, {"origin": "http://evil.example"}):
        ran, sent = ask("/_stcore/stream", kind="websocket", **told)
        assert not ran
        assert sent == [{"type": "websocket.close", "code": 4403}]
    assert ask("/_stcore/stream", kind="websocket", origin="http://127.0.0.1:8501")[0]
    assert not ask("/_stcore/stream", kind="websocket", origin="http://127.0.0.1:1234")[0]  # another program's page


@pytest.mark.parametrize("client", [("192.0.2.7", 1), ("10.0.0.5", 1), None, ("not an address", 1)])
def test_who_is_not_on_this_machine_is_refused(client):
    ran, sent = ask(client=client)
    assert not ran
    assert sent[0]["status"] == 403


def test_metrics_and_agent_are_closed():
    for path in ("/_stcore/metrics", "/_stcore/agent/x"):
        ran, sent = ask(path)
        assert not ran
        assert sent[0]["status"] == 404


@pytest.mark.parametrize("path", ["/", "/sites", "/media/abc.csv", "/_stcore/upload_file/x", "/export/x"])
def test_nothing_sensitive_is_kept_by_caches(path):
    assert headers_of(ask(path)[1])[b"cache-control"] == b"no-store"


@pytest.mark.parametrize(
    "path", ["/basemap/abc", "/static/js/x.js", "/app/static/vendor/x.js", "/component/x/index.html"]
)
def test_public_files_keep_their_own_caching(path):
    told = headers_of(ask(path)[1])
    assert told[b"cache-control"] == b"public, max-age=1"
    assert told[b"x-content-type-options"] == b"nosniff"


def test_hosts_are_read_strictly():
    assert host_of("127.0.0.1:99") == "127.0.0.1"
    assert not known_host("127.0.0.1.nip.example")
    assert known_host("[::1]:8501")
