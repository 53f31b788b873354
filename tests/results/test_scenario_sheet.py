"""What a printed map of a scenario shows: sums by place, nothing of a single site, the whole or one department."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from components import picture
from data.access import LOCAL, NOBODY
from data.scenario_files import presets
from geo.errors import NotAllowed
from results import Results
from results.scenario_sheet import DISPLACED, by_place
from results.shock import Shock

NAN = float("nan")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARE_HOME", str(tmp_path_factory.mktemp("home")))
        yield Results(picture.take(), LOCAL)


def rows(people: list[float], displaced: list[float]) -> pd.DataFrame:
    """Two classes of A, then two of B; the low figure is half of the middle, the high one twice."""
    middle = np.array(displaced)
    told = dict(zip(DISPLACED, (middle / 2, middle, middle * 2), strict=True))
    return pd.DataFrame({
        "place": list("AABB"), "name": ["Aa", "Aa", "Bb", "Bb"], "hazard": "flood", "hazard_class": ["high", "low"] * 2,
        "people": people, "sites": [1, 2, 0, 0], "idp_individuals": [10.0, NAN, 0.0, 0.0], "shelters": [0, 1, 0, 0],
        "shelter_capacity": [0.0, 50.0, 0.0, 0.0], **told,
    })  # fmt: skip


def test_classes_are_summed_and_most_people_stand_first() -> None:
    sums = by_place(rows([100.0, 50.0, 400.0, 0.0], [10.0, 1.0, 40.0, 0.0]), "flood")
    assert sums["place"].tolist() == ["B", "A"]  # 400 before 150
    a = sums.set_index("place").loc["A"]
    assert a[["people", "sites", "idp_individuals", "shelter_capacity"]].tolist() == [150.0, 3, 10.0, 50.0]
    assert a[list(DISPLACED)].tolist() == [5.5, 11.0, 22.0]
    assert a["unknown"] == 0


def test_what_is_unknown_is_not_zero_and_nobody_is() -> None:
    """A: one class known (10), the other not: at least 10. B: nothing known; a class without people displaces nobody."""
    sums = by_place(rows([100.0, 50.0, 400.0, 0.0], [10.0, NAN, NAN, NAN]), "flood").set_index("place")
    assert sums.loc["A", ["displaced_middle", "unknown"]].tolist() == [10.0, 1]
    b = by_place(rows([100.0, 50.0, 400.0, 5.0], [10.0, 1.0, NAN, NAN]), "flood").set_index("place").loc["B"]
    assert np.isnan(b["displaced_middle"])
    assert sums.loc["B", ["displaced_middle", "unknown"]].tolist() == [0.0, 1]
    assert by_place(rows([1.0] * 4, [1.0] * 4), "cyclone").empty


def test_a_cyclone_brings_its_track_and_first_gales(asked) -> None:
    facts = asked.scenario_sheet(Shock("x", scenario=presets()["cyclone-category-4-south"]))
    assert len(facts.track) > 2
    assert facts.told["state"] == "scenario"
    assert set(facts.rows["hazard_class"]) <= {"tropical_storm", *(f"category_{at}" for at in range(1, 6))}
    assert facts.zones["rank"].is_monotonic_increasing  # the worst is drawn last, on top
    commune = asked.arrivals(Shock("x", scenario=presets()["cyclone-category-4-south"])).iloc[0]
    assert facts.arrivals[commune["adm2_pcode"][:4]] <= commune["arrival_34_at"]


def test_one_department_has_its_communes_and_nothing_of_others(asked) -> None:
    facts = asked.scenario_sheet(Shock("x", scenario=presets()["earthquake-m72-nippes"]), "HT10")
    communes = facts.land[facts.land["adm_level"] == "adm2"]
    assert communes["adm_pcode"].str.startswith("HT10").all()
    assert set(facts.rows["place"]) == set(communes["adm_pcode"])
    assert facts.sites["adm2_pcode"].str.startswith("HT10").all()
    assert facts.quake is not None
    whole = asked.scenario_sheet(Shock("x", scenario=presets()["earthquake-m72-nippes"]))
    nippes = whole.rows[whole.rows["place"] == "HT10"]["people"].sum()
    assert facts.rows["people"].sum() == pytest.approx(nippes)


def test_sites_are_counted_by_commune_and_lie_at_points_of_communes(asked) -> None:
    facts = asked.scenario_sheet(Shock("flood", zone_set="flood"))
    sites = asked.sites()
    assert facts.sites["sites"].sum() == len(sites)
    assert facts.sites["people"].sum() == pytest.approx(sites["people"].sum())
    points = asked.commune_points().set_index("adm2_pcode")
    assert (facts.sites["longitude"].to_numpy() == points.loc[facts.sites["adm2_pcode"], "longitude"].to_numpy()).all()
    assert facts.told["state"] == ""  # stored zones say nothing of a scenario


def test_who_may_not_see_scenarios_prints_none(asked) -> None:
    with pytest.raises(NotAllowed):
        Results(picture.take(audience="nobody"), NOBODY).scenario_sheet(Shock("flood", zone_set="flood"))
