"""A situation report as a Word document: the one that people correct and send on."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from components.figures.report import situation_content
from components.figures.report.situation import Paper, Report, Section, Table

if TYPE_CHECKING:
    from components.i18n import Words

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARGIN_CM = 1.6
SIZES_PT = {"text": 10.0, "table": 8.5, "wide": 7.0, "note": 7.5, "mark": 9.0}
WIDE = 9  # from so many columns on the letters are smaller
_TONGUES = {"fr": "fr-HT", "en": "en-US", "ht": "ht-HT"}


def docx(report: Report, tr: Words) -> bytes:
    """The report with its marks in the header of every page, the page's number in the footer."""
    import docx as word  # noqa: PLC0415 - heavy, and most who start Pare write no Word file

    paper = situation_content.paper(report, tr)
    book = word.Document()
    _page(book, paper)
    book.add_heading(paper.title, level=0)
    book.add_paragraph(paper.subtitle)
    _grid(book, Table("", (), paper.facts, words=2))
    for one in paper.sections:
        _section(book, one)
    _properties(book, paper)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _page(book: Any, paper: Paper) -> None:
    """A4, the marks above and the footer below every page."""
    from docx.shared import Cm, Pt  # noqa: PLC0415

    style = book.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(SIZES_PT["text"])
    style.paragraph_format.space_after = Pt(4)
    section = book.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    above = section.header.paragraphs[0]
    above.text = ""
    run = above.add_run(" · ".join(paper.marks).upper())
    run.bold, run.font.size = True, Pt(SIZES_PT["mark"])
    below = section.footer.paragraphs[0]
    below.text = ""
    _small(below.add_run(" ".join(paper.footer) + f"  {paper.page} "))
    _field(below, "PAGE")
    _small(below.add_run(" / "))
    _field(below, "NUMPAGES")


def _section(book: Any, one: Section) -> None:
    book.add_heading(one.title, level=1)
    for point, told in one.lines:
        book.add_paragraph(told, style="List Bullet" if point else None)
    for table in one.tables:
        if table.title:
            book.add_heading(table.title, level=2)
        _grid(book, table)
        _note(book, table.note)
    _note(book, one.note)


def _grid(book: Any, table: Table) -> None:
    """A table whose header stands again on each page that it runs on to."""
    rows = [*([table.header] if table.header else []), *table.rows]
    made = book.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    size = SIZES_PT["wide" if len(rows[0]) > WIDE else "table"]
    for at, row in enumerate(rows):
        head = at == 0 and bool(table.header)
        cells = made.add_row().cells  # asked for once: each asking walks through the row
        strong = head or (at - bool(table.header)) in table.sums
        for column, (cell, told) in enumerate(zip(cells, row, strict=True)):
            _cell(cell, told, size, strong=strong, number=column >= table.words and not head)
    if table.header:
        _repeated(made.rows[0])
    book.add_paragraph().paragraph_format.space_after = 0


def _cell(cell: Any, told: str, size: float, *, strong: bool, number: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.shared import Pt  # noqa: PLC0415

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(told)
    run.bold, run.font.size = strong, Pt(size)


def _note(book: Any, told: str) -> None:
    if told:
        _small(book.add_paragraph().add_run(told))


def _small(run: Any) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    run.font.size, run.italic = Pt(SIZES_PT["note"]), True


def _repeated(row: Any) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - the library has no name for it


def _field(paragraph: Any, name: str) -> None:
    """A field that Word fills itself: the number of the page, of all pages."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    _small(run)
    field.append(run._r)  # noqa: SLF001
    paragraph._p.append(field)  # noqa: SLF001


def _properties(book: Any, paper: Paper) -> None:
    """What the file says of itself: title and language, no person, and the day of the data as its date."""
    told, day = book.core_properties, datetime.fromisoformat(paper.day)
    told.title, told.subject, told.language = paper.title, paper.subtitle, _TONGUES.get(paper.lang, paper.lang)
    told.author = told.last_modified_by = "Pare"
    told.comments = " · ".join(paper.marks)
    told.created = told.modified = day
