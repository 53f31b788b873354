"""An area drawn by clicks, an uploaded one, explanations that open, cards on a phone: in real Chromium."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pypdf
import pytest

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
MAP = "iframe[title='streamlit_folium.st_folium']"
# Round the middle of the capital: south-west, south-east, north-east.
CORNERS = ((18.50, -72.40), (18.50, -72.25), (18.60, -72.25))


def opened(open_page: Open, url: str, size: str = "desktop") -> Visit:
    visit = open_page(url, size=size)
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    return visit


def explained(visit: Visit, name: str) -> str:
    """Text of the explanation that a choice of that name opens."""
    visit.page.get_by_role("button", name=TR("explain.open")).last.wait_for(timeout=60_000)
    holder = visit.page.locator(f".st-key-explain-{name}").first
    holder.get_by_role("button", name=TR("explain.open")).click()
    table = visit.page.locator("[data-testid=stPopoverBody] table").last
    table.wait_for(timeout=30_000)
    text = table.inner_text()
    visit.page.keyboard.press("Escape")
    return text


def test_an_area_is_drawn_click_by_click_and_the_address_holds_it(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/coverage?part=area&place=HT01")
    for count, (latitude, longitude) in enumerate(CORNERS, start=1):
        frame = visit.map_frame()
        visit.page.locator(MAP).scroll_into_view_if_needed()
        visit.page.wait_for_timeout(1500)  # the map goes to its place first
        js = (
            "([y, x]) => { map.setView([18.55, -72.33], 11, { animate: false });"
            " const p = map.latLngToContainerPoint([y, x]); return [p.x, p.y]; }"
        )
        at = frame.evaluate(js, [latitude, longitude])
        visit.page.frame_locator(MAP).locator("body").click(position={"x": at[0], "y": at[1]})
        visit.page.wait_for_function(
            "count => (new URLSearchParams(location.search).get('corners') || '').split(';').filter(Boolean).length === count",
            arg=count, timeout=30_000,
        )  # fmt: skip
        visit.settle()
    visit.page.get_by_text(f"{TR('coverage.area_drawn')} · {TR('standard.toilets')}").wait_for(timeout=60_000)
    assert TR("explain.rounding") in explained(visit, "area")
    visit.page.get_by_role("button", name=TR("coverage.area_back")).click()
    visit.page.get_by_text(re.compile("Touchez la carte")).wait_for(timeout=30_000)


def test_an_uploaded_area_and_its_sites(address: str, open_page: Open, tmp_path: Path):
    ring = [[-72.36, 18.52], [-72.30, 18.52], [-72.30, 18.56], [-72.36, 18.56], [-72.36, 18.52]]
    feature = {"type": "Feature", "properties": {"nom": "Bas Delmas"},
               "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip
    path = tmp_path / "zone.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    visit = opened(open_page, f"{address}/coverage?part=area")
    visit.page.get_by_text(TR("coverage.area_file"), exact=True).click()
    visit.page.locator("input[type=file]").first.set_input_files(str(path))
    visit.page.get_by_text("Bas Delmas ·").wait_for(timeout=60_000)
    assert "corners" not in visit.page.url


@pytest.mark.parametrize("part", ["lost", "overlap", "nobody"])
def test_findings_of_partners_are_cards_on_a_phone(address: str, open_page: Open, part: str):
    visit = opened(open_page, f"{address}/partners?part={part}", size="phone")
    visit.page.locator(".pare-rows tbody th").first.wait_for(timeout=60_000)
    wide = "[...document.querySelectorAll('.pare-rows tr, .pare-rows td')].filter(e => e.getBoundingClientRect().right > 390)"
    assert visit.page.evaluate(f"{wide}.length") == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not visit.page.locator(".pare-rows thead").first.is_visible()


def test_organisations_and_sectors_need_no_scrolling_on_a_phone(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/partners", size="phone")
    visit.page.locator(".pare-matrix td").first.wait_for(state="attached", timeout=60_000)
    inner, outer = visit.page.evaluate(
        "(() => { const s = document.querySelector('.pare-matrix'); return [s.scrollWidth, s.clientWidth]; })()"
    )
    assert inner <= outer


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("coverage", "of-matrix"), ("coverage?part=gaps", "of-gap-list-adm2"), ("coverage?part=people", "of-people-place"),
        ("partners?part=lost", "of-found-lost"), ("partners", "of-matrix"), ("sites?site=SIT-0018", "site-state"),
        ("sites?site=SIT-0018", "of-site-partner"), ("sites?site=SIT-0018", "of-site-doubt"),
        ("sites?site=SIT-0018", "site-verdicts"), ("sites?site=SIT-0018", "of-site-stock"),
    ],
)  # fmt: skip
def test_a_figure_opens_its_formula_source_and_date(address: str, open_page: Open, url: str, name: str):
    told = explained(opened(open_page, f"{address}/{url}"), name)
    for key in ("formula", "clause", "dated", "source", "status"):
        assert TR(f"explain.{key}") in told, key


def test_the_paper_of_a_contradictory_site_lists_what_cannot_be_true(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/sites?site=SIT-0018")
    visit.page.get_by_role("button", name=TR("sheet.pdf_site")).wait_for(timeout=60_000)
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name=TR("sheet.pdf_site")).click()
    book = pypdf.PdfReader(waiting.value.path())
    assert len(book.pages) == 1
    paper = re.sub(r"\s+", " ", book.pages[0].extract_text())
    assert "Contradictions (17)" in paper
    assert "Indicateurs touchés" in paper
