"""A situation report as own HTML: how it will read, on the page."""

from __future__ import annotations

from components.figures import palette
from components.figures.escape import esc
from components.figures.report.situation import Paper, Section, Table


def html(paper: Paper) -> str:
    """The whole report; every text is escaped."""
    marks = "".join(f"<b class='mark'>{esc(one)}</b> " for one in paper.marks)
    pairs = "".join(f"<tr><th scope='row'>{esc(name)}</th><td>{esc(told)}</td></tr>" for name, told in paper.facts)
    head = f"<p>{marks}</p><h3>{esc(paper.title)}</h3><p>{esc(paper.subtitle)}</p><table class='facts'>{pairs}</table>"
    foot = "".join(f"<p><small>{esc(one)}</small></p>" for one in paper.footer)
    return f"{_style()}<div class='pare-situation'>{head}{''.join(_section(one) for one in paper.sections)}{foot}</div>"


def _section(one: Section) -> str:
    lines = "".join(f"<p class='{'point' if point else ''}'>{esc(told)}</p>" for point, told in one.lines)
    tables = "".join(_table(table) for table in one.tables)
    return f"<h4>{esc(one.title)}</h4>{lines}{tables}{_note(one.note)}"


def _table(table: Table) -> str:
    head = "".join(f"<th scope='col'{_side(at, table)}>{esc(told)}</th>" for at, told in enumerate(table.header))
    rows = "".join(
        f"<tr{' class=sum' if number in table.sums else ''}>"
        + "".join(f"<td{_side(at, table)}>{esc(told)}</td>" for at, told in enumerate(row))
        + "</tr>"
        for number, row in enumerate(table.rows)
    )
    title = f"<p><b>{esc(table.title)}</b></p>" if table.title else ""
    body = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"{title}<div class='wide' tabindex='0'>{body}</div>{_note(table.note)}"


def _side(at: int, table: Table) -> str:
    return "" if at < table.words else " class='number'"


def _note(told: str) -> str:
    return f"<p><small>{esc(told)}</small></p>" if told else ""


def _style() -> str:
    line = palette.table("land")["commune"]
    return f"""<style>
.pare-situation {{border:1px solid {line};border-radius:.5rem;padding:.8rem 1rem;font-size:.9rem}}
.pare-situation h3 {{margin:.2rem 0;padding:0;font-size:1.25rem}}
.pare-situation h4 {{margin:1rem 0 .3rem;padding:0;font-size:1.02rem;border-bottom:1px solid {line}}}
.pare-situation p {{margin:.2rem 0}} .pare-situation p.point {{padding-left:1rem;text-indent:-.8rem}}
.pare-situation p.point::before {{content:"• "}}
.pare-situation .mark {{border:2px solid;padding:.05rem .4rem;text-transform:uppercase;font-size:.75rem}}
.pare-situation .wide {{overflow-x:auto}} .pare-situation table {{border-collapse:collapse;width:100%}}
.pare-situation th,.pare-situation td {{border-bottom:1px solid {line};padding:.15rem .4rem;text-align:left;
vertical-align:top}} .pare-situation .number {{text-align:right}} .pare-situation .sum td {{font-weight:700}}
.pare-situation .wide td:nth-child(2) {{min-width:5.2rem}} .pare-situation thead th {{font-size:.8rem}}
.pare-situation .facts th {{font-weight:400;width:11rem}}
</style>"""
