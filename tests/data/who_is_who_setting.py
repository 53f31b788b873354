"""What the tests of who is who share: a store, sites told by several senders, and what its picture holds."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.snapshot import Source
from data.store.store import Store, Told

DAY = "2024-03-31"
TABLES = ("sites", "assessments", "shelters", "warehouses", "balances", "movements", "facilities", "services",
          "observations", "aliases", "confirmations", "distinctions", "doubles", "decisions")  # fmt: skip


def store_at(folder: Path) -> Store:
    return Store(folder / "pare.db")


def tell(store: Store, name: str, *rows: dict, sender: str = "partner") -> int:
    with store.batch(Told("tester", "test", sender)) as batch:
        (batch.move if name == "movements" else lambda told: batch.patch(name, told))(pd.DataFrame(list(rows)))
    return batch.seq


def site(one: str, name: str | None, lon: float | None = None, lat: float | None = None, **more: object) -> dict:
    told = {"site_id": one, "name": name, "adm2_pcode": "HT0111", "longitude": lon, "latitude": lat}
    return told | {"observed_on": "2024-01-15"} | more


def picture(store: Store, **clocks: object):
    return Source(store).take(audience="coordinator", as_of=DAY, **clocks)


def whole(store: Store) -> dict[str, str]:
    """Every table of the picture as text, to be compared."""
    shown = picture(store)
    return {name: shown.frame(name).to_csv(index=False) for name in TABLES if name != "decisions"}


def everything(store: Store, **clocks: object) -> str:
    """Every cell of every table of the picture, in one text: what must not be in it is searched here."""
    shown = picture(store, **clocks)
    return "\n".join(shown.frame(name).to_csv(index=False) for name in (*TABLES, "withheld"))
