"""Smooth invented outlines around a point. They follow no river, coast or slope."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, radians, sin
from typing import TYPE_CHECKING

from tools.demo.places import shifted

if TYPE_CHECKING:
    from tools.demo.draw import Draw

Ring = list[list[float]]
DECIMALS = 4  # about 11 m


@dataclass(frozen=True)
class Outline:
    """A rounded shape of unit size: longer one way by `stretch`, turned, and uneven by a few waves."""

    stretch: float
    turn: float
    waves: tuple[tuple[int, float, float], ...]

    def ring(self, centre: tuple[float, float], radius_m: float, vertices: int) -> Ring:
        """Return the closed ring of the shape, counter-clockwise, at a size."""
        points = []
        for at in range(vertices):
            angle = 2 * pi * at / vertices
            reach = radius_m * (1 + sum(height * cos(wave * angle + phase) for wave, height, phase in self.waves))
            along, across = reach * self.stretch * cos(angle), reach * sin(angle)
            east = along * cos(self.turn) - across * sin(self.turn)
            north = along * sin(self.turn) + across * cos(self.turn)
            points.append([round(value, DECIMALS) for value in shifted(*centre, east, north)])
        return [*points, points[0]]


def uneven(draw: Draw, stretch: float, wobble: float) -> Outline:
    """Return a shape with its own turn and waves; `wobble` is the largest height of one wave."""
    waves = tuple((wave, draw.between(0, wobble), draw.between(0, 2 * pi)) for wave in (2, 3, 4))
    return Outline(stretch, draw.between(0, pi), waves)


def even(stretch: float, turn_degrees: float) -> Outline:
    """Return an ellipse."""
    return Outline(stretch, radians(turn_degrees), ())
