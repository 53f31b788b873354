"""A situation report in words: the layout of the COUN, one content for Word, PDF and WhatsApp."""

from __future__ import annotations

import re

from components.figures import haiti_time
from components.figures.report import situation_tables as tables
from components.figures.report.situation import Paper, Report, Section
from components.figures.report.wording import clean
from components.i18n import Words

LINE = 2_000
_POINT = re.compile(r"^\s*(?:[-–—•*‣·]|\d{1,2}[.)])\s+")
Lines = tuple[tuple[bool, str], ...]


def paper(report: Report, tr: Words) -> Paper:
    """Every section of a report in the reader's language."""
    facts, written = report.facts, report.written
    sections = (
        _told("highlights", report, tr),
        Section(tr("situation.figures"), _reporting(report, tr), (tables.measures(facts, written.previous, tr),),
                tr("situation.note.figures")),
        _told("weather", report, tr),
        Section(tr("situation.alerts"), tables=(tables.alerts(facts, tr),)),
        _centres(report, tr),
        Section(tr("situation.departments"), tables=tables.departments(facts, tr)),
        _communes(report, tr),
        _needs(report, tr),
        _told("actions", report, tr),
    )  # fmt: skip
    return Paper(
        tr.lang, title(report, tr), subtitle(report, tr), marks(report, tr), _facts(report, tr),
        tuple(one for one in sections if one.lines or one.tables), _footer(report, tr), tr("situation.page"),
        tr("situation.unknown"), haiti_time.day(facts.asked.at),
    )  # fmt: skip


def title(report: Report, tr: Words) -> str:
    """Which report of which centre: number and revision, or that it is a draft."""
    centre = tr(f"situation.centre_{report.facts.asked.centre}", name=clean(report.facts.name, 60))
    if not report.written.number:
        return tr("situation.title_draft", centre=centre)
    key = "situation.title_revised" if report.written.revision else "situation.title"
    return tr(key, centre=centre, number=report.written.number, revision=report.written.revision)


def subtitle(report: Report, tr: Words) -> str:
    """Which emergency, as of when."""
    asked = report.facts.asked
    return tr("situation.subtitle", emergency=clean(asked.emergency, 80), at=haiti_time.told(asked.at, tr))


def marks(report: Report, tr: Words) -> tuple[str, ...]:
    """What stands on every page: exercise, fictional data, draft, figures that are others now."""
    told = [tr(f"situation.mark.{one}") for one in report.written.labels]
    told += [] if report.written.number else [tr("situation.mark.draft")]
    return (*told, *([] if report.written.agrees else [tr("situation.mark.differs")]))


def text_lines(text: str) -> Lines:
    """What a person wrote, line by line; lines that begin with a dash or a number are points of a list."""
    rows = [line for line in text.splitlines() if line.strip()]
    return tuple((bool(_POINT.match(row)), clean(_POINT.sub("", row), LINE)) for row in rows)


def _told(name: str, report: Report, tr: Words) -> Section:
    return Section(tr(f"situation.section.{name}"), text_lines(report.written.texts.get(name, "")))


def _facts(report: Report, tr: Words) -> tuple[tuple[str, str], ...]:
    written, asked = report.written, report.facts.asked
    begin = haiti_time.told(written.period_from, tr) if written.period_from else tr("situation.unknown")
    issued = haiti_time.told(written.issued_at, tr) if written.issued_at else tr("situation.not_issued")
    author = clean(written.texts.get("written_by", ""), 120) or tr("situation.unknown")
    pairs = [
        (tr("situation.period"), tr("situation.from_to", begin=begin, end=haiti_time.told(asked.at, tr))),
        (tr("situation.issued"), issued), (tr("situation.by"), author),
        (tr("situation.before"), tr("situation.number", number=written.previous) if written.previous
         else tr("situation.first")),
    ]  # fmt: skip
    return tuple(pairs)


def _reporting(report: Report, tr: Words) -> Lines:
    """How many communes reported: who did not comes first."""
    facts = report.facts
    silent, asked = len(facts.silent), len(facts.communes)
    lines = [(False, tr("situation.silent_count", count=silent, whole=tr.number(asked)))]
    late = tables.late(facts, tr)
    return (*lines, *([(False, late)] if late else []))


def _communes(report: Report, tr: Words) -> Section:
    facts = report.facts
    silent = tables.silent(facts, tr)
    head = [(False, tr("situation.silent_named", at=haiti_time.told(facts.asked.at, tr)))] if silent else []
    return Section(tr("situation.communes"), (*head, *((True, one) for one in silent)), tables.communes(facts, tr))


def _centres(report: Report, tr: Words) -> Section:
    table = tables.centres(report.facts, tr)
    if table is None:
        return Section(tr("situation.centres"), ((False, tr("situation.no_centre")),))
    return Section(tr("situation.centres"), tables=(table,), note=tr("situation.note.centres"))


def _needs(report: Report, tr: Words) -> Section:
    table = tables.needs(report.facts, report.written.needs_name, tr)
    lines = text_lines(report.written.texts.get("needs", ""))
    return Section(tr("situation.section.needs"), lines, (table,) if table else ())


def _footer(report: Report, tr: Words) -> tuple[str, ...]:
    written = report.written
    key = written.sha256[:16] or "-"
    return (tr("situation.sources"), tr("situation.identity", digest=key))
