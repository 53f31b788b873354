"""A page of values as PDF or PNG: typst sets it in memory, with its own fonts and without any other file."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent
SHEET = "sheet.typ"
_ONE_AT_A_TIME = threading.Lock()


def pdf(page: dict[str, Any], day: str, *, template: str = SHEET) -> bytes:
    """The page as a PDF with fonts inside. The same values give the same bytes: it is dated on `day` (ISO)."""
    return _made(page, day, template, format="pdf")


def png(page: dict[str, Any], day: str, *, template: str = SHEET, dots_per_inch: float = 110.0) -> bytes:
    """The page as a picture, for a look at it; of several pages the first."""
    return _made(page, day, template, format="png", ppi=dots_per_inch)


def _made(page: dict[str, Any], day: str, template: str, **how: Any) -> bytes:
    """Data go in as JSON: no markup is built from them, so nothing in them can be markup."""
    told = json.dumps(page, ensure_ascii=False, allow_nan=False)
    dated = datetime.fromisoformat(day[:10]).replace(tzinfo=UTC)
    with _ONE_AT_A_TIME:
        made = _press(template).compile(sys_inputs={"sheet": told}, timestamp=dated, **how)
    return bytes(made[0] if isinstance(made, list) else made)


@cache
def _press(template: str) -> Any:
    """The typesetter with a template read: no font of the machine, no package of the network."""
    import typst  # noqa: PLC0415 - most who start Pare print nothing

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(str(TEMPLATES / template), root=str(TEMPLATES), font_paths=fonts)
