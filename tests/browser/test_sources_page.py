"""The page of sources in real Chromium: ticking what is still true, the parts by address, no network on opening."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from components.i18n import Words
from data.store.store import Store
from tests.browser.harness import Open

pytestmark = pytest.mark.browser

TR = Words("fr")
FIRST_ROW_PIXELS = (18, 38 + 17)  # the tick of the first row, below the header


def test_what_is_ticked_is_still_true_and_stored_as_one_batch(address: str, home: Path, open_page: Open):
    visit = open_page(f"{address}/sources")
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    table = visit.page.locator("[data-testid=stDataFrame]").last
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box is not None
    visit.page.mouse.click(box["x"] + FIRST_ROW_PIXELS[0], box["y"] + FIRST_ROW_PIXELS[1])
    confirm = visit.page.get_by_role("button", name=TR("freshness.confirm", day="31 août 2023", count=1))
    confirm.wait_for(timeout=30_000)
    visit.settle()
    confirm.click()
    how = TR("freshness.confirmed_one", names="|", batch=2, page=TR("page.imports.title")).split("|")[1]
    visit.page.get_by_text(how).first.wait_for(timeout=30_000)
    store = Store(home / "pare.db", read_only=True)
    said = store.records("confirmations")
    mine = said[said["table_name"] != "alerts"]  # the demonstration's own are second signatures of bulletins
    assert mine["confirmed_on"].tolist() == ["2023-08-31"]
    assert store.batches().iloc[0]["source"] == "confirmation"


def test_counts_of_who_follow_the_kind_that_is_chosen(address: str, open_page: Open):
    """The box shows what it counts now, not the words it was drawn with before."""
    visit = open_page(f"{address}/sources")
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    kind = visit.page.get_by_test_id("stButtonGroup").get_by_role("button", name=TR("freshness.kind.stock"))
    count = int(re.sub(r"\D", "", kind.inner_text().rsplit("(")[-1]))
    kind.click()
    visit.settle()
    box = visit.page.get_by_test_id("stSelectbox").filter(has_text=TR("freshness.who"))
    expect(box.locator("input").first).to_have_value(TR("freshness.everyone", count=count), timeout=30_000)


@pytest.mark.parametrize(
    ("part", "key"),
    [("quality", "quality.findings"), ("doubles", "identity.title"), ("feeds", "feeds.note")],
)
def test_a_part_opens_by_its_address(address: str, open_page: Open, part: str, key: str):
    visit = open_page(f"{address}/sources?part={part}", size="phone")
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    visit.says(TR(key))
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= 390
