"""Prepositioning in real Chromium: the work runs beside the server, is told, and its answer stays from part to part."""

from __future__ import annotations

import pytest

from components.i18n import Words
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
FEW = "?events=300"


def answered(visit: Visit) -> None:
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.page.get_by_role("radio", name=TR("prepositioning.part.stands")).wait_for(timeout=150_000)
    visit.settle()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_answer_comes_and_every_part_of_it_is_there(address: str, open_page: Open, size: str):
    visit = open_page(f"{address}/prepositioning{FEW}", size=size)
    answered(visit)
    visit.says(TR("prepositioning.fraction_served"))
    visit.says("Équilibre D =")
    visit.says("catastrophes sans aucune demande restante")  # what the share is counted over
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= {"desktop": 1366, "phone": 390}[size]
    visit.page.get_by_text(TR("prepositioning.part.transfers"), exact=True).click()
    visit.page.get_by_text(TR("prepositioning.greedy_note")).wait_for(timeout=60_000)
    visit.says("ménages attendus par catastrophe servis")
    visit.page.get_by_text(TR("prepositioning.part.disasters"), exact=True).click()
    visit.says("Pire cas")
    visit.page.get_by_text(TR("prepositioning.part.plan"), exact=True).click()
    visit.page.get_by_text(TR("prepositioning.plan_note")).wait_for(timeout=60_000)


def test_long_work_is_told_and_can_be_stopped(address: str, open_page: Open):
    visit = open_page(f"{address}/prepositioning?events=10000")
    visit.page.get_by_role("button", name=TR("job.cancel")).click(timeout=60_000)
    visit.page.get_by_role("button", name=TR("job.again")).wait_for(timeout=60_000)
    visit.says(TR("job.cancelled"))
