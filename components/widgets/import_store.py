"""Storing a previewed file: the decision, the progress, the way to stop, and what was stored with its undo."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import picture
from components.figures import import_told
from components.session import Page, fragment
from components.widgets import batch_list, import_choose, import_kept, import_look, look, tables
from components.widgets.import_look import Chosen
from data.access import require
from data.intake import Intake
from data.nothing_new import nothing_new
from data.rejected import Rejected, named, rejected, rows_of
from data.storing import CalledOff, Storing
from geo.errors import DashboardError

JOB, STORED, FAILED, NAMED = "import-job", "import-stored", "import-failed", "import-rejected-name"
LET_GO = "import-let-go"
AT_ONCE_S = 1.0  # most files are stored by then: no progress is drawn
EVERY_S = 0.5


def decide(page: Page, looked: Intake, chosen: Chosen) -> None:
    """Draw the decision: the accepted rows, only if all are accepted, or none."""
    tr = page.tr
    if page.facts["fictional"] and not page.facts["mixed"] and looked.rows_accepted:
        st.warning(tr("imports.real_warning"))
    st.markdown(tr("imports.nothing_yet"))
    import_kept.note(page)
    with st.container(border=True, key=look.DECISION):
        turned_down = max((one.rows_rejected for one in looked.previews), default=0)
        whole = bool(turned_down and looked.rows_accepted) and st.toggle(
            tr("imports.all_or_nothing"), key="import-whole"
        )
        if whole:
            st.caption(tr("imports.not_clean", count=turned_down))
        count, nothing = looked.rows_accepted, nothing_new(picture.source().store, looked)
        if nothing:
            st.info(tr("imports.store_nothing"))
        with st.container(horizontal=True):
            if count and st.button(import_told.store_label(looked, tr), type="primary", disabled=whole or nothing,
                                   icon=":material/save:"):  # fmt: skip
                _begin(page, looked, chosen)
            if st.button(tr("imports.store_none"), icon=":material/block:"):
                _keep_nothing(chosen)
    if to_correct := len(rows_of(looked.previews)):
        _handed_back(page, looked, chosen, tr("imports.rejected_get", count=to_correct))


def _keep_nothing(chosen: Chosen) -> None:
    """Let go of the file as if it had never been given."""
    import_look.forget()
    import_choose.clear()
    st.session_state[LET_GO] = chosen.name
    st.rerun()


def busy(page: Page) -> bool:
    """Draw a storing that goes on, or what became of the last one; whether one goes on."""
    job = st.session_state.get(JOB)
    if job is not None:
        _progress(page)
        if not job[0].done:
            return True
        _end()
    gone = st.session_state.pop(LET_GO, None)
    if gone:
        st.info(page.tr("imports.let_go", file=page.tr.plain(gone)))
    failed = st.session_state.pop(FAILED, None)
    if isinstance(failed, CalledOff):
        st.info(page.tr("imports.called_off"))
    elif failed is not None:
        st.error(import_told.error(page.tr, failed))
    stored = st.session_state.get(STORED)
    if stored is not None:
        _stored(page, stored)
    return False


def _begin(page: Page, looked: Intake, chosen: Chosen) -> None:
    """Store in a thread of its own: the page stays alive, shows how far it is and can call it off."""
    require(page.actor, "imports.write")
    back = _made(page, looked, chosen) if rows_of(looked.previews) else None
    counts = {name: sum(getattr(one, name) for one in looked.foreseen) for name in ("added", "changed")}
    before = page.facts["as_of"]
    reason = page.tr("imports.reason_of", file=chosen.name)
    job = Storing(picture.source().store, looked, author=page.actor.name, reason=reason)
    st.session_state[JOB] = (job, {"counts": counts, "rejected": back, "day": before, "new": True,
                                   "upload": import_kept.upload(chosen, looked.previews),
                                   "rows": len(rows_of(looked.previews))})  # fmt: skip
    st.session_state.pop(STORED, None)
    job.start(wait_s=AT_ONCE_S)
    st.rerun()


@fragment("imports.write", every_s=EVERY_S)
def _progress(page: Page) -> None:
    told = st.session_state.get(JOB)
    if told is None:
        return
    job: Storing = told[0]
    if job.done:
        _end()
    st.progress(job.share, text=page.tr("imports.storing", share=page.tr.share(job.share)))
    if st.button(page.tr("imports.cancel"), icon=":material/cancel:"):
        job.call_off()


def _end() -> None:
    """Take the result over, let go of the file, and draw the page anew."""
    job, told = st.session_state.pop(JOB)
    if isinstance(job.error, DashboardError):
        st.session_state[FAILED] = job.error
    elif job.error is not None:
        raise job.error
    else:
        kept = import_kept.keep(told.pop("upload"))
        st.session_state[STORED] = {"batch": job.batch, "kept": kept, **told}
        import_look.forget()
        import_choose.clear()
    st.rerun()


def _stored(page: Page, told: dict[str, Any]) -> None:
    """Say what was stored, offer the rejected rows and the undo."""
    tr, batch = page.tr, told["batch"]
    active = page.results.batches()
    if not active.loc[active["seq"] == batch, "active"].any():
        st.session_state.pop(STORED)
        return
    said = f"{tr('imports.done', batch=batch)} {tr('imports.done_counts', **told['counts'])} {_day(page, told)}"
    st.success(said)
    if told.pop("new", False):  # the page may be scrolled down to where the button was
        now = tr("imports.day_now", day=tr.day(page.facts["as_of"]))
        st.toast(f"{tr('imports.done', batch=batch)} {now}", icon=":material/check:")
    import_kept.say(page, told["kept"])
    with st.container(horizontal=True):
        if told["rejected"] is not None:
            back, label = told["rejected"], tr("imports.rejected_get", count=told["rows"])
            tables.file_button(page, back.name, back.mime, lambda: back.content, label=label)
        wanted = batch_list.opened(tr("imports.undo_this"), key=f"import-undo-{batch}")
    if wanted:
        with st.container(border=True):
            batch_list.undo(page, int(batch), reason=tr("imports.undo_reason"), key="stored")


def _day(page: Page, told: dict[str, Any]) -> str:
    """The day at which the figures stand now, and that it moved where it did."""
    now, before = page.facts["as_of"], told["day"]
    words = {"day": page.tr.day(now), "before": page.tr.day(before)}
    return page.tr("imports.day_now" if now == before else "imports.day_moved", **words)


def mixed(page: Page) -> None:
    """Where the demonstration is among the real data: say so, and offer to take it back."""
    if not page.facts["mixed"]:
        return
    tr, batches = page.tr, page.results.batches()
    with st.container(border=True):
        st.markdown(tr("imports.mixed"))
        for batch in batches[batches["active"] & batches["fictional"]]["seq"].tolist():
            if batch_list.opened(tr("imports.undo_demo", batch=batch), key=f"import-undo-demo-{batch}"):
                batch_list.undo(page, int(batch), reason=tr("imports.undo_demo_reason"), key="demo")


def let_go() -> None:
    """Another file is looked at: what was stored before stands in the list of batches."""
    if st.session_state.pop(STORED, None) is not None:
        st.rerun()


def _handed_back(page: Page, looked: Intake, chosen: Chosen, label: str) -> None:
    """The file of the rejected rows, made when it is asked for."""
    kept = st.session_state.get(NAMED)
    if kept is None or kept[0] != (chosen.mark, page.tr.lang):
        with import_look.in_folder(chosen) as path:
            kept = ((chosen.mark, page.tr.lang), named(path, page.tr))
        st.session_state[NAMED] = kept
    name, mime = kept[1]
    tables.file_button(page, name, mime, lambda: _made(page, looked, chosen).content, label=label)


def _made(page: Page, looked: Intake, chosen: Chosen) -> Rejected:
    with import_look.in_folder(chosen) as path:
        return rejected(path, looked.previews, page.tr)
