"""Excess beside need: what sites could spare and to whom, by hand and against a plain greedy reckoning."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import metric_xy
from geo.excess import excess_of_sites, offers
from tests.geo.gap_setting import MEANS, NAN, STANDARDS, frame, means, stations, toilets
from tests.geo.small_haiti import at


def points(**places: tuple[float, float] | None) -> pd.DataFrame:
    """Sites at kilometres east and north of EPSG:32618; None has no point."""
    rows = [
        {"site_id": site, **(at(*km) if km else {"longitude": NAN, "latitude": NAN})} for site, km in places.items()
    ]
    return pd.DataFrame(rows).astype({"site_id": "str"})


# Stations: A has 9 for 4 toilets (5 to spare), B 3 for 2 (1), C lacks 4, D lacks 3, E has just enough.
ROWS = frame(stations("A", 9, 4), stations("B", 3, 2), stations("C", 1, 5), stations("D", 0, 3), stations("E", 2, 2))
POINTS = points(A=(780, 2050), B=(781, 2050), C=(782, 2050), D=(784, 2050), E=(785, 2050))


def test_what_sites_can_spare_by_hand():
    told = excess_of_sites(ROWS, STANDARDS, MEANS)
    assert told[["site_id", "held", "needed", "excess"]].to_numpy().tolist() == [["A", 9, 4, 5], ["B", 3, 2, 1]]


def test_toilets_are_not_moved_unless_they_are_marked_so():
    rows = frame(toilets("A", 40, 9))
    assert excess_of_sites(rows, STANDARDS, MEANS).empty
    mobile = {"toilets": means("toilets", "toilet", 300, 21, movable=True)}
    assert excess_of_sites(rows, STANDARDS, mobile)["excess"].tolist() == [7]  # 40 people want 2 of 9


def test_a_site_that_is_not_known_to_be_met_gives_nothing():
    rows = frame(
        {**stations("A", 9, 4), "status": "not_assessed"}, stations("B", 9, 4, denominator_value=NAN),
        stations("C", 0, 0),  # short: one station is wanted in any case
    )  # fmt: skip
    assert excess_of_sites(rows, STANDARDS, MEANS).empty


def test_the_nearest_pair_goes_first_and_nothing_is_promised_twice():
    told = offers(ROWS, excess_of_sites(ROWS, STANDARDS, MEANS), POINTS, MEANS)
    gifts = told.frame[["from_site_id", "site_id", "quantity", "distance_m"]].to_numpy().tolist()
    # B-C are 1 km apart: B gives its one. A-C 2 km: A gives 3 of its 5. A-D 4 km: the 2 that are left.
    assert gifts == [["B", "C", 1, 1_000], ["A", "C", 3, 2_000], ["A", "D", 2, 4_000]]
    assert told.frame["gap_left"].tolist() == [0, 0, 1]
    assert told.explain(site_id="D", standard="handwashing").value == 2


def test_a_short_site_without_a_giver_or_a_point_is_listed():
    lost = points(A=None, B=None, C=(782, 2050), D=None)
    told = offers(ROWS, excess_of_sites(ROWS, STANDARDS, MEANS), lost, MEANS)
    assert told.frame["site_id"].tolist() == ["C", "D"]
    assert told.frame["from_site_id"].isna().all()
    assert told.frame["quantity"].tolist() == [0, 0]
    assert told.frame["gap_left"].tolist() == [4, 3]
    assert told.facts == {"method": "heuristic", "short_without_point": 1, "excess_without_point": 2}
    assert told.explain(site_id="C").notes == ("gap.no_offer",)


def test_nothing_movable_offers_nothing():
    fixed = {"toilets": MEANS["toilets"]}
    assert offers(ROWS, excess_of_sites(ROWS, STANDARDS, fixed), POINTS, fixed).frame.empty
    none = offers(ROWS.iloc[:0], excess_of_sites(ROWS.iloc[:0], STANDARDS, MEANS), POINTS, MEANS)
    assert none.frame.empty


def plain_greedy(rows: pd.DataFrame, excess: pd.DataFrame, at_: pd.DataFrame) -> list[tuple[str, str, float]]:
    """Every pair sorted by distance, then by site: the same rule written out."""
    where = at_.set_index("site_id")
    x, y = metric_xy(where["longitude"], where["latitude"])
    place = dict(zip(where.index, np.column_stack([x, y]), strict=True))
    held = dict(zip(excess["site_id"], excess["excess"], strict=True))
    short = rows[rows["gap"] > 0]
    lack = dict(zip(short["site_id"], short["gap"], strict=True))
    pairs = sorted((round(float(np.hypot(*(place[t] - place[g]))), 1), g, t) for t in lack for g in held)
    made = []
    for _, giver, taker in pairs:
        quantity = min(lack[taker], held[giver])
        if quantity > 0:
            lack[taker] -= quantity
            held[giver] -= quantity
            made.append((giver, taker, quantity))
    return made


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 30)), min_size=1, max_size=24),
    st.randoms(),
)
def test_the_same_as_every_pair_sorted_by_distance(sites, random):
    rows = frame(*(stations(f"S{n:02}", held, wanted) for n, (held, wanted, _) in enumerate(sites)))
    # no two pairs equally far: each site has a place of its own and a little noise
    where = {f"S{n:02}": (700 + km + random.random(), 2_050 + random.random()) for n, (_, _, km) in enumerate(sites)}
    excess, at_ = excess_of_sites(rows, STANDARDS, MEANS), points(**where)
    told = offers(rows, excess, at_, MEANS).frame
    gifts = told[told["from_site_id"].notna()]
    made = set(zip(gifts["from_site_id"], gifts["site_id"], gifts["quantity"], strict=True))
    assert made == set(plain_greedy(rows, excess, at_))
    given_by = gifts.groupby("from_site_id")["quantity"].sum()
    assert (given_by <= excess.set_index("site_id")["excess"].reindex(given_by.index)).all()
    got = told.groupby("site_id")["quantity"].sum()
    assert (got <= rows.set_index("site_id")["gap"].reindex(got.index)).all()
    assert set(told["site_id"]) == set(rows.loc[rows["gap"] > 0, "site_id"])


def test_metres_are_metres():
    assert offers(ROWS, excess_of_sites(ROWS, STANDARDS, MEANS), POINTS, MEANS).frame["distance_m"].iloc[
        0
    ] == pytest.approx(1_000, abs=0.1)
