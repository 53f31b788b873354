"""People of communes on their points, worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.people_points import people_at_points

NAN = np.nan


def points(*rows: tuple[str, float, float]) -> pd.DataFrame:
    told = pd.DataFrame(list(rows), columns=["adm2_pcode", "longitude", "weight"]).assign(latitude=18.5)
    return told.astype({"adm2_pcode": "str", "longitude": "float64", "weight": "float64"})


def expected(**people: float) -> pd.DataFrame:
    return pd.DataFrame({"adm2_pcode": list(people), "people_expected": list(people.values())}).astype(
        {"adm2_pcode": "str"}
    )


def test_people_go_by_weight_alike_without_and_nowhere_without_points():
    where = points(
        ("HT0111", -72.3, 30), ("HT0111", -72.2, 10), ("HT0111", NAN, 900),  # a point without a place is none
        ("HT0131", -72.1, 0), ("HT0131", -72.0, NAN), ("HT0711", -73.7, 5), ("HT0999", -72.0, 5),
    )  # fmt: skip
    told = people_at_points(expected(HT0111=400, HT0131=50, HT0611=70, HT0711=NAN), where)
    rows = told.set_index(["adm2_pcode", told["longitude"].fillna(0)])["people"]
    assert rows.to_dict() | {("HT0711", 0.0): -1} == {
        ("HT0111", -72.3): 300, ("HT0111", -72.2): 100, ("HT0131", -72.1): 25, ("HT0131", -72.0): 25,
        ("HT0611", 0.0): 70, ("HT0711", 0.0): -1,
    }  # fmt: skip
    assert np.isnan(rows["HT0711"].iloc[0])


def test_nobody_expected_and_no_points():
    assert people_at_points(expected(), points()).empty
    assert people_at_points(expected(HT0111=5.0), points())["people"].tolist() == [5.0]


codes = st.sampled_from(["HT0111", "HT0131", "HT0711"])


@given(
    st.dictionaries(codes, st.floats(0, 1e5)),
    st.lists(st.tuples(codes, st.floats(-73, -72), st.floats(-1, 1e4)), max_size=8),
)
def test_people_add_up(people, spots):
    told = people_at_points(expected(**people), points(*spots))
    np.testing.assert_allclose(told["people"].sum(), sum(people.values()), rtol=1e-9, atol=1e-6)
    assert (told["people"] >= 0).all()
