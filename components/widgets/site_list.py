"""The list of IDP sites: search, filters, order, and the way to each sheet; all of it in the address."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from components import navigation
from components.figures import master_list, site_rows
from components.figures.exports import XLSX
from components.figures.report import filled
from components.session import Page
from components.widgets import address, filters, fresh_note, record_table, tables
from components.widgets.map_view import Clicked
from data.importers.words import fold
from geo import briefing

NONE = ""
SHOWN = ("name", "adm2_name", "people", "services_short", "age_days", "status", "access", "manager_organisation")
WIDTHS = {"name": 185, "adm2_name": 115, "people": 85, "services_short": 140, "age_days": 95, "status": 80,
          "access": 90, "manager_organisation": 170}  # fmt: skip
ORDERS = {"people": ("people", False), "short": ("services_short", False), "age": ("age_days", False),
          "name": ("name", True)}  # fmt: skip


def choose(page: Page) -> str:
    """Site of the address or of the selection; "" for the list."""
    sites = page.results.sites(page.department)
    every = page.results.register()
    names = dict(zip(every["site_id"], every["name"].fillna(every["site_id"]), strict=True))
    options = [NONE, *sites.sort_values("name")["site_id"]]
    asked = st.query_params.get("site", NONE)
    if asked in names and asked not in options:
        options.append(asked)
    elif asked and asked not in names:
        st.warning(page.tr("sites.unknown_site"))
    shown = {code: f"{name} · {code}" for code, name in names.items()} | {NONE: page.tr("sites.none")}
    return address.select(page.tr("sites.choose"), options, shown, key="site")


def show(page: Page) -> None:
    """Draw every site of the department, or of those that the filters leave, as a table."""
    chosen = _chosen(page)
    result = page.results.headlines(page.department)
    if len(chosen) != len(page.results.sites(page.department)):
        shelters, warehouses = page.results.shelters().head(0), page.results.warehouses().head(0)
        result = briefing.headlines(chosen, shelters, warehouses, as_of=page.facts["as_of"])
    headline = result.explain(figure="idp_individuals")
    st.markdown(page.tr("sites.list", count=len(chosen), people=headline.value))
    fresh_note.caption(page, fresh_note.of(headline))
    if chosen.empty:
        st.info(page.tr("table.empty"))
        return
    record_table.show(page, chosen.assign(table_name="sites", record_id=chosen["site_id"]), SHOWN, key="sites-list",
                      widths=WIDTHS)  # fmt: skip
    taken = site_rows.taken_away(chosen, page.tr)
    tables.download(page, taken, site_rows.COLUMNS, name="sites", explanations=(headline,))
    asked, tr = page.results, page.tr
    file = f"{tables.stem(page, tr('master_list.title'))}.xlsx"
    label = tr("sites.master_list")
    tables.file_button(page, file, XLSX, lambda: master_list.xlsx(filled.master_list(asked), tr), label=label)
    st.caption(tr("sites.master_list_note"))


def offer(page: Page, clicked: Clicked | None) -> None:
    """A way to the sheet of the site that was clicked on a map."""
    if clicked is None or clicked.kind != "sites":
        return
    rows = page.results.register()
    name = rows.loc[rows["site_id"] == clicked.id, "name"]
    told = name.iloc[0] if len(name) and pd.notna(name.iloc[0]) else clicked.id
    st.page_link(navigation.entry("sites").file, label=page.tr("sites.open", name=page.tr.plain(told)),
                 icon=":material/description:", query_params={"site": clicked.id})  # fmt: skip


def _chosen(page: Page) -> pd.DataFrame:
    """Rows that the commune, a text and the choices leave, in the order asked for."""
    where, class_, state, manager = st.columns(4)
    with where:
        commune = filters.commune(page)
    rows = _rows(page, commune)
    for place, column in ((class_, "site_class"), (state, "status"), (manager, "manager_organisation")):
        with place:
            code = _choice(page, rows, column)
        rows = rows[rows[column] == code] if code else rows
    text, order = st.columns([3, 1])
    with text:
        rows = _searched(page, rows)
    with order:
        return _ordered(page, rows.reset_index(drop=True))


def _rows(page: Page, commune: str) -> pd.DataFrame:
    """Open sites with their state, the headline services they lack, and the age of their last round."""
    register = page.results.register().set_index("site_id")
    sites = filters.of_commune(page.results.sites(commune[:4] or page.department), commune)
    verdicts = page.results.site_coverage("auto").frame
    short = verdicts[(verdicts["status"] == "short") & verdicts["headline"]].groupby("site_id").size()
    told = {name: sites["site_id"].map(register[name]) for name in ("status", "access", "people_now")}
    days = pd.to_datetime(page.facts["as_of"]) - pd.to_datetime(sites["assessed_on"])
    missing = sites["site_id"].map(short).fillna(0.0)
    return sites.assign(**told, services_short=missing.where(sites["assessed_on"].notna()), age_days=days.dt.days)


def _searched(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose name, code, former name or commune holds the text typed."""
    st.session_state.setdefault("q", st.query_params.get("q", ""))
    typed = st.text_input(page.tr("sites.search"), key="q", placeholder=page.tr("sites.search_hint"))
    address.write("q", typed, default="")
    if not typed:
        return rows
    names = page.results.names()
    wanted = fold(typed)
    found = names[(names["kind"] == "site") & names["folded"].str.contains(wanted, regex=False)]
    return rows[rows["site_id"].isin(found["id"]) | rows["adm2_name"].map(fold).str.contains(wanted, regex=False)]


def _choice(page: Page, rows: pd.DataFrame, column: str) -> str:
    codes = sorted(rows[column].dropna().unique())
    asked = st.query_params.get(column, NONE)
    codes += [asked] if asked and asked not in codes and asked == st.session_state.get(column) else []
    tr = page.tr
    names = {code: tr.or_else(f"choice.{column}.{code}", tr.or_else(f"choice.{code}", code)) for code in codes}
    return address.select(tr(f"sheet.{column}"), [NONE, *codes], {NONE: tr("sites.every"), **names}, key=column)


def _ordered(page: Page, rows: pd.DataFrame) -> pd.DataFrame:
    names = {code: page.tr(f"sites.by_{code}") for code in ORDERS}
    column, rising = ORDERS[address.select(page.tr("sites.order"), list(ORDERS), names, key="order")]
    return rows.sort_values([column, "site_id"], ascending=[rising, True], ignore_index=True)
