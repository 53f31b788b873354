"""Papers of stored slips: which there are, and that what stands on them is what the ledger has."""

from __future__ import annotations

import io
import re

import pandas as pd
import pypdf
import pytest

from components.figures.report import slip_filled
from components.figures.report.slip_paper import COUNT, ISSUED, RECEIVED, RELEASE, WAYBILL
from components.i18n import LANGUAGES, Words
from data import stock_moves
from data.access import LOCAL
from data.snapshot import Source
from data.stock_moves import Saved, Slip
from data.store.store import Store, Told
from results import Results

TR, DAY = Words("fr"), "2023-08-29"


@pytest.fixture
def source(tmp_path) -> Source:
    """Two warehouses; W1 holds 500 tarpaulins in cartons of 25, 100 ropes; a tarpaulin weighs 4.2 kg (kits.toml)."""
    store = Store(tmp_path / "pare.db")
    with store.batch(Told("start", "start", fictional=True)) as batch:
        batch.patch("warehouses", pd.DataFrame([
            {"warehouse_id": "W1", "name": "Entrepôt #strike[x]", "adm2_pcode": "HT0111"},
            {"warehouse_id": "W2", "name": "Entrepôt Sud", "adm2_pcode": "HT0711"}]))  # fmt: skip
        batch.patch("items", pd.DataFrame([{"item": "tarpaulin", "pack_units": 25.0}]))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": "2023-08-31", "reason": "demo"}]))
        row = {"moved_on": "2023-08-01", "kind": "receipt", "warehouse_id": "W1"}
        batch.move(pd.DataFrame([{**row, "item": "tarpaulin", "quantity": 500.0, "lot": "L1"},
                                 {**row, "item": "rope", "quantity": 100.0}]))  # fmt: skip
    return Source(store)


def asked(source: Source) -> Results:
    return Results(source.take(audience=LOCAL.role), LOCAL)


def keep(source: Source, kind: str, *lines: dict, warehouse: str = "W1", complete: bool = False, **head: str) -> Saved:
    one = Slip(kind, stock_moves.new_document(kind), DAY, lines, {"warehouse_id": warehouse, **head}, complete)
    saved = stock_moves.save(source, LOCAL, one, stock_moves.look(source, one), reason="essai")
    assert saved is not None
    return saved


def text(source: Source, warehouse: str, document: str, kind: str, tr: Words = TR) -> str:
    made = slip_filled.pdf(asked(source), warehouse, document, kind, tr)
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages)).replace("\u202f", " ")


def rows(source: Source, saved: Saved, warehouse: str = "W1") -> pd.DataFrame:
    return asked(source).slips_numbered(warehouse, saved.document)


def lines(source: Source, saved: Saved, kind: str, warehouse: str = "W1") -> list[dict]:
    told = asked(source)
    paper = slip_filled.of_slip(rows(source, saved, warehouse), kind, slip_filled.Known.of(told, TR), told, TR)
    return paper.lines.to_dict("records")


TARP = {"item": "tarpaulin", "lot": "L1"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_release_has_an_order_and_a_waybill(source, lang):
    tr = Words(lang)
    saved = keep(source, "release", {**TARP, "packs": "4", "loose_units": "5"}, counterpart="ONG #b[c]", slip="BL 217")
    assert slip_filled.papers(rows(source, saved)) == (RELEASE, WAYBILL)
    for kind in (RELEASE, WAYBILL):
        told = text(source, "W1", saved.document, kind, tr)
        for one in (tr(f"slip.paper.{kind}"), saved.document, "Entrepôt #strike[x] (W1)", "ONG #b[c]", "BL 217", "105",
                    tr("slip.fact.recorded_on"), tr(f"slip.state.{'recorded'}")):  # fmt: skip
            assert one in told, one
    assert lines(source, saved, WAYBILL)[0]["weight_kg"] == pytest.approx(105 * 4.2)


def test_a_transfer_names_both_warehouses_and_waits_to_be_received(source):
    saved = keep(source, "transfer_out", {**TARP, "quantity": "100"}, counterpart="W2", shipment="E1")
    told = text(source, "W1", saved.document, WAYBILL)
    assert "Entrepôt Sud (W2)" in told
    assert TR("slip.transit") in told
    assert "E1" in told


def test_a_received_note_by_hand(source):
    keep(
        source,
        "transfer_out",
        {**TARP, "quantity": "100"},
        {"item": "rope", "quantity": "40"},
        counterpart="W2",
        shipment="E1",
    )
    # 80 of 100 tarpaulins come, in two lines; no rope at all; 3 blankets that nobody announced
    saved = keep(source, "transfer_in", {**TARP, "quantity": "50", "reason_code": "stolen"}, {**TARP, "quantity": "30"},
                 {"item": "blanket", "quantity": "3"}, warehouse="W2", complete=True, shipment="E1", counterpart="W1")  # fmt: skip
    assert slip_filled.papers(rows(source, saved, "W2")) == (RECEIVED,)
    told = lines(source, saved, RECEIVED, "W2")
    assert [(one["quantity"], one["announced"], one["difference"]) for one in told] == [
        (50.0, 50.0, 0.0), (30.0, 50.0, -20.0), (3.0, 0.0, 3.0), (0.0, 40.0, -40.0)]  # fmt: skip
    assert sum(one["announced"] for one in told) == 140.0  # what was sent
    note = text(source, "W2", saved.document, RECEIVED)
    for one in ("volé", "-40", "Corde", TR("slip.difference_told")):
        assert one in note, one


def test_the_receipt_of_a_supplier_announces_nothing(source):
    saved = keep(source, "receipt", {"item": "rope", "quantity": "7", "lot": "N1"}, counterpart="Fournisseur")
    one = lines(source, saved, RECEIVED)[0]
    assert one["quantity"] == 7.0
    assert pd.isna(one["announced"])
    assert pd.isna(one["difference"])


def test_a_count_prints_what_was_counted_and_why(source):
    saved = keep(source, "count", {**TARP, "packs": "19", "loose_units": "20"}, reason_code="spot_check")
    one = lines(source, saved, COUNT)[0]
    assert (one["count_packs"], one["count_loose"], one["count_total"]) == (19.0, 20.0, 495.0)
    told = text(source, "W1", saved.document, COUNT)
    assert "495" in told
    assert TR("choice.spot_check") in told


def test_a_loss_prints_an_issue_note_with_its_reason(source):
    saved = keep(source, "loss", {**TARP, "quantity": "5", "note": "trempées"}, reason_code="damaged")
    assert slip_filled.papers(rows(source, saved)) == (ISSUED,)
    told = text(source, "W1", saved.document, ISSUED)
    assert "trempées" in told
    assert TR("choice.loss") in told


def test_a_slip_that_was_taken_back_says_so(source):
    saved = keep(source, "release", {**TARP, "quantity": "5"}, {"item": "rope", "quantity": "2"}, counterpart="ONG")
    stock_moves.reverse(source, LOCAL, saved.document, reason="saisi deux fois")
    assert TR("slip.state.reversed") in text(source, "W1", saved.document, WAYBILL)


def test_count_sheets_by_name_blind_or_not(source):
    lots = asked(source).lots()[["item", "lot", "expiry", "held"]]
    for told, holds in ((lots, True), (lots.drop(columns="held"), False)):
        made = slip_filled.count_sheet(asked(source), "W1", "INV-1", told, TR)
        page = re.sub(r"\s+", " ", pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text())
        assert page.index("Bâche") < page.index("Corde")
        assert ("500" in page) is holds
        assert TR("slip.state.blank") in page
        assert "INV-1" in page


def test_a_stock_card_ends_with_the_balance_of_the_ledger(source):
    keep(source, "release", {**TARP, "quantity": "120"}, counterpart="W2")
    keep(source, "count", {**TARP, "quantity": "377"}, reason_code="periodic_count")
    card = asked(source).stock_card("W1", "tarpaulin")
    told = slip_filled.card_lines(card.frame)
    # 500 came, 120 left, 377 were counted where 380 should be
    assert told[["kind", "balance"]].to_numpy().tolist() == [["receipt", 500.0], ["release", 380.0], ["count", 377.0]]
    assert told["came_in"].sum() == 500.0
    assert told["went_out"].sum() == 120.0
    assert told["difference"].sum() == -3.0
    made = slip_filled.stock_card(asked(source), ("W1", "tarpaulin"), card, TR)
    page = re.sub(r"\s+", " ", pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()).replace("\u200b", "")
    for one in ("Fiche de stock", "377", "-3", "Entrepôt Sud", "libération"):
        assert one in page, one
    assert card.facts["closing"] == float(asked(source).lots().query("item == 'tarpaulin'")["held"].sum())


def test_a_driver_reads_where_to_go_by_name_and_code(source):
    """A distribution to a site or a commune: its paper names the place, not its code alone."""
    with source.store.batch(Told("start", "start", fictional=True)) as batch:
        batch.patch("sites", pd.DataFrame([
            {"site_id": "S1", "name": "Lekòl #b[c]", "adm2_pcode": "HT0711", "observed_on": "2023-08-01"}]))  # fmt: skip
    served = {"households_served": "20"}
    site = keep(source, "distribution", {**TARP, "packs": "1"}, site_id="S1", **served)
    assert "Lekòl #b[c], Les Cayes (S1)" in text(source, "W1", site.document, WAYBILL)
    commune = keep(source, "distribution", {**TARP, "packs": "1"}, adm2_pcode="HT0711", **served)
    assert "Les Cayes (HT0711)" in text(source, "W1", commune.document, WAYBILL)
