"""A table on a page, and the files it can be taken away as."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import card_table, exports, file_names, geojson
from components.figures.table import for_people, kind_of, label, texts, written
from components.handover import COUNTER
from components.picture import gated
from components.session import Page, fragment
from geo.explain import Explanation

ROWS_SHOWN = 12
_WIDE = ("routes",)  # columns whose texts need more than their share of the width
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
    bars = {label(c, page.tr): _bar(page) for c in columns if kind_of(c) == "share"}
    bars |= {label(c, page.tr): st.column_config.Column(width="medium") for c in columns if c in _WIDE}
    height = min(len(rows), ROWS_SHOWN) * 35 + 38
    grid(page, rows, columns, blank="unit.unknown" if answers else "unit.blank", height=height, config=bars)
    download(page, frame, columns, name=name, explanations=explanations, of=of)


def cards(
    page: Page, frame: pd.DataFrame, columns: Sequence[str], *, name: str, explanations: tuple[Explanation, ...] = (),
    answers: bool = False, of: str = "",
) -> None:  # fmt: skip
    """Draw a table that is a card a row on a phone, the first column its title; otherwise as `show`."""
    if frame.empty:
        st.info(page.tr("table.empty"))
        return
    st.html(card_table.html(frame, columns, page.tr, blank=page.tr("unit.unknown" if answers else "unit.blank")))
    download(page, frame, columns, name=name, explanations=explanations, of=of)


def grid(
    page: Page, shown: pd.DataFrame, columns: Sequence[str] = (), *, blank: str = "unit.blank",
    config: dict[str, Any] | None = None, **options: Any,
) -> Any:  # fmt: skip
    """Draw rows whose numbers and dates read as the language writes them: every table that is only read is drawn here.

    `shown` and `columns` as `components.figures.table.written` takes them; `blank` is the key of an empty cell's
    words, `config` as Streamlit's; other options and the result are those of `st.dataframe`.
    """
    nothing = page.tr(blank)
    return st.dataframe(
        written(shown, columns, page.tr, blank=nothing), hide_index=True, column_config=config or {},
        placeholder=nothing, **options,
    )  # fmt: skip


def answers(page: Page, frame: pd.DataFrame, columns: Sequence[str], *, blank: str) -> list[tuple[str, str]]:
    """Label and text of each answer of the first row, as a table writes them; `blank` is the key of an empty one."""
    kept = [name for name in columns if name in frame.columns]
    told = texts(for_people(frame.head(1), kept, page.tr), kept, page.tr, blank=page.tr(blank))
    return [(str(name), str(told[name].iloc[0])) for name in told.columns]


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
    title = stem(page, told.name, file_names.apart(of, page.tr))
    named = {f"{title}.{ending}": (ending.upper(), *made) for ending, made in files.items()}
    _buttons(page, named)


def file_button(page: Page, file: str, mime: str, make: Make, *, label: str) -> None:
    """Draw the button of one file."""
    _buttons(page, {file: (label, mime, make)})


def file_buttons(page: Page, files: dict[str, tuple[str, str, Make]]) -> None:
    """Draw the buttons of several files side by side: name -> label, kind, how it is made."""
    _buttons(page, files)


def stem(page: Page, title: str, apart: str = "") -> str:
    """Name of a file without its ending: its title, what tells it apart, the day of the data."""
    facts = page.facts
    named = file_names.slug(title)
    return file_names.stem(named, apart, as_of=facts["as_of"], fictional=facts["fictional"], tr=page.tr)


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
    """What a file says of its data: fictional, schematic shapes, whom to name."""
    return tuple(page.tr(f"head.{one}") for one in page.facts["labels"])


def _bar(page: Page) -> object:
    """A share as a bar with its percent, written as `Words.share` writes it."""
    space = page.tr.share(1).removeprefix(page.tr.number(100)).removesuffix("%")
    return st.column_config.ProgressColumn(format=f"%.0f{space}%%", min_value=0, max_value=100)
