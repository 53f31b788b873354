"""How alike two names of places are: by the words that they share, word for word, by sound, or but for one letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import ReferenceProblem
from geo.place_words import PlaceWords, Reading, read_name, sound, without_one_letter
from geo.settings import parse_settings

AGREE, ONE_SIDED, DIFFER = 0, 1, 2  # what the numbers of two names say
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Rules:
    """Weights and limits of data/reference/reconcile.toml, each explained there; distances in metres."""

    generic_weight: float
    common_weight: float
    sound_share: float
    near_share: float
    near_letters: float
    containment_share: float
    certain_name: float
    offer_name: float
    weak_name: float
    certain_distance_m: float
    other_spelling_distance_m: float
    close_m: float
    offer_distance_m: float
    weak_distance_m: float
    alone_distance_m: float
    same_name_distance_m: float
    border_distance_m: float
    scale_distance_m: float
    name_share: float
    unlocated_share: float
    other_commune_share: float
    shared_point_records: float
    nearest_records: float
    block_pairs_most: float
    withheld_name: float
    withheld_point_m: float


def parse_rules(document: Mapping[str, Mapping[str, Any]]) -> Rules:
    """Read the rules from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        As `geo.settings.parse_settings`; ``setting.missing_field`` for a rule that is absent.
    """
    told = parse_settings(document)
    for one in fields(Rules):
        if one.name not in told:
            raise ReferenceProblem("setting.missing_field", setting="reconcile", field=one.name)
    return Rules(**{one.name: told[one.name].value for one in fields(Rules)})


@dataclass(frozen=True)
class Names:
    """The distinct names of two lists, read.

    Parameters
    ----------
    table
        One row a name: `text`; `spelled` (equal where two names are one: words and numbers in any order), `heard`
        (equal where they sound alike); `weight` of its words together; `own` (whether it has a word of its own);
        `kinds` (bits); `marks` (position in `marks`).
    tokens
        One row a word of a name, by name: `name` (row of `table`), `word` (position), `weight`, `own`.
    alike
        Words that are one, in both directions and each with itself: `word`, `other` (positions), `share` (0-1).
    marks
        The distinct sets of numbers.
    """

    table: pd.DataFrame
    tokens: pd.DataFrame
    alike: pd.DataFrame
    marks: tuple[frozenset[str], ...]


def read_names(texts: pd.Series, words: PlaceWords, rules: Rules) -> Names:
    """Read the distinct names, in the order of the alphabet; a name of which nothing is left is ""."""
    told = sorted(set(texts.dropna()))
    readings = [read_name(text, words) for text in told]
    known = sorted({word for one in readings for word in one.words})
    heard = {word: sound(word, words) for word in known}
    at = {word: place for place, word in enumerate(known)}
    weights = np.array([_weight(word, words, rules) for word in known], dtype=float)
    rows = [(n, at[word]) for n, one in enumerate(readings) for word in one.words]
    tokens = pd.DataFrame(rows, columns=["name", "word"], dtype="int64")
    tokens = tokens.assign(weight=weights[tokens["word"]], own=weights[tokens["word"]] == 1.0)
    table = _table(told, readings, heard, words)
    size = len(told)
    table["weight"] = np.bincount(tokens["name"], tokens["weight"], minlength=size)
    table["own"] = np.bincount(tokens["name"], tokens["own"], minlength=size) > 0
    alike = _alike(pd.Series([heard[word] for word in known], dtype="str"), weights == 1.0, rules)
    return Names(table, tokens, alike, tuple(frozenset(marks) for marks in _marks(readings)))


def _marks(readings: list[Reading]) -> list[tuple[str, ...]]:
    return sorted({one.marks for one in readings})


def _table(told: list[str], readings: list[Reading], heard: Mapping[str, str], words: PlaceWords) -> pd.DataFrame:
    place = {marks: at for at, marks in enumerate(_marks(readings))}
    bits = {kind: 1 << at for at, kind in enumerate(sorted(words.kinds))}
    return pd.DataFrame({
        "text": pd.Series(told, dtype="str"),
        "spelled": pd.Series([" ".join((*one.words, *one.marks)) for one in readings], dtype="str"),
        "heard": pd.Series(
            [" ".join((*sorted(heard[word] for word in one.words), *one.marks)) for one in readings], dtype="str"
        ),
        "kinds": pd.Series([sum(bits[kind] for kind in one.kinds) for one in readings], dtype="int64"),
        "marks": pd.Series([place[one.marks] for one in readings], dtype="int64"),
    })  # fmt: skip


def _weight(word: str, words: PlaceWords, rules: Rules) -> float:
    if word in words.kinds or word in words.generic:
        return rules.generic_weight
    return rules.common_weight if word in words.common else 1.0


def _alike(heard: pd.Series, own: np.ndarray[Any, Any], rules: Rules) -> pd.DataFrame:
    """Pairs of words that are one; a letter may differ only between long words that are names of their own."""
    loose = own & (heard.str.len() >= rules.near_letters).to_numpy(dtype=bool)
    rows = [
        (spelled, at)
        for at, (one, may) in enumerate(zip(heard, loose, strict=True))
        for spelled in (sorted(without_one_letter(one)) if may else (one,))
    ]
    table = pd.DataFrame(rows, columns=["spelled", "word"]).astype({"spelled": "str", "word": "int64"})
    pairs = table.merge(table, on="spelled").drop_duplicates(["word_x", "word_y"])
    left, right = pairs["word_x"].to_numpy(), pairs["word_y"].to_numpy()
    sounds = heard.to_numpy(dtype=object)
    same = sounds[left] == sounds[right]
    share = np.where(left == right, 1.0, np.where(same, rules.sound_share, rules.near_share))
    kept = same | (loose[left] & loose[right])
    found = pd.DataFrame({"word": left, "other": right, "share": share})[kept]
    return found.sort_values(["word", "other"], ignore_index=True)


def pair_scores(names: Names, left: Ints, right: Ints, rules: Rules) -> pd.DataFrame:
    """How alike pairs of names are.

    Parameters
    ----------
    names
        From `read_names`.
    left, right
        Rows of ``names.table``, pair by pair.

    Returns
    -------
    scores
        One row a pair: `name_score` (0-1; 0 where the numbers differ), `numbers` (`AGREE`, `ONE_SIDED`, `DIFFER`),
        `other_kind` (they say different kinds of place), `own_shared` (words of their own that are in both).

    Notes
    -----
    Method: docs/methods.md#who-is-who. Every word of the one looks for its best fellow in the other; what is found,
    weighed, over what there is gives the agreement, and over the shorter name the containment.
    """
    hits = _hits(names, left, right)
    size = len(left)
    found_left = np.bincount(hits["pair"], hits["left_weight"] * hits["left_share"], minlength=size)
    found_right = np.bincount(hits["pair"], hits["right_weight"] * hits["right_share"], minlength=size)
    weight = names.table["weight"].to_numpy()
    whole, shorter = weight[left] + weight[right], np.minimum(weight[left], weight[right])
    own = np.bincount(hits["pair"], hits["own"] & (hits["left_share"] > 0), minlength=size).astype("int64")
    agreement = np.divide(found_left + found_right, whole, out=np.zeros(size), where=whole > 0)
    least = np.minimum(found_left, found_right)
    contained = np.divide(least, shorter, out=np.zeros(size), where=(shorter > 0) & (own > 0))
    score = (1 - rules.containment_share) * agreement + rules.containment_share * np.fmax(contained, agreement)
    spelled = names.table["spelled"].to_numpy(dtype=object)
    score = np.where((spelled[left] == spelled[right]) & (spelled[left] != ""), 1.0, score)
    numbers = _numbers(names, left, right)
    kinds = names.table["kinds"].to_numpy()
    other = (kinds[left] != 0) & (kinds[right] != 0) & ((kinds[left] & kinds[right]) == 0)
    score = np.where(numbers == DIFFER, 0.0, np.minimum(score, 1.0))
    shared = np.where(numbers == DIFFER, 0, own)
    told = {"name_score": score.round(4), "numbers": numbers, "other_kind": other, "own_shared": shared}
    return pd.DataFrame(told)


def _hits(names: Names, left: Ints, right: Ints) -> pd.DataFrame:
    """Words of each pair that found a fellow: for each side its weight and the share found, 0 where it is not the best.

    Rows are (pair, word left, word right); a word's best fellow counts once.
    """
    starts = np.searchsorted(names.tokens["name"], np.arange(len(names.table) + 1))
    pair, token = _spread(starts, left)
    words, others = names.tokens["word"].to_numpy(), names.alike["other"].to_numpy()
    first = np.searchsorted(names.alike["word"], np.arange(words.max(initial=-1) + 2))
    at, fellow = _spread(first, words[token])
    pair, token, share = pair[at], token[at], names.alike["share"].to_numpy()[fellow]
    step = words.max(initial=0) + 1
    codes = names.tokens["name"].to_numpy() * step + words
    wanted = right[pair] * step + others[fellow]
    place = np.minimum(np.searchsorted(codes, wanted), max(len(codes) - 1, 0))
    kept = codes[place] == wanted if len(codes) else np.zeros(0, dtype=bool)
    hits = pd.DataFrame({"pair": pair[kept], "token": token[kept], "fellow": place[kept], "share": share[kept]})
    weight, own = names.tokens["weight"].to_numpy(), names.tokens["own"].to_numpy()
    hits["left_weight"], hits["right_weight"] = weight[hits["token"]], weight[hits["fellow"]]
    hits["left_share"], hits["right_share"] = _best(hits, "token"), _best(hits, "fellow")
    return hits.assign(own=own[hits["token"]] & own[hits["fellow"]])


def _best(hits: pd.DataFrame, side: str) -> pd.Series:
    """The share where it is the best of its word in its pair, else 0."""
    ordered = hits.sort_values(["pair", side, "share"], ascending=[True, True, False], kind="stable")
    return ordered["share"].where(~ordered.duplicated(["pair", side]), 0.0).reindex(hits.index)


def _spread(starts: Ints, asked: Ints) -> tuple[Ints, Ints]:
    """For each asked group all its members: position of the asker, position of the member."""
    counts = starts[asked + 1] - starts[asked]
    asker = np.repeat(np.arange(len(asked)), counts)
    nth = np.arange(len(asker)) - np.repeat(np.cumsum(counts) - counts, counts)
    return asker, starts[asked][asker] + nth


def _numbers(names: Names, left: Ints, right: Ints) -> Ints:
    """Whether the numbers of two names agree, stand in one of them only (in part), or differ."""
    marks = names.table["marks"].to_numpy()
    one, other = marks[left], marks[right]
    said = np.full(len(left), AGREE, dtype="int64")
    apart = np.flatnonzero(one != other)
    if len(apart):
        pairs, place = np.unique(np.stack([one[apart], other[apart]], axis=1), axis=0, return_inverse=True)
        sets = names.marks
        told = [ONE_SIDED if sets[a] <= sets[b] or sets[b] <= sets[a] else DIFFER for a, b in pairs]
        said[apart] = np.asarray(told, dtype="int64")[place.ravel()]
    return said
