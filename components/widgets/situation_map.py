"""The map of a page: base map of the boundaries in force, layers of what the view holds, one legend."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from components import picture
from components.figures import layers
from components.figures.base_map import Ground, Tiles, base_map
from components.figures.layer import Layer
from components.remember import remember
from components.session import Page
from components.widgets import map_view

if TYPE_CHECKING:
    import folium
    import pandas as pd


def ground(page: Page) -> Ground:
    """Where the browser finds the land: by address behind the gate, embedded in the demonstration."""
    version, content = picture.base_map()
    label = page.tr("head.schematic") if page.facts["schematic"] else ""
    drawn = page.tr("sources.schematic") if label else str(page.facts["boundaries_source"] or "")
    named = (page.tr(f"head.{one}") for one in page.facts["credits"])
    source = " · ".join((drawn.split(" (", maxsplit=1)[0], *named))
    if picture.gated():
        return Ground(geometry_url=f"/basemap/{version}", label=label, attribution=source)
    return Ground(embedded=json.loads(content), label=label, attribution=source)


def situation(page: Page, chosen: Sequence[str], zone_set: str) -> map_view.Clicked | None:
    """Sites, shelters, warehouses, ways and one zone set on the map; what was clicked."""
    drawn = [layer(page, kind) for kind in chosen]
    if zone_set:
        drawn.insert(0, kept(page, ("zones", zone_set), lambda: layers.zones(page.results.zones(zone_set), page.tr)))
    return show(page, drawn, key="situation", returned=True)


def show(page: Page, drawn: Sequence[Layer], *, key: str, returned: bool = False) -> map_view.Clicked | None:
    """Layers on the base map; zoom and place are kept while the layers change."""
    return map_view.show(base_map(ground(page), page.tr, tiles=tiles()), drawn, key=key, returned=returned)


def around(page: Page, drawn: Sequence[Layer], *, near: tuple[tuple[float, float], ...], key: str, height: int) -> None:
    """Layers on a map that opens on one place: its south-west and north-east corners, latitude first."""
    map_view.show(base_map(ground(page), page.tr, tiles=tiles(), near=near), drawn, key=key, height=height)


def base(page: Page) -> folium.Map:
    """A fresh base map of the boundaries in force."""
    return base_map(ground(page), page.tr, tiles=tiles())


def verdicts(page: Page, by_site: pd.Series, key: tuple[str, ...]) -> Layer:
    """Sites that stand in `by_site`, in the colour of their verdict there; `key` names what it is of."""

    def make() -> Layer:
        sites = page.results.sites()
        sites = sites[sites["site_id"].isin(by_site.index)]
        marked = sites.assign(state=sites["site_id"].map(by_site), individuals=sites["people"])
        return layers.sites(marked, page.tr)

    return kept(page, ("verdicts", *key), make)


def tiles() -> Tiles | None:
    """Return the tile server of `PARE_TILES_URL` ({z}/{x}/{y}); without one no request leaves the machine."""
    url = os.environ.get("PARE_TILES_URL", "")
    return Tiles(url, os.environ.get("PARE_TILES_ATTRIBUTION", "")) if url else None


def layer(page: Page, kind: str) -> Layer:
    """One layer of points or ways, for the department chosen."""
    results, where, tr = page.results, page.department, page.tr
    makers: dict[str, Callable[[], Layer]] = {
        "sites": lambda: layers.sites(results.sites_on_map(where), tr),
        "shelters": lambda: layers.shelters(results.shelters(where), tr),
        "warehouses": lambda: layers.warehouses(results.warehouses(where), tr),
        "ways": lambda: layers.ways(results.ways(), results.commune_points(), tr),
    }
    return kept(page, (kind, where), makers[kind])


def kept(page: Page, key: tuple[str, ...], make: Callable[[], Layer]) -> Layer:
    """A layer, made once for a view, language and versions of all tables."""
    snapshot = page.results.snapshot
    versions = tuple(sorted(snapshot.versions.items()))
    return remember(snapshot, ("layer", page.tr.lang, *key, versions), make)
