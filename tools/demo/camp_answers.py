"""Answers of the long form on the management of a site, its safety, the services of other sectors and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.frames.sites import NEEDS, SERVED
from tools.demo.luck import shifted
from tools.demo.wash_answers import level, ranged

if TYPE_CHECKING:
    from tools.demo.luck import Luck, Visit

Row = dict[str, Any]
FLAGS = (
    "information_point", "hotline_displayed", "registration", "site_plan", "site_improvements", "lighting",
    "site_accessible", "security_present", "women_feel_safe", "men_feel_safe", "children_feel_safe", "community_centre",
    "exit_plan", "eviction_threat", "school_attendance", "health_on_site", "market_access", "phone_network",
    *(f"service_{sector}" for sector in SERVED), *(f"need_{need}" for need in NEEDS),
)  # fmt: skip
COMMITTEE = ("committee_from_site", "committee_disability", "committee_youth")
# What the manager's name says of its kind; a manager that the register does not name is one of the last.
TYPES = {"Agence": "un_agency", "ONG H": "international_ngo", "ONG J": "national_ngo", "Mairie": "government",
         "Comité": "community"}  # fmt: skip
UNNAMED = ("community", "national_ngo", "other")
METHODS = {"on_site": 70, "key_informants": 24, "by_phone": 6}


def camp(visit: Visit, luck: Luck) -> Row:
    """Return the answers on management and on other sectors, as if everything had been asked."""
    found: Row = {name: luck.yes(name, visit) for name in FLAGS}
    found |= _managed(visit, luck) | ranged("health_walk_minutes", visit, luck)
    if visit.told.get("committee_present"):
        found |= {name: luck.yes(name, visit) for name in COMMITTEE}
    if visit.told.get("feedback_mechanism"):
        found["feedback_used"] = luck.yes("feedback_used", visit)
    return found | {
        "safety_incidents": min(12, int(level("safety_incidents", visit, luck))),
        "key_informants": luck.draw("key_informants").whole(2, 9),
        "collection_method": luck.draw("collection_method").weighted(METHODS),
    }


def _managed(visit: Visit, luck: Luck) -> Row:
    present = visit.told.get("management_present")
    if present is None:
        return {}
    if not present:
        return {"management_type": "none"}
    manager = str(visit.site.get("manager_organisation") or "")
    kind = next((kind for start, kind in TYPES.items() if manager.startswith(start)), "")
    opened = visit.site["opened_on"] or visit.site["observed_on"]
    since = shifted(opened, round(120 * luck.steady("management_since", visit) ** 2))
    found: Row = {
        "management_type": kind or UNNAMED[int(len(UNNAMED) * luck.steady("management_type", visit))],
        "management_mode": "resident"
        if luck.steady("management_mode", visit) < 0.45 + 0.1 * visit.quality
        else "mobile",
    }
    return found | ({"management_since": since} if since <= visit.day else {})
