"""Taking an import back and bringing it in again, each with the joins that belong to it: all of it or nothing."""

from __future__ import annotations

from data.store.preview import Changes, of_undo
from data.store.store import Store
from data.who_is_who import BY_THE_RULES, JOINED_WITH


def of_take_back(store: Store, batch: int) -> Changes:
    """What `take_back` would change."""
    return of_undo(store, batch, *joins_of(store, batch))


def take_back(store: Store, batch: int, *, author: str, reason: str) -> int:
    """Undo a batch and the joins that were stored with it, all or nothing; returns the seq of the undo."""
    with store.together() as acts:
        seq = acts.undo(batch, author=author, reason=reason)
        for one in joins_of(store, batch):
            acts.undo(one, author=author, reason=reason)
    return seq


def bring_back(store: Store, batch: int, *, author: str, reason: str) -> int:
    """Redo a batch and the joins that went with its undo, all or nothing; returns the seq of the redo.

    A join that somebody had taken back before stays taken back.
    """
    with store.together() as acts:
        joins = acts.gone_with(batch, joins_of(store, batch, undone=True))
        seq = acts.redo(batch, author=author, reason=reason)
        for one in joins:
            acts.redo(one, author=author, reason=reason)
    return seq


def imported_with(reason: str) -> int | None:
    """Number of the import that a batch of joins was stored with, by the reason of that batch; None of any other."""
    number = reason.removeprefix(JOINED_WITH.format(""))
    return int(number) if number != reason and number.isdecimal() else None


def joins_of(store: Store, batch: int, *, undone: bool = False) -> list[int]:
    """Batches of joins that were stored with an import (see `intake.keep`) and count, or those that do not."""
    heads = store.batches()
    mine = heads[(heads["source"] == BY_THE_RULES) & (heads["reason"] == JOINED_WITH.format(batch))]
    return [int(seq) for seq in mine.loc[mine["active"] != undone, "seq"]]
