"""Four sites of the demonstration followed in real Chromium, in French: from the map to the sheet to its PDF."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Page

from components.i18n import Words
from tests.browser.harness import SIZES, Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
# Site -> its name and what its sheet and its paper must say (docs/demo.md).
FOLLOWED = {
    "SIT-0068": ("Centre administratif Lanp Maron", "✓ atteint"),
    "SIT-0033": ("École Zetwal Trankil", "✗ en dessous"),
    "SIT-0007": ("Temple Kokoye Ble", "non visité"),
    "SIT-0018": ("Terrain Panye Jòn", "✗ en dessous"),
}
# Marks of the map by the id that their card carries, also those inside a cluster: what a click on one sends.
CLICK = """id => {
  const held = [];
  const walk = layer => layer.eachLayer
    ? (layer.getLayers ? layer.getLayers() : []).forEach(walk) : held.push(layer);
  window.feature_group.forEach(walk);
  const mark = held.find(one => one.getTooltip && one.getTooltip()
    && one.getTooltip().getContent().includes('sites:' + id + '<'));
  map.setView(mark.getLatLng(), 18, { animate: false });
  mark.fire('click', { latlng: mark.getLatLng() }, true);
}"""


def opened(visit: Visit) -> str:
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    return visit.page.inner_text("body")


def words_of(page: Page) -> str:
    """Text of the sheet, that of closed sectors too."""
    return page.evaluate("document.querySelector('[data-testid=stMain]').textContent")


@pytest.mark.parametrize("size", list(SIZES))
@pytest.mark.parametrize("site", list(FOLLOWED))
def test_from_the_map_to_the_sheet_to_its_paper(address: str, open_page: Open, size: str, site: str):
    name, verdict = FOLLOWED[site]
    visit = open_page(address, size=size)
    opened(visit)
    visit.map_frame().evaluate(CLICK, site)
    link = visit.page.get_by_role("link", name=TR("sites.open", name=name))
    link.wait_for(timeout=30_000)
    link.click()
    visit.page.wait_for_url(re.compile(f"site={site}"), timeout=30_000)
    visit.page.get_by_role("button", name=TR("sheet.pdf_site")).wait_for(timeout=60_000)
    visit.settle()
    told = words_of(visit.page)
    assert name in told
    assert verdict in told
    assert (TR("sheet.contradictions") in told) == (site == "SIT-0018")
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=TR("sheet.pdf_site")).click()
    assert waiting.value.suggested_filename == f"pare-site-{site}-2023-08-31-fictif.pdf"
    book = pypdf.PdfReader(waiting.value.path())
    assert len(book.pages) == 1
    paper = book.pages[0].extract_text()
    assert name in paper
    assert verdict.split()[-1] in paper
    assert TR("report.stamp_fictional").upper() in paper.upper()


def test_a_commune_has_a_paper_too(address: str, open_page: Open):
    visit = open_page(f"{address}/sites?site=SIT-0033")
    opened(visit)
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=TR("sheet.pdf_commune")).click()
    text = pypdf.PdfReader(waiting.value.path()).pages[0].extract_text()
    assert "Delmas" in text
    assert TR("report.people_sites") in text


def test_the_map_of_a_sheet_opens_on_the_site(address: str, open_page: Open):
    visit = open_page(f"{address}/sites?site=SIT-0018")
    opened(visit)
    frame = visit.map_frame()
    assert frame.evaluate("map.getZoom()") >= 13
    # SIT-0018 as the demonstration has it
    assert abs(frame.evaluate("map.getCenter().lat") - 18.53) < 0.03


def test_the_list_is_searched_filtered_and_ordered_and_the_address_says_so(address: str, open_page: Open):
    visit = open_page(f"{address}/sites?q=Zetwal&order=short")
    opened(visit)
    visit.page.get_by_text(TR("sites.order")).first.wait_for(timeout=60_000)
    told = visit.page.get_by_text(re.compile(r"\d+ sites ouverts")).first
    count = int(re.search(r"(\d+) sites ouverts", told.inner_text())[1])
    assert 0 < count < 20
    visit = open_page(f"{address}/sites?site_class=planned_site")
    assert f"{count} sites" not in opened(visit) or count == 0
    assert "site_class=planned_site" in visit.page.url


def test_the_master_list_is_handed_over(address: str, open_page: Open):
    visit = open_page(f"{address}/sites")
    opened(visit)
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=TR("sites.master_list")).click()
    rows = list(
        openpyxl.load_workbook(BytesIO(waiting.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True)
    )
    assert {row[0] for row in rows} >= set(FOLLOWED)
