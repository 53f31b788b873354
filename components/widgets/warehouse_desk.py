"""The desk of one warehouse: what waits, the tasks, the slip that is open, the slips of these days, the sheets."""

from __future__ import annotations

import streamlit as st

from components.session import Page, fragment
from components.widgets import (
    address,
    warehouse_check,
    warehouse_fields,
    warehouse_papers,
    warehouse_sheets,
    warehouse_shelf,
    warehouse_slips,
    warehouse_state,
    warehouse_tasks,
    warehouse_waits,
)
from components.widgets.warehouse_shelf import Shelf
from components.widgets.warehouse_state import CHECK, DONE, OTHERS, TASKS, Work
from data.access import allowed
from data.stock_moves import WRITE

VIEW = "warehouse.view"
ICONS = {
    "receive": ":material/input:", "send": ":material/local_shipping:", "release": ":material/outbox:",
    "count": ":material/fact_check:", "distribute": ":material/volunteer_activism:", "lose": ":material/delete_sweep:",
    "assemble": ":material/inventory_2:",
}  # fmt: skip
_CSS = """<style>
.st-key-desk-tasks button { min-height: 4rem; font-size: 1.1rem; }
.st-key-desk { max-width: 46rem; }
.st-key-desk-work input { font-size: 1.05rem; }
</style>"""


def show(page: Page) -> None:
    """Draw the choice of the warehouse, then its desk."""
    st.html(_CSS)
    with st.container(key="desk"):
        warehouse = _warehouse(page)
        if warehouse:
            _of(page, warehouse)
        else:
            st.info(page.tr("desk.choose_first"))


def _of(page: Page, warehouse: str) -> None:
    """Draw the desk of one warehouse, or the slip that is open there."""
    shelf = warehouse_shelf.of(page, warehouse)
    key, words = warehouse_state.said()
    if key:
        st.success(page.tr(key, **words))
    if warehouse_state.opened(warehouse) is None:
        warehouse_waits.show(page, warehouse, shelf)
        _tasks(page, warehouse)
        warehouse_slips.show(page, warehouse, shelf)
        warehouse_sheets.show(page, warehouse, shelf)
    else:
        _work(page, warehouse, shelf)


def _warehouse(page: Page) -> str:
    rows = page.results.warehouses(page.department)
    names = {"": page.tr("desk.choose_mine"),
             **dict(zip(rows["warehouse_id"], rows["name"].fillna(rows["warehouse_id"]), strict=True))}  # fmt: skip
    return address.select(page.tr("desk.mine"), list(names), names, key="warehouse")


def _tasks(page: Page, warehouse: str) -> None:
    """Four big buttons, and the rarer tasks behind one more."""
    if not allowed(page.actor, WRITE).allowed:
        st.caption(page.tr("reason.role_has_no_right"))
        return
    with st.container(key="desk-tasks"):
        for pair in (TASKS[:2], TASKS[2:]):
            for column, task in zip(st.columns(2), pair, strict=True):
                with column:
                    _task(page, warehouse, task)
    with st.expander(page.tr("desk.other")):
        for task in OTHERS:
            _task(page, warehouse, task)


def _task(page: Page, warehouse: str, task: str) -> None:
    if st.button(page.tr(f"desk.task.{task}"), icon=ICONS[task], key=f"desk-begin-{task}", width="stretch"):
        warehouse_state.begin(task, warehouse)
        st.rerun()


@fragment(VIEW)
def _work(page: Page, warehouse: str, shelf: Shelf) -> None:
    """Draw the slip that is open: filled in, checked, or stored."""
    work = warehouse_state.opened(warehouse)
    if work is None:
        st.rerun(scope="app")
        return
    with st.container(key="desk-work"):
        st.subheader(page.tr(f"desk.task.{work.task}"), anchor=False)
        if work.step == DONE:
            _done(page, work)
        elif work.step == CHECK:
            warehouse_check.show(page, work, shelf)
        else:
            _fill(page, work, shelf)


def _fill(page: Page, work: Work, shelf: Shelf) -> None:
    tr, at = page.tr, (work, None)
    warehouse_tasks.fill(page, work, shelf)
    with st.container(border=True):
        work.head.setdefault("moved_on", page.facts["as_of"])
        warehouse_fields.day(at, "moved_on", tr("desk.moved_on"), last=warehouse_state.day_of(page.facts["as_of"]))
        warehouse_fields.text(at, "slip", tr("desk.slip"), hint=tr("desk.slip_hint"))
    missing = warehouse_tasks.missing(page, work, shelf)
    if st.button(tr("desk.to_check"), type="primary", icon=":material/checklist:", width="stretch",
                 disabled=bool(missing), key=work.key("to-check")):  # fmt: skip
        work.step, work.seen, work.refused = CHECK, None, None
        warehouse_state.again()
    if missing:
        st.caption(missing)
    if st.button(tr("desk.leave"), icon=":material/close:", width="stretch", key=work.key("leave")):
        warehouse_state.close()
        st.rerun(scope="app")
    if work.task == "count":
        with st.expander(tr("desk.sheet_how"), icon=":material/print:"):
            warehouse_papers.count_sheet(page, work.warehouse, shelf, work.document)


def _done(page: Page, work: Work) -> None:
    """Say what was stored, and offer its papers."""
    tr = page.tr
    st.success(tr("desk.stored", batch=work.batch) if work.batch else tr("desk.stored_before"))
    if work.left_open is not None:
        st.warning(tr("desk.left_open", why=tr.plain(tr.error(work.left_open))))
    rows = page.results.slips_numbered(work.warehouse, work.document)
    if len(rows):
        st.markdown(f"**{tr('desk.print_now')}**")
        warehouse_papers.buttons(page, work.warehouse, rows)
    if st.button(tr("desk.to_desk"), type="primary", icon=":material/home:", width="stretch", key=work.key("home")):
        warehouse_state.close()
        st.rerun(scope="app")
