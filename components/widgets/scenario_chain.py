"""The chain of a shock: exposed, affected, displaced, in need; where displaced people go; rates; what was recorded."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import navigation
from components.figures.explain_text import exact
from components.session import Page
from components.widgets import explain, filters, scenario_people, tables
from data.access import allowed
from geo.chain_steps import EXPOSED
from geo.explain import Result
from geo.impact_chain import STEPS
from geo.impact_rates import BOUNDS, GOES_TO
from results.shock import Shock

MIDDLES = tuple(f"{step}_middle" for step in (*STEPS, *GOES_TO))
ENDS = tuple(f"{step}_{bound}" for step in STEPS for bound in BOUNDS if bound != "middle")
WIDE = ("name", "exposed", *MIDDLES, *ENDS, "population", "classes_unknown", "place")
BY_CLASS = ("name", "hazard_class", "people", *MIDDLES, *ENDS, "place")
RATES = ("chain_step", "hazard_class", "rate_low", "rate_middle", "rate_high", "chain_whole", "source", "status")
RECORDS = ("past_event", "recorded_figure", "people_recorded", "modelled_middle", "ratio", "modelled_low",
           "modelled_high", "source")  # fmt: skip


def show(page: Page, shock: Shock) -> None:
    """Draw the chain of one shock."""
    above, place = scenario_people.whole(page)
    steps = page.results.steps_of_chain(shock, above)
    rows = steps.frame[steps.frame["place"] == place]
    for hazard in dict.fromkeys(rows["hazard"]):
        _hazard(page, steps, rows[rows["hazard"] == hazard], several=scenario_people.several(rows))
    _flags(page, rows, page.results.chain_of(shock, above))
    _by_place(page, shock)
    _records(page, shock)
    _rates(page, shock)


def _hazard(page: Page, steps: Result, rows: pd.DataFrame, *, several: bool) -> None:
    """Cards of one hazard: the four steps, then where displaced people go."""
    told = {row["step"]: row for row in rows.to_dict("records")}
    if several:
        hazard = str(rows["hazard"].iloc[0])
        st.subheader(page.tr.plain(page.tr.or_else(f"choice.hazard.{hazard}", hazard)), anchor=False)
    _cards(page, steps, [told[step] for step in (EXPOSED, *STEPS)])
    st.subheader(page.tr("shock.where_displaced"), anchor=False)
    _cards(page, steps, [told[step] for step in GOES_TO])


def _cards(page: Page, steps: Result, rows: list[dict[str, Any]]) -> None:
    for column, row in zip(st.columns(len(rows)), rows, strict=True):
        with column, st.container(border=True, height="stretch"):
            tr = page.tr
            st.metric(tr(f"shock.step.{row['step']}"), tr.number(row["middle"]))
            if row["step"] == EXPOSED:
                st.caption(tr("shock.of_population", population=tr.number(row["population"])))
            elif pd.isna(row["middle"]):
                st.caption(tr("shock.no_rate"))
            else:
                st.caption(tr("shock.range", low=tr.number(row["low"]), high=tr.number(row["high"])))
                shares = {bound: _percent(page, row[f"share_{bound}"]) for bound in BOUNDS}
                st.caption(tr("shock.share_of", whole=tr(f"shock.whole.{row['step_of']}"), **shares))
            explain.popover(page, steps.explain_row(row), key=f"chain-{row['hazard']}-{row['step']}")


def _percent(page: Page, share: float) -> str:
    """A share with the one decimal that small ones need."""
    return page.tr("unit.unknown") if pd.isna(share) else exact(round(share, 3), "share", page.tr)


def _flags(page: Page, rows: pd.DataFrame, chain: Result) -> None:
    """Say what is unverified, unknown, or more than there are people."""
    tr, notes = page.tr, [page.tr("shock.unverified")]
    if chain.facts["classes_without_rate"]:
        names = [tr.or_else(f"choice.hazard_class.{one.partition('.')[2]}", one) for one in
                 chain.facts["classes_without_rate"]]  # fmt: skip
        st.warning(tr("shock.without_rate", classes=tr.plain(", ".join(names))))
    if rows["above_population"].any():
        st.warning(tr("shock.above_population"))
    if rows["classes_unknown"].any():
        notes.append(tr("shock.classes_unknown", count=int(rows["classes_unknown"].max())))
    st.caption("  \n".join(notes))


def _by_place(page: Page, shock: Shock) -> None:
    """Draw the chain by place, or by place and class."""
    tr = page.tr
    st.subheader(tr("shock.chain_by_place"), anchor=False)
    names = {one: tr(f"shock.table.{one}") for one in ("place", "class")}
    level = filters.level(page)
    which = st.segmented_control(
        tr("shock.table.label"), list(names), default="place", required=True, format_func=names.__getitem__,
        key="chain-table", label_visibility="collapsed",
    )  # fmt: skip
    if which == "class":
        chain = page.results.chain_of(shock, level)
        rows = scenario_people.of_department(page, chain.frame, level)
        rows = rows[~rows["hazard_class"].isin(scenario_people.APART)].reset_index(drop=True)
        told = tuple(chain.explain_row(row) for row in rows.head(20).to_dict("records"))
        tables.show(page, rows, BY_CLASS, name="chain", explanations=told, answers=True, of="class")
        labels = ("name", lambda row: scenario_people.class_name(page, row))
        explain.rows(page, chain, rows, labels, key="chain-class")
        return
    steps = page.results.steps_of_chain(shock, level)
    rows = scenario_people.of_department(page, steps.frame, level)
    told = tuple(steps.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.show(page, wide(rows), WIDE, name="chain", explanations=told, answers=True)
    explain.rows(page, steps, rows, ("name", lambda row: tr(f"shock.step.{row['step']}")), key="chain-place")


def wide(rows: pd.DataFrame) -> pd.DataFrame:
    """Steps of `geo.chain_steps` as one row a place and hazard."""
    keys = ["place", "name", "hazard", "population", "classes_unknown"]
    parts = [rows.drop_duplicates(["place", "hazard"])[keys].set_index(["place", "hazard"])]
    for step, held in rows.groupby("step"):
        figures = held.set_index(["place", "hazard"])[list(BOUNDS)]
        parts.append(figures.rename(columns={bound: f"{step}_{bound}" for bound in BOUNDS}))
    return pd.concat(parts, axis=1).rename(columns={"exposed_middle": "exposed"}).reset_index()


def _records(page: Page, shock: Shock) -> None:
    """Draw what was reported of past events of this hazard beside the nation's figures of the shock."""
    tr = page.tr
    st.subheader(tr("shock.records"), anchor=False)
    rows = page.results.records_beside(shock)
    if rows.empty:
        st.caption(tr("shock.no_records"))
    else:
        st.caption(tr("shock.records_note"))
        rows = rows.rename(columns={"people": "people_recorded", "event": "past_event"})
        rows = rows.assign(
            recorded_figure=[tr(f"shock.step.{one}") for one in rows["figure"]],
            past_event=[tr.or_else(f"choice.past_event.{one}", one) for one in rows["past_event"]],
            source=_sources(page, rows),
        )
        tables.show(page, rows, RECORDS, name="records", answers=True)


def _rates(page: Page, shock: Shock) -> None:
    """Draw the shares that were used, and the way to where they are changed."""
    tr = page.tr
    st.subheader(tr("shock.rates"), anchor=False)
    rows = page.results.rates_of(shock)
    rows = rows.assign(chain_step=[tr.or_else(f"shock.short.{one}", tr(f"shock.step.{one}")) for one in rows["step"]],
                       source=_sources(page, rows),
                       chain_whole=[tr(f"shock.whole.{one}") for one in rows["step_of"]])  # fmt: skip
    rows = rows.assign(**{f"rate_{bound}": 100 * rows[f"share_{bound}"] for bound in BOUNDS})
    rows["status"] = [tr(f"status.{one}") if one else "" for one in rows["status"]]
    tables.show(page, rows, RATES, name="rates", answers=True)
    settings = navigation.entry("settings")
    if allowed(page.actor, settings.action).allowed:
        st.page_link(settings.file, label=tr("shock.change_rates"), icon=":material/tune:")


def _sources(page: Page, rows: pd.DataFrame) -> list[str]:
    return [page.tr.or_else(f"source.{one}", str(one)) for one in rows["source"]]
