"""Priorities and partners in real Chromium: from the list to the sheet, weights tried out, who is where."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from playwright.sync_api import expect

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")


def opened(visit: Visit) -> str:
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.page.get_by_role("button", name="XLSX").first.wait_for(timeout=60_000)  # it stands at the end
    visit.settle()
    return visit.page.inner_text("body")


def names(visit: Visit) -> list[str]:
    visit.page.locator(".pare-rank a").first.wait_for(timeout=60_000)
    return visit.page.locator(".pare-rank").first.locator("a").all_inner_texts()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_first_site_leads_to_its_sheet(address: str, open_page: Open, size: str):
    visit = open_page(f"{address}/priorities", size=size)
    opened(visit)
    listed = names(visit)
    assert len(listed) == 20
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= {"desktop": 1366, "phone": 390}[size]
    visit.page.locator(".pare-rank a").first.click()
    visit.page.wait_for_url(re.compile(r"/sites\?site="), timeout=30_000)
    visit.page.get_by_role("heading", name=listed[0]).first.wait_for(timeout=60_000)


def test_more_of_the_list_on_demand(address: str, open_page: Open):
    visit = open_page(f"{address}/priorities")
    opened(visit)
    visit.page.get_by_role("button", name=re.compile("suivants")).click()
    visit.page.wait_for_function("document.querySelector('.pare-rank').querySelectorAll('a').length === 40")
    numbers = visit.page.locator(".pare-rank").first.locator(".pare-rank-number")
    expect(numbers).to_have_text([str(n) for n in range(1, 41)])


def test_weights_in_the_address_change_the_list_and_the_back_button_restores_it(address: str, open_page: Open):
    visit = open_page(f"{address}/priorities")
    opened(visit)
    before = names(visit)
    visit = open_page(f"{address}/priorities?w=toilets:0,management:0,without_shelter:0,water_quantity:10")
    opened(visit)
    visit.says(TR("priorities.weights_changed", count=4))
    assert names(visit) != before
    visit.page.get_by_text(TR("priorities.weights_changed", count=4)).click()
    visit.says(TR("priorities.only_tried", count=4))
    visit.page.get_by_role("button", name=TR("priorities.back")).click()
    visit.page.wait_for_function("!location.search.includes('w=')")
    shown = "[...document.querySelector('.pare-rank').querySelectorAll('a')].map(a => a.innerText).join('|')"
    visit.page.wait_for_function(f"wanted => {shown} === wanted", arg="|".join(before), timeout=30_000)


def test_factors_chart_and_map(address: str, open_page: Open):
    visit = open_page(f"{address}/priorities?zones=flood&reach_kit=essential&part=chart&by=people_in_need&among=MAPAP")
    assert "ZMPP" in opened(visit)
    visit.page.wait_for_selector(".js-plotly-plot .bars .point", timeout=30_000)
    expect(visit.page.locator(".js-plotly-plot .bars .point")).to_have_count(40)  # two panels of twenty
    visit = open_page(f"{address}/priorities?part=map")
    opened(visit)
    visit.map_frame()
    visit.says(TR("map.state.sites.head"))


def test_a_rank_is_explained_and_the_list_downloads(address: str, open_page: Open):
    visit = open_page(f"{address}/priorities")
    opened(visit)
    holder = visit.page.locator(".st-key-explain-priority")
    holder.get_by_role("button", name=TR("explain.open")).click()
    visit.page.get_by_text(TR("explain.formula"), exact=True).wait_for(timeout=30_000)
    visit.says("sum(weight * degree)")
    visit.page.keyboard.press("Escape")
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="XLSX").first.click()
    book = pd.read_excel(waiting.value.path(), sheet_name=None, header=None, engine="openpyxl")
    rows, _, method = book.values()
    assert rows.iloc[1, 0] == 1
    assert (method[0] == TR("explain.formula")).sum() == 20


def test_partners_at_a_glance(address: str, open_page: Open):
    visit = open_page(f"{address}/partners")
    text = opened(visit)
    assert re.search(r"ZMPP : 12 sites gérés par Agence A \(fictif\), 63 autres", text)
    assert "jamais additionnées" in text
    visit.page.wait_for_selector(".js-plotly-plot .bars .point", timeout=30_000)
    visit.page.locator(".pare-matrix tbody tr").nth(4).wait_for(state="attached", timeout=30_000)  # five, at least


@pytest.mark.parametrize("part", ["nobody", "lost", "contradicted", "overlap"])
def test_each_finding_counts_places_and_lists_them(address: str, open_page: Open, part: str):
    visit = open_page(f"{address}/partners?part={part}")
    text = opened(visit)
    assert TR(f"partners.note.{part}") in text
    visit.page.get_by_role("button", name=TR("explain.open")).first.click()
    visit.page.get_by_text(TR("explain.formula"), exact=True).wait_for(timeout=30_000)


def test_a_commune_without_anybody_leads_to_its_coverage(address: str, open_page: Open):
    visit = open_page(f"{address}/partners?part=nobody&dept=HT01")
    opened(visit)
    visit.page.get_by_role("link", name=TR("partners.to_sheet"), exact=True).click()
    visit.page.get_by_role("heading", name=TR("page.coverage.title"), exact=True).wait_for(timeout=60_000)
    visit.page.wait_for_url(re.compile(r"=HT01\d\d"), timeout=30_000)
