"""The workbook: what is told on sheets of values, what follows from it on sheets of live formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from tools.worked_coverage import rules
from tools.worked_coverage.cases import (
    ANSWER_COLUMNS,
    ANSWERS,
    COMMUNES,
    DEPARTMENTS,
    FLAGS,
    HOSTS,
    NATION,
    SETTINGS,
    SITE_COLUMNS,
    SITES,
    cell,
)
from tools.worked_coverage.places import write_places
from tools.worked_coverage.standards import ENTRIES, Entry

STANDARD_COLUMNS = (
    "standard", "kind", "direction", "first_phase", "standard_phase", "unit", "gap_unit", "value", "base", "least",
    "upper", "requires", "tested", "valid_days", "low", "high", "factor", "instead", "classes", "source",
)  # fmt: skip
NOTES = (
    "Service coverage worked by hand: invented sites, live formulas, no figure of the product.",
    "sites, answers, standards, settings: what is told. A blank cell is unknown; it is never zero.",
    "now: the answers of the last row of each site up to as_of. A blank there stays blank.",
    "verdicts: each site against each standard. threshold is that of the phase; value and base are the answers;",
    "low and high a range told; figure, least and most what is held against the threshold; lacking what lacks.",
    "asked: whether the standard is asked of the class of the site. status left_out: the site is not open.",
    "A range is met only where its worst end meets, short only where its best end fails.",
    "The gap of a range is what lacks even at its best end. 1E+300 stands for a range without upper end.",
    "hosts, communes: displaced people with host families, as last known.",
    "places: people and sites by commune, department and nation; women and men of the sites that told both.",
    "The phase is a setting: auto (by the age of each site), first or standard.",
)
# Said, lest days between two dates are shown as a date.
FORMATS = dict.fromkeys("FHNOPSUVXY", "0.#########")
FIRST = 2  # row 1 holds the names


def book() -> Workbook:
    """The worked spreadsheet; formulas carry no values, whoever opens it reckons."""
    made = Workbook()
    notes = made.active
    notes.title = "notes"
    _fill(notes, ("notes",), ((line,) for line in NOTES))
    _settings(made)
    _fill(made.create_sheet("standards"), STANDARD_COLUMNS, (_entry(one) for one in ENTRIES))
    answers = [(site, day, round_, *(told.get(name) for name in ANSWER_COLUMNS)) for site, day, round_, told in ANSWERS]
    _sites(made.create_sheet("sites"))
    _fill(made.create_sheet("answers"), ("site_id", "assessed_on", "round", *ANSWER_COLUMNS), answers)
    _now(made.create_sheet("now"))
    _verdicts(made.create_sheet("verdicts"))
    _fill(made.create_sheet("hosts"), ("adm_pcode", "observed_on", "host_family_individuals"), HOSTS)
    _communes(made.create_sheet("communes"))
    ends = {"sites": len(SITES) + 1, "communes": len(COMMUNES) + 1}
    write_places(made.create_sheet("places"), _places(), [one.key for one in ENTRIES], ends)
    for sheet in made.worksheets:
        sheet.freeze_panes = "B2"
        for name in sheet[1]:
            name.font = Font(bold=True)
    return made


def _places() -> list[tuple[str, str]]:
    return [
        *((code, "adm2") for code in COMMUNES),
        *((code, "adm1") for code in DEPARTMENTS),
        (NATION, "adm0"),
    ]


def _fill(sheet: Worksheet, names: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    sheet.append(list(names))
    for row in rows:
        sheet.append([cell(value) for value in row])


def _settings(made: Workbook) -> None:
    sheet = made.create_sheet("settings")
    _fill(sheet, ("setting", "value", "unit", "source"), SETTINGS)
    for row, (name, *_) in enumerate(SETTINGS, start=FIRST):
        made.defined_names[name] = DefinedName(name, attr_text=f"settings!$B${row}")


def _entry(one: Entry) -> tuple[Any, ...]:
    return (
        one.key, one.kind, one.direction, one.first, one.standard, one.unit, one.gap_unit, one.value, one.base,
        one.least, one.upper, one.requires, one.tested, one.valid_days, one.low, one.high, one.factor, one.instead,
        " ".join(one.classes), one.source,
    )  # fmt: skip


def _sites(sheet: Worksheet) -> None:
    """What is told in A to H and the last; from I on: the last answers, whether it is open, people, phase."""
    told = SITE_COLUMNS[:-1]
    more = ("last_on", "last_row", "open", "people", "people_estimated", "first_phase", "phase_assumed", "adm1",
            "adm0", "women", "men")  # fmt: skip
    _fill(sheet, (*told, *more, "case"), ())
    last = len(ANSWERS) + 1
    ids, days = f"answers!$A$2:$A${last}", f"answers!$B$2:$B${last}"
    people, households, women, men = (
        f"now!{_column('now', name)}#" for name in ("individuals", "households", "females", "males")
    )
    both = f'IF(OR({women}="",{men}=""),"",'
    worked = (
        f"=SUMPRODUCT(MAX(({ids}=A#)*({days}<=as_of)*{days}))",
        f"=SUMPRODUCT(({ids}=A#)*({days}=I#)*(ROW({days})-1))",
        '=NOT(OR(AND(F#<>"",F#<=as_of),AND(G#="closed",F#=""),AND(E#<>"",E#>as_of,J#=0)))',
        f'=IF({people}<>"",{people},IF({households}<>"",{households}*household_size,""))',
        f'=AND({people}="",{households}<>"")',
        '=IF(phase="first",TRUE,IF(phase="standard",FALSE,AND(E#<>"",E#>EDATE(as_of,-first_phase_months))))',
        '=AND(phase="auto",E#="")',
        "=LEFT(C#,4)",
        "=LEFT(C#,2)",
        f"={both}{women})",
        f"={both}{men})",
    )
    for row, site in enumerate(SITES, start=FIRST):
        values = [cell(value) for value in site[: len(told)]]
        sheet.append([*values, *(text.replace("#", str(row)) for text in worked), site[-1]])


def _communes(sheet: Worksheet) -> None:
    """Each commune with its last known figure of people with host families."""
    _fill(sheet, ("adm2", "adm1", "adm0", "last_on", "host_families"), ())
    last = len(HOSTS) + 1
    codes, days, people = (f"hosts!${letter}$2:${letter}${last}" for letter in "ABC")
    known = f'({codes}=A#)*({days}<=as_of)*({people}<>"")'
    for row, code in enumerate(COMMUNES, start=FIRST):
        worked = ("=LEFT(A#,4)", "=LEFT(A#,2)", f"=SUMPRODUCT(MAX({known}*{days}))",
                  f'=IF(D#=0,"",SUMIFS({people},{codes},A#,{days},D#))')  # fmt: skip
        sheet.append([code, *(text.replace("#", str(row)) for text in worked)])


def _column(sheet: str, name: str) -> str:
    """Letter of an answer's column on the sheets *answers* (after site, day and round) and *now* (after the site)."""
    before = {"answers": 4, "now": 2}[sheet]
    return get_column_letter(ANSWER_COLUMNS.index(name) + before)


def _now(sheet: Worksheet) -> None:
    _fill(sheet, ("site_id", *ANSWER_COLUMNS), ())
    last = len(ANSWERS) + 1
    for row in range(FIRST, len(SITES) + FIRST):
        line = [f"=sites!A{row}"]
        for name in ANSWER_COLUMNS:
            letter = _column("answers", name)
            value = f"INDEX(answers!${letter}$2:${letter}${last},sites!$J{row})"
            read = f"IF({value},1,0)" if name in FLAGS else value
            line.append(f'=IF(sites!$J{row}=0,"",IF({value}="","",{read}))')
        sheet.append(line)


def _verdicts(sheet: Worksheet) -> None:
    """One row a standard and site, the sites of a standard in a block."""
    _fill(sheet, rules.COLUMNS.values(), ())
    row = FIRST
    for at, entry in enumerate(ENTRIES, start=FIRST):
        for site in range(FIRST, len(SITES) + FIRST):
            columns = {**_of_row(site, at, entry), **rules.formulas(entry, _where(site))}
            vain, people = columns.pop("vain"), columns.pop("people")
            columns |= rules.verdict(row, site, vain, people)
            for letter in rules.COLUMNS:
                written = sheet[f"{letter}{row}"]
                written.value = columns[letter].replace("#", str(row))
                written.number_format = FORMATS.get(letter, "General")
            row += 1


def _of_row(site: int, at: int, entry: Entry) -> dict[str, str]:
    """Columns A to I: the site, the standard, the threshold in force, whether it is asked."""
    listed = ",".join(f'sites!$D{site}="{name}"' for name in entry.classes)
    asked = f'=IF(sites!$D{site}="","unknown",IF(OR({listed}),"yes","no"))' if listed else '="yes"'
    return {
        "A": f"=sites!A{site}", "B": f"=standards!A{at}", "C": f"=sites!C{site}", "D": f"=sites!P{site}",
        "E": f"=sites!Q{site}", "F": f"=sites!L{site}", "G": f'=IF(sites!N{site},"first","standard")',
        "H": f"=IF(sites!N{site},standards!D{at},standards!E{at})", "I": asked,
    }  # fmt: skip


def _where(site: int) -> Callable[[str], str]:
    """Where an answer of a site lies: a figure of the site itself, or on the sheet *now*."""
    own = {"people": f"sites!$L{site}", "area_m2": f'IF(sites!$H{site}="","",sites!$H{site})'}
    return lambda name: own.get(name) or f"now!${_column('now', name)}{site}"
