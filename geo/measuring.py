"""How each kind of standard is measured on every site at once; docs/methods.md#service-coverage has the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.standards import VOCABULARY, Standard

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = NDArray[np.int64]
Codes: TypeAlias = NDArray[np.int8]
Threshold: TypeAlias = float | Floats

# Why a site is not assessed; the first three are what a row of an assessment may say itself.
REASONS = ("not_visited", "not_asked", "no_access", "band", "old_test", "people_unknown", "class_unknown")
NOT_VISITED, NOT_ASKED, NO_ACCESS, BAND, OLD_TEST, PEOPLE_UNKNOWN, CLASS_UNKNOWN = range(len(REASONS))
_NOTHING = -1
_DECIMALS = 9  # a product like 0.55 x 100 is 55, not 55.00000000000001


@dataclass(frozen=True)
class Verdict:
    """One standard measured on every site; all arrays have one value a site.

    `known` says whether the answers decide; `met` and `gap` mean nothing where they do not. `measured` is NaN
    where the figure does not exist (no unit at all) or is a range from `least` to `most`. `numerator`,
    `denominator` are the inputs used. `why` has a code of `REASONS` where the answers were given and do not decide
    all the same, -1 elsewhere; None: nowhere.
    """

    measured: Floats
    known: Flags
    met: Flags
    gap: Floats
    numerator: Floats
    denominator: Floats
    least: Floats | None = None
    most: Floats | None = None
    why: Codes | None = None


class Answers(dict[str, Floats]):
    """The numbers of `site_services.with_people` by column, read when first asked for.

    Yes is 1, no 0, blank NaN; a column that the frame lacks is all NaN. `individuals` are the people of the site,
    counted or estimated. A date is the days from it to `as_of`.
    """

    def __init__(self, sites: pd.DataFrame, *, as_of: str) -> None:
        super().__init__()
        self._sites = sites
        self._as_of = as_of

    def __missing__(self, name: str) -> Floats:
        self[name] = self._read("people" if name == "individuals" else name)
        return self[name]

    def _read(self, name: str) -> Floats:
        if name not in self._sites.columns:
            return np.full(len(self._sites), np.nan)
        if name in VOCABULARY and VOCABULARY[name].kind == "date":
            return days_since(self._sites[name], self._as_of)
        told: Floats = self._sites[name].to_numpy(dtype="float64", na_value=np.nan)
        return told


def days_since(dates: pd.Series, as_of: str) -> Floats:
    """Whole days from ISO dates to `as_of`: negative for later dates, NaN where there is none."""
    codes, days = pd.factorize(dates)  # dates repeat: each is parsed once
    ages = (np.datetime64(as_of) - np.array(days, dtype="datetime64[D]")).astype("float64")
    by_site: Floats = np.append(ages, np.nan)[codes]
    return by_site


def measure(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """Measure one standard on every site.

    Parameters
    ----------
    standard, threshold
        The standard and its threshold, one for all sites or one a site, in its unit.
    answers
        What is known of the sites.
    """
    if standard.kind in ("ratio", "share_of"):
        return _OF_UNITS[standard.kind, standard.direction](standard, threshold, answers)
    if standard.kind == "compound":
        return _compound(standard, threshold, answers)
    return _level(standard, threshold, answers)


def _most_each(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """At most so many persons a unit: the units wanted are whole."""
    people, units = answers[standard.numerator], answers[standard.denominator]
    wanted = np.ceil(people / threshold)
    return Verdict(
        measured=ratio(people, units),
        known=~np.isnan(people) & ~np.isnan(units),
        met=units >= wanted,
        gap=np.maximum(0.0, wanted - units),
        numerator=people,
        denominator=units,
        why=_without_people(standard.numerator, people, units),
    )


def _least_each(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """At least so much a person, household or unit; `least` in any case, so fewer than that is short."""
    held, base = answers[standard.numerator], answers[standard.denominator]
    wanted = np.fmax(standard.least, np.round(threshold * base, _DECIMALS))
    if VOCABULARY[standard.numerator].kind == "integer":
        wanted = np.ceil(wanted)
    return Verdict(
        measured=ratio(held, np.maximum(base, standard.least / threshold)),
        known=~np.isnan(held) & (~np.isnan(base) | (held < standard.least)),
        met=held >= wanted,
        gap=np.maximum(0.0, wanted - held),
        numerator=held,
        denominator=base,
        why=_without_people(standard.denominator, base, held),
    )


def _without_people(divisor: str, people: Floats, other: Floats) -> Codes | None:
    if divisor != "individuals":
        return None
    return np.where(np.isnan(people) & ~np.isnan(other), np.int8(PEOPLE_UNKNOWN), np.int8(_NOTHING))


def _least_share(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """At least that share of the denominator: what lacks is whole where the numerator counts."""
    held, base = answers[standard.numerator], answers[standard.denominator]
    wanted = _whole(standard, threshold * base, up=True)
    counted = Verdict(
        measured=ratio(held, base),
        known=~np.isnan(held) & ~np.isnan(base),
        met=held >= wanted,
        gap=np.maximum(0.0, wanted - held),
        numerator=held,
        denominator=base,
    )
    return _or_share(standard, counted, threshold, answers)


def _most_share(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """At most that share of the denominator: what is too much is counted.

    None at all is met whatever the whole; where none is allowed, one is too many whatever the whole.
    """
    held, base = answers[standard.numerator], answers[standard.denominator]
    none_allowed = np.broadcast_to(np.asarray(threshold) == 0, held.shape)
    allowed = np.where(none_allowed, 0.0, _whole(standard, threshold * base, up=False))
    counted = Verdict(
        measured=ratio(held, base),
        known=~np.isnan(held) & (~np.isnan(base) | (held == 0) | none_allowed),
        met=(held <= allowed) | (held == 0),
        gap=np.maximum(0.0, held - allowed),
        numerator=held,
        denominator=base,
    )
    return _or_share(standard, counted, threshold, answers)


def _or_share(standard: Standard, counted: Verdict, threshold: Threshold, answers: Answers) -> Verdict:
    """Where the counts do not decide, the share that was told does."""
    if not standard.instead:
        return counted
    told, base = answers[standard.instead], counted.denominator
    taken = ~counted.known & ~np.isnan(told)
    off = threshold - told if standard.direction == "min" else told - threshold
    gap = _whole(standard, np.maximum(0.0, off) * base, up=True)
    return Verdict(
        measured=np.where(taken, told, counted.measured),
        known=counted.known | taken,
        met=np.where(taken, off <= 0, counted.met),
        gap=np.where(taken, gap, counted.gap),
        numerator=counted.numerator,
        denominator=base,
    )


def _whole(standard: Standard, amount: Floats, *, up: bool) -> Floats:
    exact: Floats = np.round(amount, _DECIMALS)
    if VOCABULARY[standard.numerator].kind != "integer":
        return exact
    return np.ceil(exact) if up else np.floor(exact)


def _level(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """A figure, or the range that it lies in, held against a least or a most.

    Known to be short, without a figure, where what it `requires` is not there.
    """
    value, least, most, why = _told(standard, answers)
    open_below = np.isnan(value)  # of a range: it holds its upper end and not its lower one
    if standard.direction == "min":
        met, short = least >= threshold, most < threshold
        if standard.upper is not None:
            met &= most <= standard.upper
            short |= (least > standard.upper) | (open_below & (least >= standard.upper))
    else:
        met, short = most <= threshold, (least > threshold) | (open_below & (least >= threshold))
    base = answers["individuals"] if standard.kind == "rate" else answers[standard.requires]
    known = met | short
    absent = ~known & (base == 0) if standard.requires else np.zeros(len(value), dtype="bool")
    lacking = base * np.maximum(0.0, threshold - most) if standard.kind == "rate" else 1.0
    return Verdict(
        measured=value,
        known=known | absent,
        met=met,
        gap=np.where(met, 0.0, lacking),
        numerator=value,
        denominator=base,
        least=least,
        most=most,
        why=why,
    )


def _told(standard: Standard, answers: Answers) -> tuple[Floats, Floats, Floats, Codes | None]:
    """Value, least and most, and where they decide nothing although something was told."""
    value = answers[standard.measures]
    if standard.kind == "test":
        age = answers[standard.tested]
        old = ~((age >= 0) & (age <= standard.valid_days)) & ~np.isnan(value)
        value = np.where(old, np.nan, value)
        return value, value, value, np.where(old, np.int8(OLD_TEST), np.int8(_NOTHING))
    if standard.kind == "age":
        value = np.where(value >= 0, value, np.nan)
    if not standard.band_columns:
        return value, value, value, None
    low, high = (answers[name] * standard.factor for name in standard.band_columns)
    value = np.where(np.isnan(value) & (low == high), low, value)
    told = ~np.isnan(value)
    ranged = ~told & ~(np.isnan(low) & np.isnan(high)) & ~(low > high)
    least = np.where(told, value, np.where(ranged, np.nan_to_num(low, nan=0.0), np.nan))
    most = np.where(told, value, np.where(ranged, np.nan_to_num(high, nan=np.inf), np.nan))
    return value, least, most, np.where(ranged, np.int8(BAND), np.int8(_NOTHING))


def _compound(standard: Standard, threshold: Threshold, answers: Answers) -> Verdict:
    """Several kinds of units: the kinds known may prove it met; short only when all kinds are known."""
    people = answers[standard.numerator]
    served = np.array([each * answers[kind] for kind, each in standard.persons_each.items()])
    blank = np.isnan(served)
    each = standard.persons_each[standard.denominator]
    # an edited threshold moves all kinds alike; with the handbook's own figure the factor is exactly 1
    capacity = np.nansum(served, axis=0) * (threshold / each)
    met = (capacity >= people) & ~blank.all(axis=0)
    return Verdict(
        measured=ratio(people, capacity / threshold),
        known=~np.isnan(people) & (met | ~blank.any(axis=0)),
        met=met,
        gap=np.maximum(0.0, np.ceil(np.round((people - capacity) / threshold, _DECIMALS))),
        numerator=people,
        denominator=np.where(blank.all(axis=0), np.nan, capacity / threshold),
        why=_without_people(standard.numerator, people, served.max(axis=0)),
    )


def ratio(part: Floats, base: Floats) -> Floats:
    """Divide; NaN where the base is zero or unknown."""
    quotient: Floats = np.divide(part, base, out=np.full(len(part), np.nan), where=base > 0)
    return quotient


_OF_UNITS: Mapping[tuple[str, str], Callable[[Standard, Threshold, Answers], Verdict]] = {
    ("ratio", "max"): _most_each,
    ("ratio", "min"): _least_each,
    ("share_of", "min"): _least_share,
    ("share_of", "max"): _most_share,
}
