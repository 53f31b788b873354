"""Fields of a slip: what is typed stands in the slip, so that it outlives the widget that it was typed into."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from components.widgets.warehouse_state import Line, Work

Place = tuple[Work, Line | None]


def text(at: Place, name: str, label: str, *, hint: str = "", note: str | None = None) -> str:
    """Draw a line of text."""
    key = _begin(at, name, lambda told: told)
    told = str(st.text_input(label, key=key, placeholder=hint or None, help=note) or "").strip()
    return _keep(at, name, told)


def choose(
    at: Place, name: str, label: str, names: Mapping[str, str], *, blank: str, new: bool = False,
    note: str | None = None,
) -> str:  # fmt: skip
    """Draw a list to choose from; `new`: what is not in it may be typed."""
    key = _begin(at, name, lambda told: told if told and (new or told in names) else None)
    chosen = st.selectbox(
        label, list(names), index=None, key=key, format_func=lambda code: names.get(code, code), placeholder=blank,
        accept_new_options=new, help=note,
    )  # fmt: skip
    return _keep(at, name, str(chosen or "").strip())


def whole(at: Place, name: str, label: str, *, note: str | None = None) -> float | None:
    """Draw a number of things; None where nothing was typed."""
    key = _begin(at, name, lambda told: int(float(told)) if told else None)
    value = st.number_input(label, min_value=0, max_value=100_000_000, step=1, value=None, key=key, help=note)
    _keep(at, name, "" if value is None else str(int(value)))
    return None if value is None else float(value)


def day(at: Place, name: str, label: str, *, last: date | None = None, first: date | None = None) -> str:
    """Draw a day (ISO; "" for none)."""
    key = _begin(at, name, lambda told: date.fromisoformat(told) if told else None)
    value = st.date_input(label, value=None, key=key, format="DD/MM/YYYY", max_value=last, min_value=first)
    return _keep(at, name, value.isoformat() if isinstance(value, date) else "")


def pieces(at: Place, labels: tuple[str, str, str], pack_units: float) -> float | None:
    """Draw cartons and pieces side by side, also on a phone; returns pieces in all, None where nothing was typed.

    An item whose carton is unknown is counted in pieces alone. `labels`: cartons, loose pieces, pieces.
    """
    packed = not math.isnan(pack_units) and pack_units > 1
    with st.container(horizontal=True, gap="small"):
        packs = whole(at, "packs", labels[0]) if packed else None
        loose = whole(at, "loose_units", labels[1] if packed else labels[2])
    if not packed:
        _cells(at).pop("packs", None)
    if packs is None and loose is None:
        return None
    return (packs or 0.0) * (pack_units if packed else 0.0) + (loose or 0.0)


def _cells(at: Place) -> dict[str, str]:
    work, line = at
    return work.head if line is None else line.cells


def _begin(at: Place, name: str, shown: Any) -> str:
    """Key of a widget; it begins with what stands in the slip."""
    work, line = at
    key = work.key(name, line)
    if key not in st.session_state:
        st.session_state[key] = shown(_cells(at).get(name, ""))
    return key


def _keep(at: Place, name: str, told: str) -> str:
    if told:
        _cells(at)[name] = told
    else:
        _cells(at).pop(name, None)
    return told
