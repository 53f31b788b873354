"""What is out of date, and who can refresh it: one row a site, shelter, warehouse, way and facility."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.freshness import OUT_OF_DATE, STATES, Limits, age_days, last_confirmed, later, states
from geo.settings import changes_of

CONFIRMABLE = {"sites": "site_id", "shelters": "shelter_id", "warehouses": "warehouse_id", "ways": "way_id",
               "facilities": "facility_id"}  # fmt: skip
HOSTING = ("open", "full")  # a shelter in one of these states is counted by the hour, any other by the season
COLUMNS = ("table_name", "kind", "record_id", "name", "adm2_pcode", "refresher", "refresher_kind", "observed_on",
           "confirmed_on", "dated_on", "age_days", "state", "people", "quantity", "sender")  # fmt: skip
WHO = ("refresher", "refresher_kind", "records", "people", "quantity", "undated", "oldest")
_TEXTS = ("table_name", "kind", "record_id", "name", "adm2_pcode", "refresher", "refresher_kind", "observed_on")


@dataclass(frozen=True)
class Held:
    """Everything whose age is told.

    Parameters
    ----------
    sites
        Open sites as `site_services.with_people` gives them.
    shelters, warehouses, ways, facilities
        Frames of `geo.frames`.
    balances
        Held quantity of each lot, with `last_moved_on`.
    confirmations
        `CONFIRMATIONS` frame up to the day of the picture.
    origins
        Where the newest patch of each record comes from: `table_name`, `record_id`, `sender`.
    communes
        Name of each commune, by P-code.
    """

    sites: pd.DataFrame
    shelters: pd.DataFrame
    warehouses: pd.DataFrame
    ways: pd.DataFrame
    facilities: pd.DataFrame
    balances: pd.DataFrame
    confirmations: pd.DataFrame
    origins: pd.DataFrame
    communes: pd.Series


def records(held: Held, limits: Limits, *, as_of: str, at: str = "") -> pd.DataFrame:
    """Age and state of every record, and who can refresh it.

    Parameters
    ----------
    held
        The records, their confirmations and origins.
    limits
        Limits by kind.
    as_of, at
        Day and moment of the picture (`freshness.age_days`).

    Returns
    -------
    records
        One row a record: `table_name`, `record_id`, `kind` (of its limit), `name`, `adm2_pcode`, `observed_on`
        (its own date or instant), `confirmed_on`, `dated_on` (the later of both), `age_days`, `state`;
        `refresher` by `refresher_kind` (manager, owner, operator, source, commune, sender, nobody); `people`
        (persons) and `quantity` (units) concerned, NaN where unknown or not asked; `sender` of the newest patch.
    """
    parts = (_sites(held), _shelters(held), _stock(held), _ways(held), _facilities(held))
    rows = pd.concat([_with_dates(part, held, limits, as_of=as_of, at=at) for part in parts], ignore_index=True)
    return rows[list(COLUMNS)]


def _with_dates(rows: pd.DataFrame, held: Held, limits: Limits, *, as_of: str, at: str) -> pd.DataFrame:
    told = rows.astype(dict.fromkeys(_TEXTS, "str")).assign(confirmed_on=pd.Series(None, index=rows.index, dtype="str"))
    for table in told["table_name"].unique():
        mine = told["table_name"] == table
        told.loc[mine, "confirmed_on"] = last_confirmed(held.confirmations, table, told.loc[mine, "record_id"])
    told["dated_on"] = later(told["observed_on"], told["confirmed_on"])
    told["age_days"] = age_days(told["dated_on"], as_of=as_of, at=at)
    fresh = told["kind"].map({kind: limit.fresh_days for kind, limit in limits.items()}).astype("float64")
    stale = told["kind"].map({kind: limit.stale_days for kind, limit in limits.items()}).astype("float64")
    return told.assign(state=states(told["age_days"], fresh, stale))


def _told(rows: pd.DataFrame, held: Held, table: str, who: tuple[tuple[str, str], ...], **columns: Any) -> pd.DataFrame:
    """Rows of one table in the columns of all; `who` names (kind, column) of those who can refresh, best first."""
    ids = rows[CONFIRMABLE[table]]
    mine = held.origins[held.origins["table_name"] == table]
    sender = ids.map(mine.set_index("record_id")["sender"]).astype("str")
    found = pd.DataFrame({"refresher": pd.Series(None, index=rows.index, dtype="str"), "refresher_kind": "nobody"})
    commune = rows["adm2_pcode"].map(held.communes) if "adm2_pcode" in rows else sender
    for kind, column in who:
        named = {"sender": sender, "commune": commune}.get(kind, rows.get(column)).astype("str").str.strip()
        new = found["refresher"].isna() & named.notna() & (named != "")
        found = found.assign(
            refresher=found["refresher"].mask(new, named), refresher_kind=found["refresher_kind"].mask(new, kind)
        )
    blank = {"name": rows.get("name"), "adm2_pcode": rows.get("adm2_pcode"), "people": np.nan, "quantity": np.nan}
    return found.assign(table_name=table, record_id=ids, sender=sender, **{**blank, **columns})


def _sites(held: Held) -> pd.DataFrame:
    rows, who = held.sites, (("manager", "manager_organisation"), ("sender", ""))
    return _told(rows, held, "sites", who, kind="site_figures", observed_on=rows["assessed_on"], people=rows["people"])


def _shelters(held: Held) -> pd.DataFrame:
    """Shelters: those that host people by their last occupancy, the others by the day of their record."""
    rows = held.shelters
    hosting = rows["shelter_status"].isin(HOSTING)
    return _told(
        rows, held, "shelters", (("owner", "owner_organisation"), ("commune", ""), ("sender", "")),
        kind=pd.Series(np.where(hosting, "occupancy", "shelters"), index=rows.index),
        observed_on=rows["observed_on"].mask(hosting, rows["occupancy_at"]),
        people=rows["capacity_persons"].mask(hosting, rows["occupancy_persons"].fillna(rows["capacity_persons"])),
    )  # fmt: skip


def _stock(held: Held) -> pd.DataFrame:
    """Stock of each warehouse: its date is that of its last movement or count."""
    rows = held.warehouses
    by = held.balances.groupby("warehouse_id").agg(moved=("last_moved_on", "max"), held=("held", "sum"))
    there = rows["warehouse_id"].map(by["moved"]).astype("str")
    who = (("operator", "operator"), ("sender", ""))
    return _told(rows, held, "warehouses", who, kind="stock", observed_on=there,
                 quantity=rows["warehouse_id"].map(by["held"]).astype("float64"))  # fmt: skip


def _ways(held: Held) -> pd.DataFrame:
    rows = held.ways.assign(adm2_pcode=held.ways["from_pcode"])
    name = rows["route"].fillna(rows["way_id"])
    who = (("source", "source"), ("sender", ""))
    return _told(rows, held, "ways", who, kind="ways", observed_on=rows["observed_on"], name=name)


def _facilities(held: Held) -> pd.DataFrame:
    rows, who = held.facilities, (("operator", "operator"), ("sender", ""))
    return _told(rows, held, "facilities", who, kind="facilities", observed_on=rows["observed_on"])


def queue(rows: pd.DataFrame, limits: Limits, *, as_of: str) -> Result:
    """What is out of date, by who can refresh it, worst first.

    Parameters
    ----------
    rows
        What `records` gave.
    limits
        The limits that it was given.
    as_of
        Day of the picture (ISO).

    Returns
    -------
    queue
        The rows whose state is not fresh. Who has most people concerned comes first (then most units, most
        records); within, the most people, then units, then the oldest. Facts: `as_of`, the number of records
        of each state.
    """
    late = rows[rows["state"].isin(OUT_OF_DATE)].copy()
    who = ["refresher_kind", "refresher"]
    sums = late.groupby(who, dropna=False)[["people", "quantity"]].transform("sum")
    late["_records"] = late.groupby(who, dropna=False)["record_id"].transform("size")
    late = late.assign(_people=sums["people"], _quantity=sums["quantity"])
    order = ["_people", "_quantity", "_records", "refresher_kind", "refresher", "people", "quantity", "age_days",
             "record_id"]  # fmt: skip
    rising = [False, False, False, True, True, False, False, False, True]
    frame = late.sort_values(order, ascending=rising, ignore_index=True)[list(rows.columns)]
    facts = {"as_of": as_of, **{state: int((rows["state"] == state).sum()) for state in STATES}}
    return Result(frame, partial(_explain, limits, as_of), facts)


def by_refresher(late: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each who can refresh, in the order of the queue.

    Returns
    -------
    who
        `refresher`, `refresher_kind`, `records`, `people`, `quantity` (sums of what is known), `undated`
        (records), `oldest` (ISO, null where none is dated). A sum is NaN where nothing of it is known.
    """
    told = late.assign(undated=late["state"] == "undated")
    grouped = told.groupby(["refresher", "refresher_kind"], sort=False, dropna=False)
    counts = grouped.agg(records=("record_id", "size"), undated=("undated", "sum"), oldest=("dated_on", "min"))
    sums = grouped[["people", "quantity"]].sum(min_count=1)
    return pd.concat([counts, sums], axis=1).reset_index()[list(WHO)]


def _explain(limits: Limits, as_of: str, row: dict[str, Any]) -> Explanation:
    limit = limits[row["kind"]]
    return Explanation(
        figure="age",
        formula="age_days = as_of - max(observed_on, confirmed_on); "
                "fresh if age_days <= fresh_days, ageing if age_days <= stale_days, else stale",
        inputs=(Input("observed_on", known(row["observed_on"])), Input("confirmed_on", known(row["confirmed_on"])),
                Input("as_of", as_of), Input("fresh_days", limit.fresh_days, "days"),
                Input("stale_days", limit.stale_days, "days"), Input("state", row["state"])),
        value=known(row["age_days"]),
        unit="days",
        clause="docs/methods.md#freshness",
        dated=str(known(row["dated_on"]) or ""),
        source=str(known(row["sender"]) or ""),
        status=limit.fresh.status,
        changes=changes_of(limit.fresh, limit.stale),
    )  # fmt: skip
