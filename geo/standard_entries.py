"""Entries of the standards' files -> `Standard`; an entry that leaves doubt is refused, with its name and field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.errors import BadStandard
from geo.settings import PERIODS, STATUSES, Setting
from geo.standards import APPLIES_TO, DIRECTIONS, KINDS, VOCABULARY, Standard

# Figures that no column tells by itself, and their unit. A standard's unit must be this one.
DERIVED_UNITS = {
    "persons_per_tap": "persons/tap",
    "persons_per_toilet": "persons/toilet",
    "persons_per_shower": "persons/shower",
    "persons_per_facility": "persons/facility",
    "households_per_bin": "households/bin",
    "stations_per_toilet": "stations/toilet",
    "toilets_women_per_man": "toilets/toilet",
    "covered_area_m2_per_person": "m2/person",
    "site_area_m2_per_person": "m2/person",
    "floor_area_m2_per_person": "m2/person",
    "water_storage_litres_per_person": "l/person",
    "households_with_nfi_share": "share",
    # told as ranges only
    "water_queue_minutes": "min",
    "toilet_water_distance_m": "m",
    "soap_access_share": "share",
    "health_walk_minutes": "min",
}
GAP_OF_RATE = {"l/person/day": "litres a day"}
GAP_OF_SITE = "sites"
YES_NO = "yes/no"
DAYS = "days"
# What an entry may say beside the fields that it must, by kind; "?" marks those that it need not.
_OF_KIND: dict[str, tuple[str, ...]] = {
    "ratio": ("numerator", "denominator", "least?"),
    "share_of": ("numerator", "denominator", "instead?"),
    "rate": ("band_columns?", "band_factor?"),
    "amount": ("upper?", "requires?", "band_columns?", "band_factor?"),
    "share": ("requires?",),
    "yes_no": ("requires?",),
    "test": ("tested", "valid_days", "upper?"),
    "age": (),
    "compound": ("numerator", "denominator", "persons_each"),
}
_REQUIRED = (
    "sector", "kind", "measures", "direction", "first_phase", "standard", "unit", "period", "applies_to", "gap_unit",
    "source", "status",
)  # fmt: skip
_OPTIONAL = (*dict.fromkeys(name.rstrip("?") for names in _OF_KIND.values() for name in names), "headline")
_NUMBERS = ("first_phase", "standard", "least", "upper", "valid_days")
_ONE_WAY = {"rate": "min", "age": "max"}
# A most of none, and a least of none that says nothing: 0 is a threshold of these kinds only as a most.
_ZERO_AS_MOST = ("yes_no", "share", "amount", "share_of", "test")
_RATES = {"/day": "day", "per week": "week", "/month": "month", "/year": "year"}


def parse_standards(
    document: Mapping[str, Mapping[str, Any]], set_: str = "", settings: Mapping[str, Setting] | None = None
) -> tuple[Standard, ...]:
    """Read standards from a parsed TOML document, in its order.

    Parameters
    ----------
    document
        One entry a standard.
    set_
        Name of the set: the stem of the file.
    settings
        Settings that a `band_factor` may name.

    Raises
    ------
    BadStandard
        ``standard.missing_field``, ``standard.unknown_field``, ``standard.bad_value``,
        ``standard.unknown_column`` or ``standard.wrong_unit``, with the entry and the field.
    """
    return tuple(_standard(key, entry, set_, settings or {}) for key, entry in document.items())


def _standard(key: str, entry: Mapping[str, Any], set_: str, settings: Mapping[str, Setting]) -> Standard:
    _check_fields(key, entry)
    _check_values(key, entry)
    told = {name: entry[name] for name in (*_REQUIRED, *_OPTIONAL) if name in entry}
    for name in ("applies_to", "band_columns"):
        told[name] = tuple(entry.get(name, ()))
    told |= {name: float(entry[name]) for name in _NUMBERS if name in entry}
    told["persons_each"] = {name: float(each) for name, each in entry.get("persons_each", {}).items()}
    factor = settings.get(told.get("band_factor", ""))
    made = Standard(key=key, set=set_, factor=1.0 if factor is None else factor.value, **told)
    _check_columns(made)
    _check_unit(made, "unit", made.unit, _unit_of(made))
    _check_unit(made, "gap_unit", made.gap_unit, _gap_unit_of(made))
    _check_bands(made, settings)
    return made


def _check_fields(key: str, entry: Mapping[str, Any]) -> None:
    of_kind = _OF_KIND.get(entry.get("kind", ""), ())
    for name in (*_REQUIRED, *(name for name in of_kind if not name.endswith("?"))):
        if entry.get(name) in (None, "", [], {}):
            raise BadStandard("standard.missing_field", standard=key, field=name)
    accepted = {*_REQUIRED, "headline", *(name.rstrip("?") for name in of_kind)}
    for name in entry:
        # of an unknown kind the kind is told, not the fields that would go with it
        if name not in accepted and (name not in _OPTIONAL or entry["kind"] in KINDS):
            raise BadStandard("standard.unknown_field", standard=key, field=name)


def _check_values(key: str, entry: Mapping[str, Any]) -> None:
    kind, direction = entry["kind"], entry["direction"]
    choices = {"kind": KINDS, "direction": DIRECTIONS, "period": PERIODS, "status": STATUSES}
    wrong = [name for name, accepted in choices.items() if entry[name] not in accepted]
    wrong += [] if set(entry["applies_to"]) <= set(APPLIES_TO) else ["applies_to"]
    wrong += [name for name in _NUMBERS if name in entry and not _fits(kind, direction, name, entry[name])]
    wrong += [] if wrong or _within(entry) else ["upper"]
    wrong += [] if isinstance(entry.get("headline", False), bool) else ["headline"]
    wrong += ["direction"] if direction != _ONE_WAY.get(kind, direction) else []
    periods = [period for end, period in _RATES.items() if entry["unit"].endswith(end)]
    wrong += ["period"] if periods and entry["period"] != periods[0] else []
    for name in wrong:
        raise BadStandard("standard.bad_value", standard=key, field=name, value=str(entry[name]))


def _fits(kind: str, direction: str, name: str, value: object) -> bool:
    return accepts(kind if name in ("first_phase", "standard", "upper") else "", direction, value)


def _within(entry: Mapping[str, Any]) -> bool:
    """Whether the thresholds lie below the upper bound, which only a least may have."""
    if "upper" not in entry:
        return True
    return entry["direction"] == "min" and bool(max(entry["first_phase"], entry["standard"]) <= entry["upper"])


def accepts(kind: str, direction: str, value: object) -> bool:
    """Whether a threshold may be this: a number above 0; 0 where it is a most that means none; a share up to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind in ("share", "share_of", "yes_no") and value > 1:
        return False
    return 0 < value < float("inf") or (value == 0 and direction == "max" and kind in _ZERO_AS_MOST)


def _check_columns(made: Standard) -> None:
    named = (made.numerator, made.denominator, made.requires, made.tested, made.instead)
    for name in (*named, *made.persons_each, *made.band_columns):
        if name and name not in VOCABULARY:
            raise BadStandard("standard.unknown_column", standard=made.key, column=name)
    derived = made.measures in DERIVED_UNITS or made.measures == f"{made.numerator}_share"
    if not derived and made.measures not in VOCABULARY:
        raise BadStandard("standard.unknown_column", standard=made.key, column=made.measures)
    dates = (made.tested, made.measures if made.kind == "age" else "")
    for name in dates:
        if name and VOCABULARY[name].kind != "date":
            raise BadStandard("standard.unknown_column", standard=made.key, column=name)


def _check_bands(made: Standard, settings: Mapping[str, Setting]) -> None:
    if not made.band_columns:
        return
    if len(made.band_columns) != len(("least", "most")):
        raise BadStandard("standard.bad_value", standard=made.key, field="band_columns", value=str(made.band_columns))
    if made.band_factor and made.band_factor not in settings:
        raise BadStandard("standard.bad_value", standard=made.key, field="band_factor", value=made.band_factor)
    for name in made.band_columns:
        # the factor's unit is the standard's unit for each unit of the range: metres a minute
        told = f"{made.unit}/{VOCABULARY[name].unit}" if made.band_factor else VOCABULARY[name].unit
        expected = settings[made.band_factor].unit if made.band_factor else made.unit
        _check_unit(made, "band_columns", told, expected)


def _check_unit(made: Standard, name: str, told: str, expected: str) -> None:
    if told != expected:
        raise BadStandard("standard.wrong_unit", standard=made.key, field=name, value=told, expected=expected)


def _unit_of(made: Standard) -> str:
    if made.kind == "share_of":
        return "share"
    if made.kind == "age":
        return DAYS
    if made.measures in DERIVED_UNITS:
        return DERIVED_UNITS[made.measures]
    column = VOCABULARY[made.measures]
    return YES_NO if column.kind == "boolean" else column.unit


def _gap_unit_of(made: Standard) -> str:
    if made.kind == "ratio":
        return VOCABULARY[made.denominator if made.direction == "max" else made.numerator].unit
    if made.kind == "share_of":
        return VOCABULARY[made.numerator].unit
    if made.kind == "compound":
        return VOCABULARY[made.denominator].unit
    return GAP_OF_RATE.get(made.unit, "") if made.kind == "rate" else GAP_OF_SITE
