"""Invented names of places: two everyday Kreyòl words behind a kind of building, each pair used once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.demo.draw import Draw

# Plants, animals, sky and household words: no saint, no hero, no quarter, so that no existing place is named.
NOUNS = (
    "Zetwal", "Papiyon", "Kolibri", "Flanbwayan", "Lakansyèl", "Solèy", "Lalin", "Toutrèl", "Zaboka",
    "Kokoye", "Kachiman", "Korosòl", "Grenadya", "Vetivè", "Bazilik", "Kannèl", "Zoranj", "Mango", "Sitwon",
    "Labapen", "Siwèl", "Jasmen", "Zèbtan", "Kalbas", "Panye", "Lanbi", "Krab", "Zandolit", "Madansara",
    "Pipirit", "Rosiyòl", "Pistach", "Patat", "Jiwòf", "Tanbou", "Vakans", "Kayolin", "Lanp", "Koulèv",
    "Woulèt", "Sèvolan", "Kabrit", "Pijon", "Kanamèl",
)  # fmt: skip
ADJECTIVES = (
    "Ble", "Vèt", "Jòn", "Wouj", "Blan", "Vyolèt", "Klere", "Kontan", "Dore", "Annajan", "Dous", "Trankil",
    "Vanyan", "Lejè", "Won", "Wòz", "Gri", "Maron",
)  # fmt: skip

KINDS = {
    "school": ("École", "École mixte", "Collège", "Lycée"),
    "church": ("Église", "Temple", "Chapelle"),
    "open_air": ("Terrain", "Place", "Esplanade"),
    "public_building": ("Bâtiment", "Centre administratif", "Gymnase"),
    "private_building": ("Cour", "Entrepôt", "Immeuble"),
    "community_hall": ("Salle", "Centre communautaire", "Foyer"),
    "hospital": ("Centre de santé", "Hôpital", "Dispensaire"),
    "planned_site": ("Village",),
    "other": ("Hangar", "Marché couvert"),
}


class Names:
    """A deck of invented names; a name is dealt once in the whole set."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._deck = draw.shuffled([f"{noun} {adjective}" for noun in NOUNS for adjective in ADJECTIVES])

    def next(self, kind: str) -> str:
        """Return a new name for a kind of place."""
        return f"{self._draw.one_of(KINDS[kind])} {self._deck.pop()}"
