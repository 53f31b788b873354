"""A situation report as words, section by section: what Word, PDF and WhatsApp are all made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from results.reports import SituationFacts


@dataclass(frozen=True)
class Table:
    """Texts in rows. `words`: how many first columns are no numbers; `sums`: which rows are sums of others."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    sums: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A title, lines (whether it is a point of a list, text), tables, a note."""

    title: str
    lines: tuple[tuple[bool, str], ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """A whole report. `marks` stand on every page; `facts` are pairs of label and text under the title."""

    lang: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    page: str
    unknown: str
    day: str


@dataclass(frozen=True)
class Written:
    """What stands on a report beside its figures.

    Parameters
    ----------
    texts
        Texts by the names of `geo.frames.reports.WRITTEN`, and `written_by`.
    number, revision
        0 for a draft that was not issued.
    issued_at
        Instant (ISO, UTC); "" for a draft.
    period_from
        Instant; "" where the beginning of the period is not told.
    previous
        Number of the report before; 0 where there is none.
    labels
        What the data are: "exercise", "fictional", "mixed", loudest first.
    sha256
        Digest under which it was issued, or that of the draft.
    agrees
        Whether the figures reckoned again are those it was issued with.
    needs_name
        Words for the zones that needs are reckoned from.
    """

    texts: Mapping[str, str]
    number: int = 0
    revision: int = 0
    issued_at: str = ""
    period_from: str = ""
    previous: int = 0
    labels: tuple[str, ...] = ()
    sha256: str = ""
    agrees: bool = True
    needs_name: str = ""


@dataclass(frozen=True)
class Report:
    """Figures and what was written to them."""

    facts: SituationFacts
    written: Written = field(default_factory=lambda: Written({}))
