"""What was seen, put beside the targets: which measurement stands for which line of the table."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from tests.bench import imports, rolled
from tests.bench.engine import SITES, AfterSave, Times
from tests.bench.report import Figure
from tests.bench.walk import Walk, median_ms, most_kb


@dataclass(frozen=True)
class Seen:
    """Everything that one bench measured."""

    pare: Walk
    naive: Walk
    printed: list[tuple[str, float]]
    eight: dict[str, Any]
    naive_eight: dict[str, Any]
    twenty: dict[str, Any]
    reach: dict[str, Times]
    coverage: dict[str, Times]
    saves: list[AfterSave]
    after_save_ms: float
    imports: imports.Imports
    rolled: dict[str, Times]
    clicks: dict[str, Times]
    preparedness: list[Figure]


def figures(seen: Seen) -> list[Figure]:
    """Return the lines of the table."""
    return [
        *_times(seen),
        *_wire(seen),
        *_cpu(seen),
        *_sessions(seen),
        *_engine(seen),
        *_rolled(seen),
        *_clicks(seen),
        *seen.preparedness,
        *_saves(seen),
        *imports.figures(seen.imports),
    ]


def _times(seen: Seen) -> list[Figure]:
    pare, naive = seen.pare, seen.naive
    own = {
        whole: statistics.median([ms for name, ms in seen.printed if (name == "all") is whole])
        for whole in (True, False)
    }
    return [
        Figure(
            "One department to all, round trip", "ms", median_ms(pare.to_all), median_ms(naive.to_all),
            at_least_times=20, note=f"the yardstick says {own[True]:,.0f} ms of itself (SERVER_MS)",
        ),
        Figure(
            "All to one department, round trip", "ms", median_ms(pare.to_one), median_ms(naive.to_one),
            at_least_times=10,
            note=f"median over every other department; the yardstick says {own[False]:,.0f} ms of itself; Pare's first "
            f"visit of a department, nothing kept: {median_ms(pare.to_one_cold):.0f} ms",
        ),
        Figure("Nothing changed, round trip", "ms", median_ms(pare.unchanged), median_ms(naive.unchanged)),
        Figure("First visit of a fresh server", "ms", pare.cold.seconds * 1000, naive.cold.seconds * 1000),
    ]  # fmt: skip


def _wire(seen: Seen) -> list[Figure]:
    pare, naive = seen.pare, seen.naive
    plain = f"{pare.first.plain_bytes / 1000:.0f} kB before compression"
    asked = (
        ("On the wire, first message", [pare.first], [naive.first], 80.0, plain),
        ("On the wire, one department to all (largest)", pare.to_all, naive.to_all, 80.0, ""),
        ("On the wire, all to one department (largest)", pare.to_one, naive.to_one, 80.0, ""),
        ("On the wire, nothing changed (largest)", pare.unchanged, naive.unchanged, 15.0, ""),
    )
    return [
        Figure(what, "kB", most_kb(one), most_kb(two), at_most=most, note=note) for what, one, two, most, note in asked
    ]


def _cpu(seen: Seen) -> list[Figure]:
    pare, naive = seen.pare, seen.naive
    return [
        Figure("CPU a full rerun, nothing changed", "ms", pare.cpu_unchanged_ms, naive.cpu_unchanged_ms, at_most=80),
        Figure("CPU a full rerun, department changed", "ms", pare.cpu_changed_ms, naive.cpu_changed_ms, at_most=80),
    ]


def _sessions(seen: Seen) -> list[Figure]:
    eight, naive, twenty = seen.eight, seen.naive_eight, seen.twenty
    return [
        Figure(
            "8 busy sessions, median rerun", "ms", eight["p50_s"] * 1000, naive["p50_s"] * 1000, at_least_times=20,
            note=f"95th percentile {eight['p95_s'] * 1000:.0f} ms, yardstick {naive['p95_s'] * 1000:,.0f} ms",
        ),
        Figure(
            "20 busy sessions, median rerun", "ms", twenty["p50_s"] * 1000, at_most=1000,
            note=f"95th percentile {twenty['p95_s'] * 1000:.0f} ms; {twenty['cpu_ms_per_rerun']:.0f} ms CPU a rerun; "
            f"memory {twenty['rss_mb'][0]} to {twenty['rss_mb'][1]} MB",
        ),
    ]  # fmt: skip


def _engine(seen: Seen) -> list[Figure]:
    asked = (
        ("Reach of all departments alone, five bands, after a closure: capacity", seen.reach["alone"], 300.0),
        ("The same with a need in every commune", seen.reach["alone_need"], 300.0),
        ("Reach together, five bands, every commune, after a closure", seen.reach["together"], 1000.0),
        (f"Coverage of {SITES:,} sites, all standards", seen.coverage["sites"], 50.0),
        (f"Coverage of {SITES:,} sites with the sums of communes", seen.coverage["adm2"], 50.0),
        (f"Coverage of {SITES:,} sites with the sums of departments", seen.coverage["adm1"], 50.0),
    )
    return [Figure(what, "ms", times.median, at_most=most, note=times.note) for what, times, most in asked]


def _rolled(seen: Seen) -> list[Figure]:
    small, large, rows = (seen.rolled[name] for name in ("small", "large", "rows"))
    standards, plain = len(rolled.norms().standards), len(rolled.plain_standards())
    every = f"{standards} standards, roll-ups to nine groupings (places, sections, types, classes, managers, a polygon)"
    return [
        Figure(
            f"{rolled.SITES:,} sites with {rolled.ROUNDS} rounds, {every}", "ms", small.median, rows.median, at_most=150,
            note=f"{small.note}; the yardstick is pandas apply and groupby, row by row, on the same sites: {plain} "
            "of the standards and six of the groupings",
        ),
        Figure(f"{rolled.MANY:,} sites, the same", "ms", large.median, at_most=3000, note=large.note),
    ]  # fmt: skip


def _clicks(seen: Seen) -> list[Figure]:
    asked = (
        ("A click on a cell of the matrix of coverage, a department for the first time", seen.clicks["cell"]),
        ("A click on another standard of the matrix", seen.clicks["standard"]),
        ("The map of priorities for the first time", seen.clicks["map"]),
    )
    return [
        Figure(what, "ms", max(times.wall_ms), at_most=300, note=f"the longest of {times.note}")
        for what, times in asked
    ] + _edits(seen)


def _edits(seen: Seen) -> list[Figure]:
    """Server time of an edit; the browser paints a map of one layer within 330 ms."""
    asked = (
        ("Scenario edit to painted: a cyclone never seen before, server", seen.clicks["cyclone"], 1170),
        ("Scenario edit to painted: an earthquake never seen before, server", seen.clicks["quake"], 1170),
        ("The slider of a cyclone moved to an hour never seen before, server", seen.clicks["hour"], 300),
        (
            "The page of reach after a what-if never tried before, each place alone, server",
            seen.clicks["reach_alone"],
            1000,
        ),
        ("The page of reach after a what-if never tried before, together, server", seen.clicks["reach_together"], 1000),
    )
    return [Figure(what, "ms", times.median, at_most=most, note=times.note) for what, times, most in asked]


def _saves(seen: Seen) -> list[Figure]:
    worst = max(seen.saves, key=lambda one: len(one.read))
    listed = "; ".join(f"{one.table}: {', '.join(one.read)} ({one.reading_ms:.0f} ms)" for one in seen.saves)
    return [
        Figure(
            "Tables that others read again after a save in one (most)", "", len(worst.read), at_most=1,
            note=f"by table saved in: {listed}",
        ),
        Figure(
            "Another user's next run after a save of one shelter", "ms", seen.after_save_ms,
            note=f"its share of the page is made again too; with nothing saved {median_ms(seen.pare.unchanged):.0f} ms",
        ),
    ]  # fmt: skip
