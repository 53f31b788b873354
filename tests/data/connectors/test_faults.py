"""Every feed, at each of its steps, against a source that fails: the code, the tries, and what stays on disk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from components.i18n import Words
from data.connectors import feed, fetch, states
from geo.errors import SourceUnavailable
from tests.data.connectors.answers import PATHS, STEPS
from tests.data.connectors.server import Reply

each_step = pytest.mark.parametrize(("name", "path"), STEPS)
each_feed = pytest.mark.parametrize("name", PATHS)


def failing(name: str, options) -> SourceUnavailable:
    """The error of a feed of which nothing is kept: it speaks in three languages and is noted."""
    with pytest.raises(SourceUnavailable) as caught:
        fetch(name, options=options)
    for lang in ("fr", "en", "ht"):
        sentence = Words(lang).error(caught.value)
        assert "?" not in sentence.replace(" ?", "")
        assert caught.value.code not in sentence
        assert Words(lang).has(f"error.{caught.value.code}")
    state = next(one for one in states() if one.name == name)
    assert (state.last_outcome, state.last_error) == ("failed", caught.value.code)
    assert state.last_params == caught.value.params
    return caught.value


@each_step
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_told_and_not_tried_again(name, path, status, source, asking, waits):
    source.faults[path] = [Reply(b"{}", status)]
    error = failing(name, asking())
    assert error.code == ("feed.key_refused" if feed(name).key else "feed.forbidden")
    assert error.params["status"] == status
    assert waits == []
    assert [one.path for one in source.asked].count(path) == 1


@each_step
def test_what_is_not_there_is_not_tried_again(name, path, source, asking, waits):
    source.faults[path] = [Reply(b"", 404, "text/plain")]
    assert failing(name, asking()).code == "feed.not_found"
    assert waits == []


@each_step
def test_a_pause_that_the_source_asks_for_is_kept(name, path, source, asking, waits):
    source.faults[path] = [Reply(b"", 429, headers={"Retry-After": "7"})]
    assert fetch(name, options=asking()).fresh
    assert waits == [7.0]


@each_step
def test_a_pause_too_long_ends_the_fetch(name, path, source, asking, waits):
    source.faults[path] = [Reply(b"", 429, headers={"Retry-After": "3600"})]
    error = failing(name, asking())
    assert (error.code, error.params["seconds"]) == ("feed.too_many_requests", 3600)
    assert waits == []


@each_step
def test_a_server_out_of_order_is_tried_again_with_growing_waits(name, path, source, asking, waits):
    source.faults[path] = [Reply(b"", 500), Reply(b"", 503), Reply(b"", 502)]
    assert fetch(name, options=asking()).fresh
    assert waits == [1.0, 2.0, 4.0]  # 1 x 2^n


@each_step
def test_a_server_that_stays_out_of_order_is_left_after_four_tries(name, path, source, asking, waits):
    source.faults[path] = [Reply(b"", 500)] * 4
    error = failing(name, asking())
    assert (error.code, error.params["status"]) == ("feed.server_error", 500)
    assert waits == [1.0, 2.0, 4.0]


@each_step
def test_silence_is_a_timeout(name, path, source, asking, waits):
    source.faults[path] = [Reply(hangs=True)] * 2
    assert failing(name, asking(read_seconds=0.15, tries=2)).code == "feed.timeout"
    assert waits == [1.0]


@each_step
def test_a_body_cut_short_is_tried_again_then_told(name, path, source, asking, waits):
    source.faults[path] = [Reply(b'{"result": [', kind="", announced=5000)] * 4
    assert failing(name, asking()).code == "feed.truncated"
    assert len(waits) == 3
    source.faults[path] = [Reply(b'{"result": [', kind="", announced=5000)]
    assert fetch(name, options=asking()).fresh


@each_step
def test_a_web_page_of_the_network_is_no_data(name, path, source, asking):
    source.faults[path] = [Reply(b"<html><h1>Sign in</h1></html>", kind="text/html")]
    text = path.endswith(".shtml")  # the advisory is a web page: its text is looked for inside
    assert failing(name, asking()).code == ("feed.not_text" if text else "feed.wrong_type")


@each_step
def test_another_form_of_data_is_refused(name, path, source, asking):
    source.faults[path] = [Reply(b"PNG, or anything", kind="")]
    code = failing(name, asking()).code
    expected = {".xml": "feed.not_xml", ".zip": "feed.not_archive", ".xlsx": "feed.not_archive",
                ".shtml": "feed.wrong_shape"}  # fmt: skip
    assert code == next((told for end, told in expected.items() if path.endswith(end)), "feed.not_json")


@each_step
def test_json_of_another_shape_is_refused(name, path, source, asking):
    source.faults[path] = [Reply(b'{"hello": 1}')]
    assert failing(name, asking()).code in {"feed.wrong_shape", "feed.wrong_type", "feed.not_archive", "feed.not_xml"}


@each_step
def test_a_source_that_grows_without_end_is_left(name, path, source, asking, waits):
    source.faults[path] = [Reply(b" " * 300_000)] if path.endswith("zip") else [Reply(b" " * 300_000, kind="")]
    assert failing(name, asking(answer_bytes=200_000)).code == "feed.too_large"
    assert waits == []


@each_feed
def test_the_last_good_answer_stays_and_is_given_with_its_age(name, source, asking, monkeypatch):
    good = fetch(name, options=asking())
    kept = good.path.read_bytes()
    monkeypatch.setattr("data.connectors.fetching.now", lambda: _later(good.fetched_at, hours=30))
    for fault in (Reply(b"", 401), Reply(b"", 500), Reply(b"{}"), Reply(b"x", announced=99), Reply(b"", kind="")):
        source.faults[PATHS[name][0]] = [fault] * 4
        again = fetch(name, options=asking())
        assert (again.fresh, again.path, again.fetched_at) == (False, good.path, good.fetched_at)
        assert again.age_hours == pytest.approx(30, abs=0.01)
        assert again.error.code.startswith("feed.")
        assert again.path.read_bytes() == kept
        source.faults.clear()
    assert fetch(name, options=asking()).fresh


def _later(at: str, *, hours: float) -> str:
    return (datetime.fromisoformat(at) + timedelta(hours=hours)).isoformat()


def test_retry_after_as_a_date_and_as_nonsense(source, asking, waits):
    when = format_datetime(datetime.now(tz=UTC) + timedelta(seconds=60), usegmt=True)
    source.faults["/XML/RSS.xml"] = [
        Reply(b"", 503, headers={"Retry-After": when}),
        Reply(b"", 429, headers={"Retry-After": "soon"}),
        Reply(b"", 429, headers={"Retry-After": "-5"}),
    ]
    assert fetch("gdacs", options=asking()).fresh
    assert 55 <= waits[0] <= 60
    assert waits[1:] == [2.0, 4.0]


def test_no_server_at_all(source, asking, waits):
    options = asking(tries=2)
    source.close()
    assert failing("gdacs", options).code == "feed.unreachable"
    assert waits == [1.0]


def test_a_fetch_ends_within_its_time(source, asking, waits):
    source.faults["/XML/RSS.xml"] = [Reply(b"", 429, headers={"Retry-After": "100"})] * 4
    assert failing("gdacs", asking(fetch_seconds=50)).code == "feed.too_many_requests"
    assert waits == []  # a wait of 100 s would end after the 50 s of this fetch


def test_an_answer_in_pieces_has_to_come_in_time(source, asking, monkeypatch):
    clock = iter(range(0, 100_000, 40))  # every look at the clock is 40 s later than the one before
    monkeypatch.setattr("data.connectors.wire.monotonic", lambda: next(clock))
    source.routes["/XML/RSS.xml"] = Reply(b" " * 300_000, kind="text/xml")
    error = failing("gdacs", asking(answer_seconds=50, fetch_seconds=100_000, tries=1))
    assert (error.code, error.params["seconds"]) == ("feed.timeout", 50)


def test_other_statuses_are_told_by_their_number(source, asking):
    for status in (204, 206, 304, 400, 418):
        source.faults["/XML/RSS.xml"] = [Reply(b"", status)]
        error = failing("gdacs", asking())
        assert (error.code, error.params["status"]) == ("feed.refused", status)
