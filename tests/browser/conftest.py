"""Fixtures of the harness, for every test of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.harness import Serve, chromium, open_page, serve, streamlit

__all__ = ["address", "chromium", "home", "open_page", "serve"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the state of this file's server."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(serve: Serve, home: Path) -> str:
    """The product behind its gate, on the fictional demonstration."""
    return serve(streamlit("asgi.py"), {"PARE_HOME": str(home)})
