"""What if: ways closed or opened, stock moved or added, a warehouse, a boat, a vehicle more; in the address."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Any

import pandas as pd
import streamlit as st

from components.figures.changes_address import read, written
from components.session import Page
from components.widgets.reach_ask import Asked
from geo.crs import metric_xy
from geo.errors import DashboardError
from geo.fleet import MODES
from geo.frames.stocks import VEHICLE_TYPES
from geo.what_if import (
    ADD,
    BOAT,
    CLOSE,
    MOST_CHANGES,
    MOVE,
    OPEN,
    VEHICLE,
    VESSELS,
    WAREHOUSE,
    Change,
    new_warehouse,
)
from results.reach_trials import Changes

KEY = "changes"
ADDED = (MOVE, ADD, WAREHOUSE, BOAT, VEHICLE)
MOST_UNITS, USUAL_UNITS = 1_000_000, 2_000
MOST_KM = 2_000.0
Trial = tuple[Change, ...]  # what one form adds
_ICONS = {CLOSE: ":material/block:", OPEN: ":material/lock_open:", MOVE: ":material/sync_alt:",
          ADD: ":material/add_box:", WAREHOUSE: ":material/warehouse:", BOAT: ":material/directions_boat:",
          VEHICLE: ":material/local_shipping:"}  # fmt: skip


def choose(page: Page, asked: Asked) -> Changes:
    """Draw the changes that are tried and the ways to add one; changes that cannot be made are said and left out."""
    changes = current()
    st.subheader(page.tr("reach_change.title"), anchor=False)
    st.caption(page.tr("reach_change.note"))
    names = ways(page)
    left, right = st.columns(2, gap="small")
    with left:
        _ways(page, CLOSE, names, changes)
    with right:
        _ways(page, OPEN, names, changes)
    _add(page, asked, changes)
    _listed(page, changes)
    _not_counted(page, asked, changes)
    try:
        page.results.logistics_after(changes)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return ()
    return changes


def current(key: str = KEY) -> Changes:
    """Changes of the address; what can be read of it."""
    return read(st.query_params.get(key, ""))


def put(changes: Changes, key: str = KEY) -> None:
    """Write changes into the address; none leaves it clean."""
    if changes:
        st.query_params[key] = written(changes[:MOST_CHANGES])
    else:
        st.query_params.pop(key, None)


def told(page: Page, change: Change) -> str:
    """A change in words."""
    warehouses, items = _warehouses(page), _items(page)
    communes = _communes(page)
    where = communes if change.kind in (WAREHOUSE, BOAT) else warehouses
    words = {
        "what": ways(page).get(change.what, change.what) if change.kind in (CLOSE, OPEN) else
        page.tr.or_else(f"choice.{change.what}", change.what) if change.kind == VEHICLE else
        items.get(change.what, change.what),
        "start": where.get(change.start, change.start), "end": where.get(change.end, change.end),
    }  # fmt: skip
    plain = {name: page.tr.plain(text) for name, text in words.items()}
    key = f"told_{change.kind}"
    if change.kind == BOAT and change.t_day is not None and change.m3_day is not None:
        key, plain = (
            "told_boat_carries",
            plain | {"t": page.tr.number(change.t_day, 1), "m3": page.tr.number(change.m3_day, 1)},
        )
    return page.tr(f"reach_change.{key}", units=float(change.units), **plain)


def ways(page: Page) -> dict[str, str]:
    """What can be closed or opened, and what it is called: whole routes, then single ways by their two communes."""
    rows = page.results.ways().sort_values(["route", "way_id"])
    communes = _communes(page)
    names = {route: page.tr("filter.whole_route", route=route) for route in sorted(set(rows["route"].dropna()))}
    for way in rows[rows["geometry"].isna()].itertuples():
        start, end = (communes.get(code, code) for code in (way.from_pcode, way.to_pcode))
        route = way.route if pd.notna(way.route) else way.way_id
        names[way.way_id] = page.tr("filter.one_way", route=route, start=start, end=end)
    return names


def _ways(page: Page, kind: str, names: dict[str, str], changes: Changes) -> None:
    """Ways that are closed, or opened, in this trial: applied as they are chosen."""
    key = f"reach-{kind}"
    options = names if kind == CLOSE else _closed(page, names)
    if kind == OPEN and not options:
        st.caption(page.tr("reach_change.nothing_closed"))
        return
    st.session_state[key] = [one.what for one in changes if one.kind == kind and one.what in options]
    # Matched by what the label holds, routes first: a route's name and Enter take that route and nothing else.
    st.multiselect(
        page.tr(f"reach_change.{kind}"), list(options), format_func=names.__getitem__, key=key, on_change=_chosen,
        args=(kind, key), placeholder=page.tr("filter.choose"), filter_mode="contains", select_all=False,
    )  # fmt: skip


def _closed(page: Page, names: dict[str, str]) -> dict[str, str]:
    """Ways and routes that are closed or restricted today."""
    rows = page.results.ways()
    shut = rows[rows["status"].isin(["closed", "restricted"])]
    there = set(shut["way_id"]) | set(shut["route"].dropna())
    return {code: name for code, name in names.items() if code in there}


def _chosen(kind: str, key: str) -> None:
    others = tuple(one for one in current() if one.kind != kind)
    put((*(Change(kind, what) for what in st.session_state[key]), *others))


def _add(page: Page, asked: Asked, changes: Changes) -> None:
    """One more change, filled in and added."""
    with st.expander(page.tr("reach_change.add"), icon=":material/add:"):
        names = {kind: page.tr(f"reach_change.kind_{kind}") for kind in ADDED}
        kind = str(st.segmented_control(page.tr("reach_change.kind"), ADDED, format_func=names.__getitem__,
                                        default=MOVE, required=True, key="reach-change-kind"))  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            made = _FORMS[kind](page, asked)
            st.button(page.tr("reach_change.try_it"), type="primary", icon=":material/add:", key="reach-change-add",
                      disabled=made is None or len(changes) + len(made) > MOST_CHANGES, on_click=_append,
                      args=(made,))  # fmt: skip
        if kind == VEHICLE:
            st.caption(page.tr("reach_change.vehicle_note"))
            if made and not page.results.fleet_in_force(()).of(MODES[made[0].what]):
                st.warning(page.tr("reach_change.no_vehicle", what=page.tr(f"choice.{made[0].what}")))
        if kind == BOAT and made:
            st.caption(page.tr("reach_change.boat_note", t=made[0].t_day, m3=made[0].m3_day))


def _append(made: Trial | None) -> None:
    if made is not None:
        put((*current(), *made))


def _listed(page: Page, changes: Changes) -> None:
    """The trial so far; each change can be taken back."""
    for at, change in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"{_ICONS[change.kind]} {told(page, change)}", width="stretch")
            st.button(page.tr("reach_change.take_back"), key=f"reach-back-{at}", type="tertiary",
                      icon=":material/close:", on_click=_without, args=(at,))  # fmt: skip
    if changes:
        st.button(page.tr("reach_change.clear"), key="reach-changes-clear", icon=":material/delete:", on_click=put,
                  args=((),))  # fmt: skip


def _not_counted(page: Page, asked: Asked, changes: Changes) -> None:
    """Say which stock of the trial goes to a warehouse whose stock is not counted: it stands in the hazard."""
    hit = {one.end for one in changes if one.kind in (MOVE, ADD)} & set(asked.question.without)
    if hit:
        names = _warehouses(page)
        told = ", ".join(page.tr.plain(names.get(code, code)) for code in sorted(hit))
        st.warning(page.tr("reach_change.in_hazard", names=told), icon=":material/warning:")


def _without(at: int) -> None:
    changes = current()
    put((*changes[:at], *changes[at + 1 :]))


def _move(page: Page, asked: Asked) -> Trial | None:
    item = _item(page, asked)
    names = _warehouses(page, current())
    start = _pick(page, "from", names)
    end = _pick(page, "to", {code: name for code, name in names.items() if code != start})
    return (Change(MOVE, item, _quantity(page), start, end),)


def _more(page: Page, asked: Asked) -> Trial | None:
    return (Change(ADD, _item(page, asked), _quantity(page), "", _pick(page, "to", _warehouses(page, current()))),)


def _warehouse(page: Page, asked: Asked) -> Trial | None:
    """A warehouse, and the complete kits that stand in it from the beginning."""
    communes = _communes(page)
    code = _pick(page, "commune", communes)
    kits = st.number_input(page.tr("reach_change.kits"), 0, MOST_UNITS, 0, 100, key="reach-change-kits", width=170,
                           help=page.tr("reach_change.kits_help"))  # fmt: skip
    made = Change(WAREHOUSE, page.tr("reach_change.new_warehouse", place=communes[code]), 0.0, "", code)
    if not kits:
        return (made,)
    contents = page.results.kit(asked.question.kit)
    stock = [Change(ADD, str(item), float(kits * quantity), "", new_warehouse(code))
             for item, quantity in zip(contents["item"], contents["quantity"], strict=True)]  # fmt: skip
    return (made, *stock)


def _boat(page: Page, asked: Asked) -> Trial | None:
    """A sea leg, with what it carries a day: proposed by speed, port handling and payload, to be corrected."""
    communes = _communes(page)
    vessel = _pick(page, "vessel", {one: page.tr(f"choice.{one}") for one in VESSELS})
    start = _pick(page, "port_from", communes)
    end = _pick(page, "port_to", {code: name for code, name in communes.items() if code != start})
    km = _figure(page, "km", (1.0, MOST_KM, max(1.0, _straight(page, start, end)), 5.0), f"{start}-{end}")
    usual = page.results.boat_in_force(vessel, km, asked.question.conditions)
    of = f"{vessel}-{start}-{end}-{km:g}"
    trips = _figure(page, "trips", (0.01, 48.0, round(usual.trips_day, 2), 0.1), of)
    tonnes = _figure(page, "trip_t", (0.1, 10_000.0, usual.payload_t, 1.0), vessel)
    space = _figure(page, "trip_m3", (0.1, 10_000.0, usual.payload_m3, 1.0), vessel)
    return (Change(BOAT, vessel, float(km), start, end, round(trips * tonnes, 3), round(trips * space, 3)),)


def _figure(page: Page, field: str, of: tuple[float, float, float, float], key: str) -> float:
    """One number that is proposed (least, most, value, step) and may be corrected; `key`: what it was proposed for."""
    least, most, value, step = of
    shape = "%.0f" if step >= 1 else "%.2f"
    label, note = page.tr(f"reach_change.{field}"), page.tr(f"reach_change.{field}_help")
    return float(st.number_input(label, least, most, value, step, format=shape, width=160, help=note,
                                 key=f"reach-change-{field}-{key}"))  # fmt: skip


def _vehicle(page: Page, _asked: Asked) -> Trial | None:
    kind = _pick(page, "vehicle", {one: page.tr(f"choice.{one}") for one in VEHICLE_TYPES})
    number = st.number_input(page.tr("reach_change.vehicles"), 1, 200, 1, key="reach-change-vehicles", width=130)
    return (Change(VEHICLE, kind, float(number), _pick(page, "at", _warehouses(page, current())), ""),)


_FORMS: dict[str, Callable[[Page, Asked], Trial | None]] = {
    MOVE: _move, ADD: _more, WAREHOUSE: _warehouse, BOAT: _boat, VEHICLE: _vehicle,
}  # fmt: skip


def _pick(page: Page, field: str, names: dict[str, str]) -> str:
    return str(st.selectbox(page.tr(f"reach_change.{field}"), list(names), format_func=names.__getitem__, width=210,
                            key=f"reach-change-{field}"))  # fmt: skip


def _item(page: Page, asked: Asked) -> str:
    kit = list(page.results.kit(asked.question.kit)["item"])
    items = _items(page)
    return _pick(page, "item", {code: items[code] for code in [*kit, *(one for one in items if one not in kit)]})


def _quantity(page: Page) -> float:
    return float(st.number_input(page.tr("reach_change.units"), 1, MOST_UNITS, USUAL_UNITS, 100,
                                 key="reach-change-units", width=150))  # fmt: skip


def _items(page: Page) -> dict[str, str]:
    rows = page.results.items()
    return dict(zip(rows["item"], rows[f"name_{page.tr.lang}"].fillna(rows["item"]), strict=True))


def _communes(page: Page) -> dict[str, str]:
    rows = page.results.places().sort_values("name_fr")
    return dict(zip(rows["adm2_pcode"], rows["name_fr"], strict=True))


def _warehouses(page: Page, changes: Changes | None = None) -> dict[str, str]:
    try:
        return dict(page.results.warehouse_names(current() if changes is None else changes))
    except DashboardError:  # the list is said to be wrong where it is drawn
        return dict(page.results.warehouse_names())


def _straight(page: Page, start: str, end: str) -> float:
    """Kilometres in a straight line between two communes, to begin with."""
    rows: Any = page.results.commune_points().set_index("adm2_pcode")
    x, y = metric_xy(*(rows.loc[[start, end], axis].to_numpy() for axis in ("longitude", "latitude")))
    return float(round(hypot(x[1] - x[0], y[1] - y[0]) / 1000.0))
