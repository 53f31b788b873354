"""An explanation in words: the same lines on a page, in the xlsx and in the terminal."""

from __future__ import annotations

import math
import re

from components.figures import haiti_time
from components.i18n import WHOLE_FROM, Words
from geo.explain import Explanation, Input
from geo.settings import Change

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
MOST_DECIMALS = 3
GAPS = {"fr": "\u202f", "en": "", "ht": "\u202f"}  # between a number and its percent sign


def lines(told: Explanation, tr: Words) -> list[tuple[str, str]]:
    """(label, text) pairs: figure, formula, each input, result, clause, date, source, caveats."""
    pairs = [
        (tr("explain.figure"), tr.or_else(f"figure.{told.figure}", told.figure)),
        (tr("explain.formula"), told.formula),
        *((name(one.name, tr), _told(one, tr)) for one in told.inputs),
        (tr("explain.value"), _result(told, tr)),
        (tr("explain.clause"), told.clause),
        (tr("explain.dated"), dated(told.dated, tr)),
        (tr("explain.source"), tr.or_else(f"source.{told.source}", told.source)),
        (tr("explain.status"), tr(f"status.{told.status}")),
    ]
    pairs += [(tr("explain.changed"), changed(one, tr)) for one in told.changes]
    if isinstance(told.value, float | int):
        pairs.append((tr("explain.rounding"), tr("explain.rounded", whole=WHOLE_FROM)))
    return pairs + [(tr("explain.note"), tr.or_else(f"note.{key}", key)) for key in told.notes]


def _result(told: Explanation, tr: Words) -> str:
    """The result; a coded one in words."""
    key = f"choice.{told.figure}.{told.value}"
    return tr(key) if isinstance(told.value, str) and tr.has(key) else amount(told.value, told.unit, tr)


def _told(one: Input, tr: Words) -> str:
    """An input's value; a coded answer in words."""
    if isinstance(one.value, str):
        base = one.name.partition("[")[0]
        for key in (f"choice.{base}.{one.value}", f"choice.shelter_{base}.{one.value}"):
            if tr.has(key):
                return tr(key)
    return amount(one.value, one.unit, tr)


def dated(told: str, tr: Words) -> str:
    """Day of the data, or the first and the last of several ("first/last")."""
    return " – ".join(_moment(one, tr) for one in told.split("/")) if told else tr("unit.undated")


def _moment(told: str, tr: Words) -> str:
    """A day as people write it; an instant on the clock of Haiti, which is said; any other text stays as it is."""
    if _INSTANT.fullmatch(told) is None:
        return tr.moment(told)
    return tr("explain.instant", at=haiti_time.told(told, tr))


def changed(one: Change, tr: Words) -> str:
    """What somebody made of a figure: from what to what, who, when and why."""
    return tr("explain.changed_told", name=name(one.name, tr), before=exact(one.shipped, one.unit, tr),
              after=exact(one.value, one.unit, tr), by=author(one.said.by, tr), day=day(one.said.on, tr),
              reason=one.said.reason or tr("unit.blank"))  # fmt: skip


def exact(value: float, unit: str, tr: Words) -> str:
    """A figure with its unit and every decimal that it has, up to three; shares as percent."""
    if math.isnan(value):
        return tr("unit.unknown")
    shown, sign = (100 * value, f"{GAPS[tr.lang]}%") if unit == "share" else (value, f" {unit_word(unit, tr)}")
    return f"{tr.amount(shown, MOST_DECIMALS)}{sign}".rstrip()


def unit_word(unit: str, tr: Words) -> str:
    """A unit in words; of one without words each side of its stroke."""
    if not unit or tr.has(f"unit.{slug(unit)}"):
        return tr(f"unit.{slug(unit)}") if unit else ""
    return " / ".join(tr.or_else(f"unit.{slug(part)}", part) for part in unit.split("/"))


def author(by: str, tr: Words) -> str:
    """Who did something, by name; the user of this machine and the terminal have words."""
    return tr.or_else(f"who.{by}", by) if by else tr("unit.blank")


def day(on: str, tr: Words) -> str:
    """A day as people write it; a dash where nobody told it."""
    return tr.day(on) if on else tr("unit.blank")


def name(key: str, tr: Words) -> str:
    """Name of an input: a column, else a word of its own, else the key; ``base[part]`` names one part of it."""
    base, _, part = key.removesuffix("]").partition("[")
    if part or key.endswith("]"):
        return f"{name(base, tr)} [{_part(part, tr) or '-'}]"
    return tr.or_else(f"column.{key}", tr.or_else(f"input.{key}", key))


def _part(part: str, tr: Words) -> str:
    if "." in part:  # a choice of a column, as hazard_class.low: "low" alone is a bound
        return tr.or_else(f"choice.{part}", part)
    return tr.or_else(f"item.{part}", tr.or_else(f"choice.hazard.{part}", tr.or_else(f"bound.{part}", part)))


def amount(value: float | str | None, unit: str, tr: Words) -> str:
    """A value with its unit; shares as percent; unknown reads "not assessed"."""
    if value is None:
        return tr("unit.unknown")
    if isinstance(value, str):
        return _moment(value, tr)
    if unit == "share":
        return tr.share(value)
    decimals = 0 if float(value).is_integer() or abs(value) >= WHOLE_FROM else 1
    return f"{tr.number(value, decimals)} {tr.or_else(f'unit.{slug(unit)}', unit)}".strip()


def slug(unit: str) -> str:
    """Key of a unit: letters and digits of it."""
    return "_".join("".join(sign if sign.isalnum() else " " for sign in unit.lower()).split())
