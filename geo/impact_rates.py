"""Shares of the chain from exposed to in need, each with its denominator, range, source and status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from geo.errors import ReferenceProblem
from geo.settings import STATUSES

BOUNDS = ("low", "middle", "high")
GOES_TO = ("public_shelter", "relatives_hosts", "other")
BASES = ("public_shelter_persons", "displaced_persons", "displaced_households", "in_need_persons")
RECORD = ("event", "hazard", "figure", "people", "source")
_SUM = 1e-9


@dataclass(frozen=True)
class Range:
    """A share (0-1), low, middle and high, of a named whole."""

    low: float
    middle: float
    high: float
    of: str
    source: str
    status: str

    def __getitem__(self, bound: str) -> float:
        return float(getattr(self, bound))


@dataclass(frozen=True)
class Need:
    """What one of `basis` needs: `quantity` in `unit`, once (period "none") or every "day"."""

    key: str
    quantity: float
    unit: str
    basis: str
    period: str
    source: str
    status: str


@dataclass(frozen=True)
class Rates:
    """All shares of the chain.

    Parameters
    ----------
    affected, displaced
        By (hazard, class): shares of the exposed.
    in_need
        Share of the affected.
    goes_to
        Shares of the displaced by where they go; the middle ones add up to 1.
    needs
        What people need.
    records
        What was reported of past events: the fields of `RECORD`.
    """

    affected: Mapping[tuple[str, str], Range]
    displaced: Mapping[tuple[str, str], Range]
    in_need: Range
    goes_to: Mapping[str, Range]
    needs: tuple[Need, ...]
    records: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def edited(self, step: str, hazard: str, hazard_class: str, share: tuple[float, float, float]) -> Rates:
        """Return the rates with another share of ``affected`` or ``displaced``; unverified from then on.

        Raises
        ------
        ReferenceProblem
            ``chain.no_rate`` or ``chain.bad_rate``.
        """
        key = (hazard, hazard_class)
        if step not in ("affected", "displaced") or key not in self.affected:
            raise ReferenceProblem("chain.no_rate", hazard=hazard, value=hazard_class)
        told = {"of": "exposed", "source": "settings", "status": "unverified"}
        new = {key: _range(f"{hazard}.{hazard_class}.{step}", told, list(share), "exposed")}
        changed = (
            replace(self, affected={**self.affected, **new})
            if step == "affected"
            else replace(self, displaced={**self.displaced, **new})
        )
        _check_steps(hazard, hazard_class, changed.affected[key], changed.displaced[key])
        return changed


def parse_rates(document: Mapping[str, Any]) -> Rates:
    """Read the shares from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``chain.missing`` (a field), or ``chain.bad_rate``: not low <= middle <= high within 0-1, another denominator
        than this step's, more displaced than affected, destinations that do not add up.
    """
    affected, displaced = {}, {}
    for hazard, classes in document["hazards"].items():
        for label, entry in classes.items():
            name = f"{hazard}.{label}"
            one = _range(f"{name}.affected", entry, _field(name, entry, "affected"), "exposed")
            other = _range(f"{name}.displaced", entry, _field(name, entry, "displaced"), "exposed")
            _check_steps(hazard, label, one, other)
            affected[hazard, label], displaced[hazard, label] = one, other
    told = document["in_need"]
    goes = {name: _range(f"goes_to.{name}", entry, _field(name, entry, "share"), "displaced")
            for name, entry in document["goes_to"].items()}  # fmt: skip
    if set(goes) != set(GOES_TO) or abs(sum(one.middle for one in goes.values()) - 1) > _SUM:
        raise ReferenceProblem("chain.bad_rate", rate="goes_to", value=sum(one.middle for one in goes.values()))
    in_need = _range("in_need", told, _field("in_need", told, "share"), "affected")
    needs = tuple(_need(key, entry) for key, entry in document["needs"].items())
    records = [{name: _field(f"records.{key}", entry, name) for name in RECORD}
               for key, entry in document.get("records", {}).items()]  # fmt: skip
    return Rates(affected, displaced, in_need, goes, needs, tuple(records))


def _field(name: str, entry: Mapping[str, Any], key: str) -> Any:
    if entry.get(key) in (None, "", []):
        raise ReferenceProblem("chain.missing", rate=name, field=key)
    return entry[key]


def _range(name: str, entry: Mapping[str, Any], share: Any, of: str) -> Range:
    source, status, whole = (_field(name, entry, key) for key in ("source", "status", "of"))
    fair = len(share) == 3 and 0 <= share[0] <= share[1] <= share[2] <= 1
    if not fair or whole != of or status not in STATUSES:
        raise ReferenceProblem("chain.bad_rate", rate=name, value=str(share) if not fair else f"{whole}, {status}")
    low, middle, high = (float(value) for value in share)
    return Range(low, middle, high, of, source, status)


def _check_steps(hazard: str, label: str, affected: Range, displaced: Range) -> None:
    for bound in BOUNDS:
        if displaced[bound] > affected[bound]:
            raise ReferenceProblem("chain.bad_rate", rate=f"{hazard}.{label}.displaced", value=displaced[bound])


def _need(key: str, entry: Mapping[str, Any]) -> Need:
    told = {
        name: _field(f"needs.{key}", entry, name)
        for name in ("quantity", "unit", "basis", "period", "source", "status")
    }
    if told["basis"] not in BASES or told["period"] not in ("none", "day") or not told["quantity"] > 0:
        raise ReferenceProblem("chain.bad_rate", rate=f"needs.{key}", value=str(told["quantity"]))
    return Need(key, **told)
