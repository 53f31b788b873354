"""The shipped rules of shelters, and edits on top of them."""

from __future__ import annotations

import pytest

from data import reference_tables
from data.reference_shelters import BOUNDS, shelter_rules, shipped_shelter_rules
from data.settings_catalogue import editables
from geo.errors import ReferenceProblem
from geo.frames import SHELTERS
from geo.settings import Said
from geo.shelter_rules import FIGURES, parse_shelter_rules

DOCUMENT = reference_tables.document(reference_tables.REFERENCE / "shelter-rules.toml")


def test_the_figures_are_those_of_the_sources():
    told = {key: (one.value, one.unit, one.status) for key, one in shipped_shelter_rules().figures.items()}
    assert set(told) == set(FIGURES)
    assert told["short_stay_m2_person"] == (1.5, "m2/person", "unverified")
    assert told["longer_stay_m2_person"] == (3.5, "m2/person", "unverified")
    assert told["short_stay_persons_toilet"][0] == 50
    assert told["longer_stay_persons_toilet"][0] == 20
    assert told["walking_speed"] == (4.0, "km/h", "unverified")
    assert told["slow_walking_speed"] == (2.5, "km/h", "unverified")
    assert told["walking_limit"] == (2.0, "km", "unverified")
    assert told["departure_wind"] == (34.0, "kt", "verified")
    assert told["people_spacing"] == (1.0, "km", "verified")


def test_the_densities_are_those_of_the_profile_of_activated_shelters():
    rules, by_key = shipped_shelter_rules(), {one.key: one for one in reference_tables.shelter_standards()}
    for key, figure in (("evacuation_area", "m2_person"), ("evacuation_toilets", "persons_toilet")):
        assert rules.of_stay("short", figure) == by_key[key].first_phase
        assert rules.of_stay("longer", figure) == by_key[key].standard


def test_every_rule_names_columns_and_classes_that_exist():
    columns = {column.name for column in SHELTERS.columns}
    hazards = reference_tables.hazards().by_key
    for key, rule in shipped_shelter_rules().hazards.items():
        assert {rule.suitable, rule.prone} - {""} <= columns
        if key in hazards:
            for name in ("excluded_from", "reassess_from"):
                rule.least_rank(name, hazards[key])


def test_an_edit_is_unverified_and_told():
    said = Said("Bureau (fictif)", "2023-06-01", "atelier")
    rules = shelter_rules({"shelter.short_stay_m2_person": "2", "other": "x"}, {"shelter.short_stay_m2_person": said})
    assert rules["short_stay_m2_person"] == 2
    assert [(one.shipped, one.value, one.said) for one in rules.changes] == [(1.5, 2.0, said)]
    assert shipped_shelter_rules()["short_stay_m2_person"] == 1.5


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("short_stay_m2_person", "0", "shelter_rules.bad_value"),
        ("short_stay_m2_person", "nan", "shelter_rules.bad_value"),
        ("walking_speed", "-1", "shelter_rules.bad_value"),
        ("detour_factor", "0.9", "shelter_rules.bad_value"),
        ("walking_limit", "inf", "shelter_rules.bad_value"),
        ("walking_limit", "two", "bad_setting"),
        ("flying_speed", "2", "shelter_rules.unknown_figure"),
    ],
)
def test_a_figure_that_cannot_be_is_refused(name, value, code):
    with pytest.raises(ReferenceProblem) as told:
        shelter_rules({f"shelter.{name}": value})
    assert told.value.code == code


def test_a_document_that_lacks_something_is_refused():
    flood = DOCUMENT["hazards"]["flood"]
    for broken in (
        DOCUMENT | {"figures": {k: v for k, v in DOCUMENT["figures"].items() if k != "walking_limit"}},
        DOCUMENT | {"hazards": {"flood": flood}},
        DOCUMENT | {"hazards": DOCUMENT["hazards"] | {"flood": {k: v for k, v in flood.items() if k != "source"}}},
    ):
        with pytest.raises(ReferenceProblem, match=r"shelter_rules\.missing"):
            parse_shelter_rules(broken)
    doubtful = DOCUMENT["hazards"] | {"flood": flood | {"status": "perhaps"}}
    with pytest.raises(ReferenceProblem, match=r"shelter_rules\.bad_value"):
        parse_shelter_rules(DOCUMENT | {"hazards": doubtful})


def test_figures_of_shelters_are_settings_with_bounds():
    every = editables({})
    for key, (least, most) in BOUNDS.items():
        one = every[f"shelter.{key}"]
        assert (one.least, one.most) == (least, most)
        assert one.accepts(one.shipped.value)
    assert not every["shelter.detour_factor"].accepts(0.99)  # no path is shorter than the straight line
    assert "shelter.departure_wind" not in every  # arrivals are reckoned for fixed winds
    held = editables({"shelter.walking_limit": "3.5"})["shelter.walking_limit"].held
    assert (held.value, held.status) == (3.5, "unverified")
    assert shelter_rules({"shelter.walking_limit": "3.5"})["walking_limit"] == 3.5
