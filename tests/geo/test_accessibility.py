"""Accessibility: the published worked examples of floating catchments, and what holds always."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference_shelters import shelter_rules
from geo.accessibility import (
    Catchment,
    Ways,
    access_by_place,
    in_sections,
    places_per_person,
    walking_catchment,
    ways_on_foot,
)
from geo.errors import BadScenario
from geo.explain import Result
from geo.places import communes_at
from tests.geo import small_haiti

NAN = np.nan
# Three places with people and supply in each; minutes between them, symmetric.
PEOPLE, PLACES = [1000.0, 2000.0, 1000.0], [100.0, 0.0, 50.0]
MINUTES = np.array([[5.0, 25.0, 60.0], [25.0, 5.0, 20.0], [60.0, 20.0, 5.0]])
STEPS = ((10.0, 1.0), (20.0, 0.68), (30.0, 0.22))


def ways(minutes: np.ndarray) -> Ways:
    person, supply = np.nonzero(np.isfinite(minutes))
    return Ways(person, supply, minutes[person, supply])


def access(people, places, minutes, catchment):
    frames = pd.DataFrame({"people": people}), pd.DataFrame({"places": places})
    return places_per_person(*frames, ways(minutes), catchment)


def test_2sfca_to_the_digits_of_the_worked_example():
    # R_1 = 100 / (1000 + 2000), R_3 = 50 / (2000 + 1000); place 2 reaches both
    told = access(PEOPLE, PLACES, MINUTES, Catchment(30.0))
    np.testing.assert_allclose(told.frame["places_per_person"], [0.033333, 0.05, 0.016667], atol=5e-7)
    assert told.facts["method"] == "2SFCA"
    assert told.frame["supply_in_reach"].tolist() == [2, 3, 2]


def test_e2sfca_to_the_digits_of_the_worked_example():
    # R_1 = 100 / (1000 + .22 x 2000), R_3 = 50 / (.68 x 2000 + 1000); A_2 = .22 R_1 + .68 R_3
    told = access(PEOPLE, PLACES, MINUTES, Catchment(30.0, STEPS))
    np.testing.assert_allclose(told.frame["places_per_person"], [0.0694444, 0.0296846, 0.0211864], atol=5e-8)
    assert told.facts["method"] == "E2SFCA"
    explained = told.explain(people=2000.0)
    assert explained.value == pytest.approx(0.22 * 100 / 1440 + 0.68 * 50 / 2360)


def test_unknown_people_and_places_are_counted_and_nobody_near_has_none():
    minutes = np.array([[5.0, 6.0], [7.0, 8.0], [np.inf, np.inf]])
    told = access([100.0, NAN, 30.0], [10.0, NAN], minutes, Catchment(30.0))
    np.testing.assert_allclose(told.frame["places_per_person"], [0.1, 0.1, 0.0])
    assert told.frame["supply_unknown"].tolist() == [1, 1, 0]
    assert (told.facts["supply_unknown"], told.facts["people_unknown"]) == (1, 1)


def test_a_catchment_is_inclusive_and_bad_ones_have_a_code():
    assert Catchment(30.0, STEPS).weight(np.array([10, 10.1, 20, 30, 30.1])).tolist() == [1.0, 0.68, 0.68, 0.22, 0.0]
    for made, code in (
        (lambda: Catchment(0.0), "access.minutes"),
        (lambda: Catchment(NAN), "access.minutes"),
        (lambda: Catchment(30.0, ((20.0, 1.0),)), "access.steps"),
        (lambda: Catchment(30.0, ((20.0, 1.0), (10.0, 0.5), (30.0, 0.1))), "access.steps"),
        (lambda: Catchment(30.0, ((30.0, -1.0),)), "access.steps"),
        (lambda: ways_on_foot(np.zeros(0, int), np.zeros(0, int), np.zeros(0), kmh=0.0), "walk.speed"),
    ):
        with pytest.raises(BadScenario) as told:
            made()
        assert told.value.code == code


def test_minutes_on_foot():
    assert ways_on_foot(np.array([0]), np.array([0]), np.array([2000.0]), kmh=4.0).minutes.tolist() == [30.0]


tables = st.integers(1, 5).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda columns: st.tuples(
            st.lists(st.integers(0, 500), min_size=rows, max_size=rows),
            st.lists(st.integers(0, 90), min_size=columns, max_size=columns),
            st.lists(st.lists(st.integers(1, 50), min_size=columns, max_size=columns), min_size=rows, max_size=rows),
        )
    )
)


@settings(max_examples=60)
@given(tables, st.booleans())
def test_all_places_that_anybody_reaches_are_shared_out(told, stepped):
    people, places, table = (np.array(part, float) for part in told)
    catchment = Catchment(30.0, STEPS if stepped else ())
    access_of = access(people, places, table, catchment).frame["places_per_person"]
    reached = (catchment.weight(table) * people[:, None]).sum(axis=0) > 0
    np.testing.assert_allclose((people * access_of).sum(), places[reached].sum(), rtol=1e-9)


def test_the_catchment_of_a_walk_by_thirds():
    rules = shelter_rules()
    # 2 km at 4 km/h: 30 minutes, in steps of ten
    assert walking_catchment(rules, 2.0, "2SFCA") == Catchment(30.0)
    told = walking_catchment(rules, 2.0, "E2SFCA")
    assert [weight for _, weight in told.steps] == [1.0, 0.68, 0.22]
    np.testing.assert_allclose([end for end, _ in told.steps], [10, 20, 30])


def test_places_per_person_of_a_place_is_the_mean_over_its_people():
    # the worked example: .033333 of 1000, .05 of 2000 in A; .016667 of 1000 in B; unknown people in A
    access_ = access([*PEOPLE, NAN], PLACES, np.vstack([MINUTES, [99.0] * 3]), Catchment(30.0))
    frame = access_.frame.assign(adm2_pcode=["HT0111", "HT0111", "HT0711", "HT0111"])
    rows = Result(frame, access_.explain_row, access_.facts)
    told = access_by_place(rows, communes_at(small_haiti.places(), "adm2"))
    held = told.frame.set_index("place")
    assert held.loc["HT0111", "places_per_person"] == pytest.approx((1000 / 30 + 100) / 3000)
    assert held.loc["HT0711", "places_reached"] == pytest.approx(50 / 3)
    assert held["places_reached"].sum() == pytest.approx(150)  # all places are reached by somebody
    assert held.loc["HT0111", "rows_without_people"] == 1
    assert np.isnan(held.loc["HT0611", "places_per_person"])
    totals = [access_by_place(rows, communes_at(small_haiti.places(), level)).frame["places_reached"].sum()
              for level in ("adm2", "adm1", "adm0")]  # fmt: skip
    np.testing.assert_allclose(totals, totals[0])
    assert told.explain(place="HT0711").value == pytest.approx(1 / 60)
    # nobody has more than one place, so those who have one are as many as the places
    assert held["people_with_place"].sum() == pytest.approx(150)
    assert held.loc["HT0711", "with_place_share"] == pytest.approx(1 / 60)


def test_few_with_many_places_do_not_hide_those_who_have_none():
    # 10 people beside 400 places, 90 beyond reach: 4 places a person, and a place for one in ten
    minutes = np.array([[5.0], [99.0]])
    told = access([10.0, 90.0], [400.0], minutes, Catchment(30.0))
    rows = Result(told.frame.assign(adm2_pcode="HT0111"), told.explain_row, told.facts)
    held = access_by_place(rows, communes_at(small_haiti.places(), "adm2")).frame.set_index("place").loc["HT0111"]
    assert (held["places_per_person"], held["people_with_place"]) == (4.0, 10.0)
    assert (held["with_place_share"], held["people_out_of_reach"]) == (0.1, 90.0)


def test_sections_hold_the_points_that_lie_in_them():
    frame = pd.DataFrame({"people": [10.0, 20.0, 5.0], "places_per_person": [0.5, 0.0, 0.2], "adm2_pcode": "HT0111",
                          **{name: [small_haiti.at(781, 2055)[name], small_haiti.at(786, 2055)[name], NAN]
                             for name in ("longitude", "latitude")}})  # fmt: skip
    sections = pd.DataFrame({"adm_pcode": ["S1", "S2"], "name_fr": ["1re", "2e"],
                             "geometry": [small_haiti.rectangle(780, 2050, 785, 2060),
                                          small_haiti.rectangle(785, 2050, 790, 2060)]})  # fmt: skip
    empty = access([1.0], [1.0], np.array([[1.0]]), Catchment(1.0))
    told = access_by_place(*in_sections(Result(frame, empty.explain_row, empty.facts), sections)).frame
    assert told["people"].tolist() == [10, 20]
    assert told["people_out_of_reach"].tolist() == [0, 20]


@pytest.mark.filterwarnings("ignore")  # of the oracle itself
@pytest.mark.parametrize("seed", range(4))
def test_random_instances_are_those_of_the_package_access(seed):
    """Both methods, held against PySAL's `access`: 40 places of people, 15 of supply, minutes between all."""
    import access as oracle

    draw = np.random.default_rng(seed)
    people, places = draw.integers(50, 5_000, 40).astype("float64"), draw.integers(0, 400, 15).astype("float64")
    minutes = draw.uniform(1, 60, (40, 15))
    person, supply = np.nonzero(np.isfinite(minutes))
    told = oracle.Access(
        demand_df=pd.DataFrame({"id": range(40), "people": people}), demand_index="id", demand_value="people",
        supply_df=pd.DataFrame({"id": range(15), "places": places}), supply_index="id", supply_value="places",
        cost_df=pd.DataFrame({"origin": person, "dest": supply, "cost": minutes[person, supply]}),
        cost_origin="origin", cost_dest="dest", cost_name="cost",
    )  # fmt: skip
    told.two_stage_fca(name="plain", cost="cost", max_cost=30)
    told.enhanced_two_stage_fca(name="steps", cost="cost", max_cost=30, weight_fn=oracle.weights.step_fn(dict(STEPS)))
    for name, catchment in (("plain", Catchment(30.0)), ("steps", Catchment(30.0, STEPS))):
        mine = access(people, places, minutes, catchment).frame["places_per_person"]
        wanted = told.access_df[f"{name}_places"].reindex(range(40)).fillna(0.0)
        np.testing.assert_allclose(mine, wanted, rtol=1e-9, atol=1e-12)
