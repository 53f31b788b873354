"""How the stock one has stands for the disasters: measures, warehouses now and at their best, the worst disasters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.figures import chart, preposition_charts
from components.session import Page
from components.widgets import explain, prepositioning_basis, tables
from components.widgets.prepositioning_ask import Asked
from geo.explain import Result
from geo.preposition_portfolio import MADE
from geo.preposition_told import sourced, told_candidates, told_disasters
from geo.preposition_work import Worked
from geo.prepositioning import Prepositioned

PAIRS = (
    ("demand_covered_share", "demand_covered_share_actual", "demand_covered_share_optimal"),
    ("fraction_served", "fraction_served", "fraction_served_optimal"),
    ("expected_hours_per_unit", "expected_hours_per_unit", "expected_hours_per_unit_optimal"),
)
WAREHOUSES = ("warehouse", "adm1_name", "quantity", "best_quantity", "difference", "more_covered", "more_hours")
UNIT = ("warehouse", "adm1_name", "quantity", "more_covered", "more_hours")
CANDIDATES = ("commune", "adm1_name", "best_quantity", "demand_covered", "hours_saved", "more_hours")
DISASTERS = ("disaster", "communes_struck", "demand", "unmet", "demand_covered", "hours_per_unit", "best_unmet",
             "best_hours_per_unit", "probability")  # fmt: skip
WORST = 50
HAZARDS = {one[:2].upper(): one for one in ("cyclone", "earthquake", "flood")}  # how the made catalogue names its own


def show(page: Page, asked: Asked, worked: Worked) -> None:
    """Draw the measures, never the balance alone, then the warehouses."""
    told, day = worked.told, page.facts["as_of"]
    metrics = sourced(told.metrics(), worked, dated=day)
    for column, (name, now, best) in zip(st.columns(len(PAIRS)), PAIRS, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.metric(page.tr(f"prepositioning.{name}"), _written(page, now, told.figures[now]))
            at_best = page.tr("prepositioning.at_best", value=_written(page, best, told.figures[best]))
            st.caption(f"{_of(page, name, told)}  \n{at_best}")
            explain.popover(page, metrics.explain(metric=now), key=f"pre-{now}")
    _balance(page, told, metrics)
    warehouses = sourced(told.warehouses(), worked, dated=day)
    rows = _named(page, warehouses.frame)
    st.subheader(page.tr("prepositioning.where"), anchor=False)
    axis = page.tr("prepositioning.axis", item=prepositioning_basis.item_name(page, asked.item))
    shown = preposition_charts.now_and_best(rows, page.tr, axis=axis)
    st.plotly_chart(shown, key="pre-chart", config=chart.CONFIG, theme=None)
    st.caption(page.tr("prepositioning.where_note"))
    explained = tuple(warehouses.explain_row(row) for row in rows.to_dict("records"))
    tables.show(page, rows, WAREHOUSES, name="preposition_warehouses", explanations=explained)
    explain.rows(page, warehouses, rows, ("warehouse",), key="pre-warehouses")


def more(page: Page, _asked: Asked, worked: Worked) -> None:
    """Draw what a unit more in each warehouse is worth, and what one more warehouse would change."""
    day = page.facts["as_of"]
    st.subheader(page.tr("prepositioning.one_more_unit"), anchor=False)
    st.caption(page.tr("prepositioning.unit_note"))
    units = sourced(worked.told.warehouses(), worked, dated=day)
    rows = _named(page, units.frame)
    rows = rows.sort_values(["more_covered", "more_hours"], ascending=[False, True], kind="stable", ignore_index=True)
    tables.show(page, rows, UNIT, name="preposition_unit")
    explain.rows(page, units, rows, ("warehouse",), key="pre-unit")
    st.subheader(page.tr("prepositioning.one_more_warehouse"), anchor=False)
    tried = told_candidates(worked, dated=day)
    places = page.results.places().set_index("adm2_pcode")
    communes = tried.frame.assign(commune=tried.frame["warehouse_id"].map(places["name_fr"]),
                                  adm1_name=tried.frame["warehouse_id"].map(places["adm1_name_fr"]))  # fmt: skip
    st.caption(page.tr("prepositioning.warehouse_note", count=tried.facts["compared"], tried=tried.facts["tried"]))
    tables.show(page, communes, CANDIDATES, name="preposition_candidates")
    explain.rows(page, tried, communes, ("commune",), key="pre-candidates")


def disasters(page: Page, asked: Asked, worked: Worked) -> None:
    """Draw the worst disaster in a sentence, and the worst ones as a table."""
    told = told_disasters(worked, dated=page.facts["as_of"])
    rows = told.frame.head(WORST)
    rows = rows.assign(disaster=[_disaster(page, asked, one) for one in rows["scenario_id"]])
    if len(rows):
        st.markdown(_worst(page, rows.iloc[0].to_dict()))
    st.caption(page.tr("prepositioning.worst_note", shown=len(rows), count=len(told.frame)))
    tables.show(page, rows, DISASTERS, name="preposition_disasters")
    explain.rows(page, told, rows, ("disaster",), key="pre-disasters")


def _worst(page: Page, row: dict[str, Any]) -> str:
    tr = page.tr
    return tr("prepositioning.worst", name=tr.plain(row["disaster"]), communes=tr.number(row["communes_struck"]),
              demand=tr.number(row["demand"]), unmet=tr.number(row["unmet"]), share=tr.share(row["demand_covered"]),
              hours=tr.number(row["hours_per_unit"], 1), best=tr.number(row["best_unmet"]))  # fmt: skip


def _disaster(page: Page, asked: Asked, name: str) -> str:
    """Name of a disaster: made ones by their hazard and number, others as they were given."""
    if asked.portfolio.kind != MADE or name[:2] not in HAZARDS:
        return name
    return page.tr(f"prepositioning.made_{HAZARDS[name[:2]]}", number=int(name[2:]))


def _of(page: Page, name: str, told: Prepositioned) -> str:
    """What a measure is a share of, or counted over."""
    case, figures = told.actual.case, told.figures
    come = figures["expected_demand"] * figures["demand_covered_share_actual"]
    return page.tr(f"prepositioning.of_{name}", come=page.tr.number(come), served=int(told.served.sum()),
                   demand=page.tr.number(figures["expected_demand"]), count=len(case.disasters))  # fmt: skip


def _balance(page: Page, told: Prepositioned, metrics: Result) -> None:
    """The balance in a sentence, with the demand that both sides cover."""
    balance = told.balance
    if np.isnan(balance):
        st.info(page.tr("prepositioning.no_balance"))
        return
    now, best = (told.figures[f"demand_covered_share_{one}"] for one in ("actual", "optimal"))
    st.markdown(page.tr("prepositioning.balance_told", balance=page.tr.number(balance, 2), now=page.tr.share(now),
                        best=page.tr.share(best)))  # fmt: skip
    explain.popover(page, metrics.explain(metric="balance"), key="pre-balance")


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
