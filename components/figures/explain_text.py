"""An explanation in words: the same lines on a page, in the xlsx and in the terminal."""

from __future__ import annotations

from components.i18n import WHOLE_FROM, Words
from geo.explain import Explanation


def lines(told: Explanation, tr: Words) -> list[tuple[str, str]]:
    """(label, text) pairs: figure, formula, each input, result, clause, date, source, caveats."""
    pairs = [
        (tr("explain.figure"), tr.or_else(f"figure.{told.figure}", told.figure)),
        (tr("explain.formula"), told.formula),
        *((name(one.name, tr), amount(one.value, one.unit, tr)) for one in told.inputs),
        (tr("explain.value"), amount(told.value, told.unit, tr)),
        (tr("explain.clause"), told.clause),
        (tr("explain.dated"), told.dated or tr("unit.undated")),
        (tr("explain.source"), tr.or_else(f"source.{told.source}", told.source)),
        (tr("explain.status"), tr(f"status.{told.status}")),
    ]
    return pairs + [(tr("explain.note"), tr.or_else(f"note.{key}", key)) for key in told.notes]


def name(key: str, tr: Words) -> str:
    """Name of an input: a column, else a word of its own, else the key; ``base[part]`` names one part of it."""
    base, _, part = key.removesuffix("]").partition("[")
    if part or key.endswith("]"):
        return f"{name(base, tr)} [{tr.or_else(f'item.{part}', part) or '-'}]"
    return tr.or_else(f"column.{key}", tr.or_else(f"input.{key}", key))


def amount(value: float | str | None, unit: str, tr: Words) -> str:
    """A value with its unit; shares as percent; unknown reads "not assessed"."""
    if value is None:
        return tr("unit.unknown")
    if isinstance(value, str):
        return value
    if unit == "share":
        return tr.share(value)
    decimals = 0 if float(value).is_integer() or abs(value) >= WHOLE_FROM else 1
    return f"{tr.number(value, decimals)} {tr.or_else(f'unit.{slug(unit)}', unit)}".strip()


def slug(unit: str) -> str:
    """Key of a unit: letters and digits of it."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in unit.lower()).split())
