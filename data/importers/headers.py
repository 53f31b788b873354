"""Headers of a sheet -> columns of geo/frames.py, each match with its reason; what holds persons is dropped."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.importers.words import fold, foldings, is_personal, tag
from geo.errors import ImportRejected

CHOSEN = -1  # rank of what a user told
WEAK = 104  # rank of a header that is so usual that it is taken only where nothing else says the same
NEAR = 0.85  # likeness from which an unknown header is said to resemble a missing column; it is never taken for it


@dataclass(frozen=True)
class Mapped:
    """One header that is used: `reason` is ``hxl``, ``name``, ``alias``, ``mapping`` or ``chosen``."""

    header: str
    column: str
    reason: str
    position: int


@dataclass(frozen=True)
class Vocabulary:
    """What headers and tags mean: normalised tag or folded header -> (rank, column, reason); rank 0 is best.

    `chosen`: header as written -> column that a user told ("" : not to be used); it counts before all else.
    """

    tags: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    names: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)

    def expected(self) -> list[str]:
        """All that a header cell may hold."""
        return [*self.tags, *self.names]


@dataclass(frozen=True)
class Match:
    """What became of each header of a sheet.

    Parameters
    ----------
    mapped
        Headers that are used.
    unmapped
        Headers that nothing is known about, and those that a better one replaced.
    dropped
        Headers of personal data: their cells are not looked at.
    notes
        (header, code, words) of what is doubtful.
    """

    mapped: tuple[Mapped, ...]
    unmapped: tuple[str, ...]
    dropped: tuple[str, ...]
    notes: tuple[tuple[str, str, dict[str, str]], ...] = ()

    def position(self, column: str) -> int | None:
        """Where a column stands in the sheet, None where it is not there."""
        return next((m.position for m in self.mapped if m.column == column), None)


def match(headers: Sequence[str], tags: Sequence[str], vocabulary: Vocabulary, *, lenient: bool = False) -> Match:
    """Match the headers of a sheet.

    The HXL tag counts first, then the header in the order of the vocabulary's ranks. Headers that differ only
    by spaces or case stay different columns: only those that mean something are used.

    Parameters
    ----------
    headers, tags
        Cells of the header row and of the HXL row, "" where blank.
    vocabulary
        What they may mean.
    lenient
        Where a file is only looked at: of two headers that mean the same with equal right the first is taken, and
        what an unknown one resembles is not looked up, which is slow.

    Raises
    ------
    ImportRejected
        ``column_twice`` if two headers mean the same column with equal right.
    """
    candidates: dict[str, list[tuple[int, Mapped]]] = {}
    dropped, unmapped, notes = [], [], []
    for at, header in enumerate(headers):
        told = tags[at] if at < len(tags) else ""
        if is_personal(header) or told.startswith("#contact"):
            dropped.append(header)
            continue
        if header in vocabulary.chosen:
            column = vocabulary.chosen[header]
            candidates.setdefault(column, []).append((CHOSEN, Mapped(header, column, "chosen", at)))
            continue
        by_tag = vocabulary.tags.get(tag(told))
        by_name = next((vocabulary.names[f] for f in foldings(header) if f in vocabulary.names), None)
        if by_tag and by_name and by_tag[1] != by_name[1] and WEAK not in (by_tag[0], by_name[0]):
            notes.append((header, "header_tag_conflict", {"tag": told, "used": by_tag[1], "other": by_name[1]}))
        best = min((found for found in (by_tag, by_name) if found), default=None)
        if best:
            candidates.setdefault(best[1], []).append((best[0], Mapped(header, best[1], best[2], at)))
        elif header:
            unmapped.append(header)
    unmapped += [one.header for _, one in candidates.pop("", [])]
    unmapped += [one.header for column in _undecided(candidates) for _, one in candidates.pop(column)]
    mapped = [_best(column, found, unmapped, notes, lenient=lenient) for column, found in candidates.items()]
    if not lenient:
        notes += _resembling(unmapped, vocabulary, {m.column for m in mapped})
    return Match(tuple(sorted(mapped, key=lambda m: m.position)), tuple(unmapped), tuple(dropped), tuple(notes))


def _undecided(candidates: Mapping[str, list[tuple[int, Mapped]]]) -> list[str]:
    """Columns that several usual headers may mean and no better one: none is taken ("Date" and "Date " of a list)."""
    return [column for column, found in candidates.items() if len(found) > 1 and all(rank == WEAK for rank, _ in found)]


def _best(
    column: str,
    found: list[tuple[int, Mapped]],
    unmapped: list[str],
    notes: list[tuple[str, str, dict[str, str]]],
    *,
    lenient: bool,
) -> Mapped:
    """Return the header that is used for a column; the others are told."""
    ranked = sorted(found, key=lambda one: one[0])
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0] and not lenient:
        raise ImportRejected("column_twice", column=column, headers=" | ".join(m.header for _, m in ranked))
    for _, other in ranked[1:]:
        unmapped.append(other.header)
        notes.append((other.header, "header_not_used", {"used": ranked[0][1].header, "target": column}))
    return ranked[0][1]


def _resembling(
    unmapped: Sequence[str], vocabulary: Vocabulary, taken: set[str]
) -> list[tuple[str, str, dict[str, str]]]:
    """Unknown headers that resemble a column that is missing: said, never taken."""
    missing = {name: column for name, (_, column, _) in vocabulary.names.items() if column not in taken}
    notes = []
    for header in unmapped:
        near = difflib.get_close_matches(fold(header), missing, n=1, cutoff=NEAR)
        if near:
            notes.append((header, "header_resembles", {"target": missing[near[0]]}))
    return notes
