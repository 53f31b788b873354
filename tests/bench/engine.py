"""Figures timed without a server: reach after a closure, coverage of a thousand sites, what a save makes others read."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from data import demo
from data.access import LOCAL
from data.snapshot import Source, household_size
from data.store.store import Store, Told
from geo.network import Conditions
from geo.snapshot import Snapshot
from results import Results
from results.stocks import BANDS

KIT = "essential"
SITES = 1000
NEED_SHARE = 0.02  # of the households of every commune: a need everywhere, made up
CLOSURES = 20
REPEATS = 15
# The five road ways out of the metropolitan area.
MAPAP_EXITS = (
    ("HT0131", "HT0132"),
    ("HT0131", "HT0133"),
    ("HT0131", "HT0142"),
    ("HT0131", "HT0621"),
    ("HT0113", "HT0116"),
)
# What the map page and its sidebar read.
READ = (
    "boundaries", "places", "population", "sites", "assessments", "displacement", "shelters", "warehouses",
    "balances", "ways", "zones", "items", "kits",
)  # fmt: skip


@dataclass(frozen=True)
class Times:
    """Several measurements of one thing, in ms: on the clock, and CPU of this process."""

    wall_ms: tuple[float, ...]
    cpu_ms: tuple[float, ...]

    @property
    def median(self) -> float:
        """Median on the clock."""
        return statistics.median(self.wall_ms)

    @property
    def note(self) -> str:
        """The spread, and the CPU, which others on the machine disturb less."""
        return (
            f"{min(self.wall_ms):.0f} to {max(self.wall_ms):.0f} ms over {len(self.wall_ms)}; "
            f"CPU {statistics.median(self.cpu_ms):.0f} ms"
        )


def timed(runs: list[Callable[[], Any]]) -> Times:
    """Time each of the runs once."""
    wall, cpu = [], []
    for run in runs:
        used, started = time.process_time(), time.perf_counter()
        run()
        wall.append((time.perf_counter() - started) * 1000)
        cpu.append((time.process_time() - used) * 1000)
    return Times(tuple(wall), tuple(cpu))


def keeping() -> Callable[[Snapshot, Hashable, Callable[[], Any]], Any]:
    """Return a cache as the pages have one: what a closure does not touch is not computed again."""
    kept: dict[Hashable, Any] = {}

    def keep(_view: Snapshot, key: Hashable, compute: Callable[[], Any]) -> Any:
        if key not in kept:
            kept[key] = compute()
        return kept[key]

    return keep


def closures(ways: pd.DataFrame, most: int = CLOSURES) -> list[tuple[str, ...]]:
    """Return closures to be tried: all road ways out of the metropolitan area, then single ways from all over."""
    roads = ways[ways["mode"] == "road"]
    ends = [frozenset(pair) for pair in MAPAP_EXITS]
    cut = [frozenset(pair) in ends for pair in zip(roads["from_pcode"], roads["to_pcode"], strict=True)]
    step = max(1, len(ways) // (most - 1))
    singles = [(way,) for way in ways["way_id"].iloc[::step]][: most - 1]
    return [tuple(sorted(roads.loc[cut, "way_id"])), *singles]


def need_everywhere(snapshot: Snapshot) -> tuple[tuple[str, float], ...]:
    """A need for every commune, in proportion to its people."""
    people = snapshot.frame("population").set_index("adm_pcode")["population"]
    communes = snapshot.frame("places")["adm2_pcode"]
    size = household_size(snapshot.settings).value
    return tuple((code, float(people.get(code, 0.0)) / size * NEED_SHARE) for code in communes)


def reach(source: Source) -> dict[str, Times]:
    """Reach recomputed after closing a way, in five bands: alone as capacity and with a need, and together."""
    snapshot = source.take(audience=LOCAL.role)
    results = Results(snapshot, LOCAL, keeping())
    need = need_everywhere(snapshot)
    shut = [Conditions(closed=closed) for closed in closures(results.ways())]
    asked: dict[str, tuple[str, dict[str, Any]]] = {
        "alone": ("adm1", {"mode": "alone"}),
        "alone_need": ("adm1", {"mode": "alone", "need": need}),
        "together": ("adm2", {"mode": "together", "need": need}),
    }
    told = {}
    for name, (level, how) in asked.items():
        results.reach(level, KIT, within=BANDS, **how)
        # Each closure is new to the cache, the stock and the kit are not.
        fresh = Results(snapshot, LOCAL, keeping())
        fresh.reach(level, KIT, within=BANDS, **how)
        told[name] = timed([_reached(fresh, level, how, conditions) for conditions in shut])
    return told


def _reached(results: Results, level: str, how: dict[str, Any], conditions: Conditions) -> Callable[[], Any]:
    return lambda: results.reach(level, KIT, within=BANDS, conditions=conditions, **how)


def replicated(snapshot: Snapshot, sites: int = SITES) -> Snapshot:
    """Return the snapshot with this many open sites: the demonstration's over and over, under other ids."""
    own, answers = snapshot.frame("sites"), snapshot.frame("assessments")
    times = -(-sites // len(own))
    many = pd.concat([own.assign(site_id=own["site_id"] + f"-{n}") for n in range(times)], ignore_index=True)
    many = many.head(sites)
    told = pd.concat([answers.assign(site_id=answers["site_id"] + f"-{n}") for n in range(times)])
    told = told[told["site_id"].isin(many["site_id"])].reset_index(drop=True)
    frames = {"sites": many, "assessments": told}
    return replace(snapshot, load=lambda name: frames[name] if name in frames else snapshot.load(name))


def coverage(source: Source) -> dict[str, Times]:
    """All standards at a thousand sites: the sites alone, and with the sums of communes and departments."""
    snapshot = replicated(source.take(audience=LOCAL.role))
    results = Results(snapshot, LOCAL)
    asked: dict[str, Callable[[], Any]] = {
        "sites": results.site_coverage,
        "adm2": lambda: results.coverage("adm2"),
        "adm1": lambda: results.coverage("adm1"),
    }
    for run in asked.values():
        run()
    return {name: timed([run] * REPEATS) for name, run in asked.items()}


class Counted:
    """A store that counts which tables are read."""

    READERS = ("records", "patches", "balances", "movements", "batches")

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._store, name)
        if name not in self.READERS:
            return value

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.read[str(args[0]) if name in ("records", "patches") else name] += 1
            return value(*args, **kwargs)

        return counted


@dataclass(frozen=True)
class AfterSave:
    """What one save of one cell made another user's snapshot read, and how long that took."""

    table: str
    read: tuple[str, ...]
    reading_ms: float


def after_saves(folder: Path) -> list[AfterSave]:
    """Save one cell in a table after the other, and each time look which tables another user reads again."""
    store = demo.open_or_make(folder / "saves.db")
    counted = Counted(store)
    source = Source(counted)  # type: ignore[arg-type]
    _read_all(source)
    told = []
    for table, cells in _changes(source.take(audience=LOCAL.role)).items():
        with store.batch(Told("bench", "bench", "bench", fictional=True)) as batch:
            rows = pd.DataFrame([cells])
            batch.move(rows) if table == "movements" else batch.patch(table, rows)
        counted.read.clear()
        took = timed([lambda: _read_all(source)])
        told.append(AfterSave(table, tuple(sorted(counted.read.elements())), took.median))
    return told


def _read_all(source: Source) -> None:
    snapshot = source.take(audience=LOCAL.role)
    for name in READ:
        snapshot.frame(name)


def _changes(snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """One changed row a table, on rows that are there; tables that others refer to come last."""
    names = ("sites", "shelters", "warehouses", "displacement", "ways", "items")
    first = {name: snapshot.frame(name).iloc[0] for name in names}
    site, depot = first["sites"]["site_id"], first["warehouses"]["warehouse_id"]
    commune, item = first["displacement"]["adm_pcode"], first["items"]["item"]
    return {
        "shelters": {"shelter_id": first["shelters"]["shelter_id"], "capacity_persons": 41.0},
        "displacement": {"adm_pcode": commune, "observed_on": demo.AS_OF, "host_family_individuals": 4100.0},
        "assessments": {"site_id": site, "assessed_on": demo.AS_OF, "households": 41.0},
        "ways": {"way_id": first["ways"]["way_id"], "status": "closed"},
        "movements": {"document": "BENCH", "line": 1, "moved_on": demo.AS_OF, "kind": "receipt",
                      "warehouse_id": depot, "item": item, "quantity": 1.0},
        "warehouses": {"warehouse_id": depot, "operator": "Agence A (fictif)"},
        "sites": {"site_id": site, "area_m2": 4100.0},
    }  # fmt: skip
