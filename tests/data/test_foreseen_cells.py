"""Cells that a file changes: all are counted, of each column those furthest apart are listed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data import intake
from data.foreseen_cells import LISTED, Cells, _pairs
from data.snapshot import Source
from data.store.store import Store, Told

SITES = LISTED + 50


def looked(folder: Path, people: dict[int, int]) -> Cells:
    """A new round of sites of which each had 1,000 people and 4 toilets in the round before."""
    store = Store(folder / "pare.db")
    ids = [f"S-{n:03d}" for n in people]
    with store.batch(Told("t", "t")) as batch:
        batch.patch("sites", pd.DataFrame({"site_id": ids, "name": ids, "adm2_pcode": "HT0111"}))
        batch.patch("assessments", pd.DataFrame({"site_id": ids, "assessed_on": "2023-08-01", "individuals": 1000,
                                                 "toilets_functional": 4}))  # fmt: skip
    rows = [{"site_id": f"S-{n:03d}", "assessed_on": "2023-08-20", "individuals": told, "toilets_functional": 4}
            for n, told in people.items()]  # fmt: skip
    path = folder / "round.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return intake.look(Source(store), "assessments", path).foreseen[0].cells


def test_all_cells_are_counted_and_the_largest_differences_are_listed(tmp_path: Path):
    # Site n has 1,000 + n + 1 people now: all 250 differ, by 1 to 250; the toilets of none do.
    cells = looked(tmp_path, {n: 1001 + n for n in range(SITES)})
    assert cells.found == SITES
    assert set(cells.listed["column"]) == {"individuals"}
    assert cells.listed["after"].tolist() == list(range(1001 + SITES - LISTED, 1001 + SITES))
    assert set(cells.listed["before"]) == {1000}
    assert cells.listed["key"].iloc[0] == (f"S-{SITES - LISTED:03d}", "2023-08-20")


def test_a_round_that_says_the_same_changes_no_cell(tmp_path: Path):
    cells = looked(tmp_path, {1: 1000})
    assert cells.found == 0
    assert cells.listed.empty


KEYS = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 6)), unique=True)


@given(KEYS, st.integers(0, 6))
def test_each_new_round_is_held_against_the_one_before_it(keys: list[tuple[str, int]], known: int):
    rows = pd.DataFrame(keys, columns=["site_id", "assessed_on"])
    earlier, later = _pairs(rows, known)
    told = {(keys[b], keys[a]) for b, a in zip(earlier, later, strict=True)}
    before = {key: max((k for k in keys if k[0] == key[0] and k[1] < key[1]), default=None) for key in keys[known:]}
    assert told == {(first, key) for key, first in before.items() if first}
