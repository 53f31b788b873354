"""The chain of each place as steps: people, of which whole, which share, low, middle and high, with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.footprint import OUTSIDE, UNLOCATED
from geo.impact_chain import STEPS, chain_by_place
from geo.impact_rates import BOUNDS, GOES_TO, Rates
from geo.settings import Setting, changes_of

EXPOSED = "exposed"
# Each step and the one that its share is of: denominators are never mixed.
OF = {EXPOSED: "", "affected": EXPOSED, "displaced": EXPOSED, "in_need": "affected",
      **dict.fromkeys(GOES_TO, "displaced")}  # fmt: skip
CONTRACT = (
    "place", "name", "hazard", "step", "step_of", *BOUNDS, *(f"share_{bound}" for bound in BOUNDS), "population",
    "above_population", "classes_unknown",
)  # fmt: skip
_APART = (OUTSIDE, UNLOCATED)


def met(exposed: pd.DataFrame) -> pd.DataFrame:
    """Rows of an exposure with nobody where a class has no area of the place, though its population is unknown.

    Parameters
    ----------
    exposed
        Frame of `exposure.exposure`.

    Returns
    -------
    met
        The rows; `people` is 0 instead of NaN where `area_in_class_m2` is 0 and every commune has a shape.
    """
    nowhere = (exposed["area_in_class_m2"] == 0) & (exposed["communes_without_shape"] == 0)
    return exposed.assign(people=exposed["people"].mask(exposed["people"].isna() & nowhere, 0.0))


def chain_steps(chain: Result, rates: Rates, settings: Mapping[str, Setting]) -> Result:
    """Exposed, affected, displaced, in need and where displaced people go, by place and hazard.

    Parameters
    ----------
    chain
        What `impact_chain.impact_chain` gave of an exposure.
    rates
        The shares that it was reckoned with.
    settings
        The same by setting (``chain.<...>``): those that somebody changed are told with the figure.

    Returns
    -------
    steps
        `CONTRACT`: one row per place, hazard and step. `low`, `middle`, `high`: persons (of what is known; NaN where
        nothing is; exposed people have one figure). `share_...`: 0-1 of the same bound of `step_of`, NaN where nobody
        is in it. `population` of the place. `above_population`: the high figure exceeds it: flagged, not cut.
        `classes_unknown`: classes with people whose share, or people, are unknown, in no sum. Hazards are never added.

    Notes
    -----
    Method: docs/methods.md#impact-chain.
    """
    sums = chain_by_place(chain)
    rows = chain.frame
    named = rows.drop_duplicates("place").set_index("place")
    population = named["population"] if "population" in rows else pd.Series(np.nan, index=named.index)
    people = {EXPOSED: dict.fromkeys(BOUNDS, sums["people_exposed"])}
    people |= {step: {b: sums[f"{step}_{b}"] for b in BOUNDS} for step in (*STEPS, *GOES_TO)}
    parts = []
    for at, (step, whole) in enumerate(OF.items()):
        part = sums[["place", "hazard", "classes_unknown"]].assign(step=step, step_of=whole, at=at)
        for bound in BOUNDS:
            part[bound] = people[step][bound]
            part[f"share_{bound}"] = _ratio(people[step][bound], people[whole][bound]) if whole else np.nan
        parts.append(part)
    told = pd.concat(parts).reset_index(names="row").sort_values(["row", "at"], kind="stable", ignore_index=True)
    told = told.assign(name=told["place"].map(named["name"]), population=told["place"].map(population))
    told = told.assign(above_population=told["high"] > told["population"])[[*CONTRACT]]
    texts = dict.fromkeys(("place", "name", "hazard", "step", "step_of"), "str")
    return Result(told.astype(texts), partial(_explain, rows, rates, settings, chain.facts), chain.facts)


def _ratio(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.mask(whole == 0)


@dataclass(frozen=True)
class _From:
    """What a step was reckoned from: its numbers, the start of its settings' names, and who says so."""

    inputs: tuple[Input, ...]
    settings: tuple[str, ...] = ()
    source: str = ""


def _explain(
    rows: pd.DataFrame, rates: Rates, settings: Mapping[str, Setting], facts: Mapping[str, Any], row: dict[str, Any]
) -> Explanation:
    step, whole = row["step"], row["step_of"]
    held = _by_class(rows, rates, row) if whole in ("", EXPOSED) else _of_whole(rates, row)
    ends = [Input(f"{step}[{bound}]", known(row[bound]), "persons") for bound in ("low", "high")]
    mine = [one for name, one in settings.items() if any(name.startswith(start) for start in held.settings)]
    return Explanation(
        figure=f"chain_{step}",
        formula=_formula(step, whole),
        inputs=(*held.inputs, *(ends if whole else ())),
        value=known(row["middle"]),
        unit="persons",
        clause="docs/methods.md#impact-chain",
        dated=str(facts.get("observed_on") or ""),
        source=held.source if whole else str(facts.get("source", "")),
        status="unverified" if whole else "verified",
        notes=_notes(row, facts),
        changes=changes_of(*mine),
    )


def _by_class(rows: pd.DataFrame, rates: Rates, row: dict[str, Any]) -> _From:
    """People of each class of the place, and the share of each."""
    here = rows[(rows["place"] == row["place"]) & (rows["hazard"] == row["hazard"])]
    here = here[~here["hazard_class"].isin(_APART) & (here["people"] != 0)]
    people = [
        Input(f"people[hazard_class.{one.hazard_class}]", known(one.people), "persons") for one in here.itertuples()
    ]
    if row["step"] == EXPOSED:
        return _From(tuple(people))
    held, keys = getattr(rates, row["step"]), [(row["hazard"], label) for label in here["hazard_class"]]
    shares = [_share(f"{row['step']}_share[hazard_class.{key[1]}]", held[key]) for key in keys if key in held]
    source = next((held[key].source for key in keys if key in held), "")
    return _From((*people, *shares), tuple(f"chain.{row['hazard']}.{key[1]}.{row['step']}." for key in keys), source)


def _of_whole(rates: Rates, row: dict[str, Any]) -> _From:
    """The whole that a step is a share of, and the share."""
    step = row["step"]
    one = rates.in_need if step == "in_need" else rates.goes_to[step]
    inputs = (
        Input(row["step_of"], known(row["middle"] / row["share_middle"]), "persons"),
        _share(f"{step}_share", one),
    )
    return _From(inputs, (f"chain.{'' if step == 'in_need' else 'goes_to.'}{step}.",), one.source)


def _share(name: str, one: Any) -> Input:
    return Input(name, one["middle"], "share")


def _formula(step: str, whole: str) -> str:
    if step == EXPOSED:
        return "exposed = sum(people)"
    if whole == EXPOSED:
        return f"{step} = sum(people * {step}_share)"
    return f"{step} = {whole} * {step}_share"


def _notes(row: dict[str, Any], facts: Mapping[str, Any]) -> tuple[str, ...]:
    notes = {
        "schematic": bool(facts.get("schematic")),
        "unverified": row["step"] != EXPOSED,
        "chain.classes_unknown": row["classes_unknown"] > 0,
        "chain.above_population": bool(row["above_population"]),
    }
    return tuple(note for note, holds in notes.items() if holds)
