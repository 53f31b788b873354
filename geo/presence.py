"""Where people are and nobody is: presence by sector at each site and place, by what each source says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from geo.explain import Explanation, Input, Result, known
from geo.frames.sites import SERVED
from geo.partners import ACTIVE, STATES

# The yes/no column of an assessment that says whether a sector serves the site.
FLAGS = {**{sector: f"service_{sector}" for sector in SERVED}, "cccm": "management_present"}
SAYS = ("yes", "no", "unknown", "nothing")
YES, NO, UNKNOWN, NOTHING = SAYS
PRESENCE = ("present", "absent", "contradicted", "not_told")
_METHOD = "docs/methods.md#who-does-what-where"
_OF_SITE = ("site_id", "name", "adm2_pcode", "people", "assessed_on")


def presence_of_sites(sites: pd.DataFrame, told: pd.DataFrame) -> Result:
    """Whether each sector is at each site, by the list of activities and by the last assessment.

    Parameters
    ----------
    sites
        Open sites with the answers of their last round (`site_services.with_people`).
    told
        What `partners.partners` gave.

    Returns
    -------
    presence
        One row per site and sector of `FLAGS`: `services_say` (yes: an organisation is active at this very
        site; no: all that were there are over; unknown: nobody told, or it is planned; nothing: no row names the
        site), `assessment_says` (yes, no, nothing), and `presence`: present, absent (one source at least says no
        and none says yes), contradicted (one yes, one no), not_told (neither says). `organisations` active.
        `people` is NaN where unknown.

    Notes
    -----
    A row that names a commune and no site says nothing about one site. Method:
    docs/methods.md#who-does-what-where.
    """
    sectors = list(FLAGS)
    each, tile = np.repeat(np.arange(len(sites)), len(sectors)), np.tile(np.arange(len(sectors)), len(sites))
    frame = sites[list(_OF_SITE)].take(each).reset_index(drop=True)
    frame.insert(0, "place", frame["site_id"].array)
    frame["sector"] = pd.array(sectors, dtype="str").take(tile)
    key = pd.MultiIndex.from_frame(frame[["site_id", "sector"]])
    frame["services_say"] = pd.array(_services_say(told, key), dtype="str")
    flags = np.column_stack([sites[FLAGS[name]].to_numpy("float64", na_value=np.nan) for name in sectors]).ravel()
    said = np.select([flags == 1, flags == 0], [YES, NO], NOTHING)
    frame["assessment_says"] = pd.array(said, dtype="str")
    active = told[(told["activity_state"] == ACTIVE) & told["site_id"].notna()]
    counted = active.groupby(["site_id", "sector"])["organisation"].nunique()
    frame["organisations"] = counted.reindex(key).fillna(0).to_numpy(dtype="int64")
    frame["presence"] = pd.array(_presence(frame["services_say"], frame["assessment_says"]), dtype="str")
    facts = {name: int((frame["presence"] == name).sum()) for name in PRESENCE}
    return Result(frame, _explain, facts)


def presence_of_places(sites: Result, told: pd.DataFrame, communes: pd.DataFrame) -> Result:
    """People of each place by what is told of each sector at their site, and who is active anywhere in it.

    Parameters
    ----------
    sites
        What `presence_of_sites` gave.
    told
        What `partners.partners` gave.
    communes
        What `places.communes_at` gave for a level.

    Returns
    -------
    presence
        One row per place with an open site, and sector: `sites`, `people` (persons at sites, without
        `sites_without_people`), of them `people_present`, `people_absent`, `people_contradicted` and
        `people_not_told`; the same of `sites_`; `organisations` active in the place, told of a site or of a
        commune; `nobody`: there are people, no organisation is active, and no site is told to be served.

    Notes
    -----
    Method: docs/methods.md#who-does-what-where.
    """
    rows = sites.frame.assign(place=_place_of(sites.frame, communes))
    rows = rows[rows["place"].notna()]
    people = rows["people"].fillna(0.0)
    parts: dict[str, Any] = {"sites": 1, "sites_without_people": rows["people"].isna().astype("int64")}
    for name in PRESENCE:
        here = rows["presence"] == name
        parts[f"people_{name}"], parts[f"sites_{name}"] = people * here, here.astype("int64")
    grouped = rows.assign(people=people, **parts).groupby(["place", "sector"], sort=False)
    frame = grouped[["people", *parts]].sum()
    active = told[told["activity_state"] == ACTIVE]
    active = active.assign(place=_place_of(active, communes))
    counted = active.groupby(["place", "sector"])["organisation"].nunique()
    frame["organisations"] = counted.reindex(frame.index).fillna(0).to_numpy(dtype="int64")
    served = frame["organisations"] + frame["sites_present"] + frame["sites_contradicted"]
    frame["nobody"] = ((frame["people"] > 0) | (frame["sites_without_people"] > 0)) & (served == 0)
    named = communes.drop_duplicates("place").set_index("place")["name"]
    frame = frame.reset_index()
    frame.insert(1, "name", frame["place"].map(named))
    return Result(frame, _explain_place, {"level_places": int(frame["place"].nunique())})


def _place_of(rows: pd.DataFrame, communes: pd.DataFrame) -> pd.Series:
    return rows["adm2_pcode"].map(communes.drop_duplicates("adm2_pcode").set_index("adm2_pcode")["place"])


def _services_say(told: pd.DataFrame, key: pd.MultiIndex) -> Any:
    """What the list of activities says of each site and sector: the most telling of its rows."""
    by_state = dict(zip(STATES, (YES, UNKNOWN, UNKNOWN, NO), strict=True))
    said = told[told["site_id"].notna()]
    rank = said["activity_state"].map(by_state).map({YES: 0, UNKNOWN: 1, NO: 2}).astype("float64")
    best = rank.groupby([said["site_id"], said["sector"]]).min().reindex(key).fillna(3).to_numpy(dtype="int64")
    return np.array([YES, UNKNOWN, NO, NOTHING], dtype=object)[best]


def _presence(services: pd.Series, assessment: pd.Series) -> Any:
    yes, no = (services == YES) | (assessment == YES), (services == NO) | (assessment == NO)
    return np.select([yes & no, yes, no], ["contradicted", "present", "absent"], "not_told")


def _explain(row: dict[str, Any]) -> Explanation:
    return Explanation(
        figure="presence",
        formula="present = one source says yes and none says no; absent = one says no and none says yes",
        inputs=(*(Input(name, known(row[name])) for name in ("sector", "services_say", "assessment_says")),
                Input("organisations", known(row["organisations"])), Input("people", known(row["people"]), "persons")),
        value=row["presence"],
        unit="",
        clause=_METHOD,
        dated=str(known(row["assessed_on"]) or ""),
        source="services",
        notes=("partner.contradicted",) if row["presence"] == "contradicted" else (),
    )  # fmt: skip


def _explain_place(row: dict[str, Any]) -> Explanation:
    people = ("people", *(f"people_{name}" for name in PRESENCE))
    counts = ("sites", *(f"sites_{name}" for name in PRESENCE), "sites_without_people", "organisations")
    return Explanation(
        figure="presence",
        formula="people_present = sum of people over sites where the sector is present; the same of the others",
        inputs=(Input("sector", row["sector"]), *(Input(name, known(row[name]), "persons") for name in people),
                *(Input(name, known(row[name])) for name in counts)),
        value=known(row["people_present"]),
        unit="persons",
        clause=_METHOD,
        source="services",
        notes=("partner.nobody",) if row["nobody"] else (),
    )  # fmt: skip
