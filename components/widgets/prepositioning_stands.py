"""How the stock one has stands for the disasters: measures, warehouses now and at their best, the worst disasters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from components.figures import chart, preposition_charts
from components.session import Page
from components.widgets import explain, tables
from components.widgets.prepositioning_ask import Asked
from geo.preposition_work import Worked
from geo.prepositioning import Prepositioned

PAIRS = (
    ("demand_covered_share", "demand_covered_share_actual", "demand_covered_share_optimal"),
    ("fraction_served", "fraction_served", "fraction_served_optimal"),
    ("expected_hours_per_unit", "expected_hours_per_unit", "expected_hours_per_unit_optimal"),
)
WAREHOUSES = ("warehouse", "adm1_name", "quantity", "best_quantity", "difference", "more_covered", "more_hours")
UNIT = ("warehouse", "adm1_name", "quantity", "more_covered", "more_hours")
CANDIDATES = ("commune", "adm1_name", "best_quantity", "covered_share", "hours_saved", "more_hours")
DISASTERS = ("scenario_id", "places", "demand", "unmet", "hours_per_unit", "best_unmet", "best_hours_per_unit")
WORST = 50


def show(page: Page, _asked: Asked, worked: Worked) -> None:
    """Draw the measures, never the balance alone, then the warehouses."""
    told = worked.told
    metrics = told.metrics(page.facts["as_of"])
    for column, (name, now, best) in zip(st.columns(len(PAIRS)), PAIRS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(page.tr(f"prepositioning.{name}"), _written(page, now, told.figures[now]))
            st.caption(page.tr("prepositioning.at_best", value=_written(page, best, told.figures[best])))
            explain.popover(page, metrics.explain(metric=now), key=f"pre-{now}")
    _balance(page, told, metrics)
    rows = _named(page, told.warehouses(page.facts["as_of"]).frame)
    st.subheader(page.tr("prepositioning.where"), anchor=False)
    st.plotly_chart(preposition_charts.now_and_best(rows, page.tr), key="pre-chart", config=chart.CONFIG, theme=None)
    st.caption(page.tr("prepositioning.where_note"))
    tables.show(page, rows, WAREHOUSES, name="preposition_warehouses")
    explain.rows(page, told.warehouses(page.facts["as_of"]), rows, ("warehouse",), key="pre-warehouses")


def more(page: Page, _asked: Asked, worked: Worked) -> None:
    """Draw what a unit more in each warehouse is worth, and what one more warehouse would change."""
    st.subheader(page.tr("prepositioning.one_more_unit"), anchor=False)
    rows = _named(page, worked.told.warehouses().frame)
    rows = rows.sort_values(["more_covered", "more_hours"], ascending=[False, True], kind="stable", ignore_index=True)
    tables.show(
        page, rows, ("warehouse", "adm1_name", "quantity", "more_covered", "more_hours"), name="preposition_unit"
    )
    st.caption(page.tr("prepositioning.unit_note"))
    st.subheader(page.tr("prepositioning.one_more_warehouse"), anchor=False)
    tried = worked.candidates[worked.candidates["best_hours"].notna()]
    places = page.results.places().set_index("adm2_pcode")
    tried = tried.assign(commune=tried["warehouse_id"].map(places["name_fr"]),
                         adm1_name=tried["warehouse_id"].map(places["adm1_name_fr"]))  # fmt: skip
    st.caption(page.tr("prepositioning.warehouse_note", count=len(worked.candidates), tried=len(tried)))
    tables.show(page, tried.reset_index(drop=True), CANDIDATES, name="preposition_candidates")


def disasters(page: Page, _asked: Asked, worked: Worked) -> None:
    """Draw the worst disasters."""
    rows = worked.told.disasters()
    st.caption(page.tr("prepositioning.worst_note", shown=min(WORST, len(rows)), count=len(rows)))
    tables.show(page, rows.head(WORST), DISASTERS, name="preposition_disasters")


def _balance(page: Page, told: Prepositioned, metrics: object) -> None:
    """The balance in a sentence, with the demand that both sides cover."""
    balance = told.balance
    if np.isnan(balance):
        st.info(page.tr("prepositioning.no_balance"))
        return
    now, best = (told.figures[f"demand_covered_share_{one}"] for one in ("actual", "optimal"))
    st.markdown(page.tr("prepositioning.balance_told", balance=page.tr.number(balance, 2), now=page.tr.share(now),
                        best=page.tr.share(best)))  # fmt: skip
    explain.popover(page, metrics.explain(metric="balance"), key="pre-balance")  # type: ignore[attr-defined]


def _written(page: Page, name: str, value: float) -> str:
    if np.isnan(value):
        return page.tr("unit.unknown")
    if "share" in name or "fraction" in name:
        return page.tr.share(value)
    return page.tr("prepositioning.hours", value=page.tr.number(value, 1))


def _named(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    known = page.results.warehouses().set_index("warehouse_id")
    return rows.assign(warehouse=rows["warehouse_id"].map(known["name"]).fillna(rows["warehouse_id"]),
                       adm1_name=rows["warehouse_id"].map(known["adm1_name"]))  # fmt: skip
