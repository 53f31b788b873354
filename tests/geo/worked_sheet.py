"""The worked spreadsheet of service coverage as LibreOffice reckons it, and what an engine differs from it.

Everything that an engine is given here is read from the sheets *sites*, *answers* and *settings*; what it is held to
from *verdicts* and *places*. Columns of *verdicts*: tools/worked_coverage/rules.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import openpyxl
import pandas as pd

from data import reference_tables
from geo import frames
from geo.settings import Setting
from geo.standards import PHASES, Norms, Standard
from tools import spreadsheet

BOOK = Path(__file__).parent.parent / "fixtures" / "coverage" / "worked.xlsx"
VARIANTS: dict[str, dict[str, Any]] = {
    "auto": {},
    "first": {"phase": "first"},
    "standard": {"phase": "standard"},
    # the last day of a month, six months after the last day of February, and other figures of the profile
    "changed": {"as_of": date(2024, 8, 31), "household_size": 5, "walking_speed": 41.667},
}
# Thresholds of the two phases in the variant "changed".
CHANGED = {
    "toilets": (40, 25), "water_points": (200, 200), "toilets_lockable": (0.9, 0.95), "hygiene_kits": (0.75, 0.85),
    "in_tents": (0.5, 0.1), "without_shelter": (0.05, 0.05), "handwashing": (0.5, 0.5), "covered_area": (3.3, 3.6),
    "household_items": (0.85, 0.995), "water_quantity": (10, 12.5), "soap": (0.75, 0.75), "water_queue": (20, 20),
    "water_distance": (400, 400), "committee_women": (0.25, 0.45), "items_recent": (400, 400),
    "water_chlorine": (0.25, 0.25), "water_ecoli": (5, 5), "waste_bins": (30, 15),
}  # fmt: skip
TOLERANCE = 1e-9
OPEN = 1e300  # how the sheet writes a range without upper end
# What a row of the engine must say, in the words of the sheet.
TEXTS = {"status": "status", "reason": "not_assessed_reason", "phase": "phase", "adm2": "adm2_pcode"}
NUMBERS = {
    "threshold": "threshold", "measured": "measured", "measured_least": "measured_least",
    "measured_most": "measured_most", "gap": "gap", "people": "people",
}  # fmt: skip
# The two counts of what is divided; of other kinds *value* and *base* are as they were told.
COUNTS = {"value": "numerator_value", "base": "denominator_value"}
DIVIDED = ("ratio", "share_of", "compound")
LEVELS = ("adm2", "adm1", "adm0")
# Keys of *places*, and people at sites whose people are unknown: nobody by definition.
NOT_HELD = {"place", "level", "standard", "people_people_unknown"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Worked:
    """One reckoning of the sheet.

    Parameters
    ----------
    sheets
        Rows of each sheet by its names.
    changed
        Thresholds that were changed in the sheet.
    """

    sheets: dict[str, list[Row]]
    changed: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        return {row["setting"]: row["value"] for row in self.sheets["settings"]}

    @property
    def as_of(self) -> str:
        return str(self.settings["as_of"])


@dataclass(frozen=True)
class Engine:
    """The modules under test: those of the product, or ones that were tampered with."""

    verdicts: ModuleType
    coverage: ModuleType
    rollup: ModuleType
    places: ModuleType


def sheets_of(book: Path) -> dict[str, list[Row]]:
    """Rows of each sheet by its names, values only; a blank text is unknown, a day an ISO date."""
    read = openpyxl.load_workbook(book, data_only=True, read_only=True)
    told = {sheet.title: _rows(sheet.iter_rows(values_only=True)) for sheet in read.worksheets}
    read.close()
    return told


def _rows(lines: Iterator[tuple[Any, ...]]) -> list[Row]:
    names = next(lines)
    return [{name: _plain(value) for name, value in zip(names, line, strict=True) if name} for line in lines]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return None if value == "" else value


def reckoned(folder: Path) -> dict[str, Worked]:
    """The sheet in each variant, reckoned by LibreOffice in one start."""
    books = variants(folder)
    made = zip(VARIANTS, spreadsheet.recalculated(books, folder), strict=True)
    return {name: Worked(sheets_of(book), CHANGED if name == "changed" else {}) for name, book in made}


def variants(folder: Path) -> list[Path]:
    """The sheet with the settings and thresholds of each variant: formulas only, no values are kept."""
    book = openpyxl.load_workbook(BOOK)
    settings = {row[0].value: row[1] for row in book["settings"].iter_rows(min_row=2)}
    as_written = {name: cell.value for name, cell in settings.items()}
    made = []
    for name, edits in VARIANTS.items():
        for setting, cell in settings.items():
            cell.value = edits.get(setting, as_written[setting])
        if name == "changed":  # the last one: what is changed stays changed
            _change_thresholds(book["standards"])
        made.append(folder / f"{name}.xlsx")
        book.save(made[-1])
    return made


def _change_thresholds(standards: Any) -> None:
    names = {cell.value: at for at, cell in enumerate(standards[1])}
    for row in standards.iter_rows(min_row=2):
        for phase, value in zip(("first_phase", "standard_phase"), CHANGED.get(row[0].value, ()), strict=False):
            row[names[phase]].value = value


def norms_of(worked: Worked) -> Norms:
    """The shipped standards that stand in the sheet; settings and what was changed are the sheet's."""
    named = {row["standard"] for row in worked.sheets["standards"]}
    figures, told = dict(reference_tables.settings()), worked.settings
    figures |= {name: one.edited(float(told[name])) for name, one in figures.items() if name in told}
    chosen = tuple(_changed(norm, worked, figures) for norm in reference_tables.standards() if norm.key in named)
    return Norms(chosen, str(told["phase"]), figures["household_size"], figures)


def _changed(norm: Standard, worked: Worked, figures: dict[str, Setting]) -> Standard:
    held = replace(norm, factor=figures[norm.band_factor].value) if norm.band_factor else norm
    for phase, value in zip(PHASES, worked.changed.get(norm.key, ()), strict=False):
        held = held.edited(phase, value)
    return held


def sites_of(worked: Worked) -> pd.DataFrame:
    """What is told of the sites, as a frame of the product."""
    told = [name for name in worked.sheets["sites"][0] if name in frames.SITES.by_name]
    return frames.SITES.conform(pd.DataFrame(worked.sheets["sites"])[told])


def answers_of(worked: Worked) -> pd.DataFrame:
    """What the assessments said, as a frame of the product."""
    return frames.ASSESSMENTS.conform(pd.DataFrame(worked.sheets["answers"]))


def hosts_of(worked: Worked) -> pd.DataFrame:
    """Displaced people with host families, as a frame of the product."""
    return frames.DISPLACEMENT.conform(pd.DataFrame(worked.sheets["hosts"]))


def communes_of(worked: Worked) -> pd.DataFrame:
    """The communes of the sheet, as the product reads places."""
    codes = sorted({row["adm2_pcode"] for row in worked.sheets["sites"]})
    told = pd.DataFrame({"adm2_pcode": codes, "name_fr": codes, "adm1_name_fr": [code[:4] for code in codes]}).astype(
        "str"
    )
    return told.assign(in_mapap=False)


def differences(worked: Worked, engine: Engine) -> Iterator[str]:
    """Every cell in which an engine says something else than the sheet: site or place, standard, column, both."""
    verdicts = engine.verdicts.verdicts_of_sites(
        sites_of(worked), answers_of(worked), norms_of(worked), as_of=worked.as_of
    )
    yield from _of_sites(worked, verdicts, engine)
    yield from _of_places(worked, verdicts, engine)


def _of_sites(worked: Worked, verdicts: Any, engine: Engine) -> Iterator[str]:
    frame = engine.coverage.site_coverage(verdicts).frame
    told = {(row["site_id"], row["standard"]): row for row in frame.to_dict("records")}
    expected = {
        (row["site_id"], row["standard"]): row for row in worked.sheets["verdicts"] if row["status"] != "left_out"
    }
    kinds = {row["standard"]: row["kind"] for row in worked.sheets["standards"]}
    yield from _keys(told, expected)
    for key in told.keys() & expected.keys():
        yield from _cells(key, told[key], expected[key], TEXTS, _same_text)
        yield from _cells(key, told[key], expected[key], NUMBERS, _same_number)
        if kinds[key[1]] in DIVIDED:
            yield from _cells(key, told[key], expected[key], COUNTS, _same_number)


def _of_places(worked: Worked, verdicts: Any, engine: Engine) -> Iterator[str]:
    told = {}
    for level in LEVELS:
        communes = engine.places.communes_at(communes_of(worked), level)
        frame = engine.rollup.coverage_of_places(verdicts, communes, hosts_of(worked)).frame
        told |= {(row["place"], row["standard"]): row for row in frame.to_dict("records")}
    expected = {(row["place"], row["standard"]): row for row in worked.sheets["places"]}
    yield from _keys(told, expected)
    names = [name for name in worked.sheets["places"][0] if name not in NOT_HELD]
    sums = {name: name for name in names if name.startswith(("people_", "sites_", "communes_"))}
    texts = {name: name for name in names if name.startswith(("assessed_from", "assessed_to", "status"))}
    numbers = {name: name for name in names if name not in {**sums, **texts}}
    for key in told.keys() & expected.keys():
        yield from _cells(key, told[key], expected[key], sums, _equal)
        yield from _cells(key, told[key], expected[key], texts, _same_text)
        yield from _cells(key, told[key], expected[key], numbers, _same_number)


def _keys(told: dict[Any, Row], expected: dict[Any, Row]) -> Iterator[str]:
    yield from (f"{key}: not in the sheet" for key in sorted(told.keys() - expected.keys()))
    yield from (f"{key}: missing" for key in sorted(expected.keys() - told.keys()))


def _cells(
    key: tuple[str, str], told: Row, expected: Row, names: dict[str, str], same: Callable[[Any, Any], bool]
) -> Iterator[str]:
    for sheet, ours in names.items():
        if not same(told[ours], expected[sheet]):
            yield f"{' '.join(key)} {ours}: {told[ours]}, the sheet {expected[sheet]}"


def _same_text(ours: Any, sheet: Any) -> bool:
    return ours == sheet or (sheet is None and bool(pd.isna(ours)))


def _same_number(ours: Any, sheet: Any) -> bool:
    """Equal to 1e-9; unknown is unknown, a range without end is infinite."""
    value = np.nan if sheet is None else math.inf if sheet == OPEN else float(sheet)
    return math.isclose(ours, value, rel_tol=TOLERANCE, abs_tol=TOLERANCE) or (math.isnan(ours) and math.isnan(value))


def _equal(ours: Any, sheet: Any) -> bool:
    """People and sites to the unit; unknown is unknown."""
    return bool(ours == sheet) or (sheet is None and bool(pd.isna(ours)))
