"""How the coverage of a group of sites is explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.coverage_explained import changes, thresholds
from geo.explain import Explanation, Input, known
from geo.standards import Norms, Standard

_PERSONS = ("people_met", "people_short", "people_unknown", "people_not_applicable", "people_total", "people_estimated",
            "idp_total_place")  # fmt: skip
_SHARES = ("coverage_low", "coverage_high", "assessed_share")
_SITES = ("sites_total", "sites_without_people", "communes_without_host_figure")
_BY_REASON = ("people_not_visited", "people_not_asked", "people_no_access", "people_band", "people_old_test",
              "people_class_unknown")  # fmt: skip
_BY_SEX = ("people_female", "people_male")


def explain_place(by_key: Mapping[str, Standard], norms: Norms, row: dict[str, Any]) -> Explanation:
    """Explain one row of `rollup.coverage_of_groups` or `rollup.coverage_of_places`."""
    norm = by_key[row["standard"]]
    dates = (known(row["assessed_from"]), known(row["assessed_to"]))
    return Explanation(
        figure=f"service.{norm.key}",
        formula="coverage_share = people_met / (people_met + people_short); "
                "coverage_low = people_met / (people_met + people_short + people_unknown); "
                "coverage_high = (people_met + people_unknown) / (people_met + people_short + people_unknown); "
                "gap = sum(gap of each site)",
        inputs=(*_inputs(row), Input("threshold", known(row["threshold"]), norm.unit),
                Input("gap", known(row["gap"]), norm.gap_unit), *thresholds(norm, norms)),
        value=known(row["coverage_share"]),
        unit="share",
        clause=norm.source,
        dated="/".join(dict.fromkeys(str(date) for date in dates if date)),
        source="assessments",
        status=norm.status,
        notes=_notes(norm, norms, row),
        changes=changes(norm, norms, estimated=row["people_estimated"] > 0, ranged=True),
    )  # fmt: skip


def _inputs(row: dict[str, Any]) -> tuple[Input, ...]:
    """Of the reasons and the sexes only what somebody told."""
    reasons = [name for name in _BY_REASON if row[name] > 0]
    sexes = [name for name in _BY_SEX if known(row[name]) is not None]
    return (
        *(Input(name, known(row[name]), "persons") for name in (*_PERSONS, *reasons, *sexes)),
        *(Input(name, known(row[name]), "share") for name in _SHARES),
        *(Input(name, known(row[name])) for name in _SITES if name in row),
    )


def _notes(norm: Standard, norms: Norms, row: dict[str, Any]) -> tuple[str, ...]:
    differ = norm.first_phase != norm.standard
    first, all_ = row["sites_first_phase"], row["sites_total"]
    by_age = norms.phase == "auto" and differ
    told = {
        "people_estimated": row["people_estimated"] > 0,
        "coverage.people_missing": row["sites_without_people"] > 0,
        "coverage.gap_incomplete": row["sites_gap_unknown"] > 0 or row["sites_unknown"] > 0,
        "coverage.phase_mixed": by_age and 0 < first < all_,
        "coverage.phase_first": by_age and first == all_,
        "coverage.phase_standard": by_age and first == 0,
        "coverage.phase_assumed": by_age and row["sites_phase_assumed"] > 0,
        "coverage.changed": norm.changed,
    }
    return tuple(note for note, holds in told.items() if holds)
