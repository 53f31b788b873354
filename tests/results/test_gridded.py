"""People of a raster in an exposure of the store: denied to others, conserved, and saying where they come from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from data.access import LOCAL, Actor
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import BadScenario, NotAllowed
from geo.frames import ZONES
from geo.population_raster import population_raster
from results import Results

DAY = "2023-08-31"
# One person in every cell of a twentieth of a degree over the whole country.
GRID = population_raster(np.ones((50, 66)), (0.05, 0, -74.7, 0, -0.05, 20.3), "EPSG:4326")


@pytest.fixture
def source(tmp_path) -> Source:
    """A store without any record: the shipped boundaries and population."""
    return Source(Store(tmp_path / "pare.db"))


def zones(shape: shapely.Geometry) -> pd.DataFrame:
    row = {
        "zone_set": "z",
        "zone_id": "1",
        "hazard": "flood",
        "hazard_class": "high",
        "geometry": shape,
        "source": "me",
    }
    return ZONES.conform(pd.DataFrame([row]))


WEST = zones(shapely.box(-75, 17, -73, 21))


def test_people_are_those_of_the_grid_and_add_up_at_every_level(source):
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    sums = {}
    for level in ("adm2", "adm1", "adm0"):
        told = results.exposure_gridded(WEST, GRID, level, source="grid.tif").frame
        sums[level] = told.groupby("hazard_class")["people"].sum().to_dict()
        assert (told["affected"].fillna(0) <= told["people"].fillna(0)).all()
    assert sums["adm2"] == pytest.approx(sums["adm0"])
    assert sums["adm1"] == pytest.approx(sums["adm0"])
    assert 0 < sums["adm0"]["high"] < sums["adm0"]["outside"]
    assert sum(sums["adm0"].values()) <= GRID.people.sum()


def test_scaled_to_the_official_totals_it_has_the_people_of_the_area(source):
    results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
    scaled = results.exposure_gridded(WEST, GRID, "adm1", scaled=True, source="grid.tif")
    by_area = results.exposure_of(WEST, "adm1").frame
    totals = [frame.groupby("place")["people"].sum().to_dict() for frame in (scaled.frame, by_area)]
    assert totals[0] == pytest.approx(totals[1])
    told = scaled.explain(place="HT08", hazard_class="high")
    assert "grid.tif" in told.source
    assert {"exposure.cells", "exposure.scaled"} <= set(told.notes)
    assert scaled.facts["sites_in_population"] == 1


def test_a_grid_of_another_country_is_refused_and_others_are_denied(source):
    elsewhere = population_raster(np.ones((5, 5)), (0.1, 0, 2, 0, -0.1, 48), "EPSG:4326")
    with pytest.raises(BadScenario, match="elsewhere"):
        Results(source.take(audience="coordinator", as_of=DAY), LOCAL).exposure_gridded(WEST, elsewhere)
    with pytest.raises(NotAllowed):
        Results(source.take(audience="donor", as_of=DAY), Actor("somebody", "donor")).exposure_gridded(WEST, GRID)


def test_people_on_places_keep_the_totals_and_leave_the_grid_alone(source):
    frames = []
    for value in (None, "1"):
        if value:
            with source.store.batch(Told("tests", "somebody", "coast")) as batch:
                batch.patch("settings", pd.DataFrame([{"setting": "people_spread", "value": value}]))
        results = Results(source.take(audience="coordinator", as_of=DAY), LOCAL)
        told = results.exposure_of(WEST, "adm2")
        assert told.facts["people_spread"] == float(value or 0)
        frames.append((told.frame, results.exposure_gridded(WEST, GRID, "adm2", source="grid.tif")))
    (area, grid), (places, same) = frames
    totals = [frame.groupby("place")["people"].sum().to_dict() for frame in (area, places)]
    assert totals[0] == pytest.approx(totals[1])
    assert not np.allclose(area["people"], places["people"])
    # 91 of the 140 schematic communes hold a place of GeoNames
    assert places.drop_duplicates("place")["communes_without_places"].sum() == 49
    pd.testing.assert_frame_equal(grid.frame, same.frame)
    assert "exposure.people_at_places" not in same.explain(place="HT0111", hazard_class="outside").notes
