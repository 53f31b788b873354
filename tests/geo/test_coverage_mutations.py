"""Faults that an engine of coverage could have: the worked spreadsheet catches each of them.

Each is one line of the engine said otherwise. A fault whose line is no longer there fails: it must be told anew.
"""

from __future__ import annotations

import pytest

from tests.geo.tampering import CHAIN, engine, tampered
from tests.geo.worked_sheet import Worked, differences

# name: module, what it says, what the fault says
FAULTS: dict[str, tuple[str, str, str]] = {
    "more than for at least": ("measuring", "met=units >= wanted,", "met=units > wanted,"),
    "less than for at most": (
        "measuring", "met, short = most <= threshold,", "met, short = most < threshold,"),
    "floor for ceil": (
        "measuring", "wanted = np.ceil(people / threshold)", "wanted = np.floor(people / threshold)"),
    "floor for ceil, of a share": (
        "measuring", "np.ceil(exact) if up else", "np.floor(exact) if up else"),
    "floor for ceil, of taps": (
        "measuring", "np.ceil(np.round((people - capacity) / threshold, _DECIMALS))",
        "np.floor((people - capacity) / threshold)"),
    "unknown as zero": ("measuring", 'to_numpy(dtype="float64", na_value=np.nan)',
                        'to_numpy(dtype="float64", na_value=0.0)'),
    "wrong phase": ("verdicts", "return np.where(first, norm.first_phase, norm.standard)",
                    "return np.where(first, norm.standard, norm.first_phase)"),
    "the phase is not asked": ("verdicts", "if norm.first_phase == norm.standard or not first.any():", "if True:"),
    "six months old is young": ("site_services", "young = (opened > since)", "young = (opened >= since)"),
    "min for max": ("measuring", 'if standard.direction == "min":\n        met, short = least',
                    'if standard.direction == "max":\n        met, short = least'),
    "total for functional toilets": (
        "measuring", '"people" if name == "individuals" else name',
        '{"individuals": "people", "toilets_functional": "toilets_total"}.get(name, name)'),
    "an old test is accepted": ("measuring", "((age >= 0) & (age <= standard.valid_days))", "(age >= 0)"),
    "a test without a date is accepted": (
        "measuring", "((age >= 0) & (age <= standard.valid_days))", "(~(age < 0) & ~(age > standard.valid_days))"),
    "a test of the future is accepted": (
        "measuring", "((age >= 0) & (age <= standard.valid_days))", "(age <= standard.valid_days)"),
    "a distribution of the future is recent": (
        "measuring", "value = np.where(value >= 0, value, np.nan)", "value = np.abs(value)"),
    "the middle of a band": (
        "measuring", "value = np.where(np.isnan(value) & (low == high), low, value)",
        "value = np.where(np.isnan(value), (low + high) / 2, value)"),
    "a band is met by its best end": (
        "measuring", "met, short = least >= threshold, most < threshold",
        "met, short = most >= threshold, most < threshold"),
    "a band holds its lower end": (
        "measuring", "| (open_below & (least >= threshold))", "| (open_below & (least > threshold))"),
    "a band told backwards is read": ("measuring", " & ~(low > high)", ""),
    "the upper bound is forgotten": ("measuring", "if standard.upper is not None:", "if False:"),
    "no committee, no question": (
        "measuring", "absent = ~known & (base == 0) if standard.requires else", "absent = ~known & False if True else"),
    "at least one station is forgotten": (
        "measuring", "wanted = np.fmax(standard.least, np.round(threshold * base, _DECIMALS))",
        "wanted = np.round(threshold * base, _DECIMALS)"),
    "unknown kinds of water points are none": (
        "measuring", "known=~np.isnan(people) & (met | ~blank.any(axis=0)),", "known=~np.isnan(people),"),
    "water points are all needed": (
        "measuring", "known=~np.isnan(people) & (met | ~blank.any(axis=0)),",
        "known=~np.isnan(people) & ~blank.any(axis=0),"),
    "a share does not stand in for counts": ("measuring", "if not standard.instead:", "if True:"),
    "not applicable as met": ("verdicts", ".to_numpy()] = ASKED_NOT", ".to_numpy()] = MET"),
    "an unknown class is asked": ("verdicts", "known = known & ~unknown_class", "known = known | False"),
    "not assessed as short": (
        "verdicts", "cells: NDArray[np.int8] = np.where(known,", "cells: NDArray[np.int8] = np.where(known | True,"),
    "people unknown counted as none": (
        "site_services", "people = individuals.where(~estimated, households * household_size.value)",
        "people = individuals.where(~estimated, households * household_size.value).fillna(0.0)"),
    "households counted as people": (
        "site_services", "individuals.where(~estimated, households * household_size.value)",
        "individuals.where(~estimated, households)"),
    "closed sites are counted": (
        "site_services", 'stays = ~closed.to_numpy(dtype="bool", na_value=False) & ~to_come', "stays = ~to_come"),
    "sites to come are counted": ("site_services", "na_value=False) & ~to_come", "na_value=False)"),
    "the first row for the last": (
        "site_services", 'in_time = seen[np.argsort(codes, kind="stable")]',
        'in_time = seen[np.argsort(codes, kind="stable")][::-1]'),
    "the day itself does not count": (
        "site_services", "seen = np.flatnonzero((on <= as_of)", "seen = np.flatnonzero((on < as_of)"),
    "not assessed in the share": (
        "rollup", '"coverage_share": ratio(met, met + short),', '"coverage_share": ratio(met, concerned),'),
    "unknown as met in the low bound": (
        "rollup", '"coverage_low": ratio(met, concerned),', '"coverage_low": ratio(met + unknown, concerned),'),
    "not applicable is assessed": (
        "rollup_sums", '"unknown": by_cell[..., FIRST_REASON:]', '"unknown": by_cell[..., FIRST_REASON - 1 :]'),
    "an unknown gap is none": ("rollup_sums", "np.bincount(key[short & unknown],", "np.bincount(key[short & unknown & ~unknown],"),
}  # fmt: skip


def test_the_engine_itself_differs_in_nothing(worked: dict[str, Worked]) -> None:
    assert list(differences(worked["auto"], engine())) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_caught(fault: str, worked: dict[str, Worked]) -> None:
    with tampered(*FAULTS[fault]) as faulty:
        noticed = any(True for _ in differences(worked["auto"], faulty))
    assert noticed, f"nobody notices: {fault}"


def test_after_a_fault_all_is_as_before(worked: dict[str, Worked]) -> None:
    before = engine()
    with tampered(*FAULTS["floor for ceil"]) as faulty:
        assert faulty.verdicts is not before.verdicts
    assert engine() == before
    assert list(differences(worked["auto"], engine())) == []


def test_a_fault_that_finds_no_line_fails() -> None:
    for module in CHAIN:
        with pytest.raises(AssertionError, match="0 times"), tampered(module, "no engine ever says this", ""):
            pass


def test_every_module_of_the_chain_is_tampered_with() -> None:
    # coverage.py only writes rows; what it can get wrong is in the cells that the other faults change
    assert set(CHAIN) - {module for module, *_ in FAULTS.values()} == {"coverage"}
