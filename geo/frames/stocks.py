"""Tables of stock and of the ways it travels: warehouses, items, kits, movements, ways."""

from __future__ import annotations

from geo.frames.frame import ADM2, CONFIDENCE, LAT, LON, OBSERVED, Column, Frame, amount, choice, text

MOVEMENT_KINDS = (
    "receipt", "transfer_out", "transfer_in", "release", "distribution", "loss",
    "assembly_out", "assembly_in", "reserve", "unreserve", "reversal", "count",
)  # fmt: skip
WAY_MODES = ("road", "sea", "air")
WAY_CLASSES = ("national", "departmental", "communal", "sea", "air")
WAY_STATUSES = ("open", "restricted", "closed")

WAREHOUSES = Frame(
    "warehouses", "latest", ("warehouse_id",), "observed_on",
    (
        Column("warehouse_id", "code", required=True, hxl="#loc+code"),
        text("name", hxl="#loc+name"), ADM2, LON, LAT,
        text("operator", hxl="#org+impl"), OBSERVED,
        amount("floor_area_m2", "m2", 100_000), amount("storage_volume_m3", "m3", 500_000),
        choice("warehouse_status", "open", "restricted", "closed"), CONFIDENCE,
    ),
    ours=True,
)  # fmt: skip

ITEMS = Frame(
    "items", "latest", ("item",), "observed_on",
    (
        Column("item", "code", required=True, hxl="#item+code"),
        text("name_fr", hxl="#item+name+i_fr"), text("name_en"), text("name_ht"), text("unit"),
        Column("weight_kg", "number", "kg", least=0, most=1_000),
        Column("volume_m3", "number", "m3", least=0, most=100),
        text("source"), Column("figure_status", "choice", choices=("verified", "unverified")), OBSERVED,
    ),
)  # fmt: skip

KITS = Frame(
    "kits", "latest", ("kit", "item"), "observed_on",
    (
        Column("kit", "code", required=True), Column("item", "code", required=True, refers="items"),
        Column("quantity", "number", "per household", required=True, least=0, most=1_000),
        text("source"), Column("figure_status", "choice", choices=("verified", "unverified")), OBSERVED,
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
        Column("item", "code", required=True, refers="items", hxl="#item+code"),
        Column("quantity", "number", "units", required=True, least=0, most=100_000_000, hxl="#item+qty"),
        Column("lot", "code"), Column("expiry", "date", hxl="#date+expiry"), text("note"),
    ),
)  # fmt: skip

WAYS = Frame(
    "ways", "latest", ("way_id",), "observed_on",
    (
        Column("way_id", "code", required=True), Column("route", "code"),
        Column("mode", "choice", choices=WAY_MODES), Column("way_class", "choice", choices=WAY_CLASSES),
        Column("from_pcode", "code", refers="boundaries"), Column("to_pcode", "code", refers="boundaries"),
        Column("length_km", "number", "km", least=0, most=2_000),
        Column("status", "choice", choices=WAY_STATUSES, hxl="#access+status"),
        text("reason"), text("source"), OBSERVED, Column("geometry", "geometry", shape="line"),
    ),
)  # fmt: skip
