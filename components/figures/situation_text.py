"""A situation report as the text of a WhatsApp message: short, and with no sign of data read as a format."""

from __future__ import annotations

from components.figures.report import situation_content as content
from components.figures.report import situation_tables as tables
from components.figures.report.situation import Report
from components.figures.report.wording import clean
from components.i18n import Words
from geo.alerts import RANKS
from results.reports import SERIES

FIRST = ("deaths", "missing", "injured", "families_affected", "people_affected", "houses_flooded", "houses_damaged",
         "houses_destroyed", "shelters_opened", "shelters_hosting", "people_in_shelters")  # fmt: skip
NAMES = 12  # communes without a report that a message names
# Signs that WhatsApp makes bold, italic, struck or fixed-width text of, and signs that look like them and are none.
_FORMAT = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"})
_UNSEEN = "\u200b"


def plain(text: str) -> str:
    """Text from data or from a person that reads as it is written: no format, no quotation, no list."""
    told = text.replace(_UNSEEN, "").translate(_FORMAT).strip()
    return told.lstrip(">").lstrip()


def text(report: Report, tr: Words) -> str:
    """The message: marks, title, who did not report, key figures, vigilance and alerte, centres, what was written."""
    marks = [f"*{plain(one)}*" for one in content.marks(report, tr)]
    end = [f"*{tr('situation.mark.exercise')}*"] if "exercise" in report.written.labels else []
    head = [*marks, f"*{plain(content.title(report, tr))}*", plain(content.subtitle(report, tr))]
    parts = [
        head, [_silent(report, tr)], _figures(report, tr), _alerts(report, tr), _centres(report, tr),
        *(_told(name, report, tr) for name in ("highlights", "weather", "needs", "actions")),
        [plain(tr("situation.identity", digest=report.written.sha256[:16] or "-"))], end,
    ]  # fmt: skip
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _silent(report: Report, tr: Words) -> str:
    facts = report.facts
    told = tr("situation.silent_count", count=len(facts.silent), whole=tr.number(len(facts.communes)))
    if not 0 < len(facts.silent) <= NAMES:
        return plain(told)
    return plain(f"{told} {', '.join(clean(one, 60) for one in sorted(facts.silent['name']))}.")


def _figures(report: Report, tr: Words) -> list[str]:
    rows, asked = report.facts.measures.set_index("measure"), tr.number(len(report.facts.communes))
    lines = [f"*{tr('situation.figures')}*"]
    for name in FIRST:
        row = rows.loc[name]
        told = tr("report.pair", name=tr(f"situation.measure.{name}"), value=tables.number(row["total"], tr))
        if report.written.previous and row["both_communes"]:
            told += f" ({tables.change(row['change'], tr)})"
        if row["total_communes"]:
            told += f" · {tr('situation.text_told', part=tr.number(row['total_communes']), whole=asked)}"
        lines.append(f"- {plain(told)}")
    if report.written.previous:
        lines.append(f"_{plain(tr('situation.text_change', number=report.written.previous))}_")
    return lines


def _alerts(report: Report, tr: Words) -> list[str]:
    """Departments by level; those where nothing is in force are counted."""
    lines = []
    for series in SERIES:
        told: dict[str, list[str]] = {}
        rows = report.facts.alerts.assign(_rank=-report.facts.alerts[series].map(RANKS).astype("float64").fillna(-1))
        for row in rows.sort_values("_rank", kind="stable").to_dict("records"):
            told.setdefault(tables.level(row, series, tr), []).append(clean(row["name"], 40))
        lines.append(f"*{tr(f'situation.head.{series}')}*")
        lines += [f"- {plain(tr('report.pair', name=level, value=', '.join(names)))}" for level, names in told.items()]
    return lines


def _centres(report: Report, tr: Words) -> list[str]:
    table = tables.centres(report.facts, tr)
    if table is None:
        return [plain(tr("situation.no_centre"))]
    lines = (tr("report.pair", name=f"{row[0]}, {row[1]}", value=row[2]) for row in table.rows)
    return [f"*{tr('situation.centres')}*", *(f"- {plain(one)}" for one in lines)]


def _told(name: str, report: Report, tr: Words) -> list[str]:
    lines = content.text_lines(report.written.texts.get(name, ""))
    if not lines:
        return []
    told = [f"- {plain(one)}" if point else plain(one) for point, one in lines]
    return [f"*{tr(f'situation.section.{name}')}*", *told]


def file(report: Report, tr: Words) -> bytes:
    """The message as a file of text."""
    return text(report, tr).encode()
