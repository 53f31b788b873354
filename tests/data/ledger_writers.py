"""Many processes that release, receive and count on one ledger; each writes down what was acknowledged to it.

    python -m tests.data.ledger_writers STORE FOLDER WRITERS SECONDS

Every writer has a file of its own in the folder: a JSON line for each movement that was stored, and for each refusal.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import TextIO

import pandas as pd

from data import stock_moves
from data.access import Actor
from data.snapshot import Source
from data.stock_moves import Slip
from data.store.store import Store, Told
from geo.errors import EditConflict, NotEnoughStock

ITEMS = ("tarpaulin", "rope")
DAY = "2023-01-10"
STARTS = 200.0
KINDS = ("release", "receipt", "count")


def started(path: Path) -> Store:
    """A store with a warehouse and some of each item in it."""
    store = Store(path)
    with store.batch(Told("start", "start")) as batch:
        batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "W", "adm2_pcode": "HT0111"}]))
        row = {"moved_on": "2023-01-01", "kind": "receipt", "warehouse_id": "W1", "quantity": STARTS, "lot": "L1"}
        batch.move(pd.DataFrame([{**row, "item": item} for item in ITEMS]))
    return store


def write(path: Path, told: TextIO, number: int, seconds: float) -> None:
    """One writer: most slips as a page stores them inside, some through the whole form."""
    draw, actor = random.Random(number), Actor(f"writer {number}", "coordinator")
    source = Source(Store(path))
    end = time.monotonic() + seconds
    first = KINDS[number % len(KINDS)]  # on a slow machine too, every kind gets its turn
    while first or time.monotonic() < end:
        kind = first or draw.choices(KINDS, (10, 4, 2))[0]
        slip = _slip(kind, draw)
        try:
            saved = (
                _whole(source, actor, slip) if kind == "count" or draw.random() < 0.1 else _inner(source, actor, slip)
            )
            line = {"done": slip.document, "batch": saved, "kind": kind, **slip.lines[0]}
        except NotEnoughStock as refusal:
            line = {"refused": refusal.code, **refusal.params}
        except EditConflict as refusal:
            line = {
                "refused": refusal.code,
                "theirs": refusal.conflicts[0].theirs,
                "author": refusal.conflicts[0].author,
            }
        first = ""
        told.write(json.dumps(line) + "\n")
        told.flush()


def _slip(kind: str, draw: random.Random) -> Slip:
    quantity = draw.randint(0, 60) if kind == "count" else draw.randint(1, 30)
    line = {"item": draw.choice(ITEMS), "lot": "L1", "quantity": str(quantity)}
    head = {"warehouse_id": "W1", "counterpart": "P", "reason_code": "spot_check" if kind == "count" else ""}
    return Slip(kind, stock_moves.new_document(kind), DAY, (line,), head)


def _whole(source: Source, actor: Actor, slip: Slip) -> int | None:
    saved = stock_moves.save(source, actor, slip, stock_moves.look(source, slip), reason="essai")
    return saved.batch if saved else None


def _inner(source: Source, actor: Actor, slip: Slip) -> int:
    row = {**slip.head, **slip.lines[0], "kind": slip.kind, "moved_on": slip.moved_on, "document": slip.document}
    row |= {"line": 1, "quantity": float(slip.lines[0]["quantity"]), "reason_code": None}
    with source.store.batch(Told(actor.name, "essai")) as batch:
        stock_moves.put(batch, pd.DataFrame([row]))
    return batch.seq


def main() -> None:
    """Fork the writers, tell their process ids, and wait for them."""
    path, folder, writers, seconds = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    children = []
    for number in range(writers):
        child = os.fork()
        if not child:
            with (folder / f"{number}.jsonl").open("w", encoding="utf-8") as told:
                write(path, told, number, seconds)
            os._exit(0)
        children.append(child)
    print(json.dumps(children), flush=True)
    for child in children:
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
