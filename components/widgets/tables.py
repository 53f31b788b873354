"""A table on a page, and the files it can be taken away as."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from components.figures import exports, geojson
from components.figures.table import for_people, kind_of, label
from components.handover import COUNTER
from components.picture import gated
from components.session import Page, fragment
from geo.explain import Explanation

ROWS_SHOWN = 12
Make = Callable[[], bytes]


def show(
    page: Page, frame: pd.DataFrame, columns: Sequence[str], *, name: str, explanations: tuple[Explanation, ...] = (),
    answers: bool = False, of: str = "",
) -> None:  # fmt: skip
    """Draw a table with translated headers; below it, downloads with a column dictionary and the explanations.

    In a table of `answers` an empty cell reads "not assessed"; elsewhere it is a dash. `of` tells several tables of
    one name apart.
    """
    if frame.empty:
        st.info(page.tr("table.empty"))
        return
    rows = for_people(frame, columns, page.tr)
    settings = {label(c, page.tr): _column(c) for c in columns if kind_of(c) in ("number", "integer", "share")}
    height = min(len(rows), ROWS_SHOWN) * 35 + 38
    st.dataframe(
        rows, hide_index=True, height=height, column_config={k: v for k, v in settings.items() if v},
        placeholder=page.tr("unit.unknown" if answers else "unit.blank"),
    )  # fmt: skip
    download(page, frame, columns, name=name, explanations=explanations, of=of)


def download(
    page: Page, frame: pd.DataFrame, columns: Sequence[str], *, name: str, explanations: tuple[Explanation, ...] = (),
    of: str = "",
) -> None:  # fmt: skip
    """Draw the downloads of a table: xlsx, CSV, and GeoJSON where rows have a place."""
    labels = _labels(page)
    told = exports.Told(page.tr(f"export.{name}"), page.facts["as_of"], labels, explanations)
    files: dict[str, tuple[str, Make]] = {
        "xlsx": (exports.XLSX, lambda: exports.xlsx(frame, columns, told, page.tr)),
        "csv": ("text/csv; charset=utf-8", lambda: exports.csv(frame, columns, told, page.tr)),
    }
    if "geometry" in frame.columns or {"longitude", "latitude"} <= set(frame.columns):
        files["geojson"] = ("application/geo+json", lambda: geojson_bytes(page, frame, columns))
    told_apart = f"{name}-{of}" if of else name
    named = {f"{stem(page, told_apart)}.{ending}": (ending.upper(), *made) for ending, made in files.items()}
    _buttons(page, named)


def file_button(page: Page, file: str, mime: str, make: Make, *, label: str) -> None:
    """Draw the button of one file."""
    _buttons(page, {file: (label, mime, make)})


def file_buttons(page: Page, files: dict[str, tuple[str, str, Make]]) -> None:
    """Draw the buttons of several files side by side: name -> label, kind, how it is made."""
    _buttons(page, files)


def stem(page: Page, name: str) -> str:
    """Name of a file without its ending: what it holds, its day, and *fictif* where it is."""
    return "-".join(("pare", name, page.facts["as_of"], *(("fictif",) if page.facts["fictional"] else ())))


def geojson_bytes(page: Page, frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    """Rows with a place as GeoJSON, with the day of the data and its labels."""
    places = [c for c in ("geometry", "longitude", "latitude") if c in frame.columns]
    chosen = frame[[*(c for c in columns if c in frame.columns and c not in places), *places]]
    collection = geojson.as_geojson(chosen, [c for c in chosen.columns if c not in places])
    return geojson.as_bytes({**collection, "pare": {"as_of": page.facts["as_of"], "labels": list(_labels(page))}})


@fragment("export.any")
def _buttons(page: Page, files: dict[str, tuple[str, str, Make]]) -> None:
    """Behind the gate a file is left for one fetch; in the fictional demonstration the ordinary button does."""
    with st.container(horizontal=True):
        for file, (label, mime, make) in files.items():
            icon, key = ":material/download:", f"get-{file}-{label}"
            if not gated():
                st.download_button(label, make, file, mime, key=key, on_click="ignore", icon=icon)
            elif st.button(label, key=key, icon=icon, help=page.tr("export.help")):
                ticket = COUNTER.leave(file, mime, page.actor.role, make)
                st.html(f"<script>window.location.assign('/export/{ticket}')</script>", unsafe_allow_javascript=True)


def _labels(page: Page) -> tuple[str, ...]:
    """What a file says of its data: fictional, schematic shapes."""
    facts = page.facts
    told = ["head.mixed" if facts["mixed"] else "head.fictional"] if facts["fictional"] else []
    return tuple(page.tr(key) for key in (*told, *(["head.schematic"] if facts["schematic"] else [])))


def _column(name: str) -> object:
    if kind_of(name) == "share":
        return st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)
    if name in ("longitude", "latitude"):
        return st.column_config.NumberColumn(format="%.4f")
    return st.column_config.NumberColumn(format="localized")
