"""People who look for a shelter: the worst hazard counts, unknown stays unknown; points inside communes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.crs import metric_xy, to_metric
from geo.explain import Result
from geo.people_expected import expected_in_shelters, lattice, weighed
from geo.people_points import people_at_points
from tests.geo import small_haiti

NAN = np.nan
BOUNDS = ("low", "middle", "high")


def chain(*rows: tuple[str, str, str, float, float, float]) -> Result:
    """Commune, hazard, class, people, people for shelters, km2 in the class."""
    frame = pd.DataFrame(rows, columns=["place", "hazard", "hazard_class", "people", "shelter", "km2"])
    told = {f"{step}_{bound}": frame["shelter"] for bound in BOUNDS
            for step in ("affected", "displaced", "in_need", "public_shelter", "relatives_hosts", "other")}  # fmt: skip
    frame = frame.assign(**told, area_in_class_m2=frame["km2"] * 1e6, communes_without_shape=0)
    return Result(frame, lambda row: row)


def test_of_several_hazards_the_one_that_sends_most_counts():
    told = expected_in_shelters(chain(
        ("HT0111", "flood", "high", 100, 10, 1), ("HT0111", "flood", "low", 100, 2, 1),
        ("HT0111", "earthquake", "high", 200, 30, 2), ("HT0131", "flood", "low", 50, 1, 1),
    )).set_index("adm2_pcode")  # fmt: skip
    assert told.loc["HT0111", ["hazard", "people_expected"]].tolist() == ["earthquake", 30]
    assert told.loc["HT0131", ["hazard", "people_expected"]].tolist() == ["flood", 1]


def test_unknown_of_any_class_or_hazard_is_unknown_of_the_commune():
    told = expected_in_shelters(chain(
        ("HT0111", "flood", "high", 100, 10, 1), ("HT0111", "flood", "odd", 100, NAN, 1),
        ("HT0131", "flood", "high", 100, 10, 1), ("HT0131", "access", "closed", 100, NAN, 1),
        ("HT0611", "flood", "high", NAN, NAN, 0), ("HT0611", "flood", "outside", NAN, 0, 9),
    )).set_index("adm2_pcode")["people_expected"]  # fmt: skip
    assert told.isna().to_dict() == {"HT0111": True, "HT0131": True, "HT0611": False}
    assert told["HT0611"] == 0  # nobody knows how many live there, but none of it lies in the flood


def test_a_lattice_of_one_kilometre_has_a_hundred_points_in_ten_kilometres_square():
    points = lattice(small_haiti.boundaries(), spacing_km=1.0)
    assert points["adm2_pcode"].value_counts().to_dict() == dict.fromkeys(small_haiti.COMMUNES, 100)
    x, y = metric_xy(points["longitude"], points["latitude"])
    assert np.allclose((x % 1000, y % 1000), 500, atol=0.01)


def test_a_commune_between_the_points_has_one_inside_it_and_one_without_a_shape_none():
    small = small_haiti.rectangle(780.1, 2050.1, 780.4, 2050.4)
    points = lattice(pd.DataFrame({"adm_pcode": ["HT0111", "HT0131"], "geometry": [small, None]}), spacing_km=1.0)
    assert points["adm2_pcode"].tolist() == ["HT0111"]
    assert small.contains(shapely.Point(points.loc[0, "longitude"], points.loc[0, "latitude"]))
    assert lattice(small_haiti.boundaries().head(0), spacing_km=1.0).empty


def test_points_on_a_shared_border_belong_to_one_commune():
    touching = [small_haiti.rectangle(780, 2050, 781.5, 2053), small_haiti.rectangle(781.5, 2050, 783, 2053)]
    points = lattice(pd.DataFrame({"adm_pcode": ["HT0111", "HT0131"], "geometry": touching}), spacing_km=1.0)
    assert len(points) == len(points.drop_duplicates(["longitude", "latitude"])) == 9


def test_points_weigh_by_what_their_class_sends_per_area():
    told = chain(("HT0111", "flood", "high", 100, 50, 25), ("HT0111", "flood", "outside", 300, 0, 75))
    zones = pd.DataFrame({"hazard": ["flood"], "hazard_class": ["high"], "rank": [3],
                          "geometry": [small_haiti.rectangle(780, 2050, 782.25, 2060)]})  # fmt: skip
    expected = expected_in_shelters(told)
    points = weighed(lattice(small_haiti.boundaries(), spacing_km=1.0), expected, told, zones)
    people = people_at_points(expected, points)
    x, _ = metric_xy(people["longitude"], people["latitude"])
    # 2 columns of 10 points lie in the zone: 50 people, 2.5 each; nobody elsewhere
    assert people.loc[x < 782_250, "people"].to_numpy() == pytest.approx(2.5)
    assert people.loc[x > 782_250, "people"].sum() == 0


@given(st.floats(0.5, 9.0))
def test_every_point_lies_in_its_commune(spacing):
    boundaries = small_haiti.boundaries()
    points = lattice(boundaries, spacing_km=spacing)
    shapes = pd.Series(to_metric(boundaries["geometry"]), index=boundaries["adm_pcode"])
    near = shapely.buffer(shapes.loc[points["adm2_pcode"]].to_numpy(), 0.01)
    assert shapely.contains_xy(near, *metric_xy(points["longitude"], points["latitude"])).all()
    assert set(points["adm2_pcode"]) == set(small_haiti.COMMUNES)
