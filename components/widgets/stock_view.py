"""Stock on a page: what is asked for, and one part of the answer at a time."""

from __future__ import annotations

from components.session import Page
from components.widgets import (
    parts,
    stock_alerts,
    stock_ask,
    stock_card_view,
    stock_coming,
    stock_items,
    stock_month,
    stock_overview,
    stock_owners,
    stock_places,
)

PARTS = {
    "overview": stock_overview.show,
    "departments": stock_places.show,
    "items": stock_items.show,
    "owners": stock_owners.show,
    "alerts": stock_alerts.show,
    "card": stock_card_view.card,
    "movements": stock_card_view.movements,
    "pipeline": stock_coming.pipeline,
    "declared": stock_coming.declared,
    "month": stock_month.show,
}


def show(page: Page) -> None:
    """Draw the choices and the part of the page that the address names."""
    asked = stock_ask.choose(page)
    PARTS[parts.choose(page, tuple(PARTS))](page, asked)
