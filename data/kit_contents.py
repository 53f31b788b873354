"""Contents of a kit: what is shipped, and changing a quantity in this store as a batch with a reason."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from data import reference_logistics
from data.access import Actor, require
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.frames import KITS

EDITED = "settings: "  # how the source of a quantity begins that somebody changed; the reason follows


def shipped() -> dict[tuple[str, str], float]:
    """Quantity of each item of each kit as it is shipped, by kit and item."""
    rows = reference_logistics.kits()
    return dict(zip(zip(rows["kit"], rows["item"], strict=True), rows["quantity"].astype(float), strict=True))


def accepts(quantity: float) -> bool:
    """Whether a kit may hold so many of an item: more than 0, up to what the vocabulary lets through."""
    most = KITS.by_name["quantity"].most
    return math.isfinite(quantity) and quantity > 0 and (most is None or quantity <= most)


def change(store: Store, actor: Actor, quantities: Mapping[tuple[str, str], float], *, reason: str, author: str) -> int:
    """Change quantities of kits as one batch with its reason; the shipped quantity comes back with its source.

    Parameters
    ----------
    store, actor
        The store, and who changes.
    quantities
        Quantity for one household, by kit and item; each stands in the kit already.
    reason, author
        Why, and who.

    Returns
    -------
    batch
        Its number, to undo it by.

    Raises
    ------
    NotAllowed
        ``settings.write`` where the actor has no right to.
    DataProblem
        ``reason_missing`` without a reason, ``unknown_kit_item`` for an item that the kit does not hold, ``bad_figure``
        for a quantity that may not be.
    """
    require(actor, "settings.write")
    if not reason.strip():
        raise DataProblem("reason_missing")
    rows = [_row(kit, item, quantity, reason) for (kit, item), quantity in quantities.items()]
    with store.batch(Told(author, reason, "settings")) as batch:
        batch.patch("kits", pd.DataFrame(rows))
    return batch.seq


def _row(kit: str, item: str, quantity: float, reason: str) -> dict[str, object]:
    told = reference_logistics.kits().set_index(["kit", "item"])
    if (kit, item) not in told.index:
        raise DataProblem("unknown_kit_item", kit=kit, item=item)
    if not accepts(quantity):
        raise DataProblem(
            "bad_figure", setting=f"{kit} · {item}", value=quantity, least=0, most=KITS.by_name["quantity"].most
        )
    one = told.loc[(kit, item)]
    source, status = f"{EDITED}{reason}", "unverified"
    if quantity == one["quantity"]:
        source, status = one["source"], one["figure_status"]
    return {"kit": kit, "item": item, "quantity": quantity, "source": source, "figure_status": status}
