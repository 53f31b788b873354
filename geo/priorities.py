"""Which sites first, and why: a weighted mean of how far each falls short, with its bounds and its steadiness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from geo.errors import DataProblem, ReferenceProblem
from geo.explain import Explanation, Input, Result, known
from geo.settings import Said, Setting, changes_of, parse_settings
from geo.severity import FACTORS, Terms
from geo.site_services import Flags, Floats, ratio
from geo.steadiness import head_share

WHY = 3  # contributions named in a row of the list; the explanation has them all
RULES = ("least_assessed_share", "top", "draws", "spread")
_DIGITS = 12  # scores are ranked as rounded to these, so that noise of the last bit decides nothing


@dataclass(frozen=True)
class Weights:
    """Weights of a severity score and the rules of its list.

    Parameters
    ----------
    standards, factors
        Weight of each standard and factor, by key; only their proportions count.
    rules
        `least_assessed_share` (0-1: below it a site gets no rank), and of the steadiness `top` (sites), `draws`
        and `spread` (0-1: how far each weight moves either way).
    """

    standards: Mapping[str, Setting]
    factors: Mapping[str, Setting]
    rules: Mapping[str, Setting]

    def edited(self, values: Mapping[str, float], said: Mapping[str, Said] | None = None) -> Weights:
        """Return the weights with other values by key; what is edited is unverified.

        `said`: who changed which of them.

        Raises
        ------
        DataProblem
            ``weights.unknown`` for a key that is no weight, ``weights.value`` for a value below 0 or no number.
        """
        for key, value in values.items():
            if key not in self.standards and key not in self.factors:
                raise DataProblem("weights.unknown", weight=key)
            if not 0 <= value < np.inf:
                raise DataProblem("weights.value", weight=key, value=value)

        who = said or {}

        def with_values(held: Mapping[str, Setting]) -> dict[str, Setting]:
            return {key: one.edited(values[key], who.get(key), name=f"weight[{key}]") if key in values else one
                    for key, one in held.items()}  # fmt: skip

        return replace(self, standards=with_values(self.standards), factors=with_values(self.factors))

    def of(self, keys: tuple[str, ...]) -> Floats:
        """Weight of each term; 0 for one without a weight."""
        held = {**self.standards, **self.factors}
        return np.array([held[key].value if key in held else 0.0 for key in keys])


def parse_weights(document: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Weights:
    """Read weights from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``weights.parts`` if a part or rule is missing or unknown, ``weights.value`` for a weight that may not be;
        others as `geo.settings.parse_settings`.
    """
    if set(document) != {"weights", "factors", "rules"} or set(document["rules"]) != set(RULES):
        raise ReferenceProblem("weights.parts", rules=", ".join(RULES))
    weights, factors, rules = (parse_settings(document[part]) for part in ("weights", "factors", "rules"))
    if not set(factors) <= set(FACTORS):
        raise ReferenceProblem("weights.parts", rules=", ".join(FACTORS))
    for key, one in {**weights, **factors}.items():
        if not 0 <= one.value < np.inf or one.unit != "weight":
            raise ReferenceProblem("weights.value", weight=key, value=one.value)
    return Weights(weights, factors, rules)


def priorities(terms: Terms, weights: Weights, *, by: Literal["score", "people_in_need"] = "score") -> Result:
    """Rank sites by how far they fall short.

    Parameters
    ----------
    terms
        What `severity.terms_of` gave.
    weights
        The weights in force; at least one above 0.
    by
        Rank by `score`, or by `people_in_need` (people x score).

    Returns
    -------
    priorities
        One row per site, the first first. `score` is the weighted mean of the degrees known (0-1; NaN where none
        is), `score_low` and `score_high` its bounds if all that is not assessed were met or nothing at all,
        `assessed_weight_share` the weight that is known of what applies. `rank` from 1; NaN where the score (or
        what is ranked by) is unknown or too little is assessed: such sites stand last. `top_share`: in which
        share of the draws of weights the site is in the head of the list. `why_1` .. `why_3`: the terms that
        contribute most, `why_1_points` .. their part of the score (null where there is none).

    Raises
    ------
    DataProblem
        ``weights.none`` if no term has a weight.

    Notes
    -----
    Method: docs/methods.md#priorities. Weights: data/reference/priorities.toml.
    """
    each = weights.of(terms.keys)
    if not each.sum() > 0:
        raise DataProblem("weights.none")
    told = _scores(terms, each)
    points = told.pop("points")
    frame = terms.sites.assign(**told)
    frame["people_in_need"] = frame["people"] * frame["score"]
    able = (frame["assessed_weight_share"] >= weights.rules["least_assessed_share"].value) & frame[by].notna()
    frame["ranked"] = able
    frame = frame.assign(**_why(points, terms.keys))
    order = _order(frame, by)
    people = terms.sites["people"].to_numpy(dtype="float64") if by == "people_in_need" else None
    settings = {name: weights.rules[name].value for name in ("top", "draws", "spread")}
    frame["top_share"] = head_share(terms, each, order[: int(able.sum())], people=people, **settings)
    frame = frame.assign(term=np.arange(len(frame))).iloc[order].reset_index(drop=True)
    frame.insert(0, "rank", np.where(frame["ranked"], np.arange(1.0, len(frame) + 1), np.nan))
    frame["place"] = frame["site_id"]
    facts = {"by": by, "sites": len(frame), "ranked": int(able.sum()), "unranked": int((~able).sum()),
             **settings, "weights": dict(zip(terms.keys, each.tolist(), strict=True))}  # fmt: skip
    return Result(frame, partial(_explain, terms, weights), facts)


def _scores(terms: Terms, each: Floats) -> dict[str, Any]:
    """Score, bounds and parts of every site; sums over terms are products with the weights."""
    known = _weighed(terms.assessed, each)
    asked = _weighed(terms.applicable, each)
    parts = np.where(terms.assessed, terms.least, 0.0) * each
    middle = parts.sum(axis=1)
    score = np.round(ratio(middle, known), _DIGITS)
    return {
        "score": score,
        "score_low": np.round(ratio(np.where(terms.applicable, terms.least, 0.0) @ each, asked), _DIGITS),
        "score_high": np.round(ratio(np.where(terms.applicable, terms.most, 0.0) @ each, asked), _DIGITS),
        "assessed_weight_share": ratio(known, asked),
        "points": np.divide(parts, known[:, None], out=np.zeros_like(parts), where=known[:, None] > 0),
    }


def _weighed(holds: Flags, each: Floats) -> Floats:
    return np.asarray(holds.astype("float64") @ each)


def _why(points: Floats, keys: tuple[str, ...]) -> dict[str, Any]:
    """The terms of the largest parts; equal parts in the order of the terms."""
    count = min(WHY, len(keys))
    largest = np.argsort(-np.round(points, _DIGITS), axis=1, kind="stable")[:, :count]
    part = np.take_along_axis(points, largest, axis=1)
    names = pd.array([*keys, None], dtype="str")
    told: dict[str, Any] = {}
    for at in range(WHY):
        value = part[:, at] if at < count else np.zeros(len(points))
        code = largest[:, at] if at < count else np.zeros(len(points), dtype="int64")
        told[f"why_{at + 1}"] = names.take(np.where(value > 0, code, len(keys)))
        told[f"why_{at + 1}_points"] = np.where(value > 0, value, np.nan)
    return told


def _order(frame: pd.DataFrame, by: str) -> Any:
    """Positions of the sites in the order of the list: ranked ones, then by what is ranked by, people and id."""
    ascending = [False, False, False, True]
    keys = frame.assign(worth=np.round(frame[by].to_numpy(dtype="float64"), _DIGITS))
    return keys.sort_values(
        ["ranked", "worth", "people", "site_id"], ascending=ascending, kind="stable"
    ).index.to_numpy()


def _explain(terms: Terms, weights: Weights, row: dict[str, Any]) -> Explanation:
    at, each = int(row["term"]), weights.of(terms.keys)
    held = {**weights.standards, **weights.factors}
    inputs = []
    for column, key in enumerate(terms.keys):
        if each[column] > 0 and terms.applicable[at, column]:
            degree = float(terms.least[at, column]) if terms.assessed[at, column] else None
            inputs += [Input(f"degree[{key}]", degree, "share"), Input(f"weight[{key}]", float(each[column]))]
    shares = ("assessed_weight_share", "score_low", "score_high", "top_share")
    notes = {"priority.too_little_assessed": not row["ranked"],
             "priority.weights_editable": any(one.status == "unverified" for one in held.values()),
             "people_estimated": bool(row["people_estimated"])}  # fmt: skip
    return Explanation(
        figure="severity",
        formula="score = sum(weight * degree) / sum(weight) over assessed terms that apply; "
                "people_in_need = people * score",
        inputs=(*inputs, *(Input(name, known(row[name]), "share") for name in shares),
                Input("people", known(row["people"]), "persons"),
                Input("people_in_need", known(row["people_in_need"]), "persons")),
        value=known(row["score"]),
        unit="share",
        clause="docs/methods.md#priorities",
        dated=str(known(row["assessed_on"]) or ""),
        source="assessments",
        status="unverified",
        notes=tuple(note for note, holds in notes.items() if holds),
        changes=changes_of(*held.values()),
    )  # fmt: skip


def counted_ranks(facts: Mapping[str, Any], rules: Mapping[str, Setting]) -> Explanation:
    """Explain how many sites have a rank, and how its steadiness was tried, of the facts of `priorities`.

    Parameters
    ----------
    facts
        `ranked`, `unranked`, `sites` (numbers of sites).
    rules
        The rules in force, by the names of `RULES`.
    """
    held = [rules[name] for name in RULES]
    return Explanation(
        figure="priorities_ranked",
        formula="ranked = number of sites with assessed_weight_share >= least_assessed_share; top_share = share of the "
                "draws, each weight times a factor from 1 - spread to 1 + spread, in which a site is among the top",
        inputs=(*(Input(name, float(facts[name])) for name in ("sites", "unranked")),
                *(Input(name, one.value, one.unit) for name, one in zip(RULES, held, strict=True))),
        value=float(facts["ranked"]),
        unit="sites",
        clause="docs/methods.md#priorities",
        source="assessments",
        status="verified" if all(one.status == "verified" for one in held) else "unverified",
        changes=changes_of(*held),
    )  # fmt: skip
