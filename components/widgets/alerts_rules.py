"""Rules for early action on each advisory: which are met and why, what is unknown, and what somebody types."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import alert_words, haiti_time
from components.session import Page
from components.widgets import address, alerts_typed, explain, tables
from data.access import allowed
from geo.frames.outbox import TOLD_MEASURES
from results.triggers import NEAREST, PEOPLE, SEEN, UNITS

RULES = ("trigger", "trigger_state", "why", "unknown_measures", "lead_hours", "stage", "status")
EVERY = ("storm", "advisory", "issued_at", "trigger", "trigger_state", "why", "unknown_measures", "lead_hours",
         "arrives_at")  # fmt: skip
MEASURES = (PEOPLE, "people_radii", "people_modelled", SEEN, NEAREST, *TOLD_MEASURES)


def show(page: Page) -> None:
    """Draw what fires, one advisory in full, and the list of all."""
    every = page.results.evaluations()
    st.caption(page.tr("triggers.note"))
    if every.empty:
        st.info(page.tr("triggers.none"))
        _import(page)
        return
    _firings(page)
    names = {f"{row.storm_id}/{row.advisory}": name(page, row) for row in page.results.advisories().itertuples()}
    chosen = address.select(page.tr("triggers.advisory"), list(names), names, key="advisory")
    storm_id, _, advisory = chosen.partition("/")
    _one(page, storm_id, advisory)
    with st.expander(page.tr("triggers.every"), icon=":material/history:"):
        tables.cards(page, _listed(page, every), EVERY, name="evaluations")
    _import(page)


def name(page: Page, row: Any) -> str:
    """One advisory by name, number and moment; whether it is the newest, or of an exercise."""
    at = haiti_time.told(row.issued_at, page.tr)
    told = page.tr("triggers.advisory_name", storm=_storm(row.name, row.storm_id), advisory=row.advisory, at=at)
    more = [page.tr("triggers.newest")] if row.newest else []
    more += [page.tr("triggers.exercise")] if row.exercise else []
    return f"{told} ({', '.join(more)})" if more else told


def _storm(name: Any, storm_id: str) -> str:
    return name if isinstance(name, str) else storm_id


def _firings(page: Page) -> None:
    rows = page.results.firings()
    if rows.empty:
        st.info(page.tr("triggers.no_firing"))
    for row in rows.to_dict("records"):
        facts = page.results.storm_facts(row["storm_id"], row["advisory"])
        words = {"storm": _storm(row["name"], row["storm_id"]), "advisory": row["advisory"],
                 "why": _why(page, row["trigger"], facts)}  # fmt: skip
        told = {key: page.tr.plain(text) for key, text in words.items()}
        st.warning(
            page.tr("triggers.fires", rule=page.tr(f"triggers.rule.{row['trigger']}"),
                    stage=page.tr(f"choice.stage.{row['stage']}"), lead=alert_words.lead(row["lead_hours"], page.tr),
                    **told),
            icon=":material/notifications_active:",
        )  # fmt: skip

    for row in page.results.fired_before().to_dict("records"):
        told = {"rule": page.tr(f"triggers.rule.{row['trigger']}"), "advisory": page.tr.plain(row["advisory"]),
                "storm": page.tr.plain(_storm(row["name"], row["storm_id"])),
                "at": haiti_time.told(row["issued_at"], page.tr)}  # fmt: skip
        st.caption(page.tr("triggers.fired_before", **told))


def _why(page: Page, trigger: str, facts: dict[str, Any]) -> str:
    met = [one for one in page.results.conditions(trigger) if one.met(facts.get(one.measure))]
    return "; ".join(alert_words.condition(one, facts.get(one.measure), page.tr) for one in met)


def _unknown(page: Page, trigger: str, facts: dict[str, Any]) -> str:
    told = [one.measure for one in page.results.conditions(trigger) if one.met(facts.get(one.measure)) is None]
    return ", ".join(page.tr(f"choice.measure.{one}") for one in told)


def _one(page: Page, storm_id: str, advisory: str) -> None:
    """Rules and facts of one advisory, and the form for what no file tells."""
    result, facts = page.results.evaluation(storm_id, advisory), page.results.storm_facts(storm_id, advisory)
    st.subheader(page.tr("triggers.rules_of"), anchor=False)
    if facts["fault"]:
        st.warning(page.tr("triggers.fault", reason=page.tr.or_else(f"error.{facts['fault']}", facts["fault"])))
    lead = alert_words.lead(facts["lead_hours"], page.tr)
    at = haiti_time.told(facts["arrives_at"], page.tr) if facts["arrives_at"] else ""
    st.caption(page.tr("triggers.arrival", at=at, lead=lead) if at else page.tr("triggers.no_arrival"))
    rows = result.frame
    told = tuple(result.explain_row(row) for row in rows.to_dict("records"))
    of = f"{storm_id}-{advisory}"
    tables.cards(page, _worded(page, rows, facts), RULES, name="evaluation", explanations=told, of=of)
    explain.rows(page, result, rows, (lambda row: page.tr(f"triggers.rule.{row['trigger']}"),), key=f"rules-{of}")
    st.subheader(page.tr("triggers.facts"), anchor=False)
    tables.cards(page, _facts(page, facts), ("measure", "told_value", "unit", "origin"), name="storm_facts", of=of,
                answers=True)  # fmt: skip
    alerts_typed.form(page, (storm_id, advisory), facts)


def _worded(page: Page, rows: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Rows of an evaluation in words."""
    tr = page.tr
    return rows.assign(
        trigger_state=[tr(f"choice.trigger_state.{state}") for state in rows["state"]],
        why=[_why(page, one, facts) or None for one in rows["trigger"]],
        unknown_measures=[_unknown(page, one, facts) or None for one in rows["trigger"]],
        trigger=[tr(f"triggers.rule.{one}") for one in rows["trigger"]],
        stage=[tr(f"choice.stage.{one}") for one in rows["stage"]],
        status=[tr(f"status.{one}") for one in rows["status"]],
    )  # fmt: skip


def _facts(page: Page, facts: dict[str, Any]) -> pd.DataFrame:
    """What is known, with its unit and whether it was computed or typed; unknown stays empty."""
    rows = []
    for measure in MEASURES:
        value = facts.get(measure)
        typed = measure in TOLD_MEASURES
        origin = "nobody" if value is None or pd.isna(value) else "typed" if typed else "computed"
        unit = UNITS.get(measure, "mm" if measure in TOLD_MEASURES[:2] else "yes_no")
        rows.append({"measure": page.tr(f"choice.measure.{measure}"), "told_value": _value(page, value, unit),
                     "unit": page.tr(f"unit.{unit}"), "origin": page.tr(f"triggers.{origin}")})  # fmt: skip
    return pd.DataFrame(rows)


def _value(page: Page, value: float | None, unit: str) -> str:
    if value is None or pd.isna(value):
        return page.tr("unit.unknown")
    return page.tr("answer.yes" if value else "answer.no") if unit == "yes_no" else page.tr.number(value)


def _listed(page: Page, every: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for (storm_id, advisory), rows in every.groupby(["storm_id", "advisory"], sort=False):
        parts.append(_worded(page, rows, page.results.storm_facts(storm_id, advisory)))
    told = pd.concat(parts, ignore_index=True)
    names = [_storm(name, code) for name, code in zip(told["name"], told["storm_id"], strict=True)]
    hours = {column: haiti_time.cells(told[column]) for column in ("issued_at", "arrives_at")}
    return told.assign(storm=names, **hours)


def _import(page: Page) -> None:
    entry = navigation.entry("imports")
    if allowed(page.actor, entry.action).allowed:
        st.page_link(entry.file, label=page.tr("triggers.import"), icon=":material/upload_file:")
