"""Rounds of assessment as one table of sites by rounds: what each covers, and what holds for the same sites in two."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.settings import Setting
from geo.site_services import Counts, Flags, Floats, with_people, with_phase
from geo.standards import PHASES, Norms
from geo.verdicts import NOT_APPLICABLE, verdicts_of

_OF_SITE = ("site_class", "opened_on")
_OF_ANSWER = ("assessed_on", "not_assessed_reason", "households", "individuals", "people", "people_estimated")


@dataclass(frozen=True)
class Rounds:
    """Sites by rounds; arrays are sites x rounds, rounds oldest first.

    Parameters
    ----------
    sites
        `SITES` rows, one a site, closed ones included.
    rows
        Assessments with `people`, by `with_people`.
    names, first_on, last_on
        Of each round: its name ("R4 2023-08", or the month where none is told), its first and last day (ISO).
    position
        Position in `rows` of the last row of a site in a round; -1 where there is none.
    covered
        Whether the round found the site: a row that does not say why nothing was assessed, or that has people.
    people
        Persons; NaN where unknown.
    """

    sites: pd.DataFrame
    rows: pd.DataFrame
    names: tuple[str, ...]
    first_on: tuple[str, ...]
    last_on: tuple[str, ...]
    position: Counts
    covered: Flags
    people: Floats


def rounds_of(
    sites: pd.DataFrame, assessments: pd.DataFrame, household_size: Setting, *, gap_days: Setting, as_of: str
) -> Rounds:
    """Lay assessments out by rounds.

    Rows with one round number are one round as long as no more than `gap_days` lie between two of them: numbers come
    again in another operation, and a round may run over the new year. Rows without a number are the round of
    their month.

    Parameters
    ----------
    sites, assessments
        `SITES` and `ASSESSMENTS` frames.
    household_size
        Persons per household, where only households were counted.
    gap_days
        Longest pause within a round, in days (inclusive).
    as_of
        Date (ISO), inclusive: nothing later is read.
    """
    seen = assessments[(assessments["assessed_on"] <= as_of).to_numpy(dtype="bool", na_value=False)]
    rows = with_people(seen.reset_index(drop=True), household_size)
    listed = sites.drop_duplicates("site_id").reset_index(drop=True)
    code, names, first, last = _coded(rows["round"].to_numpy("float64"), rows["assessed_on"], gap_days.value)
    site = pd.Index(listed["site_id"]).get_indexer(rows["site_id"])
    days = _days(rows["assessed_on"])
    order = np.argsort(days, kind="stable")
    order = order[site[order] >= 0]
    at = np.full((len(listed), len(names)), -1, dtype="int64")
    at[site[order], code[order]] = order  # of several rows in one round the last one stays
    there, held = at >= 0, np.maximum(at, 0)
    people, found = np.full(at.shape, np.nan), np.zeros(at.shape, dtype=bool)
    if len(rows):
        people = np.where(there, rows["people"].to_numpy("float64")[held], np.nan)
        found = there & (rows["not_assessed_reason"].isna().to_numpy()[held] | ~np.isnan(people))
    return Rounds(listed, rows, names, first, last, at, found, people)


def _days(dates: pd.Series) -> NDArray[np.int64]:
    return np.asarray(dates.to_numpy(dtype="datetime64[D]").astype("int64"))


def _coded(
    number: Floats, dates: pd.Series, gap_days: float
) -> tuple[Counts, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Round of each row, and name, first and last day of each round, oldest first."""
    if not len(dates):
        return np.zeros(0, dtype="int64"), (), (), ()
    days = _days(dates)
    months = dates.to_numpy(dtype="datetime64[M]").astype("int64")
    key = np.where(np.isnan(number), -1.0 - months, number)  # a month is below every number of a round
    order = np.lexsort((days, key))
    starts = np.append(True, (np.diff(key[order]) != 0) | ((np.diff(days[order]) > gap_days) & (key[order][1:] >= 0)))
    group = np.empty(len(days), dtype="int64")
    group[order] = np.cumsum(starts) - 1
    ends = np.append(starts[1:], True)
    first, last = days[order][starts], days[order][ends]
    ranked = np.lexsort((key[order][starts], last, first))
    code = np.empty(len(ranked), dtype="int64")
    code[ranked] = np.arange(len(ranked))
    named = [(key[order][starts][n], str(np.datetime64(int(first[n]), "D"))) for n in ranked]
    names = tuple(f"R{told:g} {day[:7]}" if told >= 0 else day[:7] for told, day in named)
    ends_on = tuple(str(np.datetime64(int(last[n]), "D")) for n in ranked)
    return code[group], names, tuple(day for _, day in named), ends_on


@dataclass(frozen=True)
class Held:
    """How sites stood against one standard in each round; arrays are sites x rounds.

    Parameters
    ----------
    in_first
        Whether the site was in its first phase on the last day of the round.
    first, standard
        Index into `verdicts.STATUSES`, held against the threshold of either phase; not applicable where the round
        did not find the site.
    """

    in_first: Flags
    first: NDArray[np.int8]
    standard: NDArray[np.int8]

    @property
    def own(self) -> NDArray[np.int8]:
        """Status of each site in each round, by the phase that it was in."""
        return np.where(self.in_first, self.first, self.standard)


def statuses(rounds: Rounds, norms: Norms) -> Held:
    """How each site stood against one standard in each round, by the answers and on the last day of that round.

    Parameters
    ----------
    rounds
        What `rounds_of` gives.
    norms
        With one standard.
    """
    wanted = dict.fromkeys((*_OF_ANSWER, *norms.standards[0].columns))
    answers = rounds.rows[[name for name in wanted if name in rounds.rows.columns]]
    of_site = [name for name in rounds.sites.columns if name in (*_OF_SITE, *wanted) and name not in answers.columns]
    in_first = np.zeros(rounds.position.shape, dtype=bool)
    asked = PHASES if norms.phase == "auto" else (norms.phase,)
    of_phase = {phase: np.full(rounds.position.shape, NOT_APPLICABLE, dtype="int8") for phase in asked}
    for n, day in enumerate(rounds.last_on):
        found = np.flatnonzero(rounds.covered[:, n])
        held = pd.concat([
            rounds.sites[of_site].take(found).reset_index(drop=True),
            answers.take(rounds.position[found, n]).reset_index(drop=True),
        ], axis=1)  # fmt: skip
        in_first[found, n] = with_phase(held, norms, as_of=day)["first_phase"]
        for phase, told in of_phase.items():
            told[found, n] = verdicts_of(held, replace(norms, phase=phase), as_of=day).status[0]
    return Held(in_first, of_phase[asked[0]], of_phase[asked[-1]])
