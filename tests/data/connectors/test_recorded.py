"""The recorded answers of the real sources, served from the loopback."""

from __future__ import annotations

import json
import zipfile

import pytest

from data.connectors import fetch
from tests.data.connectors.answers import PATHS, js
from tests.data.connectors.server import Reply

pytestmark = pytest.mark.shared


@pytest.mark.parametrize(
    ("name", "file", "rows"),
    [
        ("dtm_country", "displacement-admin0-admin0pcode-hti.json", 114),
        ("dtm_departments", "displacement-admin1-admin0pcode-hti.json", 235),
        ("dtm_communes", "displacement-admin2-admin0pcode-hti.json", 1384),
        ("dtm_operations", "displacement-operation-list.json", 106),
    ],
)
def test_dtm(name, file, rows, shared, source, asking):
    body = (shared / "data" / "dtm" / file).read_bytes()
    source.routes[PATHS[name][0]] = Reply(body)
    got = fetch(name, options=asking())
    assert got.path.read_bytes() == body
    assert len(json.loads(got.path.read_bytes())["result"]) == rows


def test_the_country_list_has_another_shape_than_the_operations(shared, source, asking):
    source.routes[PATHS["dtm_operations"][0]] = Reply(
        (shared / "data" / "dtm" / "displacement-country-list.json").read_bytes()
    )
    with pytest.raises(OSError, match="wrong_shape"):
        fetch("dtm_operations", options=asking())


def test_ckan(shared, source, asking):
    folder = shared / "data" / "operational_presence"
    record = json.loads((folder / "haiti-operational-presence.json").read_bytes())
    newest = max((one for one in record["resources"] if one["format"] == "XLSX"), key=lambda one: one["last_modified"])
    path = newest["download_url"].removeprefix("https://data.humdata.org")
    assert path.endswith("hti_operational-presence.xlsx")  # of September 2020; the other is of 2019
    source.routes["/api/3/action/package_show"] = js({"success": True, "result": record})
    body = (folder / "whowhatwhere_hti_operational_presence_2020.xlsx").read_bytes()
    source.routes[path] = Reply(body, kind="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    got = fetch("hdx_presence", options=asking())
    assert got.path.read_bytes() == body
    assert zipfile.is_zipfile(got.path)


def test_kobo(shared, source, asking):
    one = json.loads((shared / "data" / "kobo" / "kobo-connect_kobo_data.json").read_bytes())
    source.routes[PATHS["kobo"][0]] = js({"count": 1, "next": None, "previous": None, "results": [one]})
    got = fetch("kobo", options=asking())
    row = json.loads(got.path.read_bytes())["results"][0]
    assert row["_uuid"] == one["_uuid"]
    assert "phoneNumber" in got.dropped
    assert not {"phoneNumber", "_submitted_by", "_attachments"} & row.keys()
    assert row.keys() == one.keys() - set(got.dropped)


def test_nhc(shared, source, asking):
    folder = shared / "data" / "feeds"
    sample = json.loads((folder / "nhc_CurrentStorms_sample.json").read_bytes())
    source.routes["/CurrentStorms.json"] = js(sample)
    assert json.loads(fetch("nhc_storms", options=asking()).path.read_bytes()) == sample
    # Lee's advisory under the id of the storm of the sample that is nearest to Haiti
    nearest = next(one for one in sample["activeStorms"] if one["id"] == "al092023")
    nearest["id"] = "al132023"
    source.routes["/CurrentStorms.json"] = js(sample)
    source.routes["/text/MIATCMAT4.shtml"] = Reply((folder / "nhc_tcm_example.txt").read_bytes(), kind="text/plain")
    got = fetch("nhc_advisory", options=asking("al132023"))
    assert got.path.read_bytes() == (folder / "nhc_tcm_example.txt").read_bytes()
    source.routes["/CurrentStorms.json"] = Reply((folder / "nhc_CurrentStorms_empty.json").read_bytes())
    assert fetch("nhc_storms", options=asking()).error is None
    assert fetch("nhc_advisory", options=asking()).path is None


def test_gdacs(shared, source, asking):
    body = (shared / "data" / "feeds" / "gdacs_rss.xml").read_bytes()
    source.routes["/XML/RSS.xml"] = Reply(body, kind="text/xml")
    got = fetch("gdacs", options=asking())
    assert got.path.read_bytes() == body[6:]
