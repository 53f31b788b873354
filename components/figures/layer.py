"""One layer of the map as a value: plain texts that may be cached and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from components.figures.legend import Entry


@dataclass(frozen=True)
class Layer:
    """One layer, ready for the browser.

    Parameters
    ----------
    kind
        sites, shelters, warehouses, zones, places or ways: what a click on it names.
    title
        Title in the user's language, not escaped.
    draw
        Which function of our script draws it: points, shapes, areas or lines.
    json
        Its rows as script JSON.
    legend
        What its colours and shapes mean.
    ids
        The identifiers in it, as in the data: a click that names another is not from this map.
    """

    kind: str
    title: str
    draw: str
    json: str
    legend: tuple[Entry, ...]
    ids: frozenset[str]
