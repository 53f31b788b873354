"""Six rounds of fictional assessments, with the holes of real ones: not visited, no access, not asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.followed import follow
from tools.demo.long_form import tell_all
from tools.demo.luck import Visit
from tools.demo.plan import draw_for
from tools.demo.services import answers, qualities

if TYPE_CHECKING:
    from tools.demo.draw import Draw

Row = dict[str, Any]


def make_assessments(plan: dict[str, Any], sites: list[Row], people: dict[str, int], mapap: set[str]) -> list[Row]:
    """Return one row for each round and each site that was open then."""
    quality = qualities(sites, mapap, plan)
    part, trend = plan["services"], plan["answers"]["trend"]
    spread = draw_for(plan, "household size")
    size = {key: spread.around(part["household_size"], part["household_size_spread"]) for key in people}
    rows: list[Row] = []
    long: list[tuple[Visit, float]] = []
    for one in [*plan["earlier_rounds"], *plan["rounds"]]:
        draw = draw_for(plan, f"round {one.get('round') or one['first_day']}")
        open_then = [site for site in sites if _is_open(site, one)]
        visits = [_visit(site, one, people[site["site_id"]], draw) for site in open_then]
        for site, row in zip(open_then, visits, strict=True):
            key = site["site_id"]
            row["households"] = max(1, round(row["individuals"] / size[key]))
            told = answers(site, (row["individuals"], row["households"]), quality[key] + one["quality"], draw, part)
            row.update(_asked(told, one.get("round", 1), draw, part))
        there = [(row["individuals"], row["households"]) for row in visits]
        _miss(visits, one, draw, part)
        rows += visits
        long += [
            (Visit(site, row, *counted, quality[site["site_id"]] + trend * one["quality"]), one["untold"])
            for site, row, counted in zip(open_then, visits, there, strict=True)
            if "not_assessed_reason" not in row
        ]
    tell_all(plan, long, sorted(mapap))
    follow(plan, rows)
    return rows


def _is_open(site: Row, one: Row) -> bool:
    closed = site.get("closed_on") or "9999"
    return bool(site["observed_on"] <= one["first_day"] and closed > one["last_day"])


def _visit(site: Row, one: Row, individuals: int, draw: Draw) -> Row:
    """People at the site in that round: the first rounds were smaller, each with its own noise."""
    now = individuals * one["people_share"] * (1 + (1 - one["people_share"]) * 0.5 * draw.bell())
    return {
        "site_id": site["site_id"],
        "assessed_on": draw.day(one["first_day"], one["last_day"]),
        "round": one.get("round"),
        "individuals": max(9, round(now)),
    }


def _asked(told: Row, number: int, draw: Draw, part: dict[str, Any]) -> Row:
    """Blank what was not asked; a committee's women are not asked where the committee was not."""
    kept = {name: None if draw.chance(part["not_asked"][name][number - 1]) else value for name, value in told.items()}
    if kept["committee_present"] is None:
        kept["committee_women_share"] = None
    return kept


def _miss(visits: list[Row], one: Row, draw: Draw, part: dict[str, Any]) -> None:
    """Empty the rows of sites that were not reached; leave some of the others without a count of people."""
    order = draw.shuffled(range(len(visits)))
    absent, closed = one["not_visited"], one["no_access"]
    for at in order[: absent + closed]:
        reason = "not_visited" if at in order[:absent] else "no_access"
        by_phone = reason == "not_visited" and draw.chance(part["told_by_phone_share"])
        row = visits[at]
        kept = {name: row[name] for name in ("site_id", "assessed_on", "round")}
        households = {"households": row["households"]} if by_phone else {}
        visits[at] = kept | households | {"not_assessed_reason": reason}
    for at in order[absent + closed :][: part["households_only"]]:
        visits[at]["individuals"] = None
