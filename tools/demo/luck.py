"""What one visit finds, drawn by column: a site keeps its luck from round to round, so that trends are its own.

Every column has its own stream, so that a further column leaves the others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tools.demo.draw import Draw
from tools.demo.plan import draw_for

if TYPE_CHECKING:
    from collections.abc import Sequence

Row = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """One visit: the site, what the short form told, the people who were there, how well the site is served."""

    site: Row
    told: Row
    individuals: int
    households: int
    quality: float

    @property
    def day(self) -> str:
        """Return the day of the visit (ISO)."""
        return str(self.told["assessed_on"])


@dataclass
class Luck:
    """Streams of chance by column.

    Parameters
    ----------
    plan
        plan.toml with answers.toml.
    """

    plan: Row
    _draws: dict[str, Draw] = field(default_factory=dict)
    _steady: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def part(self) -> Row:
        """Return the numbers of the long form."""
        return dict(self.plan["answers"])

    def draw(self, column: str) -> Draw:
        """Return the stream of a column."""
        if column not in self._draws:
            self._draws[column] = draw_for(self.plan, f"answer {column}")
        return self._draws[column]

    def steady(self, column: str, visit: Visit) -> float:
        """Return a number from 0 to 1 that mostly stays the site's own."""
        draw, key = self.draw(column), (column, str(visit.site["site_id"]))
        if key not in self._steady or draw.chance(self.part["changes"]):
            self._steady[key] = draw.share()
        return self._steady[key]

    def yes(self, column: str, visit: Visit) -> bool:
        """Return a yes in the share of sites that the plan tells, more often where quality is high."""
        share, step = self.part["yes"][column]
        return bool(self.steady(column, visit) < min(0.97, max(0.02, share + step * visit.quality)))

    def share(self, column: str, visit: Visit) -> float:
        """Return a share of people or households, at times everybody or nobody, to two decimals."""
        middle, step, everybody, nobody = self.part["portion"][column]
        at = self.steady(column, visit)
        if at < nobody - 0.05 * visit.quality * (nobody > 0):
            return 0.0
        if at > 1 - everybody - 0.05 * visit.quality * (everybody > 0):
            return 1.0
        found = middle + step * visit.quality + 0.14 * self.draw(column).bell()
        return float(round(min(0.97, max(0.02, found)), 2))

    def of(self, column: str, visit: Visit, whole: int) -> int:
        """Return how many of a whole have it."""
        return min(whole, round(whole * self.share(column, visit)))

    def band(self, column: str, visit: Visit) -> tuple[float, float]:
        """Return one of the bands of the plan, the better ones first where quality is high."""
        bands: Sequence[tuple[float, float, float]] = self.part["band"][column]
        left = self.steady(column, visit) * sum(weight for _, _, weight in bands)
        left = min(max(left - 0.12 * visit.quality, 0.0), 0.999 * sum(weight for _, _, weight in bands))
        for least, most, weight in bands:
            left -= weight
            if left < 0:
                return least, most
        return bands[-1][0], bands[-1][1]

    def before(self, column: str, visit: Visit, days: tuple[int, int]) -> str:
        """Return a day so many days before the visit."""
        return shifted(visit.day, -self.draw(column).whole(*days))


def shifted(day: str, days: int) -> str:
    """Return the ISO date so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
