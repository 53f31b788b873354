"""Invented registers: a list of sites, and the same sites as another sender writes them. For tests and for the bench."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd

from data.reference_reconcile import place_words, rules
from geo.reconcile import candidates

KINDS = ("Camp", "École", "Lycée", "Place", "Église", "Terrain", "Centre", "Site", "Collège", "Village")
KREYOL = {"Camp": "Kan", "École": "Lekòl", "Lycée": "Lise", "Place": "Plas", "Église": "Legliz", "Terrain": "Teren",
          "Centre": "Sant", "Site": "Sit", "Collège": "Kolèj", "Village": "Vilaj"}  # fmt: skip
MIDDLE = ("", "", "Saint ", "Nationale ", "Baptiste ", "Notre Dame de ")
STARTS = ("Ba", "Be", "Cor", "Dar", "Fla", "Gal", "Jo", "La", "Lo", "Mar", "Mo", "Na", "Pa", "Ri", "Sa", "To", "Va")
ENDS = (
    "bel",
    "cour",
    "din",
    "fort",
    "gade",
    "lier",
    "mont",
    "nière",
    "quet",
    "rail",
    "sant",
    "tilde",
    "vanne",
    "ville",
)
METRES = 1 / 111_000  # degrees of a metre, roughly


def lists(size: int, seed: int = 7, communes: int = 140) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a register of `size` sites and a file of `size` rows: nine in ten the same sites, written otherwise."""
    draw = random.Random(seed)
    known = pd.DataFrame([_site(f"S{n:05d}", draw, communes) for n in range(size)])
    rows = [_again(row, n, draw) for n, row in enumerate(known.to_dict("records"))]
    rows = [row if n % 10 else _site(f"N{n:05d}", draw, communes) for n, row in enumerate(rows)]
    return pd.DataFrame(rows), known


def compare(size: int = 5_000) -> tuple[int, int]:
    """Hold a file of `size` rows against as many known sites: how many pairs are certain, how many a person sees."""
    new, known = lists(size)
    found = candidates(new, known, place_words(), rules())["verdict"].value_counts()
    return int(found.get("certain", 0)), int(found.get("uncertain", 0))


def _site(name_id: str, draw: random.Random, communes: int) -> dict[str, object]:
    own = draw.choice(STARTS) + draw.choice(ENDS)
    second = f" {draw.choice(STARTS)}{draw.choice(ENDS)}" if draw.random() < 0.5 else ""
    number = f" {draw.randint(1, 9)}" if draw.random() < 0.2 else ""
    commune = draw.randrange(communes)
    lon, lat = -74.0 + 0.16 * (commune % 14), 18.2 + 0.16 * (commune // 14)
    return {
        "id": name_id, "name": f"{draw.choice(KINDS)} {draw.choice(MIDDLE)}{own}{second}{number}",
        "adm2_pcode": f"HT{commune:04d}",
        "longitude": lon + draw.uniform(0, 0.15) if draw.random() < 0.8 else np.nan, "latitude": lat + draw.uniform(0, 0.15),
    }  # fmt: skip


def _again(row: dict[str, object], n: int, draw: random.Random) -> dict[str, object]:
    kind, _, rest = str(row["name"]).partition(" ")
    name = f"{KREYOL[kind] if n % 3 else kind} {rest}"
    if n % 5 == 0:
        name = name.replace("é", "e").replace("è", "e").upper()
    near = {axis: float(row[axis]) + draw.uniform(-100, 100) * METRES for axis in ("longitude", "latitude")}
    return {**row, **near, "id": f"N{n:05d}", "name": name}
