"""How a site's figure is explained: formula, inputs with units, thresholds of both phases, date, source, caveats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, known
from geo.settings import Change, changes_of
from geo.standards import FIRST_PHASE_MONTHS, VOCABULARY, Norms, Standard

_COUNTED = ("ratio", "compound", "share_of")


def explain_site(by_key: Mapping[str, Standard], norms: Norms, row: dict[str, Any]) -> Explanation:
    """Explain one row of `coverage.site_coverage`."""
    norm = by_key[row["standard"]]
    formula, inputs, status = _formula(norm, row), _inputs(norm, row), norm.status
    estimated = row["people_estimated"] and any(told.name == "individuals" for told in inputs)
    if estimated:
        size = norms.household_size
        status = size.status if status == "verified" else status
        formula = f"individuals = households * household_size; {formula}"
        inputs = (Input("households", known(row["households"]), "households"),
                  Input("household_size", size.value, size.unit), *inputs)  # fmt: skip
    return Explanation(
        figure=f"service.{norm.key}",
        formula=formula,
        inputs=(*inputs, Input("threshold", row["threshold"], norm.unit),
                Input("gap", known(row["gap"]), norm.gap_unit), Input("round", known(row["round"])),
                *thresholds(norm, norms)),
        value=known(row["measured"]),
        unit=norm.unit,
        clause=norm.source,
        dated=str(known(row["assessed_on"]) or ""),
        source="assessments",
        status=status,
        notes=_notes(norm, norms, row),
        changes=changes(norm, norms, estimated=bool(estimated), ranged=bool(_ranged(norm, row))),
    )  # fmt: skip


def changes(norm: Standard, norms: Norms, *, estimated: bool, ranged: bool = False) -> tuple[Change, ...]:
    """What somebody changed of the figures that a verdict rests on: thresholds, and settings that entered it."""
    held = [norms.household_size] if estimated else []
    if norms.phase == "auto" and norm.first_phase != norm.standard:
        held.append(norms.settings[FIRST_PHASE_MONTHS])
    if ranged and norm.band_factor:
        held.append(norms.settings[norm.band_factor])
    return (*norm.changes, *changes_of(*held))


def thresholds(norm: Standard, norms: Norms) -> tuple[Input, ...]:
    """Thresholds of both phases where they differ, and in phase "auto" how long the first one lasts."""
    if norm.first_phase == norm.standard:
        return ()
    both = (Input("threshold_first", norm.first_phase, norm.unit),
            Input("threshold_standard", norm.standard, norm.unit))  # fmt: skip
    if norms.phase != "auto":
        return both
    months = norms.settings[FIRST_PHASE_MONTHS]
    return (*both, Input(FIRST_PHASE_MONTHS, months.value, months.unit))


def _formula(norm: Standard, row: dict[str, Any]) -> str:
    if norm.kind == "compound":
        return _compound(norm)
    if norm.kind in ("ratio", "share_of"):
        return _of_units(norm)
    sign = ">=" if norm.direction == "min" else "<="
    figure = norm.measures
    held = f"{figure} {sign} threshold"
    if norm.upper is not None:
        held = f"threshold <= {figure} <= {norm.upper:g}"
    if norm.kind == "rate":
        return f"{_range(norm, row)}{held}; gap = individuals * max(0, threshold - {figure})"
    if norm.kind == "test":
        held = f"{held} and as_of - {norm.tested} <= {norm.valid_days:g}"
    if norm.kind == "age":
        held = f"as_of - {figure} <= threshold"
        return f"{held}; gap = 0 if {held} else 1"
    return f"{_range(norm, row)}{held}; gap = 0 if {held} else 1"


def _range(norm: Standard, row: dict[str, Any]) -> str:
    """How a range was read, where one was."""
    if not norm.band_columns or known(row["measured"]) is not None:
        return ""
    factor = f" * {norm.band_factor}" if norm.band_factor else ""
    low, high = (f"{name}{factor}" for name in norm.band_columns)
    return f"{low} < {norm.measures} <= {high}; "


def _compound(norm: Standard) -> str:
    part, base = norm.numerator, norm.denominator
    served = " + ".join(f"{each:g} * {kind}" for kind, each in norm.persons_each.items())
    each = f"{norm.persons_each[base]:g}"
    return (f"{norm.measures} = {part} / (({served}) / {each}) <= threshold; "
            f"gap = max(0, ceil({part} / threshold - ({served}) / {each}))")  # fmt: skip


def _of_units(norm: Standard) -> str:
    part, base = norm.numerator, norm.denominator
    whole = VOCABULARY[part].kind == "integer"
    if norm.kind == "ratio" and norm.direction == "max":
        return (f"{norm.measures} = {part} / {base} <= threshold; "
                f"gap = max(0, ceil({part} / threshold) - {base})")  # fmt: skip
    if norm.direction == "max":
        allowed = f"floor(threshold * {base})" if whole else f"threshold * {base}"
        return f"{norm.measures} = {part} / {base} <= threshold; gap = max(0, {part} - {allowed})"
    floor = f"max({norm.least:g}, {base})" if norm.least else base
    wanted = f"max({norm.least:g}, threshold * {base})" if norm.least else f"threshold * {base}"
    if norm.kind == "share_of" and whole:
        wanted = f"ceil({wanted})"
    return f"{norm.measures} = {part} / {floor} >= threshold; gap = max(0, {wanted} - {part})"


def _inputs(norm: Standard, row: dict[str, Any]) -> tuple[Input, ...]:
    first, second = known(row["numerator_value"]), known(row["denominator_value"])
    if norm.kind == "compound":
        kinds = tuple(Input(kind, known(row[kind]), VOCABULARY[kind].unit) for kind in norm.persons_each)
        return (Input(norm.numerator, first, "persons"), *kinds)
    if norm.kind in _COUNTED:
        counted = (Input(norm.numerator, first, VOCABULARY[norm.numerator].unit),
                   Input(norm.denominator, second, VOCABULARY[norm.denominator].unit))  # fmt: skip
        shared = norm.instead and None in (first, second)
        return (*counted, Input(norm.instead, known(row["measured"]), "share")) if shared else counted
    told = (Input(norm.measures, first, norm.unit), *_ranged(norm, row))
    if norm.kind == "rate":
        return (*told, Input("individuals", second, "persons"))
    if norm.kind == "test":
        return (*told, Input(norm.tested, known(row["tested_on"])), Input("valid_days", norm.valid_days, "days"))
    if norm.kind == "age":
        return (Input(norm.measures, known(row["tested_on"])), Input("age", first, "days"))
    return (*told, Input(norm.requires, second, "yes/no")) if norm.requires else told


def _ranged(norm: Standard, row: dict[str, Any]) -> tuple[Input, ...]:
    ends = known(row["measured_least"]), known(row["measured_most"])
    if not norm.band_columns or known(row["measured"]) is not None or ends[0] is None:
        return ()
    highest = None if ends[1] == float("inf") else ends[1]
    told = (Input("measured_least", ends[0], norm.unit), Input("measured_most", highest, norm.unit))
    if not norm.band_factor:
        return told
    unit = f"{norm.unit}/{VOCABULARY[norm.band_columns[0]].unit}"
    return (*told, Input(norm.band_factor, norm.factor, unit))


def _notes(norm: Standard, norms: Norms, row: dict[str, Any]) -> tuple[str, ...]:
    status, first, second = row["status"], known(row["numerator_value"]), known(row["denominator_value"])
    kinds = [known(row[kind]) for kind in norm.persons_each]
    units = norm.kind in ("ratio", "compound")
    figure, least = known(row["measured"]), known(row["measured_least"])
    told = {
        "coverage.not_applicable": status == "not_applicable",
        f"coverage.{row['not_assessed_reason']}": status == "not_assessed",
        "people_estimated": bool(row["people_estimated"]),
        "coverage.none_functional": status == "short" and units and norm.direction == "max" and second == 0,
        "coverage.at_most": status == "met" and None in kinds,
        "coverage.at_least": status == "short" and norm.least > 0 and second is None,
        "coverage.committee_absent": status == "short" and norm.requires == "committee_present" and first is None,
        "coverage.absent": status == "short" and norm.requires not in ("", "committee_present") and first is None,
        "coverage.in_range": status in ("met", "short") and figure is None and least is not None,
        **_phase_notes(norm, norms, row),
        "coverage.changed": norm.changed,
    }
    return tuple(note for note, holds in told.items() if holds)


def _phase_notes(norm: Standard, norms: Norms, row: dict[str, Any]) -> dict[str, bool]:
    """In phase "auto", where it makes a difference: which one was taken, and whether the age was unknown."""
    if norms.phase != "auto" or norm.first_phase == norm.standard:
        return {}
    assumed = bool(row["phase_assumed"])
    return {"coverage.phase_assumed": assumed,
            f"coverage.phase_{row['phase']}": not assumed}  # fmt: skip


def counted_verdicts(rows: pd.DataFrame) -> Explanation:
    """Explain how many standards a site meets, of the rows of `coverage.site_coverage` of one site.

    The value counts the standards below the threshold.
    """
    counts = rows["status"].value_counts()
    told = {name: float(counts.get(name, 0)) for name in ("met", "short", "not_assessed", "not_applicable")}
    days = rows.loc[rows["status"].isin(("met", "short")), "assessed_on"].dropna()
    return Explanation(
        figure="verdicts",
        formula="met + short + not_assessed + not_applicable = number of standards in force; headline standards apart",
        inputs=(Input("standards", float(len(rows))),
                *(Input(f"verdict.{name}", value) for name, value in told.items()),
                Input("headline", float(rows["headline"].astype("bool").sum()))),
        value=told["short"],
        unit="standards",
        clause="docs/methods.md#service-coverage",
        dated=str(days.max()) if len(days) else "",
        source="assessments",
    )  # fmt: skip
