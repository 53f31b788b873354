"""Kits put together at the desk: how many are possible and what limits them, lines filled in, too many refused."""

from __future__ import annotations

import math

import pytest

from tests.components.warehouse_runs import TR, clean, held, home, made, opened

__all__ = ["home", "made"]
KIT = {"tarpaulin": 2.0, "rope": 1.0, "fixing_kit": 1.0}  # the emergency shelter kit of data/reference/kits.toml


def chosen():
    app = opened("assemble")
    box = next(one for one in app.selectbox if one.label == TR("desk.kit"))
    return clean(box.set_value("emergency_shelter").run())


def wanted(app):
    return next(one for one in app.number_input if one.label == TR("desk.kits_wanted"))


def pressed(app):
    return clean(next(one for one in app.button if one.label == TR("desk.fill_kit")).click().run())


@pytest.mark.usefixtures("home")
def test_the_desk_says_how_many_kits_are_possible_and_what_limits_them():
    possible = wanted(chosen()).value
    by_item = {item: held(item) / each for item, each in KIT.items()}  # at least what is usable
    assert 0 < possible <= math.floor(min(by_item.values()))


@pytest.mark.usefixtures("home")
def test_more_than_is_there_is_refused_with_what_lacks():
    app = chosen()
    possible = wanted(app).value
    app = clean(wanted(app).set_value(possible + 1).run())
    assert any("au plus" in str(one.value) for one in app.warning)
    assert not [one for one in app.button if one.label == TR("desk.fill_kit")]


@pytest.mark.usefixtures("home")
def test_the_lines_of_three_kits_are_filled_in():
    app = chosen()
    app = pressed(clean(wanted(app).set_value(3).run()))
    fields = [one for one in app.number_input if "loose_units" in str(one.key) or "packs" in str(one.key)]
    # three kits: 6 tarpaulins loose (cartons of 25), 3 ropes, 3 fixing kits
    units = [one.value for one in fields if one.value]
    assert sorted(units) == [3, 3, 6]
