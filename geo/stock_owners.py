"""Whose stock it is, and who gave it: owner and donor follow a lot from its receipt through every transfer.

For a lot (an item and its number), over the movements that count on a day, owner and donor each by itself::

    said[l]     = owners that receipts (and assemblies) of l tell, in any warehouse
    owner[w, l] = what the last later movement of l in w says, or said on the way that brought l to w
                  else the one owner in said[l]
                  else unknown: nobody told (said is empty), or receipts disagree (a finding, not a guess)

Stock without a lot number is no lot that could be followed: its owner in w is the one that everything which came into
w tells (for a transfer: what it was where it left), and unknown as soon as one of these is unknown or another.

    sum over owners of held (usable, reserved), unknown included = held (usable, reserved) of the ledger
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo.explain import Explanation, Input, Result
from geo.frames import promised

BOTH = ("owner_organisation", "donor_organisation")
WHERE = ["warehouse_id", "item", "lot"]
FIGURES = ("held", "reserved", "usable")
ORIGINS = ("receipt", "assembly_in")
_RANKS = {"receipt": 0, "assembly_in": 0, "transfer_out": 2, "transfer_in": 3}  # in a day; anything else between
_NEEDED = (*WHERE, *BOTH, "kind", "moved_on", "shipment")
_CLAUSE = "docs/methods.md#stock-owners"
_Lot = tuple[str, str, str]


def lot_owners(movements: pd.DataFrame) -> pd.DataFrame:
    """Owner and donor of each lot in each warehouse where it was.

    Parameters
    ----------
    movements
        `MOVEMENTS` rows that count, in the order in which a ledger is read: receipts, assemblies and transfers of the
        lots of which anything tells an owner or a donor, and whatever tells one.

    Returns
    -------
    owners
        `warehouse_id`, `item`, `lot` ("": no number), `owner_organisation`, `donor_organisation` (null: unknown), and
        of a lot whose receipts disagree `owners_told`, `donors_told` (all of them, separated by " / "; else null).

    Raises
    ------
    MissingColumn
        If a column is absent.

    Notes
    -----
    Method: docs/methods.md#stock-owners.
    """
    promised("movements", movements, *_NEEDED)
    rank = movements["kind"].map(_RANKS).fillna(1)
    rows = movements.assign(lot=movements["lot"].fillna(""), rank=rank)
    rows = rows.sort_values(["moved_on", "rank"], kind="stable")
    told = [_walked(rows, name) for name in BOTH]
    places = sorted(set().union(*(walk.places for walk in told)))
    found = [(*place, *(walk.of(place) for walk in told), *(walk.disputed(place) for walk in told)) for place in places]
    columns = [*WHERE, *BOTH, "owners_told", "donors_told"]
    return pd.DataFrame(found, columns=columns).astype("str")


def stock_by_owner(balances: pd.DataFrame, owners: pd.DataFrame, *, by: str, on: str) -> Result:
    """Stock by owner or by donor, item by item.

    Parameters
    ----------
    balances
        `BALANCES` frame.
    owners
        As `lot_owners` gives them.
    by
        ``owner_organisation`` or ``donor_organisation``.
    on
        Day (ISO) that stock is usable on: what has expired is held and not usable.

    Returns
    -------
    stock
        Result with one row per `organisation` (null: unknown) and `item`: `held`, `reserved`, `usable` (units), `lots`
        and `warehouses` with anything held. Sums over organisations are those of the ledger. Facts: `by`, `on`,
        `lots`, `lots_unknown`, `lots_disputed` (of those held).

    Notes
    -----
    Method: docs/methods.md#stock-owners.
    """
    lots = balances.assign(lot=balances["lot"].fillna("")).merge(owners, on=WHERE, how="left")
    lots = lots[(lots["held"].fillna(0.0) != 0) | (lots["reserved"].fillna(0.0) != 0)]
    free = (lots["held"].fillna(0.0) - lots["reserved"].fillna(0.0)).clip(lower=0.0)
    lots["usable"] = free.where(~(lots["expiry"].fillna(on) < on), 0.0)
    groups = lots.rename(columns={by: "organisation"}).groupby(["organisation", "item"], dropna=False, as_index=False)
    rows = groups.agg(
        **{name: (name, "sum") for name in FIGURES}, lots=("lot", "size"), warehouses=("warehouse_id", "nunique")
    )  # fmt: skip
    disputed = "owners_told" if by == BOTH[0] else "donors_told"
    facts = {
        "by": by, "on": on, "lots": len(lots), "lots_unknown": int(lots[by].isna().sum()),
        "lots_disputed": int(lots[disputed].notna().sum()),
    }  # fmt: skip
    rows = rows.astype({"organisation": "str", "item": "str"})
    rows = rows.sort_values(["organisation", "item"], ignore_index=True)
    return Result(rows, lambda row: _explained(row, facts), facts)


@dataclass
class _Walk:
    """What was told so far: by receipts of each lot, and by later movements of it in each warehouse."""

    said: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    later: dict[_Lot, str] = field(default_factory=dict)
    sent: dict[tuple[str, str, str], str | None] = field(default_factory=dict)
    places: set[_Lot] = field(default_factory=set)

    def of(self, place: _Lot) -> str | None:
        """The owner in a warehouse; None: unknown."""
        if place in self.later:
            return self.later[place]
        said = self.said.get(_origin(place), [])
        return said[0] if len(said) == 1 and said[0] else None

    def disputed(self, place: _Lot) -> str | None:
        """What receipts of a numbered lot tell that disagree; None where they do not, or where nobody needs them."""
        said = [one for one in self.said.get(_origin(place), []) if one]
        return " / ".join(sorted(said)) if place[2] and place not in self.later and len(said) > 1 else None

    def came(self, place: _Lot, told: str) -> None:
        """A receipt: of a numbered lot what is not told changes nothing, of the rest it makes it unknown."""
        said = self.said.setdefault(_origin(place), [])
        if (told or not place[2]) and told not in said:
            said.append(told)


def _origin(place: _Lot) -> tuple[str, ...]:
    """A lot is one in all warehouses; what has no number is apart in each."""
    return place[1:] if place[2] else place


def _walked(rows: pd.DataFrame, name: str) -> _Walk:
    walk = _Walk()
    told = rows[name].fillna("")
    columns = (rows[column] for column in (*WHERE, "kind", "shipment"))
    for warehouse, item, lot, kind, shipment, said in zip(*columns, told, strict=True):
        place = (str(warehouse), str(item), str(lot))
        walk.places.add(place)
        if kind in ORIGINS:
            walk.came(place, said)
        elif kind == "transfer_in" and not lot:
            walk.came(place, said or walk.sent.get((str(shipment), place[1], "")) or "")
        elif said and (lot or kind == "count"):
            walk.later[place] = said
        elif kind == "transfer_in" and (before := walk.sent.get((str(shipment), place[1], place[2]))):
            walk.later[place] = before
        if kind == "transfer_out":
            # Of a numbered lot only what was said later goes with it: its receipts are the same everywhere.
            walk.sent[(str(shipment), place[1], place[2])] = walk.later.get(place) if lot else walk.of(place)
    return walk


def _explained(row: dict[str, Any], facts: dict[str, Any]) -> Explanation:
    inputs = (
        Input("held", float(row["held"]), "units"), Input("reserved", float(row["reserved"]), "units"),
        Input("lots", int(row["lots"])), Input("warehouses", int(row["warehouses"])), Input("usable_on", facts["on"]),
    )  # fmt: skip
    return Explanation(
        figure=f"stock_by_{facts['by'].partition('_')[0]}",
        formula="usable = sum over the organisation's lots with expiry >= usable_on of max(0, held - reserved)",
        inputs=inputs, value=float(row["usable"]), unit="units", clause=_CLAUSE, dated=facts["on"],
        notes=("stock_owners.follows",),
    )  # fmt: skip
