"""What a shock does, through the store: the flood of the small Haiti by hand, and shipped scenarios on it.

25,000 of HT0111 lie in the high class and 25,000 in the low one, 4,000 of HT0131 in the medium one, 30,000 of HT0711 in
the low one. HT0712 has no known people, and no area in the flood. Shares of a flood (low, middle, high):

========  ================  ==================
class     affected          displaced
========  ================  ==================
high      0.6, 0.8, 1       0.1, 0.2, 0.4
medium    0.3, 0.5, 0.7     0.04, 0.08, 0.2
low       0.1, 0.2, 0.4     0.01, 0.02, 0.05
========  ================  ==================
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from data import settings
from data.access import LOCAL, Actor
from data.bundled_geography import bundled_population
from data.home import store_path
from data.scenario_files import presets
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import BadScenario, NotAllowed
from results import Results
from results.scenarios import Facilities
from results.shock import Shock
from tests.geo import small_haiti

FLOOD = Shock("flood", zone_set="flood-small")
BY_PERSON = ("exposed", "affected", "displaced", "in_need", "public_shelter", "relatives_hosts", "other")


def stored() -> Store:
    """The small Haiti in the store of PARE_HOME."""
    store = Store(store_path())
    tables = {"sites": small_haiti.sites(), "assessments": small_haiti.assessments(), "shelters": small_haiti.shelters(),
              "warehouses": small_haiti.warehouses(), "zones": small_haiti.zones(), "ways": small_haiti.ways(),
              "boundaries": small_haiti.boundaries(), "population": small_haiti.population(),
              "settings": pd.DataFrame([("as_of", small_haiti.AS_OF), ("boundary_set", "small"),
                                        ("population_set", "small")], columns=["setting", "value"])}  # fmt: skip
    with store.batch(Told("demo", "demo", "small Haiti", fictional=True)) as batch:
        for name, rows in tables.items():
            batch.patch(name, rows)
    return store


def results(store: Store, role: Actor = LOCAL) -> Results:
    return Results(Source(store).take(audience=role.role, as_of=small_haiti.AS_OF), role)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("PARE_HOME", str(tmp_path))
    return stored()


@pytest.fixture
def asked(store) -> Results:
    return results(store)


def cyclone() -> Shock:
    return Shock("cyclone", scenario=presets()["cyclone-category-4-south"])


def step(rows: pd.DataFrame, place: str) -> pd.DataFrame:
    return rows[rows["place"] == place].set_index("step")


def test_the_chain_of_the_nation_by_hand(asked):
    told = step(asked.steps_of_chain(FLOOD, "adm0").frame, "HT")
    assert told.loc["exposed", "middle"] == pytest.approx(84_000, rel=1e-6)
    # affected: 25,000 high + 55,000 low + 4,000 medium
    assert told.loc["affected", ["low", "middle", "high"]].tolist() == pytest.approx([21_700, 33_000, 49_800], rel=1e-6)
    assert told.loc["displaced", ["low", "middle", "high"]].tolist() == pytest.approx([3_210, 6_420, 13_550], rel=1e-6)
    assert told.loc["in_need", "middle"] == pytest.approx(33_000 * 0.667, rel=1e-6)
    assert told.loc["public_shelter", "middle"] == pytest.approx(1_444.5, rel=1e-6)
    # shares are of their own whole
    assert told.loc["affected", "share_middle"] == pytest.approx(33 / 84, rel=1e-6)
    assert told.loc["in_need", "share_middle"] == pytest.approx(0.667)
    assert told.loc[["public_shelter", "relatives_hosts", "other"], "share_middle"].sum() == pytest.approx(1)
    assert told["step_of"].to_dict() == {
        "exposed": "", "affected": "exposed", "displaced": "exposed", "in_need": "affected",
        "public_shelter": "displaced", "relatives_hosts": "displaced", "other": "displaced",
    }  # fmt: skip
    assert not told["above_population"].any()


def test_a_commune_of_unknown_people_outside_the_zones_has_nobody_in_them(asked):
    told = step(asked.steps_of_chain(FLOOD, "adm2").frame, "HT0712")
    assert told["middle"].tolist() == [0.0] * len(BY_PERSON)
    assert told["share_middle"].isna().all()
    assert np.isnan(told["population"].iloc[0])
    assert (told["classes_unknown"] == 0).all()


@pytest.mark.parametrize("shock", [FLOOD, cyclone()], ids=["flood", "cyclone"])
def test_communes_add_up_to_departments_and_to_the_nation(asked, shock):
    nation, departments, communes = (asked.steps_of_chain(shock, level).frame for level in ("adm0", "adm1", "adm2"))
    for figure in ("low", "middle", "high"):
        whole = nation.set_index("step")[figure]
        pd.testing.assert_series_equal(departments.groupby("step")[figure].sum().reindex(whole.index), whole)
        by_department = communes.assign(place=communes["place"].str[:4]).groupby(["place", "step"])[figure].sum()
        expected = departments.set_index(["place", "step"])[figure]
        pd.testing.assert_series_equal(by_department.reindex(expected.index), expected)


@pytest.mark.parametrize("level", ["adm0", "adm1", "adm2", "mapap"])
@pytest.mark.parametrize("shock", [FLOOD, cyclone()], ids=["flood", "cyclone"])
def test_displaced_are_affected_and_affected_are_exposed(asked, shock, level):
    rows = asked.steps_of_chain(shock, level).frame
    for figure in ("low", "middle", "high"):
        told = rows.pivot_table(index="place", columns="step", values=figure, dropna=False)
        assert not (told["displaced"] > told["affected"] + 1e-6).any()
        assert not (told["affected"] > told["exposed"] + 1e-6).any()
        assert not (told["in_need"] > told["affected"] + 1e-6).any()
        assert not (told["public_shelter"] > told["displaced"] + 1e-6).any()


def test_every_step_explains_itself_with_the_numbers_of_its_place(asked):
    told = asked.steps_of_chain(FLOOD, "adm1")
    displaced = told.explain(place="HT01", step="displaced")
    values = {one.name: one.value for one in displaced.inputs}
    assert values["people[hazard_class.high]"] == pytest.approx(25_000, rel=1e-6)
    assert values["displaced_share[hazard_class.high]"] == 0.2
    assert displaced.value == pytest.approx(5_000 + 500 + 320, rel=1e-6)
    assert displaced.status == "unverified"
    shelter = told.explain(place="HT01", step="public_shelter")
    assert {one.name: one.value for one in shelter.inputs}["displaced"] == pytest.approx(5_820, rel=1e-6)
    assert shelter.formula == "public_shelter = displaced * public_shelter_share"


def test_needs_by_hand(asked):
    # 1,444.5 people in shelters drink 15 l a day; 6,420 displaced are 1,426.7 households of 4.5 with 2 tarpaulins each
    rows = asked.needs_of(FLOOD, "adm0", 7).frame.set_index("item")
    assert rows.loc["water", "need_middle"] == pytest.approx(1_444.5 * 15 * 7, rel=1e-6)
    assert rows.loc["tarpaulins", "need_middle"] == pytest.approx(6_420 / 4.5 * 2, rel=1e-6)
    assert rows.loc["toilets", "need_middle"] == pytest.approx(1_444.5 / 50, rel=1e-6)
    assert rows["per_day"].to_dict()["water"]
    longer = asked.needs_of(FLOOD, "adm0", 14).frame.set_index("item")
    assert longer.loc["water", "need_middle"] == pytest.approx(2 * rows.loc["water", "need_middle"])
    assert longer.loc["tarpaulins", "need_middle"] == rows.loc["tarpaulins", "need_middle"]
    told = asked.needs_of(FLOOD, "adm0", 7).explain(place="HT", item="tarpaulins")
    assert {one.name: one.value for one in told.inputs}["household_size"] == 4.5
    with pytest.raises(BadScenario, match=r"chain\.days"):
        asked.needs_of(FLOOD, "adm0", 0)


def test_rates_that_somebody_changed_are_in_force_and_told(store):
    before = results(store).exposure_needs("flood-small", "adm0").frame["displaced"].sum()
    name = "chain.flood.high.displaced.middle"
    settings.change(store, LOCAL, name, "0.3", reason="atelier", author="Rose")
    asked = results(store)
    displaced = asked.steps_of_chain(FLOOD, "adm0").explain(place="HT", step="displaced")
    assert displaced.value == pytest.approx(6_420 + 2_500, rel=1e-6)
    (change,) = displaced.changes
    assert (change.shipped, change.value, change.said.reason) == (0.2, 0.3, "atelier")
    # the same rates wherever a displaced person is counted
    assert asked.exposure_needs("flood-small", "adm0").frame["displaced"].sum() == pytest.approx(before + 2_500)
    assert asked.people_for_shelters("flood-small")["people_expected"].sum() == pytest.approx(1_444.5 + 2_500 * 0.225)
    rates = asked.rates_of(FLOOD)
    assert rates.set_index(["step", "hazard_class"]).loc[("displaced", "high"), "share_middle"] == 0.3


def test_what_other_rates_would_do_is_told_before_anything_is_stored(asked):
    moved = asked.rate_moves((("chain.earthquake.very_high.displaced.middle", 0.5),)).set_index("scenario")
    assert not any("cyclone" in key for key in moved.index)
    assert (moved["after"] > moved["before"]).all()
    assert asked.rate_moves(()).empty


def test_what_stands_in_the_zones(asked):
    held = asked.facilities_of(FLOOD)
    assert isinstance(held, Facilities)
    counts = asked.exposed_to(FLOOD, "adm0").frame
    inside = counts[~counts["hazard_class"].isin(["outside", "unlocated"])]
    for kind in ("sites", "shelters", "warehouses"):
        rows = getattr(held, kind)
        assert len(rows) == inside[kind].sum(), kind
        assert rows["rank"].is_monotonic_decreasing
    assert held.sites["people"].sum() == pytest.approx(inside["idp_individuals"].sum())
    stock = {item: q for one in held.warehouses["stock_by_item"] for item, q in one.items()}
    assert stock == {item: q for one in inside["stock_by_item"] for item, q in one.items()}
    assert set(asked.facilities_of(FLOOD, "HT07").sites["adm1_pcode"]) <= {"HT07"}
    assert held.ways["km"].sum() == pytest.approx(
        asked.ways_exposed(FLOOD, "adm0").frame.set_index("hazard_class").drop(["outside", "unlocated"])["km"].sum()
    )


def test_two_shocks_side_by_side(asked):
    rows = asked.compared(FLOOD, cyclone(), "adm1")
    assert (rows["difference"] - (rows["second"] - rows["first"])).abs().max() < 1e-6
    own = asked.steps_of_chain(FLOOD, "adm1").frame.set_index(["place", "step"])["middle"]
    told = rows.set_index(["place", "step"])["first"]
    pd.testing.assert_series_equal(told, own.reindex(told.index), check_names=False)
    same = asked.compared(FLOOD, FLOOD, "adm2")
    assert (same["difference"] == 0).all()
    needs = asked.needs_compared(FLOOD, cyclone(), "adm0", 7).set_index("item")
    assert needs.loc["water", "first"] == pytest.approx(1_444.5 * 105, rel=1e-6)


def test_the_record_stands_beside_its_own_hazard(asked):
    rows = asked.records_beside(cyclone())
    assert set(rows["hazard"]) == {"cyclone"}
    told = rows[(rows["event"] == "Matthew 2016") & (rows["figure"] == "displaced")].iloc[0]
    whole = step(asked.steps_of_chain(cyclone(), "adm0").frame, "HT").loc["displaced", "middle"]
    assert told["ratio"] == pytest.approx(whole / 175_509)
    assert "earthquake" not in set(asked.records_beside(FLOOD)["hazard"])


def test_a_cyclone_hour_by_hour(asked):
    shock = cyclone()
    steps = asked.storm_steps(shock)
    last = len(steps) - 1
    whole, so_far = asked.zones_of_shock(shock), asked.winds_at(shock, last, so_far=True)
    assert so_far["hazard_class"].tolist() == whole["hazard_class"].tolist()
    assert all(a.equals(b) for a, b in zip(so_far["geometry"], whole["geometry"], strict=True))
    with pytest.raises(BadScenario, match=r"wind\.no_step"):
        asked.winds_at(shock, last + 1)
    with pytest.raises(BadScenario, match=r"wind\.no_track"):
        asked.storm_steps(FLOOD)
    rows = asked.arrivals(shock)
    assert rows["arrival_34_hours"].is_monotonic_increasing
    both = rows.dropna(subset=["arrival_64_hours"])
    assert (both["arrival_34_hours"] <= both["arrival_50_hours"]).all()
    assert (both["arrival_50_hours"] <= both["arrival_64_hours"]).all()
    assert set(asked.arrivals(shock, "HT07")["adm1_pcode"]) <= {"HT07"}


def test_nobody_below_the_coordinator_sees_any_of_it(store):
    with pytest.raises(NotAllowed):
        results(store, Actor("donor", "donor")).steps_of_chain(FLOOD, "adm0")


def test_people_are_by_section_where_the_sections_are_in_force(store):
    """All sections of Port-au-Prince in the shapes in force, their people from the shipped series of 2019."""
    shipped = bundled_population()
    codes = [one for one in shipped["adm_pcode"] if one.startswith("HT0111-")]
    edges = [780 + 10 * n / len(codes) for n in range(len(codes) + 1)]
    sections = pd.DataFrame({
        "adm_level": "adm3", "adm_pcode": codes, "name_fr": codes, "boundary_set": "small", "source": "test",
        "geometry": [small_haiti.rectangle(west, 2050, east, 2060) for west, east in pairwise(edges)],
    })  # fmt: skip
    before = results(store).exposure("flood-small", "adm2").frame
    with store.batch(Told("demo", "demo", "sections", fictional=True)) as batch:
        batch.patch("boundaries", sections)
    told = results(store).exposure("flood-small", "adm2")
    rows = told.frame[told.frame["place"] == "HT0111"].set_index("hazard_class")
    people = shipped.set_index("adm_pcode").loc[codes, "population"].to_numpy()
    west = np.array(edges)
    inside = np.clip(np.minimum(west[1:], 782.5) - west[:-1], 0, None) / np.diff(west)
    assert rows.loc["high", "people"] == pytest.approx(100_000 * (people * inside).sum() / people.sum(), rel=1e-6)
    assert rows["people"].sum() == pytest.approx(before[before["place"] == "HT0111"]["people"].sum())
    assert rows["communes_by_section"].tolist() == [1] * len(rows)
    assert "exposure.people_by_sections" in told.explain(place="HT0111", hazard_class="high").notes
