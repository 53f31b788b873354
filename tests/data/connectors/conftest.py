"""A source on the loopback that answers for every feed, keys in the environment, waits that only count."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.connectors import Options
from tests.data.connectors.answers import ASSET, SECRET, stand
from tests.data.connectors.server import Source

FAST = {"connect_seconds": 2.0, "read_seconds": 2.0, "answer_seconds": 5.0, "fetch_seconds": 60.0, "page_rows": 2}


@pytest.fixture
def source():
    made = Source()
    stand(made)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch) -> Path:
    """Folder of the state, with every key planted."""
    monkeypatch.setenv("PARE_HOME", str(tmp_path / "home"))
    for name in ("DTMAPI_SUBSCRIPTION_KEY", "HAPI_APP_IDENTIFIER", "KOBO_TOKEN"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("KOBO_ASSET", ASSET)
    monkeypatch.delenv("KOBO_SERVER", raising=False)
    return tmp_path / "home"


@pytest.fixture
def waits() -> list[float]:
    """Seconds of every wait."""
    return []


@pytest.fixture
def asking(source, waits):
    """Options that lead to the loopback; further limits by name."""

    def options(subject: str = "", **limits: float) -> Options:
        return Options(subject=subject, origin=source.origin, limits={**FAST, **limits}, sleep=waits.append)

    return options
