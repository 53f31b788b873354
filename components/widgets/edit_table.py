"""Many records at once: a table whose changed cells, and only they, become wishes."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import edit_words
from components.widgets.edit_state import Form
from geo.frames import Column

COLUMNS = {
    "sites": ("name", "adm2_pcode", "status", "site_type", "site_class", "opened_on", "closed_on", "closed_reason",
              "manager_organisation", "area_m2", "longitude", "latitude"),
    "shelters": ("name", "adm2_pcode", "shelter_status", "occupancy_persons", "occupancy_households", "occupancy_at",
                 "capacity_persons", "occupied_by_idps", "structure_status", "toilets", "water_on_site",
                 "electricity"),
    "ways": ("status", "reason", "source", "restriction", "open_hours", "largest_truck_t", "rainy_status"),
    "actions": ("action", "responsible_organisation", "due_on", "action_status", "done_on", "site_id", "adm2_pcode",
                "sector", "standard", "opened_on", "sensitivity"),
}  # fmt: skip
TITLE = {"actions": "action"}  # column that a record is known by; of the others its name
_WIDTH = {"action": "large"}
RECORD = "record"
ROWS_SHOWN = 12


def show(page: Page, form: Form, rows: pd.DataFrame) -> None:
    """Draw the editor for some records of the form; what is changed in it goes to the form's wishes."""
    columns = [form.opened.frame.by_name[name] for name in COLUMNS[form.opened.name]]
    key = f"entry-table-{form.opened.name}-{form.round}-{hash(tuple(rows[form.opened.key]))}"
    if form.base_key != key or form.base is None or key not in st.session_state:  # left and come back: begin anew
        form.base_key, form.start = key, {record: dict(cells) for record, cells in form.cells.items()}
        form.base = _base(page, form, rows, columns)
    height = min(len(form.base), ROWS_SHOWN) * 35 + 38
    edited = st.data_editor(
        form.base, key=key, hide_index=True, num_rows="fixed", height=height, disabled=[RECORD],
        column_config=_config(page, form, columns), placeholder=page.tr("unit.blank"),
    )  # fmt: skip
    changed = _changed(form.base, edited, columns)
    for record in {*form.start, *changed} & set(form.base.index):
        form.wish(record, {**form.start.get(record, {}), **changed.get(record, {})})
    for record in set(form.cells) & set(form.base.index) - {*form.start, *changed}:
        form.cells.pop(record)


def names(page: Page, form: Form, rows: pd.DataFrame) -> dict[str, str]:
    """Records by the name that people know them by."""
    if form.opened.name == "ways":
        places = page.results.places().set_index("adm2_pcode")["name_fr"]
        ends = [rows[column].map(places).fillna(rows[column]) for column in ("from_pcode", "to_pcode")]
        told = rows["route"].fillna("") + " · " + ends[0] + " – " + ends[1]
        return dict(zip(rows[form.opened.key], told, strict=True))
    told = rows[TITLE.get(form.opened.name, "name")].fillna(rows[form.opened.key])
    return dict(zip(rows[form.opened.key], told, strict=True))


def _base(page: Page, form: Form, rows: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    """Values as the editor takes them, the wishes that are there already put in."""
    key = form.opened.key
    cells: dict[str, Any] = {}
    told = names(page, form, rows) if form.opened.name == "ways" else {code: code for code in rows[key]}
    for column in columns:
        values = rows[column.name].astype("object").where(rows[column.name].notna(), None)
        texts = [form.cells.get(r, {}).get(column.name) for r in rows[key]]
        stored = [_text(column, value) for value in values]
        cells[column.name] = [
            edit_words.to_value(column, was if wish is None else wish) for was, wish in zip(stored, texts, strict=True)
        ]
    frame = pd.DataFrame({name: _typed(columns[n], one) for n, (name, one) in enumerate(cells.items())})
    place = 0 if form.opened.name == "ways" else len(frame.columns)
    frame.insert(place, RECORD, [told[code] for code in rows[key]])
    return frame.set_index(pd.Index(rows[key].tolist(), name=key))


def _text(column: Column, value: Any) -> str:
    if column.kind == "boolean" and value is not None:
        return "true" if value else "false"
    return edit_words.to_text(column, value)


def _typed(column: Column, values: list[Any]) -> pd.Series:
    if column.kind in edit_words.NUMBERS:
        return pd.Series(values, dtype="float64")
    if column.kind == "instant":
        return pd.to_datetime(pd.Series(values, dtype="object"))
    return pd.Series(values, dtype="object")


def _changed(base: pd.DataFrame, edited: pd.DataFrame, columns: list[Column]) -> dict[str, dict[str, str]]:
    """Cells that differ from what the editor began with, as texts."""
    changed: dict[str, dict[str, str]] = {}
    for column in columns:
        old, new = base[column.name], edited[column.name]
        differs = ~((old == new) | (old.isna() & new.isna()))
        for record in base.index[differs.to_numpy(dtype=bool)]:
            changed.setdefault(record, {})[column.name] = edit_words.to_text(column, new[record])
    return changed


def _config(page: Page, form: Form, columns: list[Column]) -> dict[str, Any]:
    first = RECORD if form.opened.name == "ways" else TITLE.get(form.opened.name, "name")
    told = page.tr("entry.way" if form.opened.name == "ways" else "entry.code")
    config: dict[str, Any] = {RECORD: st.column_config.TextColumn(told, disabled=True, pinned=first == RECORD)}
    for column in columns:
        config[column.name] = _column(page, form, column, pinned=column.name == first)
    return config


def _column(page: Page, form: Form, column: Column, *, pinned: bool) -> Any:
    """Editor of one column; a code is chosen by its word."""
    title = edit_words.header(page, column.name)
    codes = options(page, form, column)
    if codes:
        wide = "medium" if column.name in ("adm2_pcode", "reason", "site_id", "standard") else None
        worded = partial(word, codes)
        return st.column_config.SelectboxColumn(title, options=list(codes), format_func=worded, width=wide)
    if column.kind in edit_words.NUMBERS:
        form_of = "%.5f" if column.name in ("longitude", "latitude") else None
        return st.column_config.NumberColumn(title, format=form_of)
    if column.kind == "date":
        return st.column_config.DateColumn(title, format="DD/MM/YYYY")
    if column.kind == "instant":
        return st.column_config.DatetimeColumn(title, format="DD/MM/YYYY HH:mm", step=60)
    return st.column_config.TextColumn(
        title, pinned=pinned, width=_WIDTH.get(column.name, "medium") if pinned else None
    )


def options(page: Page, form: Form, column: Column) -> dict[str, str]:
    """Codes that a cell may hold, with their words; empty where anything may be written."""
    if column.kind == "boolean":
        return {code: edit_words.word(page.tr, column, code) for code in edit_words.FLAGS}
    if column.kind == "choice":
        return {code: edit_words.word(page.tr, column, code) for code in column.choices}
    if column.name == "adm2_pcode":
        return edit_words.communes(page)
    if column.name in ("site_id", "standard"):
        return edit_words.sites(page) if column.name == "site_id" else edit_words.standards(page)
    if form.opened.name == "ways" and column.name == "reason":
        return edit_words.reasons(page, form.opened.rows["reason"])
    return {}


def word(codes: dict[str, str], code: str) -> str:
    """What a code is called; one that nobody knows stands for itself."""
    return codes.get(code, code)
