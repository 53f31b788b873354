"""What lacks the record that it refers to: in the whole store, and after an undo."""

from __future__ import annotations

import pandas as pd

from data.store.preview import of_undo, orphans
from data.store.store import Store
from geo.frames import FRAMES

SITES = pd.DataFrame([{"site_id": "S1", "adm2_pcode": "HT0111"}, {"site_id": "S2", "adm2_pcode": "HT0199"}])
LAND = pd.DataFrame({"adm_pcode": ["HT", "HT01", "HT0111"]})
MOVES = pd.DataFrame(
    [("M1", "receipt", None, "W1", "rope"), ("M2", "receipt", None, "W9", "rope"),
     ("M3", "reversal", "M1", "W1", "rope"), ("M4", "reversal", "M9", "W1", "rpoe"),
     ("M5", "reversal", None, "W1", "rope")],
    columns=["movement_id", "kind", "reverses", "warehouse_id", "item"],
).assign(moved_on="2023-01-01", quantity=1.0)  # fmt: skip


def table(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    return FRAMES[name].conform(rows)


def found(rows: pd.DataFrame) -> set[tuple]:
    return set(rows[["frame", "column", "missing", "rows"]].itertuples(index=False, name=None))


def test_movements_places_and_reversals_without_their_record_are_counted():
    depots = pd.DataFrame([{"warehouse_id": "W1", "adm2_pcode": "HT0111"}])
    lost = orphans({
        "sites": table("sites", SITES), "boundaries": LAND, "items": pd.DataFrame({"item": ["rope"]}),
        "warehouses": table("warehouses", depots), "movements": table("movements", MOVES),
    })  # fmt: skip
    assert found(lost) == {
        ("sites", "adm2_pcode", "HT0199", 1),
        ("movements", "warehouse_id", "W9", 1),
        ("movements", "item", "rpoe", 1),
        ("movements", "reverses", "M9", 1),
        ("movements", "reverses", "", 1),
    }


def test_a_table_that_is_not_at_hand_is_not_held_against():
    assert orphans({"sites": table("sites", SITES)}).empty


def test_undoing_a_warehouse_tells_of_its_movements(store: Store, patch, move):
    depot = patch("warehouses", [{"warehouse_id": "W1", "adm2_pcode": "HT0111"}])
    move(("2023-01-01", "receipt", 5), document="R1", line=1)
    move(("2023-01-02", "receipt", 6), document="R2", line=1)
    assert found(of_undo(store, depot).orphans) == {("movements", "warehouse_id", "W1", 2)}


def test_undoing_a_movement_tells_of_its_reversal_but_not_when_another_batch_says_it_too(store: Store, patch, move):
    patch("warehouses", [{"warehouse_id": "W1", "adm2_pcode": "HT0111"}])
    first = move(("2023-01-01", "receipt", 5), movement_id="M1")
    move(("2023-01-02", "reversal", 5), movement_id="M2", reverses="M1")
    assert found(of_undo(store, first).orphans) == {("movements", "reverses", "M1", 1)}
    move(("2023-01-01", "receipt", 5), movement_id="M1")
    assert of_undo(store, first).orphans.empty


def test_undoing_the_shapes_in_force_falls_back_on_the_shipped_ones(store: Store, patch):
    shape = {"boundary_set": "mine", "adm_pcode": "HT0199", "adm_level": "adm2", "name_fr": "Ailleurs"}
    from shapely import Point

    land = patch("boundaries", [{**shape, "geometry": Point(-72, 18.5).buffer(0.1)}])
    use = patch("settings", [{"setting": "boundary_set", "value": "mine"}])
    patch("sites", [{"site_id": "S2", "adm2_pcode": "HT0199"}])
    assert found(of_undo(store, use).orphans) == {("sites", "adm2_pcode", "HT0199", 1)}
    assert found(of_undo(store, land).orphans) == {("sites", "adm2_pcode", "HT0199", 1)}
