"""The figures of a bench: value beside yardstick, target and ratio, as a table in the terminal and in docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN = "<!-- figures: written by `make bench` -->"
END = "<!-- end of figures -->"
HEADS = ("Figure", "Pare", "Yardstick", "Ratio", "Target", "Met")


class CannotMeasure(RuntimeError):
    """The bench cannot go on; its text says why."""


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Parameters
    ----------
    what
        What is measured.
    unit
        Unit of `value` and `yardstick`.
    value
        The product's.
    yardstick
        The yardstick's, where both are measured.
    at_most
        Target for the value.
    at_least_times
        Target for yardstick / value.
    note
        What else was seen.
    """

    what: str
    unit: str
    value: float
    yardstick: float | None = None
    at_most: float | None = None
    at_least_times: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times less than the yardstick."""
        return None if self.yardstick is None or self.value <= 0 else self.yardstick / self.value

    @property
    def met(self) -> bool | None:
        """Whether every target is met; None where there is none."""
        if self.at_most is None and self.at_least_times is None:
            return None
        enough = self.at_least_times is None or (self.ratio is not None and self.ratio >= self.at_least_times)
        return enough and (self.at_most is None or self.value <= self.at_most)

    def cells(self) -> tuple[str, ...]:
        """Texts of the table, in the order of `HEADS`."""
        targets = [f"≤ {self._told(self.at_most)}"] if self.at_most is not None else []
        targets += [f"≥ {number(self.at_least_times)}×"] if self.at_least_times is not None else []
        return (
            self.what,
            self._told(self.value),
            "" if self.yardstick is None else self._told(self.yardstick),
            "" if self.ratio is None else f"{number(self.ratio)}×",
            ", ".join(targets),
            {True: "yes", False: "**no**", None: ""}[self.met],
        )

    def _told(self, value: float) -> str:
        return f"{number(value)} {self.unit}".strip()


def number(value: float) -> str:
    """A number with about two figures below ten and whole ones above: 0.25, 4.1, 38, 3,104."""
    if value < 1:
        return f"{value:.2g}"
    return f"{value:.1f}" if value < 10 and value != round(value) else f"{value:,.0f}"


def table(figures: Sequence[Figure]) -> str:
    """Lay the figures out as a Markdown table; notes stand under it, numbered."""
    noted = [one for one in figures if one.note]
    lines = ["| " + " | ".join(HEADS) + " |", "|---|--:|--:|--:|--:|---|"]
    for one in figures:
        what, *others = one.cells()
        mark = f" [{noted.index(one) + 1}]" if one.note else ""
        lines.append("| " + " | ".join([what + mark, *others]) + " |")
    notes = [f"{at}. {one.note}" for at, one in enumerate(noted, start=1)]
    return "\n".join([*lines, "", *notes])


def machine() -> str:
    """Kind of machine, without its name: processor, cores, memory, system, Python."""
    info = Path("/proc/cpuinfo")
    models = [line.partition(":")[2].strip() for line in _lines(info) if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    model = models[0] if models else platform.machine()
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def write(path: Path, block: str) -> None:
    """Put the block between the marks of a document; the text around it stays.

    Raises
    ------
    CannotMeasure
        If the document has no marks.
    """
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise CannotMeasure(f"{path.name} has no place for the figures: {BEGIN} ... {END}")
    path.write_text(f"{before}{BEGIN}\n\n{block.strip()}\n\n{END}{after}", encoding="utf-8")
