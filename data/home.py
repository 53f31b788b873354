"""Where state lies: `$PARE_HOME`, or `var/` beside the code. Nothing else is written at run time."""

from __future__ import annotations

import os
import tempfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
HAITI = ZoneInfo("America/Port-au-Prince")


def home() -> Path:
    """Folder of the state, made for its owner alone (mode 0700) where it is absent."""
    folder = Path(os.environ.get("PARE_HOME") or ROOT / "var").expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def store_path() -> Path:
    """File of the embedded store."""
    return home() / "pare.db"


def today() -> str:
    """Today's date in Haiti (ISO): dates are Haiti's, whatever the machine's time zone."""
    return date.isoformat(datetime.now(tz=HAITI).date())


def now() -> str:
    """Return the moment in Haiti, to the second (ISO with offset): only for the record of a batch."""
    return datetime.now(tz=HAITI).isoformat(timespec="seconds")


def write_whole(path: Path, content: bytes) -> None:
    """Write beside, then rename: whoever reads sees the old file or the new one. mkstemp makes it its owner's alone."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)
