"""Many imports in one test: the parsers run here and not in a process each; what they answer goes through JSON all the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from data.importers import child, packing


@contextmanager
def parsing_here() -> Iterator[None]:
    """Replace the parsing process by a call."""

    def run(task: bytes, _environment: dict[str, str], _seconds: float) -> tuple[int, bytes]:
        answer: dict[str, Any] = child._answer(json.loads(task))
        return 0, json.dumps(answer, default=packing.plain).encode()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(child, "_run", run)
        yield
