"""What closes a gap: the means of each standard, how much one covers, what it costs and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import ReferenceProblem
from geo.settings import Change, Said, Setting, changes_of, parse_settings
from geo.standards import Standard

CURRENCY = "USD"
_FIGURES = ("covers", "unit_cost", "lead_days")
_REQUIRED = ("means", "movable", *_FIGURES)
_OPTIONAL = ("within",)
_CALLED = {"unit_cost": "unit_cost_usd"}  # what a figure is called in an explanation


@dataclass(frozen=True)
class Means:
    """What closes the gap of one standard.

    Parameters
    ----------
    standard, means
        Key of the standard, and what is bought, built or run (locale keys ``means.<means>``, ``unit.<means>``).
    movable
        Whether a site with more than it needs may give some to another.
    covers
        How much of the gap one of them covers, in the standard's gap unit.
    unit_cost
        US dollars for one, NaN where nobody set it. Its period says whether it is paid once ("none") or again
        every day ("day").
    lead_days
        Days from decision to use, NaN where nobody set it.
    within
        Standard whose means already hold these ("" : none): not added to a total of costs.
    """

    standard: str
    means: str
    movable: bool
    covers: Setting
    unit_cost: Setting
    lead_days: Setting
    within: str = ""

    def edited(self, said: Mapping[str, Said] | None = None, **figures: float) -> Means:
        """Return the means with other values of `covers`, `unit_cost` or `lead_days`; unverified from then on.

        `said`: who changed which of them.
        """
        who = said or {}
        told = {name: getattr(self, name).edited(value, who.get(name), name=_CALLED.get(name, name))
                for name, value in figures.items()}  # fmt: skip
        return replace(self, **told)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What somebody made of its figures."""
        return changes_of(self.covers, self.unit_cost, self.lead_days)


def parse_means(document: Mapping[str, Mapping[str, Any]]) -> dict[str, Means]:
    """Read the means of every standard from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``means.missing_field``, ``means.unknown_field`` or ``means.bad_value`` with the standard and the field;
        others as `geo.settings.parse_settings`.
    """
    return {key: _means(key, entry) for key, entry in document.items()}


def _means(key: str, entry: Mapping[str, Any]) -> Means:
    for name in _REQUIRED:
        if entry.get(name) in (None, "", {}):
            raise ReferenceProblem("means.missing_field", standard=key, field=name)
    for name in entry:
        if name not in (*_REQUIRED, *_OPTIONAL):
            raise ReferenceProblem("means.unknown_field", standard=key, field=name)
    told = parse_settings({f"{key}.{name}": entry[name] for name in _FIGURES})
    covers, unit_cost, lead_days = (told[f"{key}.{name}"] for name in _FIGURES)
    means = str(entry["means"])
    fair = {
        "movable": isinstance(entry["movable"], bool),
        "covers": covers.value > 0 and covers.unit.endswith(f"/{means}"),
        "unit_cost": not unit_cost.value < 0 and unit_cost.unit == f"{CURRENCY}/{means}"
                     and unit_cost.period in ("none", "day"),
        "lead_days": not lead_days.value < 0 and lead_days.unit == "days",
    }  # fmt: skip
    for name, good in fair.items():
        if not good:
            raise ReferenceProblem("means.bad_value", standard=key, field=name, value=str(entry[name]))
    return Means(key, means, entry["movable"], covers, unit_cost, lead_days, str(entry.get("within", "")))


def check_means(means: Mapping[str, Means], standards: Iterable[Standard]) -> None:
    """Refuse means of no standard, and means that cover another unit than the standard's gap is counted in.

    Raises
    ------
    ReferenceProblem
        ``means.unknown_standard`` or ``means.bad_value``.
    """
    by_key = {norm.key: norm for norm in standards}
    for key, one in means.items():
        for named in filter(None, (key, one.within)):
            if named not in by_key:
                raise ReferenceProblem("means.unknown_standard", standard=named)
        if one.covers.unit != f"{by_key[key].gap_unit}/{one.means}":
            raise ReferenceProblem("means.bad_value", standard=key, field="covers", value=one.covers.unit)


def costs(gap: pd.Series, standard: pd.Series, means: Mapping[str, Means]) -> pd.DataFrame:
    """What each gap wants and costs.

    Parameters
    ----------
    gap
        Gap of one site in the gap unit of its standard, NaN where unknown.
    standard
        Key of the standard of each gap, same index.
    means
        What closes the gap of a standard.

    Returns
    -------
    costs
        Same index: `means` (null without an entry), `covers` (gap units a means), `units` (whole means of one
        site: ceil(gap / covers); without an entry the gap itself), `unit_cost_usd`, `cost_usd` (paid once),
        `cost_usd_day` (paid every day), `cost_known` (whether the gap and the unit cost are known), `lead_days`,
        `in_total` (whether the cost is added to totals). Unknown is NaN, in `cost_usd` and `cost_usd_day` also
        where the other way of paying holds.
    """
    code, keys = pd.factorize(standard)
    told = [means.get(str(key)) for key in keys]

    def each(name: str) -> Any:
        values = [getattr(one, name).value if one else np.nan for one in told]
        return np.array([*values, np.nan], dtype="float64")[code]

    covers, unit_cost = each("covers"), each("unit_cost")
    wanted = gap.to_numpy(dtype="float64")
    # rounded first: 30 000.000000004 litres are three loads, not four
    units = np.where(np.isnan(covers), wanted, np.ceil(np.round(wanted / covers, 9)))
    cost = units * unit_cost
    daily = np.array([*(bool(one and one.unit_cost.period == "day") for one in told), False])[code]
    apart = np.array([*(bool(one and one.within) for one in told), False])[code]
    names = pd.array([*(one.means if one else None for one in told), None], dtype="str")
    return pd.DataFrame(
        {
            "means": names.take(code), "covers": covers, "units": units, "unit_cost_usd": unit_cost,
            "cost_usd": np.where(daily, np.nan, cost), "cost_usd_day": np.where(daily, cost, np.nan),
            "cost_known": ~np.isnan(cost), "lead_days": np.where(np.isnan(units), np.nan, each("lead_days")),
            "in_total": ~apart,
        },
        index=gap.index,
    )  # fmt: skip
