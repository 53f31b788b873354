"""Which sites are new, back, closed, emptied, merged or missing between two rounds, or since the last one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.rounds import Rounds
from geo.site_services import Flags
from geo.site_status import EMPTIED, RELOCATED
from geo.trends import closed_on_last_day

CHANGES = NEW, RETURNED, CLOSED, LEFT, MISSING, MERGED = (
    "new", "returned", "closed", "emptied", "missing", "merged",
)  # fmt: skip
COLUMNS = ("site_id", "name", "adm2_pcode", "change", "people_before", "people_after", "since", "merged_into")


def emptied_on(site_ids: pd.Series, signs: pd.DataFrame, days: tuple[str, ...]) -> Flags:
    """Whether nobody lives at each site any more at the end of each day, by its last sign.

    Parameters
    ----------
    site_ids
        Sites, one each.
    signs
        What `site_status.life_signs` gives.
    days
        ISO dates.

    Returns
    -------
    emptied
        Sites x days. A site without any sign is not emptied.
    """
    told = np.zeros((len(site_ids), len(days)), dtype=bool)
    gone = signs["state"].isin([EMPTIED, RELOCATED])
    rows = signs[signs["site_id"].isin(signs.loc[gone, "site_id"]) & signs["day"].notna()]
    rows = rows.sort_values(["day", "rank"], kind="stable")
    index = pd.Index(site_ids)
    for site, mine in rows.groupby("site_id", sort=False):
        if site in index:
            last = np.searchsorted(mine["day"].to_numpy(dtype="str"), np.array(days, dtype="str"), side="right") - 1
            left = mine["state"].isin([EMPTIED, RELOCATED]).to_numpy()
            told[index.get_loc(site)] = (last >= 0) & left[np.maximum(last, 0)]
    return told


def changed_sites(rounds: Rounds, emptied: Flags, merged: pd.DataFrame, *, before: int, after: int) -> pd.DataFrame:
    """Sites that one round found and the other did not, and those that emptied in between.

    Parameters
    ----------
    rounds
        What `rounds.rounds_of` gives.
    emptied
        What `emptied_on` gives for the last days of the rounds.
    merged
        What `site_status.merged_sites` gives.
    before, after
        Positions of the two rounds, the earlier first.

    Returns
    -------
    changed
        One row a site and change, columns `COLUMNS`: `change` (one of `CHANGES`), `people_before` and `people_after`
        (persons counted in either round, NaN where unknown or not found), `since` (day of the change as far as it
        is known: opening, closing, merge; of missing sites the day on which they were found last) and, of merged
        records, `merged_into`. The kinds are those of `trends.trends`, whose counts of a place they add up to.
    """
    was, now = rounds.covered[:, before], rounds.covered[:, after]
    earlier = rounds.covered[:, :after].any(axis=1)
    closed = closed_on_last_day(rounds)[:, after]
    left = was & emptied[:, after] & ~closed & ~(now & emptied[:, before])
    kinds = {
        NEW: now & ~earlier, RETURNED: now & ~was & earlier, CLOSED: was & ~now & closed, LEFT: left,
        MISSING: was & ~now & ~closed & ~left,
    }  # fmt: skip
    days = {NEW: rounds.sites["opened_on"], CLOSED: rounds.sites["closed_on"], MISSING: _found_on(rounds, before)}
    counted = rounds.people[:, before], rounds.people[:, after]
    parts = [_rows(rounds, kind, flag, counted, days.get(kind)) for kind, flag in kinds.items()]
    span = rounds.last_on[before], rounds.last_on[after]
    return _joined([*parts, _merged(rounds, merged, span)])


def changed_since(
    rounds: Rounds, emptied: tuple[Flags, Flags], merged: pd.DataFrame, *, before: int, as_of: str
) -> pd.DataFrame:
    """Sites that opened, closed, emptied or were merged after a round, up to a day.

    Parameters
    ----------
    rounds, merged
        As `changed_sites`.
    emptied
        One flag a site each: nobody lived there on the last day of the round, and on the day.
    before
        Position of the round.
    as_of
        The day (ISO), inclusive.

    Returns
    -------
    changed
        As `changed_sites`. `people_after` is NaN: nobody has counted since.
    """
    since, was = rounds.last_on[before], rounds.covered[:, before]
    opened, closed_on = (rounds.sites[name].fillna("").to_numpy(dtype="str") for name in ("opened_on", "closed_on"))
    closed = (closed_on > since) & (closed_on <= as_of)
    kinds = {
        NEW: (opened > since) & (opened <= as_of) & ~was, CLOSED: closed,
        LEFT: emptied[1] & ~emptied[0] & ~closed & ~((closed_on != "") & (closed_on <= since)),
    }  # fmt: skip
    days = {NEW: rounds.sites["opened_on"], CLOSED: rounds.sites["closed_on"]}
    counted = rounds.people[:, before], np.full(len(was), np.nan)
    parts = [_rows(rounds, kind, flag, counted, days.get(kind)) for kind, flag in kinds.items()]
    return _joined([*parts, _merged(rounds, merged, (since, as_of))])


def _found_on(rounds: Rounds, at: int) -> pd.Series:
    """Day on which a round saw each site; null where it did not."""
    held = rounds.position[:, at]
    days = rounds.rows["assessed_on"].reset_index(drop=True)
    return days.reindex(np.where(held >= 0, held, -1)).astype("str").reset_index(drop=True)


def _rows(rounds: Rounds, kind: str, flag: Flags, counted: tuple[Any, Any], days: pd.Series | None) -> pd.DataFrame:
    at = np.flatnonzero(flag)
    rows = rounds.sites[["site_id", "name", "adm2_pcode"]].take(at).reset_index(drop=True)
    since = days.take(at).array if days is not None else None
    return rows.assign(change=kind, people_before=counted[0][at], people_after=counted[1][at], since=since,
                       merged_into=None)  # fmt: skip


def _merged(rounds: Rounds, merged: pd.DataFrame, span: tuple[str, str]) -> pd.DataFrame:
    """Records that became part of a site after the first day, up to the last."""
    rows = merged[(merged["status_since"] > span[0]) & (merged["status_since"] <= span[1])]
    of = rounds.sites.set_index("site_id")
    rows = rows[rows["merged_into"].isin(of.index)]
    told = rows.assign(
        change=MERGED, people_before=np.nan, people_after=np.nan, since=rows["status_since"],
        adm2_pcode=rows["merged_into"].map(of["adm2_pcode"]), name=rows["merged_into"].map(of["name"]),
    )  # fmt: skip
    return told[list(COLUMNS)]


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    types = {name: "float64" if name.startswith("people_") else "str" for name in COLUMNS}
    rows = pd.concat([part.reindex(columns=list(COLUMNS)).astype(types) for part in parts], ignore_index=True)
    order = rows["change"].map({kind: n for n, kind in enumerate(CHANGES)})
    ranked = rows.assign(_kind=order).sort_values(["_kind", "people_before", "people_after"],
                                                  ascending=[True, False, False], kind="stable")  # fmt: skip
    return ranked.drop(columns="_kind").reset_index(drop=True)
