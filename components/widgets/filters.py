"""Choices that stand above a page's figures: layers, zone set, sector, standard, level, phase, kit, hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from components.widgets import address
from geo.standards import Standard

LAYERS = ("sites", "shelters", "warehouses", "ways")
SHOWN_FIRST = ("sites", "warehouses")
PLACE_LEVELS = ("adm1", "adm2", "mapap", "adm0")
PHASES = ("auto", "standard", "first")
SECTORS = ("wash", "shelter", "cccm", "other")
NO_ZONES = ""
EVERY = ""


def layers(page: Page) -> tuple[list[str], str]:
    """Which layers are on the map, and which zone set ("" for none)."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        names = {kind: page.tr(f"map.layer.{kind}") for kind in LAYERS}
        chosen = st.pills(
            page.tr("filter.layers"), list(names), selection_mode="multi", default=list(SHOWN_FIRST),
            format_func=names.__getitem__, key="layers",
        )  # fmt: skip
    with right:
        zone_set = zones(page, optional=True)
    return list(chosen), zone_set


def zones(page: Page, *, optional: bool) -> str:
    """One of the zone sets of the view; "" where none is chosen or there is none."""
    sets = page.results.zone_sets()
    names = {row.zone_set: zone_set_name(page, row) for row in sets.itertuples()}
    if not optional and not names:
        return NO_ZONES
    options = [NO_ZONES, *names] if optional else list(names)
    names[NO_ZONES] = page.tr("filter.no_zones")
    return _one(page, "filter.zone_set", options, names, key="zones" if optional else "zone_set")


def sector(page: Page) -> str:
    """One group of sectors."""
    return _one(page, "partners.sector", SECTORS, {k: page.tr(f"filter.sector.{k}") for k in SECTORS}, key="sector")


def sector_group(code: str) -> str:
    """Group of `SECTORS` that a sector belongs to."""
    return {"nfi": "shelter"}.get(code, code if code in SECTORS else SECTORS[-1])


def of_sector(page: Page, group: str) -> tuple[Standard, ...]:
    """Standards in force of a group of sectors, those of short views first."""
    told = [norm for norm in page.results.standards() if sector_group(norm.sector) == group]
    return tuple(sorted(told, key=lambda norm: not norm.headline))


def standard(page: Page, keys: Sequence[str]) -> str:
    """One of some standards; toilets first where they are among them."""
    names = {key: page.tr(f"standard.{key}") for key in keys}
    first = [key for key in keys if key == "toilets"]
    return _one(page, "filter.standard", [*first, *(k for k in keys if k not in first)], names, key="standard")


def level(page: Page) -> str:
    """At which level places are shown."""
    return _one(page, "filter.level", PLACE_LEVELS, {k: page.tr(f"level.{k}") for k in PLACE_LEVELS}, key="level")


def phase(page: Page) -> str:
    """Which phase's thresholds count."""
    return _one(page, "filter.phase", PHASES, {k: page.tr(f"sites.{k}_phase") for k in PHASES}, key="phase")


def commune(page: Page) -> str:
    """One commune of the chosen department, or of the nation; "" for all of them.

    A link to a commune opens it whatever department is chosen; choosing another department lets go of it.
    """
    places = page.results.places().sort_values("name_fr")
    here = places[places["adm1_pcode"] == page.department] if page.department else places
    options = [EVERY, *here["adm2_pcode"]]
    asked = st.query_params.get("commune", EVERY)
    fresh = asked != st.session_state.get("address-commune")
    if asked in set(places["adm2_pcode"]) - set(options):
        options += [asked] if fresh or st.session_state.get("commune-dept") == page.department else []
    st.session_state["commune-dept"] = page.department
    names = {EVERY: page.tr("filter.every_commune"), **dict(zip(places["adm2_pcode"], places["name_fr"], strict=True))}
    return _one(page, "filter.commune", options, names, key="commune")


def of_commune(rows: pd.DataFrame, commune: str) -> pd.DataFrame:
    """Rows (`adm2_pcode`) of one commune; all of them where none is chosen."""
    return rows[rows["adm2_pcode"] == commune].reset_index(drop=True) if commune else rows


def kit(page: Page) -> str:
    """One of the kits; the default first."""
    kits = page.results.kit_names().sort_values("is_default", ascending=False, kind="stable")
    names = dict(zip(kits["kit"], kits[f"name_{page.tr.lang}"], strict=True))
    return _one(page, "filter.kit", list(names), names, key="kit")


def hours(page: Page, bands: Iterable[float]) -> float:
    """One of the time bands."""
    names = {int(band): f"{band:g} {page.tr('unit.h')}" for band in bands}
    chosen = st.segmented_control(
        page.tr("filter.hours"), list(names), default=24, format_func=names.__getitem__, key="within", required=True,
    )  # fmt: skip
    return float(chosen or 24)


def zone_set_name(page: Page, row: Any) -> str:
    """Name of a zone set (a row of `zone_sets`) as a list shows it; one of a kept scenario says what it is."""
    kept = page.results.kept_scenarios()
    mine = kept.index[kept["zone_set"] == row.zone_set] if len(kept) else kept.index
    if len(mine):
        title, state = kept.loc[mine[0], ["scenario_title", "scenario_state"]]
        state = page.tr(f"choice.scenario_state.{state}")
        return page.tr("scenario.kept_name", title=row.zone_set if pd.isna(title) or not title else title, state=state)
    hazard = page.tr.or_else(f"choice.hazard.{row.hazard}", row.hazard)
    return hazard if row.zone_set == row.hazard else f"{row.zone_set} ({hazard})"


def _one(page: Page, label: str, options: Iterable[str], names: dict[str, str], *, key: str) -> str:
    return address.select(page.tr(label), list(options), names, key=key)
