"""Help, the part *backtests*: past events reckoned beside what was reported, and what explains the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import card_table
from components.figures.report.wording import known
from components.session import Page
from components.widgets import explain, tables
from results.backtests import source_key

KEY = "backtests"
DOWNLOADED = ("past_event", "recorded_figure", "backtest_low", "backtest_middle", "backtest_high", "people_recorded",
              "backtest_ratio", "source")  # fmt: skip


def show(page: Page) -> None:
    """Draw every event, the use of shelters, and what to make of both."""
    tr, told = page.tr, page.results.backtests()
    population = told.facts["population"]
    st.markdown(tr(f"{KEY}.intro"))
    st.caption(tr(f"{KEY}.population", year=str(population["year"]), other=str(population["other_year"])))
    for event in dict.fromkeys(told.frame["event"]):
        with st.container(border=True):
            _event(page, event, told.frame[told.frame["event"] == event], told.facts)
    rows = told.frame.to_dict("records")
    explain.one_of(page, [_name(page, row) for row in rows], lambda at: told.explain_row(rows[at]), key="backtest")
    tables.download(page, _downloaded(page, told.frame), DOWNLOADED, name=KEY)
    _shelter_use(page)


def _event(page: Page, event: str, rows: pd.DataFrame, facts: dict[str, Any]) -> None:
    """Name, figures, what explains them; classes and departments open below."""
    tr = page.tr
    st.subheader(tr(f"{KEY}.event_{event}"), anchor=False)
    basis = tr(f"{KEY}.basis_{event}", runs=facts["runs"][event])
    st.caption(basis)
    heads = ("figure", "modelled", "range", "reported", "ratio", "source")
    _cards(page, heads, [_cells(page, row) for row in rows.to_dict("records")])
    st.markdown(tr(f"{KEY}.why_{event}", year=str(facts["population"]["year"])))
    if facts["quick"][event] is not None:
        st.caption(tr(f"{KEY}.quick", displaced=tr.number(facts["quick"][event])))
    with st.expander(tr(f"{KEY}.by_class"), icon=":material/table_rows:"):
        classes = page.results.backtest_classes(event)
        cells = [
            [tr(f"choice.hazard_class.{row.hazard_class}"), tr.number(row.exposed)] for row in classes.itertuples()
        ]
        _cards(page, ("class", "exposed"), cells)
        places = page.results.backtest_departments(event).to_dict("records")
        heads = ("department", "exposed", "affected", "displaced", "sheltered")
        _cards(page, heads, [_department(page, row) for row in places])
        st.caption(tr(f"{KEY}.no_departments"))


def _cells(page: Page, row: dict[str, Any]) -> list[str]:
    """A figure: modelled with its range, the middle of the other reckonings, the record and the ratio."""
    tr = page.tr
    modelled = f"{tr.number(row['middle'])} ({tr.number(row['low'])} – {tr.number(row['high'])})"
    others = f"{tr.number(row['runs_least'])} – {tr.number(row['runs_most'])}"
    reported, ratio, source = [tr(f"{KEY}.not_reported"), tr("unit.blank"), tr("unit.blank")]
    if known(row["recorded"]):
        reported, ratio = tr.number(row["recorded"]), tr.number(row["ratio"], 2)
        source = tr(f"source.{source_key(row)}")
    return [tr(f"{KEY}.figure_{row['figure']}"), modelled, others, reported, ratio, source]


def _department(page: Page, row: dict[str, Any]) -> list[str]:
    tr = page.tr
    least, middle, most = (tr.number(row[f"displaced_{end}"]) for end in ("low", "middle", "high"))
    return [row["adm1_name"], tr.number(row["exposed"]), tr.number(row["affected_middle"]),
            f"{middle} ({least} – {most})", tr.number(row["public_shelter_middle"])]  # fmt: skip


def _shelter_use(page: Page) -> None:
    """Three figures of past events that are never one, and what they say of the share that goes to shelters."""
    tr, told = page.tr, page.results.shelter_use()
    rows = told.frame.to_dict("records")
    st.subheader(tr(f"{KEY}.use"), anchor=False)
    heads = ("event", "on", "opened", "hosting", "people", "per_shelter", "of_displaced", "source")
    cells = [_used(page, row) for row in rows]
    _cards(page, heads, cells)
    st.markdown(tr(f"{KEY}.why_use"))
    explain.one_of(
        page, [f"{one[0]}, {one[1]}" for one in cells], lambda at: told.explain_row(rows[at]), key="shelter-use"
    )


def _used(page: Page, row: dict[str, Any]) -> list[str]:
    tr = page.tr
    counts = [tr.number(row[name]) if known(row[name]) else tr(f"{KEY}.not_reported")
              for name in ("opened", "hosting", "people", "people_shelter")]  # fmt: skip
    share = tr.share(row["sheltered_share"]) if known(row["sheltered_share"]) else tr(f"{KEY}.not_reported")
    return [row["event"], tr.day(row["on"]), *counts, share, tr(f"source.use_{row['key']}")]


def _name(page: Page, row: dict[str, Any]) -> str:
    event, figure = page.tr(f"{KEY}.event_{row['event']}"), page.tr(f"{KEY}.figure_{row['figure']}")
    return f"{event} · {figure}"


def _downloaded(page: Page, frame: pd.DataFrame) -> pd.DataFrame:
    """The figures with words for codes."""
    tr = page.tr
    named = [(tr(f"{KEY}.event_{row['event']}"), tr(f"{KEY}.figure_{row['figure']}"),
              tr(f"source.{source_key(row)}") if known(row["recorded"]) else None)
             for row in frame.to_dict("records")]  # fmt: skip
    words = pd.DataFrame(named, columns=["past_event", "recorded_figure", "source"], index=frame.index)
    figures = {"low": "backtest_low", "middle": "backtest_middle", "high": "backtest_high",
               "recorded": "people_recorded", "ratio": "backtest_ratio"}  # fmt: skip
    return pd.concat([words, frame[list(figures)].rename(columns=figures)], axis=1)


def _cards(page: Page, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Rows in words as a table that is a card a row on a phone."""
    columns = [f"bt_{one}" for one in heads]
    frame = pd.DataFrame([list(row) for row in rows], columns=columns)
    st.html(card_table.html(frame, columns, page.tr, blank=page.tr("unit.blank")))
