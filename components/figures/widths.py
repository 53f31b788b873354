"""Lines on the map that are the wider the more they stand for: four widths by the share of the largest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from components.figures.legend import Entry

if TYPE_CHECKING:
    from components.i18n import Words

WIDTHS_PX = (1.5, 3.0, 5.0, 8.0)


@dataclass(frozen=True)
class Widths:
    """How wide lines of one layer are.

    Parameters
    ----------
    most
        The largest value; 0 where there is none.
    steps
        Shares of it at which the next width begins.
    colour
        Of all lines.
    """

    most: float
    steps: tuple[float, float, float]
    colour: str

    def looks(self, values: Iterable[float]) -> list[int]:
        """Width of each value, by its position."""
        return [sum(float(one) > self.most * step for step in self.steps) for one in values]

    def styles(self) -> list[dict[str, Any]]:
        """Return one style a width."""
        line = {"fill": self.colour, "line": self.colour, "opacity": 1, "dash": ""}
        return [line | {"weight": width} for width in WIDTHS_PX]

    def legend(self, tr: Words) -> tuple[Entry, ...]:
        """Return one entry a width, with the values from which to which it stands; none where there is no value."""
        if not self.most:
            return ()
        edges = [0.0, *(self.most * step for step in self.steps), self.most]
        told = [tr("map.flow_to", low=tr.number(low), high=tr.number(high))
                for low, high in pairwise(edges)]  # fmt: skip
        return tuple(Entry(text, "line", self.colour, self.colour, size_px=round(width))
                     for text, width in zip(told, WIDTHS_PX, strict=True))  # fmt: skip
