"""Settings in real Chromium: a threshold looked up, tried, stored, told on the page of coverage, and undone."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from playwright.sync_api import expect

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
STANDARD = "Seuil en phase standard"


def opened(visit: Visit) -> str:
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.page.get_by_role("button", name="XLSX").first.wait_for(timeout=60_000)
    visit.settle()
    return visit.page.inner_text("body")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_name_in_the_table_opens_its_form_and_nothing_is_cut(address: str, open_page: Open, size: str):
    visit = open_page(f"{address}/settings?norm_sector=wash", size=size)
    told = opened(visit)
    assert "≤ 50 en première phase, puis ≤ 20" in told
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= {"desktop": 1366, "phone": 390}[size]
    visit.page.get_by_role("link", name=TR("standard.toilets"), exact=True).click()
    visit.page.wait_for_url(re.compile(r"norm=toilets"), timeout=30_000)
    visit.page.get_by_label(STANDARD).wait_for(timeout=60_000)
    expect(visit.page.get_by_label(STANDARD)).to_have_value("20")


def test_a_threshold_is_tried_stored_told_everywhere_and_undone(address: str, open_page: Open):
    visit = open_page(f"{address}/settings?norm=toilets")
    opened(visit)
    page = visit.page
    page.get_by_label(STANDARD).fill("vingt")
    page.keyboard.press("Enter")
    page.get_by_text("n'est pas un nombre").wait_for(timeout=30_000)
    page.get_by_label(STANDARD).fill("30")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"devient « aux normes » sur \d+ sites")).wait_for(timeout=30_000)
    page.get_by_label(TR("settings.reason")).first.fill("décision du groupe EPAH")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=TR("settings.store"), exact=True).first.click()
    page.get_by_text(re.compile("Cela s'annule dans Historique")).wait_for(timeout=30_000)
    visit.settle()
    visit.says("20 personnes par toilette → 30 personnes par toilette")
    _coverage_tells(address, open_page)
    _undone(address, open_page)


def _coverage_tells(address: str, open_page: Open) -> None:
    visit = open_page(f"{address}/coverage?standard=toilets&phase=standard")
    opened(visit)
    visit.page.get_by_role("button", name=TR("explain.open")).first.click()
    visit.page.get_by_text(TR("explain.changed"), exact=True).wait_for(timeout=30_000)
    said = "modifié par l'utilisateur de ce poste"
    visit.says(said)
    visit.page.keyboard.press("Escape")
    with visit.page.expect_download(timeout=60_000) as waiting:
        visit.page.get_by_role("button", name="XLSX").first.click()
    book = pd.read_excel(waiting.value.path(), sheet_name=None, header=None, engine="openpyxl")
    *_, method = book.values()
    assert method[1].astype(str).str.contains(said).any()
    assert method[1].astype(str).str.contains("décision du groupe EPAH").any()


def _undone(address: str, open_page: Open) -> None:
    visit = open_page(f"{address}/settings?part=history")
    opened(visit)
    page = visit.page
    visit.says("décision du groupe EPAH")
    page.get_by_text(TR("imports.undo"), exact=True).click()
    page.get_by_text(TR("imports.undo_look")).click()
    page.get_by_label(TR("imports.reason")).first.fill("essai fini")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=TR("imports.undo_button")).click()
    page.get_by_text(re.compile(r"annulé\. Rien n'est effacé")).wait_for(timeout=30_000)
    visit.settle()
    visit.says(TR("settings.never_changed"))
