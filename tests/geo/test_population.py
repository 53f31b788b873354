"""Sums and estimates of population, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import bundled_geography
from geo.frames import POPULATION
from geo.population import scaled_sections, with_sums


def series(population_set, **people):
    rows = pd.DataFrame({"adm_pcode": [code.replace("_", "-") for code in people], "population": people.values()})
    level = rows["adm_pcode"].str.len().map({2: "adm0", 4: "adm1", 6: "adm2", 9: "adm3"})
    more = {"population_set": population_set, "adm_level": level, "year": 2019.0, "observed_on": "2019-01-01"}
    return POPULATION.conform(rows.assign(**more))


def people(frame):
    return dict(zip(frame["adm_pcode"], frame["population"], strict=True))


def test_departments_and_nation_are_sums_of_communes():
    found = with_sums(series("a", HT0111=10.0, HT0112=20.5, HT0211=5.0))
    assert people(found) == {"HT": 35.5, "HT01": 30.5, "HT02": 5.0, "HT0111": 10.0, "HT0112": 20.5, "HT0211": 5.0}
    assert set(found["year"]) == {2019.0}
    assert found["population_f"].isna().all()


def test_levels_that_the_file_has_stay_the_files_own():
    assert people(with_sums(series("a", HT0111=10.0, HT0112=20.0, HT01=31.0)))["HT01"] == 31.0
    assert people(with_sums(series("a", HT0111=10.0, HT0112=20.0, HT01=31.0)))["HT"] == 31.0


def test_an_unknown_part_makes_the_sum_unknown():
    found = people(with_sums(series("a", HT0111=10.0, HT0112=np.nan, HT0211=5.0)))
    assert np.isnan(found["HT01"])
    assert found["HT02"] == 5.0
    assert np.isnan(found["HT"])


def test_series_are_not_mixed():
    found = with_sums(pd.concat([series("a", HT0111=10.0), series("b", HT0111=1.0)]))
    totals = found[found["adm_level"] == "adm0"].set_index("population_set")["population"]
    assert totals.to_dict() == {"a": 10.0, "b": 1.0}


def test_nothing_in_nothing_out():
    assert with_sums(POPULATION.empty()).dtypes.to_dict() == POPULATION.empty().dtypes.to_dict()


def test_sections_take_the_shares_of_the_older_series():
    # 2019: 30 + 10 of 40, so three quarters and one quarter; 2024: the commune has 100.
    old = series("cod-ps-2019", HT0111_01=30.0, HT0111_02=10.0, HT0112_01=7.0)
    new = series("cod-ps-2024", HT0111=100.0, HT0112=14.0)
    found = scaled_sections(old, new)
    assert people(found) == {"HT0111-01": 75.0, "HT0111-02": 25.0, "HT0112-01": 14.0}
    assert set(found["population_set"]) == {"cod-ps-2024"}
    assert found["estimated"].all()
    assert set(found["shares_from"]) == {"cod-ps-2019"}


def test_what_cannot_be_estimated_is_unknown():
    old = series("a", HT0111_01=0.0, HT0112_01=5.0, HT0112_02=np.nan, HT0113_01=5.0, HT0114_01=5.0)
    new = series("b", HT0111=100.0, HT0112=14.0, HT0113=np.nan)
    found = people(scaled_sections(old, new))
    assert set(found) == {"HT0111-01", "HT0112-01", "HT0112-02", "HT0113-01"}  # HT0114 is not in the new series
    assert all(np.isnan(value) for value in found.values())


@given(st.lists(st.floats(1, 1e6), min_size=1, max_size=20), st.floats(0, 1e7))
def test_sections_add_up_to_their_commune(parts, whole):
    old = series("a", **{f"HT0111_{n:02d}": part for n, part in enumerate(parts, 1)})
    found = scaled_sections(old, series("b", HT0111=whole))
    assert found["population"].sum() == pytest.approx(whole)


def test_bundled_sections_of_2024_add_up_to_their_communes():
    population = bundled_geography.bundled_population()
    old = population[population["population_set"] == "cod-ps-2019"]
    new = population[population["population_set"] == "cod-ps-2024"]
    found = scaled_sections(old, new)
    assert len(found) == 570
    sums = found.groupby(found["adm_pcode"].str[:6])["population"].sum()
    communes = new[new["adm_level"] == "adm2"].set_index("adm_pcode")["population"]
    assert np.allclose(sums, communes.loc[sums.index])
    assert len(sums) == 140
