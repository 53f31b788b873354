"""Figures of stock that are computed, not stored: kind and unit as their functions give them."""

from __future__ import annotations

from geo.frames import Column

STOCK_COLUMNS: dict[str, Column] = {
    one.name: one
    for one in (
        *(Column(name, "number", "units") for name in (
            "usable", "in_transit", "expected", "used", "minimum_units", "maximum_units", "excess", "missing_units",
            "to_order", "transfer_in", "transfer_out", "opening", "received", "transferred_in", "assembled_in",
            "transferred_out", "released", "distributed", "lost", "assembled_out", "adjusted", "corrected", "closing",
            "available", "arrivals", "used_expected", "short", "expired", "left", "need_quantity", "excess_quantity",
            "not_approved",
            "stock_change", "stock_balance", "count_difference", "came_in", "went_out", "sent", "on_the_way",
            "weighted",
        )),
        *(Column(name, "number", "units") for name in (
            "best_quantity", "difference", "demand", "unmet", "best_unmet", "units_sooner", "to_hold", "to_buy",
            "units_lacking",
        )),
        *(Column(name, "number", "h") for name in (
            "hours_per_unit", "best_hours_per_unit", "hours_sooner", "hours_saved",
        )),
        *(Column(name, "number") for name in (
            "more_covered", "more_hours", "balance_after", "disasters", "percentile", "communes_struck",
        )),
        Column("households_sooner", "number", "households"), Column("demand_covered", "share", "share"),
        Column("probability", "number"), Column("covered_share_after", "share", "share"),
        Column("use_month", "number", "units/month"),
        Column("months_of_stock", "number", "months"),
        Column("stock_m3", "number", "m3"), Column("load_kg", "number", "kg"), Column("load_m3", "number", "m3"),
        Column("fill_share", "share", "share"),
        Column("days_late", "number", "days"), Column("days_to_expiry", "number", "days"), Column("until", "date"),
        Column("days", "number"), Column("weight", "share", "share"),  # days since; weight of a declared level's age
        *(Column(name, "number") for name in (
            "rupture", "understocked", "well_stocked", "overstocked", "not_evaluated", "lots_expired",
            "items_without_volume", "lots_held", "warehouses_held",
        )),
    )
}  # fmt: skip
