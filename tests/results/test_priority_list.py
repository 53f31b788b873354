"""The ranked list and the findings about partners through the store, the cache and disclosure, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from data import settings
from data.access import LOCAL, NOBODY
from data.store.store import Store
from geo.errors import DataProblem, NotAllowed
from results import Results
from results.priority_list import Ask
from tests.geo import small_haiti
from tests.results.test_gaps import ME, results, store

assert store  # the small Haiti, with two organisations at S1


def only(asked: Results, **weights: float) -> tuple[tuple[str, float], ...]:
    held = asked.weights()
    nothing = dict.fromkeys((*held.standards, *held.factors), 0.0)
    return tuple(sorted((nothing | weights).items()))


def test_only_toilets_and_the_flood(store: Store):
    with store.batch(ME) as batch:
        batch.patch("zones", small_haiti.zones())
    asked = results(store)
    edits = only(asked, toilets=3.0, hazard_exposure_share=1.0)
    told = asked.priority_list(Ask(phase="standard", edits=edits, zone_set="flood-small"))
    rows = told.frame.set_index("site_id")
    # S1 falls short by 1 - 240 / 487 and lies in the 4th of five classes; S2 has no toilet and lies in the 2nd;
    # S3 meets the standard outside of the flood
    assert rows.loc["S1", "severity"] == pytest.approx((3 * (1 - 240 / 487) + 0.8) / 4)
    assert rows.loc["S2", "severity"] == pytest.approx((3 * 1 + 0.4) / 4)
    assert rows.loc["S3", "severity"] == 0
    assert rows.loc["S1", "hazard_exposure_share"] == 0.8
    assert rows.loc[["S2", "S1"], "rank"].tolist() == [1, 2]
    assert rows.loc["S1", "adm2_name"] == "Port-au-Prince"
    inputs = {one.name: one.value for one in told.explain(site_id="S1").inputs}
    assert (inputs["rank"], inputs["zone_set"], inputs["degree[hazard_exposure_share]"]) == (2, "flood-small", 0.8)
    assert inputs["ranked_among"] == told.facts["ranked"]


def test_ranks_are_among_the_sites_of_the_place(store: Store):
    asked = results(store)
    edits = only(asked, toilets=1.0)
    assert set(asked.priority_list(Ask("MAPAP", edits=edits)).frame["site_id"]) == {"S1", "S2", "S3"}
    sud = asked.priority_list(Ask("HT07", phase="standard", edits=only(asked, water_quantity=1.0)))
    assert sud.frame["site_id"].tolist() == ["S5"]
    assert asked.priority_list(Ask("HT99")).frame.empty


def test_weights_are_tried_out_and_then_stored_together(store: Store):
    asked, head = results(store), store.head()
    tried = asked.priority_list(Ask(phase="standard", edits=only(asked, toilets=1.0))).frame
    assert store.head() == head
    changes = {f"weight.{key}": f"{value:g}" for key, value in only(asked, toilets=1.0)}
    with pytest.raises(DataProblem, match="reason_missing"):
        settings.change_together(store, LOCAL, changes, reason=" ", author="tester")
    with pytest.raises(DataProblem, match="bad_figure"):
        settings.change_together(store, LOCAL, changes | {"weight.toilets": "-1"},
                                 reason="why", author="tester")  # fmt: skip
    with pytest.raises(NotAllowed):
        settings.change_together(store, NOBODY, changes, reason="why", author="tester")
    assert store.head() == head  # one that may not be keeps all of them out
    settings.change_together(store, LOCAL, changes, reason="decision of the group", author="tester")
    assert store.head() == head + 1
    stored = results(store).priority_list(Ask(phase="standard")).frame
    pd.testing.assert_series_equal(tried["score"], stored["score"])


def test_findings_about_partners(store: Store):
    asked = results(store)
    nobody = asked.partner_findings("nobody", "HT0111")
    assert "wash" not in set(nobody["sector"])  # two organisations are at S1
    assert set(nobody["place"]) == {"HT0111"}
    assert asked.partner_findings("nobody", "HT0111", "wash").empty
    sites = asked.partner_findings("nobody_site", "HT0111", "wash")
    assert sites["place"].tolist() == ["S2"]
    assert asked.partner_findings("overlap")[["place", "adm2_name", "people"]].to_numpy().tolist() == [
        ["S1", "Port-au-Prince", 487.0]
    ]
    told = asked.partner_finding_count("overlap", "MAPAP")
    assert (told.value, told.figure) == (1, "finding_overlap")
    assert asked.partner_finding_count("lost").value == 0
    assert asked.partner_findings("contradicted").empty
    assert asked.partner_sites("HT0111").frame["sites"].tolist() == [1, 1]
    assert asked.partner_sites("HT07").frame.empty
    with pytest.raises(DataProblem, match="unknown_finding"):
        asked.partner_findings("weather")
