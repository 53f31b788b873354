"""What a department should hold, by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.contingency import contingency, purchases
from geo.errors import DataProblem

# Department HT01: disasters of 10, 20, 30 and 40 households (two communes of the last: 25 + 15). HT02: one of 8.
DEMAND = pd.DataFrame(
    [("a", "HT0111", 10.0), ("b", "HT0111", 20.0), ("c", "HT0112", 30.0), ("d", "HT0111", 25.0), ("d", "HT0112", 15.0),
     ("d", "HT0211", 8.0)],
    columns=["scenario_id", "adm2_pcode", "households"],
)  # fmt: skip
KIT = pd.DataFrame({"item": ["tarpaulin", "rope"], "quantity": [2.0, 0.5]})
STOCK = pd.DataFrame({"adm1_pcode": ["HT01"], "item": ["tarpaulin"], "quantity": [50.0]})
ITEMS = pd.DataFrame(
    {"item": ["tarpaulin", "rope"], "weight_kg": [4.0, np.nan], "volume_m3": [0.01, 0.003],
     "unit_cost_usd": [10.0, np.nan], "pack_units": [20.0, np.nan]}
)  # fmt: skip


def test_by_hand():
    plan = contingency(DEMAND, KIT, STOCK, ITEMS)
    rows = plan.frame.set_index(["adm1_pcode", "percentile", "item"])
    # The 2nd of four disasters is the 50th percentile, the 3rd the 75th, the 4th the 95th.
    assert rows["households"].xs("HT01").xs("tarpaulin", level="item").tolist() == [20, 30, 40]
    # 75th: 30 x 2 = 60 to hold, 50 held, 10 lack: a pack of 20, 80 kg, 0.2 m3, 200 USD.
    told = rows.loc["HT01", 75.0, "tarpaulin"]
    assert told[["to_hold", "held", "gap", "to_buy", "kg", "m3", "cost_usd"]].tolist() == pytest.approx(
        [60, 50, 10, 20, 80, 0.2, 200]
    )
    # Rope: half a roll a household, nothing held, no pack, weight and cost not known.
    rope = rows.loc["HT02", 95.0, "rope"]
    assert rope[["to_hold", "held", "gap", "to_buy"]].tolist() == [4, 0, 4, 4]
    assert np.isnan(rope[["kg", "cost_usd"]].astype(float)).all()
    assert plan.facts["unknown_cost"] == ["rope"]
    assert plan.explain(adm1_pcode="HT01", percentile=75.0, item="tarpaulin").value == 10
    bought = purchases(plan.frame, percentile=50.0)
    assert (bought["to_buy"] > 0).all()
    assert ("HT01", "tarpaulin") not in set(zip(bought["adm1_pcode"], bought["item"], strict=True))


def test_a_likely_disaster_counts_as_it_is_likely():
    weighed = DEMAND.assign(probability=DEMAND["scenario_id"].map({"a": 0.7, "b": 0.1, "c": 0.1, "d": 0.1}))
    rows = contingency(weighed, KIT, STOCK, ITEMS).frame
    assert rows.loc[(rows["adm1_pcode"] == "HT01") & (rows["item"] == "rope"), "households"].tolist() == [10, 20, 40]


def test_a_rank_that_is_none_is_refused():
    with pytest.raises(DataProblem, match="bad_percentile"):
        contingency(DEMAND, KIT, STOCK, ITEMS, percentiles=(0.0,))
