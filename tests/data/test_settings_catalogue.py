"""What may be changed and how far; changing, putting back, undoing; who changed what."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import settings
from data.access import LOCAL, Actor
from data.freshness import freshness_limits
from data.held_standards import norms_in_force, shelters_held_against
from data.settings_catalogue import GROUPS, editables, phase_of
from data.settings_changes import changes, said
from data.snapshot import Source
from data.speeds_in_force import speed_settings, speeds_in_force
from data.store.store import Store
from geo.errors import DataProblem, NotAllowed, ReferenceProblem
from geo.settings import Said

EVERY = editables({})
DONOR = Actor("donor", "donor")
TOILETS = "standard.toilets.standard"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def put(store: Store, value: str | None, setting: str = TOILETS, *, reason: str = "profil du pays") -> int:
    return settings.change(store, LOCAL, setting, value, reason=reason, author="Rose")


def test_every_figure_is_in_one_group_and_may_be_what_it_is():
    assert {one.group for one in EVERY.values()} == set(GROUPS)
    for one in EVERY.values():
        assert one.held == one.shipped, one.setting
        assert one.held.change is None
        assert one.accepts(one.shipped.value) or math.isnan(one.shipped.value), one.setting
        assert not one.accepts(math.nan)
        assert not one.accepts(-1.0)


@pytest.mark.parametrize(
    ("setting", "fits", "refused"),
    [
        (TOILETS, 30, 0),  # persons a toilet: above 0
        ("standard.safety_incidents.standard", 0, -1),  # at most none is a threshold
        ("standard.committee_women.standard", 1, 1.01),  # a share
        ("standard.evacuation_toilets.first", 30, 0),  # the profile of shelters too
        ("household_size", 20, 20.5),
        ("cost.toilets", 0, -0.01),
        ("covers.toilets", 0.5, 0),
        ("weight.toilets", 0, -1),
        ("fresh.stock", 0.5, 0),
        ("speed.national", 1, 0.5),
        ("handling.emergency.decision", 0, 241),
        ("factor.restricted", 1, 0.9),
    ],
)
def test_bounds(setting: str, fits: float, refused: float):
    assert EVERY[setting].accepts(fits)
    assert not EVERY[setting].accepts(refused)
    settings.check(setting, str(fits))
    with pytest.raises(DataProblem):
        settings.check(setting, str(refused))


def test_what_is_no_threshold_and_no_figure_may_not_be_changed():
    assert "standard.management.standard" not in EVERY  # a question by yes or no has no threshold
    assert "factor.road_length" not in EVERY
    assert phase_of(TOILETS) == "standard"
    assert phase_of("cost.toilets") == ""


def test_a_change_tells_who_when_why_and_what_it_was(store: Store):
    put(store, "30")
    told = said(changes(store))
    day = str(store.batches()["committed_at"].iloc[0])[:10]
    assert told == {TOILETS: Said("Rose", day, "profil du pays")}
    norm = norms_in_force({TOILETS: "30"}, "auto", told).by_key["toilets"]
    (one,) = norm.changes
    assert (one.name, one.shipped, one.value, one.unit) == ("threshold_standard", 20, 30, "persons/toilet")
    assert one.said == told[TOILETS]
    assert (norm.changed, norm.status) == (True, "unverified")
    held = editables({TOILETS: "30"}, told)[TOILETS]
    assert (held.shipped.value, held.held.value, held.held.change) == (20, 30, one)


def test_back_to_what_is_shipped_is_a_batch_of_its_own_and_undo_brings_the_change_back(store: Store):
    with pytest.raises(DataProblem, match="setting_is_shipped"):
        put(store, None)
    put(store, "30")
    put(store, "40")
    back = put(store, None, reason="fin de l'essai")
    rows = changes(store)
    assert rows["value"].isna().tolist() == [False, False, True]
    assert rows["before"].fillna("shipped").tolist() == ["shipped", "30", "40"]
    assert said(rows) == {}
    source = Source(store)
    assert TOILETS not in source.take(audience="coordinator").settings
    store.undo(back, author="Rose", reason="non")
    assert source.take(audience="coordinator").settings[TOILETS] == "40"
    assert said(source.take(audience="coordinator").frame("changes"))[TOILETS].reason == "profil du pays"


def test_what_was_known_earlier_tells_who_had_changed_it_then(store: Store):
    first = put(store, "30")
    put(store, "40", reason="révision")
    before = Source(store).take(audience="coordinator", known_at=first)
    assert before.settings[TOILETS] == "30"
    assert said(before.frame("changes"))[TOILETS].reason == "profil du pays"


def test_several_are_stored_together_or_not_at_all(store: Store):
    head = store.head()
    with pytest.raises(DataProblem, match="bad_threshold"):
        settings.change_together(
            store, LOCAL, {TOILETS: "30", "standard.bathing.standard": "0"}, reason="x", author="R"
        )
    assert store.head() == head


def test_without_the_right_or_a_reason_nothing_is_stored(store: Store):
    head = store.head()
    for actor in (DONOR, Actor("nobody", "nobody"), Actor("x", "no such role")):
        with pytest.raises(NotAllowed):
            settings.change(store, actor, TOILETS, "30", reason="x", author="x")
    with pytest.raises(DataProblem, match="reason_missing"):
        put(store, "30", reason="  ")
    assert store.head() == head


def test_limits_of_age_keep_their_order(store: Store):
    # site figures: fresh up to 30 days, stale after 12 weeks = 84 days
    with pytest.raises(DataProblem, match="limits_order"):
        put(store, "85", "fresh.site_figures")
    put(store, "84", "fresh.site_figures")
    told = Source(store).take(audience="coordinator").settings
    assert freshness_limits(told)["site_figures"].fresh_days == 84
    with pytest.raises(DataProblem, match="limits_order"):
        put(store, "11", "stale.site_figures")
    settings.change_together(
        store, LOCAL, {"fresh.site_figures": "14", "stale.site_figures": "3"}, reason="x", author="R"
    )
    told = Source(store).take(audience="coordinator").settings
    assert freshness_limits(told)["site_figures"].stale_days == 21


def test_one_weight_of_a_standard_is_above_zero(store: Store):
    weights = [name for name, one in EVERY.items() if one.group == "weight" and one.key != "toilets"]
    settings.change_together(store, LOCAL, dict.fromkeys(weights, "0"), reason="x", author="R")
    with pytest.raises(DataProblem, match=r"weights\.none"):
        put(store, "0", "weight.toilets")


def test_a_changed_speed_is_in_force_and_the_others_stay():
    told = {"speed.national": "45", "handling.emergency.loading": "4"}
    held, shipped = speeds_in_force(told), speeds_in_force({})
    assert (held.kmh["national"], shipped.kmh["national"]) == (45, 30)
    assert held.kmh["communal"] == shipped.kmh["communal"]
    # decision 1 + loading 4 + unloading 1 instead of 1 + 2 + 1
    assert (held.handling["emergency"].dispatch_hours, shipped.handling["emergency"].dispatch_hours) == (6, 4)
    assert held.handling["normal"] == shipped.handling["normal"]
    assert speed_settings(told)["speed.national"].status == "unverified"


@pytest.mark.parametrize("told", [{"speed.national": "fast"}, {"fresh.stock": "0"}, {"stale.stock": "soon"},
                                  {"speed.national": "0"}])  # fmt: skip
def test_a_stored_value_that_does_not_fit_is_refused(told: dict[str, str]):
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        editables(told)


def test_the_profile_of_shelters_is_changed_too():
    held = {norm.key: norm for norm in shelters_held_against({"standard.evacuation_toilets.first": "33"})}
    assert held["evacuation_toilets"].first_phase == 33
    assert "toilets" not in held


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_is_written_without_losing_any_of_it(value: float):
    assert float(settings.written(value)) == value
