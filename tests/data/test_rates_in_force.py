"""Shares of the chain that somebody changed: what they may be, together and alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import settings
from data.access import LOCAL
from data.rates_in_force import rate_settings, rates_in_force, subject
from data.reference_shelters import impact_rates
from data.settings_catalogue import editables
from data.store.store import Store
from geo.errors import DataProblem, ReferenceProblem
from geo.settings import Said


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "pare.db")


def test_without_changes_they_are_those_that_are_shipped():
    assert rates_in_force({"household_size": "5"}) is impact_rates()
    held = rate_settings()
    rates = impact_rates()
    assert held["chain.flood.high.displaced.middle"].value == rates.displaced["flood", "high"].middle
    assert held["chain.in_need.high"].value == rates.in_need.high
    assert held["chain.needs.water"].value == 15
    # every share stands in it once, but for what is left of the destinations
    classes = 2 * 3 * len(rates.affected)
    assert len(held) == classes + 3 + (9 - 1) + len(rates.needs)
    assert "chain.goes_to.other.middle" not in held


def test_each_kind_of_setting_changes_its_own_share_alone():
    told = {"chain.flood.high.affected.low": "0.7", "chain.in_need.middle": "0.6", "chain.needs.blankets": "2"}
    rates, shipped = rates_in_force(told), impact_rates()
    assert rates.affected["flood", "high"].low == 0.7
    assert rates.affected["flood", "high"].middle == shipped.affected["flood", "high"].middle
    assert (rates.affected["flood", "high"].source, rates.affected["flood", "high"].status) == (
        "settings",
        "unverified",
    )
    assert rates.affected["flood", "low"] == shipped.affected["flood", "low"]
    assert rates.in_need.middle == 0.6
    assert {need.key: need.quantity for need in rates.needs}["blankets"] == 2
    assert rates.displaced["flood", "high"].middle == shipped.displaced["flood", "high"].middle


def test_what_goes_elsewhere_is_what_is_left():
    rates = rates_in_force({"chain.goes_to.public_shelter.middle": "0.4"})
    assert rates.goes_to["other"].middle == pytest.approx(1 - 0.4 - 0.2)
    assert sum(one.middle for one in rates.goes_to.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "told",
    [
        {"chain.flood.high.displaced.middle": "0.45"},  # above its own high figure, 0.4
        {"chain.flood.high.affected.high": "0.5"},  # below its middle
        {"chain.flood.low.displaced.high": "0.5", "chain.flood.low.displaced.middle": "0.3"},  # more than affected
        {"chain.goes_to.public_shelter.middle": "0.81", "chain.goes_to.relatives_hosts.middle": "0.7"},  # nobody left
    ],
)
def test_shares_that_do_not_fit_together_are_refused_and_nothing_is_stored(store: Store, told: dict[str, str]):
    with pytest.raises(ReferenceProblem, match=r"chain\.bad_rate"):
        rates_in_force(told)
    head = store.head()
    with pytest.raises(DataProblem, match=r"chain\.bad_rate"):
        settings.change_together(store, LOCAL, dict(told), reason="essai", author="Rose")
    assert store.head() == head


@pytest.mark.parametrize("value", ["1.5", "-0.1", "nan", "beaucoup"])
def test_a_share_is_from_0_to_1(store: Store, value: str):
    with pytest.raises(DataProblem):
        settings.change(store, LOCAL, "chain.in_need.high", value, reason="essai", author="Rose")


def test_who_changed_a_rate_stands_with_it():
    name, said = "chain.cyclone.category_4.displaced.high", Said("Rose", "2026-05-03", "atelier")
    one = editables({name: "0.6"}, {name: said})[name]
    assert (one.group, one.key, subject(name)) == ("rate", "cyclone.category_4", "cyclone.category_4")
    assert (one.shipped.value, one.held.value, one.held.change.said) == (0.5, 0.6, said)
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        rate_settings({name: "x"})
