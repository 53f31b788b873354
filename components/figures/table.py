"""Tables for people: translated headers with units, coded answers in words, unknown said as such."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from components.figures.explain_text import slug
from components.figures.stock_columns import STOCK_COLUMNS
from components.i18n import Words
from data.home import HAITI
from geo.frames import FRAMES, Column

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler

COLUMNS: dict[str, Column] = {column.name: column for frame in reversed(FRAMES.values()) for column in frame.columns}
# Figures that are computed, not stored: kind and unit as their functions give them.
COLUMNS |= {
    one.name: one
    for one in (
        Column("people", "number", "persons"), Column("people_total", "number", "persons"),
        Column("people_met", "number", "persons"), Column("people_short", "number", "persons"),
        Column("people_unknown", "number", "persons"), Column("people_not_applicable", "number", "persons"),
        Column("idp_total_place", "number", "persons"), Column("idp_individuals", "number", "persons"),
        Column("shelter_capacity", "number", "persons"), Column("population", "number", "persons"),
        Column("households_in_need", "number", "households"), Column("households_reached", "number", "households"),
        Column("within_hours", "number", "h"), Column("travel_hours", "number", "h"),
        Column("coverage_share", "share", "share"), Column("coverage_low", "share", "share"),
        Column("coverage_high", "share", "share"), Column("assessed_share", "share", "share"),
        Column("reached_share", "share", "share"), Column("held", "number", "units"),
        Column("fresh_share", "share", "share"), Column("filled_share", "share", "share"),
        Column("filled", "number"), Column("records", "number"), Column("undated", "number"),
        Column("age_days", "number"), Column("people_or_places", "number"),
        Column("reserved", "number", "units"), Column("quantity", "number", "units"),
        Column("kits_complete", "number", "households"),
        Column("measured", "number"), Column("threshold", "number"), Column("gap", "number"),
        *(Column(name, "share", "share") for name in (
            "severity", "score_low", "score_high", "assessed_weight_share", "top_share", "why_1_points",
            "why_2_points", "why_3_points", "hazard_exposure_share", "stock_reach_share", "sites_share", "people_share",
        )),
        *(Column(name, "number", "persons") for name in (
            "people_present", "people_absent", "people_contradicted", "people_not_told", "people_in_need",
            "people_reached_most",
        )),
        Column("rank", "number"), Column("services_short", "number"), Column("people_now", "number", "persons"),
        Column("walk_minutes", "number", "min"), Column("people_estimated", "boolean"),
        *(Column(name, "number", "persons") for name in (
            "host_families", "people_not_visited", "people_no_access", "people_not_asked", "people_band",
            "people_old_test", "people_class_unknown", "people_female_met", "people_female_short", "people_male_met",
            "people_male_short", "people_newly_met", "people_no_longer_met", "people_unserved_before",
            "people_gained", "people_unserved_after", "each",
        )),
        *(Column(name, "share", "share") for name in (
            "coverage_share_before", "coverage_share_after", "coverage_low_before", "coverage_low_after",
        )),
        *(Column(name, "number") for name in (
            "units", "covers", "unit_cost_usd", "cost_usd", "cost_usd_day", "lead_days", "gap_before", "gap_after",
            "gap_left", "units_added", "units_wanted", "units_before", "units_after", "sites_short", "sites_newly_met",
        )),
        Column("distance_m", "number", "m"),
        *(Column(name, "number", "households") for name in (
            "households_cut_off", "households_later", "lost_24h", "lost_72h",
        )),
        *(Column(name, "number", "h") for name in (
            "hours_lost", "way_hours", "wait_hours", "leg_hours", "moving_hours", "alternative_hours", "longer_hours",
        )),
        Column("household_hours", "number"), Column("ways_closed", "number"), Column("days_so_far", "number"),
        Column("ways_drawn", "number"), Column("link_km", "number", "km"), Column("island", "number"),
        Column("estimated_people", "number", "persons"), Column("estimated_people_now", "number", "persons"),
        Column("computed_services_short", "number"), Column("computed_age_days", "number"),
        Column("in_total", "boolean"),
        *(Column(name, "number", "persons") for name in (
            "people_before", "people_after", "people_change", "matched", "to_sites", "to_communes",
            "destination_unknown", "destination_not_applicable", "people_in_unconfirmed", "people_out_unconfirmed",
            "host_people", "displaced", "site_people", "counted_before", "counted_after",
        )),
        *(Column(name, "number") for name in (
            "sites_covered", "sites_open", "sites_both", "communes_covered", "sites_new", "sites_returned",
            "sites_closed", "sites_emptied", "sites_missing", "sites_merged", "sites_assessed_both",
            "sites_phase_changed", "sites_without_people", "events", "events_without_figure", "events_unconfirmed",
            "places", "host_round",
        )),
        Column("covered_share", "share", "share"), Column("host_share", "share", "share"),
        *(Column(name, "date") for name in (
            "round_first_on", "round_last_on", "since", "host_on", "first_on", "last_on",
        )),
        *(Column(name, "number", "persons") for name in (
            "declared_capacity", "safe_capacity", "net_safe_capacity", "unassessed_capacity", "capacity_short_stay",
            "capacity_longer_stay", "capacity_toilets", "capacity_water", "people_expected", "balance", "allocated",
            "room", "places_left", "unserved", "unserved_full", "unserved_unknown", "unserved_unsafe",
            "unserved_unavailable", "unserved_none_within_reach", "unserved_unlocated",
        )),
        *(Column(name, "number") for name in (
            "shelters_usable", "shelters_unknown", "shelters_unassessed", "shelters_occupied_by_idps",
            "shelters_at_most", "communes_without_expected", "rows_without_people",
        )),
        *(Column(name, "number", "persons") for name in (
            "exposed", "people_with_sites", "affected_low", "affected_middle", "affected_high",
            "displaced_low", "displaced_middle", "displaced_high", "in_need_low", "in_need_middle",
            "in_need_high", "public_shelter_middle",
            "relatives_hosts_middle", "other_middle", "people_recorded", "modelled_low", "modelled_middle",
            "modelled_high",
        )),
        *(Column(name, "number") for name in (
            "classes_unknown", "need_low", "need_middle", "need_high", "shock_first", "shock_second",
            "shock_difference", "ratio", "facilities_all", "health", "health_working", "health_partly_working",
            "health_not_working", "health_status_unknown", "health_without_beds", "ways_inside",
            "ways_shared", "ways_sketched", "ways_without_length",
        )),
        *(Column(name, "number", "%") for name in ("rate_low", "rate_middle", "rate_high")),
        Column("km_inside", "number", "km"), Column("sketched", "boolean"), Column("counted_on", "date"),
        *(Column(name, "number", "persons") for name in (
            "people_served", "people_inside", "people_reachable", "people_reachable_not_slow", "people_out_of_reach",
            "room_if_used", "would_take",
        )),
        *(Column(name, "number", "km") for name in ("walk_km", "refuge_km")),
        *(Column(name, "number", "min") for name in ("slow_walk_minutes", "minutes_left")),
        Column("order", "number"), Column("places_per_100", "number"),
        Column("mean_walk_km", "number", "km"), Column("person_km", "number"),
        *(Column(name, "number", "households") for name in (
            "households_left", "households_gained", "households_before", "households_after",
            "households_left_before", "households_left_after", "households_by_item", "flow_households",
        )),
        *(Column(name, "number", "h") for name in ("arrival_hours", "leaves_hour", "arrives_hour")),
        Column("tonnes", "number", "t"), Column("kg", "number", "kg"), Column("m3", "number", "m3"),
        Column("load_units", "number", "units"), Column("trips", "number"), Column("late", "boolean"),
        Column("first_kit_hours", "number", "h"), Column("kit_quantity", "number", "per household"),
        *(Column(name, "number", "households") for name in (
            "households_of", "of_households", "households_requested", "households_distributed",
        )),
        *(Column(name, "number") for name in (
            "requests_received", "requests_approved", "requests_refused", "requests_distributed",
            "distributed_unknown", "items_shared", "days_apart",
        )),
        Column("answer_share", "share", "share"),
        Column("days_overdue", "number", "days"), Column("days_left", "number", "days"),
    )
}  # fmt: skip
COLUMNS |= STOCK_COLUMNS
NOT_ASKED = ("not_assessed_reason", "expiry", "closed_on")  # an empty cell here is no missing answer
WHOLE = ("persons", "households")
FLOORED = ("kits_complete", "households_reached")  # half a kit serves nobody
_HAIR = 1e-6  # what a solver leaves of a whole household
MOST_WRITTEN = 30_000  # cells that are written one by one (some 150 ms): a larger table is left to the browser's ways
_ROUNDED = (
    "people_with_place",
    "places_reached",
    "people_out_of_reach",
    "need_low",
    "need_middle",
    "need_high",
    "shock_first",
    "shock_second",
    "shock_difference",
    "best_quantity",
    "difference",
    "demand",
    "unmet",
    "best_unmet",
    "units_sooner",
    "hours_saved",
)
FACE_DECIMALS = {"longitude": 5, "latitude": 5, "rate_low": 2, "rate_middle": 2, "rate_high": 2,
                 **dict.fromkeys(_ROUNDED, 0),
                 **dict.fromkeys(("more_covered", "more_hours", "balance_after"), 2)}  # fmt: skip
_CODED = ("hazard", "hazard_class", "standard", "sector", "gap_unit", "bound_by", "not_assessed_reason", "unit", "item",
          "binding_item", "code", "kind", "why_1", "why_2", "why_3", "services_say", "assessment_says", "presence",
          "managed", "lost_by", "means", "outcome", "access", "activity_state", "action_state",
          "change", "went_to", "applied", "told_at", "binding_term", "rule",
          "departure_state", "what", "group", "stock_status", "expiry_window", "next_step", "waits_on", "standing",
          "same_place")  # fmt: skip


def label(column: str, tr: Words) -> str:
    """Header of a column with its unit in brackets."""
    said = tr.or_else(f"header.{column}", tr.or_else(f"column.{column}", column))
    unit = COLUMNS[column].unit if column in COLUMNS else ""
    told = tr.or_else(f"unit.{slug(unit)}", unit)
    return said if unit in ("", "share") or told.casefold() in said.casefold() else f"{said} ({told})"


def for_people(frame: pd.DataFrame, columns: Sequence[str], tr: Words) -> pd.DataFrame:
    """The chosen columns as a page shows them: numbers stay numbers, shares become percent, codes become words.

    Unknown cells stay empty: the table widget says "not assessed" for them.
    """
    shown = {name: _shown(name, frame[name], tr) for name in columns if name in frame.columns}
    blank = tr("unit.blank")
    return pd.DataFrame(
        {
            label(name, tr): values.astype("str").fillna(blank) if name in NOT_ASKED else values
            for name, values in shown.items()
        }
    )


def written(shown: pd.DataFrame, columns: Sequence[str], tr: Words, *, blank: str) -> Styler | pd.DataFrame:
    """A table for people with every number and date as the language writes it, whatever the browser's own language.

    The values below stay: a click on a header sorts numbers as numbers and days as days.

    Parameters
    ----------
    shown
        As `for_people` gives it, or any table with headers in words.
    columns
        Names of its columns in the vocabulary, as far as they have some.
    blank
        What an empty cell reads.

    Returns
    -------
    table
        The rows with their cells as they read; the rows alone where there are more than `MOST_WRITTEN` cells.
    """
    if not 0 < shown.size <= MOST_WRITTEN:
        return shown
    names = {label(name, tr): name for name in columns}
    return shown.style.format({header: _writer(names.get(header, ""), shown[header], tr, blank) for header in shown})


def texts(shown: pd.DataFrame, columns: Sequence[str], tr: Words, *, blank: str) -> pd.DataFrame:
    """The cells of `written` as texts, for a table of our own; shares with their percent sign."""
    names = {label(name, tr): name for name in columns}
    told = {}
    for header, values in shown.items():
        name = names.get(str(header), "")
        write = _writer(name, values, tr, blank)
        if kind_of(name) == "share":
            told[header] = [blank if pd.isna(value) else tr.share(value / 100) for value in values]
        else:
            told[header] = [write(value) for value in values]
    return pd.DataFrame(told, index=shown.index, dtype="str")


def _writer(name: str, values: pd.Series, tr: Words, blank: str) -> Callable[[Any], str]:
    """How the cells of one column are written."""
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        whole = name in COLUMNS and COLUMNS[name].unit == "year"
        return lambda value: blank if pd.isna(value) else str(int(value)) if whole else tr.amount(value)
    dated = name not in COLUMNS or kind_of(name) in ("date", "instant")
    return lambda value: blank if pd.isna(value) else tr.moment(value) if dated else str(value)


def worded(name: str, values: pd.Series, tr: Words) -> pd.Series:
    """Coded answers and flags as words; everything else as it is."""
    if kind_of(name) in ("boolean", "choice") or name in _CODED:
        return _shown(name, values, tr)
    return values


def kind_of(column: str) -> str:
    """Kind of a column; text where the vocabulary does not know it."""
    return COLUMNS[column].kind if column in COLUMNS else "text"


def _shown(name: str, values: pd.Series, tr: Words) -> pd.Series:
    kind = kind_of(name)
    if kind == "share":
        return (100 * values.astype("float64")).round(3)  # whole on the face: 95.45 must not come to 96 by 95.5
    if kind == "boolean":
        return values.map({True: tr("answer.yes"), False: tr("answer.no")}, na_action="ignore").astype("str")
    if kind == "choice" or name in _CODED:
        return values.map(lambda code: _word(name, code, tr), na_action="ignore").astype("str")
    if kind == "instant" and COLUMNS[name].unit == "Haiti":
        return values.map(_at_haiti, na_action="ignore").astype("str")
    if kind in ("number", "integer"):
        told = values.astype("float64")
        whole = COLUMNS[name].unit in WHOLE
        rounded = np.floor(told + _HAIR) if name in FLOORED else told.round(0 if whole else FACE_DECIMALS.get(name, 1))
        return rounded + 0.0  # no minus before a nought
    return values


def _word(name: str, code: object, tr: Words) -> str:
    for key in (f"choice.{name}.{code}", f"choice.{code}", f"{name}.{code}", f"standard.{code}", f"item.{code}"):
        if tr.has(key):
            return tr(key)
    return str(code)


def _at_haiti(told: str) -> str:
    """An instant of UTC as the clock of Haiti shows it; any other text stays as it is."""
    try:
        moment = datetime.fromisoformat(told) if told.endswith("Z") else None
    except ValueError:
        return told
    return told if moment is None else f"{moment.astimezone(HAITI):%Y-%m-%d %H:%M}"
