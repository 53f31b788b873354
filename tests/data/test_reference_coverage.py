"""Costs, lead times and weights as shipped, and with somebody's edits on top."""

from __future__ import annotations

import numpy as np
import pytest

from data import settings
from data.access import LOCAL
from data.reference_coverage import accepts, figures, means, shipped_means, shipped_weights, weights
from data.reference_tables import standards
from data.store.store import Store
from geo.errors import DataProblem, ReferenceProblem
from geo.gap_costs import check_means


def test_means_fit_the_standards():
    check_means(shipped_means(), standards())
    assert {one.standard for one in shipped_means().values() if one.movable} == {"handwashing", "waste_bins"}


def test_nobody_verified_a_cost_a_lead_time_or_a_weight():
    held = shipped_weights()
    told = [one for means_ in shipped_means().values() for one in (means_.unit_cost, means_.lead_days)]
    assert {one.status for one in (*told, *held.standards.values(), *held.factors.values())} == {"unverified"}
    assert {one.source for one in told} == {"to be set by the sector"}


def test_only_water_is_paid_every_day_and_a_team_has_no_cost_yet():
    by_period = {one.standard for one in shipped_means().values() if one.unit_cost.period == "day"}
    assert by_period == {"water_quantity"}
    assert np.isnan(shipped_means()["management"].unit_cost.value)


def test_every_weight_is_of_a_standard():
    assert set(shipped_weights().standards) <= {norm.key for norm in standards()}


def test_edits_stand_on_top_and_are_unverified():
    told = means(
        {"cost.toilets": "420", "lead.toilets": "30", "covers.water_quantity": "12000", "cost.management": "900"}
    )
    assert (told["toilets"].unit_cost.value, told["toilets"].lead_days.value) == (420, 30)
    assert told["toilets"].unit_cost.source == "settings"
    assert told["water_quantity"].covers.value == 12_000
    assert told["management"].unit_cost.value == 900
    assert shipped_means()["toilets"].unit_cost.value != 420
    assert weights({"weight.toilets": "5"}).standards["toilets"].value == 5
    assert weights({"weight.stock_reach_share": "0"}).factors["stock_reach_share"].value == 0
    assert figures({"weight.toilets": "5"})["weight.toilets"].value == 5
    assert figures({})["lead.toilets"].unit == "days"


@pytest.mark.parametrize("edits", [{"cost.toilets": "much"}, {"lead.toilets": "-1"}, {"cost.toilets": "nan"}])
def test_an_edit_that_is_no_figure_is_refused(edits):
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        means(edits)
    with pytest.raises(ReferenceProblem, match="bad_setting"):
        weights({"weight.toilets": next(iter(edits.values()))})


def test_a_means_that_covers_nothing_is_refused():
    assert not accepts("covers.toilets", 0)
    assert accepts("cost.toilets", 0)


def test_a_coordinator_changes_a_cost_as_a_batch_with_a_reason(tmp_path):
    store = Store(tmp_path / "pare.db")
    settings.change(store, LOCAL, "cost.toilets", "420", reason="quotation of May", author="tester")
    told = settings.in_force(store).set_index("setting")
    assert told.loc["cost.toilets", ["value", "unit", "changed"]].tolist() == ["420", "USD/toilet", True]
    assert "cost.bathing" not in told.index
    assert "weight.toilets" in settings.in_force(store, every_threshold=True)["setting"].tolist()
    for name, value in (("cost.toilets", "-1"), ("weight.toilets", "nan"), ("covers.water_quantity", "0")):
        with pytest.raises(DataProblem, match="bad_figure"):
            settings.change(store, LOCAL, name, value, reason="x", author="tester")
    with pytest.raises(DataProblem, match="unknown_setting"):
        settings.check("cost.beauty", "3")
