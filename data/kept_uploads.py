"""Files as they were uploaded, kept where an administrator asks for it (`PARE_KEEP_UPLOADS=1`): by default none is.

They lie in the folder `kept` of the state, named by the SHA-256 of their content, for their owner alone; nothing
serves them. A file that holds personal data or speaks of a withheld place is not kept.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from data.home import HAITI, home, write_whole
from data.importers import child, readers
from data.importers.limits import limits
from data.importers.preview import ImportPreview
from geo.errors import DataProblem, ImportRejected

SETTING = "PARE_KEEP_UPLOADS"
COLUMNS = ("sha256", "kept_at", "size_bytes")
PERSONAL = frozenset(
    {"personal_column_dropped", "personal_text_dropped", "person_name_dropped", "free_answers_left_out"}
)
WITHHELD = frozenset({"withheld_place", "withheld_text_dropped"})
SEARCHED = frozenset({"table", "json"})  # parsers of files that can be looked through whole
_NAME = re.compile(r"[0-9a-f]{64}")


def wanted() -> bool:
    """Whether uploads are kept after the import: the administrator of the machine says so."""
    return os.environ.get(SETTING, "").strip() == "1"


def why_not(path: Path, previews: Sequence[ImportPreview]) -> str:
    """Why a file may not be kept: ``personal``, ``withheld`` or ``unsearched`` (not of a kind that is looked through).

    "" where it may be.
    """
    codes = {problem.code for one in previews for problem in one.problems}
    if any(one.dropped for one in previews) or codes & PERSONAL:
        return "personal"
    if codes & WITHHELD:
        return "withheld"
    if readers.parser_of(path) not in SEARCHED:
        return "unsearched"
    try:
        held = child.parse("persons", path, limits=limits())["held"]
    except ImportRejected:
        return "unsearched"
    return "personal" if held else ""


def keep(path: Path, previews: Sequence[ImportPreview]) -> tuple[str, str]:
    """Keep a file that was imported, where that is wanted and it may be.

    Parameters
    ----------
    path
        The file as it was uploaded.
    previews
        What was read of it.

    Returns
    -------
    sha256, why_not
        Its name, "" where it was not kept; why not ("" also where nothing is kept at all).

    Raises
    ------
    DataProblem
        ``kept_not_written`` where the disk refuses; the import stands.
    """
    if not wanted():
        return "", ""
    if why := why_not(path, previews):
        return "", why
    content = path.read_bytes()
    name = hashlib.sha256(content).hexdigest()
    try:
        write_whole(_folder() / name, content)
    except OSError as error:
        raise DataProblem("kept_not_written", number=error.errno or 0) from None
    return name, ""


def listed() -> pd.DataFrame:
    """Files that are kept, the newest first: `sha256`, `kept_at` (ISO, Haiti), `size_bytes`."""
    folder = home() / "kept"
    there = [one for one in folder.iterdir() if _NAME.fullmatch(one.name)] if folder.is_dir() else []
    rows = [(one.name, _moment(told.st_mtime), told.st_size) for one in there for told in (one.stat(),)]
    return pd.DataFrame(sorted(rows, key=lambda row: row[1], reverse=True), columns=list(COLUMNS))


def delete(sha256: str) -> None:
    """Delete a kept file.

    Raises
    ------
    DataProblem
        ``unknown_kept``.
    """
    path = home() / "kept" / sha256
    if not _NAME.fullmatch(sha256) or not path.is_file():
        raise DataProblem("unknown_kept", sha256=sha256[:64])
    path.unlink()


def _folder() -> Path:
    path = home() / "kept"
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)  # whatever the mask of the process, or an older folder, says
    return path


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=HAITI).isoformat(timespec="seconds")
