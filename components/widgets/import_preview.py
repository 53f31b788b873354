"""A file before it is stored: what came in, what it would change, what is wrong with it and what may be put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.figures import import_told
from components.figures.table import for_people, label
from components.session import Page
from components.widgets import import_changes, import_look, import_who, look, tables
from components.widgets.import_look import Chosen
from data.foreseen import Foreseen
from data.importers.preview import ImportPreview, shown_header
from data.intake import Intake

PROBLEM_COLUMNS = ("row", "effect", "sentence", "proposed", "column", "cell")
PROBLEM_WIDTHS = {"row": 60, "effect": 110, "sentence": 620, "proposed": 160}  # pixels: the sentence is what is read
ROUNDS_TOLD = 4  # operations told one by one: the others are in the table of rounds
GROUPS_TOLD = 20  # kinds of problems in the list: the others are in the table below it
GROUPS_AT_ONCE = 4  # of these, seen without a click: a phone's screen is short
GONE = ("id", "name", "adm2_name")


def summary(page: Page, looked: Intake, chosen: Chosen) -> None:
    """Draw who is who, then what came in and what storing would do, table by table."""
    import_who.show(page, looked)
    for one, told in zip(looked.previews, looked.foreseen, strict=True):
        _head(page, one, chosen)
        _figures(page, one, told)
        if one.frame == "displacement" and len(one.rows):
            _last_rounds(page, one)
    count = len(looked.changes)
    tr = page.tr
    if not looked.rows_accepted:
        st.markdown(tr("cli.nothing_to_store"))
    else:
        st.markdown(tr("imports.changes", count=count) if count else tr("imports.no_changes"))
    if looked.rows_known:
        st.markdown(tr("imports.rows_known", count=looked.rows_known))


def details(page: Page, looked: Intake, chosen: Chosen) -> None:
    """Draw the faults with their fixes first, then what the file would do to the picture."""
    _fixes(page, looked, chosen)
    several = len(looked.previews) > 1
    for one, told in zip(looked.previews, looked.foreseen, strict=True):
        if several:
            st.subheader(page.tr.or_else(f"frame.{one.frame}", one.frame), anchor=False)
        _problems(page, one)
        import_changes.show(page, one, told)
        _picture(page, one, told)
        _columns(page, one)


def _head(page: Page, one: ImportPreview, chosen: Chosen) -> None:
    words = {"file": page.tr.plain(chosen.name), "source": import_told.source(one, page.tr)}
    if one.sheet and one.sheet != chosen.name.rsplit(".", 1)[0]:
        st.markdown(page.tr("imports.recognised_sheet", sheet=page.tr.plain(one.sheet), **words))
    else:
        st.markdown(page.tr("imports.recognised", **words))


def _figures(page: Page, one: ImportPreview, told: Foreseen) -> None:
    figures: dict[str, float | None] = {
        "rows_in": one.rows_read, "rows_accepted": one.rows_accepted, "rows_rejected": one.rows_rejected,
    }  # fmt: skip
    if one.people_in is not None and one.frame != "displacement":
        figures |= {"people_in": one.people_in, "people_accepted": one.people_accepted}
    figures |= {"added": told.added, "changed": told.changed, "closed": told.closed, "gone": len(told.gone)}
    with st.container(horizontal=True, key=f"{look.FIGURES}-{one.frame}"):
        for name, value in figures.items():
            st.metric(page.tr(f"imports.{name}"), page.tr.number(value), border=True)


def _last_rounds(page: Page, one: ImportPreview) -> None:
    """Say how many people the last round of each operation counts: rounds count the same people again."""
    tr, rows = page.tr, import_told.last_rounds(one)
    for row in rows.head(ROUNDS_TOLD).to_dict("records"):
        st.markdown(tr(
            "imports.last_round", operation=tr.plain(row["operation"]), level=tr(f"level.{row['adm_level']}"),
            round=row["round"], day=tr.day(row["observed_on"]), people=tr.number(row["individuals"]),
            rounds=row["rounds"],
        ))  # fmt: skip
    st.caption(tr("imports.rounds_note"))
    if len(rows) > ROUNDS_TOLD:
        st.caption(tr("imports.more_rounds", count=len(rows) - ROUNDS_TOLD))


def _fixes(page: Page, looked: Intake, chosen: Chosen) -> None:
    """Offer the fix of each kind of problem that has one; those in force can be taken back."""
    counts, before = import_told.fixes(looked), import_look.wishes(chosen).fixes
    if not counts and not before:
        return
    tr = page.tr
    with st.container(border=True):
        st.markdown(f"**{tr('imports.fixes')}**")
        st.caption(tr("imports.fixes_note"))
        told = []
        for code in (*before, *(code for code in counts if code not in before)):
            fix = tr(f"imports.fix_{code}")
            words = tr("imports.fix_applied", fix=fix) if code in before else tr(
                "imports.fix_count", fix=fix, count=counts[code])  # fmt: skip
            if st.checkbox(words, value=code in before, key=f"import-fix-{chosen.mark[:8]}-{code}-{code in before}"):
                told.append(code)
    if tuple(told) != before:
        import_look.wish(chosen, fixes=tuple(told))
        st.rerun()


def _problems(page: Page, one: ImportPreview) -> None:
    """Draw the kinds of problems with their number and an example, then each of them on demand.

    Nothing is called faultless that leaves a column out or is told of.
    """
    tr, found = page.tr, import_told.tally(one)
    if found.clean:
        st.success(tr("imports.no_problems"))
        return
    st.markdown(f"**{tr('imports.tally', **vars(found))}**")
    if not one.problems:
        return
    communes = dict(page.results.places()[["adm2_pcode", "name_fr"]].itertuples(index=False))
    groups = import_told.problem_groups(one, tr, communes).head(GROUPS_TOLD)
    listed = [_group(page, group) for group in groups.to_dict("records")]
    st.markdown("\n".join(listed[:GROUPS_AT_ONCE]))
    if len(listed) > GROUPS_AT_ONCE:
        with st.expander(tr("imports.others_problems", count=len(listed) - GROUPS_AT_ONCE)):
            st.markdown("\n".join(listed[GROUPS_AT_ONCE:]))
    with st.expander(tr("imports.all_problems")):
        rows = import_told.problem_rows(one, tr, communes)
        shown = [n for n in PROBLEM_COLUMNS if n in ("row", "sentence") or rows[n].ne("").any()]
        _table(page, rows, shown, PROBLEM_WIDTHS)
        tables.download(page, rows, PROBLEM_COLUMNS, name="rejected", of=one.frame)


def _group(page: Page, group: dict[str, Any]) -> str:
    """One kind of problem as an item of a list: how many, what it does, an example."""
    count, example = page.tr.number(group["count"]), page.tr.plain(group["example"])
    colour = "red" if group["blocks"] else "gray"
    return f"- **{count}** · :{colour}[{group['effect']}] · {example}"


def _table(page: Page, rows: pd.DataFrame, columns: Sequence[str], widths: dict[str, int]) -> None:
    config = {label(n, page.tr): st.column_config.Column(width=w) for n, w in widths.items() if n in columns}
    tables.grid(page, for_people(rows, columns, page.tr), columns, config=config)


def _picture(page: Page, one: ImportPreview, told: Foreseen) -> None:
    """Draw what would be gone, the totals before and after, the bounds, and the first rows as stored."""
    tr, names = page.tr, dict(page.results.departments()[["place", "name"]].itertuples(index=False))
    if len(told.gone):
        with st.expander(f"{tr('imports.gone')} ({len(told.gone)})"):
            st.caption(tr("imports.gone_note"))
            tables.show(page, told.gone.rename(columns={"adm2_pcode": "adm2_name"}), GONE, name="gone", of=one.frame)
    if len(told.totals):
        with st.expander(tr("imports.totals")):
            measure = label(told.measure, tr) if told.measure else tr("imports.records")
            st.caption(tr.or_else(f"imports.totals_{one.frame}", tr("imports.totals_of", measure=measure)))
            rows = import_told.totals(told, names)
            columns = [n for n in ("operation", "department", "before", "after", "difference") if n in rows]
            tables.show(page, rows, columns, name="totals", of=one.frame)
    if one.frame == "displacement" and len(one.rows):
        with st.expander(tr("imports.rounds")):
            st.caption(tr("imports.rounds_note"))
            rows = import_told.rounds(one)
            tables.show(page, rows, list(rows.columns), name="totals", of="rounds")
    st.caption(
        " ".join([import_told.bounds(told, tr), *([tr("imports.placed", **told.placed)] if told.placed else [])])
    )
    rows, columns = import_told.as_stored(one)
    if len(rows):
        rows = _with_names(page, one.frame, rows)
        with st.expander(tr("imports.as_stored")):
            tables.grid(page, for_people(rows, columns, tr), columns)


def _with_names(page: Page, frame: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the name beside each code of a known site: a code alone says nothing to a reader."""
    if frame == "sites" or "site_id" not in rows:
        return rows
    known = import_changes.names(page, frame)["sites"]
    told = [f"{known[one]} ({one})" if one in known else one for one in rows["site_id"]]
    return rows.assign(site_id=pd.Series(told, index=rows.index, dtype="str"))


def _columns(page: Page, one: ImportPreview) -> None:
    """Draw which headers are used as what, which are not, and which hold personal data."""
    tr = page.tr
    counts = {"used": len(one.mapped), "unused": len(one.unmapped), "dropped": len(one.dropped)}
    with st.expander(tr("imports.columns", **counts)):
        if one.dropped:
            st.markdown(f"**{tr('imports.dropped')}** : {', '.join(map(tr.plain, one.dropped))}")
            st.caption(tr("imports.dropped_note"))
        used = pd.DataFrame({
            "file_header": [shown_header(one, m.header, tr) for m in one.mapped],
            "meant": [label(m.column, tr) for m in one.mapped],
            "why": [tr(f"imports.why.{m.reason}") for m in one.mapped],
            "file_label": [one.labels.get(m.header, "") for m in one.mapped],
        })  # fmt: skip
        columns = [n for n in used if n != "file_label" or used[n].ne("").any()]
        tables.grid(page, for_people(used, columns, tr), columns)
        if one.unmapped:
            st.markdown(f"**{tr('imports.unmapped')}** : {', '.join(map(tr.plain, one.unmapped))}")
