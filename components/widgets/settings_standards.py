"""The standards on the page of settings: found by set, sector and words; one of them opened and changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from components.figures import settings_standards as figure
from components.figures import settings_told
from components.session import Page
from components.widgets import address, settings_changed, settings_form, settings_moves, tables
from data.settings_catalogue import Editable
from geo.place_names import fold_name
from geo.standard_entries import YES_NO
from geo.standards import Standard

NORM = "norm"
EVERY = ""


def show(page: Page) -> None:
    """Draw the choice, the form of the standard that was chosen, and the table."""
    norms = (*page.results.standards(), *page.results.shelter_standards())
    every = {one.setting: one for one in page.results.editables().values() if one.group == "threshold"}
    st.caption(page.tr("settings.thresholds_note"))
    _one(page, {norm.key: norm for norm in norms}, every)
    settings_changed.show(page, list(every.values()), key="threshold")
    found = _found(page, norms)
    if not found:
        st.info(page.tr("table.empty"))
        return
    st.caption(page.tr("settings.count", count=len(found)))
    st.html(figure.html(found, page.tr))
    tables.download(page, figure.table(found, page.tr), figure.FILE_COLUMNS, name="norms")


def _found(page: Page, norms: tuple[Standard, ...]) -> list[Standard]:
    """Standards of the chosen set and sector that the words speak of."""
    tr = page.tr
    sets = {EVERY: tr("settings.every_set"), **{norm.set: tr(f"settings.set.{norm.set}") for norm in norms}}
    sectors = {EVERY: tr("settings.every_sector")}
    sectors |= {norm.sector: tr(f"sector.{norm.sector}") for norm in norms}
    columns = st.columns([2, 2, 3], vertical_alignment="bottom")
    with columns[0]:
        set_ = address.select(tr("settings.set_label"), list(sets), sets, key="norm_set")
    with columns[1]:
        sector = address.select(tr("settings.sector_label"), list(sectors), sectors, key="norm_sector")
    with columns[2]:
        words = fold_name(st.text_input(tr("settings.find"), key="norm-find", placeholder=tr("settings.find_hint")))
    only = st.toggle(tr("settings.only_changed"), key="norm-changed") if any(norm.changes for norm in norms) else False
    return [
        norm for norm in norms
        if set_ in (EVERY, norm.set) and sector in (EVERY, norm.sector) and (norm.changes or not only)
        and all(word in _text(page, norm) for word in words.split())
    ]  # fmt: skip


def _text(page: Page, norm: Standard) -> str:
    tr = page.tr
    return fold_name(" ".join((tr(f"standard.{norm.key}"), norm.key, figure.measured(norm, tr), norm.source)))


def _one(page: Page, norms: Mapping[str, Standard], every: Mapping[str, Editable]) -> None:
    """Draw the standard that was chosen, with its form."""
    names = {EVERY: page.tr("settings.choose_norm")}
    told = {key: page.tr(f"standard.{key}") for key in norms}
    names |= dict(sorted(told.items(), key=lambda pair: fold_name(pair[1])))
    key = address.select(page.tr("settings.choose_label"), list(names), names, key=NORM)
    if key not in norms:
        return
    norm = norms[key]
    with st.container(border=True):
        st.markdown(_told(page, norm))
        if norm.unit == YES_NO:
            st.caption(page.tr("settings.yes_no"))
            return
        ones = [one for one in every.values() if one.key == key]
        settings_form.show(page, ones, settings_moves.verdicts, partial(_crossing, page, norm))


def _told(page: Page, norm: Standard) -> str:
    """What a standard measures, in which unit, of whom it is asked."""
    tr, plain = page.tr, page.tr.plain
    sense = " ".join(filter(None, (tr(f"settings.direction.{norm.direction}"), figure.period(norm, tr))))
    lines = (
        " · ".join((tr(f"settings.set.{norm.set}"), tr(f"sector.{norm.sector}"),
                    tr("settings.asked_of", classes=figure.classes(norm, tr)))),
        tr("settings.measured", what=figure.measured(norm, tr), unit=figure.unit(norm, tr), sense=sense),
    )  # fmt: skip
    return f"**{plain(tr(f'standard.{norm.key}'))}**  \n" + "  \n".join(plain(line) for line in lines)


def _crossing(page: Page, norm: Standard, told: Mapping[str, float]) -> list[str]:
    """Say where the first phase would ask more than the standard."""
    held = {phase: told.get(f"standard.{norm.key}.{phase}", norm.threshold(phase)) for phase in ("first", "standard")}
    crossed = settings_told.phases_cross(norm.direction, held["first"], held["standard"])
    return [page.tr("settings.doubt_phases")] if crossed else []
