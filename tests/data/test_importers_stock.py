"""Rules of the newer kinds of movement in a file, and declared levels as a table of their own."""

from __future__ import annotations

import pandas as pd

from data.importers.findings import Findings
from data.importers.rules import check_rules
from geo.frames import FRAMES

ROW = {"moved_on": "2023-01-01", "warehouse_id": "W1", "item": "rope", "quantity": 3.0}


def codes(**more: object) -> list[tuple[str, bool]]:
    rows = FRAMES["movements"].conform(pd.DataFrame([{**ROW, **more}]))
    findings = Findings(range(2, 3), {})
    check_rules(FRAMES["movements"], rows, findings)
    return [(one.code, one.blocking) for one in findings.problems()]


def test_a_shortage_or_surplus_is_of_a_transfer():
    assert codes(kind="shortage") == [("shortage_without_shipment", True)]
    assert codes(kind="surplus") == [("shortage_without_shipment", True)]
    assert codes(kind="shortage", shipment="T1") == []


def test_a_distribution_without_place_is_kept_with_a_note():
    assert codes(kind="distribution") == [("distribution_without_place", False)]
    assert codes(kind="distribution", adm2_pcode="HT0111") == []
    assert codes(kind="distribution", site_id="S1") == []
