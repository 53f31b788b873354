"""Households in need of displaced people, or of a planning share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.errors import DataProblem
from geo.explain import Result
from geo.reach_need import ESTIMATES, need_of_displaced, need_of_share, pairs
from geo.settings import Setting

SIZE = Setting("household_size", 4.0, "persons/household", "none", "by hand", "verified")
SHARE = Setting("planning_share", 0.1, "share", "none", "by hand", "unverified")


def test_the_worst_hazard_counts_and_an_unknown_class_leaves_the_commune_unknown():
    # C1: a flood displaces 30 + 10, wind 100: the worst, 100 / 4 = 25 households. C2: one class unknown. C3: nobody.
    rows = [
        ("C1", "flood", 30),
        ("C1", "flood", 10),
        ("C1", "wind", 100),
        ("C2", "flood", 8),
        ("C2", "flood", np.nan),
        ("C3", "wind", 0),
    ]
    frame = pd.DataFrame(rows, columns=["place", "hazard", "displaced"]).assign(name=lambda told: told["place"])
    need = need_of_displaced(Result(frame, lambda row: None), SIZE)  # type: ignore[arg-type, return-value]
    assert need.frame.set_index("adm2_pcode")["households"].to_dict() == pytest.approx(
        {"C1": 25.0, "C2": np.nan, "C3": 0.0}, nan_ok=True
    )
    assert need.facts["communes_unknown"] == 1
    assert pairs(need.frame) == (("C1", 25.0),)
    told = need.explain(adm2_pcode="C1")
    assert {one.name: one.value for one in told.inputs} == {"displaced": 100.0, "household_size": 4.0}
    assert told.value == 25.0


def test_a_planning_share_of_the_households_of_each_commune():
    population = pd.DataFrame({"adm2_pcode": ["C1", "C2"], "name": ["Un", "Deux"], "people": [4000.0, np.nan]})
    need = need_of_share(population, SIZE, SHARE)
    assert need.frame["households"].tolist() == pytest.approx([100.0, np.nan], nan_ok=True)
    assert need.facts == {"communes_unknown": 1, "planning_share": 0.1}
    assert need.explain(adm2_pcode="C1").value == 100.0
    assert need.explain(adm2_pcode="C2").value is None


def test_low_middle_and_high_are_taken_as_the_chain_keeps_them():
    rows = pd.DataFrame({"place": ["C1", "C1"], "name": ["C1", "C1"], "hazard": ["wind", "flood"],
                         "displaced_low": [8.0, 4.0], "displaced_middle": [20.0, 40.0],
                         "displaced_high": [80.0, 60.0]})  # fmt: skip
    chain = Result(rows, lambda row: None)  # type: ignore[arg-type, return-value]
    # Four persons a household; of two hazards the worse counts: 8, 40, 80 people.
    told = {bound: need_of_displaced(chain, SIZE, bound) for bound in ESTIMATES}
    assert {bound: need.frame["households"].iloc[0] for bound, need in told.items()} == {
        "low": 2.0, "middle": 10.0, "high": 20.0,
    }  # fmt: skip
    assert told["high"].explain(adm2_pcode="C1").formula == "households = displaced_high / household_size"
    assert told["high"].facts["estimate"] == "high"
    with pytest.raises(DataProblem, match="unknown_estimate"):
        need_of_displaced(chain, SIZE, "most")
