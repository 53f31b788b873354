"""Items, warehouses, sites and shelters under their names, as people write them -> their codes. Done here alone.

An item is known by its code, by its names in the items table and in the shipped list, and by the usual words of
messages (data/mappings/messages.toml); a place by its code and its name. A name of two records is neither's.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import pandas as pd

from data.importers.findings import Findings
from data.importers.words import fold, table
from data.importers.world import World
from data.reference_logistics import items
from geo.frames import FRAMES, Frame

_LITTLE = frozenset({"de", "d", "du", "des", "la", "le", "les", "l", "of", "the", "a", "ak", "pou"})
_NAMES = ("name_fr", "name_en", "name_ht", "name")
NAMED = ("items", "warehouses", "sites", "shelters")  # tables whose records a file may call by name


def word(text: str) -> str:
    """A name as it is compared: without accents, case, little words and plural ("Kits d'hygiène" is "kit hygiene")."""
    return " ".join(part.rstrip("s") for part in fold(text).split() if part not in _LITTLE)


@cache
def usual() -> dict[str, str]:
    """Usual name of an item -> its code, without the items table."""
    told = [(name, code) for code, names in table("messages")["movements"]["items"].items() for name in (code, *names)]
    shipped = items().reindex(columns=["item", *_NAMES])
    told += [(name, row["item"]) for _, row in shipped.iterrows() for name in row[list(_NAMES)].dropna()]
    return _alone(told)


def _alone(told: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for name, code in told:
        found.setdefault(word(name), set()).add(code)
    return {name: min(codes) for name, codes in found.items() if name and len(codes) == 1}


def as_codes(frame: Frame, texts: pd.DataFrame, findings: Findings, world: World) -> pd.DataFrame:
    """Texts with names of items and places in the place of which their codes stand; each is told.

    Parameters
    ----------
    frame, texts
        The table and its texts by column, null where blank.
    findings
        Is told each name (``name_read_as``, with `read_as`).
    world
        `records`: records in force; `known`: their codes.
    """
    for column in frame.columns:
        if column.refers in NAMED and column.name in texts:
            names = _names(column.refers, world)
            codes = {*world.known.get(column.refers, ()), *names.values()}
            told = texts[column.name]
            meant = told.map(lambda t, codes=codes, names=names: t if t in codes else names.get(word(t), t),
                             na_action="ignore").astype("str")  # fmt: skip
            other = (told.notna() & (told != meant)).to_numpy(dtype=bool)
            findings.add(other, column.name, "name_read_as", told, blocking=False, read_as=meant[other].tolist())
            texts = texts.assign(**{column.name: meant})
    return texts


def _names(table_name: str, world: World) -> dict[str, str]:
    """Name -> code: those of the records in force come before the usual ones."""
    told: list[tuple[str, str]] = []
    if table_name in world.records:
        rows = world.records[table_name]
        key = FRAMES[table_name].key[0]
        for name in (key, *(one for one in _NAMES if one in rows)):
            pairs = zip(rows[name], rows[key], strict=True)
            told += [(text, code) for text, code in pairs if isinstance(text, str) and isinstance(code, str)]
    return {**(usual() if table_name == "items" else {}), **_alone(told)}
