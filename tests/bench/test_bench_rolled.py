"""The yardstick of coverage reckons what the product reckons."""

from __future__ import annotations

import numpy as np

from geo.verdicts import verdicts_of_sites
from tests.bench import rolled


def test_row_by_row_gives_the_same_people_in_every_group():
    small = rolled.world(60, 3)
    held = verdicts_of_sites(small.sites, small.assessments, rolled.norms(), as_of=rolled.AS_OF)
    product, rows = rolled.product(small), rolled.yardstick(small, held)
    compared = 0
    for level, by_status in rows.items():
        frame = product[level].set_index(["place", "standard"])
        for status in ("met", "short"):
            expected = by_status[status].dropna()
            np.testing.assert_allclose(frame.loc[expected.index, f"people_{status}"], expected)
            compared += len(expected)
    assert compared > 1000
    assert len(rolled.plain_standards()) > 45


def test_the_made_up_world_has_every_round_of_every_site():
    small = rolled.world(5, 4)
    assert len(small.assessments) == 20
    assert small.assessments.groupby("site_id")["assessed_on"].nunique().eq(4).all()
    assert small.assessments["assessed_on"].max() <= rolled.AS_OF
