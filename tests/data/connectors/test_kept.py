"""The last good answer on disk: replaced whole or not at all, marks, older files, damage, two at once."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from data.connectors import feed, feeds, fetch, kept, states
from data.connectors.feed_list import _feed
from data.connectors.shapes import Got
from geo.errors import ReferenceProblem, SourceUnavailable
from tests.data.connectors.answers import RSS, kobo, storms
from tests.data.connectors.server import Reply


def files(state, name: str = "gdacs") -> list[str]:
    return sorted(one.name for one in (state / "feeds" / name).iterdir() if one.name.startswith(f"{name}-"))


def marked(asked) -> Reply:
    if asked.headers.get("If-None-Match") == '"v1"':
        return Reply(b"", 304, kind="")
    return Reply(RSS, kind="text/xml", headers={"ETag": '"v1"'})


def test_an_answer_that_has_not_changed_is_not_sent_again(source, asking, monkeypatch):
    source.routes["/XML/RSS.xml"] = marked
    monkeypatch.setattr("data.connectors.kept.now", lambda: "2025-09-01T10:00:00-04:00")
    first = fetch("gdacs", options=asking())
    monkeypatch.setattr("data.connectors.kept.now", lambda: "2025-09-01T11:00:00-04:00")
    second = fetch("gdacs", options=asking())
    assert [asked.headers.get("If-None-Match") for asked in source.asked] == [None, '"v1"']
    assert (second.path, second.changed, second.fresh) == (first.path, False, True)
    assert second.fetched_at == "2025-09-01T11:00:00-04:00"  # the source said then that it still holds


def test_a_damaged_file_is_asked_for_again_and_never_given(source, asking, state):
    source.routes["/XML/RSS.xml"] = marked
    first = fetch("gdacs", options=asking())
    first.path.write_bytes(b"damaged")
    source.faults["/XML/RSS.xml"] = [Reply(b"", 404)]
    with pytest.raises(SourceUnavailable) as caught:
        fetch("gdacs", options=asking())
    assert caught.value.code == "feed.not_found"
    again = fetch("gdacs", options=asking())
    assert source.asked[-1].headers.get("If-None-Match") is None
    assert again.path.read_bytes() == RSS


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"file": 1}', "null", '{"file": "x", "fetched_at": "never"}', "[" * 9000]
)
@pytest.mark.parametrize("name", ["good.json", "tried.json"])
def test_what_is_said_of_an_answer_may_be_damaged(name, text, source, asking, state):
    fetch("gdacs", options=asking())
    (state / "feeds" / "gdacs" / name).write_text(text)
    assert next(one for one in states() if one.name == "gdacs") is not None
    assert fetch("gdacs", options=asking()).fresh


def test_a_file_name_of_elsewhere_is_not_followed(source, asking, state):
    fetch("gdacs", options=asking())
    path = state / "feeds" / "gdacs" / "good.json"
    (state / "secret.txt").write_text("x")
    path.write_text(json.dumps({**json.loads(path.read_text()), "file": "../../secret.txt"}))
    assert next(one for one in states() if one.name == "gdacs").path is None


def test_two_answers_are_kept_and_older_ones_go(source, asking, state, monkeypatch):
    for hour in range(4):
        monkeypatch.setattr("data.connectors.kept.now", lambda hour=hour: f"2025-09-01T1{hour}:00:00-04:00")
        source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"1000001", b"100000%d" % hour), kind="text/xml")
        got = fetch("gdacs", options=asking())
        assert got.changed
    # 12:00 and 13:00 in Haiti are 16:00 and 17:00 UTC
    assert [name.split("-")[1] for name in files(state)] == ["20250901T160000", "20250901T170000"]
    assert got.path.name == files(state)[-1]


def test_of_a_form_about_persons_only_the_last_answer_is_kept(source, asking, state):
    path = next(iter(path for path in source.routes if path.startswith("/api/v2/assets/")))
    for number in range(3):
        rows = [{"_id": number, "_uuid": "u", "_submission_time": "2025-07-01"}]
        source.routes[path] = kobo(rows, source.origin)
        fetch("kobo", options=asking())
    assert len(files(state, "kobo")) == 1


def test_what_a_killed_fetch_left_behind_goes(source, asking, state):
    fetch("gdacs", options=asking())
    left = state / "feeds" / "gdacs" / ".tmpabc"
    left.write_bytes(b"half")
    fetch("gdacs", options=asking())
    assert not left.exists()


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace", "tempfile.mkstemp"])
def test_a_full_disk_leaves_the_last_good_answer(step, source, asking, state, monkeypatch):
    first = fetch("gdacs", options=asking())
    source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"1000001", b"1000002"), kind="text/xml")

    def full(*_told, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"data.home.{step}" if step != "pathlib.Path.replace" else step, full)
        got = fetch("gdacs", options=asking())
    assert (got.error.code, got.error.params["number"]) == ("feed.not_kept", 28)
    assert (got.path, got.path.read_bytes()) == (first.path, RSS)
    assert not [one for one in (state / "feeds" / "gdacs").iterdir() if one.name.startswith(".")]


def test_a_folder_that_cannot_be_made(asking, state):
    state.mkdir(mode=0o700)
    (state / "feeds").write_text("in the way")
    with pytest.raises(SourceUnavailable) as caught:
        fetch("gdacs", options=asking())
    assert caught.value.code == "feed.not_kept"


@pytest.mark.parametrize("step", range(2))
def test_a_kill_between_two_renames_leaves_the_old_answer_or_the_new(step, source, asking, monkeypatch):
    """The file, then good.json: whichever rename does not come, file and description still belong together."""
    fetch("gdacs", options=asking())
    source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"1000001", b"1000002"), kind="text/xml")
    done, write = [], kept.write_whole

    class Killed(BaseException):
        pass

    def killed(path, body):
        if len(done) == step:
            raise Killed
        done.append(path)
        write(path, body)

    with monkeypatch.context() as patch:
        patch.setattr(kept, "write_whole", killed)
        with pytest.raises(Killed):
            fetch("gdacs", options=asking())
    held = kept.good("gdacs")
    assert kept.whole("gdacs", held)
    assert kept.path_of("gdacs", held).read_bytes() == RSS
    assert fetch("gdacs", options=asking()).changed


def test_two_at_once_the_second_is_told_and_gets_the_last_good_answer(source, asking, state):
    with kept.only_one("gdacs"):
        with pytest.raises(SourceUnavailable) as caught:
            fetch("gdacs", options=asking())
        assert caught.value.code == "feed.busy"
    first = fetch("gdacs", options=asking())
    with kept.only_one("gdacs"):
        again = fetch("gdacs", options=asking())
    assert (again.error.code, again.path) == ("feed.busy", first.path)
    assert next(one for one in states() if one.name == "gdacs").last_error == ""
    assert fetch("gdacs", options=asking()).error is None


def test_the_state_tells_age_and_lateness(source, asking, monkeypatch):
    monkeypatch.setattr("data.connectors.kept.now", lambda: "2025-09-01T10:00:00-04:00")
    fetch("gdacs", options=asking())
    for at, age, late in (("10:30", 0.5, False), ("11:00", 1.0, False), ("11:06", 1.1, True), ("09:00", 0.0, False)):
        monkeypatch.setattr("data.connectors.fetching.now", lambda at=at: f"2025-09-01T{at}:00-04:00")
        one = next(one for one in states() if one.name == "gdacs")
        assert (one.age_hours, one.late) == (pytest.approx(age), late)  # GDACS is worth asking every hour
    absent = next(one for one in states() if one.name == "nhc_storms")
    assert (absent.age_hours, absent.late, absent.last_good_at, absent.last_tried_at) == (None, True, "", "")


def test_nothing_now_is_word_of_the_source(source, asking):
    source.routes["/CurrentStorms.json"] = storms()
    fetch("nhc_advisory", options=asking())
    one = next(one for one in states() if one.name == "nhc_advisory")
    assert (one.last_outcome, one.late, one.path) == ("nothing", False, None)


def test_the_process_mask_does_not_matter(source, asking, state):
    before = os.umask(0)
    try:
        fetch("gdacs", options=asking())
    finally:
        os.umask(before)
    assert all(one.stat().st_mode & 0o077 == 0 for one in (state / "feeds").rglob("*"))


def test_unchanged_without_a_kept_answer_is_no_answer():
    with pytest.raises(SourceUnavailable):
        kept.keep(feed("gdacs"), Got("h", None), None)


def test_feeds_of_the_reference_are_complete():
    for one in feeds():
        assert one.period_hours > 0
        assert one.source
        assert one.ending.startswith(".")
        assert one.title_key == f"feed.{one.name}"
        assert bool(one.key) == bool(one.key_header) == one.needs_key
    assert len({one.name for one in feeds()}) == len(feeds())


@pytest.mark.parametrize(
    "change",
    [{"url": ""}, {"kind": None}, {"status": "sure"}, {"colour": "red"}, {"source": ""}, {"period_hours": None}],
)
def test_an_entry_that_lacks_something_is_refused(change):
    good = {
        "kind": "gdacs",
        "url": "https://x.org",
        "ending": ".xml",
        "period_hours": 1,
        "source": "s",
        "status": "verified",
    }
    assert _feed("x", good).kind == "gdacs"
    with pytest.raises(ReferenceProblem):
        _feed("x", {**good, **change})


def test_a_moment_has_its_offset(source, asking):
    got = fetch("gdacs", options=asking())
    assert datetime.fromisoformat(got.fetched_at).tzinfo is not None
    assert replace(got, name="y").name == "y"


def test_every_feed_and_every_key_stands_in_its_document():
    text = (Path(__file__).resolve().parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")
    for one in feeds():
        row = next(line for line in text.splitlines() if line.startswith("|") and f"`{one.name}`" in line)
        assert (f"`{one.key}`" in row) == one.needs_key
        assert (f"`{one.taken_in}`" if one.taken_in else "| - |") in row
