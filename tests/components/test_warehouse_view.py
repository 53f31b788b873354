"""The warehouse desk on the page: slips filled in, checked, stored once, refused plainly, taken back; no right, no buttons."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import picture, session
from components.i18n import LANGUAGES, Words
from data.access import NOBODY, Decision
from data.store.store import Told
from tests.components.warehouse_runs import (
    FROM,
    HERE,
    LOT,
    PARTNER,
    TR,
    WAIT,
    clean,
    click,
    field,
    held,
    home,
    kept,
    last,
    made,
    opened,
    put,
    script,
    store,
    text,
    transfer,
    work,
)

__all__ = ["home", "made"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_desk_speaks_and_no_key_stands_bare(home, lang):
    app = opened(lang=lang)
    said = [*(one.label for one in app.button), *(one.label for one in app.expander), text(app)]
    assert Words(lang)("desk.task.receive") in said
    assert not [one for one in said if "desk." in one or "slip." in one]


def test_without_a_warehouse_nothing_but_the_choice_is_drawn(home):
    app = opened(warehouse="")
    assert TR("desk.choose_first") in text(app)
    assert not app.button
    assert not opened(warehouse="MAG-99").button  # an address that names none


def test_a_release_takes_the_first_to_expire_shows_before_and_after_and_is_stored_once(home):
    before = held("tarpaulin")
    app = opened("release")
    put(app, "selectbox", "counterpart", PARTNER)
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 4, 0)
    put(app, "number_input", "loose_units", 10, 0)
    assert "110 pièces en tout" in text(app).replace("&#58;", ":")
    click(app, "to-check")
    assert "100 → **0**" in text(app)  # the lot that expires first is used up, the rest comes from the next
    assert field(app, "button", "save").disabled
    put(app, "text_input", "reason", "ordre n° 3")
    document = work(app).document
    click(app, "save")
    rows = last("release")
    assert rows["quantity"].tolist() == [100.0, 10.0]
    assert rows["packs"].tolist() == [4.0, 0.0]
    assert rows["lot"].iloc[0] == LOT
    assert set(rows["counterpart"]) == {PARTNER}
    assert held("tarpaulin") == before - 110
    assert work(app).step == "done"
    head = picture.source().store.head()
    work(app).step = "check"  # a second click on what the browser still shows
    app.run()
    click(app, "save")
    assert TR("desk.stored_before") in text(app)
    assert (held("tarpaulin"), picture.source().store.head()) == (before - 110, head)
    assert work(app).document == document


def test_more_than_there_is_cannot_be_released(home):
    app = opened("release")
    put(app, "selectbox", "counterpart", PARTNER)
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 9999, 0)
    assert "il en manque" in text(app)
    click(app, "to-check")
    put(app, "text_input", "reason", "essai")
    assert app.error
    assert field(app, "button", "save").disabled


def test_two_release_the_last_ones_and_the_second_is_told(home):
    app = opened("release")
    put(app, "selectbox", "counterpart", PARTNER)
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 4, 0)
    put(app, "selectbox", "lot_choice", LOT, 0)
    click(app, "to-check")
    put(app, "text_input", "reason", "essai")
    kept("release", {"item": "tarpaulin", "lot": LOT, "quantity": "60"}, day="2023-08-31", counterpart="ONG B")
    click(app, "save")
    said = text(app)
    assert "Bâche" in said
    assert "Entrepôt Les Cayes" in said.replace("&#32;", " ")
    assert held("tarpaulin", LOT) == 40.0
    assert field(app, "button", "save").disabled  # the figures are read again, and forbid it


def test_what_was_typed_outlives_a_look_at_another_warehouse(home):
    app = opened("release")
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 3, 0)
    click(app, "add")
    put(app, "selectbox", "item", "rope", 1)
    for place in (FROM, HERE):  # widgets that a run does not draw forget what they held
        clean(app.selectbox(key="warehouse").set_value(place).run())
    assert field(app, "number_input", "packs", 0).value == 3
    assert field(app, "selectbox", "item", 1).value == "rope"
    clean(app.button(key=f"desk-{work(app).document}-1-drop").click().run())
    assert len(work(app).lines) == 1


def test_a_count_item_by_item_with_a_lot_that_was_found(home):
    app = opened("count")
    clean(field(app, "selectbox", "counted-item").set_value("tarpaulin").run())
    at = next(line.number for line in work(app).lines if line.cells.get("lot") == LOT)
    put(app, "number_input", "packs", 3, at)
    put(app, "number_input", "loose_units", 20, at)
    assert "−5" in text(app)
    click(app, "add-tarpaulin")
    found = work(app).lines[-1].number
    put(app, "text_input", "lot", "TROUVÉ", found)
    put(app, "number_input", "loose_units", 7, found)
    store(app, "inventaire du mois")
    rows = last("count").set_index("lot")["quantity"]
    assert rows.to_dict() == {LOT: 95.0, "TROUVÉ": 7.0}  # what was not counted is not in it
    assert (held("tarpaulin", LOT), held("tarpaulin", "TROUVÉ")) == (95.0, 7.0)


def test_a_movement_between_count_and_saving_is_told(home):
    app = opened("count")
    clean(field(app, "selectbox", "counted-item").set_value("tarpaulin").run())
    at = next(line.number for line in work(app).lines if line.cells.get("lot") == LOT)
    put(app, "number_input", "packs", 4, at)
    click(app, "to-check")
    put(app, "text_input", "reason", "inventaire")
    kept("release", {"item": "tarpaulin", "lot": LOT, "quantity": "10"}, day="2023-08-31", counterpart="ONG B")
    head = picture.source().store.head()
    click(app, "save")
    assert picture.source().store.head() == head
    assert work(app).step == "check"
    assert app.error
    click(app, "save")  # seen, and meant
    assert held("tarpaulin", LOT) == 100.0


def test_sending_distributing_losing_and_kits(home):
    app = opened("send")
    put(app, "selectbox", "counterpart", FROM)
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "packs", 1, 0)
    store(app)
    assert last("transfer_out")["shipment"].iloc[0] == work(app).document
    app = opened("distribute")
    put(app, "selectbox", "adm2_pcode", "HT0711")
    put(app, "number_input", "households_served", 10)
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "loose_units", 20, 0)
    store(app)
    assert last("distribution")[["adm2_pcode", "households_served", "quantity"]].to_numpy().tolist() == [
        ["HT0711", 10.0, 20.0]
    ]
    app = opened("lose")
    put(app, "selectbox", "reason_code", "damaged")
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "loose_units", 5, 0)
    put(app, "selectbox", "lot_choice", LOT, 0)
    store(app)
    assert last("loss")[["lot", "quantity", "reason_code"]].to_numpy().tolist() == [[LOT, 5.0, "damaged"]]
    app = opened("assemble")
    put(app, "selectbox", "item", "tarpaulin", 0)
    put(app, "number_input", "loose_units", 2, 0)
    put(app, "selectbox", "item", "fixing_kit", 1)
    put(app, "number_input", "loose_units", 1, 1)
    store(app)
    assert last("assembly_out")["quantity"].tolist() == [2.0]
    assert last("assembly_in")["item"].tolist() == ["fixing_kit"]
    assert held("tarpaulin", LOT) == 100 - 25 - 20 - 5 - 2


def test_a_slip_is_found_by_its_number_and_taken_back(home):
    slip = kept("release", {"item": "tarpaulin", "lot": LOT, "quantity": "30"}, counterpart="ONG <b>*B*</b>")
    app = opened()
    clean(app.text_input(key=f"desk-find-{HERE}").set_value(slip.document).run())
    assert "ONG &#60;b&#62;&#42;B&#42;" in " ".join(str(one.value) for one in app.markdown)  # its name stays text
    back = app.button(key=f"desk-back-now-{slip.document}")
    assert back.disabled  # no reason
    clean(app.text_input(key=f"desk-back-{slip.document}").set_value("saisi deux fois").run())
    clean(app.button(key=f"desk-back-now-{slip.document}").click().run())
    assert held("tarpaulin", LOT) == 100.0
    assert TR("desk.cancelled") in text(app)
    assert not [one for one in app.button if one.key == f"desk-back-now-{slip.document}"]


def test_who_may_not_write_sees_no_buttons_and_who_may_not_look_sees_nothing(home, monkeypatch):
    monkeypatch.setattr("components.widgets.warehouse_desk.allowed", lambda _actor, _action: _no())
    assert not [one for one in opened().button if str(one.key).startswith("desk-begin")]
    monkeypatch.undo()
    monkeypatch.setattr(session, "LOCAL", NOBODY)
    app = AppTest.from_function(script, default_timeout=WAIT)
    app.run()
    assert not app.selectbox
    assert app.error


def _no() -> Decision:
    return Decision(allowed=False, reason="role_has_no_right")


def test_waiting_things_are_told(home):
    transfer()
    with picture.source().store.batch(Told("file", "file", fictional=True)) as batch:
        batch.move(pd.DataFrame([{"moved_on": "2023-08-30", "kind": "release", "warehouse_id": HERE, "item": "tarpaulin",
                                  "quantity": 500.0, "lot": "PAPIER-PERDU"}]))  # fmt: skip
    app = opened()
    labels = " ".join(one.label for one in app.expander)
    assert TR("desk.waits.arrivals", count=1).split(" :")[0] in labels
    assert TR("desk.waits.negative", count=1) in labels
    assert TR("desk.waits.expiring", count=1).split(" :")[0] in labels
    assert "EXP&#45;7" in text(app)
