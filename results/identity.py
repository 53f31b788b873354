"""Who is who: records that may be one place, what speaks for it, and what people decided."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.who_is_who import key_of
from results.core import Figures, figure
from results.situation import SITE_TABLES

PEOPLE = {"sites": "people", "shelters": "capacity_persons"}  # table -> its figure in persons


class Identity(Figures):
    """Figures of who is who."""

    @figure("doubles", "places")
    def identity_queue(self) -> pd.DataFrame:
        """Pairs of records that may be one place and that nobody decided (`data.who_is_who.queue`).

        With the names of the communes: `left_place`, `right_place`.
        """
        names = self.snapshot.frame("places").set_index("adm2_pcode")["name_fr"]
        pairs = self.snapshot.frame("doubles")
        told = {f"{side}_place": pairs[f"{side}_commune"].map(names).astype("str") for side in ("left", "right")}
        return pairs.assign(**told)

    @figure("decisions")
    def identity_decisions(self) -> pd.DataFrame:
        """What was decided about who is who, the newest first (`data.who_is_who.decisions`)."""
        return self.snapshot.frame("decisions")

    @figure(*SITE_TABLES, "shelters", "warehouses", "facilities", "origins")
    def identity_records(self, table: str) -> pd.DataFrame:
        """What a decision is told by: one row a record, as the pages show it.

        Returns
        -------
        records
            `record_id`, `name`, `place` (commune), `longitude`, `latitude`, `people` (persons at an open site, places
            of a shelter; NaN unknown, and where a table has no such figure), `dated_on` (day of that figure, else
            of the last observation), `sender`.

        Raises
        ------
        DataProblem
            ``no_identity`` for a table of which nothing can be merged.
        """
        key = key_of(table)
        rows = self._placed(self.snapshot.frame(table), "")  # type: ignore[attr-defined]
        days = rows["observed_on"]
        if table == "sites":
            counted = self.sites().set_index("site_id")  # type: ignore[attr-defined]
            days = rows[key].map(counted["counted_on"]).fillna(days)
            rows = rows.assign(people=rows[key].map(counted["people"]))
        people: Any = rows[PEOPLE[table]].astype("float64") if table in PEOPLE else float("nan")
        origins = self.snapshot.frame("origins")
        sender = origins[origins["table_name"] == table].set_index("record_id")["sender"]
        return pd.DataFrame({
            "record_id": rows[key], "name": rows["name"], "place": rows["adm2_name"], "longitude": rows["longitude"],
            "latitude": rows["latitude"], "people": people, "dated_on": days, "sender": rows[key].map(sender),
        })  # fmt: skip
