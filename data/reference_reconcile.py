"""Reference tables of who is who: the words of place names, and the rules by which records are held together."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.name_scores import Rules, parse_rules
from geo.place_words import PlaceWords, parse_place_words


@cache
def place_words() -> PlaceWords:
    """Words of place names (data/reference/place-words.toml).

    Raises
    ------
    ReferenceProblem
        As `geo.place_words.parse_place_words`.
    """
    return parse_place_words(document(REFERENCE / "place-words.toml"))


@cache
def rules() -> Rules:
    """Weights and limits of who is who (data/reference/reconcile.toml).

    Raises
    ------
    ReferenceProblem
        As `geo.name_scores.parse_rules`.
    """
    return parse_rules(document(REFERENCE / "reconcile.toml"))
