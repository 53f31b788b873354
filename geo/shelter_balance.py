"""Places of shelters beside the people expected, by commune, department and nation."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.safe_capacity import TERMS
from geo.shelter_rules import ShelterRules

_SUMS = ("declared_capacity", "safe_capacity", "occupancy_persons", "net_safe_capacity", "unassessed_capacity")


def balance_by_place(capacity: Result, expected: pd.DataFrame, communes: pd.DataFrame, rules: ShelterRules) -> Result:
    """Places, safe places, people expected and the balance of each place.

    Parameters
    ----------
    capacity
        What `safe_capacity.safe_capacity` gave.
    expected
        `adm2_pcode`, `people_expected` (persons, NaN unknown); several rows of a commune add up.
    communes
        What `places.communes_at` gave for a level.
    rules
        The rules that `capacity` was reckoned with.

    Returns
    -------
    balance
        One row per place: `shelters`, and of these `shelters_usable`, `shelters_unknown` (no net figure),
        `shelters_unassessed`, `shelters_occupied_by_idps`, `shelters_at_most`; `declared_capacity`, `safe_capacity`,
        `occupancy_persons`, `net_safe_capacity` (signed), `unassessed_capacity`: sums of what is known, NaN where
        nothing is known of any shelter, 0 without shelters. `people_expected` (NaN where all that is known is nobody
        and some is not), `communes_without_expected`; `balance` = `net_safe_capacity` - `people_expected`, NaN where
        one is unknown. `binding_term`: that of most shelters, null without any. Over communes, figures add up to those
        of departments and nation.

    Notes
    -----
    Method: docs/methods.md#safe-capacity. What places that house displaced people would hold is in no figure but the
    declared one.
    """
    of_commune = communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"]
    names = communes.drop_duplicates("place").set_index("place")["name"]
    held = capacity.frame.assign(place=capacity.frame["adm2_pcode"].map(of_commune))
    placed = held[held["place"].notna()]
    frame = pd.DataFrame({"place": names.index.astype("str"), "name": names.to_numpy()})
    frame = frame.assign(**_counts(placed, names.index), **_sums(placed, names.index))
    frame = frame.assign(**_expected(expected, of_commune, names.index))
    frame["balance"] = frame["net_safe_capacity"] - frame["people_expected"]
    facts = {**capacity.facts, "shelters_without_place": int(len(held) - len(placed))}
    return Result(frame, partial(_explain, rules, facts), facts)


def _counts(placed: pd.DataFrame, places: pd.Index) -> dict[str, Any]:
    term, net = placed["binding_term"], placed["net_safe_capacity"]
    flags = {
        "shelters": pd.Series(True, index=placed.index, dtype=bool),
        "shelters_usable": (placed["safe_capacity"] > 0).fillna(value=False),
        "shelters_unknown": net.isna(),
        "shelters_unassessed": term == "structure_unassessed",
        "shelters_occupied_by_idps": term == "occupied_by_idps",
        "shelters_at_most": (placed["unknown_terms"] != "") & (placed["safe_capacity"] > 0).fillna(value=False),
    }
    counted = {
        name: flag.astype("int64").groupby(placed["place"]).sum().reindex(places, fill_value=0).to_numpy()
        for name, flag in flags.items()
    }
    order = pd.Categorical(term, categories=list(TERMS), ordered=True).codes
    most = pd.Series(order, index=placed.index).groupby(placed["place"]).agg(lambda codes: np.bincount(codes).argmax())
    told = most.reindex(places).map(lambda code: None if pd.isna(code) else TERMS[int(code)])
    return {**counted, "binding_term": told.astype("str").to_numpy()}


def _sums(placed: pd.DataFrame, places: pd.Index) -> dict[str, Any]:
    """Sum what is known; NaN where shelters are there and nothing is known of any."""
    grouped = placed.groupby("place")[list(_SUMS)]
    total, some = grouped.sum().reindex(places, fill_value=0.0), grouped.count().reindex(places, fill_value=0)
    size = placed.groupby("place").size().reindex(places, fill_value=0)
    told = {name: total[name].where((some[name] > 0) | (size == 0)).to_numpy(dtype="float64") for name in _SUMS}
    known_declared = some["declared_capacity"]
    return {**told, "shelters_without_capacity": (size - known_declared).to_numpy(dtype="int64")}


def _expected(expected: pd.DataFrame, of_commune: pd.Series, places: pd.Index) -> dict[str, Any]:
    told = expected.groupby("adm2_pcode")["people_expected"].agg(lambda values: values.sum(min_count=1))
    by_commune = told.reindex(of_commune.index)
    summed = by_commune.groupby(of_commune).agg(lambda values: values.sum(min_count=1)).reindex(places)
    unknown = by_commune.isna().groupby(of_commune).sum().reindex(places)
    nothing = (summed == 0) & (unknown > 0)  # nobody where it is known, and unknown where people may be: not zero
    return {
        "people_expected": summed.mask(nothing).to_numpy(dtype="float64"),
        "communes_without_expected": unknown.to_numpy(dtype="int64"),
    }


def _explain(rules: ShelterRules, facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    persons = (*_SUMS, "people_expected")
    counts = ("shelters", "shelters_usable", "shelters_unknown", "shelters_unassessed", "shelters_occupied_by_idps",
              "shelters_at_most", "shelters_without_capacity", "communes_without_expected")  # fmt: skip
    notes = {
        "shelters.not_available_idps": row["shelters_occupied_by_idps"] > 0,
        "shelters.at_most": row["shelters_at_most"] > 0,
        "shelters.unassessed": row["shelters_unassessed"] > 0,
        "shelters.unknown": row["shelters_unknown"] > 0,
        "shelters.expected_missing": row["communes_without_expected"] > 0,
        "unverified": True,
    }
    return Explanation(
        figure="shelter_balance",
        formula="balance = sum(net_safe_capacity) - sum(people_expected)",
        inputs=tuple(Input(name, known(row[name]), "persons") for name in persons)
        + tuple(Input(name, known(row[name])) for name in counts),
        value=known(row["balance"]),
        unit="persons",
        clause="docs/methods.md#safe-capacity",
        dated=facts["event_on"],
        source="data/reference/shelter-rules.toml",
        status="unverified",
        notes=tuple(note for note, holds in notes.items() if holds),
        changes=rules.changes,
    )
