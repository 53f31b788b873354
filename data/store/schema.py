"""The tables of the store: made from geo/frames.py, and the few that record batches.

Nothing in a data table is updated or deleted: every row belongs to a batch.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Computed, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from geo.frames import FRAMES, Frame

_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "text": Text, "code": Text, "choice": Text, "date": Text, "instant": Text,
    "integer": Float, "number": Float, "share": Float, "boolean": Boolean, "geometry": LargeBinary,
}  # fmt: skip

METADATA = MetaData()
# Kinds of movement that add to what a warehouse holds, and that take from it.
PLUS = ("receipt", "transfer_in", "assembly_in")
MINUS = ("transfer_out", "release", "distribution", "loss", "assembly_out")

META = Table("meta", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

COUNTER = Table("counter", METADATA, Column("name", Text, primary_key=True), Column("value", Integer, nullable=False))

BATCH = Table(
    "batch", METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("committed_at", Text, nullable=False), Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False), Column("source", Text, nullable=False),
    Column("sha256", Text, index=True), Column("fictional", Boolean, nullable=False),
)  # fmt: skip

BATCH_STATE = Table(
    "batch_state", METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, ForeignKey("batch.seq"), nullable=False, index=True),
    Column("active", Boolean, nullable=False), Column("committed_at", Text, nullable=False),
    Column("author", Text, nullable=False), Column("reason", Text, nullable=False),
)  # fmt: skip

BATCH_FRAME = Table(
    "batch_frame", METADATA,
    Column("batch", Integer, ForeignKey("batch.seq"), primary_key=True),
    Column("frame", Text, primary_key=True), Column("rows", Integer, nullable=False),
)  # fmt: skip

IDENTITY = Table(
    "identity", METADATA,
    Column("row_id", Integer, primary_key=True), Column("batch", Integer, ForeignKey("batch.seq"), nullable=False),
    Column("frame", Text, nullable=False), Column("old_id", Text, nullable=False),
    Column("new_id", Text, nullable=False),
)  # fmt: skip


def _signed(plus: tuple[str, ...], minus: tuple[str, ...]) -> str:
    """SQL of a movement's quantity with the sign of its kind: computed where it is read, kept in an index."""
    more, less = (", ".join(f"'{kind}'" for kind in kinds) for kinds in (plus, minus))
    return f"CASE WHEN kind IN ({more}) THEN quantity WHEN kind IN ({less}) THEN -quantity ELSE 0 END"


def _table(frame: Frame) -> Table:
    """Table of one frame: its columns, all nullable, the batch, and what the merge rule needs."""
    own: list[Column[Any]] = [
        Column("row_id", Integer, primary_key=True),
        Column("batch", Integer, ForeignKey("batch.seq"), nullable=False, index=frame.merge != "ledger"),
    ]
    if frame.merge == "ledger":
        own += [
            Column("ledger_key", Text, nullable=False, index=True),
            Column("repeats", Boolean, nullable=False),
            Column("net", Float, Computed(_signed(PLUS, MINUS), persisted=False)),
            Column("kept", Float, Computed(_signed(("reserve",), ("unreserve",)), persisted=False)),
        ]
    else:
        own += [Column("cleared", Text)]
    return Table(f"f_{frame.name}", METADATA, *own, *(Column(c.name, _TYPES[c.kind]) for c in frame.columns))


TABLES: dict[str, Table] = {name: _table(frame) for name, frame in FRAMES.items()}

_M = TABLES["movements"].c
# Covers the sums of data/store/ledger.py: stock as of a date never reads the table itself.
Index(
    "movements_cover", _M.warehouse_id, _M.item, _M.lot, _M.moved_on, _M.batch, _M.kind, _M.quantity,
    _M.expiry, _M.movement_id, _M.repeats, _M.row_id,
)  # fmt: skip
# Sums of a lot are read from this one; counts, reservations and expiry dates have short ones of their own.
Index(
    "movements_sum", _M.warehouse_id, _M.item, _M.lot, _M.moved_on, _M.net, _M.kept, _M.expiry, _M.batch, _M.row_id,
)  # fmt: skip
Index(
    "movements_count", _M.warehouse_id, _M.item, _M.lot, _M.moved_on, _M.batch, _M.row_id, _M.quantity, _M.kind,
    _M.movement_id, sqlite_where=_M.kind == "count",
)  # fmt: skip
Index(
    "movements_kept", _M.warehouse_id, _M.item, _M.lot, _M.moved_on, _M.kept, _M.kind, _M.batch, _M.row_id,
    sqlite_where=_M.kind.in_(["reserve", "unreserve"]),
)  # fmt: skip
Index(
    "movements_expiry", _M.warehouse_id, _M.item, _M.lot, _M.expiry, _M.moved_on, _M.batch, _M.row_id,
    sqlite_where=_M.expiry.is_not(None),
)  # fmt: skip
Index("movements_repeat", _M.repeats, _M.kind)
Index("movements_id", _M.movement_id)
# Few movements of a long ledger name a transfer, a request or a site: each is found without reading the others.
for _name in ("shipment", "request_id", "site_id", "after_count"):
    Index(f"movements_{_name}", _M[_name], sqlite_where=_M[_name].is_not(None))
Index("movements_document", _M.document)
