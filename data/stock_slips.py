"""A slip of stock as somebody fills it in, line by line, and its lines as movements, checked as an import is.

One opened form is one document: its number is made when it is opened, so that a second click adds nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from data.home import today
from data.importers import checks, personal, rules
from data.importers.findings import Findings
from data.snapshot import Source
from geo.errors import Problem
from geo.frames import FRAMES
from geo.snapshot import Snapshot

PREFIX = {
    "receipt": "BR", "transfer_out": "BT", "transfer_in": "BA", "release": "BL", "distribution": "BD", "loss": "PV",
    "count": "INV", "reserve": "RES", "unreserve": "FR", "assembly": "AS", "reversal": "ANN",
}  # fmt: skip
KINDS = tuple(kind for kind in PREFIX if kind != "reversal")
ASSEMBLY = ("assembly_out", "assembly_in")
GIVEN = ("movement_id", "document", "line", "reverses", "moved_on", "kind", "after_count")  # never typed line by line
TYPED = tuple(column.name for column in FRAMES["movements"].columns if column.name not in GIVEN)
SAID_TWICE = ("distribution_without_place",)  # a note on a file's row; on a slip it is a fault of its own
# What a slip of a kind must say, any one of the columns of a group; the second word is the sentence's code.
NEEDED: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "transfer_out": ((("counterpart",), "transfer_to_nowhere"),),
    "release": ((("counterpart",), "release_to_nobody"),),
    "distribution": ((("site_id", "adm2_pcode"), "distribution_nowhere"),),
    "loss": ((("reason_code",), "reason_code_missing"),),
    "count": ((("reason_code",), "reason_code_missing"),),
    "reserve": ((("request_id", "counterpart"), "reserved_for_nobody"),),
    "unreserve": ((("request_id", "counterpart"), "reserved_for_nobody"),),
}


@dataclass(frozen=True)
class Slip:
    """A slip as somebody entered it.

    Parameters
    ----------
    kind
        One of `KINDS`: a kind of movement, or ``assembly`` (kits assembled or broken up: each line says its `kind`,
        ``assembly_out`` for what goes in, ``assembly_in`` for what comes out of it).
    document
        Number of the form (`new_document`).
    moved_on
        Day on which it happened (ISO), also a past one.
    lines
        Texts by column of `TYPED`: item, lot, expiry, quantity, packs, loose_units, ...; "" where blank.
    head
        The same for every line that does not say otherwise: warehouse_id, counterpart, slip (number of the paper),
        shipment, request_id, site_id, adm2_pcode, households_served, reason_code, owner_organisation, ...
    complete
        Of a ``transfer_in``: nothing more of the shipment will come; what lacks is recorded as ``shortage``.
    """

    kind: str
    document: str
    moved_on: str
    lines: tuple[Mapping[str, str], ...]
    head: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False


def new_document(kind: str) -> str:
    """Return the number of a slip that is opened now."""
    return f"{PREFIX[kind]}-{secrets.token_hex(6)}"


def checked(source: Source, slip: Slip) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Lines of a slip as `MOVEMENTS` rows, and what is wrong with them by line; the ledger is not asked."""
    frame = FRAMES["movements"]
    texts = _texts(slip)
    findings = Findings(range(1, len(texts) + 1), {})
    rows = checks.check_cells(frame, personal.without_persons(frame, texts, findings), findings)
    snapshot = source.take(audience="coordinator")
    rows = _in_pieces(frame.conform(rows), snapshot.frame("items"), findings)
    checks.check_required(frame, rows, findings)
    checks.check_references(frame, rows, findings, _known(snapshot))
    places = set(snapshot.frame("places")["adm2_pcode"])
    unknown = rows["adm2_pcode"].notna() & ~rows["adm2_pcode"].isin(places)
    findings.add(unknown.to_numpy(dtype=bool), "adm2_pcode", "unknown_pcode", rows["adm2_pcode"])
    checks.check_dates(frame, rows, findings, min(today(), snapshot.as_of))
    rules.check_rules(frame, rows, findings)
    _check_kind(slip, rows, findings)
    faults = tuple(one for one in findings.problems() if one.code not in SAID_TWICE)
    return rows.assign(movement_id=None, reverses=None), faults


def _texts(slip: Slip) -> pd.DataFrame:
    """Cells as they were typed; a line goes before the head."""
    stamp = {"document": slip.document, "moved_on": slip.moved_on or None}
    told = []
    for number, line in enumerate(slip.lines, 1):
        cells = {name: line.get(name, "").strip() or slip.head.get(name, "").strip() or None for name in TYPED}
        kind = line.get("kind", "") if slip.kind == "assembly" else slip.kind
        told.append({**cells, **stamp, "kind": kind or None, "line": str(number)})
    rows = pd.DataFrame(told, columns=[*TYPED, *stamp, "kind", "line"], dtype="str")
    if slip.kind == "transfer_out":  # a transfer without a number of its own goes under that of its slip
        rows["shipment"] = rows["shipment"].fillna(slip.document)
    return rows


def _known(snapshot: Snapshot) -> dict[str, set[str]]:
    named = (("warehouses", "warehouse_id"), ("items", "item"), ("sites", "site_id"))
    return {name: set(snapshot.frame(name)[key]) for name, key in named}


def _in_pieces(rows: pd.DataFrame, items: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Units of each line: packs x units of a pack + loose units, where packs are told; a contradiction is a fault."""
    units = rows["item"].map(items.set_index("item")["pack_units"]).astype("float64")
    packed = rows["packs"].notna() & (rows["packs"] > 0)
    told = rows["packs"].notna() | rows["loose_units"].notna()
    whole = (rows["packs"].fillna(0.0) * units).where(packed, 0.0) + rows["loose_units"].fillna(0.0)
    unmeasured = packed & units.isna() & rows["quantity"].isna()
    findings.add(unmeasured.to_numpy(dtype=bool), "packs", "pack_units_unknown", rows["item"])
    wrong = told & whole.notna() & rows["quantity"].notna() & (whole != rows["quantity"])
    findings.add(wrong.to_numpy(dtype=bool), "quantity", "packs_contradict", rows["quantity"],
                 pieces=[f"{value:.10g}" for value in whole[wrong]])  # fmt: skip
    return rows.assign(quantity=rows["quantity"].where(rows["quantity"].notna() | ~told, whole))


def _check_kind(slip: Slip, rows: pd.DataFrame, findings: Findings) -> None:
    """What a slip of this kind must say beside what every movement must."""
    for columns, code in NEEDED.get(slip.kind, ()):
        silent = rows[list(columns)].isna().all(axis=1)
        findings.add(silent.to_numpy(dtype=bool), columns[0], code)
    if slip.kind == "transfer_out":
        itself = rows["counterpart"] == rows["warehouse_id"]
        findings.add(itself.fillna(value=False).to_numpy(dtype=bool), "counterpart", "transfer_to_itself")
    if slip.kind == "distribution":
        silent = rows["households_served"].isna().to_numpy(dtype=bool)
        findings.add(silent, "households_served", "distribution_without_households", blocking=False)
    if slip.kind == "count":
        again = rows[["warehouse_id", "item", "lot"]].duplicated() & rows["item"].notna()
        findings.add(again.to_numpy(dtype=bool), "item", "counted_twice", rows["item"])
    if slip.kind == "assembly" and len(rows):
        wrong = (~rows["kind"].isin(ASSEMBLY)).to_numpy(dtype=bool)
        findings.add(wrong, "kind", "assembly_one_sided")
        if not wrong.any() and rows["kind"].nunique() < len(ASSEMBLY):
            findings.add([0], "kind", "assembly_one_sided")
