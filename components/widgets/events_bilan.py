"""What communes report: those without a report first, the key figures, the table by commune, the sums."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import haiti_time
from components.figures.report import situation_tables
from components.session import Page
from components.widgets import edit_prefill, events_ask, events_table, explain
from components.widgets.events_ask import Asked
from data.access import allowed
from geo.explain import Result
from geo.impacts import MEASURES

FACES = ("deaths", "missing", "injured", "people_affected", "houses_destroyed", "people_in_shelters")
COLUMNS = ("name", "adm1_name", "last_report_at", "silent_hours", *MEASURES, "told_lowered", "told_reports", "source",
           "adm2_pcode")  # fmt: skip
CHANGES = ("name", "last_report_at", "told_before_at", *MEASURES, "adm2_pcode")
SUMS = ("name", "communes_silent", "communes_reporting", "communes", *MEASURES)
NAMED = 15  # communes without a report that stand open on the page
VIEWS = ("last", "change", "sums")


def show(page: Page, asked: Asked) -> None:
    """Draw who did not report, the key figures, then one of the tables."""
    result = haiti_time.explained(page.results.bilan(asked.emergency, asked.at, asked.inside))
    _silent(page, asked, result.frame)
    _faces(page, asked)
    st.caption(page.tr("shelters.bilan_source"))
    add(page)
    names = {view: page.tr(f"events.view.{view}") for view in VIEWS}
    view = st.segmented_control(page.tr("events.view.label"), list(VIEWS), default=VIEWS[0], key="events-view",
                                format_func=names.__getitem__, required=True)  # fmt: skip
    {"last": _last, "change": _changes, "sums": _sums}[str(view)](page, asked, result)


def add(page: Page) -> None:
    """A link to the form of a communal report; who may not enter anything sees none."""
    entry = navigation.entry("entry")
    if allowed(page.actor, entry.action).allowed:
        st.page_link(entry.file, label=page.tr("events.add"), icon=":material/add_notes:",
                     query_params=edit_prefill.query("impacts"))  # fmt: skip


def _silent(page: Page, asked: Asked, rows: pd.DataFrame) -> None:
    """Communes without a report come first: their situation is unknown."""
    silent = rows[rows["reported_at"].isna()]
    at = events_ask.when(page, asked)
    if silent.empty:
        st.success(page.tr("events.all_reported", count=len(rows), at=at), icon=":material/check_circle:")
        return
    st.warning(page.tr("events.silent", count=len(silent), whole=len(rows), at=at), icon=":material/notifications_off:")
    lines = []
    for department, mine in silent.groupby("adm1_name", sort=True):
        names = page.tr.plain(", ".join(sorted(mine["name"])))
        lines.append(f"- {page.tr('report.pair', name=f'{page.tr.plain(department)} ({len(mine)})', value=names)}")
    if len(silent) <= NAMED:
        st.markdown("\n".join(lines))
        return
    with st.expander(page.tr("events.silent_names")):
        st.markdown("\n".join(lines))


def _faces(page: Page, asked: Asked) -> None:
    """Sums of the last reports, each with how many communes told it."""
    result = haiti_time.explained(page.results.bilan_measures(asked.emergency, asked.at, "", asked.inside))
    rows = result.frame.set_index("measure", drop=False)
    for start in (0, 3):
        for column, name in zip(st.columns(3), FACES[start : start + 3], strict=True):
            row = {str(key): value for key, value in rows.loc[name].items()}
            with column, st.container(border=True, height="stretch"):
                st.metric(page.tr(f"situation.measure.{name}"), situation_tables.number(row["total"], page.tr))
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.caption(page.tr("events.told_by", count=int(row["total_communes"]), whole=int(row["communes"])))
                    explain.popover(page, result.explain_row(row), key=f"events-{name}")


def _last(page: Page, asked: Asked, result: Result) -> None:
    """Last cumulative report of each commune, and which figures fell."""
    st.caption(page.tr("events.note.last"))
    rows = result.frame
    told = rows.assign(
        last_report_at=haiti_time.cells(rows["reported_at"]), silent_hours=rows["silent_hours"].round(1),
        told_reports=rows["reports"],
        told_lowered=pd.Series([_lowered(page, one) for one in rows["lowered"]], index=rows.index, dtype="str"),
    )  # fmt: skip
    _fallen(page, told)
    why = tuple(result.explain_row({str(k): v for k, v in row.items()}) for row in rows.head(20).to_dict("records"))
    here = told.dropna(subset=["reported_at"])
    events_table.show(page, here, COLUMNS, name="bilan", of=asked.emergency, explanations=why, whole=told)
    explain.rows(page, result, rows.dropna(subset=["reported_at"]), ("name", "adm1_name"), key="bilan")


def _fallen(page: Page, rows: pd.DataFrame) -> None:
    """Name the communes whose last report lies below the one before: one of the two is wrong."""
    fell = rows.dropna(subset=["told_lowered"])
    if len(fell):
        lines = [f"- {page.tr('report.pair', name=page.tr.plain(row['name']), value=row['told_lowered'].casefold())}"
                 for row in fell.to_dict("records")]  # fmt: skip
        st.warning("\n".join([page.tr("events.fell", count=len(fell)), *lines]), icon=":material/trending_down:")


def _lowered(page: Page, names: object) -> str | None:
    told = [] if not isinstance(names, str) else names.split(", ")
    return ", ".join(page.tr(f"situation.measure.{name}") for name in told) or None


def _changes(page: Page, asked: Asked, _result: Result) -> None:
    """What the last report of each commune changed against the one before it."""
    result = haiti_time.explained(page.results.bilan_changes(asked.emergency, asked.at, asked.inside))
    st.caption(page.tr("events.note.change"))
    rows = result.frame
    if rows.empty:
        st.info(page.tr("events.no_change"))
        return
    told = rows.assign(
        last_report_at=haiti_time.cells(rows["reported_at"]),
        told_before_at=haiti_time.cells(rows["previous_reported_at"]),
    )
    events_table.show(page, told, CHANGES, name="bilan_changes", of=asked.emergency)
    explain.rows(page, result, rows, ("name",), key="bilan-changes")


def _sums(page: Page, asked: Asked, _result: Result) -> None:
    """Departments, then the nation, with how many communes are missing from each sum."""
    st.caption(page.tr("events.note.sums"))
    parts = [page.results.bilan_by(asked.emergency, level, asked.at, asked.inside) for level in ("adm1", "adm0")]
    if asked.inside:
        parts = parts[:1]
    result = haiti_time.explained(parts[0])
    rows = pd.concat([part.frame for part in parts], ignore_index=True)
    why = tuple(result.explain_row({str(k): v for k, v in row.items()}) for row in rows.to_dict("records"))
    events_table.show(page, rows, SUMS, name="bilan_sums", of=asked.emergency, explanations=why)
    explain.rows(page, result, rows, ("name",), key="bilan-sums")
