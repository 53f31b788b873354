"""Who is who: which records of two lists may be one place, how likely, and why.

Names, points and communes are the evidence; a person decides wherever it is not plain. Method and worked examples:
docs/methods.md#who-is-who.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.crs import metric_xy
from geo.name_scores import DIFFER, ONE_SIDED, Ints, Names, Rules, pair_scores, read_names
from geo.place_words import PlaceWords

CERTAIN, UNCERTAIN = "certain", "uncertain"
COLUMNS = ("left_id", "right_id", "score", "name_score", "distance_m", "same_commune", "verdict", "reasons")
# Points that stand for a place as a whole: where they agree nothing is said.
VAGUE = ("place_centre",)
_DTYPES = {"left_id": "str", "right_id": "str", "score": "float64", "name_score": "float64", "distance_m": "float64",
           "same_commune": "bool", "verdict": "str", "reasons": "str"}  # fmt: skip


def candidates(
    new: pd.DataFrame, known: pd.DataFrame, words: PlaceWords, rules: Rules, *, aliases: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Pairs of records that may be one place.

    Parameters
    ----------
    new, known
        `id` (no two alike in a list), `name`, `adm2_pcode`, `longitude`, `latitude` (degrees); null where unknown.
        `location_confidence` and `source` (whose list) may be absent. The same frame twice looks for doubles
        within a list: each pair then comes in both directions.
    words, rules
        data/reference/place-words.toml, data/reference/reconcile.toml.
    aliases
        `id`, `alias`: further names, of either list.

    Returns
    -------
    pairs
        One row a pair, by `left_id` and `right_id`: `score` (0-1), `name_score` (0-1; NaN where a name is
        missing), `distance_m` (NaN where a point is missing or says nothing), `same_commune`, `verdict`
        (``certain``, ``uncertain``), `reasons` (codes with spaces between). A record is never its own pair.

    Notes
    -----
    Method: docs/methods.md#who-is-who. Swapping the lists swaps the sides; the order of rows does not matter.
    """
    left, right = (_prepared(rows, rules) for rows in (new, known))
    told = [_named(rows, aliases) for rows in (left, right)]
    names = read_names(pd.concat([one["name"] for one in told]), words, rules)
    left_names, right_names = (_read(one, names) for one in told)
    close = _close_pairs(left, right, rules)
    both = pd.concat([_word_pairs(left_names, right_names, names, rules), close], ignore_index=True).drop_duplicates()
    both = both[left["id"].to_numpy()[both["left"]] != right["id"].to_numpy()[both["right"]]]
    scored = _scored(both.reset_index(drop=True), left_names, right_names, names, rules)
    facts = _with_place(scored, left, right, rules)
    return _told(_one_each(_judged(facts, rules)), left, right, rules)


def _prepared(rows: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Records by id, with metres; the metres are unknown where the point is no evidence."""
    kept = rows.sort_values("id", ignore_index=True)
    x, y = metric_xy(kept["longitude"].to_numpy(float), kept["latitude"].to_numpy(float))
    shared = kept.groupby(["longitude", "latitude"])["id"].transform("size") >= rules.shared_point_records
    vague = shared.to_numpy(dtype=bool)
    if "location_confidence" in kept.columns:
        vague = vague | kept["location_confidence"].isin(VAGUE).to_numpy(dtype=bool)
    source = kept["source"] if "source" in kept.columns else pd.Series(None, index=kept.index, dtype="str")
    return pd.DataFrame({
        "id": kept["id"].astype("str"), "name": kept["name"].astype("str"), "commune": kept["adm2_pcode"].astype("str"),
        "x": np.where(vague, np.nan, x), "y": np.where(vague, np.nan, y), "source": source.astype("str"),
    })  # fmt: skip


def _named(rows: pd.DataFrame, aliases: pd.DataFrame | None) -> pd.DataFrame:
    """Every name of every record: `record` (row), `name`, `former`, `commune`."""
    own = pd.DataFrame({"record": range(len(rows)), "name": rows["name"], "former": False})
    if aliases is not None and len(aliases):
        at = pd.Series(range(len(rows)), index=rows["id"])
        known = aliases[aliases["id"].isin(at.index) & aliases["alias"].notna()]
        told = {"record": at[known["id"]].to_numpy(), "name": known["alias"].to_numpy(), "former": True}
        own = pd.concat([own, pd.DataFrame(told)], ignore_index=True).astype({"name": "str"})
    return own.assign(commune=rows["commune"].to_numpy()[own["record"]])


def _read(told: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The names of which something is left, with their rows in `names`."""
    place = pd.Series(range(len(names.table)), index=names.table["text"], dtype="int64")
    at = told["name"].map(place)
    kept = told.assign(at=at)[at.notna() & (at.map(names.table["spelled"]) != "")]
    return kept.astype({"at": "int64"}).sort_values(["record", "former", "at"], ignore_index=True)


def _word_pairs(left: pd.DataFrame, right: pd.DataFrame, names: Names, rules: Rules) -> pd.DataFrame:
    """Records of one commune that share a word of their own, or that sound alike as a whole."""
    own = names.tokens[names.tokens["own"]]
    alike = names.alike.rename(columns={"other": "by"})
    heard = names.table["heard"].to_numpy(dtype=object)
    parts = []
    for one, expand in ((left, False), (right, True)):
        words = one.merge(own[["name", "word"]], left_on="at", right_on="name", suffixes=("", "_read"))
        words = words.merge(alike[["word", "by"]], on="word") if expand else words.assign(by=words["word"])
        whole = one.assign(by=heard[one["at"]])
        both = pd.concat([words.assign(by="w" + words["by"].astype("str")), whole], ignore_index=True)
        parts.append(both.loc[both["commune"].notna(), ["record", "commune", "by"]].drop_duplicates())
    return _joined(parts[0], parts[1], rules)


def _joined(left: pd.DataFrame, right: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Pairs that meet in a commune and a word; words that would bring too many together are left to other evidence."""
    key = ["commune", "by"]
    counts = left.groupby(key).size().mul(right.groupby(key).size()).dropna()
    few = counts[counts <= rules.block_pairs_most].index.to_frame(index=False)
    met = left.merge(few, on=key).merge(right, on=key, suffixes=("_left", "_right"))
    return pd.DataFrame({"left": met["record_left"], "right": met["record_right"]}).drop_duplicates()


def _close_pairs(left: pd.DataFrame, right: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Records whose points are near, the nearest of each from both sides."""
    within = max(rules.border_distance_m, rules.weak_distance_m, rules.alone_distance_m)
    one, other = (_neighbours(a, b, within, int(rules.nearest_records)) for a, b in ((left, right), (right, left)))
    pairs = pd.DataFrame({
        "left": np.concatenate([one[0], other[1]]), "right": np.concatenate([one[1], other[0]]),
    })  # fmt: skip
    return pairs.drop_duplicates()


def _neighbours(rows: pd.DataFrame, others: pd.DataFrame, within: float, most: int) -> tuple[Ints, Ints]:
    at, there = (np.flatnonzero(one["x"].notna().to_numpy()) for one in (rows, others))
    if not len(at) or not len(there):
        return np.zeros(0, dtype="int64"), np.zeros(0, dtype="int64")
    tree = cKDTree(others.loc[there, ["x", "y"]].to_numpy())
    most = min(most, len(there)) + 1  # one beyond: a column even where there is a single record
    distance, found = tree.query(rows.loc[at, ["x", "y"]].to_numpy(), k=most, distance_upper_bound=within)
    row, nth = np.nonzero(np.isfinite(distance))
    return at[row], there[found[row, nth]]


def _scored(both: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame, names: Names, rules: Rules) -> pd.DataFrame:
    """The best pair of names of each pair of records; `name_score` is NaN where one has no name."""
    told = both.assign(pair=range(len(both)))
    ways = told.merge(left, left_on="left", right_on="record").merge(
        right, left_on="right", right_on="record", suffixes=("_left", "_right")
    )
    scores = pair_scores(names, ways["at_left"].to_numpy("int64"), ways["at_right"].to_numpy("int64"), rules)
    spelled = names.table["spelled"].to_numpy(dtype=object)
    scores["same_name"] = spelled[ways["at_left"]] == spelled[ways["at_right"]]
    scores["former"] = (ways["former_left"] | ways["former_right"]).to_numpy(dtype=bool)
    scores["pair"] = ways["pair"]
    order = ["pair", "name_score", "numbers", "other_kind", "former"]
    best = scores.sort_values(order, ascending=[True, False, True, True, True], kind="stable").drop_duplicates("pair")
    found = told.merge(best, on="pair", how="left")
    flags = {name: found[name].eq(other=True).fillna(value=False) for name in ("other_kind", "same_name", "former")}
    return found.assign(**flags, own_shared=found["own_shared"].fillna(0), numbers=found["numbers"].fillna(0))


def _with_place(pairs: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Distance, commune, and whether two records are alone with each other."""
    one, other = left.loc[pairs["left"]].reset_index(drop=True), right.loc[pairs["right"]].reset_index(drop=True)
    distance = np.hypot(one["x"] - other["x"], one["y"] - other["y"]).round(1)
    everybody = pd.concat([left, right]).drop_duplicates("id").dropna(subset="x")
    tree = cKDTree(everybody[["x", "y"]].to_numpy())
    alone = distance <= rules.alone_distance_m
    for side in (one, other):
        points = side.loc[alone, ["x", "y"]].to_numpy()
        around = tree.query_ball_point(points, rules.alone_distance_m, return_length=True) if len(points) else 0
        alone[alone] = np.asarray(around) <= 2  # itself and the other
    return pairs.assign(
        distance_m=distance,
        same_commune=(one["commune"] == other["commune"]).fillna(value=False).astype("bool"),
        one_list=(one["source"] == other["source"]).fillna(value=False).astype("bool"),
        alone=alone,
    )


def _judged(facts: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Keep what a person should see and say what is certain (docs/methods.md#who-is-who, the table of rules)."""
    name, distance = facts["name_score"].fillna(0.0), facts["distance_m"]
    here, nowhere = facts["same_commune"], distance.isna()
    limits = (rules.close_m, rules.other_spelling_distance_m, rules.certain_distance_m, rules.weak_distance_m)
    within = {limit: distance <= limit for limit in limits}
    two_lists = ~facts["one_list"]  # one list tells its own rows apart: only what is near or unlocated is asked about
    far_enough = within[rules.certain_distance_m] | (two_lists & (distance <= rules.offer_distance_m))
    alike = (name >= rules.offer_name) & here & (nowhere | far_enough)
    same_far = facts["same_name"] & (facts["own_shared"] > 0) & here & (distance <= rules.same_name_distance_m)
    border = (name >= rules.offer_name) & ~here & (distance <= rules.border_distance_m)
    weak = (name >= rules.weak_name) & within[rules.weak_distance_m]
    by_point = facts["alone"] & ~facts["other_kind"]
    offered = (alike | border | (two_lists & (same_far | weak | by_point))) & (facts["numbers"] != DIFFER)
    plain = here & ~facts["other_kind"] & (facts["numbers"] != ONE_SIDED) & (name >= rules.certain_name)
    own, same = facts["own_shared"], facts["same_name"]
    named = same & (own > 0)
    certain = plain & (
        (named & (nowhere | within[rules.certain_distance_m]))
        | ((own > 1) & within[rules.other_spelling_distance_m])
        | (same & within[rules.close_m])
    )
    return facts.assign(certain=certain, by_point=by_point & ~alike & ~weak)[offered].reset_index(drop=True)


def _one_each(pairs: pd.DataFrame) -> pd.DataFrame:
    """A record is certainly one other at most: the one of the same name, else nobody."""
    certain = pairs["certain"]
    same = certain & pairs["same_name"]
    named = [pairs[side].isin(pairs.loc[same, side]) for side in ("left", "right")]
    best = certain & (pairs["same_name"] | ~(named[0] | named[1]))
    several = pd.Series(data=False, index=pairs.index)
    for side in ("left", "right"):
        counts = pairs.loc[best, side].value_counts()
        several |= best & (pairs[side].map(counts).fillna(0) > 1)
    return pairs.assign(certain=best & ~several, several=certain & ~(best & ~several))


def _told(pairs: pd.DataFrame, left: pd.DataFrame, right: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    near = (1 - pairs["distance_m"] / rules.scale_distance_m).clip(lower=0)
    name = pairs["name_score"].fillna(0.0)
    score = (rules.name_share * name + (1 - rules.name_share) * near).fillna(rules.unlocated_share * name)
    score = score.where(pairs["same_commune"], rules.other_commune_share * score)
    table = pd.DataFrame({
        "left_id": left["id"].to_numpy()[pairs["left"]], "right_id": right["id"].to_numpy()[pairs["right"]],
        "score": score.round(4), "name_score": pairs["name_score"], "distance_m": pairs["distance_m"],
        "same_commune": pairs["same_commune"], "verdict": np.where(pairs["certain"], CERTAIN, UNCERTAIN),
        "reasons": _reasons(pairs, rules),
    })  # fmt: skip
    return table.astype(_DTYPES).sort_values(["left_id", "right_id"], ignore_index=True)


def _reasons(pairs: pd.DataFrame, rules: Rules) -> list[str]:
    """Codes of the reasons, in words under ``identity.reason`` of the locales."""
    name, distance = pairs["name_score"], pairs["distance_m"]
    alike = name >= rules.offer_name
    said: dict[str, Any] = {
        "name_missing": name.isna(),
        "name_same": pairs["same_name"],
        "name_alike": alike & ~pairs["same_name"],
        "name_part": ~alike & (name >= rules.weak_name),
        "name_other": name < rules.weak_name,
        "former_name": pairs["former"] & (name >= rules.weak_name),
        "name_generic": alike & (pairs["own_shared"] == 0),
        "number_missing": pairs["numbers"] == ONE_SIDED,
        "other_kind": pairs["other_kind"],
        "near": distance <= rules.certain_distance_m,
        "apart": distance > rules.certain_distance_m,
        "no_point": distance.isna(),
        "other_commune": ~pairs["same_commune"],
        "alone": pairs["by_point"],
        "several": pairs["several"],
    }
    flags = pd.DataFrame(said).fillna(value=False).to_numpy(dtype=bool)
    codes = np.array(list(said), dtype=object)
    return [" ".join(codes[row]) for row in flags]
