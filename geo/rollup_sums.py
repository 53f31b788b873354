"""Sums of site verdicts by group and standard: one count a quantity over the whole matrix, never row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.measuring import REASONS, Counts, Flags, Floats
from geo.verdicts import CELLS, FIRST_REASON, MET, SHORT, SiteVerdicts

GROUPS = ("met", "short", "unknown", "not_applicable")  # STATUSES, in the words of the contract
QUANTITIES = ("people", "households", "people_female", "people_male", "sites")
OF_SITE = (
    "people_total", "people_estimated", "households_total", "people_female", "people_male", "sites_total",
    "sites_without_people", "sites_without_households", "sites_sex_told", "sites_first_phase", "sites_phase_assumed",
)  # fmt: skip
# A part of the matrix that stays in the processor's cache.
CELLS_AT_ONCE = 400_000
Matrix: TypeAlias = NDArray[Any]


@dataclass(frozen=True)
class Sums:
    """Sums by group; every array runs over groups first.

    Parameters
    ----------
    of_site
        Groups x `OF_SITE`: what does not depend on the standard.
    of_cell
        Groups x standards x cells x `QUANTITIES`.
    gap, gap_lost
        Groups x standards: gaps added up, and sites that are short by an unknown gap.
    first, last
        Groups x standards: position in `days` of the first and last assessment that was met or short; after the
        last day, and -1, where there is none.
    days
        Days of assessment in their order (`str`).
    """

    of_site: Floats
    of_cell: Floats
    gap: Floats
    gap_lost: Floats
    first: Counts
    last: Counts
    days: Any

    def only(self, groups: Counts) -> Sums:
        """Leave out the other groups."""
        floats = (self.of_site[groups], self.of_cell[groups], self.gap[groups], self.gap_lost[groups])
        return Sums(*floats, self.first[groups], self.last[groups], self.days)

    def merged(self, into: Counts, size: int) -> Sums:
        """Add groups up to larger ones.

        Parameters
        ----------
        into
            Larger group of each group; -1 for none.
        size
            Number of larger groups.
        """
        order = np.flatnonzero(into >= 0)[np.argsort(into[into >= 0], kind="stable")]
        larger, starts = np.unique(into[order], return_index=True)

        def joined(of: Matrix, how: np.ufunc, none: float) -> Matrix:
            told = np.full((size, *of.shape[1:]), none, dtype=of.dtype)
            if len(larger):
                told[larger] = how.reduceat(of[order], starts, axis=0)
            return told

        return Sums(
            of_site=joined(self.of_site, np.add, 0),
            of_cell=joined(self.of_cell, np.add, 0),
            gap=joined(self.gap, np.add, 0),
            gap_lost=joined(self.gap_lost, np.add, 0),
            first=joined(self.first, np.minimum, len(self.days)),
            last=joined(self.last, np.maximum, -1),
            days=self.days,
        )


def sums_of(verdicts: SiteVerdicts, codes: Counts, size: int) -> Sums:
    """Add site verdicts up.

    Parameters
    ----------
    verdicts
        How sites stand.
    codes
        Group of each site; -1 for none.
    size
        Number of groups.
    """
    days, order, by_day = _days(verdicts)
    # in the order of their days, so that of several rows of a group the last one written is the latest
    chosen = by_day[codes[by_day] >= 0]
    at, sites = codes[chosen], verdicts.numbers[:, chosen]
    standards = len(verdicts.told)
    of_cell = np.zeros((standards, size, len(CELLS), len(QUANTITIES)))
    gap, lost = np.zeros((standards, size)), np.zeros((standards, size))
    first = np.full((standards, size), len(days), dtype="int64")
    last = np.full((standards, size), -1, dtype="int64")
    for block in _blocks(standards, len(chosen)):
        cells = verdicts.cells[block][:, chosen]
        key = (np.arange(len(cells))[:, None] * size + at).ravel()
        shape = (len(cells), size)
        of_cell[block] = _by_cell(key, cells, sites, shape)
        gap[block], lost[block] = _gaps(key, verdicts.gap[block][:, chosen].ravel(), cells.ravel() == SHORT, shape)
        said = np.flatnonzero((cells <= SHORT).ravel() & np.tile(order[chosen] >= 0, len(cells)))
        day = np.tile(order[chosen], len(cells))[said]
        last[block].reshape(-1)[key[said]] = day
        # backwards within each standard: the earliest day is written last
        first[block].reshape(-1)[key[said][::-1]] = day[::-1]
    counted = [np.bincount(at, weights=row, minlength=size) for row in _of_sites(sites)]
    of_site = np.stack(counted, axis=1).astype("float64")  # without any site numpy counts in integers
    return Sums(of_site, of_cell.transpose(1, 0, 2, 3), gap.T, lost.T, first.T, last.T, days)


def _days(verdicts: SiteVerdicts) -> tuple[Any, Counts, Counts]:
    """Days of assessment, the position of each site's among them (-1: none), and the sites in their order."""
    order, days = pd.factorize(verdicts.sites["assessed_on"], sort=True)
    return pd.array([*days, None], dtype="str")[:-1], order, np.argsort(order, kind="stable")


def _blocks(standards: int, sites: int) -> Iterator[slice]:
    step = max(1, CELLS_AT_ONCE // max(1, sites))
    return (slice(start, start + step) for start in range(0, standards, step))


def _by_cell(key: Counts, cells: Matrix, sites: Floats, shape: tuple[int, int]) -> Floats:
    """People, households, women, men and sites by cell; what a site does not tell is in no sum."""
    where = key * len(CELLS) + cells.ravel()
    size = shape[0] * shape[1] * len(CELLS)
    sums = [
        np.bincount(where, weights=np.tile(row, len(cells)), minlength=size)
        for row in np.nan_to_num(sites[: len(QUANTITIES) - 1])
    ]
    counted = [*sums, np.bincount(where, minlength=size)]
    return np.stack(counted, axis=-1).reshape(*shape, len(CELLS), len(QUANTITIES))


def _gaps(key: Counts, gap: Floats, short: Flags, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    size, unknown = shape[0] * shape[1], np.isnan(gap)
    told = np.bincount(key[short & ~unknown], weights=gap[short & ~unknown], minlength=size)
    lost = np.bincount(key[short & unknown], minlength=size)
    return told.reshape(shape).astype("float64"), lost.reshape(shape).astype("float64")


def _of_sites(sites: Floats) -> Iterator[Floats]:
    """In the order of `OF_SITE`, from `SiteVerdicts.numbers`."""
    people, households, women, men, estimated, first, assumed = sites
    told = ~np.isnan(women)
    yield from (np.nan_to_num(people), np.nan_to_num(people) * estimated, np.nan_to_num(households))
    yield from (np.nan_to_num(women), np.nan_to_num(men), np.ones(len(people)))
    yield from (np.isnan(people).astype("float64"), np.isnan(households).astype("float64"), told.astype("float64"))
    yield from (first, assumed)


def columns_of(sums: Sums) -> dict[str, Any]:
    """Sums as columns, one value a group and standard, standards following each other."""
    standards = sums.gap.shape[1]
    cells = dict(zip(QUANTITIES, np.moveaxis(sums.of_cell, -1, 0), strict=True))
    told = {name: np.repeat(values, standards) for name, values in zip(OF_SITE, sums.of_site.T, strict=True)}
    no_sex = told["sites_sex_told"] == 0
    for name, by_cell in cells.items():
        groups = {
            "met": by_cell[..., MET],
            "short": by_cell[..., SHORT],
            "unknown": by_cell[..., FIRST_REASON:].sum(axis=-1),
            "not_applicable": by_cell[..., FIRST_REASON - 1],
        }
        reasons = {reason: by_cell[..., FIRST_REASON + at] for at, reason in enumerate(REASONS)}
        kept = groups | (reasons if name in ("people", "sites") else {})
        told |= {f"{name}_{group}": values.ravel() for group, values in kept.items()}
    for name in [name for name in told if name.startswith(("people_female", "people_male"))]:
        told[name] = np.where(no_sex, np.nan, told[name])
    del told["people_people_unknown"]  # nobody by definition; their sites are counted
    assessed = told["sites_met"] + told["sites_short"] - sums.gap_lost.ravel()
    told |= {name: values.astype("int64") for name, values in told.items() if name.startswith("sites_")}
    days = pd.array([*sums.days, None], dtype="str")
    return {
        **told,
        "gap": np.where(assessed > 0, sums.gap.ravel(), np.nan),
        "sites_gap_unknown": sums.gap_lost.ravel().astype("int64"),
        "assessed_from": days.take(sums.first.ravel()),
        "assessed_to": days.take(np.where(sums.last < 0, len(sums.days), sums.last).ravel()),
    }
