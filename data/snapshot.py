"""Store and shipped files -> Snapshot: every table read lazily and kept by (table, last seq that touched it, as_of)."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pandas as pd

from data import bundled_geography as bundled
from data import reference_logistics, reference_tables, reference_ways, settings_changes, who_is_who
from data.countersigned import countersigned
from data.credits import credits_due
from data.deny_list import NOBODY_DENIED, Denied, denied, without
from data.home import today
from data.ledger_asked import answered
from data.origins import LOOKED_AT, origins
from data.store.merge import merged, renamed
from data.store.readable import Readable
from geo import boundaries as geography
from geo.disclosure import without_sensitive
from geo.errors import ReferenceProblem
from geo.frames import FRAMES, WITHHELD
from geo.given_requests import with_requests
from geo.settings import Said, Setting
from geo.snapshot import Snapshot

SCHEMATIC = "schematic"
# What only the gate may serve once a row of it is real: all but shapes, population and settings.
BEHIND_THE_GATE = tuple(name for name in FRAMES if name not in ("boundaries", "population", "settings"))
SITUATION = ("sites", "assessments", "displacement", "shelters", "warehouses", "movements", "zones")
# Tables made of others, or with rows of others left out: a touch of any of them makes a new reading.
MADE_OF: dict[str, tuple[str, ...]] = {
    "assessments": ("assessments", "sites"),
    "boundaries": ("boundaries", "settings"),
    "population": ("population", "settings"),
    "places": ("boundaries", "settings"),
    "balances": ("movements", "warehouses", "items"),
    "kits": ("kits", "items"),
    "aliases": ("sites", "shelters", "warehouses", "facilities"),
    "shelter_patches": ("shelters",),
    "way_patches": ("ways",),
    "doubles": (*who_is_who.TABLES, "assessments", "ways", "distinctions"),
    "decisions": tuple(FRAMES),
    "batches": tuple(FRAMES),
    "recorded": tuple(FRAMES),
    "changes": ("settings",),
    "countersigned": ("alerts", "confirmations"),
    "origins": tuple(dict.fromkeys(name for told in LOOKED_AT.values() for name, _ in told)),
}
NAMED = {"sites": "site_id", "shelters": "shelter_id", "warehouses": "warehouse_id", "facilities": "facility_id"}
DAYLESS = ("boundaries", "population", "places", "batches", "decisions", "changes", "recorded")  # the same on every day
GIVEN = "given"  # what was distributed to sites, by the ledger's slips and by partners' reports
KEPT = 200
Kept = TypeVar("Kept", pd.DataFrame, Snapshot, bool, int)


@dataclass(frozen=True)
class _Reading:
    """What one snapshot reads: the two clocks, the last seq that touched each table, and settings in force.

    `touched` is of the store's own tables, `versions` also of those made of them. `denied` are the records that
    the newest deny-list takes out, whatever the clocks are.
    """

    as_of: str
    known_at: int
    touched: Mapping[str, int]
    versions: Mapping[str, int]
    settings: Mapping[str, str]
    denied: Denied


class Source:
    """Snapshots of one store. Tables that nobody touched are read once and shared."""

    def __init__(self, store: Readable, scope: str = "store") -> None:
        self.store = store
        self.scope = scope
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()

    def take(self, *, audience: str, as_of: str | None = None, known_at: int | None = None) -> Snapshot:
        """Return the picture on two clocks for one audience.

        Without `as_of` it is today's; while the store holds fictional batches only, the day of the
        demonstration (setting `as_of`), so that its stock is not long expired. Without `known_at` it is the
        newest seq, fixed now: what is recorded while the picture is looked at is not in it.
        """
        known = self.store.head() if known_at is None else known_at
        state = self.store.state()  # the deny-list is the newest in every picture
        return self._keep(
            ("taken", known, state, audience, as_of, today()), lambda: self._picture(audience, as_of, known)
        )

    def _picture(self, audience: str, as_of: str | None, known: int) -> Snapshot:
        touched = self.store.touched(known)
        settings = self._settings(touched, known)
        real, fictional = self.store.batch_counts(SITUATION, known)
        day = as_of or (today() if real else settings.get("as_of", today()))
        told = {
            "holds_fictional": str(int(fictional > 0)),
            "holds_real": str(int(real > 0)),
            "gate_needed": str(int(self.store.batch_counts(BEHIND_THE_GATE, known)[0] > 0)),
        }
        made = {name: max(touched.get(p, 0) for p in parts) for name, parts in MADE_OF.items()}
        newest = touched if known == self.store.head() else self.store.touched()
        hidden = denied(self.store, known) if self._withholds(newest) else NOBODY_DENIED
        told["withheld_records"] = str(hidden.count)
        told["credits"] = ",".join(credits_due(self.store.sources(known)))
        reading = _Reading(day, known, touched, touched | made, settings, hidden)
        return Snapshot(
            as_of=day,
            known_at=known,
            audience=audience,
            scope=self.scope,
            versions={**reading.versions, GIVEN: self._given(reading, audience)},
            load=partial(self._shown, reading, audience),
            settings={**settings, **told},
            denied=hidden.digest,
            ask=partial(self._answered, reading, audience),
        )

    def _given(self, at: _Reading, audience: str) -> int:
        """What the ledger gave to sites, as a version: figures of sites stand while only other stock moves."""
        if not {"movements", "requests"} & set(at.touched):
            return 0
        rows = self._given_rows(at, audience)
        return self._keep(("fingerprint", *self._given_key(at, audience)), lambda: _fingerprint(rows))

    def _given_rows(self, at: _Reading, audience: str) -> pd.DataFrame:
        return self._keep(self._given_key(at, audience), lambda: self._given_of(at, audience))

    def _given_of(self, at: _Reading, audience: str) -> pd.DataFrame:
        slips = self._asked(at, audience, GIVEN, {})
        return with_requests(slips, *(self._shown(at, audience, name) for name in ("requests", "request_items")))

    def _given_key(self, at: _Reading, audience: str) -> tuple[Any, ...]:
        touched = (at.versions.get(name, 0) for name in ("movements", "warehouses", "requests", "request_items"))
        return (GIVEN, *touched, at.as_of, at.denied.digest, audience)

    def _withholds(self, newest: Mapping[str, int]) -> bool:
        """Whether anything was ever withheld and not undone: read again only after a touch of the deny-list."""
        if WITHHELD.name not in newest:
            return False
        return self._keep(("withholds", newest[WITHHELD.name]), lambda: len(self.store.records(WITHHELD.name)) > 0)

    def _settings(self, touched: Mapping[str, int], known_at: int) -> dict[str, str]:
        key = ("settings", touched.get("settings", 0))
        rows = self._keep(key, lambda: self.store.records("settings", known_at=known_at))
        told = rows[rows["value"].notna()]  # one that went back to what is shipped has no value
        return dict(zip(told["setting"], told["value"], strict=True))

    def _shown(self, at: _Reading, audience: str, name: str) -> pd.DataFrame:
        return without_sensitive(self._frame(at, name), audience)

    def _answered(self, at: _Reading, audience: str, question: str, where: Mapping[str, Any]) -> pd.DataFrame:
        """What the ledger says; the cache of figures keeps it, and what it gave to sites is kept here."""
        if question == GIVEN and not where:
            return self._given_rows(at, audience).copy(deep=False)
        return self._asked(at, audience, question, where)

    def _asked(self, at: _Reading, audience: str, question: str, where: Mapping[str, Any]) -> pd.DataFrame:
        """Ask the ledger of the warehouses that this audience may see."""
        shown = self._shown(at, audience, "warehouses")["warehouse_id"]
        return answered(self.store, question, where, (at.as_of, at.known_at, tuple(shown)))

    def _frame(self, at: _Reading, name: str) -> pd.DataFrame:
        day = "" if name in DAYLESS else at.as_of
        key = (name, at.versions.get(name, 0), day, at.denied.digest)
        return self._keep(key, lambda: without(name, self._made(at, name), at.denied))

    def _stored(self, at: _Reading, name: str) -> pd.DataFrame:
        """Rows of the store alone, kept apart from what is made of them: a touch of another table costs nothing."""
        key = ("stored", name, at.touched.get(name, 0), at.as_of)
        clocks: dict[str, Any] = {"as_of": at.as_of, "known_at": at.known_at}
        if name == "balances":
            key = ("stored", name, max(at.touched.get(part, 0) for part in ("movements", "items")), at.as_of)
            return self._keep(key, lambda: self.store.balances(**clocks))
        return self._keep(key, lambda: self.store.records(name, **clocks))

    def _keep(self, key: tuple[Any, ...], read: Callable[[], Kept]) -> Kept:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Kept = self._kept[key]
                return found
        rows = read()
        with self._lock:
            self._kept[key] = rows
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return rows

    def _made(self, at: _Reading, name: str) -> pd.DataFrame:
        read = partial(self._frame, at)
        made = {
            "boundaries": lambda: self._boundaries(at),
            "population": lambda: self._population(at),
            "places": lambda: _places(read("boundaries"), at.settings),
            "balances": lambda: _with_parent(self._stored(at, "balances"), "warehouses", read),
            "assessments": lambda: _with_parent(self._stored(at, "assessments"), "sites", read),
            "items": lambda: self._on_top_of(reference_logistics.items(), "items", at),
            "kits": lambda: self._on_top_of(reference_logistics.kits(), "kits", at),
            "ways": lambda: self._on_top_of(reference_ways.reference_ways(), "ways", at),
            "aliases": lambda: self._aliases(at, read),
            "batches": lambda: self.store.batches(at.known_at),
            "recorded": lambda: self.store.recorded(at.known_at),
            "doubles": lambda: who_is_who.queue(read),
            "shelter_patches": lambda: self.store.patches("shelters", as_of=at.as_of, known_at=at.known_at),
            "way_patches": lambda: self.store.patches("ways", as_of=at.as_of, known_at=at.known_at),
            "decisions": lambda: who_is_who.decisions(self.store, at.known_at),
            "origins": lambda: origins(self.store, as_of=at.as_of, known_at=at.known_at),
            "countersigned": lambda: countersigned(self.store, as_of=at.as_of, known_at=at.known_at),
            "changes": lambda: settings_changes.changes(self.store, at.known_at),
            "movements": lambda: self.store.movements(as_of=at.as_of, known_at=at.known_at),
        }
        return made[name]() if name in made else self.store.records(name, as_of=at.as_of, known_at=at.known_at)

    def _boundaries(self, at: _Reading) -> pd.DataFrame:
        """Boundaries of the set in force; what is known of the land does not depend on the day."""
        chosen = at.settings.get("boundary_set", SCHEMATIC)
        if chosen == SCHEMATIC:
            return bundled.bundled_boundaries()
        rows = self.store.records("boundaries", known_at=at.known_at)
        return rows[rows["boundary_set"] == chosen].reset_index(drop=True)

    def _population(self, at: _Reading) -> pd.DataFrame:
        chosen = at.settings.get("population_set", bundled.DEFAULT_POPULATION_SET)
        for series in (self.store.records("population", known_at=at.known_at), bundled.bundled_population()):
            rows = series[series["population_set"] == chosen]
            if len(rows):
                break
        return rows.reset_index(drop=True)

    def _on_top_of(self, reference: pd.DataFrame, name: str, at: _Reading) -> pd.DataFrame:
        """Shipped rows as the oldest patches, with the store's patches on top of them."""
        told = {"batch": 0, "row_id": range(len(reference)), "cleared": None, "_ordered_on": ""}
        patches = self.store.patches(name, as_of=at.as_of, known_at=at.known_at)
        if patches.empty:
            return FRAMES[name].conform(reference)
        return merged(FRAMES[name], pd.concat([reference.assign(**told), patches], ignore_index=True))

    def _aliases(self, at: _Reading, read: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
        """Former names: `frame`, `id`, `alias`."""
        parts = [
            renamed(self.store.patches(name, as_of=at.as_of, known_at=at.known_at), read(name), key)
            .rename(columns={key: "id"})
            .assign(frame=name)
            for name, key in NAMED.items()
        ]
        return pd.concat(parts, ignore_index=True)[["frame", "id", "alias"]].astype("str")


def _fingerprint(rows: pd.DataFrame) -> int:
    """A number that tells rows from others."""
    return zlib.crc32(rows.to_csv(index=False).encode())


def mapap_communes(settings: Mapping[str, str]) -> list[str]:
    """Communes of the metropolitan area in force: the setting, else the shipped list."""
    told = settings.get("mapap_communes", "")
    return [code.strip() for code in told.split(",") if code.strip()] or bundled.bundled_mapap()


def household_size(settings: Mapping[str, str], said: Said | None = None) -> Setting:
    """Persons per household: the setting in force (`said`: who changed it), else the shipped one with its source."""
    shipped = reference_tables.settings()["household_size"]
    told = settings.get("household_size")
    if told is None:
        return shipped
    try:
        return shipped.edited(float(told), said)
    except ValueError as error:
        raise ReferenceProblem("bad_setting", setting="household_size", value=told) from error


def _places(boundaries: pd.DataFrame, settings: Mapping[str, str]) -> pd.DataFrame:
    return geography.places(boundaries, mapap_communes(settings), kreyol=bundled.bundled_kreyol_names())


def _with_parent(rows: pd.DataFrame, parent: str, read: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Leave out rows whose parent is not in the snapshot: kept in the store, reported by `check`."""
    key = NAMED[parent]
    return rows[rows[key].isin(read(parent)[key])].reset_index(drop=True)
