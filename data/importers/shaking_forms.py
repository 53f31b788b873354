"""Which form a file of shaking has, told by its first bytes."""

from __future__ import annotations

import re

_MOTIONS = re.compile(rb"^#[^\n]*\bgmf\b[^\n]*\n[^\n]*\blon,lat,", re.IGNORECASE)
_CONTOURS = re.compile(rb'"value"\s*:')
_INTENSITY = re.compile(rb"\b(mmi|intensity)\b", re.IGNORECASE)


def form_of(head: bytes) -> str:
    """Return the form of a file of shaking by its first bytes.

    ``grid`` (ShakeMap grid.xml), ``contours`` (of intensity, JSON), ``motions`` (median ground motions at points,
    CSV); "" for any other file.
    """
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"<":
        return "grid" if b"<shakemap_grid" in head else ""
    if start[:1] == b"{":
        lines = b"FeatureCollection" in head and b"LineString" in head
        return "contours" if lines and _CONTOURS.search(head) and _INTENSITY.search(head) else ""
    return "motions" if _MOTIONS.match(start) else ""


def is_shaking(head: bytes) -> bool:
    """Whether a file that begins so holds shaking."""
    return bool(form_of(head))
