"""Papers of a slip from what the ledger has of it: which there are, and what stands on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from components.figures.report import slips
from components.figures.report.filled import stamp
from components.figures.report.slip_paper import CARD, COUNT, ISSUED, PAPERS_OF, RECEIVED, WAYBILL, Paper
from components.figures.report.wording import word
from components.i18n import Words
from geo.explain import Result
from results import Results

BESIDE = ("shortage", "surplus", "unreserve")  # go with the lines of a slip, and are no lines of their own on paper
INWARD = ("receipt", "transfer_in")
NOTES: Mapping[str, tuple[str, ...]] = {WAYBILL: ("transit",), RECEIVED: ("difference_told",)}


@dataclass(frozen=True)
class Known:
    """Names that a paper needs: of items and warehouses by code, and weight and volume of one piece."""

    items: pd.DataFrame
    places: Mapping[str, str]

    @classmethod
    def of(cls, asked: Results, tr: Words) -> Known:
        """Names in a language."""
        items = asked.items().set_index("item")
        named = items.assign(name=items[f"name_{tr.lang}"].fillna(items.index.to_series()))
        rows = asked.warehouses("")
        houses = rows["name"].fillna(rows["warehouse_id"]) + " (" + rows["warehouse_id"] + ")"
        return cls(named, {**_served(asked), **dict(zip(rows["warehouse_id"], houses, strict=True))})

    def place(self, code: object) -> str:
        """A warehouse, site or commune by its name, anybody else as they are called."""
        return self.places.get(code, code) if isinstance(code, str) else ""


def _served(asked: Results) -> dict[str, str]:
    """Names of open sites and communes by code, each with its code: where a driver has to go."""
    communes, sites = asked.places(), asked.sites()
    told = dict(zip(communes["adm2_pcode"], communes["name_fr"] + " (" + communes["adm2_pcode"] + ")", strict=True))
    named = sites["name"].fillna(sites["site_id"]) + ", " + sites["adm2_name"].fillna("–")
    return {**told, **dict(zip(sites["site_id"], named + " (" + sites["site_id"] + ")", strict=True))}


def papers(rows: pd.DataFrame) -> tuple[str, ...]:
    """Kinds of paper of one slip's movements, in the order in which they are needed."""
    kinds = [kind for one in rows["kind"] for kind in PAPERS_OF.get(one, ())]
    return tuple(dict.fromkeys(kinds))


def pdf(asked: Results, warehouse: str, document: str, kind: str, tr: Words) -> bytes:
    """PDF of one paper of a slip that is stored."""
    rows = asked.slips_numbered(warehouse, document)
    return slips.pdf(of_slip(rows, kind, Known.of(asked, tr), asked, tr), tr)


def of_slip(rows: pd.DataFrame, kind: str, known: Known, asked: Results, tr: Words) -> Paper:
    """One paper of a slip.

    Parameters
    ----------
    rows
        `Results.slips` rows of one document.
    kind
        One of `papers(rows)`.
    """
    goods = rows[~rows["kind"].isin(BESIDE)]
    lines = _received(rows, goods, tr) if kind == RECEIVED else goods
    if kind == ISSUED:
        lines = lines.assign(note=[_issued(row, tr) for row in lines.to_dict("records")])
    if kind == COUNT:
        lines = lines.assign(count_packs=lines["packs"], count_loose=lines["loose_units"],
                             count_total=lines["quantity"])  # fmt: skip
    notes = tuple(tr(f"slip.{one}") for one in NOTES.get(kind, ()) if one != "transit" or _moves(goods))
    number, facts = str(rows["document"].iloc[0]), _facts(rows, goods, known, tr)
    return Paper(kind, number, facts, _named(lines, known), stamp(asked), _state(goods), notes)


def count_sheet(asked: Results, warehouse: str, document: str, lots: pd.DataFrame, tr: Words) -> bytes:
    """PDF of a sheet for the pencil: every lot that the ledger knows; with a column `held`, what it computes.

    `lots`: `item`, `lot`, `expiry` and, unless the count is blind, `held`.
    """
    known, said = Known.of(asked, tr), stamp(asked)
    note = tr("slip.held_on", day=tr.day(said.as_of)) if "held" in lots else tr("slip.blind")
    facts = {"warehouse": known.place(warehouse), "printed_on": said.as_of}
    order = known.items["name"].reindex(lots["item"]).fillna(lots["item"].reset_index(drop=True)).str.casefold()
    rows = _named(lots.iloc[np.argsort(order.to_numpy(), kind="stable")], known)
    return slips.pdf(Paper(COUNT, document, facts, rows, said, "blank", (note,)), tr)


def stock_card(asked: Results, place: tuple[str, str], card: Result, tr: Words) -> bytes:
    """PDF of a stock card; `place` is a warehouse and an item, `card` is `Results.stock_card` of it."""
    warehouse, item = place
    known, said = Known.of(asked, tr), stamp(asked)
    row = known.items.loc[item] if item in known.items.index else {}
    unit = row.get("unit")
    facts = {
        "warehouse": known.place(warehouse), "item": str(row.get("name", item)),
        "unit": tr.or_else(f"choice.unit.{unit}", str(unit)) if isinstance(unit, str) else "",
        "printed_on": said.as_of, "opening": tr.amount(card.facts["opening"]),
        "closing": tr.amount(card.facts["closing"]),
    }  # fmt: skip
    rows = card_lines(card.frame).assign(counterpart=[known.place(code) for code in card.frame["counterpart"]])
    return slips.pdf(Paper(CARD, f"FS-{warehouse}-{item}-{said.as_of}", facts, rows, said), tr)


def card_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Movements of a card as the paper names them: what came in, what went out; a count has a column of its own."""
    change = rows["change"].where(rows["kind"] != "count")
    return rows.assign(came_in=change.where(change > 0), went_out=(-change).where(change < 0))


def _named(lines: pd.DataFrame, known: Known) -> pd.DataFrame:
    """Lines with the names of their items, and the weight and volume of each whole line."""
    items = lines["item"]
    more = {"item": items.map(known.items["name"]).fillna(items)}
    if "quantity" in lines:
        more |= {name: lines["quantity"] * items.map(known.items[name]).astype("float64")
                 for name in ("weight_kg", "volume_m3")}  # fmt: skip
    return lines.assign(**more).reset_index(drop=True)


def _received(rows: pd.DataFrame, goods: pd.DataFrame, tr: Words) -> pd.DataFrame:
    """What came beside what was announced: the difference of an item stands on its last line.

    An item of which nothing came has a line of nought. What nobody announced has no announced quantity.
    """
    beside = rows[rows["kind"].isin(("shortage", "surplus"))]
    signed = beside["quantity"].where(beside["kind"] == "surplus", -beside["quantity"])
    apart = signed.groupby(beside["item"]).sum()
    told = beside.drop_duplicates("item").set_index("item")["reason_code"]
    why = told.map(lambda code: word("reason_code", code, tr), na_action="ignore")
    none = [item for item in apart.index if item not in set(goods["item"])]
    absent = pd.DataFrame({"item": none, "quantity": 0.0, "kind": "transfer_in"})
    lines = pd.concat([goods, absent], ignore_index=True) if none else goods.reset_index(drop=True)
    transfer = (lines["kind"] == "transfer_in").to_numpy()
    last = ~lines["item"].duplicated(keep="last")
    difference = lines["item"].map(apart).where(last).fillna(0.0).where(transfer)
    reason = lines["item"].map(why).astype("str").where(last & (difference != 0))
    return lines.assign(difference=difference, announced=lines["quantity"] - difference,
                        note=lines["note"].fillna(reason))  # fmt: skip


def _facts(rows: pd.DataFrame, goods: pd.DataFrame, known: Known, tr: Words) -> dict[str, str]:
    head = (goods if len(goods) else rows).iloc[0]
    here, there = known.place(head["warehouse_id"]), known.place(head["counterpart"])
    ways = {"from": there, "to": here} if head["kind"] in INWARD else {"from": here, "to": there}
    if head["kind"] in ("count", "assembly_out", "assembly_in", "loss"):
        ways = {"warehouse": here}
    served = head["households_served"]
    reason = head["reason_code"] if head["kind"] in ("count", "loss") else None
    told = {
        "moved_on": head["moved_on"], **ways, "place": known.place(_first(head["site_id"], head["adm2_pcode"])),
        "slip": head["slip"], "shipment": head["shipment"], "request": head["request_id"],
        "households": tr.number(float(served)) if pd.notna(served) else "",
        "reason": word("reason_code", reason, tr) if isinstance(reason, str) else "",
        "owner": head["owner_organisation"], "donor": head["donor_organisation"],
        "recorded_on": head["recorded_on"], "batch": str(int(head["batch"])),
    }  # fmt: skip
    return {key: value for key, value in told.items() if isinstance(value, str)}


def _state(goods: pd.DataFrame) -> str:
    gone = goods["reversed_by"].notna()
    return "recorded" if not gone.any() else "reversed" if gone.all() else "partly_reversed"


def _issued(row: Mapping[object, object], tr: Words) -> str:
    """What a line of an issue note is: its kind, and what was remarked."""
    told = [word("kind", row["kind"], tr), row["note"] if isinstance(row["note"], str) else ""]
    return " · ".join(filter(None, told))


def _moves(goods: pd.DataFrame) -> bool:
    return bool((goods["kind"] == "transfer_out").any())


def _first(*texts: object) -> str | None:
    return next((text for text in texts if isinstance(text, str)), None)
