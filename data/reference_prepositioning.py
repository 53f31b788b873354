"""What the made catalogue of disasters is drawn from."""

from __future__ import annotations

from functools import cache

from data.reference_tables import REFERENCE, document
from geo.catalogue_rules import CatalogueRules, parse_catalogue


@cache
def catalogue_rules() -> CatalogueRules:
    """Rates, strengths and places of the made catalogue; errors as `geo.catalogue_rules.parse_catalogue`."""
    return parse_catalogue(document(REFERENCE / "catalogue.toml"))
