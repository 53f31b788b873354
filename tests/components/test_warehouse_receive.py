"""What a truck brings, at the desk: a transfer with its differences, a delivery of the pipeline, something unannounced."""

from __future__ import annotations

import pandas as pd

from components import picture
from data.store.store import Told
from tests.components.warehouse_runs import (
    HERE,
    choose_arrival,
    clean,
    click,
    field,
    held,
    home,
    last,
    made,
    opened,
    put,
    store,
    text,
    transfer,
    work,
)

__all__ = ["home", "made"]


def test_a_transfer_with_a_shortage_and_a_surplus(home):
    transfer()
    app = opened("receive")
    choose_arrival(app, "transfer:EXP-7")
    assert [line.announced for line in work(app).lines] == [60.0, 40.0]
    assert field(app, "button", "to-check").disabled  # nothing said yet
    click(app, "all")
    assert (work(app).lines[0].cells["packs"], work(app).lines[0].cells["loose_units"]) == ("2", "10")
    put(app, "number_input", "loose_units", 3, 0)
    put(app, "number_input", "loose_units", 42, 1)
    assert "Manquant : 7" in text(app)
    assert "Excédent : 2" in text(app)
    assert field(app, "button", "to-check").disabled  # nobody says why
    put(app, "selectbox", "reason_code", "stolen", 0)
    put(app, "selectbox", "reason_code", "recording_error", 1)
    store(app)
    rows = picture.source().store.movements()
    mine = rows[rows["batch"] == work(app).batch].set_index(["kind", "item"])
    assert mine["quantity"].to_dict() == {("transfer_in", "tarpaulin"): 53.0, ("transfer_in", "blanket"): 42.0,
                                          ("shortage", "tarpaulin"): 7.0, ("surplus", "blanket"): 2.0}  # fmt: skip
    assert mine.loc[("shortage", "tarpaulin"), "reason_code"] == "stolen"
    assert mine.loc[("surplus", "blanket"), "reason_code"] == "recording_error"
    assert "EXP-7" not in text(opened())  # it is no longer expected


def test_what_may_still_come_stays_on_the_way(home):
    transfer()
    app = opened("receive")
    choose_arrival(app, "transfer:EXP-7")
    click(app, "all")
    put(app, "number_input", "loose_units", 0, 1)
    put(app, "selectbox", "reason_code", "other", 1)
    clean(field(app, "checkbox", "sure").uncheck().run())
    store(app)
    assert last("shortage").empty
    again = opened("receive")
    choose_arrival(again, "transfer:EXP-7")
    assert [(line.cells["item"], line.announced) for line in work(again).lines] == [("blanket", 40.0)]


def test_a_delivery_of_the_pipeline_is_received_and_no_longer_expected(home):
    with picture.source().store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("pipeline", pd.DataFrame([{
            "pipeline_id": "PIP-X", "item": "rope", "quantity": 200.0, "pipeline_status": "shipped", "warehouse_id": HERE,
            "organisation": "Agence A (fictif)", "donor_organisation": "Bailleur D (fictif)", "observed_on": "2023-08-01"}]))  # fmt: skip
    before = held("rope")
    app = opened("receive")
    choose_arrival(app, "pipeline:PIP-X")
    assert field(app, "text_input", "counterpart").value == "Agence A (fictif)"
    put(app, "number_input", "loose_units", 190, 0)
    put(app, "text_input", "lot", "R-9", 0)
    store(app)
    assert held("rope") == before + 190
    records = picture.source().store.records("pipeline").set_index("pipeline_id")
    assert records.loc["PIP-X", "pipeline_status"] == "arrived"
    rows = picture.source().store.movements()
    assert rows[rows["lot"] == "R-9"]["donor_organisation"].tolist() == ["Bailleur D (fictif)"]


def test_an_unannounced_arrival(home):
    app = opened("receive")
    choose_arrival(app, "unexpected")
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 2, 0)
    put(app, "text_input", "lot", "N-1", 0)
    store(app)
    assert held("tarpaulin", "N-1") == 50.0
