"""The fictional emergency, as emergency.toml tells it: bulletins and who confirmed them, centres, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.draw import Draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.demo.places import Commune

Row = dict[str, Any]
ENTERED = "Prévisionniste (fictif)"
HOUSES_OF_FAMILIES = 0.7  # families whose house was hit, of those affected


def make_alerts(plan: Row) -> list[Row]:
    """Return the bulletins in order of time, one row a department and hazard."""
    rows = [
        {"series": told["series"], "adm1_pcode": place, "hazard": hazard, "issued_at": told["issued_at"],
         "level": level, "valid_from": None, "valid_until": told.get("valid_until"), "issuer": told["issuer"],
         "bulletin": told["bulletin"], "entered_by": ENTERED, "source": told["issuer"],
         "observed_on": told["issued_at"][:10]}
        for told in plan["bulletins"] for place, hazard, level in told["levels"]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["issued_at"], row["adm1_pcode"], row["hazard"]))


def make_confirmations(plan: Row) -> list[Row]:
    """Return who confirmed which bulletins as the second person."""
    second = {told["bulletin"]: told["second"] for told in plan["bulletins"] if "second" in told}
    return [
        {"table_name": "alerts", "confirmed_on": row["observed_on"], "confirmed_by": second[row["bulletin"]],
         "record_id": "|".join(row[name] for name in ("series", "adm1_pcode", "hazard", "issued_at"))}
        for row in make_alerts(plan) if row["bulletin"] in second
    ]  # fmt: skip


def make_activations(plan: Row) -> list[Row]:
    """Return the states of the emergency centres in order of time."""
    rows = [
        {"centre": told["centre"], "place": place, "issued_at": at, "activation": state, "issuer": told["issuer"],
         "source": told["issuer"], "observed_on": at[:10]}
        for told in plan["activations"] for place, at, state in told["states"]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["issued_at"], row["place"]))


def make_impacts(plan: Row, communes: Mapping[str, Commune]) -> list[Row]:
    """Return the reports of communes in order of time; a second one replaces the first, and counts grow."""
    draw = Draw(plan["set"]["seed"], "emergency")
    rows = []
    for told in plan["reports"]:
        first = _first(draw, communes[told["adm2_pcode"]].population)
        grown = _grown(draw, first)
        for n, (at, figures) in enumerate(((told["first"], first), (told.get("last"), grown))):
            if at is None:
                continue
            own = {"deaths": told["deaths"][n]} if "deaths" in told else {}
            blank = dict.fromkeys(told.get("blank", ()))
            rows.append({"emergency": plan["emergency"]["code"], "adm2_pcode": told["adm2_pcode"], "reported_at": at,
                         **figures, **own, **blank, "source": plan["emergency"]["source"],
                         "entered_by": plan["emergency"]["entered"],
                         "observed_on": plan["emergency"]["day"]})  # fmt: skip
    return sorted(rows, key=lambda row: (row["reported_at"], row["adm2_pcode"]))


def _first(draw: Draw, population: int) -> Row:
    """Figures of a first report of a commune with so many people."""
    families = draw.whole(20, 60) * max(1, population // 20_000)
    houses = round(families * HOUSES_OF_FAMILIES)
    destroyed = houses // 8
    hosting = draw.whole(1, 4)
    sheltered = families // 5
    return {
        "deaths": 0, "missing": draw.whole(0, 2), "injured": draw.whole(0, 9), "families_affected": families,
        "people_affected": round(families * 4.5), "houses_flooded": houses // 3,
        "houses_damaged": houses - houses // 3 - destroyed, "houses_destroyed": destroyed,
        "schools_damaged": draw.whole(0, 3), "health_facilities_damaged": draw.whole(0, 1),
        "rivers_in_flood": draw.whole(0, 3), "ways_cut": draw.whole(0, 2),
        "shelters_opened": hosting + draw.whole(0, 2), "shelters_hosting": hosting,
        "families_in_shelters": sheltered, "people_in_shelters": round(sheltered * 4.5),
    }  # fmt: skip


def _grown(draw: Draw, first: Row) -> Row:
    """Figures of the next report: none of them falls."""
    more = draw.between(1.3, 2.2)
    told = {name: round(figure * more) for name, figure in first.items()}
    return told | {"shelters_opened": max(told["shelters_opened"], told["shelters_hosting"])}
