"""Withheld places: which rows of any list speak of a place that nobody may show.

The deny-list wins over every source and every table, so it knows a place by more than an id: by its names in a commune,
however they are spelled, and by a circle on the ground. Method: docs/methods.md#withheld-places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from geo.crs import metric_xy
from geo.frames import WITHHELD
from geo.name_scores import DIFFER, Rules, pair_scores, read_names
from geo.place_names import fold_name
from geo.place_words import PlaceWords
from geo.reconcile import VAGUE

_NAMED = ["name", "adm2_pcode"]
_AT = ["longitude", "latitude"]
TELLING = 5  # signs from which an id with a letter is the same place wherever it stands


def in_force(withheld: pd.DataFrame, table: str) -> pd.DataFrame:
    """Entries of a table that were not lifted; one that does not say whether it holds does."""
    lifted = withheld["withheld"].eq(other=False).fillna(value=False).astype("bool")
    return withheld[(withheld["table_name"] == table) & ~lifted].reset_index(drop=True)


def with_traces(withheld: pd.DataFrame, records: pd.DataFrame, key: str, rules: Rules) -> pd.DataFrame:
    """Add what is known of places withheld by id: each of their names, and a small circle around each point.

    Parameters
    ----------
    withheld
        `WITHHELD` rows of one table.
    records
        `key`, `name`, `adm2_pcode`, `longitude`, `latitude`, one or several rows an id (former states too);
        `location_confidence` may be absent.
    key
        Name of the id column.

    Returns
    -------
    entries
        `withheld` and further rows of the same columns. A place's centre is no trace.
    """
    mine = records[records[key].isin(withheld["record_id"].dropna())]
    names = mine[_NAMED].dropna().drop_duplicates()
    placed = mine[~_vague(mine)]
    points = placed[_AT].dropna().drop_duplicates().assign(radius_m=rules.withheld_point_m)
    traces = pd.concat([names, points], ignore_index=True)
    if traces.empty:
        return withheld
    told = WITHHELD.conform(traces.assign(withheld_id="trace", table_name=""))
    return pd.concat([withheld, told], ignore_index=True)


def held_by(withheld: pd.DataFrame, table: str) -> pd.DataFrame:
    """Entries of every table as they hold for the rows of one.

    Names and circles hold everywhere; an id in its own table, in the others where it is no mere number ("12").
    """
    ids = withheld["record_id"]
    telling = pd.Series([isinstance(one, str) and is_telling(one) for one in ids], index=ids.index, dtype="bool")
    return withheld.assign(record_id=ids.where((withheld["table_name"] == table) | telling))


def is_telling(record_id: str) -> bool:
    """Whether an id is no mere number: it means the same place in another table, and in a text."""
    return len(record_id) >= TELLING and any(sign.isalpha() for sign in record_id)


def spoken_names(names: Iterable[str], words: PlaceWords) -> frozenset[str]:
    """Folded names by which a text may speak of withheld places: as they are, and without the kind of place.

    "Camp Foyer Lespwa" is also spoken of as "foyer lespwa"; a name that any place may bear is none.
    """
    told: set[str] = set()
    for name in map(fold_name, names):
        parts = name.split()
        own = [part for part in parts if not _usual(part, words)]
        if own:
            told.add(name)
        if own and len(parts) > 2 and words.same.get(parts[0], parts[0]) in words.kinds | words.generic:
            told.add(" ".join(parts[1:]))
    return frozenset(told)


def _usual(word: str, words: PlaceWords) -> bool:
    plain = words.same.get(word, word)
    return plain in words.kinds | words.generic | words.common | words.articles or len(plain) == 1 or plain.isdigit()


def naming(texts: pd.Series, names: frozenset[str], spoken: frozenset[str]) -> pd.Series:
    """Which texts are one of `names`, or hold one of `spoken` as whole words (all folded)."""
    if not names and not spoken:
        return pd.Series(data=False, index=texts.index)
    inside = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(spoken)) or r"(?!)")
    folded = {text: fold_name(text) for text in texts.dropna().unique()}
    found = {text for text, told in folded.items() if told in names or inside.search(told)}
    return texts.isin(list(found))


def in_circles(rows: pd.DataFrame, withheld: pd.DataFrame) -> pd.Series:
    """Which rows with a point (`longitude`, `latitude`, degrees) lie in a listed circle, its edge included."""
    return pd.Series(_by_circle(rows, withheld), index=rows.index)


def withheld_rows(
    rows: pd.DataFrame, key: str, withheld: pd.DataFrame, *, words: PlaceWords, rules: Rules
) -> pd.Series:
    """Which rows speak of a withheld place.

    Parameters
    ----------
    rows
        Rows of a file or of the store: `key`; `name`, `adm2_pcode`, `longitude`, `latitude` (degrees) and
        `location_confidence` where there are such columns.
    key
        Name of the id column; a row may be without id.
    withheld
        Entries that hold for the rows' table and are in force (`in_force`, `with_traces`, `held_by`).
    words, rules
        data/reference/place-words.toml, data/reference/reconcile.toml.

    Returns
    -------
    mask
        On the index of `rows`: True where the id is listed, the name is a listed one of the commune (an entry without
        commune holds everywhere), or the point lies in a listed circle (edge included).
    """
    mask = np.zeros(len(rows), dtype=bool)
    if len(withheld) and len(rows):
        mask |= rows[key].isin(withheld["record_id"].dropna()).to_numpy(dtype=bool)
        if "name" in rows.columns:
            mask |= _by_name(rows, withheld, words, rules)
        if set(_AT) <= set(rows.columns):
            mask |= _by_circle(rows, withheld)
    return pd.Series(mask, index=rows.index)


def _by_name(rows: pd.DataFrame, withheld: pd.DataFrame, words: PlaceWords, rules: Rules) -> np.ndarray:
    """Rows whose name is a listed one; numbers that differ tell apart, a number that one lacks does not."""
    listed = withheld.loc[withheld["name"].notna(), _NAMED].drop_duplicates()
    commune = rows["adm2_pcode"] if "adm2_pcode" in rows.columns else pd.Series(None, index=rows.index, dtype="str")
    here = pd.DataFrame({"row": range(len(rows)), "name": rows["name"].to_numpy(), "adm2_pcode": commune.to_numpy()})
    here = here.dropna(subset="name").astype({"adm2_pcode": "str"})
    everywhere = listed["adm2_pcode"].isna()
    pairs = pd.concat([
        here.merge(listed[~everywhere].astype({"adm2_pcode": "str"}), on="adm2_pcode", suffixes=("", "_listed")),
        here.merge(listed.loc[everywhere, ["name"]].rename(columns={"name": "name_listed"}), how="cross"),
    ], ignore_index=True)  # fmt: skip
    mask = np.zeros(len(rows), dtype=bool)
    if pairs.empty:
        return mask
    names = read_names(pd.concat([pairs["name"], pairs["name_listed"]]), words, rules)
    at = pd.Series(range(len(names.table)), index=names.table["text"])
    left, right = (at[pairs[side]].to_numpy("int64") for side in ("name", "name_listed"))
    scores = pair_scores(names, left, right, rules)
    plain = (scores["own_shared"] > 0) & ~scores["other_kind"] | (scores["name_score"] == 1.0)
    found = plain & (scores["name_score"] >= rules.withheld_name) & (scores["numbers"] != DIFFER)
    mask[pairs.loc[found.to_numpy(), "row"].to_numpy()] = True
    return mask


def _by_circle(rows: pd.DataFrame, withheld: pd.DataFrame) -> np.ndarray:
    x, y = metric_xy(rows["longitude"], rows["latitude"])
    mask = np.zeros(len(rows), dtype=bool)
    circles = withheld.dropna(subset=[*_AT, "radius_m"])
    middle_x, middle_y = metric_xy(circles["longitude"], circles["latitude"])
    for at_x, at_y, radius in zip(middle_x, middle_y, circles["radius_m"], strict=True):
        mask |= np.hypot(x - at_x, y - at_y) <= radius
    return np.asarray(mask & ~_vague(rows).to_numpy(dtype=bool), dtype=bool)


def _vague(rows: pd.DataFrame) -> pd.Series:
    if "location_confidence" not in rows.columns:
        return pd.Series(data=False, index=rows.index)
    return rows["location_confidence"].isin(VAGUE)
