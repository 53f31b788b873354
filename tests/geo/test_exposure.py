"""Exposure of the small Haiti to its flood, derived by hand, and what holds whatever the zones.

Each commune is 100 km2. The flood's high zone takes 2.5 of the 10 km of HT0111, the low zone 5 km of which the
high one wins 2.5; medium takes 1 of the 10 km of HT0131; low takes 5 of the 10 km of HT0711.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import reference_tables
from geo.errors import BadScenario
from geo.explain import Result
from geo.exposure import CONTRACT, Exposed, exposure
from geo.places import communes_at
from geo.site_services import site_people
from tests.geo import small_haiti

HAZARDS = reference_tables.hazards()
SIZE = reference_tables.settings()["household_size"]
NAN = np.nan
CLASSES = ["high", "medium", "low", "outside", "unlocated"]
SUMMED = ("people", "sites", "idp_individuals", "shelters", "shelter_capacity", "warehouses", "sites_without_people",
          "shelters_without_capacity")  # fmt: skip


def exposed(**changed: Any) -> Exposed:
    people = site_people(small_haiti.sites(), small_haiti.assessments(), SIZE, as_of=small_haiti.AS_OF)
    whole = Exposed(
        small_haiti.boundaries(), small_haiti.population(), people, small_haiti.shelters(), small_haiti.warehouses(),
        small_haiti.stock(),
    )  # fmt: skip
    return replace(whole, **changed)


def reckoned(level: str, zones: pd.DataFrame | None = None, **changed: Any) -> Result:
    chosen = small_haiti.zones() if zones is None else zones
    return exposure(chosen, exposed(**changed), communes_at(small_haiti.places(), level), HAZARDS)


# people by class: high, medium, low, outside, unlocated
PEOPLE = {
    "HT0111": [25_000, 0, 25_000, 50_000, 0],  # 25 %, -, 50 % - 25 %, rest of 100 000
    "HT0131": [0, 4_000, 0, 36_000, 0],  # 10 % of 40 000
    "HT0611": [0, 0, 0, 20_000, 0],
    "HT0711": [0, 0, 30_000, 30_000, 0],  # half of 60 000
    "HT0712": [NAN] * 5,  # its population is unknown
    "HT01": [25_000, 4_000, 25_000, 86_000, 0],
    "HT06": [0, 0, 0, 20_000, 0],
    "HT07": [0, 0, 30_000, 30_000, 0],
    "MAPAP": [25_000, 4_000, 25_000, 86_000, 0],
    "HT": [25_000, 4_000, 55_000, 136_000, 0],
}


@pytest.mark.parametrize(
    ("level", "places"),
    [
        ("adm2", ["HT0111", "HT0131", "HT0611", "HT0711", "HT0712"]),
        ("adm1", ["HT01", "HT06", "HT07"]),
        ("mapap", ["MAPAP"]),
        ("adm0", ["HT"]),
    ],
)
def test_people_by_share_of_area_by_hand(level: str, places: list[str]) -> None:
    frame = reckoned(level).frame
    assert list(frame.columns[: len(CONTRACT)]) == list(CONTRACT)
    assert list(dict.fromkeys(frame["place"])) == places
    for place, rows in frame.groupby("place"):
        assert rows["hazard_class"].tolist() == CLASSES
        np.testing.assert_allclose(rows["people"], PEOPLE[str(place)], rtol=1e-9, atol=1e-6)


def test_sites_shelters_and_warehouses_by_their_point_by_hand() -> None:
    # S1 lies in both zones: high; S2 low; S3 outside; S4 has no point; S5 low. A1 high; A2 outside, capacity unknown
    whole = reckoned("adm0").frame.set_index("hazard_class")
    assert whole["sites"].to_dict() == {"high": 1, "medium": 0, "low": 2, "outside": 1, "unlocated": 1}
    assert whole["idp_individuals"].fillna(-1).tolist() == [487, 0, 900 + 300, 1000, -1]
    assert whole["sites_without_people"].tolist() == [0, 0, 0, 0, 1]
    assert whole["shelters"].tolist() == [1, 0, 0, 1, 0]
    assert whole["shelter_capacity"].fillna(-1).tolist() == [400, 0, 0, -1, 0]
    assert whole["shelters_without_capacity"].tolist() == [0, 0, 0, 1, 0]
    assert whole["warehouses"].tolist() == [0, 0, 1, 1, 0]
    assert whole["stock_by_item"].tolist() == [
        {}, {}, {"tarpaulin": 300}, {"tarpaulin": 1000, "blanket": 1500}, {},
    ]  # fmt: skip


def test_points_stand_in_their_declared_commune() -> None:
    by_place = reckoned("adm2").frame.set_index(["place", "hazard_class"])
    assert by_place.loc[("HT0111", "high"), "idp_individuals"] == 487
    assert by_place.loc[("HT0111", "low"), "idp_individuals"] == 900
    assert by_place.loc[("HT0611", "unlocated"), "sites"] == 1
    assert by_place.loc[("HT0711", "low"), "stock_by_item"] == {"tarpaulin": 300}


def test_people_at_sites_are_never_added_to_the_population() -> None:
    emptied = reckoned("adm0", sites=exposed().sites.iloc[:0]).frame
    np.testing.assert_array_equal(emptied["people"], reckoned("adm0").frame["people"])
    assert emptied["sites"].sum() == 0


def test_an_unknown_population_is_counted_beside_the_sum() -> None:
    sud = reckoned("adm1").frame.query("place == 'HT07'")
    assert set(sud["communes_without_population"]) == {1}
    assert "exposure.population_missing" in reckoned("adm1").explain(place="HT07", hazard_class="low").notes
    torbeck = reckoned("adm2").frame.query("place == 'HT0712'")
    assert torbeck["population"].isna().all()


def test_a_commune_without_a_shape_is_unlocated() -> None:
    hinche = reckoned("adm2", boundaries=small_haiti.boundaries().query("adm_pcode != 'HT0611'")).frame
    rows = hinche[hinche["place"] == "HT0611"]
    assert rows["people"].tolist() == [0, 0, 0, 0, 20_000]
    assert set(rows["communes_without_shape"]) == {1}


def test_hazards_of_one_set_are_reckoned_apart() -> None:
    zones = small_haiti.zones()
    zones.loc[zones["zone_id"] == "Z4", ["hazard", "hazard_class"]] = ["glissement de terrain", "2"]
    frame = reckoned("adm0", zones).frame.set_index(["hazard", "hazard_class"])
    assert frame.loc[("flood", "low"), "people"] == pytest.approx(25_000)
    assert frame.loc[("landslide", "low"), "people"] == pytest.approx(30_000)
    assert frame.groupby(level=0)["people"].sum().tolist() == pytest.approx([220_000, 220_000])


def test_no_zones_leave_everybody_outside() -> None:
    frame = reckoned("adm0", small_haiti.zones().iloc[:0]).frame
    assert frame["hazard_class"].tolist() == ["outside", "unlocated"]
    assert frame["people"].tolist() == pytest.approx([220_000, 0])
    assert frame["sites"].tolist() == [4, 1]
    full = reckoned("adm0").frame
    assert list(frame.dtypes.items()) == list(full.dtypes.items())


def test_an_unknown_class_is_refused() -> None:
    zones = small_haiti.zones().assign(hazard_class="terrible")
    with pytest.raises(BadScenario, match=r"hazard\.unknown_class"):
        reckoned("adm0", zones)


def test_a_row_is_explained_from_area_and_population() -> None:
    told = reckoned("adm2").explain(place="HT0711", hazard_class="low")
    values = {one.name: one.value for one in told.inputs}
    assert told.formula == "people = sum(population * area_in_class_m2 / place_area_m2)"
    assert values["population"] == 60_000
    assert values["area_in_class_m2"] == pytest.approx(5e7)
    assert values["place_area_m2"] == pytest.approx(1e8)
    assert told.value == pytest.approx(values["population"] * values["area_in_class_m2"] / values["place_area_m2"])
    assert (told.unit, told.dated, told.source) == ("persons", "2023-08-01", "small Haiti")
    assert told.notes == ("exposure.sites_apart",)
    half = small_haiti.population().assign(population=lambda frame: frame["population"] / 2)
    again = reckoned("adm2", population=half).explain(place="HT0711", hazard_class="low")
    assert again.value == pytest.approx(15_000)
    assert {one.name: one.value for one in again.inputs}["population"] == 30_000


def test_schematic_shapes_and_doubtful_populations_are_told() -> None:
    doubted = small_haiti.population().assign(doubtful=lambda frame: frame["adm_pcode"] == "HT0131")
    result = reckoned("adm1", schematic=True, population=doubted)
    assert result.facts["schematic"] is True
    assert result.explain(place="HT01", hazard_class="low").notes == (
        "schematic", "exposure.sum_of_communes", "exposure.population_doubtful", "exposure.sites_apart",
    )  # fmt: skip
    assert "exposure.population_doubtful" not in result.explain(place="HT07", hazard_class="low").notes


def test_every_row_can_be_explained_in_plain_json_values() -> None:
    result = reckoned("adm2")
    for row in result.frame.to_dict("records"):
        json.dumps(result.explain_row(row).as_record(), allow_nan=False)


def test_no_sites_shelters_or_warehouses_keep_the_columns() -> None:
    full = reckoned("adm0").frame
    none = exposed()
    empty = reckoned("adm0", sites=none.sites.iloc[:0], shelters=none.shelters.iloc[:0],
                     warehouses=none.warehouses.iloc[:0], stock=none.stock.iloc[:0]).frame  # fmt: skip
    assert list(empty.dtypes.items()) == list(full.dtypes.items())
    assert empty["stock_by_item"].tolist() == [{}] * 5


rectangles = st.tuples(
    st.integers(600, 820), st.integers(2000, 2130), st.integers(1, 120), st.integers(1, 80),
    st.sampled_from(["1", "faible", "medium", "fort", "very_high"]),
)  # fmt: skip


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(rectangles, min_size=1, max_size=5), st.sampled_from(["adm2", "adm1", "adm0"]))
def test_classes_partition_the_exposed(drawn: list[tuple[int, int, int, int, str]], level: str) -> None:
    zones = pd.DataFrame(
        [
            {"zone_set": "tried", "zone_id": str(n), "hazard": "flood", "hazard_class": label, "source": "tried",
             "observed_on": "2023-08-01", "geometry": small_haiti.rectangle(west, south, west + wide, south + high)}
            for n, (west, south, wide, high, label) in enumerate(drawn)
        ]
    )  # fmt: skip
    by_class, without = reckoned(level, zones).frame, reckoned(level, zones.iloc[:0]).frame
    for name in SUMMED:
        sums, totals = (f.groupby("place", sort=False)[name].sum(min_count=1) for f in (by_class, without))
        np.testing.assert_allclose(sums, totals, rtol=1e-6)
    items = [sum(row.get("tarpaulin", 0) for row in frame["stock_by_item"]) for frame in (by_class, without)]
    assert items[0] == items[1] == 1300
    assert (by_class["people"].dropna() >= 0).all()


@pytest.mark.parametrize("name", SUMMED)
def test_communes_sum_to_departments_and_the_nation(name: str) -> None:
    nation = reckoned("adm0").frame.set_index("hazard_class")[name]
    for level in ("adm2", "adm1"):
        sums = reckoned(level).frame.groupby("hazard_class")[name].sum().reindex(nation.index)
        np.testing.assert_allclose(sums, nation.fillna(0.0), rtol=1e-9)  # unknown is in no sum
