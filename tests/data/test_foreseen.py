"""What storing a file would do: added, changed, closed, gone, totals before and after, bounds, places that disagree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import foreseen, intake
from data.foreseen import as_plain
from data.intake import Asked
from data.snapshot import Source
from data.store.store import Store, Told

SITES = ["site_id", "name", "adm2_pcode", "longitude", "latitude", "observed_on", "closed_on"]
ONE = ("S-1", "A", "HT0111", -72.34, 18.54, "2023-08-01", None)
TWO = ("S-2", "B", "HT0111", -72.33, 18.55, "2023-08-01", None)
SUD = ("S-3", "C", "HT0711", None, None, "2023-08-01", None)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def look(store: Store, folder: Path, kind: str, heads: list[str], *rows: tuple, name: str = "a.csv", **asked: str):
    path = folder / name
    pd.DataFrame(rows, columns=heads).to_csv(path, index=False)
    return intake.look(Source(store), kind, path, asked=Asked(sender="OIM", **asked))


def keep(store: Store, looked: intake.Intake) -> int:
    return intake.keep(store, looked, author="tester", reason="test")


def test_added_changed_closed_and_gone(store, tmp_path):
    first = look(store, tmp_path, "sites", SITES, ONE, TWO, SUD)
    (told,) = first.foreseen
    assert (told.added, told.changed, told.closed, len(told.gone)) == (3, 0, 0, 0)
    # Two sites in Ouest, one in Sud, none before.
    assert told.totals.set_index("adm1_pcode")["after"].to_dict() == {"HT01": 2, "HT07": 1}
    assert told.totals["before"].isna().all()
    assert told.measure == ""
    assert told.bounds == (-72.34, 18.54, -72.33, 18.55)
    keep(store, first)
    # A gets another name, B a closing date, a fourth one comes, C is not in the file.
    changed = ("S-1", "A2", *ONE[2:5], "2023-09-01", None)
    closed = (*TWO[:5], "2023-09-01", "2023-08-20")
    new = ("S-4", "D", "HT0111", None, None, "2023-09-01", None)
    second = look(store, tmp_path, "sites", SITES, changed, closed, new, name="b.csv")
    (told,) = second.foreseen
    assert (told.added, told.changed, told.closed) == (1, 2, 1)
    assert told.gone[["id", "name", "adm2_pcode"]].values.tolist() == [["S-3", "C", "HT0711"]]
    totals = told.totals.set_index("adm1_pcode")
    # Open sites, as the page of sites lists them: A and B before, A and D after.
    assert totals.loc["HT01", ["before", "after"]].tolist() == [2, 2]
    assert totals.loc["HT07", ["before", "after"]].tolist() == [1, 1]
    plain = as_plain(told)
    assert (plain["gone"], plain["added"]) == (["S-3"], 1)


def test_what_is_gone_is_listed_and_stays(store, tmp_path):
    keep(store, look(store, tmp_path, "sites", SITES, ONE, TWO))
    keep(store, look(store, tmp_path, "sites", SITES, (*ONE[:5], "2023-09-01", None), name="b.csv"))
    rows = store.records("sites").set_index("site_id")
    assert set(rows.index) == {"S-1", "S-2"}
    assert rows["closed_on"].isna().all()


def test_people_are_totalled_by_department_as_last_counted(store, tmp_path):
    keep(store, look(store, tmp_path, "sites", SITES, ONE, SUD))
    heads = ["site_id", "assessed_on", "individuals"]
    first = look(store, tmp_path, "assessments", heads, ("S-1", "2023-08-01", 100), ("S-3", "2023-08-01", 40), name="p")
    keep(store, first)
    second = look(store, tmp_path, "assessments", heads, ("S-1", "2023-08-10", 130), name="q")
    (told,) = second.foreseen
    totals = told.totals.set_index("adm1_pcode")
    assert told.measure == "individuals"
    # Ouest: 100 before, 130 counted since; Sud: 40, not in the file.
    assert totals.loc["HT01", ["before", "after"]].tolist() == [100, 130]
    assert totals.loc["HT07", ["before", "after"]].tolist() == [40, 40]


def test_operations_are_never_added_together(store, tmp_path):
    heads = ["adm_level", "adm_pcode", "observed_on", "operation", "round", "individuals"]
    rows = [("adm2", "HT0111", "2023-08-01", one, 1, people) for one, people in (("A", 10), ("B", 1000))]
    looked = look(store, tmp_path, "displacement", heads, *rows)
    (told,) = looked.foreseen
    assert told.totals[["operation", "adm1_pcode", "after"]].values.tolist() == [
        ["A", "HT01", 10], ["B", "HT01", 1000],
    ]  # fmt: skip


@pytest.mark.parametrize("schematic", [False, True])
def test_declared_place_and_point_are_compared_in_official_shapes_only(store, tmp_path, monkeypatch, schematic):
    monkeypatch.setattr(foreseen, "is_schematic", lambda _: schematic)
    with store.batch(Told("tester", "test")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S-9", "name": "Z", "adm2_pcode": "HT0111"}]))
    far = ("S-8", "Loin", "HT0311", -72.34, 18.54, "2023-08-01", None)  # Nord declared, the point is in Ouest
    (told,) = look(store, tmp_path, "sites", SITES, ONE, far).foreseen
    assert told.placed == ({} if schematic else {"agree": 1, "disagree": 1})


def test_a_file_without_points_has_no_bounds_and_the_same_file_changes_nothing(store, tmp_path):
    first = look(store, tmp_path, "sites", SITES, SUD)
    assert first.foreseen[0].bounds is None
    keep(store, first)
    (told,) = look(store, tmp_path, "sites", SITES, SUD, name="b.csv").foreseen
    assert (told.added, told.changed, told.closed, len(told.gone)) == (0, 0, 0, 0)
