"""Places of shelters (or other services) per person within reach, by floating catchments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import BadScenario
from geo.explain import Explanation, Input, Result, known
from geo.measuring import Counts, Floats, ratio
from geo.points_in_places import place_index
from geo.shelter_rules import ShelterRules

PLAIN, STEPPED = "2SFCA", "E2SFCA"
METHODS = (PLAIN, STEPPED)
STEP_WEIGHTS = ("access_near_weight", "access_middle_weight", "access_far_weight")


@dataclass(frozen=True)
class Catchment:
    """How far people go, and how much a longer way counts.

    Parameters
    ----------
    minutes
        At most so long, inclusive.
    steps
        (minutes, weight) with rising minutes: up to so long (inclusive) a way counts so much. Empty: every way
        within the catchment counts 1.

    Raises
    ------
    BadScenario
        ``access.minutes``, or ``access.steps`` where they do not rise, weigh below 0 or end before `minutes`.
    """

    minutes: float
    steps: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.minutes < np.inf:
            raise BadScenario("access.minutes", value=self.minutes)
        ends = [end for end, _ in self.steps]
        rising = all(one < other for one, other in pairwise(ends))
        if ends and not (rising and ends[-1] >= self.minutes and all(weight >= 0 for _, weight in self.steps)):
            raise BadScenario("access.steps", value=str(self.steps))

    def weight(self, minutes: Floats) -> Floats:
        """Weight of ways: 0 beyond the catchment."""
        ends, weights = zip(*(self.steps or ((np.inf, 1.0),)), strict=True)
        step = np.minimum(np.searchsorted(ends, minutes, side="left"), len(ends) - 1)
        told: Floats = np.where(minutes <= self.minutes, np.asarray(weights, dtype="float64")[step], 0.0)
        return told


@dataclass(frozen=True)
class Ways:
    """Ways between people and supply: positions of both rows, and minutes."""

    person: Counts
    supply: Counts
    minutes: Floats


def walking_catchment(rules: ShelterRules, walk_km: float, method: str) -> Catchment:
    """Catchment of the longest walk at the walking speed; by thirds of it where the method is ``E2SFCA``."""
    minutes = walk_km / rules["walking_speed"] * 60
    if method != STEPPED:
        return Catchment(minutes)
    ends = (minutes / 3, 2 * minutes / 3, minutes)
    return Catchment(minutes, tuple(zip(ends, (rules[name] for name in STEP_WEIGHTS), strict=True)))


def ways_on_foot(person: Counts, supply: Counts, metres: Floats, *, kmh: float) -> Ways:
    """Ways of `walking_pairs` at a speed.

    Raises
    ------
    BadScenario
        ``walk.speed`` for a speed of 0 or less.
    """
    if not 0 < kmh < np.inf:
        raise BadScenario("walk.speed", value=kmh)
    return Ways(person, supply, metres / 1000 / kmh * 60)


def places_per_person(people: pd.DataFrame, supply: pd.DataFrame, ways: Ways, catchment: Catchment) -> Result:
    """Accessibility by two-step floating catchments (2SFCA; with steps E2SFCA).

    Parameters
    ----------
    people
        `people` (persons; NaN unknown, in no catchment) and any further columns, which are kept.
    supply
        `places` (NaN unknown: adds nothing, and is counted).
    ways
        Ways between these rows.
    catchment
        Limit and weights.

    Returns
    -------
    access
        The rows of `people` with `places_per_person` (0 where nothing is within reach), `supply_in_reach` and
        `supply_unknown` (numbers of rows).

    Notes
    -----
    R_j = S_j / sum_i w(t_ij) P_i; A_i = sum_j w(t_ij) R_j. People times accessibility add up to all places that
    anybody reaches. Method: docs/methods.md#accessibility.
    """
    weight = catchment.weight(ways.minutes)
    persons = np.nan_to_num(people["people"].to_numpy(dtype="float64", na_value=np.nan))
    places = supply["places"].to_numpy(dtype="float64", na_value=np.nan)
    asked = np.bincount(ways.supply, weights=weight * persons[ways.person], minlength=len(supply))
    each = np.nan_to_num(ratio(np.nan_to_num(places), asked.astype("float64")))
    access = np.bincount(ways.person, weights=weight * each[ways.supply], minlength=len(people))
    near = weight > 0
    lost = near & np.isnan(places)[ways.supply]
    frame = people.reset_index(drop=True).assign(
        places_per_person=access.astype("float64"),
        supply_in_reach=np.bincount(ways.person[near], minlength=len(people)),
        supply_unknown=np.bincount(ways.person[lost], minlength=len(people)),
    )
    facts = {
        "minutes": catchment.minutes,
        "steps": [list(step) for step in catchment.steps],
        "method": STEPPED if catchment.steps else PLAIN,
        "supply_unknown": int(np.isnan(places).sum()),
        "people_unknown": int(people["people"].isna().sum()),
    }
    return Result(frame, partial(_explain, facts), facts)


def _explain(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="places_per_person",
        formula="R_j = S_j / sum(w(t_ij) * P_i); A_i = sum(w(t_ij) * R_j)",
        inputs=(
            Input("method", facts["method"]), Input("catchment_minutes", facts["minutes"], "min"),
            Input("people", known(row["people"]), "persons"), Input("supply_in_reach", known(row["supply_in_reach"])),
            Input("supply_unknown", known(row["supply_unknown"])),
        ),
        value=known(row["places_per_person"]),
        unit="places/person",
        clause="docs/methods.md#accessibility",
        status="unverified",
        notes=("access.supply_unknown",) if row["supply_unknown"] else (),
    )  # fmt: skip


def access_by_place(access: Result, communes: pd.DataFrame) -> Result:
    """Places per person of each place: the mean over its people.

    Parameters
    ----------
    access
        What `places_per_person` gave for rows with `adm2_pcode`.
    communes
        `adm2_pcode`, `place`, `name`: what `places.communes_at` gave for a level, or sections as their own places.

    Returns
    -------
    access
        One row per place: `people` (persons known), `places_per_person` (NaN where nobody is known),
        `people_out_of_reach` (persons with no place within reach), `places_reached` (people times places per person:
        sums over places conserve), `people_with_place` (persons, where everybody within reach of a place has the same
        share of it: people times places per person, 1 at most) and `with_place_share` of the people,
        `rows_without_people`.

    Notes
    -----
    Method: docs/methods.md#accessibility.
    """
    named = communes.drop_duplicates("place")
    of_row = access.frame["adm2_pcode"].map(communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"])
    at = pd.Index(named["place"]).get_indexer(of_row)
    inside, size = at >= 0, len(named)
    people = access.frame["people"].to_numpy(dtype="float64", na_value=np.nan)
    each = access.frame["places_per_person"].to_numpy(dtype="float64")

    def summed(values: Any) -> Floats:
        told = np.bincount(at[inside], weights=np.asarray(values, dtype="float64")[inside], minlength=size)
        return told.astype("float64")

    known_people = np.nan_to_num(people)
    frame = pd.DataFrame({"place": named["place"].to_numpy(), "name": named["name"].to_numpy()})
    frame = frame.assign(people=summed(known_people), places_reached=summed(known_people * each))
    frame["places_per_person"] = ratio(frame["places_reached"].to_numpy(), frame["people"].to_numpy())
    frame["people_out_of_reach"] = summed(np.where(each > 0, 0.0, known_people))
    frame["people_with_place"] = summed(known_people * np.minimum(each, 1.0))
    frame["with_place_share"] = ratio(frame["people_with_place"].to_numpy(), frame["people"].to_numpy())
    frame["rows_without_people"] = summed(np.isnan(people)).astype("int64")
    return Result(frame.astype({"place": "str"}), partial(_explain_place, access.facts), dict(access.facts))


def in_sections(access: Result, sections: pd.DataFrame) -> tuple[Result, pd.DataFrame]:
    """Put rows of `places_per_person` into the sections that hold their points.

    Parameters
    ----------
    access
        Rows with `longitude`, `latitude`.
    sections
        `adm_pcode`, `name_fr`, `geometry` (EPSG:4326).

    Returns
    -------
    access, places
        What `access_by_place` reads; a row in no section is in no place.
    """
    held = sections[sections["geometry"].notna()].reset_index(drop=True)
    index = place_index(held["geometry"].to_numpy(dtype=object))
    at = index.of(access.frame["longitude"], access.frame["latitude"])
    codes = np.array([*held["adm_pcode"], None], dtype=object)
    rows = access.frame.assign(adm2_pcode=pd.array(codes[at], dtype="str"))
    places = pd.DataFrame({"adm2_pcode": held["adm_pcode"], "place": held["adm_pcode"], "name": held["name_fr"]})
    return Result(rows, access.explain_row, access.facts), places


def _explain_place(facts: dict[str, Any], row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="places_per_person",
        formula="places_per_person = sum(people * A_i) / sum(people); "
        "people_with_place = sum(people * min(A_i, 1)); with_place_share = people_with_place / people; "
        "R_j = S_j / sum(w(t_ij) * P_i); A_i = sum(w(t_ij) * R_j)",
        inputs=(
            Input("method", facts["method"]), Input("catchment_minutes", facts["minutes"], "min"),
            Input("people", known(row["people"]), "persons"),
            Input("places_reached", known(row["places_reached"]), "places"),
            Input("people_with_place", known(row["people_with_place"]), "persons"),
            Input("with_place_share", known(row["with_place_share"]), "share"),
            Input("people_out_of_reach", known(row["people_out_of_reach"]), "persons"),
            Input("shelters_unknown", float(facts["supply_unknown"])),
        ),
        value=known(row["places_per_person"]),
        unit="places/person",
        clause="docs/methods.md#accessibility",
        source="data/reference/shelter-rules.toml",
        status="unverified",
        notes=("access.supply_unknown",) if facts["supply_unknown"] else (),
    )  # fmt: skip
