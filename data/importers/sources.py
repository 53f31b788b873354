"""Files of other systems, read through data/mappings/*.toml: no source is known to the code.

A mapping says by which headers its source is recognised, which column each of ours comes from, what the source's
words mean, which rows are not of the kind, which rows are summed, and what makes an id where the source has none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from data.importers.headers import WEAK, Vocabulary
from data.importers.indicators import known_headers
from data.importers.item_names import usual
from data.importers.template import vocabulary as own_vocabulary
from data.importers.words import MAPPINGS, fold, foldings, tag
from geo.errors import ReferenceProblem
from geo.frames import FRAMES, Frame

# Ways to make one of our columns from cells that are not simply one header: such a column takes no header.
DERIVED = frozenset({"cases", "sum", "give", "part", "join", "date"})
KNOWN = DERIVED | {"hxl", "headers", "values", "unit_factor", "suffix"}


@dataclass(frozen=True)
class Options:
    """What a mapping says of a whole table.

    Parameters
    ----------
    rows
        ``header`` and ``is``, ``is_not`` or ``filled``: rows of another kind are refused, and counted.
    sum
        Measures that are added up over rows of one key; without it such rows are duplicates.
    id_of
        Columns that an id is made from where the source gives none.
    point_decides
        Whether a point is trusted before the declared codes.
    once
        Whether a record may stand on many rows, of which the first tells it.
    note
        Code of what is told of every file of the source.
    """

    rows: dict[str, Any] = field(default_factory=dict)
    sum: tuple[str, ...] = ()
    id_of: tuple[str, ...] = ()
    point_decides: bool = False
    once: bool = False
    note: str = ""


@dataclass(frozen=True)
class Mapping:
    """One source of data/mappings: `columns` is frame -> column -> what the TOML says of it.

    `never`: headers by which a file is another's, whatever else it has.
    """

    name: str
    recognised: tuple[str, ...]
    at_least: int
    columns: dict[str, dict[str, dict[str, Any]]]
    options: dict[str, Options]
    never: frozenset[str] = frozenset()

    def vocabulary(self, frame: Frame) -> Vocabulary:
        """Meanings of headers and tags in this source; the product's own count after them, the weakest not at all."""
        own = own_vocabulary(frame)
        tags: dict[str, tuple[int, str, str]] = {}
        names: dict[str, tuple[int, str, str]] = {}
        for column, told in self.columns.get(frame.name, {}).items():
            tags |= {tag(text): (rank, column, "hxl") for rank, text in enumerate(told.get("hxl", ()))}
            aliases = enumerate(told.get("headers", ()), start=10)
            names |= {fold(header): (rank, column, "mapping") for rank, header in aliases}
        blocked = self._withheld(frame)
        kept = {name: meaning for name, meaning in own.names.items() if meaning[1] not in blocked and meaning[0] < WEAK}
        sown = {name: meaning for name, meaning in own.tags.items() if meaning[1] not in blocked and meaning[0] < WEAK}
        return Vocabulary({**sown, **tags}, {**kept, **names})

    def _withheld(self, frame: Frame) -> set[str]:
        """Columns that are worked out: no single header may stand for them."""
        return {column for column, told in self.columns.get(frame.name, {}).items() if DERIVED & told.keys()}

    def of(self, frame: Frame) -> Options:
        """What it says of a whole table."""
        return self.options.get(frame.name, Options())


@cache
def mappings() -> tuple[Mapping, ...]:
    """All sources that data/mappings knows.

    Raises
    ------
    ReferenceProblem
        ``bad_mapping`` for a table, column or key that does not exist.
    """
    documents = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(MAPPINGS.glob("*.toml"))}
    return tuple(_mapping(name, told) for name, told in documents.items() if "frames" in told)


def _mapping(name: str, told: dict[str, Any]) -> Mapping:
    for frame, columns in told["frames"].items():
        for column, entry in columns.items():
            clue = column in ("adm2_name", "adm1_pcode", "adm1_name")
            if frame not in FRAMES or not (clue or column in FRAMES[frame].by_name) or not entry.keys() <= KNOWN:
                raise ReferenceProblem("bad_mapping", mapping=name, entry=f"{frame}.{column}")
    headers = tuple(fold(header) for header in told["recognised"]["headers"])
    options = {frame: _options(name, entry) for frame, entry in told.get("options", {}).items()}
    never = frozenset(fold(header) for header in told["recognised"].get("never", ()))
    return Mapping(name, headers, int(told["recognised"]["at_least"]), told["frames"], options, never)


def _options(name: str, entry: dict[str, Any]) -> Options:
    if not entry.keys() <= {"rows", "sum", "id_of", "point_decides", "once", "note"}:
        raise ReferenceProblem("bad_mapping", mapping=name, entry=", ".join(entry))
    return Options(
        entry.get("rows", {}), tuple(entry.get("sum", ())), tuple(entry.get("id_of", ())),
        bool(entry.get("point_decides", False)), bool(entry.get("once", False)), str(entry.get("note", "")),
    )  # fmt: skip


def recognise(headers: Sequence[str], frame: Frame) -> Mapping | None:
    """Return the source whose headers these are, if it feeds the frame; None for an ordinary table."""
    return _best(headers, (mapping for mapping in mappings() if frame.name in mapping.columns))


def source_of(headers: Sequence[str]) -> Mapping | None:
    """Return the source whose headers these are, whatever it feeds; None for an ordinary table."""
    return _best(headers, mappings())


def _best(headers: Sequence[str], among: Iterable[Mapping]) -> Mapping | None:
    present = {folded for header in headers for folded in foldings(header)}
    allowed = [one for one in among if not one.never & present]
    fitting = [(sum(1 for header in one.recognised if header in present) - one.at_least, one) for one in allowed]
    score, best = max(fitting, key=lambda one: one[0], default=(-1, None))
    return best if score >= 0 else None


@cache
def expected(frame: Frame) -> tuple[str, ...]:
    """Return all headers and tags by which a sheet of this frame may be found, in any known source."""
    words = set(own_vocabulary(frame).expected())
    for mapping in mappings():
        if frame.name in mapping.columns:
            words |= {*mapping.recognised, *mapping.vocabulary(frame).expected()}
    if frame.name == "observations":
        words |= {*known_headers()}
    if frame.name == "movements":  # a table may have its items in the header
        words |= {*usual()}
    return tuple(sorted(words))


@cache
def everything_expected() -> tuple[str, ...]:
    """All headers and tags of every table and source: for a file of which nothing is known."""
    return tuple(sorted({word for frame in FRAMES.values() for word in expected(frame)}))
