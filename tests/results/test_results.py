"""Figures on the demonstration: cached by view and version, disclosed, explained by what computed them."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from components.remember import Shelf
from data.access import LOCAL, NOBODY, Actor
from data.scenario_files import presets
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import NotAllowed
from results import Results
from tests.geo import small_haiti

ME = Told("tester", "test")
DAY = "2023-08-31"
DONOR = Actor("somebody", "donor")


@pytest.fixture
def source(tmp_path) -> Source:
    """A store with one site of 40 people and 4 toilets, and one warehouse with 30 tarpaulins."""
    store = Store(tmp_path / "pare.db")
    with store.batch(ME) as batch:
        site = {"site_id": "S1", "name": "Site un", "adm2_pcode": "HT0111", "site_class": "collective_centre"}
        batch.patch("sites", pd.DataFrame([site | {"observed_on": "2023-01-01"}]))
        answers = {"site_id": "S1", "assessed_on": "2023-08-01", "round": 4, "individuals": 40}
        batch.patch("assessments", pd.DataFrame([answers | {"toilets_functional": 2}]))
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "W", "adm2_pcode": "HT0112"}]))
        row = {"moved_on": "2023-08-01", "kind": "receipt", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 30}
        batch.move(pd.DataFrame([row]))
    return Source(store)


def kept(shelf: Shelf, counts: Counter):
    """A cache that counts what is computed."""

    def keep(view, key, compute):
        def counted():
            counts[key[0].rsplit(".", maxsplit=1)[-1]] += 1
            return compute()

        return shelf.get((view.view_key, key), counted)

    return keep


def toilets(results: Results) -> tuple:
    row = results.coverage("site").frame.set_index(["place", "standard"]).loc[("S1", "toilets")]
    told = results.coverage("site").explain(place="S1", standard="toilets")
    return row["status"], row["measured"], row["gap"], told


def test_a_changed_input_changes_the_figure_and_its_explanation_alike(source):
    status, measured, gap, told = toilets(Results(source.take(audience="coordinator", as_of=DAY), LOCAL))
    # 40 people, 2 toilets, at most 20 each: 20 persons a toilet meets the standard exactly.
    assert (status, measured, gap) == ("met", 20.0, 0.0)
    assert told.value == measured
    assert {i.name: i.value for i in told.inputs}["toilets_functional"] == 2.0
    with source.store.batch(ME) as batch:
        batch.patch("assessments", pd.DataFrame([{"site_id": "S1", "assessed_on": "2023-08-01", "individuals": 50}]))
    status, measured, gap, told = toilets(Results(source.take(audience="coordinator", as_of=DAY), LOCAL))
    # 50 people want ceil(50 / 20) = 3 toilets; one is missing; 25 persons share each.
    assert (status, measured, gap) == ("short", 25.0, 1.0)
    assert told.value == 25.0
    assert {i.name: i.value for i in told.inputs}["individuals"] == 50.0
    assert "p. 118" in told.clause
    assert told.dated == "2023-08-01"


def test_a_figure_is_computed_once_for_a_view_and_again_only_when_its_tables_change(source):
    counts, shelf = Counter(), Shelf()

    def ask() -> Results:
        return Results(source.take(audience="coordinator", as_of=DAY), LOCAL, kept(shelf, counts))

    for _ in range(3):
        ask().coverage("adm1")
        ask().stock()
    assert counts["coverage"] == counts["stock"] == counts["site_verdicts"] == 1
    with source.store.batch(ME) as batch:
        row = {"moved_on": "2023-08-02", "kind": "release", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 5}
        batch.move(pd.DataFrame([row]))
    ask().coverage("adm1")
    assert ask().stock().frame["quantity"].tolist() == [25.0]
    assert counts["coverage"] == 1  # nobody touched sites or assessments
    assert counts["stock"] == 2


def test_a_save_costs_others_one_tables_reading(source, monkeypatch):
    read = Counter()
    records = Store.records

    def counted(self, name, **clocks):
        read[name] += 1
        return records(self, name, **clocks)

    monkeypatch.setattr(Store, "records", counted)
    frames = ("sites", "assessments", "shelters", "warehouses", "displacement", "zones")
    snapshot = source.take(audience="coordinator", as_of=DAY)
    for name in frames:
        snapshot.frame(name)
    read.clear()
    with source.store.batch(ME) as batch:
        batch.patch("shelters", pd.DataFrame([{"shelter_id": "A1", "adm2_pcode": "HT0111"}]))
    snapshot = source.take(audience="coordinator", as_of=DAY)
    for name in frames:
        snapshot.frame(name)
    assert read == {"shelters": 1}


def test_what_one_view_was_shown_is_nobody_elses(source):
    counts, shelf = Counter(), Shelf()
    mine = Results(source.take(audience="coordinator", as_of=DAY), LOCAL, kept(shelf, counts))
    mine.sites()
    theirs = source.take(audience="donor", as_of=DAY)
    assert theirs.view_key != mine.snapshot.view_key
    assert kept(shelf, counts)(theirs, ("Situation.sites",), lambda: "nothing") == "nothing"
    with pytest.raises(NotAllowed, match="audience_is_not_the_actors"):
        Results(theirs, LOCAL)
    with pytest.raises(NotAllowed, match="unknown_role"):
        Results(theirs, DONOR).sites()
    with pytest.raises(NotAllowed):
        Results(source.take(audience="nobody", as_of=DAY), NOBODY).sites()


def test_every_figure_is_denied_to_other_audiences(source):
    donor = Results(source.take(audience="donor", as_of=DAY), DONOR)
    figures = {
        "places": (), "departments": (), "sites": (), "shelters": (), "warehouses": (), "headlines": (), "zone_sets": (),
        "sources": (), "names": (), "site_coverage": (), "coverage": (), "stock": (), "lots": (), "ways": (), "items": (),
        "kits": (), "travel": (), "reach": ("adm1", "essential"), "frame": ("sites",), "batches": (),
        "exposure": ("flood",), "exposure_needs": ("flood",), "scenario_needs": (presets()["earthquake-m72-nippes"],),
        "scenario_zones": (presets()["earthquake-m72-nippes"],), "tracks": (), "facts": (), "rounds": ("S1",), "sites_on_map": (), "commune_points": (),
    }  # fmt: skip
    for name, arguments in figures.items():
        with pytest.raises(NotAllowed):
            getattr(donor, name)(*arguments)
    with pytest.raises(NotAllowed):
        donor.search("Site")
    with pytest.raises(NotAllowed):
        donor.exposure_of(pd.DataFrame())


def test_no_group_of_figures_hides_a_figure_of_another():
    named = Counter(name for group in Results.__mro__[:-1] for name in vars(group) if not name.startswith("__"))
    assert not [name for name, times in named.items() if times > 1]


def test_a_scenario_is_kept_by_its_digest_and_its_zones_for_every_level(source):
    counts, shelf = Counter(), Shelf()
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL, kept(shelf, counts))
    one, same = (presets()["earthquake-m72-nippes"] for _ in range(2))  # read twice: equal, not the same object
    for told, level in ((one, "adm0"), (same, "adm0"), (same, "adm1")):
        results.scenario_needs(told, level)
    results.scenario_needs(presets()["earthquake-m76-cap-haitien"], "adm0")
    assert (counts["scenario_zones"], counts["scenario_needs"]) == (2, 3)
    made = results.scenario_needs(one, "adm0")
    assert made.facts["scenario"]["fictional"]
    assert made.frame["hazard_class"].iloc[0] == "high"


def test_changing_what_was_handed_out_changes_nobody_elses(source):
    shelf = Shelf()
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL, kept(shelf, Counter()))
    mine = results.sites()
    mine.loc[0, "people"] = 99_999
    mine["phone"] = "x"
    assert results.sites()["people"].tolist() == [40.0]
    assert "phone" not in results.sites()
    table = results.snapshot.frame("sites")
    table.loc[0, "name"] = "changed"
    assert results.snapshot.frame("sites")["name"].tolist() == ["Site un"]


def test_rows_without_parent_stay_out_of_the_picture(source):
    with source.store.batch(ME) as batch:
        batch.patch("assessments", pd.DataFrame([{"site_id": "GONE", "assessed_on": "2023-08-01", "individuals": 7}]))
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    assert results.frame("assessments")["site_id"].tolist() == ["S1"]
    assert results.headlines().explain(figure="idp_individuals").value == 40.0


def test_search_finds_names_codes_and_former_names(source):
    with source.store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "name": "Lakou Nèf", "observed_on": "2023-05-01"}]))
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    assert results.search("lakou nef")["id"].tolist() == ["S1"]
    assert results.search("site un")["id"].tolist() == ["S1"]
    assert results.search("HT0118")["id"].tolist() == ["HT0118"]
    assert results.search("").empty
    assert results.search("zzz").empty


def test_the_demonstration_stands_on_its_own_day_until_real_data_come(tmp_path, source):
    assert source.take(audience="coordinator").as_of != "2023-08-31"  # real batches: today
    store = Store(tmp_path / "demo.db")
    with store.batch(Told("demo", "demo", "demo", fictional=True)) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S1", "adm2_pcode": "HT0111"}]))
        batch.patch("settings", pd.DataFrame([{"setting": "as_of", "value": DAY}]))
    demo = Source(store)
    assert demo.take(audience="coordinator").as_of == DAY
    assert demo.take(audience="coordinator").settings["holds_real"] == "0"
    with store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S2", "adm2_pcode": "HT0111"}]))
    assert demo.take(audience="coordinator").settings["holds_real"] == "1"


def test_the_worked_haiti_goes_through_the_store_unchanged(tmp_path):
    """Store, snapshot and results give the coverage that geo gives on the plain frames."""
    store = Store(tmp_path / "pare.db")
    with store.batch(ME) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("assessments", small_haiti.assessments())
        batch.patch("displacement", small_haiti.displacement())
    results = Results(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF), LOCAL)
    from geo.coverage import coverage_of_sites

    frames = small_haiti.sites(), small_haiti.assessments()
    expected = coverage_of_sites(*frames, results.norms("standard"), as_of=small_haiti.AS_OF).frame
    found = results.site_coverage().frame
    key = ["place", "standard"]
    columns = ["status", "measured", "people", "gap"]
    left, right = (f.sort_values(key, ignore_index=True)[key + columns] for f in (expected, found))
    pd.testing.assert_frame_equal(left, right)


def test_a_picture_does_not_change_while_it_is_looked_at(source):
    snapshot = source.take(audience="coordinator", as_of=DAY)
    with source.store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S2", "adm2_pcode": "HT0111", "observed_on": "2023-01-01"}]))
    assert snapshot.frame("sites")["site_id"].tolist() == ["S1"]  # read only now, as known when it was taken
    assert source.take(audience="coordinator", as_of=DAY).frame("sites")["site_id"].tolist() == ["S1", "S2"]


def test_undo_redo_and_merging_are_seen_by_everything_that_they_touch(source):
    def sites() -> list[str]:
        return source.take(audience="coordinator", as_of=DAY).frame("assessments")["site_id"].tolist()

    with source.store.batch(ME) as batch:
        batch.patch("sites", pd.DataFrame([{"site_id": "S2", "adm2_pcode": "HT0111", "observed_on": "2023-01-01"}]))
        batch.same("sites", "S1", "S2")
    assert sites() == ["S2"]
    source.store.undo(batch.seq, author="a", reason="r")
    assert sites() == ["S1"]
    source.store.undo(1, author="a", reason="r")
    assert sites() == []
    source.store.redo(1, author="a", reason="r")
    assert sites() == ["S1"]


def test_a_distribution_to_a_site_feeds_its_coverage_until_it_is_undone(source):
    """20 households, 5 with tarpaulins on 1 August; a slip serves 8 on the 10th: 13 of 20, and 5 again when undone."""

    def tarpaulins() -> tuple:
        told = Results(source.take(audience="coordinator", as_of=DAY), LOCAL).coverage("site")
        row = told.frame.set_index(["place", "standard"]).loc[("S1", standard)]
        return row["measured"], told.explain(place="S1", standard=standard)

    asked = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    standard = next(one.key for one in asked.standards() if one.numerator == "households_with_tarpaulins")
    with source.store.batch(ME) as batch:
        answers = {"site_id": "S1", "assessed_on": "2023-08-01", "households": 20, "households_with_tarpaulins": 5}
        batch.patch("assessments", pd.DataFrame([answers]))
    assert tarpaulins()[0] == pytest.approx(0.25)
    row = {"moved_on": "2023-08-10", "kind": "distribution", "warehouse_id": "W1", "item": "tarpaulin", "quantity": 16,
           "site_id": "S1", "households_served": 8}  # fmt: skip
    with source.store.batch(ME) as batch:
        batch.move(pd.DataFrame([row]))
    share, told = tarpaulins()
    assert share == pytest.approx(0.65)
    assert {one.name: one.value for one in told.inputs}["households_with_tarpaulins"] == 13
    source.store.undo(batch.seq, author="tester", reason="test")
    assert tarpaulins()[0] == pytest.approx(0.25)


def test_what_a_partner_reported_of_a_request_feeds_the_coverage_too(source):
    """20 households, 5 with tarpaulins; a partner reports 8 served with 7 tarpaulins approved: 12 of 20; no slip at all."""
    answers = {"site_id": "S1", "assessed_on": "2023-08-01", "households": 20, "households_with_tarpaulins": 5}
    asked = {"request_id": "R1", "site_id": "S1", "distributed_on": "2023-08-10", "households_reported": 8}
    line = {"request_id": "R1", "item": "tarpaulin", "quantity": 16, "quantity_approved": 7}
    with source.store.batch(ME) as batch:
        batch.patch("assessments", pd.DataFrame([answers]))
        batch.patch("requests", pd.DataFrame([asked]).assign(observed_on="2023-08-10"))
        batch.patch("request_items", pd.DataFrame([line]).assign(observed_on="2023-08-10"))
    told = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    standard = next(one.key for one in told.standards() if one.numerator == "households_with_tarpaulins")
    rows = told.coverage("site").frame.set_index(["place", "standard"])
    assert rows.loc[("S1", standard), "measured"] == pytest.approx(0.6)
