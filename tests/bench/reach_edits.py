"""Server time of what-ifs of reach: every kind of change, each never tried before, alone and together, and on the page.

Runs in the process of `tests.bench.clicks`. The figures are those of the first screen: the place of the answer, and the
difference by department.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from components.figures.changes_address import written
from data.access import LOCAL
from data.snapshot import Source
from geo.what_if import Change, new_warehouse
from results import Results
from results.reach_trials import ReachQuestion
from tests.bench.engine import Times, keeping, need_everywhere, timed
from tests.bench.report import Figure

KIT = "essential"
HOURS = 24.0
NEED = "need", "share"  # of the page: a planning figure, so that every commune is in need


def changes() -> list[tuple[Change, ...]]:
    """One trial of each kind and some of several changes; the kinds that change hours and those that change stock."""
    added = Change("warehouse", "Entrepôt d'essai", 0.0, "", "HT0833")
    return [
        (Change("close", "RN2"),),
        (Change("close", "RN7"), Change("close", "RN1")),
        (Change("move", "tarpaulin", 1_000.0, "MAG-01", "MAG-05"),),
        (Change("add", "tarpaulin", 2_000.0, "", "MAG-04"),),
        (added, Change("move", "rope", 400.0, "MAG-01", new_warehouse("HT0833"))),
        (Change("boat", "", 190.0, "HT0511", "HT0811"),),
        (Change("vehicle", "truck", 4.0, "MAG-05"),),
        (Change("close", "RN2"), Change("add", "jerrycan", 2_000.0, "", "MAG-05")),
    ]


def measured(source: Source) -> dict[str, Times]:
    """Time the figures of a change, without the page: alone, together, and the plan of loads."""
    snapshot = source.take(audience=LOCAL.role)
    need = need_everywhere(snapshot)
    asked = {"alone": ReachQuestion(KIT, "alone", need), "together": ReachQuestion(KIT, "together", need)}
    told = {}
    for name, question in asked.items():
        results = Results(snapshot, LOCAL, keeping())
        results.reach_of(question, "adm0")
        results.reach_of(question, "adm1")
        told[name] = timed([_tried(results, question, one) for one in changes()])
    results = Results(snapshot, LOCAL, keeping())
    results.dispatch(asked["together"], HOURS)
    told["dispatch"] = timed([_sent(results, asked["together"], one) for one in changes()])
    return told


def _tried(results: Results, question: ReachQuestion, one: tuple[Change, ...]) -> Callable[[], Any]:
    def run() -> None:
        results.reach_of(question, "adm0", one)
        results.reach_difference(question, "adm1", one)

    return run


def _sent(results: Results, question: ReachQuestion, one: tuple[Change, ...]) -> Callable[[], Any]:
    return lambda: results.dispatch(question, HOURS, changes=one)


def addresses() -> list[str]:
    """What the address of the page holds for each of the changes."""
    return [written(one) for one in changes()]


def figures(told: dict[str, Times]) -> list[Figure]:
    """Return the lines of the table: the longest of the changes counts."""
    asked = (
        ("What if, each place alone, a need in every commune: nation and difference by department", "alone", 300),
        ("What if, all together, a need in every commune: nation and difference by department", "together", 1000),
        ("The plan of loads after a change, a need in every commune", "dispatch", 1000),
    )
    return [
        Figure(what, "ms", max(told[name].wall_ms), at_most=most,
               note=f"the longest of {len(changes())} trials never made before (ways, stock, warehouse, boat, vehicles); "
               f"median {told[name].median:.0f} ms; {told[name].note}")
        for what, name, most in asked
    ]  # fmt: skip


def tries() -> list[dict[str, str]]:
    """What each change puts into the address of the page."""
    return [{"changes": text} for text in addresses()]
