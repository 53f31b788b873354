"""The age of sources under the map: its share always, its table once somebody unfolds it."""

from __future__ import annotations

import pytest

from components.i18n import Words
from tests.browser.harness import Open

pytestmark = pytest.mark.browser
TR = Words("fr")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_table_of_sources_is_built_for_who_unfolds_it(address: str, open_page: Open, size: str):
    visit = open_page(address, size=size)
    visit.map_frame()
    visit.settle()
    tables = visit.page.get_by_test_id("stDataFrame")
    assert tables.count() == 0
    schematic = visit.page.get_by_text(TR("sources.schematic"))
    assert schematic.count() == 0
    visit.page.get_by_text(TR("sources.title"), exact=True).click()
    schematic.wait_for(timeout=30_000)
    tables.first.wait_for(timeout=30_000)
    visit.page.get_by_text(TR("sources.title"), exact=True).click()
    schematic.wait_for(state="detached", timeout=30_000)
