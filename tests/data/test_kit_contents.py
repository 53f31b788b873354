"""Quantities of kits changed in a store: in force at once, with their reason, and back with their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import kit_contents
from data.access import LOCAL, Actor
from data.reference_logistics import default_kit
from data.snapshot import Source
from data.store.store import Store
from geo.errors import DataProblem, NotAllowed

KIT = default_kit()


def quantity(store: Store, item: str) -> tuple[float, str, str]:
    rows = Source(store).take(audience="coordinator").frame("kits").set_index(["kit", "item"])
    row = rows.loc[(KIT, item)]
    return float(row["quantity"]), str(row["source"]), str(row["figure_status"])


def test_a_quantity_is_changed_put_back_and_undone(tmp_path: Path):
    store = Store(tmp_path / "pare.db")
    shipped = quantity(store, "tarpaulin")
    assert shipped[0] == kit_contents.shipped()[(KIT, "tarpaulin")]
    first = kit_contents.change(store, LOCAL, {(KIT, "tarpaulin"): 5.0}, reason="saison des pluies", author="Rose")
    assert quantity(store, "tarpaulin") == (5.0, "settings: saison des pluies", "unverified")
    kit_contents.change(store, LOCAL, {(KIT, "tarpaulin"): shipped[0]}, reason="fin", author="Rose")
    assert quantity(store, "tarpaulin") == shipped
    store.undo(store.head(), author="Rose", reason="non")
    store.undo(first, author="Rose", reason="non")
    assert quantity(store, "tarpaulin") == shipped


@pytest.mark.parametrize(("item", "value", "code"), [("tarpaulin", 0.0, "bad_figure"), ("tarpaulin", 1001.0, "bad_figure"),
                                                     ("tarpaulin", float("nan"), "bad_figure"),
                                                     ("piano", 1.0, "unknown_kit_item")])  # fmt: skip
def test_what_may_not_be_is_refused_and_nothing_is_stored(tmp_path: Path, item: str, value: float, code: str):
    store = Store(tmp_path / "pare.db")
    with pytest.raises(DataProblem, match=code):
        kit_contents.change(store, LOCAL, {(KIT, "rope"): 2.0, (KIT, item): value}, reason="x", author="x")
    with pytest.raises(DataProblem, match="reason_missing"):
        kit_contents.change(store, LOCAL, {(KIT, "rope"): 2.0}, reason="", author="x")
    with pytest.raises(NotAllowed):
        kit_contents.change(store, Actor("d", "donor"), {(KIT, "rope"): 2.0}, reason="x", author="x")
    assert store.head() == 0
