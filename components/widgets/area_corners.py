"""Corners of an area that is being drawn, in the address: longitude,latitude;..."""

from __future__ import annotations

import streamlit as st

from components.figures.base_map import HAITI
from components.figures.drawn_area import Corner


def read(key: str, *, most: int) -> list[Corner]:
    """Corners that the address holds under a key."""
    return parsed(st.query_params.get(key, ""), most=most)


def parsed(text: str, *, most: int) -> list[Corner]:
    """Corners of a text; what is no place in Haiti is ignored, and so is what comes after the first `most`."""
    (south, west), (north, east) = HAITI
    told = []
    for part in text.split(";")[:most]:
        try:
            x, y = (float(one) for one in part.split(","))
        except ValueError:
            continue
        if west <= x <= east and south <= y <= north:
            told.append((x, y))
    return told


def write(key: str, corners: list[Corner]) -> None:
    """Put corners into the address; none leave it clean."""
    if corners:
        st.query_params[key] = ";".join(f"{x:.5f},{y:.5f}" for x, y in corners)
    else:
        st.query_params.pop(key, None)
