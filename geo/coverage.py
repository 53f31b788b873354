"""Service coverage of each site: WASH, shelter and CCCM against the standards, with the gap in units."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.explain import Explanation, Input, Result, known
from geo.frames import SITE_CLASSES
from geo.site_services import Floats, Verdict, answers_of, measure, open_sites, with_people
from geo.standards import VOCABULARY, Norms, Standard

STATUSES = ("met", "short", "not_assessed", "not_applicable")
MET, SHORT, NOT_ASSESSED, NOT_APPLICABLE = range(4)


def coverage_of_sites(sites: pd.DataFrame, assessments: pd.DataFrame, norms: Norms, *, as_of: str) -> Result:
    """How each open site stands against each standard, by its last assessment round.

    Parameters
    ----------
    sites, assessments
        `SITES` and `ASSESSMENTS` frames.
    norms
        The standards, the phase in force and the household size.
    as_of
        Date (ISO), inclusive: nothing later is read.

    Returns
    -------
    coverage
        One row per open site and standard, in the order of `sites` and of the standards: `place` (the site),
        `status` (met, short, not_assessed, not_applicable), `not_assessed_reason`, `measured` in `unit` (NaN:
        not assessed, or no functional unit at all), `people` (persons, NaN unknown), `people_estimated`,
        `gap` in `gap_unit` (NaN where not assessed or where it needs an unknown number of people), the date
        and round, and the inputs used (`numerator_value`, `denominator_value`, kinds of water points).

    Raises
    ------
    DataProblem
        ``standard.unknown_phase``.

    Notes
    -----
    Method: docs/methods.md#service-coverage. Standards: data/reference/standards.
    """
    held = with_people(open_sites(sites, assessments, as_of=as_of), norms.household_size)
    answers = answers_of(held)
    verdicts = [measure(norm, norm.threshold(norms.phase), answers) for norm in norms.standards]
    codes = [_status(norm, told, held["site_class"]) for norm, told in zip(norms.standards, verdicts, strict=True)]
    columns = _site_columns(held, norms) | standard_columns(norms, len(held))
    frame = pd.DataFrame(columns | _verdict_columns(verdicts, codes, len(held)))
    frame["not_assessed_reason"] = frame["not_assessed_reason"].where(frame["status"] == "not_assessed")
    explain = partial(_explain, {norm.key: norm for norm in norms.standards}, norms)
    facts = {"as_of": as_of, "phase": norms.phase, "household_size": norms.household_size.value,
             "sites_open": len(held), "sites_left_out": len(sites) - len(held)}  # fmt: skip
    return Result(frame, explain, facts)


def _status(norm: Standard, told: Verdict, site_class: pd.Series) -> NDArray[np.int64]:
    code = np.where(told.known, np.where(told.met, MET, SHORT), NOT_ASSESSED)
    if set(SITE_CLASSES) <= set(norm.applies_to):
        return code
    # a class nobody told might be one that the standard is not asked of: not assessed, never met
    code = np.where(site_class.isna(), NOT_ASSESSED, code)
    return np.where(site_class.notna() & ~site_class.isin(norm.applies_to), NOT_APPLICABLE, code)


def _site_columns(held: pd.DataFrame, norms: Norms) -> dict[str, Any]:
    asked = pd.Series(np.where(held["assessed_on"].isna(), "not_visited", "not_asked"), dtype="str")
    reason = held["not_assessed_reason"].where(held["not_assessed_reason"].notna(), asked)
    told = held.assign(place=held["site_id"], not_assessed_reason=reason)
    names = (
        "place", "site_id", "name", "adm2_pcode", "site_class", "not_assessed_reason", "people", "people_estimated",
        "households", "round", "assessed_on",
    )  # fmt: skip
    kinds = dict.fromkeys(kind for norm in norms.standards for kind in norm.persons_each)
    each = np.repeat(np.arange(len(held)), len(norms.standards))
    return {name: told[name].array.take(each) for name in (*names, *kinds)}


def standard_columns(norms: Norms, times: int) -> dict[str, Any]:
    """What a row says of its standard (`standard`, `sector`, `unit`, `gap_unit`, `threshold`), all, so many times."""
    each = np.tile(np.arange(len(norms.standards)), times)
    columns: dict[str, Any] = {
        name: pd.array([getattr(norm, field) for norm in norms.standards], dtype="str").take(each)
        for name, field in (("standard", "key"), ("sector", "sector"), ("unit", "unit"), ("gap_unit", "gap_unit"))
    }
    columns["threshold"] = np.array([norm.threshold(norms.phase) for norm in norms.standards])[each]
    return columns


def _verdict_columns(verdicts: list[Verdict], codes: list[NDArray[np.int64]], sites: int) -> dict[str, Any]:
    status = np.array(codes, dtype="int64").reshape(len(codes), sites).T.ravel()

    def by_site(name: str) -> Floats:
        stacked = np.array([getattr(told, name) for told in verdicts], dtype="float64")
        return np.asarray(stacked.reshape(len(verdicts), sites).T.ravel())

    return {
        "measured": np.where(status <= SHORT, by_site("measured"), np.nan),
        "status": pd.array(STATUSES, dtype="str").take(status),
        "gap": np.select([status == MET, status == SHORT], [0.0, by_site("gap")], np.nan),
        "numerator_value": by_site("numerator"),
        "denominator_value": by_site("denominator"),
    }


def _explain(norms_by_key: dict[str, Standard], norms: Norms, row: dict[str, Any]) -> Explanation:
    norm = norms_by_key[row["standard"]]
    formula, inputs, status = _formula(norm), _inputs(norm, row), norm.status
    if row["people_estimated"] and any(told.name == "individuals" for told in inputs):
        size = norms.household_size
        status = size.status if status == "verified" else status
        formula = f"individuals = households * household_size; {formula}"
        inputs = (Input("households", known(row["households"]), "households"),
                  Input("household_size", size.value, size.unit), *inputs)  # fmt: skip
    return Explanation(
        figure=f"service.{norm.key}",
        formula=formula,
        inputs=(*inputs, Input("threshold", row["threshold"], norm.unit),
                Input("gap", known(row["gap"]), norm.gap_unit), Input("round", known(row["round"]))),
        value=known(row["measured"]),
        unit=norm.unit,
        clause=norm.source,
        dated=str(known(row["assessed_on"]) or ""),
        source="assessments",
        status=status,
        notes=_notes(norm, row),
    )  # fmt: skip


def _formula(norm: Standard) -> str:
    part, base = norm.numerator, norm.denominator
    if norm.kind == "compound":
        served = " + ".join(f"{each:g} * {kind}" for kind, each in norm.persons_each.items())
        each = f"{norm.persons_each[base]:g}"
        return (f"{norm.measures} = {part} / (({served}) / {each}) <= threshold; "
                f"gap = max(0, ceil({part} / threshold - ({served}) / {each}))")  # fmt: skip
    if norm.kind == "ratio" and norm.direction == "max":
        return (f"{norm.measures} = {part} / {base} <= threshold; "
                f"gap = max(0, ceil({part} / threshold) - {base})")  # fmt: skip
    if norm.kind == "ratio":
        floor = f"max({norm.least:g}, {base})" if norm.least else base
        wanted = f"max({norm.least:g}, threshold * {base})" if norm.least else f"threshold * {base}"
        return f"{norm.measures} = {part} / {floor} >= threshold; gap = max(0, {wanted} - {part})"
    if norm.kind == "rate":
        return f"{norm.measures} >= threshold; gap = individuals * max(0, threshold - {norm.measures})"
    return f"{norm.measures} >= threshold; gap = 0 if {norm.measures} >= threshold else 1"


def _inputs(norm: Standard, row: dict[str, Any]) -> tuple[Input, ...]:
    first, second = known(row["numerator_value"]), known(row["denominator_value"])
    if norm.kind == "compound":
        kinds = tuple(Input(kind, known(row[kind]), VOCABULARY[kind].unit) for kind in norm.persons_each)
        return (Input(norm.numerator, first, "persons"), *kinds)
    if norm.kind == "ratio":
        return (Input(norm.numerator, first, VOCABULARY[norm.numerator].unit),
                Input(norm.denominator, second, VOCABULARY[norm.denominator].unit))  # fmt: skip
    if norm.kind == "rate":
        return (Input(norm.measures, first, norm.unit), Input("individuals", second, "persons"))
    told = (Input(norm.measures, first, norm.unit),)
    return (*told, Input(norm.requires, second, "yes/no")) if norm.requires else told


def _notes(norm: Standard, row: dict[str, Any]) -> tuple[str, ...]:
    status, first, second = row["status"], known(row["numerator_value"]), known(row["denominator_value"])
    kinds = [known(row[kind]) for kind in norm.persons_each]
    told = {
        "coverage.not_applicable": status == "not_applicable",
        f"coverage.{row['not_assessed_reason']}": status == "not_assessed",
        "people_estimated": bool(row["people_estimated"]),
        "coverage.none_functional": status == "short" and norm.direction == "max" and second == 0,
        "coverage.at_most": status == "met" and None in kinds,
        "coverage.at_least": status == "short" and norm.least > 0 and second is None,
        "coverage.committee_absent": status == "short" and norm.kind == "share" and first is None,
        "coverage.class_unknown": status == "not_assessed" and not set(SITE_CLASSES) <= set(norm.applies_to)
                         and known(row["site_class"]) is None,
    }  # fmt: skip
    return tuple(note for note, holds in told.items() if holds)
