"""Unit costs and lead times: what is in force with its status, and a change of them as one batch with its reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import tables
from components.widgets.coverage_ask import Asked
from data import settings
from data.access import allowed
from geo.errors import DashboardError
from geo.gap_costs import Means

DONE = "gap-costs-done"
Draw = Callable[[Page, tuple[tuple[str, float], ...]], None]
EDITED = {"unit_cost": "cost", "lead_days": "lead", "covers": "covers"}  # column -> prefix of its setting


def show(page: Page, asked: Asked) -> None:
    """Draw the costs of the sector's means; a table to edit where the role may."""
    held = {key: one for key, one in page.results.means().items() if key in asked.keys}
    if not held:
        return
    with st.expander(page.tr("gap.costs"), icon=":material/payments:"):
        done(page)
        st.caption(page.tr("gap.costs_note"))
        table(page, held, key=asked.sector)


def done(page: Page) -> None:
    """Say once what was stored."""
    batch = st.session_state.pop(DONE, None)
    if batch:
        st.success(page.tr("gap.stored", batch=batch))


def table(page: Page, held: Mapping[str, Means], *, key: str, moves: Draw | None = None) -> None:
    """Draw costs as a table, to edit where the role may; `moves` draws what the changes would do."""
    rows = _rows(page, held)
    if not allowed(page.actor, "settings.write").allowed:
        names = {name: told if isinstance(told, str) else told["label"] for name, told in _config(page).items()}
        tables.grid(page, rows.drop(columns="key").rename(columns=names), blank="unit.unknown")
        return
    fixed = [name for name in rows.columns if name not in EDITED]
    edited = st.data_editor(rows, hide_index=True, disabled=fixed, column_config={**_config(page), "key": None},
                            placeholder=page.tr("unit.unknown"), key=f"gap-costs-{key}")  # fmt: skip
    told = changes(rows, edited)
    if told and moves is not None:
        moves(page, tuple(sorted((name, float(value)) for name, value in told.items())))
    save(page, told)


def changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, str]:
    """Settings that an edited table changes, with their new values; a cell that was emptied changes nothing."""
    told: dict[str, str] = {}
    for column, prefix in EDITED.items():
        old, new = (rows[column].astype("float64").to_list() for rows in (before, after))
        for key, was, value in zip(before["key"], old, new, strict=True):
            if not math.isnan(value) and value != was:
                told[f"{prefix}.{key}"] = f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return told


def _rows(page: Page, held: Mapping[str, Means]) -> pd.DataFrame:
    return pd.DataFrame([
        {"key": key, "standard": page.tr(f"standard.{key}"), "means": page.tr(f"means.{one.means}"),
         "covers": one.covers.value, "unit_cost": one.unit_cost.value,
         "period": page.tr("gap.every_day" if one.unit_cost.period == "day" else "gap.once"),
         "lead_days": one.lead_days.value, "status": page.tr(f"choice.figure_status.{_status(one)}"),
         "source": one.unit_cost.source}
        for key, one in held.items()
    ])  # fmt: skip


def _status(one: Means) -> str:
    """Verified only where every figure is."""
    told = {figure.status for figure in (one.covers, one.unit_cost, one.lead_days)}
    return "verified" if told == {"verified"} else "unverified"


def _config(page: Page) -> dict[str, object]:
    column, tr = st.column_config, page.tr
    return {
        "standard": tr("header.standard"), "means": tr("gap.means"), "period": tr("gap.period"),
        "covers": column.NumberColumn(tr("gap.covers"), min_value=0.0, format="localized"),
        "unit_cost": column.NumberColumn(tr("gap.unit_cost"), min_value=0.0, format="localized"),
        "lead_days": column.NumberColumn(tr("gap.lead"), min_value=0.0, format="localized"),
        "status": tr("explain.status"), "source": tr("header.source"),
    }  # fmt: skip


def save(page: Page, told: dict[str, str]) -> None:
    """Ask for a reason and store changed settings as one batch; nothing is drawn where nothing was changed."""
    if not told:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(page.tr("priorities.reason"), key="gap-costs-reason").strip()
        label = page.tr("gap.store", count=len(told))
        if not st.button(label, icon=":material/save:", disabled=not reason, key="gap-costs-store"):
            return
    try:
        store = picture.source().store
        batch = settings.change_together(store, page.actor, told, reason=reason, author=page.actor.name)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    st.session_state[DONE] = batch
    st.rerun(scope="app")
