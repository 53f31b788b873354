"""Every layer of the map as a GeoJSON file."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import shapely
import streamlit as st

from components.session import Page
from components.widgets import tables

MIME = "application/geo+json"


def show(page: Page, chosen: Sequence[str], zone_set: str) -> None:
    """Draw one button a layer that is on the map."""
    files = dict.fromkeys(chosen, "") | ({"zones": zone_set} if zone_set else {})
    if not files:
        return
    with st.expander(page.tr("export.layers"), icon=":material/layers:"):
        for kind, apart in files.items():
            label = page.tr(f"map.layer.{kind}")
            name = f"{tables.stem(page, label, apart)}.geojson"
            tables.file_button(page, name, MIME, _maker(page, kind, zone_set), label=label)


def _maker(page: Page, kind: str, zone_set: str) -> tables.Make:
    def make() -> bytes:
        frame = _frame(page, kind, zone_set)
        columns = [name for name in frame.columns if name not in ("geometry", "longitude", "latitude")]
        return tables.geojson_bytes(page, frame, columns)

    return make


def _frame(page: Page, kind: str, zone_set: str) -> pd.DataFrame:
    results = page.results
    if kind == "zones":
        return results.zones(zone_set)
    if kind != "ways":
        return {"sites": results.sites, "shelters": results.shelters, "warehouses": results.warehouses}[kind](
            page.department
        )
    ends = results.commune_points().set_index("adm2_pcode")
    ways = results.ways()
    known = ways[ways["from_pcode"].isin(ends.index) & ways["to_pcode"].isin(ends.index)].reset_index(drop=True)
    start, stop = (ends.loc[known[end], ["longitude", "latitude"]].to_numpy() for end in ("from_pcode", "to_pcode"))
    return known.assign(geometry=list(shapely.linestrings(list(zip(start, stop, strict=True)))))
