"""Actions in real Chromium: overdue first, to the site and back, closed with a reason, and a gap that becomes one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
WIDTHS = {"desktop": 1366, "phone": 390}


def opened(visit: Visit) -> str:
    visit.page.get_by_role("button", name="XLSX").first.wait_for(timeout=60_000)  # it stands at the end
    visit.settle()
    return visit.page.inner_text("body")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_is_late_comes_first_and_leads_to_its_site(address: str, open_page: Open, size: str):
    visit = open_page(f"{address}/actions?action=ACT-0003", size=size)
    text = opened(visit)
    first = visit.page.locator("[data-testid='stMain'] li").first
    expect(first).to_have_text(re.compile(r"^\s*en retard.*en retard de 16 jours", re.DOTALL), use_inner_text=True)
    assert "19, dont 5 en retard et 3 sans échéance" in text
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[size]
    visit.page.get_by_role("link", name=TR("actions.to_site")).click()
    visit.page.wait_for_url(re.compile(r"/sites\?site=SIT-0033"), timeout=30_000)
    visit.page.get_by_role("heading", name=TR("report.actions")).wait_for(timeout=60_000)
    visit.says("Vidanger les fosses des toilettes du bloc A")
    visit.page.get_by_role("link", name=TR("actions.to_list")).click()
    visit.page.wait_for_url(re.compile(r"/actions\?among=HT0112"), timeout=30_000)


def test_a_gap_becomes_an_action_with_its_standard_and_commune(address: str, open_page: Open):
    visit = open_page(f"{address}/coverage?part=gaps&commune=HT0112&standard=toilets")
    opened(visit)
    visit.page.get_by_role("link", name=TR("actions.make")).click()
    visit.page.get_by_text("Nouvelle action").first.wait_for(timeout=60_000)
    visit.settle()
    shown = "[...document.querySelectorAll(\"[data-testid='stSelectbox'] input\")].map(one => one.value)"
    for word in ("Delmas", TR("choice.action_status.open")):
        visit.page.wait_for_function(f"word => {shown}.includes(word)", arg=word, timeout=30_000)
    visit.says("8840")


def test_an_action_is_closed_with_a_reason(address: str, open_page: Open):
    visit = open_page(f"{address}/actions?action=ACT-0003")
    opened(visit)
    visit.page.get_by_text(TR("actions.close")).click()
    visit.page.get_by_label(TR("actions.reason")).fill("gestionnaire désigné")
    visit.page.get_by_role("button", name=TR("actions.save")).click()
    visit.page.get_by_text(re.compile("Enregistré sous le n°")).wait_for(timeout=60_000)
    visit.says("18, dont 4 en retard")
