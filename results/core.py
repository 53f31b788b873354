"""How a figure is made for somebody: through the cache, then disclosure, once, here."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from data.access import Actor, require
from geo.disclosure import disclosed
from geo.errors import NotAllowed
from geo.explain import Result
from geo.snapshot import Snapshot

Keep = Callable[[Snapshot, Hashable, Callable[[], Any]], Any]
P = ParamSpec("P")
Value = TypeVar("Value")


def at_once(_view: Snapshot, _key: Hashable, compute: Callable[[], Any]) -> Any:
    """Keep nothing: what the terminal uses, where each figure is asked for once."""
    return compute()


class Figures:
    """What every group of figures stands on: a snapshot, who asks, and a cache."""

    def __init__(self, snapshot: Snapshot, actor: Actor, keep: Keep = at_once) -> None:
        if snapshot.audience != actor.role:
            raise NotAllowed("figures.view", reason="audience_is_not_the_actors")
        self.snapshot = snapshot
        self.actor = actor
        self.keep = keep


def figure(
    *tables: str,
) -> Callable[[Callable[Concatenate[Any, P], Value]], Callable[Concatenate[Any, P], Value]]:
    """Make a method a figure: computed once for a view and the versions of the `tables` it reads, then disclosed.

    Arguments must be hashable. The actor needs the right ``figures.view``.
    """

    def wrap(compute: Callable[Concatenate[Any, P], Value]) -> Callable[Concatenate[Any, P], Value]:
        @wraps(compute)
        def asked(self: Figures, /, *args: P.args, **kwargs: P.kwargs) -> Value:
            require(self.actor, "figures.view")
            snapshot = self.snapshot
            key = (compute.__qualname__, args, tuple(sorted(kwargs.items())), snapshot.version_of(tables))
            value = self.keep(snapshot, key, lambda: compute(self, *args, **kwargs))
            return disclosed(_own(value), snapshot.audience)

        return asked

    return wrap


def _own(value: Any) -> Any:
    """A copy that shares memory, so that nobody changes what others are shown."""
    if isinstance(value, pd.DataFrame):
        return value.copy(deep=False)
    if isinstance(value, Result):
        return Result(value.frame.copy(deep=False), value.explain_row, dict(value.facts))
    return copy(value) if isinstance(value, dict | list) else value
