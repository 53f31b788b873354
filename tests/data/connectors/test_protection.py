"""Keys that leak nowhere, addresses that are refused, certificates that are checked."""

from __future__ import annotations

import ast
import json
import logging
import ssl
import traceback
from pathlib import Path

import pytest
import requests

from data.connectors import Options, addresses, feed, fetch, keys, states
from data.connectors.wire import Wire
from geo.errors import SourceUnavailable
from tests.data.connectors.answers import PATHS, SECRET, STEPS, dtm
from tests.data.connectors.server import Reply

ROOT = Path(__file__).resolve().parents[3]
PEM = ROOT / "tests" / "fixtures" / "feeds" / "self-signed.pem"
KEYED = [(name, path) for name, path in STEPS if feed(name).key]


def code_of(name: str, options) -> str:
    with pytest.raises(SourceUnavailable) as caught:
        fetch(name, options=options)
    return caught.value.code


@pytest.mark.parametrize(("name", "path"), KEYED)
def test_a_planted_key_is_in_no_log_no_error_and_no_file(name, path, source, asking, state, caplog, capfd):
    """The source repeats the key in its body, its headers and its redirect, and fails in every way."""
    caplog.set_level(logging.DEBUG)
    echo = SECRET.encode()
    faults = [
        Reply(echo, 401, headers={"WWW-Authenticate": SECRET}), Reply(b'"' + echo + b'"'), Reply(echo, 500),
        Reply(echo, kind="text/html"), Reply(echo, announced=999), Reply(b"", 429, headers={"Retry-After": "9999"}),
        Reply(b"", 302, headers={"Location": f"http://{SECRET}.invalid/{SECRET}"}), Reply(hangs=True),
        dtm([], isSuccess=False, errorMessages=[SECRET]),
    ]  # fmt: skip
    said = []
    for fault in faults:
        source.faults[path] = [fault]
        with pytest.raises(SourceUnavailable) as caught:
            fetch(name, options=asking(tries=1, read_seconds=0.2))
        said += [*traceback.format_exception(caught.value), repr(caught.value), str(caught.value.params)]
    source.faults.clear()
    said += [repr(fetch(name, options=asking())), repr(states()), caplog.text, *capfd.readouterr()]
    # the host of a redirect is named in its sentence: there the source itself told it, nobody else
    told = "".join(said).replace(f"{SECRET}.invalid", "")
    assert SECRET not in told
    for kept in (one for one in state.rglob("*") if one.is_file()):
        assert SECRET.encode() not in kept.read_bytes().replace(f"{SECRET}.invalid".encode(), b""), kept
    assert SECRET not in repr(keys.find(feed(name).key))


def test_a_key_never_goes_to_another_origin(source, asking, monkeypatch):
    """127.0.0.1 and localhost are two hosts: the redirect is followed, the key stays behind."""
    port = source.origin.rsplit(":", 1)[1]
    source.faults["/v3/displacement/admin2"] = [
        Reply(b"", 302, headers={"Location": f"http://localhost:{port}/v3/displacement/admin2"})
    ]
    assert fetch("dtm_communes", options=asking()).fresh
    header = feed("dtm_communes").key_header
    assert [header in asked.headers for asked in source.asked] == [True, False]


def test_a_redirect_on_the_same_origin_keeps_the_key(source, asking):
    source.routes["/moved"] = source.routes["/v3/displacement/admin2"]
    for status in (301, 302, 303, 307, 308):
        source.faults["/v3/displacement/admin2"] = [Reply(b"", status, headers={"Location": "/moved"})]
        assert fetch("dtm_communes", options=asking()).fresh
        assert source.asked[-1].headers[feed("dtm_communes").key_header] == SECRET


@pytest.mark.parametrize(
    "location",
    ["http://example.org/x", "ftp://127.0.0.1/x", "file:///etc/hostname", "//example.org:80x/", "http://127.0.0.1.invalid/",
     "https://user:word@example.org/", "gopher://x", "http://[::1", "data:application/json,{}"],
)  # fmt: skip
def test_redirects_to_anything_but_https_are_refused(location, source, asking, waits):
    source.faults["/XML/RSS.xml"] = [Reply(b"", 302, headers={"Location": location})]
    assert code_of("gdacs", asking()) == "feed.address"
    assert len(source.asked) == 1
    assert waits == []


def test_the_body_of_a_redirect_is_not_read(source, asking):
    source.faults["/XML/RSS.xml"] = [Reply(b"x" * 10, 302, headers={"Location": "/moved"}, announced=10**12)]
    source.routes["/moved"] = source.routes["/XML/RSS.xml"]
    assert fetch("gdacs", options=asking()).fresh


def test_redirects_in_a_circle_end(source, asking):
    source.routes["/XML/RSS.xml"] = Reply(b"", 302, headers={"Location": "/XML/RSS.xml"})
    assert code_of("gdacs", asking()) == "feed.redirects"
    assert len(source.asked) == 6  # the question and five redirects


@pytest.mark.parametrize(
    ("url", "asked_from"),
    [
        ("http://www.gdacs.org/", "https://www.gdacs.org/"),
        ("http://www.gdacs.org/", "http://127.0.0.1/"),
        ("https://127.0.0.1/", "https://www.gdacs.org/"),
        ("https://localhost/", "https://www.gdacs.org/"),
        ("https://[::1]/", "https://www.gdacs.org/"),
        ("http://127.0.0.1/", "https://127.0.0.1/"),
        ("https://", "https://www.gdacs.org/"),
        ("", "https://www.gdacs.org/"),
        ("https://a@www.gdacs.org/", "https://www.gdacs.org/"),
    ],
)
def test_addresses_that_are_not_asked(url, asked_from):
    with pytest.raises(SourceUnavailable) as caught:
        addresses.checked(url, asked_from=asked_from)
    assert caught.value.code == "feed.address"


def test_addresses_that_are_asked():
    assert addresses.checked("https://a.org/x?y=1", asked_from="https://b.org/")
    assert addresses.checked("http://127.0.0.1:80/", asked_from="http://localhost/")
    assert addresses.checked("http://[::1]:80/", asked_from="http://[::1]:80/")


def test_what_a_source_says_of_itself_cannot_write_to_a_terminal(source, asking):
    source.faults["/XML/RSS.xml"] = [Reply(b"", kind="text/\x1b[2Jodd")]
    with pytest.raises(SourceUnavailable) as caught:
        fetch("gdacs", options=asking())
    assert caught.value.params["found"] == "text/2jodd"
    assert addresses.host_of("https://ex\x1bample.org/") == "?"


def test_every_shipped_address_is_https():
    for name in PATHS:
        for url in (feed(name).url, feed(name).detail_url or feed(name).url):
            assert addresses.checked(url, asked_from=url) == url
            assert url.startswith("https://")


@pytest.fixture
def over_tls(source):
    """The source behind TLS, with a certificate that nobody signed."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    plain = source._server.socket
    source._server.socket = context.wrap_socket(plain, server_side=True)
    return source.origin.replace("http://", "https://")


def test_a_certificate_that_nobody_signed_is_refused_at_once(over_tls, source, asking, waits):
    told = asking()
    options = Options(origin=over_tls, limits=told.limits, sleep=told.sleep)
    assert code_of("gdacs", options) == "feed.certificate"
    assert code_of("dtm_communes", options) == "feed.certificate"
    assert source.asked == []
    assert waits == []


def test_a_trusted_certificate_is_accepted_and_https_never_leads_to_http(over_tls, source, asking, monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(PEM))
    told = asking()
    options = Options(origin=over_tls, limits=told.limits, sleep=told.sleep)
    assert fetch("gdacs", options=options).fresh
    source.faults["/XML/RSS.xml"] = [Reply(b"", 302, headers={"Location": source.origin + "/XML/RSS.xml"})]
    assert fetch("gdacs", options=options).error.code == "feed.address"


def test_no_way_to_turn_checking_off(monkeypatch):
    for path in (ROOT / "data" / "connectors").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "verify" not in text, path
        assert "CERT_NONE" not in text, path
    with Wire(feed("gdacs"), Options()) as wire:
        assert wire._session.verify is True


def test_a_netrc_does_not_replace_the_key(tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("machine kf.kobotoolbox.org login somebody password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Wire(feed("kobo"), Options(), secret=keys.find("KOBO_TOKEN")) as wire:
        wire._home = feed("kobo").url
        asked = requests.Request("GET", feed("kobo").url, headers=wire._headers(feed("kobo").url, ""))
        assert wire._session.prepare_request(asked).headers["Authorization"] == f"Token {SECRET}"


# Keys


def test_without_its_key_a_feed_asks_nothing(source, asking, monkeypatch):
    for name in ("DTMAPI_SUBSCRIPTION_KEY", "HAPI_APP_IDENTIFIER", "KOBO_TOKEN"):
        monkeypatch.delenv(name)
    for name, _ in KEYED:
        with pytest.raises(SourceUnavailable) as caught:
            fetch(name, options=asking())
        assert (caught.value.code, caught.value.params["variable"]) == ("feed.key_missing", feed(name).key)
    assert source.asked == []
    told = {one.name: (one.needs_key, one.has_key, one.set_up) for one in states()}
    assert told["dtm_communes"] == (True, False, False)
    assert told["gdacs"] == (False, False, True)


def test_keys_lie_in_a_file_that_only_its_owner_reads(source, asking, state, monkeypatch):
    monkeypatch.delenv("DTMAPI_SUBSCRIPTION_KEY")
    state.mkdir(mode=0o700)
    file = state / "secrets.toml"
    file.write_text('DTMAPI_SUBSCRIPTION_KEY = "from-the-file"\n')
    for mode in (0o644, 0o640, 0o604, 0o660):
        file.chmod(mode)
        assert code_of("dtm_communes", asking()) == "feed.secrets_open"
        assert not keys.given("DTMAPI_SUBSCRIPTION_KEY")
    assert source.asked == []
    file.chmod(0o600)
    assert fetch("dtm_communes", options=asking()).fresh
    assert source.asked[0].headers[feed("dtm_communes").key_header] == "from-the-file"
    monkeypatch.setenv("DTMAPI_SUBSCRIPTION_KEY", "from-the-environment")
    assert keys.find("DTMAPI_SUBSCRIPTION_KEY").value == "from-the-environment"


@pytest.mark.parametrize("text", ["KEY = \n", "\xff", "= 5"])
def test_a_file_of_keys_that_cannot_be_read(text, state, asking, monkeypatch):
    monkeypatch.delenv("DTMAPI_SUBSCRIPTION_KEY")
    state.mkdir(mode=0o700)
    (state / "secrets.toml").write_bytes(text.encode("latin-1"))
    (state / "secrets.toml").chmod(0o600)
    assert code_of("dtm_communes", asking()) == "feed.secrets_unreadable"


@pytest.mark.parametrize("value", ["two\nlines", "clé", "a\tb", "a\x00b"])
def test_a_key_that_cannot_be_a_header_is_told_without_showing_it(value, state, asking, monkeypatch, source):
    monkeypatch.delenv("DTMAPI_SUBSCRIPTION_KEY")
    state.mkdir(mode=0o700)
    (state / "secrets.toml").write_text(f"DTMAPI_SUBSCRIPTION_KEY = {json.dumps(value)}\n")
    (state / "secrets.toml").chmod(0o600)
    with pytest.raises(SourceUnavailable) as caught:
        fetch("dtm_communes", options=asking())
    assert caught.value.code == "feed.key_malformed"
    assert value not in str(caught.value.params)
    assert source.asked == []


def test_a_line_break_after_a_key_is_left_out(monkeypatch):
    monkeypatch.setenv("KOBO_TOKEN", " abc\n")
    assert keys.find("KOBO_TOKEN").value == "abc"
    monkeypatch.setenv("KOBO_TOKEN", "  ")
    assert keys.find("KOBO_TOKEN") is None


# The network is touched here only


def test_nothing_else_in_the_product_touches_the_network():
    network = ("requests", "urllib3", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "smtplib")
    wrong = []
    for folder in ("geo", "data", "results", "components", "pages", "commands", "api"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.parent == ROOT / "data" / "connectors":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                wrong += [(path.name, name) for name in names if name.startswith(network)]
    # Mail goes out by one module, after two people and an administrator (docs/security.md).
    assert wrong == [("mail.py", "smtplib")]


def test_states_ask_nothing(source, asking, monkeypatch):
    fetch("gdacs", options=asking())
    asked = len(source.asked)
    monkeypatch.setattr("socket.socket.connect", None)
    assert {one.name for one in states()} >= set(PATHS)
    assert len(source.asked) == asked
