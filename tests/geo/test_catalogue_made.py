"""The made catalogue: same seed same bytes, rates, strengths, and hand-worked single disasters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.reference_prepositioning import catalogue_rules
from data.reference_shaking import shaking_rules
from data.reference_shelters import impact_rates
from data.reference_storms import wind_rules
from data.reference_tables import REFERENCE, document
from geo.catalogue_made import Ground, _away_km, _magnitude, made_catalogue
from geo.catalogue_rules import parse_catalogue
from geo.catalogue_winds import strongest_winds_kt
from geo.cyclone_scenario import CycloneScenario, winds_of
from geo.errors import DataProblem, ReferenceProblem
from geo.frames import TRACKS


@pytest.fixture(scope="module")
def ground() -> Ground:
    rows = [(f"HT{d:02d}{c}", -74.3 + 0.28 * d + 0.05 * (c % 3), 18.3 + 0.05 * (c % 5) + 0.15 * (d % 4), 20_000.0 + d * 1_000)
            for d in range(1, 11) for c in range(11, 16)]  # fmt: skip
    communes = pd.DataFrame(rows, columns=["adm2_pcode", "longitude", "latitude", "people"])
    return Ground(communes, 4.5, impact_rates(), wind_rules(), shaking_rules())


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(ground):
    one, two, other = (made_catalogue(ground, catalogue_rules(), events=300, seed=seed) for seed in (5, 5, 6))
    assert one.demand.to_csv() == two.demand.to_csv()
    assert one.events.to_csv() == two.events.to_csv()
    assert one.demand.to_csv() != other.demand.to_csv()


def test_disasters_come_as_often_as_their_rates_say(ground):
    made = made_catalogue(ground, catalogue_rules(), events=4_000, seed=1)
    told = made.events["hazard"].value_counts(normalize=True)
    rates = pd.Series(made.per_year)
    assert told["cyclone"] == pytest.approx(rates["cyclone"] / rates.sum(), abs=0.02)
    assert told["flood"] == pytest.approx(rates["flood"] / rates.sum(), abs=0.02)
    assert made.demand.drop_duplicates("scenario_id")["probability"].sum() == pytest.approx(1)
    assert made.demand["scenario_id"].nunique() == 4_000
    assert (made.demand["households"] >= 0).all()
    assert made.events["communes"].eq(1).any()
    assert made.events["communes"].gt(1).any()
    sums = made.demand.groupby("scenario_id")["households"].sum()
    assert made.events.set_index("scenario_id")["households"].to_dict() == pytest.approx(sums.to_dict())


def test_nobody_is_displaced_beyond_the_strongest_share(ground):
    made = made_catalogue(ground, catalogue_rules(), events=1_000, seed=2)
    people = ground.communes.set_index("adm2_pcode")["people"]
    share = made.demand["households"] * 4.5 / made.demand["adm2_pcode"].map(people)
    assert share.max() <= max(one["middle"] for one in impact_rates().displaced.values()) + 1e-6


def test_more_are_in_need_than_displaced_in_the_same_disasters(ground):
    less, more = (made_catalogue(ground, catalogue_rules(), events=400, seed=3, step=step).events["households"]
                  for step in ("displaced", "in_need"))  # fmt: skip
    assert (more >= less - 1e-9).all()
    assert more.sum() > less.sum()


def test_a_straight_cyclone_blows_as_the_scenario_of_the_same_track():
    """The same positions, hour by hour, through the wind field of the scenarios: pressure, speed and radius as drawn."""
    storm = pd.DataFrame({"longitude": [-73.0], "latitude": [18.0], "heading_deg": [0.0], "speed_ms": [5.0],
                          "pressure_hpa": [950.0]})  # fmt: skip
    points = pd.DataFrame({"longitude": [-73.3, -72.8, -72.0], "latitude": [18.4, 18.6, 18.2]})
    told = strongest_winds_kt(storm, points, catalogue_rules(), wind_rules())[0]
    step = 5.0 * 3.6 / 111.1949 * 1.0
    hours = np.arange(-24, 25)
    positions = pd.DataFrame({
        "storm_id": "x", "advisory": "", "valid_at": [f"2020-01-{1 + (h + 24) // 24:02d}T{(h + 24) % 24:02d}:00Z" for h in hours],
        "longitude": -73.0, "latitude": 18.0 + hours * step, "pressure_hpa": 950.0,
    })  # fmt: skip
    scenario = CycloneScenario("x", "scenario", "test", "unverified", TRACKS.conform(positions))
    same = winds_of(scenario, points, wind_rules()).frame["wind_kt"].to_numpy()
    assert told == pytest.approx(same, rel=2e-3)


def test_magnitudes_by_gutenberg_and_richter_and_ruptures_by_hand():
    rules, fault = catalogue_rules(), catalogue_rules().faults[0]
    # b = 1 from 5.5 to 7.6: the share above 6.5 is (10^-1 - 10^-2.1) / (1 - 10^-2.1) = 0.09279.
    share = 1 - (10**-1 - 10**-2.1) / (1 - 10**-2.1)
    assert _magnitude(share, fault, rules) == pytest.approx(6.5)
    assert _magnitude(0.0, fault, rules) == pytest.approx(5.5)
    assert _magnitude(1.0, fault, rules) == pytest.approx(7.6)
    # A fault of 200 km from west to east. Point 30 km north of its middle: hypot(30, 10) from a weak earthquake there;
    # 50 km east of it and 30 north of the end of a rupture of 10^(-3.55 + 0.74 x 7.2) = 60.0 km: hypot(20, 30).
    line = np.array([[0.0, 0.0], [200.0, 0.0]])
    points = np.array([[100.0, 30.0], [150.0, 30.0]])
    assert _away_km(points, line, (6.0, 0.5), shaking_rules(), rules)[0] == pytest.approx(np.hypot(30, 10))
    length = 10 ** (-3.55 + 0.74 * 7.2)
    strong = _away_km(points, line, (7.2, 0.5), shaking_rules(), rules)
    assert strong == pytest.approx([30.0, np.hypot(50 - length / 2, 30)])


@pytest.mark.parametrize(("events", "step"), [(0, "displaced"), (200_000, "displaced"), (5, "dead")])
def test_what_cannot_be_drawn_is_refused(ground, events, step):
    with pytest.raises(DataProblem, match="preposition"):
        made_catalogue(ground, catalogue_rules(), events=events, seed=1, step=step)


@pytest.mark.parametrize(
    ("path", "value"),
    [(("floods", "classes", "low"), 0.6), (("faults", "enriquillo", "status"), "sure"),
     (("cyclone_pressure", "quantile"), [0, 0.5, 0.25, 0.75, 1]), (("floods", "per_year", "HT01"), -1)],
)  # fmt: skip
def test_rules_that_break_themselves_are_refused(path, value):
    whole = document(REFERENCE / "catalogue.toml")
    entry = whole
    for name in path[:-1]:
        entry = entry[name]
    entry[path[-1]] = value
    with pytest.raises(ReferenceProblem, match=r"catalogue\.bad_value"):
        parse_catalogue(whole)
