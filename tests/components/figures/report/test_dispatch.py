"""The dispatch plan on paper and as a workbook: what stands in it, in three languages, hostile names and all."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd
import pytest

from components.figures import dispatch_rows
from components.figures.exports import Told
from components.figures.report import dispatch
from components.figures.report.sheet import Stamp
from components.i18n import LANGUAGES, Words
from geo.dispatch import FLOWS, LOADS, Dispatch

STAMP = Stamp("2023-08-31", ("fictional",))


def plan(warehouse: str = "Entrepôt A", kg: float = 400.0) -> Dispatch:
    pair = {"warehouse_id": "W", "adm2_pcode": "HT0811", "trips": 2, "vehicle_type": "truck, small_truck",
            "leaves_hour": 3.0, "arrives_hour": 9.25, "late": True, "path": ["RN2:a:b", "RN7:b:c"],
            "warehouse": warehouse, "adm2_name": "Jérémie", "routes": ("RN2", "RN7")}  # fmt: skip
    items = [("tarpaulin", "Bâche", 100.0, kg), ("rope", None, 50.0, 50.0)]
    loads = pd.DataFrame([{**pair, "load": 1, "item": item, "units": units, "kg": weight, "m3": 1.0, "name_fr": name,
                           "name_en": None, "name_ht": None} for item, name, units, weight in items])  # fmt: skip
    flows = pd.DataFrame([{**pair, "households": 50.0, "tonnes": 0.45, "m3": 2.0, "travel_hours": 9.25}])
    facts = {"within_hours": 24.0, "households_whole": 50.0, "households_lost": 1.4, "late_trips": 1}
    assert set(loads) >= set(LOADS)
    assert set(flows) >= set(FLOWS)
    return Dispatch(loads, flows, facts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_paper_says_that_it_is_no_order(lang):
    tr = Words(lang)
    told = dispatch.content(plan(), STAMP, tr)
    assert told["stamps"][0] == tr("dispatch.stamp")
    assert len(told["stamps"]) == 2
    assert "24" in told["summary"]
    assert dispatch.pdf(plan(), STAMP, tr).startswith(b"%PDF")


def test_a_line_has_its_pair_once_and_unknown_is_said():
    told = dispatch.content(plan(kg=float("nan")), STAMP, Words("fr"))
    first, second = told["groups"][0]["rows"]
    assert first[dispatch.COLUMNS.index("adm2_name")] == "Jérémie"
    assert first[dispatch.COLUMNS.index("load_kg")] == Words("fr")("report.unknown")
    assert first[dispatch.COLUMNS.index("routes")] == "RN2 → RN7"
    assert second[dispatch.COLUMNS.index("item_name")] == "rope"  # no name: the code
    assert [second[dispatch.COLUMNS.index(name)] for name in ("load", "adm2_name", "trips")] == ["", "", ""]
    assert told["summary"].startswith("D'ici H+24 : 50 ménages")
    assert "Unités entières : 1 de moins" in told["summary"]


def test_the_workbook_neutralises_what_begins_like_a_formula():
    content = dispatch_rows.loads_xlsx(plan(warehouse="=1+1"), Told("dispatch", "2023-08-31"), Words("fr"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [cell.value for cell in next(sheet.iter_rows(min_row=2, max_row=2))]
    assert "=1+1" not in cells
    assert {"Jérémie", "Bâche", 100, 400} <= set(cells)
    assert b"RN2:a:b;RN7:b:c" in dispatch_rows.flows_csv(plan())
