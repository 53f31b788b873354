"""The one cache of the face. Its one function takes the view first: what one audience saw is nobody else's."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from geo.snapshot import Snapshot

MOST = 400


class Shelf:
    """Values by key, the least used thrown out first; a value is computed once, however many ask at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """Value of a key; others who ask for it meanwhile wait for the first."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
            busy = self._busy.setdefault(key, threading.Lock())
        with busy:
            with self._lock:
                if key in self._values:
                    return self._values[key]
            value = compute()
            with self._lock:
                self._values[key] = value
                self._busy.pop(key, None)
                while len(self._values) > self._most:
                    self._values.popitem(last=False)
        return value


@st.cache_resource(show_spinner=False)
def shelf() -> Shelf:
    """Return the shelf of this process."""
    return Shelf()


def remember(view: Snapshot, key: Hashable, compute: Callable[[], Any]) -> Any:
    """Value of `compute`, kept for this view: who looks, what is read and on which day are part of the key."""
    return shelf().get((view.view_key, key), compute)
