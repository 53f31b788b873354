"""A situation report from the terminal: the one that was issued, or a draft of a moment, as Word, PDF or message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from commands.ask import clocks, results, tell_one, words
from components.figures import haiti_time, situation_text, situation_word
from components.figures.report import situation_filled, situation_pdf
from components.figures.report.situation import Report, Written
from components.i18n import LANGUAGES, Words
from geo.errors import DataProblem
from geo.places import NATION
from results import Results
from results.reports import Asked

MAKERS: dict[str, Callable[[Report, Words], bytes]] = {
    ".docx": situation_word.docx, ".pdf": situation_pdf.pdf, ".txt": situation_text.file,
}  # fmt: skip


@click.command()
@click.argument("emergency")
@click.option("--level", type=click.Choice(["adm0", "adm1"]), default="adm0", show_default=True)
@click.option("--place", default="")
@click.option("--number", type=int)
@click.option("--at", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True)
@click.option("--lang", type=click.Choice(LANGUAGES))
@clocks
def situation(
    emergency: str, level: str, place: str, number: int | None, at: datetime | None, out: Path, lang: str | None,
    as_of: str | None, known_at: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Write the situation report of the COUN or of a COUD as docx, pdf or txt."""
    if out.suffix.lower() not in MAKERS:
        raise DataProblem("unknown_ending", ending=out.suffix, endings=", ".join(MAKERS))
    place = (place or NATION) if level == "adm0" else place
    if not place or (place == NATION) != (level == "adm0"):
        raise DataProblem("report_place", place=place)
    tr, asked = Words(lang) if lang else words(), results(as_of, known_at)
    instant = haiti_time.instant(at.date(), at.time()) if at else ""
    report = _draft(asked, emergency, place, instant) if instant else _kept(asked, emergency, place, number, tr)
    content = MAKERS[out.suffix.lower()](report, tr)
    out.write_bytes(content)
    tell_one({"file": str(out), "bytes": len(content), "level": level, **_told(report)}, as_json=as_json)


def _kept(asked: Results, emergency: str, place: str, number: int | None, tr: Words) -> Report:
    """Last revision of a number, or of the last one; a draft where none was issued."""
    latest = situation_filled.latest(asked.situation_reports(emergency, place))
    row = next((row for row in latest if number is None or row["number"] == number), None)
    if row is not None:
        return situation_filled.issued(results(str(row["observed_on"]), int(row["known_at"])), row, tr)
    if number is not None:
        raise DataProblem("report_number", number=number, place=place)
    return _draft(asked, emergency, place, situation_filled.moment(asked))


def _draft(asked: Results, emergency: str, place: str, at: str) -> Report:
    """Figures of a moment that nobody wrote anything to, beside those of the last report that was issued before it."""
    rows = asked.situation_reports(emergency, place)
    previous = situation_filled.before(rows[rows["period_until"] < at], 0)
    begin = str(previous["period_until"]) if previous else ""
    written = Written({}, period_from=begin, previous=int(previous["number"]) if previous else 0)
    return situation_filled.draft(asked, Asked(emergency, place, at, begin), written)


def _told(report: Report) -> dict[str, object]:
    facts, written = report.facts, report.written
    return {
        "emergency": facts.asked.emergency, "place": facts.asked.place, "number": written.number or None,
        "revision": written.revision, "at": facts.asked.at, "issued_at": written.issued_at or None,
        "communes": len(facts.communes), "communes_without_report": len(facts.silent),
        "labels": list(written.labels), "sha256": written.sha256, "agrees": written.agrees,
    }  # fmt: skip
