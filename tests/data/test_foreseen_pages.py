"""Totals before and after a file are those of the pages; rounds far from the one before are told; cells that change."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data import demo, intake
from data.access import LOCAL
from data.foreseen_pages import by_department
from data.home import today
from data.intake import Asked, Intake
from data.snapshot import Source
from data.store.store import Store, Told
from results import Results

FLAT = ["Code site", "Nom du site", "Commune", "Longitude", "Latitude", "Ménages", "Individus",
        "Latrines fonctionnelles", "Date"]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "pare.db")
    demo.load(store)
    return store


def look(store: Store, folder: Path, rows: list[tuple], kind: str = "auto") -> Intake:
    path = folder / "liste.csv"
    pd.DataFrame(rows, columns=FLAT).to_csv(path, index=False)
    return intake.look(Source(store), kind, path, asked=Asked(sender="OIM"))


def shown(store: Store) -> Results:
    return Results(Source(store).take(audience=LOCAL.role), LOCAL)


def people(results: Results) -> dict[str, float]:
    """People by department as the page of sites adds them up."""
    return results.sites().groupby("adm1_pcode")["people"].sum(min_count=1).dropna().to_dict()


def count(results: Results) -> dict[str, float]:
    return results.sites().groupby("adm1_pcode").size().astype("float64").to_dict()


def side(looked: Intake, frame: str, name: str) -> dict[str, float]:
    told = next(t for p, t in zip(looked.previews, looked.foreseen, strict=True) if p.frame == frame)
    return told.totals.set_index("adm1_pcode")[name].dropna().to_dict()


def flat(store: Store) -> list[tuple]:
    """Four known sites with their commune by name, a new one, one without place, one counted by households alone."""
    sites = shown(store).sites()
    known = sites[sites["longitude"].notna()].head(4).to_dict("records")
    rows = [
        (s["site_id"], s["name"], s["adm2_name"], s["longitude"], s["latitude"], 50, 240, 4, "2023-08-29")
        for s in known
    ]
    rows[3] = (*rows[3][:5], 61, None, 4, "2023-08-29")
    new = ("N-1", "Lise Nouvo", "Jacmel", -72.53, 18.23, 100, 480, 4, "2023-08-29")
    nowhere = ("N-2", "Lise Pèdi", None, 72.3, 58.5, 100, 999, 4, "2023-08-29")
    return [*rows, new, nowhere]


def test_totals_of_a_flat_list_are_those_of_the_pages_before_and_after(store, tmp_path):
    looked = look(store, tmp_path, flat(store))
    assert [one.frame for one in looked.previews] == ["sites", "assessments"]
    before = shown(store)
    assert side(looked, "assessments", "before") == pytest.approx(people(before))
    assert side(looked, "sites", "before") == count(before)
    intake.keep(store, looked, author="a", reason="r")
    after = shown(store)
    assert after.snapshot.as_of == today()
    assert side(looked, "assessments", "after") == pytest.approx(people(after))
    assert side(looked, "sites", "after") == count(after)
    assert "N-2" not in set(after.sites()["site_id"])  # its people count on neither side


def test_totals_of_a_message_are_those_of_the_pages(store, tmp_path):
    site = shown(store).sites()["site_id"].iloc[0]
    path = tmp_path / "message.txt"
    path.write_text(f"SIT {site} MEN 412 TWALET 18/24 DLO 9", encoding="utf-8")
    looked = intake.look(Source(store), "auto", path)
    assert side(looked, "assessments", "before") == pytest.approx(people(shown(store)))
    intake.keep(store, looked, author="a", reason="r")
    assert side(looked, "assessments", "after") == pytest.approx(people(shown(store)))


def test_an_older_round_and_a_closed_site_are_seen_as_the_pages_see_them(tmp_path):
    """A counts 100 in force, an older 70 changes nothing; B (40) closes: 140 people before, 100 after; 2 sites, 1."""
    store = Store(tmp_path / "pare.db")
    place = {"adm2_pcode": "HT0111", "observed_on": "2023-08-01"}
    with store.batch(Told("t", "t")) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": s, "name": s, **place} for s in ("A", "B")]))
        rounds = [{"site_id": s, "assessed_on": "2023-08-01", "individuals": n} for s, n in (("A", 100), ("B", 40))]
        batch.patch("assessments", pd.DataFrame(rounds))
    path = tmp_path / "a.csv"
    pd.DataFrame([("A", "2023-07-01", 70)], columns=["site_id", "assessed_on", "individuals"]).to_csv(path, index=False)
    looked = intake.look(Source(store), "assessments", path)
    assert (side(looked, "assessments", "before"), side(looked, "assessments", "after")) == ({"HT01": 140},) * 2
    heads = ["site_id", "name", "adm2_pcode", "observed_on", "closed_on"]
    pd.DataFrame([("B", "B", "HT0111", "2023-08-05", "2023-08-04")], columns=heads).to_csv(path, index=False)
    looked = intake.look(Source(store), "sites", path)
    assert (side(looked, "sites", "before"), side(looked, "sites", "after")) == ({"HT01": 2}, {"HT01": 1})


def test_sites_without_people_are_counted_and_their_people_unknown():
    sites = pd.DataFrame({"adm2_pcode": ["HT0111", "HT0711"], "people": [5.0, float("nan")]})
    assert by_department("sites", sites).to_dict() == {"HT01": 1, "HT07": 1}
    assert by_department("assessments", sites).dropna().to_dict() == {"HT01": 5}


@pytest.mark.parametrize(
    ("people", "told"),
    [
        (150, []),  # 100 -> 150: half as many again
        (200, [("S-1", 100, 200)]),  # doubled
        (50, [("S-1", 100, 50)]),  # halved
        (51, []),
    ],
)
def test_a_message_that_doubles_or_halves_people_is_told(tmp_path, people, told):
    store = Store(tmp_path / "pare.db")
    with store.batch(Told("t", "t")) as batch:
        row = {"site_id": "S-1", "name": "Plas A", "adm2_pcode": "HT0111", "observed_on": "2023-08-01"}
        batch.patch("sites", pd.DataFrame([row]))
        batch.patch("assessments", pd.DataFrame([{"site_id": "S-1", "assessed_on": "2023-08-01", "individuals": 100,
                                                  "toilets_functional": 4}]))  # fmt: skip
    path = tmp_path / "message.txt"
    path.write_text(f"SIT S-1 MOUN {people} TWALET 4 DAT 2023-08-20", encoding="utf-8")
    looked = intake.look(Source(store), "auto", path)
    (one,), (foreseen,) = looked.previews, looked.foreseen
    found = [problem for problem in one.problems if problem.code == "people_jumped"]
    assert [("S-1", p.params["expected"], p.params["people"]) for p in found] == told
    assert all(p.params["site"] == "Plas A (S-1)" and not p.blocking for p in found)
    assert one.rows_accepted == 1
    # The new round is no change of a record; it is held against the round before: the toilets stay as they were.
    cells = foreseen.cells.listed[["frame", "key", "column", "before", "after"]].values.tolist()
    assert cells == [["assessments", ("S-1", "2023-08-20"), "individuals", 100, people]]


def test_cells_of_known_records_are_listed_and_those_of_new_ones_are_not(store, tmp_path):
    looked = look(store, tmp_path, [
        (*row[:1], f"{row[1]} bis", *row[2:]) if n == 0 else row for n, row in enumerate(flat(store)[:5])
    ])  # fmt: skip
    cells = looked.foreseen[0].cells.listed
    first = flat(store)[0]
    named = cells[cells["column"] == "name"]
    assert named[["key", "before", "after"]].values.tolist() == [[first[0], first[1], f"{first[1]} bis"]]
    assert "N-1" not in set(cells["key"])
    assert "" not in set(cells["column"])


def test_a_header_that_another_table_of_the_file_uses_is_not_unused(store, tmp_path):
    looked = look(store, tmp_path, flat(store))
    assert [one.unmapped for one in looked.previews] == [(), ()]
