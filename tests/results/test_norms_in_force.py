"""What another value would do: the same as after storing it, and nothing of it is stored or kept as real."""

from __future__ import annotations

import pandas as pd
import pytest

from data import settings
from data.access import LOCAL
from data.snapshot import Source
from data.store.store import Store, Told
from geo.verdict_moves import verdict_moves
from results import Results
from tests.geo import small_haiti

TRY = (("standard.toilets.standard", 45.0),)


@pytest.fixture
def store(tmp_path) -> Store:
    held = Store(tmp_path / "pare.db")
    with held.batch(Told("tester", "test")) as batch:
        batch.patch("sites", small_haiti.sites())
        batch.patch("assessments", small_haiti.assessments())
        batch.patch("shelters", small_haiti.shelters())
    return held


def results(store: Store) -> Results:
    return Results(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF), LOCAL)


def test_a_trial_says_what_storing_then_does_and_stores_nothing(store: Store):
    # S1: 487 people, 12 toilets that work: 40.6 a toilet, met at 45, short at 20.
    before, head = results(store), store.head()
    told = before.verdict_moves(TRY, "standard")
    assert told.to_dict("records") == [
        {
            "standard": "toilets",
            "was": "short",
            "becomes": "met",
            "sites": 1,
            "people": 487.0,
            "sites_without_people": 0,
        }
    ]
    shares = before.national_shares(TRY, "standard").set_index("standard").loc["toilets"]
    assert store.head() == head
    assert before.standards() == results(store).standards()
    settings.change(store, LOCAL, TRY[0][0], "45", reason="x", author="tester")
    after = results(store)
    assert verdict_moves(before.site_coverage("standard").frame, after.site_coverage("standard").frame).equals(told)
    nation = [one.coverage("adm0", "standard").frame.set_index("standard").loc["toilets", "coverage_share"]
              for one in (before, after)]  # fmt: skip
    assert [shares["share_before"], shares["share_after"]] == nation


def test_a_trial_is_kept_under_a_name_of_its_own(store: Store):
    held: dict[object, object] = {}

    def keep(view, key, compute):
        return held.setdefault((view.view_key, key), compute() if (view.view_key, key) not in held else None)

    asked = Results(Source(store).take(audience="coordinator", as_of=small_haiti.AS_OF), LOCAL, keep)
    asked.verdict_moves(TRY, "standard")
    assert asked.site_coverage("standard").explain(site_id="S1", standard="toilets").value == pytest.approx(487 / 12)
    assert (
        asked.site_coverage("standard").frame.query("site_id == 'S1' and standard == 'toilets'")["threshold"].item()
        == 20
    )


def test_costs_ages_and_reach_before_and_after(store: Store):
    asked = results(store)
    costs = asked.cost_moves((("cost.toilets", 700.0),))
    assert list(costs.index) == ["before", "after"]
    assert costs.loc["after", "cost_usd"] > costs.loc["before", "cost_usd"]
    assert costs.loc["after", "lead_days"] == costs.loc["before", "lead_days"]
    ages = asked.age_moves((("fresh.site_figures", 0.5),)).set_index("kind").loc["site_figures"]
    assert ages["before"] >= ages["after"]
    assert ages["records"] == len(asked.sites())
    assert {"before", "after", "name"} <= set(asked.reach_moves((("speed.national", 60.0),)).columns)


def test_changes_of_costs_weights_limits_and_settings_stand_in_their_explanations(store: Store):
    told = {"cost.toilets": "700", "weight.toilets": "5", "fresh.site_figures": "20", "household_size": "5"}
    settings.change_together(store, LOCAL, told, reason="révision", author="Rose")
    asked = results(store)
    gap = asked.gaps("site", "standard").explain(site_id="S1", standard="toilets")
    assert [(one.name, one.shipped, one.value, one.said.by) for one in gap.changes] == [
        ("unit_cost_usd", 350, 700, "Rose")
    ]
    ranked = asked.priorities("standard")
    assert [one.name for one in ranked.explain_row(ranked.frame.iloc[0].to_dict()).changes] == ["weight[toilets]"]
    stale = asked.stale()
    kinds = stale.frame[stale.frame["kind"] == "site_figures"]
    for row in kinds.head(1).to_dict("records"):
        assert [one.name for one in stale.explain_row(row).changes] == ["fresh_days"]
    estimated = asked.site_coverage("standard").frame
    row = estimated[estimated["people_estimated"].astype(bool) & (estimated["standard"] == "toilets")]
    for one in row.to_dict("records"):
        names = [change.name for change in asked.site_coverage("standard").explain_row(one).changes]
        assert names == ["household_size"]


def test_the_history_comes_newest_first(store: Store):
    settings.change(store, LOCAL, TRY[0][0], "45", reason="un", author="Rose")
    settings.change(store, LOCAL, TRY[0][0], "30", reason="deux", author="Jean")
    rows = results(store).changes()
    assert rows[["before", "value", "reason", "author"]].fillna("").to_numpy().tolist() == [
        ["45", "30", "deux", "Jean"], ["", "45", "un", "Rose"],
    ]  # fmt: skip
    assert isinstance(rows, pd.DataFrame)
