"""Whatever a source says, a connector ends in a checked answer, in nothing, or in one of our errors."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from components.i18n import Words
from data.connectors import Options, feeds
from data.connectors.fetching import CONNECTORS
from data.connectors.shapes import Got
from data.connectors.wire import Answer, Wire
from geo.errors import SourceUnavailable
from tests.data.connectors.answers import ASSET, DTM_ROW, GRID, HAPI_ROW, KOBO_ROW, RSS, STORM, quake

SEEDS = [DTM_ROW, HAPI_ROW, KOBO_ROW, STORM, quake("us2000aaaa", 6.1, -73.4, 18.4)]
NAMES = st.sampled_from(
    "result isSuccess totalRecordsCount data results next count activeStorms features type properties geometry "
    "coordinates products shakemap contents download/grid.xml download/cont_mmi.json url value id resources format "
    "download_url last_modified state success forecastAdvisory forecastWindRadiiGIS zipFile types mag".split()
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["FeatureCollection", "XLSX", "http://[::1", "https://a.org/x.csv", "al992025", ",shakemap,", *SEEDS]),
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=12,
)
ANY = st.one_of(
    JSON.map(lambda told: json.dumps(told).encode()),
    st.binary(max_size=60),
    st.tuples(st.sampled_from([GRID, RSS]), st.integers(0, 900), st.binary(max_size=12)).map(
        lambda told: told[0][: told[1]] + told[2] + told[0][told[1] + len(told[2]) :]
    ),
)


class Repeating(Wire):
    """A wire without a network: the answers in turn, then the last one again."""

    def __init__(self, feed, bodies) -> None:
        super().__init__(feed, Options(limits={"pages": 4, "page_rows": 1}))
        self.bodies = list(bodies)

    def get(self, url, *, form, parameters=None, etag=""):
        return Answer("source.example", self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(feeds()), st.lists(ANY, min_size=1, max_size=3))
def test_any_answer_ends_well(feed, bodies):
    subject = ASSET if feed.kind == "kobo" else feed.subject
    with Repeating(feed, bodies) as wire:
        got = outcome(feed, wire, subject)
    if isinstance(got, SourceUnavailable):
        assert Words("ht").has(f"error.{got.code}")
        assert json.dumps(got.params)
    else:
        assert got is None or (isinstance(got, Got) and got.body)


def outcome(feed, wire, subject):
    try:
        return CONNECTORS[feed.kind](feed, wire, subject)
    except SourceUnavailable as error:
        return error


def test_half_a_letter_and_names_with_signs_of_terminals():
    row = '{"_id": 1, "_uuid": "\\ud800", "_submission_time": "x", "phone\\u001b[2J": "3700"}'
    body = b'{"count": 1, "next": null, "results": [' + row.encode() + b"]}"
    kobo = next(one for one in feeds() if one.kind == "kobo")
    with Repeating(kobo, [body]) as wire:
        got = CONNECTORS["kobo"](kobo, wire, ASSET)
    assert json.loads(got.body)["results"][0]["_uuid"] == "\ud800"
    assert got.dropped == ("phone[2J",)
