"""Hazard zones: the order of the classes of each hazard, the words for them, and zones made disjoint."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.errors import BadScenario, ReferenceProblem
from geo.settings import STATUSES


@dataclass(frozen=True)
class Hazard:
    """One hazard and its classes.

    Parameters
    ----------
    key
        Its name: locale key ``hazard.<key>``.
    classes
        From the mildest to the worst: locale keys ``hazard_class.<class>``.
    source, status
        Who says so, "verified" or "unverified".
    words
        Folded word -> class: every word that a file may use for a class.
    """

    key: str
    classes: tuple[str, ...]
    source: str
    status: str
    words: Mapping[str, str] = field(repr=False)

    def class_of(self, label: object) -> str:
        """Return the class that a file's word means, whatever its case, accents and punctuation.

        Raises
        ------
        BadScenario
            ``hazard.unknown_class``, naming the classes accepted.
        """
        found = self.words.get(folded(label))
        if found is None:
            told = {"hazard": self.key, "value": _shown(label), "accepted": ", ".join(self.classes)}
            raise BadScenario("hazard.unknown_class", **told)
        return found

    def rank(self, label: object) -> int:
        """Return the place of a class in the order, 0 being the mildest; errors as `class_of`."""
        return self.classes.index(self.class_of(label))


@dataclass(frozen=True)
class Hazards:
    """All hazards by key, and the words for them."""

    by_key: Mapping[str, Hazard]
    words: Mapping[str, str] = field(repr=False)

    def find(self, label: object) -> Hazard:
        """Return the hazard that a file's word means.

        Raises
        ------
        BadScenario
            ``hazard.unknown``, naming the hazards accepted.
        """
        key = self.words.get(folded(label))
        if key is None:
            raise BadScenario("hazard.unknown", value=_shown(label), accepted=", ".join(self.by_key))
        return self.by_key[key]


def folded(label: object) -> str:
    """Fold a word so that its spellings compare equal: no case, accents, punctuation or trailing ``.0``."""
    text = unicodedata.normalize("NFKD", str(label)).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9+]+", re.sub(r"^(\d+)\.0+$", r"\1", text.strip())))


def parse_hazards(document: Mapping[str, Any]) -> Hazards:
    """Read the order of classes and the words for them from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``hazard.missing_field``, ``hazard.stray_class`` (a word for a class that is not in the order) or
        ``hazard.word_twice`` (a word with two meanings).
    """
    scales = {name: _scale(name, entry) for name, entry in document["scales"].items()}
    by_key = {}
    for key, entry in document["hazards"].items():
        if entry.get("scale") not in scales:
            raise ReferenceProblem("hazard.missing_field", hazard=key, field="scale")
        by_key[key] = Hazard(key, *scales[entry["scale"]])
    return Hazards(by_key, _words("hazards", {k: e.get("aliases", []) for k, e in document["hazards"].items()}))


def _scale(name: str, entry: Mapping[str, Any]) -> tuple[tuple[str, ...], str, str, dict[str, str]]:
    for wanted in ("classes", "source", "status"):
        if not entry.get(wanted):
            raise ReferenceProblem("hazard.missing_field", hazard=name, field=wanted)
    if entry["status"] not in STATUSES:
        raise ReferenceProblem("hazard.missing_field", hazard=name, field="status")
    classes, aliases = tuple(entry["classes"]), entry.get("aliases", {})
    for told in aliases:
        if told not in classes:
            raise ReferenceProblem("hazard.stray_class", hazard=name, value=told)
    words = _words(name, {told: aliases.get(told, []) for told in classes})
    return classes, entry["source"], entry["status"], words


def _words(name: str, aliases: Mapping[str, list[str]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for meaning, spellings in aliases.items():
        for word in {folded(spelling) for spelling in (meaning, *spellings)}:
            if words.setdefault(word, meaning) != meaning:
                raise ReferenceProblem("hazard.word_twice", hazard=name, value=word)
    return words


def _shown(label: object) -> str:
    return "" if pd.isna(label) else str(label)[:80]


def classed(zones: pd.DataFrame, hazards: Hazards) -> pd.DataFrame:
    """Zones with the hazard and class that their words mean.

    Parameters
    ----------
    zones
        `ZONES` frame; zones without an area (no geometry, points, lines) are left out.
    hazards
        The hazards known.

    Returns
    -------
    classed
        `zones` with `hazard` and `hazard_class` as keys and a further column `rank` (0 the mildest).

    Raises
    ------
    BadScenario
        ``hazard.unknown`` or ``hazard.unknown_class``.
    """
    areal = shapely.get_dimensions(np.asarray(zones["geometry"], dtype=object)) == 2
    kept = zones[areal].reset_index(drop=True)
    found = [hazards.find(label) for label in kept["hazard"]]
    ranks = [hazard.rank(label) for hazard, label in zip(found, kept["hazard_class"], strict=True)]
    return kept.assign(
        hazard=pd.Series([hazard.key for hazard in found], dtype="str"),
        hazard_class=pd.Series([h.classes[r] for h, r in zip(found, ranks, strict=True)], dtype="str"),
        rank=pd.Series(ranks, dtype="int64"),
    )


def flatten(zones: pd.DataFrame) -> pd.DataFrame:
    """Zones of one hazard made disjoint: where they overlap the worst class wins.

    Parameters
    ----------
    zones
        What `classed` gave, of one hazard. Rings that cross themselves are repaired.

    Returns
    -------
    flat
        One row per class that holds any area, the worst first: `hazard`, `hazard_class`, `rank`, `geometry`
        in the reference system of `zones`.
    """
    shapes = repaired(zones["geometry"])
    covered, rows = shapely.Polygon(), []
    for rank in sorted(zones["rank"].unique(), reverse=True):
        of_rank = (zones["rank"] == rank).to_numpy()
        whole = shapely.union_all(shapes[of_rank])
        first = zones[of_rank].iloc[0]
        rows.append((first["hazard"], first["hazard_class"], rank, shapely.difference(whole, covered)))
        covered = shapely.union(covered, whole)
    flat = pd.DataFrame(rows, columns=["hazard", "hazard_class", "rank", "geometry"])
    flat = flat.astype({"hazard": "str", "hazard_class": "str", "rank": "int64", "geometry": "object"})
    return flat[~shapely.is_empty(flat["geometry"].to_numpy())].reset_index(drop=True)


def repaired(shapes: Any) -> np.ndarray[Any, Any]:
    """Make polygons valid, whose rings cross themselves; what collapses to a line is dropped."""
    return np.asarray(
        shapely.make_valid(np.asarray(shapes, dtype=object), method="structure", keep_collapsed=False), dtype=object
    )
