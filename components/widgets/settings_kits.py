"""Contents of the kits: quantities for one household, edited in place, stored as one batch with a reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import picture
from components.session import Page
from components.widgets import settings_form, tables
from data import kit_contents
from geo.errors import DashboardError

KEY = "settings-kits"


def show(page: Page) -> None:
    """Draw every kit with its items; a table to edit where the role may."""
    st.markdown(f"**{page.tr('settings.kits')}**")
    rows = _rows(page)
    tr, column = page.tr, st.column_config
    heads = {
        "kit": None, "item": None, "kit_name": tr("settings.head.kit"), "item_name": tr("settings.head.item"),
        "quantity": column.NumberColumn(tr("settings.head.quantity"), min_value=0.0, format="localized"),
        "shipped": column.NumberColumn(tr("settings.head.shipped"), format="localized"),
        "status": tr("settings.head.status"), "source": tr("settings.head.source"),
    }  # fmt: skip
    if not settings_form.may_write(page):
        names = {name: told if isinstance(told, str) else told["label"] for name, told in heads.items() if told}
        tables.grid(page, rows[list(names)].rename(columns=names))
        return
    fixed = [name for name in rows.columns if name != "quantity"]
    version = page.results.snapshot.version_of(("kits",))[0]
    edited = st.data_editor(rows, hide_index=True, disabled=fixed, column_config=heads, key=f"{KEY}-{version}")
    new = changes(rows, edited)
    if new:
        _store(page, new)


def changes(before: pd.DataFrame, after: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Quantities that an edited table changes; a cell that was emptied changes nothing."""
    pairs = zip(before["kit"], before["item"], before["quantity"], after["quantity"].astype("float64"), strict=True)
    return {(kit, item): new for kit, item, old, new in pairs if pd.notna(new) and new != old}


def _rows(page: Page) -> pd.DataFrame:
    tr, lang, shipped = page.tr, page.tr.lang, kit_contents.shipped()
    kits = page.results.kits()
    names = dict(page.results.kit_names()[["kit", f"name_{lang}"]].itertuples(index=False, name=None))
    items = dict(page.results.items()[["item", f"name_{lang}"]].itertuples(index=False, name=None))
    keys = list(zip(kits["kit"], kits["item"], strict=True))
    edited = kits["source"].astype("str").str.startswith(kit_contents.EDITED).fillna(value=False)
    source = kits["source"].astype("str").str.removeprefix(kit_contents.EDITED)
    return pd.DataFrame({
        "kit": kits["kit"], "item": kits["item"], "kit_name": kits["kit"].map(names).fillna(kits["kit"]),
        "item_name": kits["item"].map(items).fillna(kits["item"]), "quantity": kits["quantity"].astype("float64"),
        "shipped": [shipped.get(key) for key in keys],
        "status": [tr(f"status.{one}") if isinstance(one, str) else "" for one in kits["figure_status"]],
        "source": [tr("settings.changed_why", reason=one) if changed else one
                   for one, changed in zip(source, edited, strict=True)],
    })  # fmt: skip


def _store(page: Page, new: dict[tuple[str, str], float]) -> None:
    bad = [quantity for quantity in new.values() if not kit_contents.accepts(quantity)]
    if bad:
        st.error(page.tr("settings.kit_fault", value=bad[0]))
        return
    reason = st.text_input(page.tr("settings.reason"), key=f"{KEY}-reason").strip()
    label = page.tr("gap.store", count=len(new))
    if not st.button(label, icon=":material/save:", disabled=not reason, key=f"{KEY}-store"):
        return
    try:
        store, who = picture.source().store, page.actor
        batch = kit_contents.change(store, who, new, reason=reason, author=who.name)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return
    st.session_state[settings_form.DONE] = batch
    st.rerun(scope="app")
