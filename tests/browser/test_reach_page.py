"""The page of reach in real Chromium, in French: a scenario, the figure, a route closed, kept beside today, the files."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import expect

from components.figures.changes_address import read
from components.i18n import Words
from geo.what_if import Change
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
SOUTH = "reach?need=table&households=HT0811:9000;HT0815:3800&dept=HT08"


def opened(open_page: Open, url: str, size: str = "desktop") -> Visit:
    visit = open_page(url, size=size)
    visit.page.wait_for_selector("[data-testid='stMetricValue']", timeout=60_000)
    visit.settle()
    return visit


def figure(visit: Visit, key: str) -> int:
    """Number of a metric."""
    label = TR(key, hours="24")
    box = visit.page.locator("[data-testid='stMetric']").filter(has_text=label)
    return int(re.sub(r"\D", "", box.locator("[data-testid='stMetricValue']").inner_text()))


def changes(visit: Visit) -> tuple[Change, ...]:
    return read(parse_qs(urlsplit(visit.page.url).query).get("changes", [""])[0])


def close(visit: Visit, route: str) -> None:
    box = visit.page.get_by_label(TR("reach_change.close"), exact=True)
    box.click()
    box.fill(route)
    box.press("Enter")
    visit.page.wait_for_url(re.compile("changes="), timeout=30_000)
    visit.page.keyboard.press("Escape")
    visit.settle()


def test_from_a_scenario_to_the_figure(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/reach")
    visit.says(TR("reach.no_need"))
    visit.page.get_by_label(TR("reach_need.kind"), exact=True).click()
    visit.page.get_by_role("option", name=TR("reach_need.kind_scenario")).click()
    visit.page.wait_for_url(re.compile("need=scenario"), timeout=30_000)
    visit.settle()
    flood = open_page(f"{address}/reach?need=scenario&shock=preset:flood-artibonite")
    flood.page.wait_for_selector("[data-testid='stMetricValue']", timeout=60_000)
    flood.settle()
    left, reached = figure(flood, "reach.face_left"), figure(flood, "reach.face_reached")
    assert left + reached > 1_000
    flood.says("Ce qui arrête")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_closed_route_changes_the_answer_and_is_kept_beside_today(address: str, open_page: Open, size: str):
    visit = opened(open_page, f"{address}/{SOUTH}", size)
    left, reached = figure(visit, "reach.face_left"), figure(visit, "reach.face_reached")
    assert left + reached == 12_800
    close(visit, "RN2 (route")
    assert changes(visit) == (Change("close", "RN2"),)
    now_left, now_reached = figure(visit, "reach.face_left"), figure(visit, "reach.face_reached")
    assert now_left + now_reached == 12_800
    assert now_reached < reached
    visit.page.get_by_role("button", name=TR("reach.keep", name=TR("reach.variant_a"))).click()
    visit.page.wait_for_url(re.compile("kept_a="), timeout=30_000)
    visit.settle()
    visit.says(TR("reach.side_by_side", hours="24"))
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= visit.page.viewport_size["width"]
    again = opened(open_page, visit.page.url, size)  # a link opens it all again
    assert figure(again, "reach.face_reached") == now_reached


def test_the_answer_stands_on_the_first_screen(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/{SOUTH}")
    box = visit.page.locator("[data-testid='stMetric']").first.bounding_box()
    assert box["y"] + box["height"] < 768


def test_the_map_has_hours_and_flows(address: str, open_page: Open):
    visit = opened(open_page, f"{address}/{SOUTH}&view=flows")
    frame = visit.map_frame()
    frame.wait_for_function("(window.feature_group || []).length > 0", timeout=30_000)
    expect(visit.page.get_by_text(TR("map.layer.flows"))).to_be_visible(timeout=30_000)
    visit.page.get_by_text(TR("reach.map_hours"), exact=True).click()
    visit.page.wait_for_function("!location.search.includes('view=')", timeout=30_000)
    visit.settle()
    expect(visit.page.get_by_text(TR("map.layer.first_kits"))).to_be_visible(timeout=30_000)


def test_the_plan_is_taken_away_as_a_workbook_and_on_paper(address: str, open_page: Open, tmp_path):
    visit = opened(open_page, f"{address}/{SOUTH}&part=plan")
    for key, ending in (("reach_plan.xlsx", "xlsx"), ("reach_plan.pdf", "pdf"), ("reach_plan.csv", "csv")):
        button = visit.page.get_by_role("button", name=TR(key), exact=True)
        with visit.page.expect_download(timeout=60_000) as waiting:
            button.click()
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.suffix == f".{ending}"
        if ending == "pdf":
            assert path.read_bytes().startswith(b"%PDF")
        if ending == "xlsx":
            rows = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
            assert len(rows) > 4
            assert any("Jérémie" in str(row) for row in rows)
