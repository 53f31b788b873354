"""A day of a DGPC warehouse on a phone: a truck with a shortage, a count, a release to a partner, the waybill printed."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pypdf
import pytest
from playwright.sync_api import Page, expect

from components.i18n import Words
from data import demo, stock_moves
from data.access import LOCAL
from data.snapshot import Source
from data.stock_moves import Slip
from data.store.store import Told
from geo.slip_numbers import grouped, opaque_number
from tests.browser.harness import Open, Visit

pytestmark = pytest.mark.browser
TR = Words("fr")
PHONE = 390
FROM, HERE = "MAG-01", "MAG-04"
PACK, LOT, OTHER = 25, "JOUR-1", "JOUR-2"


@pytest.fixture(scope="module")
def source(home: Path) -> Source:
    """The store of the server, with a truck on the way: 600 tarpaulins in cartons of 25 and 150 blankets."""
    made = Source(demo.open_or_make(home / "pare.db"))
    with made.store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("items", pd.DataFrame([{"item": "tarpaulin", "pack_units": PACK}]))
    lines = ({"item": "tarpaulin", "lot": LOT, "quantity": "600"}, {"item": "blanket", "lot": OTHER, "quantity": "150"})
    stored(
        made, Slip("receipt", "BR-JOUR", "2023-08-27", lines, {"warehouse_id": FROM, "counterpart": "Fournisseur L"})
    )
    head = {"warehouse_id": FROM, "counterpart": HERE, "shipment": "EXP-JOUR", "slip": "BT 118"}
    stored(made, Slip("transfer_out", "BT-JOUR", "2023-08-29", lines, head))
    return made


def stored(source: Source, slip: Slip) -> None:
    looked = stock_moves.look(source, slip)
    assert not looked.faults
    assert stock_moves.save(source, LOCAL, slip, looked, reason="essai") is not None


def settle(visit: Visit) -> None:
    visit.settle()
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= PHONE


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).last.click()
    settle(visit)


def choose(visit: Visit, label: str, option: str) -> None:
    box = visit.page.get_by_role("combobox", name=label, exact=True).last
    box.click()
    box.fill(option)
    visit.page.get_by_role("option").filter(has_text=option).first.click()
    settle(visit)


def write(visit: Visit, label: str, value: str, at: int = 0) -> None:
    field = visit.page.get_by_label(label, exact=True).nth(at)
    field.fill(value)
    field.press("Tab")
    settle(visit)


def record(visit: Visit, reason: str) -> int:
    press(visit, TR("desk.to_check"))
    write(visit, TR("desk.reason"), reason)
    press(visit, TR("desk.save"))
    said = visit.page.get_by_text(re.compile("Enregistré sous le n°"))
    said.wait_for(timeout=60_000)
    return int(re.sub(r"\D", "", said.inner_text()))


def held(source: Source, item: str, lot: str) -> float:
    rows = source.store.balances()
    return float(rows[(rows["warehouse_id"] == HERE) & (rows["item"] == item) & (rows["lot"] == lot)]["held"].sum())


def moved(source: Source, batch: int) -> pd.DataFrame:
    rows = source.store.movements()
    return rows[rows["batch"] == batch]


def fetched(page: Page, label: str) -> str:
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name=label, exact=True).first.click()
    made = Path(str(started.value.path())).read_bytes()
    text = " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(made)).pages)
    return re.sub(r"\s+", " ", text).replace("\u202f", " ")


def test_a_day_at_the_warehouse(source: Source, address: str, open_page: Open):
    visit = open_page(f"{address}/warehouse?warehouse={HERE}", size="phone")
    page = visit.page
    page.get_by_role("button", name=TR("desk.task.receive"), exact=True).wait_for(timeout=60_000)
    settle(visit)
    expect(page.get_by_role("combobox", name=TR("desk.mine"))).to_have_value("Entrepôt Les Cayes")

    # The truck: 24 cartons of 25 were sent; 23 and 5 loose pieces came, 20 tarpaulins lack.
    press(visit, TR("desk.task.receive"))
    choose(visit, TR("desk.which_arrival"), "EXP-JOUR")
    press(visit, TR("desk.all_arrived"))
    write(visit, TR("desk.packs_of", pack=float(PACK)), "23")
    write(visit, TR("desk.loose"), "5")
    visit.says("Manquant : 20 pièces")
    expect(page.get_by_role("button", name=TR("desk.to_check"))).to_be_disabled()  # nobody said why
    choose(visit, TR("desk.why_different"), "perdu en route")
    batch = record(visit, "bordereau BT 118")
    came = moved(source, batch).set_index(["kind", "item"])["quantity"]
    assert came.to_dict() == {("transfer_in", "tarpaulin"): 580.0, ("transfer_in", "blanket"): 150.0,
                              ("shortage", "tarpaulin"): 20.0}  # fmt: skip
    note = fetched(page, TR("slip.paper.received_note"))
    for told in ("600", "580", "-20", "perdu en route", "EXP-JOUR", "Fictif : démonstration".upper()):
        assert told in note
    press(visit, TR("desk.to_desk"))

    # The count: 2 tarpaulins of the new lot are wet and put aside; the ledger says 580.
    press(visit, TR("desk.task.count"))
    choose(visit, TR("desk.item"), "Bâche")
    card = page.locator("[data-testid='stVerticalBlock']").filter(has_text=LOT).last
    card.get_by_label(TR("desk.packs_of", pack=float(PACK)), exact=True).fill("23")
    card.get_by_label(TR("desk.packs_of", pack=float(PACK)), exact=True).press("Tab")
    settle(visit)
    card.get_by_label(TR("desk.loose"), exact=True).fill("3")
    card.get_by_label(TR("desk.loose"), exact=True).press("Tab")
    settle(visit)
    visit.says("Écart : −2")
    batch = record(visit, "inventaire du soir")
    assert moved(source, batch)[["kind", "lot", "quantity"]].to_numpy().tolist() == [["count", LOT, 578.0]]
    assert held(source, "tarpaulin", LOT) == 578.0
    press(visit, TR("desk.to_desk"))

    # The release: 100 tarpaulins to a partner, of the lot that is chosen.
    press(visit, TR("desk.task.release"))
    box = page.get_by_role("combobox", name=TR("desk.partner")).last
    box.fill("ONG Espwa (fictif)")
    box.press("Enter")
    settle(visit)
    choose(visit, TR("desk.item"), "Bâche")
    write(visit, TR("desk.packs_of", pack=float(PACK)), "4")
    choose(visit, TR("desk.lot"), LOT)
    batch = record(visit, "ordre de libération n° 12")
    row = moved(source, batch).iloc[0]
    assert row[["kind", "lot", "quantity", "packs", "counterpart"]].tolist() == [
        "release", LOT, 100.0, 4.0, "ONG Espwa (fictif)"]  # fmt: skip
    assert held(source, "tarpaulin", LOT) == 478.0

    # The waybill, now and again from the list of slips, found by the number of its QR code.
    number = grouped(opaque_number(str(row["document"])))
    first = fetched(page, TR("slip.paper.waybill"))
    for told in (str(row["document"]), number, "ONG Espwa (fictif)", "Entrepôt Les Cayes", LOT, TR("slip.box.carrier")):
        assert told in first
    press(visit, TR("desk.to_desk"))
    write(visit, TR("desk.find"), number)
    page.get_by_text("Enregistrement".casefold()).first.wait_for(timeout=30_000)
    assert fetched(page, TR("slip.paper.waybill")) == first
    assert TR("slip.paper.release_order") in fetched(page, TR("slip.paper.release_order"))


def test_a_refusal_says_what_there_is_and_stores_nothing(source: Source, address: str, open_page: Open):
    head = source.store.head()
    visit = open_page(f"{address}/warehouse?warehouse={HERE}", size="phone")
    visit.page.get_by_role("button", name=TR("desk.task.release"), exact=True).wait_for(timeout=60_000)
    settle(visit)
    press(visit, TR("desk.task.release"))
    box = visit.page.get_by_role("combobox", name=TR("desk.partner")).last
    box.fill("ONG Espwa (fictif)")
    box.press("Enter")
    settle(visit)
    choose(visit, TR("desk.item"), "Bâche")
    write(visit, TR("desk.packs_of", pack=float(PACK)), "4000")
    visit.says("utilisables : il en manque")
    press(visit, TR("desk.to_check"))
    write(visit, TR("desk.reason"), "essai")
    expect(visit.page.get_by_role("button", name=TR("desk.save"))).to_be_disabled()
    visit.says(TR("desk.fix_first"))
    assert source.store.head() == head
