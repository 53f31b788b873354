"""Texts ready to send, in the language asked for: e-mail, SMS and WhatsApp, from what is in force or from a firing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from components.figures import alert_words, haiti_time
from components.figures.situation_text import plain
from components.i18n import Words
from geo.alerts import COMING, IN_FORCE, LAPSED, NOT_TOLD
from geo.frames.outbox import EMAIL, SMS
from geo.messages import marked, plain_sms
from geo.triggers import Condition

EXERCISE, FICTIONAL = MARKS = ("exercise", "fictional")
_LONGEST = 2_000  # signs of a line: all departments, and what is said of them
_GROUP = ["state", "level", "hazard", "issuer", "bulletin", "issued_at", "valid_from", "valid_until"]


@dataclass(frozen=True)
class Said:
    """What a message says, before it is laid out for a channel.

    Parameters
    ----------
    title
        Of what and where.
    parts
        Heading and lines of each part.
    short
        The same as one sentence or two, for SMS.
    closing
        What it is not: no official bulletin, no activation.
    """

    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    short: str
    closing: str


def laid_out(said: Said, channel: str) -> tuple[str, str]:
    """Subject ("" but of an e-mail) and text for a channel, before any mark.

    Parameters
    ----------
    said
        What is to be said.
    channel
        ``email``, ``sms`` or ``whatsapp``.

    Notes
    -----
    What data put into a line stays in it: an issuer with line ends in it would else write lines of its own.
    """
    said = _in_lines(said)
    if channel == SMS:
        return "", plain_sms(said.short)
    if channel == EMAIL:
        blocks = [said.title, *("\n".join([head, *(f"- {line}" for line in lines)]) for head, lines in said.parts)]
        return said.title, "\n\n".join([*blocks, said.closing])
    blocks = [f"*{plain(said.title)}*"]
    blocks += ["\n".join([f"*{plain(head)}*", *(f"- {plain(line)}" for line in lines)]) for head, lines in said.parts]
    return "", "\n\n".join([*blocks, plain(said.closing)])


def _in_lines(said: Said) -> Said:
    title, short, closing = (alert_words.named(one, _LONGEST) for one in (said.title, said.short, said.closing))
    parts = tuple((head, tuple(alert_words.named(line, _LONGEST) for line in lines)) for head, lines in said.parts)
    return Said(title, parts, short, closing)


def framed(subject: str, text: str, channel: str, marks: Sequence[str], tr: Words) -> tuple[str, str]:
    """Subject and text as they go out: a message that has marks (of `MARKS`) begins and ends with them."""
    signs = tuple(tr(f"messages.mark.{one}") for one in MARKS if one in marks)
    if channel == SMS:
        return "", marked(text.strip(), tuple(map(plain_sms, signs)), apart=" ")
    if channel == EMAIL:
        return " ".join([*(f"[{sign}]" for sign in signs), subject.strip()]), marked(text.strip(), signs)
    return "", marked(text.strip(), tuple(f"*{plain(sign)}*" for sign in signs))


def in_force(series: Sequence[pd.DataFrame], place: str, at: str, tr: Words) -> Said:
    """What is in force in a department or in the country.

    Parameters
    ----------
    series
        Rows of the vigilance, then of the alerte, as `geo.alerts.alerts_at` gives them, of the places asked for.
    place
        Name of the department, or the word for the country.
    at
        Instant (ISO, UTC).
    tr
        Words of the message's language.
    """
    parts, short = [], []
    for name, rows in zip(("vigilance", "alerte"), series, strict=True):
        told = [group for state in (IN_FORCE, COMING, LAPSED) for group in _groups(rows, state)]
        lines = [f"{_line(row, tr)} {_places(names)}." for row, names in told]
        silent = rows.loc[rows["state"] == NOT_TOLD, "name"].tolist()
        if silent:
            lines.append(tr("messages.silent", places=", ".join(silent)))
        parts.append((tr(f"messages.head.{name}"), tuple(lines)))
        short.append(_short(name, told, tr, several=len(set(rows["name"])) > 1))
    told_at = haiti_time.told(at, tr)
    first = tr("messages.short_head", place=place, at=haiti_time.short(at, tr))
    return Said(
        tr("messages.title_in_force", place=place, at=told_at), tuple(parts), " ".join([first, *short]),
        tr("messages.closing_in_force"),
    )  # fmt: skip


def _groups(rows: pd.DataFrame, state: str) -> list[tuple[dict[str, Any], list[str]]]:
    """Departments of which one bulletin says the same, together; worst first, as the rows are."""
    mine = rows[rows["state"] == state]
    grouped = mine.groupby(_GROUP, sort=False, dropna=False)["name"].agg(list)
    heads = mine.drop_duplicates(_GROUP)
    return list(zip(heads.to_dict("records"), grouped.tolist(), strict=True))


def _line(row: dict[str, Any], tr: Words) -> str:
    """One bulletin: hazard, what holds, until when, who says so."""
    told = f"{alert_words.hazard(row['hazard'], tr)} : {alert_words.holds(row, tr)}"
    if row["state"] == IN_FORCE:
        told += f", {alert_words.validity(row, tr)}"
    return f"{told} ({alert_words.said_by(row, tr)}) :"


def _places(names: list[str]) -> str:
    return ", ".join(names)


def _short(series: str, told: list[tuple[dict[str, Any], list[str]]], tr: Words, *, several: bool) -> str:
    """One series for an SMS: what is in force, until when and by whom; or that nothing is known to be."""
    held = [(row, names) for row, names in told if row["state"] == IN_FORCE]
    if not held:
        return tr(f"messages.short_none.{series}")
    ends = [row["valid_until"] if _told(row["valid_until"]) else "" for row, _ in held]
    lines = []
    for at, (row, names) in enumerate(held):
        level, hazard = tr(f"choice.level.{row['level']}"), alert_words.hazard(row["hazard"], tr).lower()
        line = f"{hazard} {level} ({', '.join(names)})" if several else f"{hazard} {level}"
        last = at + 1 == len(held) or ends[at] != ends[at + 1]  # of several with one end it is told once
        lines.append(
            line + (tr("messages.short_until", at=haiti_time.short(ends[at], tr)) if last and ends[at] else "")
        )
    issuers = dict.fromkeys(alert_words.named(row["issuer"]) for row, _ in held if _told(row["issuer"]))
    by = f" - {', '.join(issuers)}" if issuers else ""
    return f"{tr(f'choice.series.{series}')} : {', '.join(lines)}{by}."


def _told(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def firing(row: dict[str, Any], facts: dict[str, Any], conditions: Sequence[Condition], tr: Words) -> Said:
    """One rule that fires on an advisory, and why.

    Parameters
    ----------
    row
        One row of `results.triggers.Triggers.evaluations`.
    facts
        As `storm_facts` gives them: measure -> value, None unknown.
    conditions
        Of the rule.
    tr
        Words of the message's language.
    """
    storm = alert_words.named(row["name"] if _told(row["name"]) else row["storm_id"])
    rule, stage = tr(f"triggers.rule.{row['trigger']}"), tr(f"choice.stage.{row['stage']}")
    met = [one for one in conditions if one.met(facts.get(one.measure))]
    unknown = [tr(f"choice.measure.{one.measure}") for one in conditions if one.met(facts.get(one.measure)) is None]
    arrives = haiti_time.told(facts["arrives_at"], tr) if facts["arrives_at"] else tr("unit.unknown")
    of = (tr("messages.advisory", storm=storm, advisory=row["advisory"], at=haiti_time.told(row["issued_at"], tr)),
          tr("messages.rule", rule=rule, stage=stage, status=tr(f"status.{row['status']}")),
          tr("messages.arrival", at=arrives, lead=alert_words.lead(row["lead_hours"], tr)))  # fmt: skip
    why = tuple(alert_words.condition(one, facts.get(one.measure), tr) for one in met)
    parts = [(tr("messages.head.detected"), of), (tr("messages.head.why"), why)]
    if unknown:
        parts.append((tr("messages.head.unknown"), tuple(unknown)))
    short = tr("messages.short_firing", rule=rule, storm=storm, advisory=row["advisory"],
               why=", ".join(tr(f"choice.measure.{one.measure}") for one in met),
               lead=alert_words.lead(row["lead_hours"], tr))  # fmt: skip
    return Said(tr("messages.title_firing", rule=rule, storm=storm), tuple(parts), short, tr("messages.closing_firing"))
