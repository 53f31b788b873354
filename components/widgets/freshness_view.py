"""What is out of date, by who can refresh it, and saying that it is still true."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import picture
from components.figures.table import for_people
from components.session import Page
from components.widgets import record_table, sources, tables
from data import confirming
from data.access import allowed, require
from data.reference_ways import SKETCH
from geo.errors import DashboardError
from geo.freshness import KINDS, STATES
from geo.refreshing import by_refresher

COLUMNS = ("record_name", "state_told", "dated_on", "people_or_places", "quantity", "refresher_told", "what_told",
           "adm2_name")  # fmt: skip
IN_FILE = ("table_name", "record_id", *COLUMNS, "age_days", "observed_on", "confirmed_on", "sender")
WHO = ("refresher_told", "records", "people_or_places", "quantity", "undated", "oldest")
WIDTHS = {"record_name": 230, "what_told": 150, "state_told": 90, "dated_on": 95, "people_or_places": 140,
          "refresher_told": 200}  # fmt: skip
WAY_WIDTH = 380  # pixels: a route and the communes at its ends
WHO_SHOWN = 6
KIND_OF = {"sites": "site", "shelters": "shelter", "warehouses": "warehouse", "ways": "way", "facilities": "facility"}
SHOWN = 300
DONE, ROUND = "confirmed", "confirm-round"
WHO_CHOSEN = "late-who"
TOLD = 3  # names of confirmed records that are told
EVERY = ""


def show(page: Page) -> None:
    """Draw how fresh the people are, the queue, and the button that confirms what is ticked."""
    if DONE in st.session_state:
        _said(page, *st.session_state.pop(DONE))
    sources.show(page)
    st.subheader(page.tr("freshness.queue"), anchor=False)
    queue = page.results.stale()
    st.caption(page.tr("freshness.states", **{state: queue.facts[state] for state in STATES}))
    _limits(page)
    late = _worded(page, queue.frame)
    if page.department:
        late = late[late["adm2_pcode"].str.startswith(page.department, na=False)]
    rows = _of_whom(page, _of_what(page, late))
    if rows.empty:
        st.success(page.tr("freshness.none"))
        return
    if len(rows) > SHOWN:
        st.caption(page.tr("freshness.more", shown=SHOWN, count=len(rows)))
    _rows(page, rows.head(SHOWN).reset_index(drop=True))
    told = tuple(queue.explain_row(row) for row in rows.head(20).to_dict("records"))
    tables.download(page, rows, IN_FILE, name="stale", explanations=told)


def _said(page: Page, names: list[str], batch: int) -> None:
    """Say what was confirmed and how it is undone; also as a toast, the page may be scrolled down."""
    tr, more = page.tr, "…" if len(names) > TOLD else ""
    words = {"batch": batch, "page": tr("page.imports.title")}
    told = ", ".join(tr.plain(name) for name in names[:TOLD]) + more
    key = "freshness.confirmed_one" if len(names) == 1 else "freshness.confirmed"
    said = tr(key, names=told, count=len(names), **words)
    st.success(said)
    st.toast(said, icon=":material/verified:")


def _rows(page: Page, rows: pd.DataFrame) -> None:
    """Draw the table with its ticks; below it the note and the button, for whoever may confirm."""
    may = allowed(page.actor, "sources.confirm").allowed
    if may:
        st.caption(page.tr("freshness.rows"))
    key = f"late-{st.session_state.get(ROUND, 0)}"
    several = [name for name in COLUMNS if name in COLUMNS[:3] or len(rows[name].unique()) > 1]
    widths = WIDTHS | ({"record_name": WAY_WIDTH} if rows["table_name"].eq("ways").all() else {})
    ticked = record_table.show(page, rows, several, key=key, widths=widths, choose=may)
    if may:
        _confirm(page, rows.iloc[[at for at in ticked if at < len(rows)]])


def _confirm(page: Page, chosen: pd.DataFrame) -> None:
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    key = f"confirm-note-{st.session_state.get(ROUND, 0)}"  # what was said of one record is not said of the next
    note = left.text_input(page.tr("freshness.note"), key=key, placeholder=page.tr("freshness.note_hint"))
    day = page.facts["as_of"]
    text = page.tr("freshness.confirm", day=page.tr.day(day), count=len(chosen))
    pressed = right.button(text, type="primary", icon=":material/verified:", disabled=chosen.empty,
                           help=page.tr("freshness.help"), key="confirm")  # fmt: skip
    if not pressed:
        return
    require(page.actor, "sources.confirm")
    ids = {str(table): mine["record_id"].tolist() for table, mine in chosen.groupby("table_name")}
    try:
        batch = confirming.confirm_many(picture.source().store, ids, page.actor.name, note.strip(), on=day)
    except DashboardError as error:
        st.error(page.tr.error(error))
        return
    st.session_state[DONE] = (chosen["record_name"].tolist(), batch)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    st.rerun()


def _of_what(page: Page, late: pd.DataFrame) -> pd.DataFrame:
    """Rows of the kinds chosen; all of them where none is."""
    counts = late["kind"].value_counts()
    there = [kind for kind in KINDS if kind in counts.index]
    names = {kind: f"{page.tr(f'freshness.kind.{kind}')} ({page.tr.number(float(counts[kind]))})" for kind in there}
    if not there:
        return late
    chosen = st.pills(
        page.tr("freshness.what"), there, selection_mode="multi", format_func=names.__getitem__, key="late-kinds"
    )
    return late[late["kind"].isin(chosen)] if chosen else late


def _of_whom(page: Page, late: pd.DataFrame) -> pd.DataFrame:
    """Rows of one who can refresh them; who has most people concerned stands first."""
    who = late["refresher_told"].drop_duplicates().tolist()
    counts = late["refresher_told"].value_counts()
    names = {EVERY: page.tr("freshness.everyone", count=len(late)),
             **{name: f"{name} · {page.tr.number(float(counts[name]))}" for name in who}}  # fmt: skip
    before, options = st.session_state.get(WHO_CHOSEN, EVERY), list(names)
    at = options.index(before) if before in names else 0
    # A box keeps the words it was chosen by: with other counts it is another box.
    key = f"{WHO_CHOSEN}-{hash(tuple(names.values()))}"
    chosen = st.selectbox(page.tr("freshness.who"), options, index=at, format_func=names.__getitem__, key=key)
    st.session_state[WHO_CHOSEN] = chosen
    if not chosen and len(who) > 1:
        _everyone(page, late)
    return late[late["refresher_told"] == chosen] if chosen else late


def _everyone(page: Page, late: pd.DataFrame) -> None:
    """Draw one row for each who can refresh something."""
    told = by_refresher(late.assign(refresher=late["refresher_told"]))
    told = told.assign(people=told["people"].round())
    told = told.rename(columns={"refresher": "refresher_told", "people": "people_or_places"})
    shown = [name for name in WHO if (told[name].notna() & told[name].ne(0)).any()]
    height = min(len(told), WHO_SHOWN) * record_table.ROW_PIXELS + record_table.HEAD_PIXELS
    tables.grid(page, for_people(told, shown, page.tr), shown, height=height)


def _worded(page: Page, late: pd.DataFrame) -> pd.DataFrame:
    """Rows with the words of this language for kind, state and who."""
    communes = page.results.places().set_index("adm2_pcode")["name_fr"]
    by = late["refresher_kind"].map(lambda kind: page.tr(f"freshness.by.{kind}"))
    shipped = late["refresher"].str.startswith(SKETCH).fillna(value=False).astype(bool)
    called = late["refresher"].map(lambda who: page.tr.or_else(f"imports.origin.{who}", who), na_action="ignore")
    named = called.mask(shipped, page.tr("freshness.sketch"))
    unknown = named.fillna(page.tr("freshness.unknown_who"))
    return late.assign(
        record_name=_named(page, late, communes),
        what_told=late["kind"].map(lambda kind: page.tr(f"freshness.kind.{kind}")).astype("str"),
        state_told=late["state"].map(lambda state: page.tr(f"freshness.state.{state}")).astype("str"),
        adm2_name=late["adm2_pcode"].map(communes).astype("str"),
        people_or_places=late["people"].round(),
        refresher_told=unknown.mask(late["refresher"].notna(), unknown + " (" + by + ")").astype("str"),
    )


def _named(page: Page, late: pd.DataFrame, communes: pd.Series) -> pd.Series:
    """Name of each record; a way by the communes at its ends, what has no name by its kind and id."""
    tr, ways = page.tr, page.results.ways().set_index("way_id")
    ends = {
        row.Index: tr("freshness.way", route=row.route if isinstance(row.route, str) else tr("kind.way"),
                      start=communes[row.from_pcode], end=communes[row.to_pcode])
        for row in ways.itertuples() if row.from_pcode in communes.index and row.to_pcode in communes.index
    }  # fmt: skip
    of_ways = late["record_id"].map(ends).where(late["table_name"] == "ways")
    kinds = [tr(f"kind.{KIND_OF[table]}") for table in late["table_name"]]
    unnamed = [tr("freshness.unnamed", kind=kind, id=one) for kind, one in zip(kinds, late["record_id"], strict=True)]
    known = late["name"].where(late["name"].notna() & (late["name"] != late["record_id"]))
    return of_ways.fillna(known).fillna(pd.Series(unnamed, index=late.index)).astype("str")


def _limits(page: Page) -> None:
    """Say from what age on each kind counts as ageing and as stale."""
    with st.expander(page.tr("freshness.limits"), icon=":material/tune:"):
        lines = [
            page.tr(
                "freshness.limit", kind=page.tr(f"freshness.kind.{kind}"),
                fresh=one.fresh.value, fresh_unit=page.tr(f"freshness.unit.{one.fresh.unit}"),
                stale=one.stale.value, stale_unit=page.tr(f"freshness.unit.{one.stale.unit}"),
            )
            for kind, one in page.results.freshness_limits().items()
        ]  # fmt: skip
        st.markdown("\n".join(f"- {line}" for line in lines))
