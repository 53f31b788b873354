"""The yardsticks of gridded people and of points in sections reckon what the product reckons."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from data.reference_tables import hazards
from geo.hazards import classed
from geo.points_in_places import place_index
from geo.raster_exposure import class_of_cells, people_by_class
from tests.bench import gridded


@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # of rasterstats itself
def test_rasterstats_gives_the_same_people_and_exactextract_nearly():
    of = gridded.world(rows=408, columns=556, cell=0.0054)
    classes, class_of_cell = class_of_cells(classed(of.zones, hazards()), of.cells)
    told = people_by_class(of.cells, class_of_cell, len(classes))
    assert (told > 0).sum() > 100
    np.testing.assert_allclose(told, gridded.by_rasterstats(of, class_of_cell, len(classes)), rtol=1e-9)
    exact = gridded.by_exactextract(of, class_of_cell, len(classes))
    np.testing.assert_allclose(told.sum(axis=1), exact.sum(axis=1), rtol=0.15)  # whole cells against parts of cells
    assert told.sum() == pytest.approx(exact.sum(), rel=0.01)


def test_sjoin_gives_the_same_sections():
    of = gridded.buildings(points=20_000, sections=60)
    assert shapely.is_valid(of.shapes).all()
    found = place_index(of.shapes).of(of.x, of.y)
    assert (found >= 0).sum() > 500
    np.testing.assert_array_equal(found, gridded.yardstick(of, 20_000))
