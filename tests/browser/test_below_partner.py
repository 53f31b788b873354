"""Below partner level nothing of stock, requests, reach, prepositioning and the desk exists in what the server sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.i18n import Words
from components.navigation import entry
from data import demo
from data.access import LOCAL, NOBODY, allowed
from data.snapshot import Source
from tests.browser.harness import ROOT, Serve, received, streamlit

pytestmark = pytest.mark.browser
TR = Words("fr")
LEAST = 5  # signs of a number that nothing else holds by chance
# A page, and addresses of it that name a card, a sheet, a question, a change, a catalogue.
ASKED = {
    "stock": ("", "part=card&warehouse=MAG-04&item=tarpaulin", "part=movements", "part=month&month=2023-08"),
    "requests": ("", "request=DEM-2023-017", "part=new"),
    "reach": ("need=table&households=HT0811:9000&dept=HT08", "need=table&households=HT0811:9000&changes=close,RN2,0,,"),
    "prepositioning": ("", "events=300&part=transfers", "portfolio=history"),
    "warehouse": ("warehouse=MAG-04", "warehouse=MAG-04&task=release", "warehouse=MAG-04&task=count"),
}


@pytest.fixture(scope="module")
def secrets(home: Path) -> set[bytes]:
    """What only those who see stock may read: names of warehouses, numbers of requests, papers and lots."""
    source = Source(demo.open_or_make(home / "pare.db"))
    picture, moves = source.take(audience=LOCAL.role), source.store.movements()
    names = {*picture.frame("warehouses")["name"], *picture.frame("requests")["request_id"]}
    names |= {str(one) for column in ("document", "lot") for one in moves[column].dropna() if len(str(one)) > LEAST}
    return {str(one).encode() for one in names}


@pytest.fixture(scope="module")
def outside(serve: Serve, home: Path, secrets: set[bytes]) -> str:
    """The product for somebody without rights, on the very same store."""
    assert secrets
    return serve(streamlit(ROOT / "tests" / "browser" / "apps" / "nobody_asgi.py"), {"PARE_HOME": str(home)})


@pytest.mark.parametrize("stem", ASKED)
def test_nothing_of_the_page_is_sent_whatever_the_address_asks(outside: str, secrets: set[bytes], stem: str):
    one = entry(stem)
    assert not allowed(NOBODY, one.action).allowed
    for query in ASKED[stem]:
        for page, file in ((stem, ""), (f"{one.section}/{stem}", ""), (one.file, ""), ("", one.file)):
            got = received(outside, page, query, file)
            assert not {told for told in secrets if told in got}, (page, query)
            assert TR(f"page.{stem}.question").encode() not in got, (page, query)


@pytest.mark.parametrize("stem", ["stock", "requests", "reach", "warehouse"])
def test_the_search_for_secrets_finds_them_where_they_are_shown(address: str, secrets: set[bytes], stem: str):
    """Positive control: who has the right is sent them by the same messages."""
    got = received(address, stem, ASKED[stem][0])
    assert TR(f"page.{stem}.question").encode() in got
    assert {told for told in secrets if told in got}
