"""Scenarios that are kept: the document and the zones that it makes, in one batch, never edited afterwards."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from data.access import Actor, require
from data.home import today
from data.importers.cases import says_case
from data.importers.person_names import is_name
from data.importers.personal import holds_person
from data.scenario_files import reckoning, scenario_bytes
from data.snapshot import SITUATION
from data.store.acts import Acts, Told
from data.store.schema import TABLES
from data.store.store import Store
from data.store.sums import active
from geo.errors import BadScenario
from geo.scenario import Scenario, parse_scenario, scenario_document, zones_of

WRITE = "scenario.write"
SOURCE = "scenario"
_OBSERVED = "observed"


def keep(store: Store, actor: Actor, scenario: Scenario, *, title: str = "") -> int | None:
    """Store a scenario and its zones as one batch, whole or not at all.

    Parameters
    ----------
    store
        Where.
    actor
        Who keeps it: needs the right ``scenario.write``.
    scenario
        What. Its key is the name of the zone set; without a day of its own it was made today.
    title
        What people call it; "" for its key.

    Returns
    -------
    batch
        Number of the batch; None where the same scenario (whatever day it was made) is kept already.

    Raises
    ------
    NotAllowed
        Without the right.
    BadScenario
        ``scenario.name_taken`` where another scenario or zone set has, or had, this name: what is kept is never
        edited, also not by a second one of the same name; as `geo.scenario.zones_of`;
        ``scenario.no_zones`` where it reaches nothing; ``scenario.personal`` and ``scenario.case`` where a text of it
        holds a telephone number, an address or a document, names a person as its author, or tells a case.
    """
    require(actor, WRITE)
    scenario = Scenario(scenario.told, scenario.made_on or today())
    zones = _rows(scenario)
    _refuse_persons(scenario, title, zones)
    real, fictional = store.batch_counts(SITUATION)
    told = Told(actor.name, title or scenario.told.key, SOURCE, fictional=fictional > 0 and not real)
    with store.together() as acts:
        if _there(acts.connection, scenario):
            return None
        return _stored(acts, told, _record(scenario, title), zones)


def _refuse_persons(scenario: Scenario, title: str, zones: pd.DataFrame) -> None:
    """Refuse texts that hold personal data or tell a case: everybody who sees the scenario reads them."""
    told = scenario.told
    texts = {"title": (title,), "key": (told.key,), "author": (told.author,), "source": (told.source,),
             "zones": tuple(pd.concat([zones["name"], zones["zone_id"]]).dropna().unique())}  # fmt: skip
    for field, ones in texts.items():
        if any(holds_person(one) for one in ones) or (field == "author" and is_name(told.author)):
            raise BadScenario("scenario.personal", field=field)
        if any(says_case(one) for one in ones):
            raise BadScenario("scenario.case", field=field)


def _stored(acts: Acts, told: Told, record: dict[str, Any], zones: pd.DataFrame) -> int:
    batch = acts.begin(told)
    batch.patch("scenarios", pd.DataFrame([record]))
    batch.patch("zones", zones)
    return batch.seq


def _rows(scenario: Scenario) -> pd.DataFrame:
    """Its zones; only what was observed has a day on which it was: a storm to come is in the picture of today too."""
    zones = zones_of(scenario, reckoning())
    if zones.empty:
        raise BadScenario("scenario.no_zones")
    return zones if scenario.told.state == _OBSERVED else zones.assign(observed_on=pd.Series(dtype="str"))


def _record(scenario: Scenario, title: str) -> dict[str, Any]:
    told = scenario.told
    return {
        "zone_set": told.key, "scenario_title": title or None, "hazard": scenario.hazard, "scenario_state": told.state,
        "fictional": told.fictional, "source": told.source, "source_status": told.status, "author": told.author or None,
        "made_on": scenario.made_on, "scenario_toml": scenario_bytes(scenario).decode(), "digest": scenario.digest,
    }  # fmt: skip


def _there(connection: Connection, scenario: Scenario) -> bool:
    """Whether it is kept; refuses a name that ever meant something else, also in batches that were taken back."""
    scenarios, zones, key = TABLES["scenarios"].c, TABLES["zones"].c, scenario.told.key
    rows = connection.execute(select(scenarios.batch, scenarios.scenario_toml).where(scenarios.zone_set == key)).all()
    mine = {row.batch for row in rows}
    others = set(connection.scalars(select(zones.batch).where(zones.zone_set == key).distinct())) - mine
    if others or any(_figures(of_toml(row.scenario_toml)) != _figures(scenario) for row in rows):
        raise BadScenario("scenario.name_taken", key=key)
    return bool(mine & active(connection))


def _figures(scenario: Scenario) -> dict[str, Any]:
    return {name: value for name, value in scenario_document(scenario).items() if name != "made_on"}


def of_toml(text: str) -> Scenario:
    """The scenario of a kept document; errors as `geo.scenario.parse_scenario`."""
    return parse_scenario(tomllib.loads(text))
