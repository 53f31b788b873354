"""Figures that may be changed in words: names, values, what is wrong with a new one, what to look at twice."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from components.figures.explain_text import exact, unit_word
from components.i18n import GROUP, POINT, Words
from data import item_costs
from data.rates_in_force import EXPOSED_STEPS
from data.reference_logistics import items
from data.settings_catalogue import Editable, phase_of

TIMES = 10.0  # a figure so many times another is most likely one of another unit
_SPACES = str.maketrans(dict.fromkeys(" \u00a0\u202f'%", ""))


def subject(one: Editable, tr: Words) -> str:
    """What it is a figure of: a service, a kind of records; of others its own name."""
    if one.group in ("threshold", "cost", "weight"):
        return tr.or_else(f"standard.{one.key}", tr.or_else(f"choice.{one.key}", one.key))
    if one.group in ("freshness", "vehicle"):
        name = tr(f"freshness.kind.{one.key}" if one.group == "freshness" else f"choice.{one.key}")
        return f"{name[:1].upper()}{name[1:]}" if one.group == "vehicle" else name
    if one.group == "rate":
        return _rated(one.key, tr)
    if one.group == "item":
        item = item_costs.subject(one.key)
        return tr("settings.item_cost_of", item=_items(tr.lang).get(item, item))
    if one.group == "stock":
        return tr.or_else(f"settings.name.stock_{one.key}", _items(tr.lang).get(one.key, one.key))
    return tr(f"settings.name.{one.key.replace('.', '_')}")


@cache
def _items(lang: str) -> dict[str, str]:
    """Names of the shipped items."""
    return items().set_index("item")[f"name_{lang}"].dropna().to_dict()


def _rated(key: str, tr: Words) -> str:
    """What a share of the chain is of: a class of a hazard, a step, a destination, a need."""
    first, _, rest = key.partition(".")
    if first == "needs":
        return tr.or_else(f"choice.need.{rest}", rest)
    if not rest or first == "goes_to":
        return tr(f"shock.step.{rest or first}")
    return f"{tr.or_else(f'choice.hazard.{first}', first)}, {tr.or_else(f'choice.hazard_class.{rest}', rest)}"


def _bound(setting: str, tr: Words) -> str:
    """Which step, and whether low, middle or high; "" of a need."""
    *_, step, bound = setting.split(".")
    if not tr.has(f"bound.{bound}"):
        return ""
    return f"{tr(f'shock.step.{step}')}, {tr(f'bound.{bound}')}" if step in EXPOSED_STEPS else tr(f"bound.{bound}")


def field(one: Editable, tr: Words) -> str:
    """Which of the figures of its subject it is; "" where there is only one."""
    phase, prefix = phase_of(one.setting), one.setting.partition(".")[0]
    if phase:
        return tr(f"settings.field.{phase}")
    if one.group == "rate":
        return _bound(one.setting, tr)
    if one.group == "vehicle":
        return tr(f"settings.field.{one.shipped.key}")
    if one.group == "stock":
        return tr(f"settings.field.{one.shipped.key}") if one.setting.count(".") > 1 else ""
    return tr.or_else(f"settings.field.{prefix}", "") if one.group in ("cost", "weight", "freshness") else ""


def title(one: Editable, tr: Words) -> str:
    """Its whole name."""
    return " · ".join(filter(None, (subject(one, tr), field(one, tr))))


def value(one: Editable, amount: float, tr: Words) -> str:
    """A value of it with its unit and period."""
    if one.group == "stock" and math.isnan(amount):
        return tr("settings.as_all_items")
    if one.group == "item" and math.isnan(amount):
        return tr("settings.not_set")
    period = one.shipped.period
    each = (
        tr.or_else(f"settings.period.{period.replace(' ', '_')}", "")
        if one.group in ("cost", "speed", "rate", "vehicle", "made")
        else ""
    )
    return " ".join(filter(None, (exact(amount, one.shipped.unit, tr), each)))


def source(one: Editable, tr: Words) -> str:
    """Who says what is shipped, in the user's language where it has words for it."""
    return tr.or_else(f"source.{one.shipped.source}", one.shipped.source)


def unit(one: Editable, tr: Words) -> str:
    """Its unit as it is typed: shares in percent."""
    return "%" if one.shipped.unit == "share" else unit_word(one.shipped.unit, tr)


def typed(one: Editable, amount: float, tr: Words) -> str:
    """A value as somebody would type it: no unit, the decimal sign of the language."""
    told = 100 * amount if one.shipped.unit == "share" else amount
    return "" if math.isnan(told) else f"{round(told, 6):g}".replace(".", POINT[tr.lang])


def read(one: Editable, text: str, tr: Words) -> float | None:
    """What was typed as a value of it; None for what is no number. "7,5" is 7.5 where the comma is the point."""
    plain = text.translate(_SPACES).replace(GROUP[tr.lang], "").replace(POINT[tr.lang], ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return round(number / 100, 9) if one.shipped.unit == "share" else number


def fault(one: Editable, text: str, tr: Words) -> str:
    """What is wrong with what was typed, and what to type; "" where nothing is: a figure nobody set may stay empty."""
    if math.isnan(one.held.value) and not text.strip():
        return ""
    number = read(one, text, tr)
    words = {"value": text.strip(), "unit": unit(one, tr)}
    if number is None:
        return tr("settings.fault_number", **words, example=typed(one, one.shipped.value, tr) or "1")
    if one.accepts(number):
        return ""
    least = typed(one, one.least, tr)
    if math.isinf(one.most):
        return tr("settings.fault_above" if one.above else "settings.fault_least", least=least, **words)
    most = tr.number(100 * one.most if one.shipped.unit == "share" else one.most)
    return tr("settings.fault_range_above" if one.above else "settings.fault_range", least=least, most=most, **words)


def doubts(pairs: Iterable[tuple[Editable, float]], tr: Words) -> list[str]:
    """What to look at twice: a figure so far from what is shipped that it is most likely one of another unit."""
    return [
        tr("settings.doubt_tenfold", name=title(one, tr), shipped=value(one, one.shipped.value, tr))
        for one, amount in pairs
        if one.group != "weight" and amount > 0 and one.shipped.value > 0
        and not one.shipped.value / TIMES < amount < one.shipped.value * TIMES
    ]  # fmt: skip


def phases_cross(direction: str, first: float, standard: float) -> bool:
    """Whether the first phase would ask more than the standard that follows it."""
    return first > standard if direction == "min" else first < standard
