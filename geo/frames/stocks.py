"""Tables of stock and of the ways it travels: warehouses, items, kits, movements, requests, vehicles, ways."""

from __future__ import annotations

from geo.frames.events import SENSITIVITIES
from geo.frames.frame import ADM2, CONFIDENCE, LAT, LON, OBSERVED, Column, Frame, amount, choice, count, text

MOVEMENT_KINDS = (
    "receipt", "transfer_out", "transfer_in", "release", "distribution", "loss",
    "assembly_out", "assembly_in", "reserve", "unreserve", "reversal", "count", "shortage", "surplus",
)  # fmt: skip
# Why stock was lost, or why it was counted: one list, so that a count can name the loss that it found.
MOVEMENT_REASONS = (
    "damaged", "expired", "stolen", "destroyed", "lost_on_the_way", "sample", "recording_error",
    "periodic_count", "spot_check", "handover", "other",
)  # fmt: skip
PIPELINE_STATUSES = ("funded", "ordered", "shipped", "customs", "arrived", "cancelled")
REQUEST_STATUSES = (
    "received", "endorsed", "approved", "partly_approved", "refused", "released", "delivered", "distributed",
    "reported", "closed", "cancelled",
)  # fmt: skip
WAY_MODES = ("road", "sea", "air")
WAY_CLASSES = ("national", "departmental", "communal", "sea", "air")
WAY_STATUSES = ("open", "restricted", "closed")
WAY_RESTRICTIONS = ("convoy", "small_trucks", "hours")
VESSELS = ("coaster", "barge", "helicopter", "plane")
VEHICLE_TYPES = ("pickup", "small_truck", "truck", "large_truck", *VESSELS)

_STATUS_OF_FIGURE = Column("figure_status", "choice", choices=("verified", "unverified"))
_ITEM = Column("item", "code", required=True, refers="items", hxl="#item+code")
_WAREHOUSE = Column("warehouse_id", "code", refers="warehouses")

WAREHOUSES = Frame(
    "warehouses", "latest", ("warehouse_id",), "observed_on",
    (
        Column("warehouse_id", "code", required=True, hxl="#loc+code"),
        text("name", hxl="#loc+name"), ADM2, LON, LAT,
        text("operator", hxl="#org+impl"), OBSERVED,
        amount("floor_area_m2", "m2", 100_000), amount("storage_volume_m3", "m3", 500_000),
        choice("warehouse_status", "open", "restricted", "closed"), CONFIDENCE,
        choice("loading", "dock", "ramp", "forklift", "by_hand"),
        amount("largest_truck_t", "t", 100), text("access_note"), choice("sensitivity", *SENSITIVITIES),
    ),
    ours=True,
)  # fmt: skip

# A substitute serves as one kit item, at one ratio: so items of a kit never compete for the same stock.
ITEMS = Frame(
    "items", "latest", ("item",), "observed_on",
    (
        Column("item", "code", required=True, hxl="#item+code"),
        text("name_fr", hxl="#item+name+i_fr"), text("name_en"), text("name_ht"), text("unit"),
        Column("weight_kg", "number", "kg", least=0, most=1_000),
        Column("volume_m3", "number", "m3", least=0, most=100),
        text("source"), _STATUS_OF_FIGURE, OBSERVED,
        count("pack_units", "units per pack", 100_000), count("shelf_life_months", "months", 600),
        Column("substitute_for", "code"), amount("substitute_ratio", "units for one", 1_000),
        amount("unit_cost_usd", "USD", 100_000),
    ),
)  # fmt: skip

# A household of n persons gets quantity + n x quantity_person.
KITS = Frame(
    "kits", "latest", ("kit", "item"), "observed_on",
    (
        Column("kit", "code", required=True), Column("item", "code", required=True, refers="items"),
        Column("quantity", "number", "per household", required=True, least=0, most=1_000),
        text("source"), _STATUS_OF_FIGURE, OBSERVED, amount("quantity_person", "per person", 1_000),
    ),
)  # fmt: skip

MOVEMENTS = Frame(
    "movements", "ledger", ("movement_id",), "moved_on",
    (
        Column("movement_id", "code"), Column("document", "code"),
        Column("line", "integer", least=0, most=1_000_000), Column("reverses", "code"),
        Column("moved_on", "date", required=True, hxl="#date"),
        Column("kind", "choice", required=True, choices=MOVEMENT_KINDS),
        Column("warehouse_id", "code", required=True, refers="warehouses"),
        text("counterpart"),
        _ITEM,
        Column("quantity", "number", "units", required=True, least=0, most=100_000_000, hxl="#item+qty"),
        Column("lot", "code"), Column("expiry", "date", hxl="#date+expiry"), text("note"),
        # The number of the paper slip, and of the transfer: the same on what is sent, received and missing.
        Column("slip", "code"), Column("shipment", "code"), Column("request_id", "code"),
        count("packs", "packs", 1_000_000), count("loose_units", "units", 100_000_000),
        choice("reason_code", *MOVEMENT_REASONS),
        text("owner_organisation", hxl="#org+owner"), text("donor_organisation", hxl="#org+funding"),
        Column("site_id", "code", refers="sites", hxl="#loc+site+code"),
        Column("adm2_pcode", "code", hxl="#adm2+code"),
        count("households_served", "households", 1_000_000, hxl="#reached+hh"),
        # A count closes its day; what moved after it on that day names it.
        Column("after_count", "code"),
    ),
)  # fmt: skip

# What a partner says it holds, without movements: a level with its day, beside the ledger.
STOCK_LEVELS = Frame(
    "stock_levels", "series", ("organisation", "adm2_pcode", "item", "observed_on"), "observed_on",
    (
        Column("organisation", "code", required=True, hxl="#org+acronym"), ADM2, _ITEM,
        Column("observed_on", "date", required=True, hxl="#date+reported"),
        amount("quantity", "units", 100_000_000, required=True, hxl="#item+qty"),
        _WAREHOUSE, Column("expiry", "date", hxl="#date+expiry"),
        text("donor_organisation", hxl="#org+funding"), choice("availability", "free", "reserved"), text("source"),
    ),
)  # fmt: skip

PIPELINE = Frame(
    "pipeline", "latest", ("pipeline_id",), "observed_on",
    (
        Column("pipeline_id", "code", required=True), _ITEM,
        amount("quantity", "units", 100_000_000, required=True, hxl="#item+qty"),
        choice("pipeline_status", *PIPELINE_STATUSES, hxl="#status"),
        text("organisation", hxl="#org+acronym"), text("donor_organisation", hxl="#org+funding"), _WAREHOUSE,
        Column("ordered_on", "date"), Column("expected_on", "date", hxl="#date+expected"), text("source"), OBSERVED,
    ),
)  # fmt: skip

# A request to the common pipeline; its lines are of the table beside it. Who decides is an organisation.
REQUESTS = Frame(
    "requests", "latest", ("request_id",), "observed_on",
    (
        Column("request_id", "code", required=True),
        text("organisation", hxl="#org+acronym"), Column("adm2_pcode", "code", hxl="#adm2+code", refers="boundaries"),
        Column("site_id", "code", refers="sites", hxl="#loc+site+code"),
        count("households", "households", 1_000_000, hxl="#affected+hh"), Column("kit", "code"),
        text("assessment_reference"), Column("planned_on", "date"),
        choice("request_status", *REQUEST_STATUSES, hxl="#status"),
        *(Column(f"{step}_on", "date") for step in
          ("received", "endorsed", "approved", "released", "delivered", "distributed", "reported", "closed")),
        count("households_approved", "households", 1_000_000),
        count("households_reported", "households", 1_000_000, hxl="#reached+hh"),
        text("endorsing_organisation"), text("approving_organisation"), text("decision_reason"),
        choice("sensitivity", *SENSITIVITIES), text("source"), OBSERVED,
    ),
)  # fmt: skip

REQUEST_ITEMS = Frame(
    "request_items", "latest", ("request_id", "item"), "observed_on",
    (
        Column("request_id", "code", required=True), _ITEM,
        amount("quantity", "units", 100_000_000, hxl="#item+qty"),
        amount("quantity_approved", "units", 100_000_000), _WAREHOUSE, OBSERVED,
    ),
)  # fmt: skip

VEHICLES = Frame(
    "vehicles", "latest", ("vehicle_id",), "observed_on",
    (
        Column("vehicle_id", "code", required=True), choice("vehicle_type", *VEHICLE_TYPES, required=True),
        _WAREHOUSE, count("vehicles", "vehicles", 1_000), amount("payload_t", "t", 10_000),
        amount("payload_m3", "m3", 50_000), text("operator", hxl="#org+impl"),
        Column("available_from", "date"), Column("available_until", "date"), text("source"), OBSERVED,
    ),
)  # fmt: skip

# Each patch is a dated event of the way: its status, who says so, and what still passes.
WAYS = Frame(
    "ways", "latest", ("way_id",), "observed_on",
    (
        Column("way_id", "code", required=True), Column("route", "code"),
        Column("mode", "choice", choices=WAY_MODES), Column("way_class", "choice", choices=WAY_CLASSES),
        Column("from_pcode", "code", refers="boundaries"), Column("to_pcode", "code", refers="boundaries"),
        Column("length_km", "number", "km", least=0, most=2_000),
        Column("status", "choice", choices=WAY_STATUSES, hxl="#access+status"),
        text("reason"), text("source"), OBSERVED, Column("geometry", "geometry", shape="line"),
        choice("restriction", *WAY_RESTRICTIONS), amount("largest_truck_t", "t", 100), text("open_hours"),
        choice("rainy_status", *WAY_STATUSES), text("passes"), choice("vessel", *VESSELS),
        amount("capacity_t_day", "t/day", 100_000), amount("capacity_m3_day", "m3/day", 500_000),
        amount("departures_week", "per week", 500), choice("sensitivity", *SENSITIVITIES),
        Column("way_level", "integer", least=-10, most=10),
    ),
)  # fmt: skip
