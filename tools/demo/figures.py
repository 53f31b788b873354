"""The figures of the set, for its documentation and its tests."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tools.demo.places import read_communes

Tables = dict[str, list[dict[str, Any]]]
SOUTH = ("HT02", "HT07", "HT08", "HT10")


def figures(tables: Tables) -> dict[str, float]:
    """Return each figure by the words that the documentation uses for it."""
    parts = (_sites, _people, _presence, _shelters, _stock, _zones)
    return {words: value for part in parts for words, value in part(tables).items()}


def told(found: dict[str, float]) -> str:
    """Return the figures as the rows of a table in Markdown."""
    return "\n".join(f"| {words} | {value:,.10g} |" for words, value in found.items())


def last_counts(tables: Tables) -> dict[str, int]:
    """Return the people of each open site as its last assessment counted them, where it did."""
    open_sites = {site["site_id"] for site in tables["sites"] if site["status"] == "active"}
    last = {row["site_id"]: row for row in tables["assessments"]}  # rounds stand in order of time
    return {key: row["individuals"] for key, row in last.items() if key in open_sites and row.get("individuals")}


def _sites(tables: Tables) -> dict[str, float]:
    mapap = _metropolis()
    sites = tables["sites"]
    inside = [site for site in sites if site["adm2_pcode"] in mapap]
    managed = [site for site in inside if site.get("manager_organisation") == "Agence A (fictif)"]
    schools = [site for site in sites if site["site_type"] == "school"]
    return {
        "Sites in the metropolitan area": len(inside),
        "of them managed by Agence A (fictif)": len(managed),
        "Sites elsewhere": len(sites) - len(inside),
        "of them closed": sum(site["status"] == "closed" for site in sites),
        "Schools, share of sites": round(len(schools) / len(sites), 3),
    }


def _people(tables: Tables) -> dict[str, float]:
    mapap = _metropolis()
    where = {site["site_id"]: site["adm2_pcode"] in mapap for site in tables["sites"]}
    kinds = {site["site_id"]: site["site_type"] for site in tables["sites"]}
    counts = last_counts(tables)
    inside = [count for key, count in counts.items() if where[key]]
    outside = [count for key, count in counts.items() if not where[key]]
    last = max(row["observed_on"] for row in tables["displacement"])
    host = sum(row["host_family_individuals"] for row in tables["displacement"] if row["observed_on"] == last)
    total = sum(counts.values())
    schools = sum(count for key, count in counts.items() if kinds[key] == "school")
    reasons = Counter(row.get("not_assessed_reason") for row in tables["assessments"])
    return {
        "Mean people of a counted site, metropolitan area": round(sum(inside) / len(inside)),
        "Largest site": max(inside),
        "Mean people of a counted site, elsewhere": round(sum(outside) / len(outside)),
        "People counted at sites, last round": total,
        "Schools, share of people at sites": round(schools / total, 3),
        "People with host families, 31 August 2023": host,
        "Sites, share of displaced people": round(total / (total + host), 3),
        "Assessments": len(tables["assessments"]),
        "Columns that they fill": len({name for row in tables["assessments"] for name in row}),
        "of them not visited": reasons["not_visited"],
        "of them without access": reasons["no_access"],
    }


def _presence(tables: Tables) -> dict[str, float]:
    kinds = Counter(row["facility_type"] for row in tables["facilities"])
    return {
        "Organisations in the list of activities": len({row["organisation"] for row in tables["services"]}),
        "Activities": len(tables["services"]),
        "of them ongoing": sum(row.get("activity_status") == "ongoing" for row in tables["services"]),
        "Events after the last round": len(tables["events"]),
        "of them not confirmed": sum(not row["confirmed"] for row in tables["events"]),
        "Actions agreed": len(tables["actions"]),
        "of them open": sum(row.get("action_status") == "open" for row in tables["actions"]),
        "Bulletins of the invented emergency": len(tables["alerts"]),
        "of them confirmed by a second person": len(tables["confirmations"]),
        "Communes that report of it": len({row["adm2_pcode"] for row in tables["impacts"]}),
        "Their reports": len(tables["impacts"]),
        "Facilities near sites": len(tables["facilities"]),
        "of them schools": kinds["school"],
        "of them water points": kinds["water_point"],
        "Former names of sites": len(tables["former_names"]),
        "of them under an id of another list": len(tables["identity"]),
    }


def _shelters(tables: Tables) -> dict[str, float]:
    mapap = _metropolis()
    rows = tables["shelters"]
    inside = [row for row in rows if row["adm2_pcode"] in mapap]
    centre = [row for row in rows if row["adm2_pcode"].startswith("HT06")]
    return {
        "Evacuation shelters": len(rows),
        "of them in Sud, Grand'Anse, Nippes and Sud-Est": sum(row["adm2_pcode"][:4] in SOUTH for row in rows),
        "Metropolitan area, share housing displaced people": _occupied(inside),
        "Centre, share housing displaced people": _occupied(centre),
        "Known capacity of all shelters": sum(row["capacity_persons"] or 0 for row in rows),
        "Shelters of unknown capacity": sum(row["capacity_persons"] is None for row in rows),
    }


def _occupied(rows: list[dict[str, Any]]) -> float:
    return round(sum(row["occupied_by_idps"] is True for row in rows) / len(rows), 3)


def _stock(tables: Tables) -> dict[str, float]:
    operators = Counter(row["operator"].split()[0] for row in tables["warehouses"])
    rows = tables["movements"]
    departed = {row["document"] for row in rows if row["kind"] == "transfer_out"}
    arrived = {row["document"] for row in rows if row["kind"] == "transfer_in"}
    return {
        "Warehouses of Agence A (fictif)": operators["Agence"],
        "Depots of DGPC (fictif)": operators["DGPC"],
        "Partner stores": operators["Partenaire"],
        "Stock movements": len(rows),
        "Papers": len({row["document"] for row in rows}),
        "Transfers on the way on 31 August 2023": len(departed - arrived),
        "Reversals": sum(row["kind"] == "reversal" for row in rows),
        "Counted lots": sum(row["kind"] == "count" for row in rows),
    }


def _zones(tables: Tables) -> dict[str, float]:
    sets = Counter(row["zone_set"] for row in tables["zones"])
    return {f"Zones: {name}": count for name, count in sets.items()}


def _metropolis() -> set[str]:
    return {code for code, one in read_communes().items() if one.in_mapap}
