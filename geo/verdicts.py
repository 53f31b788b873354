"""Every standard at every site as arrays: what coverage of sites and of places is made from, and nothing long."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.measuring import (
    CLASS_UNKNOWN,
    NOT_ASKED,
    NOT_VISITED,
    REASONS,
    Answers,
    Codes,
    Flags,
    Floats,
    Threshold,
    Verdict,
    measure,
)
from geo.site_services import open_sites, with_people, with_phase
from geo.standards import Norms, Standard

STATUSES = ("met", "short", "not_assessed", "not_applicable")
MET, SHORT, NOT_ASSESSED, NOT_APPLICABLE = range(4)
# What stands in a cell of the matrix: a status, not assessed being told by its reason.
ASKED_NOT = 2
CELLS = ("met", "short", "not_applicable", *REASONS)
FIRST_REASON = len(CELLS) - len(REASONS)
# Kinds whose `Verdict.why` speaks of an answer that was given (a range, an old test), not of people.
ANSWERED_IN_VAIN = ("amount", "rate", "test")
STATUS_OF = np.array([MET, SHORT, NOT_APPLICABLE, *[NOT_ASSESSED] * len(REASONS)], dtype="int8")


@dataclass(frozen=True)
class SiteVerdicts:
    """How sites stand against the norms.

    Parameters
    ----------
    sites
        One row a site: `site_services.with_people` and `with_phase`.
    norms, as_of
        What they were held against, and the day.
    cells
        Standards x sites: an index into `CELLS`.
    told
        By standard, what was measured on every site.
    left_out
        Sites that are not open on the day.
    kept
        What was made of it once, by name (`rollup` keeps the sums of communes).
    """

    sites: pd.DataFrame
    norms: Norms
    as_of: str
    cells: Codes
    told: tuple[Verdict, ...]
    left_out: int = 0
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def status(self) -> Codes:
        """Standards x sites: an index into `STATUSES`."""
        return STATUS_OF[self.cells]

    @property
    def people(self) -> Floats:
        """Persons of each site, NaN where they are unknown."""
        people: Floats = self.sites["people"].to_numpy(dtype="float64")
        return people

    @cached_property
    def gap(self) -> Floats:
        """Standards x sites, in the gap unit of each standard: 0 where met, NaN where not assessed."""
        told = np.array([one.gap for one in self.told]).reshape(self.cells.shape)
        gap: Floats = np.where(self.cells == SHORT, told, np.where(self.cells == MET, 0.0, np.nan))
        return gap

    @cached_property
    def numbers(self) -> Floats:
        """What sums are made of, each over the sites, NaN where unknown.

        People, households, women and men (both or neither), and 1 where people are estimated, where the phase is
        the first, and where it is assumed.
        """
        held = Answers(self.sites, as_of=self.as_of)
        women, men = held["females"], held["males"]
        lone = np.isnan(women) | np.isnan(men)
        told = [self.people, held["households"], np.where(lone, np.nan, women), np.where(lone, np.nan, men)]
        flags = (
            self.sites[name].to_numpy(dtype="float64") for name in ("people_estimated", "first_phase", "phase_assumed")
        )
        return np.stack([*told, *flags])

    @property
    def thresholds(self) -> Floats:
        """Standards x sites: the threshold that each was held against."""
        first = self.sites["first_phase"].to_numpy(dtype="bool")
        held = np.array([(norm.first_phase, norm.standard) for norm in self.norms.standards]).reshape(-1, 2)
        return np.where(first, held[:, :1], held[:, 1:])


def verdicts_of_sites(sites: pd.DataFrame, assessments: pd.DataFrame, norms: Norms, *, as_of: str) -> SiteVerdicts:
    """Hold each open site against each standard, by its last assessment row.

    Parameters
    ----------
    sites, assessments
        `SITES` and `ASSESSMENTS` frames.
    norms
        The standards, the phase in force, the household size and further settings.
    as_of
        Date (ISO), inclusive: nothing later is read.

    Raises
    ------
    DataProblem
        ``standard.unknown_phase``, or ``unknown_setting`` where the norms lack one that they need.

    Notes
    -----
    Method: docs/methods.md#service-coverage. Standards: data/reference/standards.
    """
    held = with_people(open_sites(sites, assessments, as_of=as_of), norms.household_size)
    return verdicts_of(held, norms, as_of=as_of, left_out=len(sites) - len(held))


def verdicts_of_shelters(shelters: pd.DataFrame, norms: Norms, *, as_of: str) -> SiteVerdicts:
    """Hold each activated evacuation shelter (open or full) against its profile, for the people in it.

    Parameters
    ----------
    shelters
        `SHELTERS` frame.
    norms
        The profile, and a phase: "first" is a short stay, "standard" after 48 to 72 hours. A shelter does not say
        since when it is open, so "auto" reads as "standard", marked as assumed.
    as_of
        Date (ISO).
    """
    active = shelters[shelters["shelter_status"].isin(("open", "full"))].reset_index(drop=True)
    blank = pd.Series([None] * len(active), dtype="str")
    held = active.assign(
        site_id=active["shelter_id"], site_class="activated_shelter", people=active["occupancy_persons"],
        people_estimated=False, households=active["occupancy_households"], round=np.nan, opened_on=blank,
        assessed_on=active["observed_on"], not_assessed_reason=blank,
    )  # fmt: skip
    return verdicts_of(held, norms, as_of=as_of, left_out=len(shelters) - len(active))


def verdicts_of(held: pd.DataFrame, norms: Norms, *, as_of: str, left_out: int = 0) -> SiteVerdicts:
    """Hold rows that carry their answers against each standard: sites on a day, or any mix of sites and rounds.

    Parameters
    ----------
    held
        `site_class`, `opened_on`, `assessed_on`, `not_assessed_reason`, `people`, and the columns that the
        standards read; what is absent is unknown.
    """
    phased = with_phase(held, norms, as_of=as_of)
    answers = Answers(phased, as_of=as_of)
    first = phased["first_phase"].to_numpy(dtype="bool")
    told = tuple(measure(norm, _threshold(norm, first), answers) for norm in norms.standards)
    stated, classes = _stated(phased), phased["site_class"]
    cells = np.empty((len(told), len(phased)), dtype="int8")
    for row, (norm, one) in enumerate(zip(norms.standards, told, strict=True)):
        cells[row] = _cells(norm, one, stated, classes)
    return SiteVerdicts(phased, norms, as_of, cells, told, left_out)


def _threshold(norm: Standard, first: Flags) -> Threshold:
    if norm.first_phase == norm.standard or not first.any():
        return norm.standard
    return np.where(first, norm.first_phase, norm.standard)


def _stated(held: pd.DataFrame) -> Codes:
    """What each row says itself of why it was not assessed: a code of `REASONS`, -1 where it says nothing."""
    code = pd.Index(REASONS).get_indexer(held["not_assessed_reason"]).astype("int8")
    return np.where((code < 0) & held["assessed_on"].isna().to_numpy(), np.int8(NOT_VISITED), code)


def _cells(norm: Standard, told: Verdict, stated: Codes, classes: pd.Series) -> Codes:
    """Status, or the reason: what was answered in vain, else what the row says, else what is lacking."""
    known, unknown_class = told.known, None
    if not norm.asked_of_every_class:
        # a class nobody told might be one that the standard is not asked of: not assessed, never met
        unknown_class = classes.isna().to_numpy()
        known = known & ~unknown_class
    reason = np.where(stated >= 0, stated, _lacking(told, unknown_class))
    if told.why is not None and norm.kind in ANSWERED_IN_VAIN:
        reason = np.where((told.why >= 0) & ~told.known, told.why, reason)
    cells: NDArray[np.int8] = np.where(known, np.where(told.met, MET, SHORT), FIRST_REASON + reason).astype("int8")
    if unknown_class is not None:
        cells[~unknown_class & ~classes.isin(norm.applies_to).to_numpy()] = ASKED_NOT
    return cells


def _lacking(told: Verdict, unknown_class: Flags | None) -> Codes:
    lacking = np.full(len(told.known), NOT_ASKED, dtype="int8")
    if told.why is not None:
        lacking = np.where(told.why >= 0, told.why, lacking)
    if unknown_class is not None:
        lacking = np.where(unknown_class & told.known, np.int8(CLASS_UNKNOWN), lacking)
    return lacking
