"""What other values would do, before anything is stored: verdicts, costs, ages, ranks; computed, kept nowhere."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from components.session import Page
from results.gaps import Edits
from results.norms_in_force import KITS_CARRIED, Tries
from results.priority_list import Ask

MOST = 8  # changes of verdicts that are written out


def verdicts(page: Page, tries: Tries) -> None:
    """Draw how many sites and people would get another verdict, and what becomes of the nation's coverage."""
    tr = page.tr
    rows = page.results.verdict_moves(tries)
    with st.container(border=True):
        st.markdown(f"**{tr('settings.moves')}** {tr('settings.nothing_stored')}")
        if rows.empty:
            st.markdown(tr("settings.no_move"))
            return
        lines = [f"- {_move(page, row)}" for row in rows.head(MOST).to_dict("records")]
        if len(rows) > MOST:
            lines.append(f"- {tr('settings.more_moves', count=len(rows) - MOST)}")
        st.markdown("\n".join(lines))
        shares = page.results.national_shares(tries).set_index("standard")
        told = [
            _share(page, key, shares) for key in rows["standard"].drop_duplicates().head(MOST) if key in shares.index
        ]
        if told:
            st.markdown("\n".join([tr("settings.national"), "", *told]))


def _move(page: Page, row: dict[str, object]) -> str:
    tr = page.tr
    words = {name: tr(f"coverage.sign.{row[name]}") for name in ("was", "becomes")}
    told = tr("settings.move", standard=tr(f"standard.{row['standard']}"), sites=row["sites"], people=row["people"],
              **words)  # fmt: skip
    unknown = row["sites_without_people"]
    return f"{told} {tr('settings.without_people', count=unknown)}" if unknown else told


def _share(page: Page, key: str, shares: pd.DataFrame) -> str:
    before, after = (page.tr.share(float(shares.loc[key, name])) for name in ("share_before", "share_after"))
    return f"- {page.tr(f'standard.{key}')} : {before} → **{after}**"


def ages(page: Page, tries: Tries) -> None:
    """Draw how many records would count as up to date."""
    rows = page.results.age_moves(tries)
    lines = [
        page.tr("settings.age_move", kind=page.tr(f"freshness.kind.{row.kind}"), before=int(row.before),
                after=int(row.after), records=int(row.records))
        for row in _changed(rows)
    ]  # fmt: skip
    _list(page, lines, "settings.no_age_move")


def costs(page: Page, tries: Tries) -> None:
    """Draw what closing the nation's known gaps would cost."""
    rows = page.results.cost_moves(tries)
    if rows.empty:
        return
    told = [_cost(page, rows, name) for name in ("cost_usd", "cost_usd_day", "lead_days")]
    with st.container(border=True):
        st.markdown(f"**{page.tr('settings.moves')}** {page.tr('settings.nothing_stored')}")
        st.markdown("\n".join(f"- {one}" for one in told))


def _cost(page: Page, rows: pd.DataFrame, name: str) -> str:
    before, after = (page.tr.number(float(rows.loc[side, name])) for side in ("before", "after"))
    same = before == after or math.isnan(float(rows.loc["after", name]))
    return page.tr(f"settings.{name}", before=before, after=after if same else f"**{after}**")


def speeds(page: Page, tries: Tries) -> None:
    """Draw how far the default kit would reach within a day."""
    rows = page.results.reach_moves(tries)
    moved = rows[rows["before"] != rows["after"]].head(MOST).rename(columns={"name": "name_"})
    lines = [
        page.tr("settings.reach_move", place=page.tr.plain(row.name_), hours=row.within_hours, before=row.before,
                after=row.after)
        for row in moved.itertuples()
    ]  # fmt: skip
    _list(page, lines, "settings.no_reach_move")


def shelters(page: Page, tries: Tries) -> None:
    """Draw how many safe places the shelters of the nation would have; walks are told on their own page."""
    rows = page.results.shelter_moves(tries)
    lines = [
        page.tr("settings.shelter_move", stay=page.tr(f"choice.shelter_stay.{row.stay}"), before=row.before,
                after=row.after)
        for row in _changed(rows)
    ]  # fmt: skip
    _list(page, lines, "settings.no_shelter_move")


def stock(page: Page, tries: Tries) -> None:
    """Draw how many items in warehouses would be in each status."""
    rows = page.results.stock_moves(tries)
    lines = [
        page.tr("settings.stock_move", status=page.tr(f"choice.stock_status.{row.stock_status}"), before=row.before,
                after=row.after)
        for row in _changed(rows)
    ]  # fmt: skip
    _list(page, lines, "settings.no_stock_move")


def requests(page: Page, tries: Tries) -> None:
    """Draw how many requests would be late."""
    before, after = page.results.request_moves(tries)
    lines = [page.tr("settings.request_move", before=before, after=after)] if before != after else []
    _list(page, lines, "settings.no_request_move")


def rates(page: Page, tries: Tries) -> None:
    """Draw how many people the shipped scenarios would displace."""
    lines = [
        page.tr("settings.rate_move", scenario=page.tr(f"scenario_preset.{row.scenario}"),
                before=page.tr.number(row.before), after=page.tr.number(row.after))
        for row in page.results.rate_moves(tries).itertuples()
    ]  # fmt: skip
    _list(page, lines, "settings.no_rate_move")


def made(page: Page, tries: Tries) -> None:
    """Draw how many disasters a year the made catalogue would hold."""
    rows = page.results.made_moves(tries)
    lines = [
        page.tr("settings.made_move", hazard=page.tr(f"choice.hazard.{row.hazard}"),
                before=page.tr.number(row.before, 2), after=page.tr.number(row.after, 2))
        for row in _changed(rows)
    ]  # fmt: skip
    _list(page, lines, "settings.no_made_move")


def vehicles(page: Page, tries: Tries) -> None:
    """Draw how many trips the default kits would need."""
    rows = page.results.trip_moves(tries)
    lines = [
        page.tr("settings.vehicle_move", vehicle=page.tr(f"choice.{row.vehicle_type}"), households=KITS_CARRIED,
                before=page.tr.number(row.before), trips=page.tr.number(row.after))
        for row in _changed(rows)
    ]  # fmt: skip
    _list(page, lines, "settings.no_vehicle_move")


def joining(page: Page, _tries: Tries) -> None:
    """Say where the effect shows: it takes the whole network to be joined anew."""
    _list(page, [], "settings.no_joining_move")


def items(page: Page, tries: Tries) -> None:
    """Draw what a default kit would cost."""
    before, after = page.results.kit_cost_moves(tries)
    words = {"before": page.tr.number(before, 2) if not math.isnan(before) else page.tr("unit.unknown")}
    lines = [] if math.isnan(after) else [page.tr("settings.item_move", after=page.tr.number(after, 2), **words)]
    _list(page, lines, "settings.item_unknown")


def _changed(rows: pd.DataFrame) -> Iterator[Any]:
    """Rows whose figure after the trial is not the one before."""
    return rows[rows["before"] != rows["after"]].itertuples()


def _list(page: Page, lines: list[str], none: str) -> None:
    """Draw what would move, one line each; the sentence `none` where nothing does."""
    with st.container(border=True):
        st.markdown(f"**{page.tr('settings.moves')}** {page.tr('settings.nothing_stored')}")
        st.markdown("\n".join(f"- {one}" for one in lines) or page.tr(none))


def ranks(page: Page, tried: Edits) -> None:
    """Draw which sites would enter and leave the head of the ranked list."""
    before, after = (page.results.priority_list(Ask(edits=edits)) for edits in ((), tried))
    top = int(before.facts["top"])
    heads = [one.frame[one.frame["rank"] <= top].set_index("site_id")["name"] for one in (before, after)]
    come, gone = (left[~left.index.isin(right.index)] for left, right in (heads[::-1], heads))
    with st.container(border=True):
        st.markdown(f"**{page.tr('settings.moves')}** {page.tr('settings.nothing_stored')}")
        if come.empty and gone.empty:
            st.markdown(page.tr("settings.no_rank_move", top=top))
            return
        names = [page.tr.plain(", ".join(part.fillna(page.tr("unit.unknown")))) for part in (come, gone)]
        st.markdown(page.tr("settings.rank_move", top=top, come=names[0], gone=names[1]))
