"""Whole imports: undone in any order they leave what was there before; done twice they change nothing and say so."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import intake, taking_back
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import StoreProblem
from geo.frames import FRAMES
from tests.data.in_process import parsing_here

FEW = settings(max_examples=10, deadline=None)
DAYS = [f"2023-01-{day:02d}" for day in range(1, 6)]
PLACES = ["HT0111", "HT0112", "HT0211"]
SEEN = ("sites", "assessments", "displacement", "movements", "balances", "warehouses", "shelters", "observations",
        "aliases", "origins", "distinctions")  # fmt: skip
NAMES = ("Corail", "Boyer", "Delatour", "Acra")


def table(required: dict, optional: dict) -> st.SearchStrategy[list[dict]]:
    cells = {name: st.sampled_from(values) for name, values in required.items()}
    more = {name: st.sampled_from(["", *values]) for name, values in optional.items()}
    return st.lists(st.fixed_dictionaries({**cells, **more}), min_size=1, max_size=5)


TABLES = {
    "sites": table(
        {"site_id": ["S1", "S2", "S3"], "adm2_pcode": PLACES},
        {"name": ["Lekòl", "Plas"], "area_m2": ["100", "250.5"], "site_type": ["school"], "observed_on": DAYS},
    ),
    "assessments": table(
        {"site_id": ["S1", "S2"], "assessed_on": DAYS},
        {"individuals": ["40", "400"], "taps": ["0", "3"], "exit_plan": ["oui", "non"], "intention": ["stay"]},
    ),
    "displacement": table(
        {"operation": ["OP1", "OP2"], "adm_pcode": PLACES, "adm_level": ["adm2"], "observed_on": DAYS},
        {"individuals": ["1000", "2500"], "households": ["200"]},
    ),
    "movements": table(
        {"moved_on": DAYS, "kind": ["receipt", "release", "count"], "warehouse_id": ["W1"], "item": ["tarpaulin"],
         "quantity": ["5", "60"]},
        {"document": ["B1"], "lot": ["L1"]},
    ),
}  # fmt: skip


def place(sender: str, n: int, spelling: str, people: str) -> dict:
    """A line that is a site and an assessment of it; its place is that of `NAMES`, under the sender's own id."""
    point = {"longitude": f"{-72.30 - n / 50:.2f}", "latitude": "18.5"}
    told = {"site_id": f"{sender}-{n}", "name": f"{spelling} {NAMES[n]}", "adm2_pcode": "HT0111", **point}
    return told | {"observed_on": DAYS[n], "assessed_on": DAYS[n], "individuals": people}


# Files of several tables whose records are records of ours, or of one another, for certain.
KOBO = st.builds(
    lambda sender, ns, spelling, people: [place(sender, n, spelling, people) for n in ns],
    st.sampled_from(["K", "L"]), st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True),
    st.sampled_from(["Kan", "Camp"]), st.sampled_from(["40", "55"]),
)  # fmt: skip
FILES = st.lists(
    st.one_of(
        st.sampled_from(sorted(TABLES)).flatmap(lambda kind: st.tuples(st.just(kind), TABLES[kind])),
        st.tuples(st.just("auto"), KOBO),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    with parsing_here():
        yield


def fresh() -> Store:
    """A store in which the sites and the warehouse are that the files speak of."""
    store = Store(Path(tempfile.mkdtemp()) / "pare.db")
    with store.batch(Told("before", "before")) as batch:
        rows = pd.DataFrame({"site_id": ["S1", "S2"], "name": ["Un", "De"], "adm2_pcode": PLACES[:2]})
        batch.patch("sites", rows.assign(observed_on="2022-12-01", area_m2=[10.0, None]))
        known = [place("S", n, "Camp", "0") for n in (2, 3)]  # S-2 and S-3
        batch.patch("sites", pd.DataFrame(known).drop(columns=["assessed_on", "individuals"]).astype({
            "longitude": "float64", "latitude": "float64"}))  # fmt: skip
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "Depo", "adm2_pcode": "HT0111"}]))
    return store


def seen(store: Store) -> dict[str, list[tuple]]:
    """Everything of a snapshot but the numbers that the store gives."""
    snapshot = Source(store).take(audience="coordinator", as_of="9999-12-31")
    frames = {name: snapshot.frame(name).drop(columns=["batch"], errors="ignore") for name in SEEN}
    told = {name: list(map(repr, rows.itertuples(index=False))) for name, rows in frames.items()}
    return told | {"merged ids": sorted(map(repr, store.merged_ids().items()))}


def looked(store: Store, kind: str, rows: list[dict], *, separator: str = ",", mark: str = "") -> intake.Intake:
    path = Path(tempfile.mkdtemp()) / f"{kind}.csv"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue() + mark, encoding="utf-8")
    return intake.look(Source(store), kind, path, sender="partner")


def brought_in(store: Store, files: list[tuple[str, list[dict]]]) -> dict[int, intake.Intake]:
    """Import the files one after the other, those without an accepted row or with one's sha256 left out."""
    kept: dict[int, intake.Intake] = {}
    for kind, rows in files:
        one = looked(store, kind, rows)
        if one.rows_accepted and one.previews[0].sha256 not in {other.previews[0].sha256 for other in kept.values()}:
            kept[intake.keep(store, one, author="a", reason="r")] = one
    return kept


@FEW
@given(files=FILES, order=st.randoms(use_true_random=False))
def test_undone_in_any_order_is_as_if_it_had_never_come(files, order):
    store = fresh()
    before = seen(store)
    kept = brought_in(store, files)
    batches = list(kept)
    order.shuffle(batches)
    for batch in batches:
        taking_back.take_back(store, batch, author="a", reason="r")
        never = fresh()
        del kept[batch]
        for left in kept.values():
            intake.keep(never, left, author="a", reason="r")
        assert seen(store) == seen(never)
    assert seen(store) == before


@FEW
@given(files=FILES, toggled=st.lists(st.integers(0, 3), max_size=6))
def test_undo_and_redo_in_any_order_leave_the_batches_that_count(files, toggled):
    store = fresh()
    kept = brought_in(store, files)
    whole, batches, active = seen(store), list(kept), dict.fromkeys(kept, True)
    for n in toggled:
        if n < len(batches):
            batch = batches[n]
            act = taking_back.take_back if active[batch] else taking_back.bring_back
            act(store, batch, author="a", reason="r")
            active[batch] = not active[batch]
    never = fresh()
    for batch in batches:
        if active[batch]:
            intake.keep(never, kept[batch], author="a", reason="r")
    assert seen(store) == seen(never)
    for batch in batches:
        if not active[batch]:
            taking_back.bring_back(store, batch, author="a", reason="r")
    assert seen(store) == whole


@FEW
@given(files=FILES, data=st.data())
def test_a_file_that_comes_again_changes_nothing_and_says_so(files, data):
    store = fresh()
    kept = brought_in(store, files)
    whole, head = seen(store), store.head()
    for batch, one in kept.items():
        with pytest.raises(StoreProblem) as refused:
            intake.keep(store, one, author="a", reason="r")
        filled = ", ".join(part.frame for part in one.previews if len(part.rows))
        assert (refused.value.code, refused.value.params) == ("already_in", {"batch": batch, "frames": filled})
    assert store.head() == head
    # The last file's rows in a file that is another to the byte, columns in another order.
    kind, rows = files[-1]
    names = data.draw(st.permutations(list(rows[0])))
    again = looked(store, kind, [{name: row[name] for name in names} for row in rows], separator=";", mark="\n")
    assert len(again.changes) == 0
    if again.rows_accepted:
        assert again.previews[0].sha256 not in {one.previews[0].sha256 for one in kept.values()}
        assert again.rows_known == (again.rows_accepted if kind == "movements" else 0)
        intake.keep(store, again, author="a", reason="r")
    assert seen(store) == whole


def test_what_came_later_stays_when_an_earlier_import_is_undone():
    # Worked by hand: 100 m2 of file 1, 250.5 m2 of file 2; without file 2 it is 100 again, without both 10.
    store = fresh()
    site = {"site_id": "S1", "adm2_pcode": "HT0111", "observed_on": DAYS[0]}
    files = [("sites", [{**site, "area_m2": "100"}]), ("sites", [{**site, "area_m2": "250.5", "name": "Nèf"}])]
    first, second = brought_in(store, files)

    def area() -> tuple[float, str]:
        row = store.records("sites").set_index("site_id").loc["S1"]
        return row["area_m2"], row["name"]

    assert area() == (250.5, "Nèf")
    store.undo(first, author="a", reason="r")
    assert area() == (250.5, "Nèf")
    store.undo(second, author="a", reason="r")
    assert area() == (10.0, "Un")
    store.redo(first, author="a", reason="r")
    assert area() == (100.0, "Un")


def test_the_next_file_of_a_table_whose_key_has_several_parts_says_what_is_gone():
    store = fresh()
    row = {"operation": "OP1", "adm_level": "adm2", "observed_on": DAYS[0], "individuals": "10"}
    first = [{**row, "adm_pcode": place} for place in PLACES]
    brought_in(store, [("displacement", first)])
    again = looked(store, "displacement", [{**first[0], "operation": "OP2"}])
    assert again.foreseen[0].gone["id"].tolist() == ["OP1"]


def test_every_table_of_the_properties_is_of_the_vocabulary():
    for name, strategy in TABLES.items():
        assert strategy is not None
        assert name in intake.KINDS
        assert name in FRAMES
