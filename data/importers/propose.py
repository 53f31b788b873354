"""What each column of an unknown table may be: proposed with its reason, corrected by the user, never guessed.

Order of reasons: what the user chose, the HXL tag, the source's mapping, the name of ours, a usual other header; one
that only resembles a name of ours is offered and not used.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from data.importers.headers import NEAR, match
from data.importers.opening import Read
from data.importers.personal import says_person
from data.importers.read import told_by
from data.importers.template import meanings
from data.importers.words import fold
from geo.frames import Frame

SAMPLES = 3  # cells of a column that are shown
OFFERED = 3  # likely columns of a header that nothing is known about
_LOOSE = 0.6  # likeness from which a column is offered


@dataclass(frozen=True)
class Proposal:
    """One column of a file.

    Parameters
    ----------
    header, samples
        As it stands in the file, with its first filled cells (none of a personal column).
    column, reason
        Our column and why (``chosen``, ``hxl``, ``mapping``, ``name``, ``alias``); "" where none is used, with
        ``personal`` where it is dropped and ``unknown`` elsewhere.
    offered
        Our columns that it may be, the likeliest first.
    label
        What the file's own dictionary sheet says of it.
    """

    header: str
    samples: tuple[str, ...]
    column: str
    reason: str
    offered: tuple[str, ...]
    label: str = ""


def layout(headers: Sequence[str]) -> str:
    """Fingerprint of the headers of a file: files with the same headers in any order have the same."""
    folded = sorted({fold(header) for header in headers if header})
    return hashlib.sha256("|".join(folded).encode()).hexdigest()[:16]


def proposals(file: Read, frame: Frame) -> list[Proposal]:
    """Propose a column of a table for every column of a file, in the file's order."""
    sheet, source = file.sheet, file.source
    words = told_by(source.vocabulary(frame) if source else meanings(frame, sheet), file.chosen, frame)
    found = match(sheet["headers"], sheet["tags"], words, lenient=True)
    used = {m.position: m for m in found.mapped}
    names = {name: column for name, (_, column, _) in words.names.items()}
    dropped = set(found.dropped)
    told = []
    for at, header in enumerate(sheet["headers"]):
        one = used.get(at)
        personal = header in dropped
        reason = one.reason if one else "personal" if personal else "unknown"
        samples = () if personal else _samples(sheet["columns"][at])
        offered = () if one or personal else _likely(header, names)
        told.append(Proposal(header, samples, one.column if one else "", reason, offered,
                             sheet.get("labels", {}).get(header, "")))  # fmt: skip
    return told


def _samples(cells: Sequence[str | None]) -> tuple[str, ...]:
    filled = dict.fromkeys(cell for cell in cells[:200] if cell and not says_person(cell))
    return tuple(list(filled)[:SAMPLES])


def _likely(header: str, names: dict[str, str]) -> tuple[str, ...]:
    """Our columns whose names resemble a header: whole spelling first, then shared words."""
    folded = fold(header)
    near = difflib.get_close_matches(folded, names, n=OFFERED, cutoff=min(_LOOSE, NEAR))
    words = set(folded.split())
    sharing = sorted(
        (name for name in names if len(words & set(name.split())) >= 2),
        key=lambda name: -len(words & set(name.split())),
    )
    return tuple(dict.fromkeys(names[name] for name in (*near, *sharing)))[:OFFERED]
