"""Feeds in the terminal: exit codes for cron, sentences, and the line that imports."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from commands import feeds
from data import connectors
from data.connectors import Fetched, Options
from data.store.store import Store
from tests.commands.conftest import run, told
from tests.data.connectors.answers import ASSET, PATHS, SECRET, stand
from tests.data.connectors.conftest import FAST
from tests.data.connectors.server import Reply, Source

KEYS = ("DTMAPI_SUBSCRIPTION_KEY", "HAPI_APP_IDENTIFIER", "KOBO_TOKEN")


@pytest.fixture
def source(tmp_path, monkeypatch):
    """A source on the loopback in place of every other, asked by the terminal."""
    made = Source()
    stand(made)
    for name in ("hdx_boundaries", "hdx_population", "hdx_health"):
        assert name not in PATHS
    record = made.routes["/api/3/action/package_show"].body.replace(b'"XLSX"', b'"%s"')
    by_slug = {"cod-ab-hti": b"SHP", "hotosm_hti_health_facilities": b"GeoJSON"}
    made.routes["/api/3/action/package_show"] = lambda asked: Reply(
        record.replace(b"%s", by_slug.get(asked.query["id"], b"XLSX"))
    )
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    for name in KEYS:
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("KOBO_ASSET", ASSET)
    real = connectors.fetch

    def here(name: str, *, options: Options) -> Fetched:
        limits = {**FAST, "tries": 1}
        return real(name, options=Options(subject=options.subject, origin=made.origin, limits=limits))

    monkeypatch.setattr(connectors, "fetch", here)
    yield made
    made.close()


def test_one_feed_prints_the_line_that_imports_it(source):
    result = run("fetch", "dtm_communes")
    assert result.exit_code == 0
    line = shlex.split(result.output.strip().splitlines()[-1])
    assert line[:4] == ["python", "cli.py", "import", "auto"]
    assert json.loads(Path(line[4]).read_bytes())["isSuccess"]
    assert "nouveau" in result.output.lower()
    assert "Rien de nouveau" in run("fetch", "dtm_communes").output


@pytest.mark.parametrize(
    ("name", "verb"), [("hapi_idps", "import auto"), ("hapi_presence", "import auto"), ("hapi_population", "population install")]
)  # fmt: skip
def test_the_line_of_a_kept_answer_is_told_without_asking_again(name, verb, source):
    printed = run("fetch", name).output.strip().splitlines()[-1].strip()
    assert printed.startswith(f"python cli.py {verb} ")
    asked = len(source.asked)
    rows = {row["name"]: row for row in told("feeds")}
    assert rows[name]["import"] == printed
    assert rows["kobo"]["import"] is None  # nothing is kept yet
    assert len(source.asked) == asked


@pytest.mark.shared
def test_the_printed_line_imports_what_was_fetched(source, shared):
    assert run("init", "--empty").exit_code == 0
    recorded = shared / "data" / "dtm" / "displacement-admin2-admin0pcode-hti.json"
    source.routes["/v3/displacement/admin2"] = Reply(recorded.read_bytes())
    line = shlex.split(run("fetch", "dtm_communes").output.strip().splitlines()[-1])
    assert told(*line[2:], "--dry-run")["rows_accepted"] == 1384


def test_a_file_that_no_import_reads_is_said_to_be_kept(source):
    result = run("fetch", "usgs_shakemap")
    assert "Aucun import" in result.output
    assert "import auto" not in result.output


def test_nothing_is_imported(source, tmp_path):
    assert run("init", "--empty").exit_code == 0
    store = Store(tmp_path / "home" / "pare.db", read_only=True)
    before = store.head()
    run("fetch", "all")
    assert store.head() == before
    assert store.batches().empty


def test_all_is_0_when_every_feed_answers(source):
    result = run("fetch", "all", "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.output)
    assert {row["name"] for row in rows} == {one.name for one in connectors.feeds()}
    assert {row["outcome"] for row in rows} == {"new"}
    assert run("fetch", "all").exit_code == 0


def test_all_is_1_when_one_fails_and_tells_the_age_of_its_last_good_answer(source):
    run("fetch", "all")
    source.faults["/XML/RSS.xml"] = [Reply(b"", 500)] * 2
    result = run("fetch", "all")
    assert result.exit_code == 1
    assert "127.0.0.1 est en panne (réponse 500)" in result.output
    assert "0 h" in result.output
    rows = {row["name"]: row for row in json.loads(run("fetch", "all", "--json").output)}
    gdacs = rows["gdacs"]
    assert (gdacs["outcome"], gdacs["error"]["code"]) == ("failed", "feed.server_error")
    assert gdacs["path"].endswith(".xml")
    assert gdacs["age_hours"] < 0.1
    assert gdacs["import"] is None
    assert rows["dtm_communes"]["outcome"] == "unchanged"


def test_all_leaves_out_what_is_not_set_up_and_a_name_asks_for_its_key(source, monkeypatch):
    for name in KEYS:
        monkeypatch.delenv(name)
    result = run("fetch", "all")
    assert result.exit_code == 0
    assert "kobo : KoboToolbox, réponses d'un formulaire. Pas demandé" in result.output
    alone = run("fetch", "kobo")
    assert alone.exit_code == 1
    assert "KOBO_TOKEN" in alone.output
    assert "Aucune réponse antérieure" in alone.output


def test_nothing_now_is_no_failure(source):
    source.routes["/CurrentStorms.json"] = Reply(b'{"activeStorms": []}')
    result = run("fetch", "nhc_advisory")
    assert result.exit_code == 0
    assert "rien à donner" in result.output


def test_what_is_dropped_is_said(source):
    result = run("fetch", "kobo")
    assert "site/phone_number" in result.output
    assert "3700" not in result.output


def test_names_and_subjects_that_do_not_go(source):
    for words, told_of in ((("fetch", "weather"), "gdacs"), (("fetch", "all", "--of", "x"), "--of")):
        result = run(*words)
        assert result.exit_code == 2
        assert told_of in result.output
    assert "us9000none" not in run("fetch", "usgs_shakemap", "--of", "us9000none").output.splitlines()[0]


def test_a_key_is_in_no_output(source):
    said = run("fetch", "all").output + run("feeds").output + run("feeds", "--json").output
    source.faults["/v3/displacement/admin2"] = [Reply(SECRET.encode(), 401)]
    said += run("fetch", "dtm_communes").output + run("feeds", "--json").output
    assert SECRET not in said
    assert "DTMAPI_SUBSCRIPTION_KEY" in said


def test_the_list_of_feeds_asks_nothing(source):
    before = told("feeds")
    assert source.asked == []
    assert {row["last_good_at"] for row in before} == {None}
    run("fetch", "gdacs")
    asked = len(source.asked)
    rows = {row["name"]: row for row in told("feeds")}
    assert len(source.asked) == asked
    assert rows["gdacs"]["last_outcome"] == "new"
    assert rows["gdacs"]["title"] == "GDACS, alertes dans le monde"
    assert (rows["dtm_communes"]["needs_key"], rows["dtm_communes"]["has_key"]) == (True, True)
    source.faults["/XML/RSS.xml"] = [Reply(b"", 404)]
    run("fetch", "gdacs")
    gdacs = {row["name"]: row for row in told("feeds")}["gdacs"]
    assert gdacs["last_error"]["code"] == "feed.not_found"
    assert "127.0.0.1" in gdacs["last_error"]["sentence"]
    assert "échec (not_found)" in run("feeds").output


@pytest.mark.parametrize(("hours", "text"), [(None, "jamais reçu"), (0.4, "0 h"), (47.9, "47 h"), (48, "2 jours")])
def test_ages_read_in_hours_then_in_days(hours, text):
    assert feeds._age(hours, feeds.words()) == text
