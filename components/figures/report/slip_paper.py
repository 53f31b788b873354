"""What is printed of a slip: its kind, its head, its lines. Plain values; nothing here prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from components.figures.report.sheet import Stamp

RELEASE, WAYBILL, RECEIVED, ISSUED, COUNT, CARD = (
    "release_order", "waybill", "received_note", "issue_note", "count_sheet", "stock_card",
)  # fmt: skip
PAPERS = (RELEASE, WAYBILL, RECEIVED, ISSUED, COUNT, CARD)
# Which papers go with which movements, the one that travels last.
PAPERS_OF: Mapping[str, tuple[str, ...]] = {
    "receipt": (RECEIVED,), "transfer_in": (RECEIVED,), "shortage": (RECEIVED,), "surplus": (RECEIVED,),
    "transfer_out": (WAYBILL,), "release": (RELEASE, WAYBILL), "distribution": (WAYBILL,),
    "loss": (ISSUED,), "assembly_out": (ISSUED,), "assembly_in": (ISSUED,), "count": (COUNT,),
    "reserve": (RELEASE,), "unreserve": (), "reversal": (),
}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a kind of paper looks.

    Parameters
    ----------
    columns
        Its columns in their order (keys ``slip.head.<column>``).
    pencil
        Those that are left empty, to be written by hand.
    boxes
        Who signs, by function (keys ``slip.box.<one>``).
    rows
        Least number of lines; what is missing is empty, for the pencil.
    """

    columns: tuple[str, ...]
    boxes: tuple[str, ...]
    pencil: tuple[str, ...] = ()
    rows: int = 0


_GOODS = ("n", "item", "lot", "expiry", "packs", "loose_units", "quantity", "weight_kg", "volume_m3")
LOOKS: Mapping[str, Look] = {
    RELEASE: Look(_GOODS, ("authorises", "storekeeper", "partner")),
    WAYBILL: Look((*_GOODS, "received"), ("storekeeper", "carrier", "receiver"), ("received",)),
    RECEIVED: Look((*_GOODS[:4], "announced", "packs", "loose_units", "quantity", "difference", "note"),
                   ("carrier", "storekeeper_in", "control")),
    ISSUED: Look((*_GOODS, "note"), ("storekeeper", "control")),
    COUNT: Look((*_GOODS[:4], "held", "count_packs", "count_loose", "count_total", "note"),
                ("first_count", "second_count", "control"), ("count_packs", "count_loose", "count_total", "note"), 12),
    CARD: Look(("moved_on", "kind", "document", "slip", "counterpart", "lot", "came_in", "went_out", "balance",
                "difference"), ("keeper", "control")),
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """One slip to print.

    Parameters
    ----------
    kind
        One of `PAPERS`.
    document
        Its number in the ledger; "" for a sheet that is not of the ledger yet: it has no QR code.
    facts
        What stands at its head: key ``slip.fact.<key>`` -> text from data or day (ISO, for keys that end in
        ``_on``); "" is left out.
    lines
        One row a line, with columns of `LOOKS[kind]`: `item` is the name to print, `quantity` units, `weight_kg` and
        `volume_m3` of the whole line (NaN: unknown), `announced` and `held` units. A column that is absent or NaN
        stays empty. A count sheet without `held` is a blind one.
    stamp
        Day, labels and version of the picture.
    state
        recorded, blank, reversed or partly_reversed (keys ``slip.state.<state>``).
    notes
        Sentences under the table, in the reader's language.
    """

    kind: str
    document: str
    facts: Mapping[str, str]
    lines: pd.DataFrame
    stamp: Stamp
    state: str = "recorded"
    notes: tuple[str, ...] = field(default=())
