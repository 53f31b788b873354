"""Importing in a real browser: a hostile unknown table, its columns, the store, the undo, a message, a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.i18n import Words
from tests.browser.harness import ROOT, Open, Serve, Visit, streamlit

pytestmark = pytest.mark.browser

TR = Words("fr")
HEADS = "Kod kote;Non kote a;<img src=x onerror=alert(1)> `Moun`;Jou;Kominn;Telefòn"
ROW = "K-1;Lise `x` ${y};420;2023-08-01;Delmas;3700-1111"
MEANT = {0: "Code du site", 1: "Nom *", 3: "Date à laquelle", 4: "Nom de la commune"}
# Widths of the first two columns of the table of columns, and its height of a row, in pixels.
LEFT, HEIGHT = 180 + 180, 35


@pytest.fixture(scope="module")
def address(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("home")
    home.chmod(0o700)
    return serve(streamlit(ROOT / "asgi.py"), {"PARE_HOME": str(home)})


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "kan.csv"
    path.write_text(f"{HEADS}\n{ROW}\n", encoding="utf-8")
    return path


def ready(visit: Visit) -> Page:
    visit.page.wait_for_selector("h1", timeout=60_000)
    visit.settle()
    return visit.page


def given(visit: Visit, path: Path) -> Page:
    page = ready(visit)
    page.set_input_files("input[type=file]", path)
    return page


def mean(page: Page, row: int, word: str) -> None:
    """Choose what one column of the file means."""
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + LEFT + 100, box["y"] + HEIGHT * (row + 1) + HEIGHT / 2)
    page.wait_for_timeout(300)
    page.keyboard.type(word)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)


def test_an_unknown_table_is_read_by_its_columns_stored_and_known_next_month(address, open_page: Open, table):
    visit = open_page(f"{address}/imports")
    page = ready(visit)
    page.get_by_role("textbox", name=TR("imports.sender")).fill("OIM")
    page.keyboard.press("Tab")
    page.set_input_files("input[type=file]", table)
    expect(page.get_by_text(TR("imports.unrecognised", file="kan.csv"))).to_be_visible(timeout=60_000)
    page.locator("[data-testid=stSelectbox]").filter(has_text=TR("imports.wizard_table")).locator("input").click()
    page.keyboard.type(TR("frame.sites"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(TR("imports.dropped")).first).to_be_visible(timeout=60_000)
    assert "3700-1111" not in page.content()
    for row, word in MEANT.items():
        mean(page, row, word)
    page.get_by_role("button", name=TR("imports.wizard_read")).click()
    store = page.get_by_role("button", name=TR("imports.store_rows", count=1))
    expect(store).to_be_visible(timeout=60_000)
    store.click()
    expect(page.get_by_text(TR("imports.done", batch=3)).first).to_be_visible(timeout=60_000)
    page.get_by_text(TR("imports.undo_this")).click()
    page.get_by_role("button", name=TR("imports.undo_button")).click()
    expect(page.get_by_text(TR("imports.undone", batch=3)).first).to_be_visible(timeout=60_000)
    # Next month: the sender is chosen, the file is read at once.
    table.write_text(f"{HEADS}\n{ROW.replace('K-1', 'K-2').replace('2023-08', '2023-09')}\n", encoding="utf-8")
    page.locator("[data-testid=stSelectbox]").filter(has_text=TR("imports.sender")).locator("input").click()
    page.keyboard.type("OIM")
    page.keyboard.press("Enter")
    visit.settle()
    page.set_input_files("input[type=file]", table)
    expect(store).to_be_visible(timeout=60_000)


def test_hostile_texts_are_shown_as_they_are(address, open_page: Open, tmp_path):
    path = tmp_path / "sites.csv"
    name = "<img src=x onerror=window.ran=1> `a` [b](http://c.d)"
    path.write_text(
        f"site_id,name,adm2_pcode,observed_on,{name}\nX-1,{name},{name},2023-08-01,{name}\n", encoding="utf-8"
    )
    visit = open_page(f"{address}/imports")
    page = given(visit, path)
    expect(page.get_by_text(name[:45]).first).to_be_visible(timeout=60_000)
    assert page.evaluate("window.ran") is None
    assert page.locator("a[href*='c.d']").count() == 0


def test_a_pasted_message_on_a_phone(address, open_page: Open):
    visit = open_page(f"{address}/imports", size="phone")
    page = ready(visit)
    page.get_by_text(TR("imports.way_paste"), exact=True).click()
    page.locator("textarea").fill("SIT SIT-0001 MEN 412 MOUN 1850 DLO 9")
    page.get_by_role("button", name=TR("imports.paste_read")).click()
    expect(page.get_by_text(TR("imports.preview"))).to_be_visible(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_templates_stand_on_the_page_and_the_decision_stays_in_reach_of_a_phone(address, open_page: Open, tmp_path):
    """In an English browser the French page has French dates and file names; the decision never leaves the screen."""
    path = tmp_path / "sites.csv"
    rows = [f"N-{at};Kan Nèf {at};HT0111;2023-08-01;{'x' if at % 3 else -72.3 - at / 1000};18.5" for at in range(40)]
    path.write_text("\n".join(["site_id;name;adm2_pcode;observed_on;longitude;latitude", *rows]), encoding="utf-8")
    visit = open_page(f"{address}/imports?lang=fr", size="phone", locale="en-US")
    page = ready(visit)
    page.get_by_role("button", name=TR("imports.templates")).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=TR("imports.template"), exact=True).click()
    assert waiting.value.suggested_filename == "pare-modele-evaluations-de-sites.xlsx"
    page.keyboard.press("Escape")
    page.set_input_files("input[type=file]", path)
    keep = page.get_by_role("button", name=TR("imports.store_none"))
    expect(keep).to_be_visible(timeout=60_000)
    visit.settle()
    for share in (0, 0.5, 1):
        page.evaluate(
            f"(e => e.scrollTo(0, {share} * (e.scrollHeight - 900)))(document.querySelector('[data-testid=stMain]'))"
        )
        page.wait_for_timeout(300)
        expect(keep).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    keep.click()
    expect(page.get_by_text(TR("imports.let_go", file="sites.csv"))).to_be_visible(timeout=60_000)
