"""What somebody read of a storm in a bulletin and no file tells: rain, and whether a red alert is confirmed."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from data.access import Actor, require
from data.importers.personal import says_person
from data.snapshot import SITUATION
from data.store.store import Store, Told
from geo.errors import DataProblem
from geo.frames.outbox import TOLD_MEASURES

WRITE, SOURCE = "alerts.write", "form"
RAIN = TOLD_MEASURES[:2]
MOST_RAIN_MM = 3_000.0  # no mean over a country in two days comes near it: a slip of the finger does


def tell(
    store: Store, actor: Actor, storm: tuple[str, str], values: Mapping[str, float | None], *, source: str
) -> int | None:
    """Keep what is told of one advisory as one batch.

    Parameters
    ----------
    store, actor
        Where, and who says so.
    storm
        `storm_id` and `advisory`.
    values
        Measure (of `TOLD_MEASURES`) -> value: mm of rain, 1 for yes and 0 for no; None empties it: nobody knows.
    source
        Where it was read; needed where any value is told.

    Returns
    -------
    batch
        Its number; None where nothing changes: then nothing is stored.

    Raises
    ------
    NotAllowed
        Without the right ``alerts.write``.
    DataProblem
        ``storm_unknown``, ``storm_fact_value``, ``storm_fact_source``.
    """
    require(actor, WRITE)
    tracks = store.records("tracks")
    if not ((tracks["storm_id"] == storm[0]) & (tracks["advisory"] == storm[1])).any():
        raise DataProblem("storm_unknown", storm=storm[0][:40], advisory=storm[1][:40])
    for measure, value in values.items():
        _refuse(measure, value)
    changed = {name: value for name, value in values.items() if value != _held(store, storm).get(name)}
    if not changed:
        return None
    said = " ".join(source.split())
    if any(value is not None for value in changed.values()) and (not said or says_person(said)):
        raise DataProblem("storm_fact_source")
    key: dict[str, str | float | None] = {"storm_id": storm[0], "advisory": storm[1]}
    rows = [key | {"measure": name, "value": value, "source": said or None} for name, value in changed.items()]
    cleared = [["value", "source"] if value is None else [] for value in changed.values()]
    real, fictional = store.batch_counts(SITUATION)
    with store.batch(Told(actor.name, SOURCE, SOURCE, fictional=fictional > 0 and not real)) as batch:
        batch.patch("storm_facts", pd.DataFrame(rows), cleared=cleared)
    return batch.seq


def _refuse(measure: str, value: float | None) -> None:
    most = MOST_RAIN_MM if measure in RAIN else 1.0
    known = measure in TOLD_MEASURES
    fits = value is None or (math.isfinite(value) and 0 <= value <= most and (measure in RAIN or value in (0.0, 1.0)))
    if not known or not fits:
        raise DataProblem("storm_fact_value", measure=measure[:60], value=str(value)[:20])


def _held(store: Store, storm: tuple[str, str]) -> dict[str, float]:
    rows = store.records("storm_facts")
    mine = rows[(rows["storm_id"] == storm[0]) & (rows["advisory"] == storm[1]) & rows["value"].notna()]
    return dict(zip(mine["measure"], mine["value"].astype(float), strict=True))
