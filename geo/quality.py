"""What is doubtful in the data: one row a finding, each with its record, its figure and what was expected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.settings import Setting

COLUMNS = ("table_name", "record_id", "adm2_pcode", "code", "column", "against", "value", "expected", "people")
_TEXTS = ("table_name", "record_id", "adm2_pcode", "code", "column", "against")
# Kinds of findings, in the order in which a page offers them, and the codes of each.
KINDS: dict[str, tuple[str, ...]] = {
    "outlier": ("people_jumped", "water_high", "household_small", "household_large"),
    "contradiction": ("more_than", "parts_differ", "parts_more", "given_without", "band_reversed", "dates_reversed"),
    "place": ("place_disagrees",),
    "age": ("stale", "undated"),
}
FORMULAS = {
    "people_jumped": "value >= people_ratio * expected or value <= expected / people_ratio, "
                     "and |value - expected| >= people_change_persons",
    "water_high": "value > water_litres_person_day",
    "household_small": "individuals / households < household_persons_least",
    "household_large": "individuals / households > household_persons_most",
    "more_than": "value > expected",
    "parts_differ": "|value - expected| > sum_tolerance_share * expected",
    "parts_more": "value > expected",
    "given_without": "value is told although expected is none or no",
    "band_reversed": "value > expected",
    "dates_reversed": "value > expected",
    "place_disagrees": "value = declared commune; expected = commune around the point",
    "stale": "age_days > stale_days",
    "undated": "observed_on and confirmed_on are unknown",
}  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """Bounds of data/reference/quality.toml as numbers; see there for units and sources."""

    people_ratio: float
    people_change_persons: float
    water_litres_person_day: float
    household_persons_least: float
    household_persons_most: float
    sum_tolerance_share: float

    @classmethod
    def of(cls, settings: Mapping[str, Setting]) -> Bounds:
        """Take the bounds from settings by name."""
        return cls(**{name: settings[name].value for name in cls.__dataclass_fields__})


def kind_of(code: str) -> str:
    """Kind of a finding's code."""
    return next(kind for kind, codes in KINDS.items() if code in codes)


def empty() -> pd.DataFrame:
    """Findings without rows: same columns and dtypes as with rows."""
    dtypes = dict.fromkeys(_TEXTS, "str") | {"value": "object", "expected": "object", "people": "float64"}
    return pd.DataFrame({name: pd.Series(dtype=dtypes[name]) for name in COLUMNS})


def found(rows: pd.DataFrame, mask: Any, table: str, key: str, **told: Any) -> pd.DataFrame:
    """Findings of the rows of a mask.

    Parameters
    ----------
    rows
        Records with their key, `adm2_pcode` and `people` (persons concerned, NaN unknown) where they have them.
    mask
        One flag a row; unknown is no.
    table, key
        Table of the records, and the column of `rows` that names them.
    told
        `code`, `column`, `against` (column that it was held against), `value`, `expected`: one for all or one
        a row.
    """
    at = pd.Series(mask, index=rows.index).astype("boolean").fillna(False).to_numpy(dtype=bool)
    if not at.any():
        return empty()
    base: dict[str, Any] = {
        "table_name": table, "record_id": rows[key], "adm2_pcode": rows.get("adm2_pcode"), "against": "",
        "people": rows["people"] if "people" in rows.columns else np.nan,
    }  # fmt: skip
    said = {name: (base | told).get(name) for name in COLUMNS}
    few = {
        name: _of_rows(cells, rows.index, at) if isinstance(cells, pd.Series) else cells for name, cells in said.items()
    }
    frame = pd.DataFrame(few, index=rows.index[at])  # fmt: skip
    plain = {name: _plain(frame[name]) for name in ("value", "expected")}
    objects = {name: pd.Series(cells, index=frame.index, dtype="object") for name, cells in plain.items()}
    dtypes = dict.fromkeys(_TEXTS, "str") | {"people": "float64"}
    return frame.assign(**objects).astype(dtypes).reset_index(drop=True)


def _plain(cells: pd.Series) -> list[Any]:
    """Cells as `known` gives them, quicker where all are numbers."""
    if cells.dtype == "float64" and cells.notna().all():
        return list(cells.tolist())
    return [known(cell) for cell in cells]


def _of_rows(cells: pd.Series, index: pd.Index, at: Any) -> pd.Series:
    return cells[at] if cells.index.equals(index) else cells.reindex(index[at])


def findings(parts: Iterable[pd.DataFrame], bounds: Bounds, *, as_of: str) -> Result:
    """All findings as one frame, those with the most people concerned first.

    Parameters
    ----------
    parts
        Findings of the modules `quality_rounds`, `quality_forms`, `quality_places`, `quality_ages`.
    bounds
        The bounds that they were given.
    as_of
        Day of the picture (ISO).

    Returns
    -------
    findings
        Result with `table_name`, `record_id`, `adm2_pcode`, `code`, `column`, `against`, `value`, `expected`
        (numbers or texts), `people` (persons concerned, NaN unknown) and `kind`. Facts: `as_of`, the number of
        findings of each kind.

    Notes
    -----
    Method: docs/methods.md#quality. A finding changes nothing: the figure stays in every sum.
    """
    rows = pd.concat([empty(), *(part for part in parts if len(part))], ignore_index=True)
    rows["kind"] = rows["code"].map({code: kind for kind, codes in KINDS.items() for code in codes}).astype("str")
    order = ["people", "table_name", "record_id", "code", "column"]
    frame = rows.sort_values(order, ascending=[False, *[True] * 4], ignore_index=True)
    facts = {"as_of": as_of, **{kind: int((frame["kind"] == kind).sum()) for kind in KINDS}}
    return Result(frame, partial(_explain, bounds, as_of), facts)


def _explain(bounds: Bounds, as_of: str, row: dict[str, Any]) -> Explanation:
    formula = FORMULAS[row["code"]]
    used = tuple(name for name in bounds.__dataclass_fields__ if name in formula)
    value, aged = known(row["value"]), row["code"] in KINDS["age"]
    name = "age_days" if aged else "parts" if " + " in row["column"] else row["column"]
    against = "dated_on" if aged else row["against"] or "expected"
    return Explanation(
        figure=f"quality.{row['code']}",
        formula=formula,
        inputs=(
            Input(name, value),
            Input(against, known(row["expected"])),
            *(Input(f"bound.{name}", getattr(bounds, name)) for name in used),
            Input("people", known(row["people"]), "persons"),
        ),
        value=value,
        unit="",
        clause="docs/methods.md#quality",
        dated=as_of,
        source=row["table_name"],
        status="unverified" if used else "verified",
    )
