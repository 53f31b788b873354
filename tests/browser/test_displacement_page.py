"""The page of displacement in real Chromium: parts and place in the address, the list leads to a sheet, a phone."""

from __future__ import annotations

import re

import pytest

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")


def opened(open_page: Open, url: str, size: str = "desktop") -> Visit:
    visit = open_page(url, size=size)
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    return visit


def test_from_the_menu_to_the_events_of_a_place(address: str, open_page: Open):
    visit = opened(open_page, address)
    visit.page.get_by_test_id("stTopNavSection").filter(has_text=TR("section.situation")).click()
    visit.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=TR("page.displacement.title")).click()
    visit.page.wait_for_url(re.compile("/displacement"), timeout=30_000)
    visit.page.get_by_text("Mêmes sites", exact=False).first.wait_for(timeout=30_000)
    visit.page.get_by_role("radio", name=TR("displacement.part.events")).click()
    visit.page.wait_for_url(re.compile("part=events"), timeout=30_000)
    visit.page.get_by_text("Parties sans qu'on sache où").wait_for(timeout=30_000)
    visit.page.get_by_role("button", name=TR("explain.open")).first.click()
    visit.page.get_by_text("people_now = people_counted", exact=False).first.wait_for(timeout=30_000)


def test_a_link_opens_place_part_and_a_site(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/displacement?place=MAPAP&part=host&lang=en")
    visit.says(Words("en")("level.mapap"))
    visit.says(Words("en")("displacement.host_note"))
    visit = opened(open_page, f"{address}/displacement?site=SIT-0016")
    visit.page.get_by_role("link", name=TR("displacement.to_sheet")).click()
    visit.page.wait_for_url(re.compile("/sites.*site=SIT-0016"), timeout=30_000)


@pytest.mark.parametrize("part", ["trend", "sites", "events", "host", "series"])
def test_nothing_is_wider_than_a_phone(address: str, open_page: Open, part: str):
    visit = opened(open_page, f"{address}/displacement?part={part}", size="phone")
    visit.page.get_by_role("button", name="XLSX").first.wait_for(timeout=30_000)
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert "displacement." not in visit.page.inner_text("[data-testid=stMain]")
