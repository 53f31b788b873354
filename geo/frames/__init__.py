"""THE VOCABULARY: every table's columns, kinds, units, bounds, keys and merge rule.

A table is said here once. The store makes its tables from it, importers check against it, templates, forms and
the data dictionary are generated from it. Nobody passes column names as arguments.

Kinds: text, code (an identifier), choice, integer, number, share (0-1), date, instant, boolean, geometry
(EPSG:4326). Unknown is null, never zero.
"""

from __future__ import annotations

from geo.frames.actions import ACTION_STATUSES, ACTIONS
from geo.frames.alerts import ACTIVATIONS, ALERTS, IMPACTS
from geo.frames.events import EVENT_KINDS, EVENTS
from geo.frames.frame import DTYPES, Column, Frame, Kind, Merge, promised
from geo.frames.hazards import PORTFOLIO, SHELTER_STATUSES, SHELTER_TYPES, SHELTERS, STRUCTURES, TRACKS, ZONES
from geo.frames.monitoring import POST_DISTRIBUTION
from geo.frames.outbox import MESSAGES, STORM_FACTS
from geo.frames.places import BOUNDARIES, DISPLACEMENT, LEVELS, NOT_REPORTED, POPULATION
from geo.frames.records import CONFIRMATIONS, DISTINCTIONS, MAPPINGS, SETTINGS, WITHHELD
from geo.frames.reports import SITUATION_REPORTS
from geo.frames.scenarios import SCENARIOS
from geo.frames.services import FACILITIES, OBSERVATIONS, SERVICES
from geo.frames.sites import ASSESSMENTS, NOT_ASSESSED, SECTORS, SITE_CLASSES, SITE_TYPES, SITES
from geo.frames.stocks import (
    ITEMS,
    KITS,
    MOVEMENT_KINDS,
    MOVEMENT_REASONS,
    MOVEMENTS,
    PIPELINE,
    PIPELINE_STATUSES,
    REQUEST_ITEMS,
    REQUEST_STATUSES,
    REQUESTS,
    STOCK_LEVELS,
    VEHICLE_TYPES,
    VEHICLES,
    WAREHOUSES,
    WAY_CLASSES,
    WAY_MODES,
    WAY_RESTRICTIONS,
    WAY_STATUSES,
    WAYS,
)

FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        BOUNDARIES, POPULATION, SITES, ASSESSMENTS, EVENTS, DISPLACEMENT, SERVICES, ACTIONS, FACILITIES, OBSERVATIONS,
        SHELTERS, WAREHOUSES, ITEMS, KITS, MOVEMENTS, STOCK_LEVELS, PIPELINE, REQUESTS, REQUEST_ITEMS,
        POST_DISTRIBUTION, VEHICLES, ZONES, SCENARIOS, TRACKS, PORTFOLIO, WAYS,
        ALERTS, ACTIVATIONS, IMPACTS, STORM_FACTS, MESSAGES, CONFIRMATIONS, DISTINCTIONS,
        WITHHELD, MAPPINGS, SETTINGS, SITUATION_REPORTS,
    )
}  # fmt: skip

__all__ = [
    "ACTIONS", "ACTION_STATUSES", "ACTIVATIONS", "ALERTS", "ASSESSMENTS", "BOUNDARIES", "CONFIRMATIONS",
    "DISPLACEMENT", "DISTINCTIONS", "DTYPES", "EVENTS", "EVENT_KINDS", "FACILITIES", "FRAMES", "IMPACTS", "ITEMS",
    "KITS", "LEVELS", "MAPPINGS", "MESSAGES", "MOVEMENTS", "MOVEMENT_KINDS", "MOVEMENT_REASONS", "NOT_ASSESSED",
    "NOT_REPORTED", "OBSERVATIONS", "PIPELINE", "PIPELINE_STATUSES", "POPULATION", "PORTFOLIO", "POST_DISTRIBUTION",
    "REQUESTS", "REQUEST_ITEMS", "REQUEST_STATUSES", "SCENARIOS", "SECTORS", "SERVICES", "SETTINGS", "SHELTERS",
    "SHELTER_STATUSES", "SHELTER_TYPES", "SITES", "SITE_CLASSES", "SITE_TYPES", "SITUATION_REPORTS", "STOCK_LEVELS",
    "STORM_FACTS", "STRUCTURES", "TRACKS", "VEHICLES", "VEHICLE_TYPES", "WAREHOUSES", "WAYS", "WAY_CLASSES",
    "WAY_MODES", "WAY_RESTRICTIONS", "WAY_STATUSES", "WITHHELD", "ZONES", "Column", "Frame", "Kind", "Merge",
    "promised",
]  # fmt: skip
