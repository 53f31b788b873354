"""Levels, hazards, validity and conditions of rules in words, as pages and messages say them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from components.figures import explain_text, haiti_time
from components.figures.report.wording import clean
from components.i18n import Words
from geo.alerts import COMING, LAPSED
from geo.triggers import Condition

YES_NO = "yes_no"


def level(row: dict[str, Any], tr: Words) -> str:
    """A level with the word of its series: "vigilance rouge", "alerte : urgence"."""
    return tr(f"alerts.level_of.{row['series']}", level=tr(f"choice.level.{row['level']}"))


def hazard(code: Any, tr: Words) -> str:
    """A hazard in words; a code that has none stands for itself."""
    return tr.or_else(f"choice.hazard.{code}", str(code))


def holds(row: dict[str, Any], tr: Words) -> str:
    """What a bulletin says now, under a heading that names its series: in force, to come, or lapsed."""
    word = tr(f"choice.level.{row['level']}")
    if row["state"] == COMING:
        return tr("alerts.coming", level=word, at=haiti_time.told(row["valid_from"], tr))
    if row["state"] == LAPSED:
        return tr("alerts.lapsed", level=word, at=haiti_time.told(row["valid_until"], tr))
    return word


def validity(row: dict[str, Any], tr: Words) -> str:
    """From when until when; an end that nobody told is said."""
    start = row["valid_from"] if pd.notna(row["valid_from"]) else row["issued_at"]
    end = haiti_time.told(row["valid_until"], tr) if pd.notna(row["valid_until"]) else ""
    begun = haiti_time.told(start, tr)
    return tr("alerts.valid_between", start=begun, end=end) if end else tr("alerts.valid_from", start=begun)


def named(text: object, most: int = 60) -> str:
    """A name from data as a message may say it: one line, no sign that turns the order of others, not endless."""
    return clean(text, most).replace("\u200b", "")


def said_by(row: dict[str, Any], tr: Words) -> str:
    """Who said it, in which bulletin and when."""
    who = named(row["issuer"]) if pd.notna(row["issuer"]) else tr("alerts.no_issuer")
    at = haiti_time.told(row["issued_at"], tr)
    if pd.isna(row["bulletin"]):
        return tr("alerts.said_by", issuer=who, at=at)
    return tr("alerts.said_in", issuer=who, bulletin=named(row["bulletin"]), at=at)


def condition(one: Condition, told: float | None, tr: Words) -> str:
    """A condition with its bound, and what is known of it: "pluie prévue en 2 jours : au moins 68 mm (inconnue)"."""
    name = tr(f"choice.measure.{one.measure}")
    if one.unit == YES_NO:
        known = tr("unit.unknown") if told is None else tr("answer.yes" if told >= 1 else "answer.no")
        return tr("triggers.condition_yes", name=name, told=known)
    bound = tr(f"triggers.{one.bound}", value=explain_text.amount(one.value, one.unit, tr))
    return tr("triggers.condition", name=name, bound=bound, told=explain_text.amount(told, one.unit, tr))


def lead(hours: Any, tr: Words) -> str:
    """Hours before arrival; what nobody knows is said."""
    return tr("unit.unknown") if hours is None or pd.isna(hours) else tr("triggers.hours", hours=float(hours))
