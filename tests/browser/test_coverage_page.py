"""The page of coverage in real Chromium: a click on a cell goes down to a site, the address holds the state."""

from __future__ import annotations

import re

import pandas as pd
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


def cell(visit: Visit, place: str, standard: str):
    return visit.page.locator(f"tr[data-p={place}] button[data-s={standard}]")


def test_a_click_goes_from_the_nation_to_the_sheet_of_a_site(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage")
    cell(visit, "HT01", "toilets").click(timeout=30_000)
    cell(visit, "HT0112", "bathing").click(timeout=30_000)
    site = visit.page.locator("tr[data-p^=SIT]").first
    site.locator("button[data-s=toilets]").click(timeout=30_000)
    visit.page.wait_for_url(re.compile(r"at=SIT-\d+"), timeout=30_000)
    visit.settle()
    assert "place=HT0112" in visit.page.url
    code = re.search(r"at=(SIT-\d+)", visit.page.url)[1]
    visit.page.get_by_role("link", name=TR("coverage.to_sheet")).click()
    visit.page.wait_for_url(re.compile(f"/sites.*site={code}"), timeout=30_000)


def test_a_link_opens_the_place_the_standard_and_the_part(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage?place=HT01&sector=shelter&standard=covered_area&lang=en")
    cell(visit, "HT0111", "covered_area").wait_for(timeout=30_000)
    visit.says(f"Ouest · {Words('en')('standard.covered_area')}")


def test_a_click_on_the_map_goes_a_level_down(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage?part=map")
    frame = visit.map_frame(marks=False)
    frame.wait_for_function("(window.feature_group || []).length > 0", timeout=30_000)
    visit.page.locator("iframe[title='streamlit_folium.st_folium']").scroll_into_view_if_needed()
    at = frame.evaluate("(() => { const p = map.latLngToContainerPoint([19.0, -72.05]); return [p.x, p.y]; })()")
    visit.page.frame_locator("iframe[title='streamlit_folium.st_folium']").locator("body").click(
        position={"x": at[0], "y": at[1]}
    )
    visit.page.wait_for_url(re.compile("place=HT06"), timeout=30_000)
    visit.settle()
    visit.says("Centre")


def test_the_matrix_scrolls_by_itself_on_a_phone_with_every_standard(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage", size="phone")
    visit.page.get_by_text(re.compile("Toutes les normes")).click()
    visit.page.wait_for_selector("button[data-s=menstrual_kits]", timeout=30_000)
    visit.settle()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    inner, outer = visit.page.evaluate(
        "(() => { const s = document.querySelector('.pare-cov-scroll'); return [s.scrollWidth, s.clientWidth]; })()"
    )
    assert inner > outer


def test_the_costed_list_comes_as_a_workbook_with_its_explanations(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage?part=gaps&place=HT01")
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="XLSX").first.click()
    rows, _, about = pd.read_excel(waiting.value.path(), sheet_name=None, header=None, engine="openpyxl").values()
    assert "Port-au-Prince" in rows[0].to_list()
    assert TR("figure.gap_cost") in about.to_numpy().astype(str)
    assert TR("head.fictional") in about.to_numpy().astype(str)
