"""Measure Pare beside the yardstick, on the same data in the same run: `make bench`.

Prints each figure with its target, and writes the table of docs/performance.md (not with --no-write). Ends
with 0 whether or not targets are met, and with 1 only where something cannot be measured.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from data.store.store import Told
from tests.bench import (
    clicks,
    engine,
    gridded,
    ground,
    imports,
    ledgered,
    load_page,
    prepositioned,
    reach_edits,
    reached,
    rolled,
    sheltered,
    travelled,
    winds,
)
from tests.bench.report import CannotMeasure, machine, table, write
from tests.bench.servers import ROOT, Server, served
from tests.bench.tabled import Seen, figures
from tests.bench.visitor import visit
from tests.bench.walk import NATION, Side, Walk, walk

SHARED = Path(os.environ.get("PARE_SHARED", ROOT.parent / "shared")).resolve()
DOCUMENT = ROOT / "docs" / "performance.md"
SITES, SHELTERS = 0, 1  # positions among the layers of the map page
SAVES = 5


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-write", action="store_true", help="leave docs/performance.md alone")
    parser.add_argument("--minutes", type=float, default=15.0, help="give up after this many minutes")
    options = parser.parse_args()
    started = time.perf_counter()
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, options.minutes * 60)
    try:
        yardstick = _yardsticks()
        with tempfile.TemporaryDirectory(prefix="pare-bench-") as folder:
            block = asyncio.run(_measure(yardstick, Path(folder)))
        if not options.no_write:
            write(DOCUMENT, block)
    except CannotMeasure as error:
        print(f"cannot measure: {error}", file=sys.stderr)
        return 1
    print(f"\n{block}\n\n{time.perf_counter() - started:.0f} s in all")
    return 0


def _too_long(_number: int, _frame: FrameType | None) -> NoReturn:
    raise CannotMeasure("it takes too long here; --minutes gives it more time")


def _yardsticks() -> Path:
    folder = SHARED / "yardsticks"
    for name in ("naive_map_app.py", "load.py"):
        if not (folder / name).is_file():
            raise CannotMeasure(f"the yardstick {name} is not in the folder yardsticks of PARE_SHARED")
    return folder


async def _measure(yardsticks: Path, folder: Path) -> str:
    data = ground.lay(folder)
    told = [
        f"Data: demonstration (fictional); Pare {_counts(data.product)}; yardstick {_counts(data.yardstick)}.",
        f"Machine: {machine()}; load {os.getloadavg()[0]:.1f} before. Date: {datetime.now(tz=UTC):%Y-%m-%d}.",
    ]
    _say("\n".join(told))
    if data.product.sha256 != data.yardstick.sha256:
        raise CannotMeasure("both sides do not hold the same data")
    _say("reach, coverage, saves")
    reach, coverage = engine.reach(data.source), engine.coverage(data.source)
    rolled_up, saves = rolled.measured(), engine.after_saves(folder)
    clicked = clicks.measured(data.home)
    _say("winds, people on a grid, shelters")
    tried = reach_edits.figures(reach_edits.measured(data.source))
    prepared = [*tried, *winds.figures(winds.measured()), *gridded.figures(gridded.measured()),
                *sheltered.figures(sheltered.measured()), *travelled.figures(travelled.measured()),
                *reached.figures(reached.measured()), *ledgered.figures(ledgered.measured()),
                *prepositioned.figures(prepositioned.measured())]  # fmt: skip
    _say("imports, who is who")
    brought_in = imports.measured(folder)
    with ExitStack() as stack:
        _say("Pare")
        env = {"PARE_HOME": str(data.home), "BENCH_LOG": str(folder / "pare.log")}
        server = stack.enter_context(served(ROOT / "asgi.py", ROOT, env))
        pare, eight, twenty = await _product(server, data, yardsticks)
        after_save = await _after_save(server, data)
    with ExitStack() as stack:
        _say("yardstick")
        env = {"NAIVE_SITES": str(data.sites_file), "NAIVE_COMMUNES": str(data.communes_file),
               "BENCH_LOG": str(folder / "naive.log")}  # fmt: skip
        server = stack.enter_context(served(yardsticks / "naive_map_app.py", folder, env))
        naive, printed, naive_eight = await _naive(server, data, yardsticks)
    seen = Seen(pare, naive, printed, eight, naive_eight, twenty, reach, coverage, saves, after_save, brought_in,
                rolled_up, clicked, prepared)  # fmt: skip
    return "\n\n".join([*told, table(figures(seen))])


async def _product(
    server: Server, data: ground.Ground, yardsticks: Path
) -> tuple[Walk, dict[str, Any], dict[str, Any]]:
    side = Side(server, "dept", r'"(?:SIT|ABR)-\d+\\?"', {"layers": [SITES, SHELTERS]})
    seen = await walk(side, departments=len(data.departments), rounds=6, unchanged=60)
    _same_points(seen, data)
    script = yardsticks / "load.py"
    eight = load_page.load(script, server, seen.states, sessions=8, reruns=12)
    twenty = load_page.load(script, server, seen.states, sessions=20, reruns=10)
    return seen, eight, twenty


async def _naive(
    server: Server, data: ground.Ground, yardsticks: Path
) -> tuple[Walk, list[tuple[str, float]], dict[str, Any]]:
    side = Side(server, "department", r"(marker_\w+) = L\.marker\(")
    seen = await walk(side, departments=len(data.departments), rounds=1, unchanged=3)
    _same_points(seen, data)
    printed = server.server_ms()
    eight = load_page.load(yardsticks / "load.py", server, seen.states, sessions=8, reruns=1)
    return seen, printed, eight


async def _after_save(server: Server, data: ground.Ground) -> float:
    """Median ms of somebody's next run after another process saved one cell of one shelter."""
    shelters = data.store.records("shelters")["shelter_id"].head(SAVES)
    async with visit(server.address) as visitor:
        await visitor.run()
        states = Side(server, "dept", "", {"layers": [SITES, SHELTERS]}).states(visitor, NATION)
        await visitor.run(states)
        took = []
        for at, shelter in enumerate(shelters):
            with data.store.batch(Told("bench", "bench", "bench", fictional=True)) as batch:
                key, values = {"shelter_id": shelter}, {"capacity_persons": 40.0 + at}
                batch.save("shelters", key, values, read_at=data.store.head())
            took.append((await visitor.run(states)).seconds * 1000)
    return statistics.median(took)


def _same_points(seen: Walk, data: ground.Ground) -> None:
    if seen.points != len(data.product.points):
        raise CannotMeasure(f"the page sent {seen.points} points, not {len(data.product.points)}")


def _counts(rows: ground.Rows) -> str:
    return f"{len(rows.points)} points, {len(rows.communes)} communes, sha256 {rows.sha256[:16]}"


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
