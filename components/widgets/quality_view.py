"""What looks doubtful in the data, and how much of the forms is filled."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components.figures import doubts
from components.figures.table import label
from components.session import Page
from components.widgets import filters, record_table, tables
from geo.quality import KINDS

COLUMNS = ("record_name", "doubt", "people", "adm2_name")
IN_FILE = ("kind", "table_name", "record_id", "code", "column", "against", "value", "expected", *COLUMNS)
WIDTHS = {"record_name": 190, "doubt": 650, "people": 85}
FILLED = ("column_told", "filled_share", "filled", "records")
SHOWN = 300
GROUPS = ("all", "partner", "sender")


def show(page: Page) -> None:
    """Draw the findings by kind and place, then completeness."""
    st.subheader(page.tr("quality.findings"), anchor=False)
    notes = ["quality.note", *(["quality.schematic"] if page.facts["schematic"] else [])]
    st.caption("  \n".join(page.tr(key) for key in notes))
    result = page.results.quality()
    commune = filters.commune(page)
    found = _of_place(page, result.frame, commune)
    rows = _of_kind(page, found)
    if rows.empty:
        st.success(page.tr("quality.none"))
    else:
        _findings(page, rows)
        told = tuple(result.explain_row(row) for row in rows.head(20).to_dict("records"))
        tables.download(page, _named(page, rows), IN_FILE, name="quality", explanations=told)
    _completeness(page)


def _findings(page: Page, rows: pd.DataFrame) -> None:
    if len(rows) > SHOWN:
        st.caption(page.tr("quality.more", shown=SHOWN, count=len(rows)))
    else:
        st.caption(page.tr("quality.found", count=len(rows)))
    record_table.show(page, _named(page, rows.head(SHOWN)), COLUMNS, key="doubts", widths=WIDTHS)


def _named(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Findings with their sentence and the names of record and commune."""
    communes = page.results.places().set_index("adm2_pcode")["name_fr"].to_dict()
    names = page.results.records().set_index(["table_name", "record_id"])["name"]
    ids = pd.MultiIndex.from_frame(rows[["table_name", "record_id"]])
    told = pd.Series(names.reindex(ids).to_numpy(), index=rows.index, dtype="str")
    return rows.assign(
        record_name=told.fillna(rows["record_id"]), doubt=doubts.sentences(rows, communes, page.tr),
        adm2_name=rows["adm2_pcode"].map(communes).astype("str"),
        value=rows["value"].map(_text).astype("str"), expected=rows["expected"].map(_text).astype("str"),
    ).reset_index(drop=True)  # fmt: skip


def _text(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def _of_place(page: Page, rows: pd.DataFrame, commune: str) -> pd.DataFrame:
    if commune:
        return rows[rows["adm2_pcode"] == commune]
    return rows[rows["adm2_pcode"].str.startswith(page.department, na=False)] if page.department else rows


def _of_kind(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Findings of the kinds chosen; without a choice all but mere age, which has a part of its own."""
    counts = rows["kind"].value_counts()
    names = {
        kind: f"{page.tr(f'quality.kind.{kind}')} ({page.tr.number(float(counts.get(kind, 0)))})" for kind in KINDS
    }
    first = [kind for kind in KINDS if kind != "age"]
    chosen = st.pills(
        page.tr("quality.kinds"), list(KINDS), selection_mode="multi", default=first,
        format_func=names.__getitem__, key="doubt-kinds",
    )  # fmt: skip
    return rows[rows["kind"].isin(chosen)].reset_index(drop=True)


def _completeness(page: Page) -> None:
    """Draw the share of assessments that fill each column, the emptiest first."""
    st.subheader(page.tr("quality.completeness"), anchor=False)
    st.caption(page.tr("quality.completeness_note"))
    left, right = st.columns(2)
    groups = {group: page.tr(f"quality.by_{group}") for group in GROUPS}
    by = left.selectbox(page.tr("quality.by"), list(groups), format_func=groups.__getitem__, key="filled-by")
    rows = page.results.completeness(by)
    if rows.empty:
        st.info(page.tr("table.empty"))
        return
    if by != "all":
        names = {
            one: page.tr.or_else(f"imports.origin.{one}", one) or page.tr("quality.unnamed")
            for one in sorted(rows["partner"].unique())
        }
        partner = right.selectbox(page.tr("quality.partner"), list(names), format_func=names.__getitem__,
                                  key=f"filled-{by}")  # fmt: skip
        rows = rows[rows["partner"] == partner]
    told = rows.assign(column_told=rows["column"].map(lambda name: label(name, page.tr)).astype("str"))
    some = told[told["filled"] > 0].sort_values(["filled_share", "column"], ignore_index=True)
    counts = {"assessments": float(rows["records"].max()), "never": float((rows["filled"] == 0).sum())}
    st.caption(" · ".join(page.tr(f"quality.{name}", count=count) for name, count in counts.items()))
    tables.show(page, some, FILLED, name="completeness")
