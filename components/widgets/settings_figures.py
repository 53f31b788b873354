"""Planning figures, speeds, costs, weights and limits of age on the page of settings, each with its way of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

import streamlit as st

from components.figures import settings_rows as figure
from components.figures import settings_told
from components.session import Page
from components.widgets import (
    address,
    coverage_costs,
    priorities_weights,
    settings_changed,
    settings_form,
    settings_kits,
    settings_moves,
    settings_second,
)
from components.widgets.settings_form import Draw
from data.settings_catalogue import Editable

MOVES: Mapping[str, Draw] = {
    "figure": settings_moves.verdicts,
    "speed": settings_moves.speeds,
    "freshness": settings_moves.ages,
    "rate": settings_moves.rates,
    "shelter": settings_moves.shelters,
    "stock": settings_moves.stock,
    "request": settings_moves.requests,
    "item": settings_moves.items,
    "vehicle": settings_moves.vehicles,
    "joining": settings_moves.joining,
    "made": settings_moves.made,
}


def figures(page: Page) -> None:
    """Draw planning figures, speeds and handling times, figures of shelters, and the contents of kits."""
    st.caption(page.tr("settings.figures_note"))
    _group(page, ("figure", "speed", "vehicle", "joining", "shelter"), key="figure")
    settings_kits.show(page)
    settings_second.show(page)


def freshness(page: Page) -> None:
    """Draw from what age on each kind of records counts as ageing and as stale."""
    st.caption(page.tr("settings.freshness_note"))
    _group(page, ("freshness",), key="freshness")


def stock(page: Page) -> None:
    """Draw when an item counts as short, enough or too much, for all items and for each, and the windows of expiry."""
    st.caption(page.tr("settings.stock_note"))
    _group(page, ("stock", "item", "request"), key="stock")


def made(page: Page) -> None:
    """Draw what the made catalogue of disasters is drawn from."""
    st.caption(page.tr("settings.made_note"))
    _group(page, ("made",), key="made")


def rates(page: Page) -> None:
    """Draw the shares of the chain from exposed to in need, and what people need."""
    tr, ones = page.tr, _of(page, ("rate",))
    st.caption(tr("settings.rates_note"))
    of = {one.setting: one.key.partition(".")[0] for one in ones}
    names = {name: _rates_of(page, name) for name in dict.fromkeys(of.values())}
    common = [name for name in names if not tr.has(f"choice.hazard.{name}")]
    order = [*common, *(name for name in names if name not in common)]
    chosen = address.select(tr("settings.rates_of"), order, names, key="set_rates")
    _chosen(page, [one for one in ones if of[one.setting] == chosen], key=f"rate-{chosen}")


def _rates_of(page: Page, name: str) -> str:
    """Name of a group of rates: a hazard, or what holds for all of them."""
    return page.tr.or_else(f"choice.hazard.{name}", page.tr.or_else(f"settings.rate.{name}", name))


def costs(page: Page) -> None:
    """Draw unit costs, lead times and what one means covers: the table of the page of coverage, for every sector."""
    held = page.results.means()
    st.caption(page.tr("gap.costs_note"))
    coverage_costs.done(page)
    settings_changed.show(page, _of(page, ("cost",)), key="cost")
    coverage_costs.table(page, held, key="all", moves=settings_moves.costs)


def weights(page: Page) -> None:
    """Draw the weights of severity: the sliders of the page of priorities."""
    st.caption(page.tr("settings.weights_note"))
    settings_changed.show(page, _of(page, ("weight",)), key="weight")
    tried = priorities_weights.tried(page)
    priorities_weights.sliders(page, tried)
    if tried:
        settings_moves.ranks(page, tried)


def _of(page: Page, groups: Sequence[str]) -> list[Editable]:
    return [one for one in page.results.editables().values() if one.group in groups]


def _group(page: Page, groups: Sequence[str], *, key: str) -> None:
    """Draw what is in force, and the form of the subject that was chosen."""
    _chosen(page, _of(page, groups), key=key, groups=groups)


def _chosen(page: Page, ones: Sequence[Editable], *, key: str, groups: Sequence[str] = ("",)) -> None:
    """Draw some figures in force, and the form of the subject that was chosen; under titles where there are groups."""
    tr = page.tr
    subjects: dict[str, list[Editable]] = {}
    for one in ones:
        subjects.setdefault(one.key, []).append(one)
    names = {
        "": tr("settings.choose_figure"),
        **{told: settings_told.subject(of[0], tr) for told, of in subjects.items()},
    }
    chosen = address.select(tr("settings.choose_figure_label"), list(names), names, key=f"set_{key}")
    if chosen:
        with st.container(border=True):
            held = subjects[chosen]
            settings_form.show(page, held, MOVES[held[0].group], lambda _told: [])
    settings_changed.show(page, ones, key=key)
    for group in groups:
        if len(groups) > 1:
            st.markdown(f"**{tr(f'settings.group.{group}')}**")
        st.html(figure.figures([one for one in ones if group in ("", one.group) and not _as_all(one)], tr))


def _as_all(one: Editable) -> bool:
    """Whether nobody set this limit of an item: the one of all items holds."""
    return one.group == "stock" and isnan(one.held.value)
