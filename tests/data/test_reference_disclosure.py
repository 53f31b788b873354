"""How coarse what leaves the house is."""

from __future__ import annotations

from data.reference_disclosure import disclosure_settings


def test_partners_get_squares_of_two_kilometres():
    grid = disclosure_settings()["partner_grid"]
    assert (grid.value, grid.unit, grid.status) == (2000.0, "m", "unverified")
