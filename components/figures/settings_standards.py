"""The standards in force as own HTML: what is measured, both thresholds, who is asked; a card each on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

import pandas as pd

from components.figures import settings_table
from components.figures.escape import esc
from components.figures.explain_text import changed, exact, name
from components.figures.settings_table import Line
from components.i18n import Words
from geo.standard_entries import YES_NO
from geo.standards import Standard

_COLUMNS = ("norm", "thresholds", "classes", "source")
_SIGNS = {"min": "≥", "max": "≤"}


def html(norms: Iterable[Standard], tr: Words) -> str:
    """Rows of standards.

    Parameters
    ----------
    norms
        Standards in force; those with `changes` say what they were.
    tr
        Words of the user's language.

    Returns
    -------
    html
        Own markup around escaped text. Each name links to the form of its standard.
    """
    heads = [tr(f"settings.head.{one}") for one in _COLUMNS]
    lines = [_line(norm, tr) for norm in norms]
    return settings_table.html(heads, lines, label=tr("settings.part.thresholds"), widths="2.2fr 2.3fr 1.3fr 2fr")


def table(norms: Iterable[Standard], tr: Words) -> pd.DataFrame:
    """The same as rows of a file: one a standard, changed values beside those shipped."""
    return pd.DataFrame([_record(norm, tr) for norm in norms], columns=list(FILE_COLUMNS))


FILE_COLUMNS = (
    "norm_set", "norm_sector", "standard", "measured_by", "norm_direction", "norm_first", "norm_standard", "unit",
    "norm_period", "norm_classes", "norm_shipped", "norm_changed", "norm_source", "norm_status",
)  # fmt: skip


def thresholds(norm: Standard, tr: Words) -> str:
    """Both thresholds with their sign and unit; one where they are equal."""
    if norm.unit == YES_NO:
        return tr("answer.yes" if norm.direction == "min" else "answer.no")
    sign = _SIGNS[norm.direction]
    first, last = (f"{sign} {exact(one, '', tr)}" if norm.unit != "share" else f"{sign} {exact(one, 'share', tr)}"
                   for one in (norm.first_phase, norm.standard))  # fmt: skip
    told = last if first == last else tr("settings.both_phases", first=first, standard=last)
    upper = f", {tr('settings.at_most', value=exact(norm.upper, '', tr))}" if norm.upper is not None else ""
    return f"{told}{upper}"


def measured(norm: Standard, tr: Words) -> str:
    """What is divided by what, or what is looked at."""
    parts = [norm.numerator or norm.measures]
    parts += list(norm.persons_each) or ([norm.denominator] if norm.denominator else [])
    told = " / ".join(name(one, tr) for one in parts[:2])
    return ", ".join((told, *(name(one, tr) for one in parts[2:])))


def classes(norm: Standard, tr: Words) -> str:
    """Classes of sites that are asked."""
    if norm.asked_of_every_class:
        return tr("settings.every_class")
    return ", ".join(tr(f"settings.class.{one}") for one in norm.applies_to)


def unit(norm: Standard, tr: Words) -> str:
    """Unit of the thresholds; a share says so."""
    return tr.or_else(f"choice.unit.{norm.unit}", norm.unit)


def period(norm: Standard, tr: Words) -> str:
    """The time that is counted over; "" where the unit says it, or it is no rate."""
    return "" if norm.period == "none" else tr.or_else(f"choice.period.{norm.period}", norm.period)


def _line(norm: Standard, tr: Words) -> Line:
    address = f"settings?norm={quote(norm.key, safe='')}&lang={tr.lang}"
    small = f"{tr(f'sector.{norm.sector}')} · {measured(norm, tr)}"
    called = f'<a href="{esc(address)}" target="_self">{esc(tr(f"standard.{norm.key}"))}</a>'
    doubtful = f" <small>{esc(tr(f'status.{norm.status}'))}</small>" if norm.status != "verified" else ""
    cells = (f"{called}<br><small>{esc(small)}</small>", _thresholds(norm, tr), esc(classes(norm, tr)),
             f"{esc(norm.source)}{doubtful}")  # fmt: skip
    return Line(cells, bool(norm.changes))


def _thresholds(norm: Standard, tr: Words) -> str:
    told = f"<b>{esc(thresholds(norm, tr))}</b>"
    if norm.unit not in (YES_NO, "share"):
        told += f" <small>{esc(unit(norm, tr))}</small>"
    return told + "".join(f'<span class="pare-norms-was">† {esc(changed(one, tr))}</span>' for one in norm.changes)


def _record(norm: Standard, tr: Words) -> tuple[str, ...]:
    shipped = {one.name: exact(one.shipped, one.unit, tr) for one in norm.changes}
    return (
        tr(f"settings.set.{norm.set}"), tr(f"sector.{norm.sector}"), tr(f"standard.{norm.key}"), measured(norm, tr),
        tr(f"settings.direction.{norm.direction}"),
        *(_amount(norm, one, tr) for one in (norm.first_phase, norm.standard)),
        unit(norm, tr), tr.or_else(f"choice.period.{norm.period}", norm.period), classes(norm, tr),
        " · ".join(f"{name(one, tr)} : {told}" for one, told in shipped.items()),
        " · ".join(changed(one, tr) for one in norm.changes), norm.source, tr(f"status.{norm.status}"),
    )  # fmt: skip


def _amount(norm: Standard, value: float, tr: Words) -> str:
    if norm.unit == YES_NO:
        return tr("answer.yes" if norm.direction == "min" else "answer.no")
    return exact(value, "share" if norm.unit == "share" else "", tr)
