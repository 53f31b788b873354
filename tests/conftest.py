"""Fixtures for every test: where the real files are, and what happens when they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PARE_SHARED", ROOT.parent / "shared")).resolve()

# How long an example takes is no test: `make bench` measures. What CI sets otherwise stays.
settings.register_profile("pare", settings.default, deadline=None)
settings.load_profile("pare")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect what reads the shared files where they are absent; with PARE_REQUIRE_SHARED=1 refuse to run."""
    if (SHARED / "data").is_dir():
        return
    if os.environ.get("PARE_REQUIRE_SHARED") == "1":
        raise pytest.UsageError("PARE_REQUIRE_SHARED=1, but the folder of PARE_SHARED holds no data")
    absent = [item for item in items if item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=absent)
    items[:] = [item for item in items if not item.get_closest_marker("shared")]
    if absent:
        print(f"\n{len(absent)} tests deselected: the real files of PARE_SHARED are not here")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real test files."""
    return SHARED
