"""Ground motion to intensity: published points, the pieces by hand, units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.reference_shaking import conversions
from geo.errors import DataProblem, ReferenceProblem
from geo.ground_motion import mmi_of_motion, parse_conversions, pga_cm_s2

KNOWN = conversions()


def mmi(name, motion, values, **more):
    return mmi_of_motion(values, KNOWN.find(name, motion), KNOWN, **more)


def test_published_points():
    pga = pga_cm_s2([10, 20, 40], "%g", KNOWN)
    np.testing.assert_allclose(mmi("worden_2012", "pga", pga), [5.769, 6.883, 7.997], atol=5.1e-4)
    np.testing.assert_allclose(mmi("worden_2012", "pgv", [10, 50]), [6.050, 8.259], atol=5.1e-4)
    np.testing.assert_allclose(mmi("wald_1999", "pga", pga[:2]), [5.630, 6.731], atol=5.1e-4)
    np.testing.assert_allclose(mmi("wald_1999", "pgv", [10]), [5.820], atol=5.1e-4)


def test_each_piece_by_hand():
    # log10 of 1 is 0, below 0.14: 1.71. Of 10 is 1, up to 1.57: 1.78 + 1.55 = 3.33. Of 1000 is 3: -1.60 + 11.1 = 9.5.
    np.testing.assert_allclose(mmi("worden_2012", "pga", [1, 10, 1000]), [1.71, 3.33, 9.5])
    # Either side of the joints at 0.14 and 1.57: 1.71 + 2.08 x 0.13, 1.78 + 1.55 x 0.15, 1.78 + 1.55 x 1.56, -1.6 + 3.7 x 1.58.
    sides = np.power(10.0, [0.13, 0.15, 1.56, 1.58])
    np.testing.assert_allclose(mmi("worden_2012", "pga", sides), [1.9804, 2.0125, 4.198, 4.246])
    # Velocities: log10 0.01 is -2: 4.62 - 4.34 = 0.28, held to 1. Of 1 is 0: 3.78.
    np.testing.assert_allclose(mmi("worden_2012", "pgv", [0.01, 1.0]), [1.0, 3.78])


def test_unknown_stays_unknown_and_nothing_is_the_least():
    told = mmi("worden_2012", "pga", [np.nan, 0.0, -1.0, 1e9])
    assert np.isnan(told[0])
    assert told[1:].tolist() == [1.0, 1.0, 10.0]


def test_distance_and_magnitude_by_hand():
    # -0.91 + 1.02 x log10(100) - 0.17 x 7 = -0.06
    plain = mmi("worden_2012", "pga", [100.0])
    told = mmi("worden_2012", "pga", [100.0], distance_km=[100.0], magnitude=7.0)
    np.testing.assert_allclose(told - plain, [-0.06])
    # Held to 300 km and magnitude 7.3.
    held = mmi("worden_2012", "pga", [100.0], distance_km=[900.0], magnitude=8.5)
    np.testing.assert_allclose(held - plain, [-0.91 + 1.02 * np.log10(300) - 0.17 * 7.3])


@given(st.lists(st.floats(1e-3, 5e3), min_size=2, max_size=2).map(sorted))
def test_more_motion_is_never_less_intensity_but_for_the_published_steps(motion):
    # At the joints the published lines do not quite meet: by up to 0.005.
    told = mmi("worden_2012", "pga", motion)
    assert told[1] >= told[0] - 0.005
    assert ((told >= 1) & (told <= 10)).all()


def test_units_of_files():
    for value, unit in ((0.1, "g"), (10, "%g"), (10, "pctg"), (0.981, "m/s²"), (98.1, "gal"), (98.1, "cm/s^2")):
        assert pga_cm_s2(value, unit, KNOWN) == pytest.approx(98.1)
    with pytest.raises(DataProblem) as caught:
        pga_cm_s2(1.0, "ln(g)", KNOWN)
    assert caught.value.code == "motion.unit"
    with pytest.raises(DataProblem) as caught:
        KNOWN.find("worden_2012", "sa")
    assert caught.value.code == "motion.unknown"


def test_rules_without_a_source_are_refused():
    entry = {"title": "t", "period": "none", "source": "", "status": "verified", "pga": {}}
    with pytest.raises(ReferenceProblem) as caught:
        parse_conversions({"conversions": {"x": entry}, "settings": {}})
    assert caught.value.params == {"entry": "x", "field": "source"}
    rising = {"unit": "cm/s2", "pieces": [{"least": 1, "closed": True, "intercept": 0, "slope": 1}] * 2}
    with pytest.raises(ReferenceProblem) as caught:
        parse_conversions({"conversions": {"x": entry | {"source": "s", "pga": rising}}, "settings": {}})
    assert caught.value.code == "shaking.bad_value"
