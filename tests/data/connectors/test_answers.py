"""What each feed keeps of a good answer, and the odd cases of each source."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from xml.etree import ElementTree as ET

import pytest

from data.connectors import feed, feeds, fetch, states
from data.connectors.fetching import CONNECTORS
from geo.errors import DataProblem, SourceUnavailable
from tests.data.connectors.answers import (
    ADVISORY,
    ASSET,
    DOUBLE_MARK,
    DTM_ROW,
    GRID,
    HAPI_ROW,
    KOBO_ROW,
    PATHS,
    RSS,
    SECRET,
    STORM,
    collection,
    dtm,
    hapi,
    js,
    kobo,
    packed,
    quake,
    storms,
)
from tests.data.connectors.server import Reply

each_feed = pytest.mark.parametrize("name", PATHS)


def code_of(name: str, options) -> str:
    with pytest.raises(SourceUnavailable) as caught:
        fetch(name, options=options)
    return caught.value.code


@each_feed
def test_a_good_answer_is_kept_for_its_owner_alone(name, source, asking, state):
    got = fetch(name, options=asking())
    assert got.fresh
    assert got.changed
    assert got.error is None
    assert got.age_hours == pytest.approx(0, abs=0.01)
    assert got.path.parent == state / "feeds" / name
    assert got.path.suffix == feed(name).ending
    body = got.path.read_bytes()
    assert (got.size_bytes, got.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    for path in (state / "feeds").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    told = json.loads((got.path.parent / "good.json").read_text())
    assert told["host"] == "127.0.0.1"
    assert {"fetched_at", "host", "etag", "sha256", "size_bytes"} <= told.keys()
    one = next(one for one in states() if one.name == name)
    assert (one.last_outcome, one.last_error, one.late, one.path) == ("new", "", False, got.path)
    again = fetch(name, options=asking())
    assert (again.changed, again.path) == (False, got.path)
    assert next(one for one in states() if one.name == name).last_outcome == "unchanged"


@each_feed
def test_every_question_carries_our_name_and_the_key_where_it_belongs(name, source, asking):
    fetch(name, options=asking())
    for asked in source.asked:
        assert asked.headers["User-Agent"].startswith("Pare")
        assert SECRET not in str(asked.query)
    told = feed(name)
    sent = [asked.headers.get(told.key_header) for asked in source.asked] if told.key else []
    assert all(value == told.key_prefix + SECRET for value in sent)


def test_every_feed_has_a_connector_a_title_and_a_test():
    assert {one.kind for one in feeds()} == set(CONNECTORS)
    assert {one.kind for one in feeds()} == {feed(name).kind for name in PATHS}


def test_an_unknown_feed_names_those_that_there_are():
    with pytest.raises(DataProblem) as caught:
        fetch("../../etc")
    assert caught.value.code == "unknown_feed"
    assert "gdacs" in caught.value.params["feeds"]


# DTM


def test_dtm_is_asked_for_haiti_and_kept_as_it_came(source, asking):
    got = fetch("dtm_communes", options=asking())
    assert source.asked[0].query == {"Admin0Pcode": "HTI"}
    assert got.path.read_bytes() == source.routes["/v3/displacement/admin2"].body


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (dtm([]), "feed.empty"),
        (dtm([DTM_ROW], totalRecordsCount=2), "feed.incomplete"),
        (dtm([DTM_ROW], isSuccess=False, errorMessages=[f"bad key {SECRET}"]), "feed.refused_by_source"),
        (dtm([{**DTM_ROW}, {"operation": "x"}]), "feed.wrong_shape"),
        (dtm(["row"]), "feed.wrong_shape"),
        (js({"result": {}, "isSuccess": True}), "feed.wrong_shape"),
        (js([DTM_ROW]), "feed.wrong_shape"),
    ],
)
def test_dtm_answers_that_are_not_kept(reply, code, source, asking, state):
    source.routes["/v3/displacement/admin2"] = reply
    assert code_of("dtm_communes", asking()) == code
    assert not list(state.rglob("*dtm_communes-*"))


# HAPI


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
def test_hapi_is_paged_until_a_page_is_shorter_than_the_limit(rows, pages, source, asking):
    # limit 2: two rows fill a page, so a second, empty one is asked for; three rows end on the second
    told = [{**HAPI_ROW, "population": n} for n in range(rows)]
    source.routes["/api/v2/affected-people/idps"] = hapi(told)
    got = fetch("hapi_idps", options=asking())
    assert json.loads(got.path.read_bytes()) == {"data": told}
    assert [asked.query["offset"] for asked in source.asked] == [str(2 * n) for n in range(pages)]
    assert {asked.query["location_code"] for asked in source.asked} == {"HTI"}


def test_hapi_without_rows_without_end_and_with_the_same_page_again(source, asking):
    path = "/api/v2/affected-people/idps"
    source.routes[path] = hapi([])
    assert code_of("hapi_idps", asking()) == "feed.empty"
    source.routes[path] = js({"data": [HAPI_ROW, HAPI_ROW]})
    assert code_of("hapi_idps", asking()) == "feed.repeated_page"
    source.routes[path] = lambda asked: js({"data": [{**HAPI_ROW, "n": asked.query["offset"]}] * 2})
    assert code_of("hapi_idps", asking(pages=3)) == "feed.too_many_pages"


def test_pages_together_may_not_be_larger_than_one_answer(source, asking):
    source.routes["/api/v2/affected-people/idps"] = lambda asked: js(
        {"data": [{**HAPI_ROW, "n": asked.query["offset"]}] * 2}
    )
    assert code_of("hapi_idps", asking(answer_bytes=2000)) == "feed.too_large"


def test_a_page_that_fails_leaves_nothing(source, asking, state):
    path = "/api/v2/affected-people/idps"
    whole = source.routes[path]
    source.routes[path] = lambda asked: Reply(b"", 404) if asked.query["offset"] == "2" else whole(asked)
    assert code_of("hapi_idps", asking()) == "feed.not_found"
    assert not list(state.rglob("*hapi_idps-*"))


# CKAN


def test_ckan_takes_the_newest_active_file_of_the_format(source, asking):
    got = fetch("hdx_presence", options=asking())
    assert source.asked[0].query == {"id": "haiti-operational-presence"}
    assert source.asked[1].path == "/download/new.xlsx"
    assert zipfile.is_zipfile(got.path)
    assert got.subject == "haiti-operational-presence"


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"success": False, "error": {"message": "Not found"}}, "feed.refused_by_source"),
        ({"success": True, "result": {"resources": []}}, "feed.no_resource"),
        ({"success": True, "result": {"resources": [{"format": "XLSX", "url": 5}, "x", None]}}, "feed.no_resource"),
        ({"success": True, "result": []}, "feed.wrong_shape"),
    ],
)
def test_ckan_records_without_a_file(record, code, source, asking):
    source.routes["/api/3/action/package_show"] = js(record)
    assert code_of("hdx_presence", asking()) == code


@pytest.mark.parametrize(
    ("file", "body", "ending"),
    [
        ("a.csv", b"adm2,pop\nHT0111,5\n", ".csv"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}', ".geojson"),
        ("a.gpkg", b"SQLite format 3\x00....", ".gpkg"),
        ("a.XLSX", packed("xl/workbook.xml"), ".xlsx"),
        ("download", packed("xl/workbook.xml"), ".xlsx"),
    ],
)
def test_ckan_names_a_file_by_its_address_else_by_the_feed(file, body, ending, source, asking):
    resource = {"format": "XLSX", "url": f"{source.origin}/f/{file}"}
    source.routes["/api/3/action/package_show"] = js({"success": True, "result": {"resources": [resource]}})
    source.routes[f"/f/{file}"] = Reply(body, kind="application/octet-stream")
    got = fetch("hdx_presence", options=asking())
    assert got.path.suffix == ending
    assert got.path.read_bytes() == body


@pytest.mark.parametrize(
    ("file", "body"),
    [("a.csv", b""), ("a.csv", b"a\x00b"), ("a.xls", b"a,b"), ("a.gpkg", b"a"), ("a.zip", b"PK\x03\x04")],
)
def test_ckan_files_that_are_not_what_they_are_called(file, body, source, asking):
    resource = {"format": "XLSX", "url": f"{source.origin}/f/{file}"}
    source.routes["/api/3/action/package_show"] = js({"success": True, "result": {"resources": [resource]}})
    source.routes[f"/f/{file}"] = Reply(body, kind="application/octet-stream")
    assert code_of("hdx_presence", asking()) in {"feed.empty", "feed.wrong_type", "feed.not_archive"}


# KoBo


def test_kobo_follows_next_on_the_address_that_was_asked_first(source, asking):
    got = fetch("kobo", options=asking())
    told = json.loads(got.path.read_bytes())
    assert [row["_id"] for row in told["results"]] == [0, 1, 2, 3, 4]
    assert (told["count"], told["next"]) == (5, None)
    assert [asked.query["start"] for asked in source.asked] == ["0", "2", "4"]
    assert {asked.headers["Authorization"] for asked in source.asked} == {f"Token {SECRET}"}
    assert got.subject == ASSET


def test_kobo_answers_of_persons_never_reach_the_disk(source, asking, state):
    got = fetch("kobo", options=asking())
    row = json.loads(got.path.read_bytes())["results"][0]
    assert row["site/name"] == "Kan Envante"
    assert row["men"] == "41"
    assert row["gwoup"] == [{}]  # no import reads repeats: only their number is kept
    assert got.dropped == ("_submitted_by", "site/email", "site/phone_number")
    everything = b"".join(path.read_bytes() for path in state.rglob("*") if path.is_file())
    for planted in (b"3700 0000", b"moun@example.org", b"anket\xc3\xa87", b"3811"):
        assert planted not in everything


def test_kobo_that_counts_more_than_it_gives_or_turns_in_a_circle(source, asking):
    path = PATHS["kobo"][0]
    source.routes[path] = js({"count": 9, "next": None, "previous": None, "results": [KOBO_ROW]})
    assert code_of("kobo", asking()) == "feed.incomplete"
    source.routes[path] = js({"count": 9, "next": "https://x/?format=json&limit=2&start=0", "results": [KOBO_ROW]})
    assert code_of("kobo", asking()) == "feed.repeated_page"
    source.routes[path] = js({"count": 0, "next": None, "previous": None, "results": []})
    assert code_of("kobo", asking()) == "feed.empty"
    source.routes[path] = lambda asked: js(
        {"count": 9, "next": f"?start={int(asked.query['start']) + 1}", "results": [KOBO_ROW]}
    )
    assert code_of("kobo", asking(pages=3)) == "feed.too_many_pages"


def test_kobo_asks_the_server_and_the_form_of_this_machine(source, asking, monkeypatch):
    monkeypatch.delenv("KOBO_ASSET")
    assert code_of("kobo", asking()) == "feed.subject_missing"
    assert code_of("kobo", asking("../other")) == "feed.bad_subject"
    assert source.asked == []
    source.routes["/api/v2/assets/aOtherForm0000000/data/"] = kobo([KOBO_ROW], source.origin)
    assert fetch("kobo", options=asking("aOtherForm0000000")).subject == "aOtherForm0000000"
    monkeypatch.setenv("KOBO_SERVER", "http://forms.example.org")  # not https: nothing is sent
    told = asking("aOtherForm0000000")
    plain = type(told)(subject=told.subject, limits=told.limits, sleep=told.sleep)
    assert fetch("kobo", options=plain).error.code == "feed.address"


# USGS


def test_usgs_takes_the_strongest_in_the_box_that_has_a_shakemap(source, asking):
    got = fetch("usgs_shakemap", options=asking())
    assert got.subject == "us2000aaaa"
    assert got.path.read_bytes() == GRID


def test_usgs_without_any_earthquake_has_nothing_and_that_is_no_fault(source, asking):
    path = PATHS["usgs_earthquakes"][0]
    source.routes[path] = js(collection(quake("us1aaaa", 7.0, 140.0, 38.0)))
    got = fetch("usgs_shakemap", options=asking())
    assert (got.path, got.error, got.fresh) == (None, None, True)
    one = next(one for one in states() if one.name == "usgs_shakemap")
    assert (one.last_outcome, one.late) == ("nothing", False)
    source.routes[path] = js(collection())
    assert fetch("usgs_earthquakes", options=asking()).path is not None  # a quiet month is an answer
    assert fetch("usgs_shakemap", options=asking()).path is None


def test_usgs_event_by_name(source, asking):
    source.routes[PATHS["usgs_earthquakes"][0]] = Reply(b"", 500)  # not needed where the event is named
    assert fetch("usgs_shakemap", options=asking("us2000aaaa")).subject == "us2000aaaa"
    assert code_of("usgs_contours", asking("../../x")) == "feed.bad_subject"
    source.routes["/earthquakes/feed/v1.0/detail/us3000zzzz.geojson"] = js({"properties": {"products": {}}})
    assert code_of("usgs_contours", asking("us3000zzzz")) == "feed.no_resource"


def test_the_last_good_answer_about_another_event_is_not_given_instead(source, asking):
    fetch("usgs_shakemap", options=asking())
    assert code_of("usgs_shakemap", asking("us9000none")) == "feed.not_found"
    source.faults["/product/grid.xml"] = [Reply(b"", 404)]
    assert fetch("usgs_shakemap", options=asking("us2000aaaa")).error.code == "feed.not_found"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"-73 18 6.4\n", b"", "feed.incomplete"),  # 9 numbers of 12
        (b'nlon="2"', b'nlon="two"', "feed.wrong_shape"),
        (b'nlon="2"', b'nlon="0"', "feed.empty"),
        (b"shakemap_grid", b"other_grid", "feed.wrong_shape"),
        (b"</grid_data>", b"", "feed.not_xml"),
        (b"<event ", b"<!-- -- ><event ", "feed.not_xml"),
    ],
)
def test_grids_that_are_not_whole(old, new, code, source, asking):
    source.routes["/product/grid.xml"] = Reply(GRID.replace(old, new), kind="application/xml")
    assert code_of("usgs_shakemap", asking()) == code


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x.dtd"> %p;]>',
        b'<!DOCTYPE x [<!NOTATION n SYSTEM "n"><!ENTITY a SYSTEM "x.gif" NDATA n>]>',
    ],
)
def test_xml_with_entities_is_refused(head, source, asking):
    begin, end = GRID.split(b"?>\n", 1)
    body = begin + b"?>\n" + head.replace(b"DOCTYPE x", b"DOCTYPE shakemap_grid") + end
    source.routes["/product/grid.xml"] = Reply(body, kind="application/xml")
    assert code_of("usgs_shakemap", asking()) == "feed.xml_entities"
    source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"<rss", head + b"<rss"), kind="text/xml")
    assert code_of("gdacs", asking()) == "feed.xml_entities"


def test_a_document_type_of_elsewhere_is_not_loaded_and_its_entities_are_refused(source, asking):
    head = f'<!DOCTYPE rss SYSTEM "{source.origin}/rss.dtd">'.encode()
    source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"<rss", head + b"<rss"), kind="text/xml")
    assert fetch("gdacs", options=asking()).fresh
    assert [asked.path for asked in source.asked] == ["/XML/RSS.xml"]
    source.routes["/XML/RSS.xml"] = Reply(
        RSS.replace(b"<rss", head + b"<rss").replace(b"invented", b"&unknown;"), kind="text/xml"
    )
    assert fetch("gdacs", options=asking()).error.code == "feed.xml_entities"


def test_contours_without_their_value(source, asking):
    told = collection({"type": "Feature", "properties": {"color": "#fff"}, "geometry": None})
    source.routes["/product/cont_mmi.json"] = js(told)
    assert code_of("usgs_contours", asking()) == "feed.wrong_shape"
    source.routes["/product/cont_mmi.json"] = js(collection())
    assert code_of("usgs_contours", asking()) == "feed.empty"


# NHC


def test_nhc_without_storms_is_an_answer_and_its_products_have_nothing(source, asking):
    source.routes["/CurrentStorms.json"] = storms()
    assert fetch("nhc_storms", options=asking()).path is not None
    assert fetch("nhc_advisory", options=asking()).path is None
    assert fetch("nhc_radii", options=asking()).path is None


def test_nhc_takes_the_nearest_storm_of_the_atlantic_and_the_text_inside_the_page(source, asking):
    # 70.0 W is 3 degrees from the middle of the box (73.0 W, 19.0 N) eastwards, 30 W is 43; ep.. is another ocean
    got = fetch("nhc_advisory", options=asking())
    assert got.subject == "al992025"
    assert got.path.read_bytes() == ADVISORY.strip() + b"\n<end>\n"
    source.routes["/text/MIATCMAT1.shtml"] = Reply(ADVISORY, kind="text/plain")
    assert fetch("nhc_advisory", options=asking()).path.read_bytes() == ADVISORY


def test_nhc_blocks_may_be_absent(source, asking):
    assert fetch("nhc_advisory", options=asking("al982025")).path is None
    assert fetch("nhc_advisory", options=asking("al112025")).path is None
    assert code_of("nhc_advisory", asking("matthew")) == "feed.bad_subject"
    blocks = {"forecastWindRadiiGIS": {"zipFile": f"{source.origin}/other.zip"}}
    source.routes["/CurrentStorms.json"] = storms({**STORM, **blocks, "latitudeNumeric": None})
    source.routes["/other.zip"] = Reply(packed("readme.txt"), kind="application/zip")
    assert code_of("nhc_radii", asking()) == "feed.wrong_shape"


def test_an_advisory_of_another_storm_is_refused(source, asking):
    source.routes["/text/MIATCMAT1.shtml"] = Reply(ADVISORY.replace(b"AL99", b"AL98"), kind="text/plain")
    assert code_of("nhc_advisory", asking()) == "feed.wrong_shape"


# GDACS


def test_gdacs_is_kept_without_its_mark_so_that_any_parser_reads_it(source, asking):
    got = fetch("gdacs", options=asking())
    assert got.path.read_bytes() == RSS
    assert ET.parse(got.path).getroot().tag == "rss"
    for mark in (b"", b"\xef\xbb\xbf", DOUBLE_MARK):
        source.routes["/XML/RSS.xml"] = Reply(mark + RSS, kind="text/xml")
        assert not fetch("gdacs", options=asking()).changed


def test_gdacs_without_items_is_not_kept(source, asking):
    empty = RSS[: RSS.index(b"<item>")] + b"</channel></rss>"
    source.routes["/XML/RSS.xml"] = Reply(empty, kind="text/xml")
    assert code_of("gdacs", asking()) == "feed.empty"
    source.routes["/XML/RSS.xml"] = Reply(RSS.replace(b"gdacs:eventid", b"gdacs:other"), kind="text/xml")
    assert code_of("gdacs", asking()) == "feed.wrong_shape"
    source.routes["/XML/RSS.xml"] = Reply(b"<html><body/></html>", kind="application/xml")
    assert code_of("gdacs", asking()) == "feed.wrong_shape"
