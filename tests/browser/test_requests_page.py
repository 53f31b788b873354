"""Requests in real Chromium: a new one on a phone, endorsed, approved, released; nothing is wider than the screen."""

from __future__ import annotations

import re

import pytest

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
WIDTHS = {"desktop": 1366, "phone": 390}
WAIT = 60_000


def fits(visit: Visit, size: str) -> None:
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[size]


def choose(visit: Visit, label: str, text: str) -> None:
    """Choose from a list by typing."""
    field = visit.page.get_by_role("combobox", name=re.compile(f"^.*{label}")).first
    field.click()
    field.fill(text)
    visit.page.get_by_role("option", name=text).first.click()
    visit.settle()


def press(visit: Visit, label: str) -> None:
    visit.page.get_by_role("button", name=label, exact=True).click()
    visit.page.get_by_text(re.compile("n° ?[0-9]+")).first.wait_for(timeout=WAIT)
    visit.settle()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_waits_is_seen_first(address: str, open_page: Open, size: str):
    visit = open_page(f"{address}/requests", size=size)
    visit.page.get_by_role("button", name="XLSX").first.wait_for(timeout=WAIT)
    visit.settle()
    visit.says("27 demandes, dont 9 en retard")
    text = visit.page.inner_text("body")
    assert text.index(TR("requests.waiting")) < text.index(TR("requests.list"))
    fits(visit, size)


def test_from_a_new_request_to_the_release(address: str, open_page: Open):
    visit = open_page(f"{address}/requests?part=new", size="phone")
    visit.page.get_by_role("button", name=TR("requests.make")).wait_for(timeout=WAIT)
    visit.settle()
    choose(visit, TR("requests.partner"), "ONG Q (fictif)")
    visit.page.get_by_text("doit 2 rapports de distribution").wait_for(timeout=WAIT)
    visit.page.get_by_label(TR("requests.households_asked"), exact=True).fill("40")
    visit.page.keyboard.press("Tab")
    visit.settle()
    choose(visit, TR("filter.commune"), "Gonaïves")
    visit.page.get_by_text("Peuvent tout servir").wait_for(timeout=WAIT)
    fits(visit, "phone")
    press(visit, TR("requests.make"))
    visit.page.get_by_role("link", name=re.compile("Fiche de la demande DEM-")).click()
    visit.page.wait_for_url(re.compile(r"request=DEM-"), timeout=WAIT)
    for step in ("endorsed", "approved", "released"):
        visit.page.get_by_role("button", name=TR(f"requests.take.{step}"), exact=True).wait_for(timeout=WAIT)
        visit.settle()
        fits(visit, "phone")
        press(visit, TR(f"requests.take.{step}"))
    visit.page.get_by_role("button", name=TR("requests.take.delivered"), exact=True).wait_for(timeout=WAIT)
    visit.says("stock libéré")
