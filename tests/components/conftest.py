"""Fixtures for the pages and their parts."""

from __future__ import annotations

import pandas as pd
import pytest

from components.widgets import tables


@pytest.fixture
def drawn(monkeypatch) -> dict[str, pd.DataFrame]:
    """The table of each name, as the page hands it over."""
    seen: dict[str, pd.DataFrame] = {}
    whole = tables.show

    def show(page, frame, columns, *, name, **more):
        seen[name] = frame
        whole(page, frame, columns, name=name, **more)

    monkeypatch.setattr(tables, "show", show)
    return seen
