"""Who must do what by when: the list of actions, and how many each organisation, sector or place has before it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geo.actions import BY, PENDING, action_counts, action_total, actions_on, pending
from geo.errors import DataProblem
from geo.explain import Explanation, Result
from geo.places import rows_within
from results.core import Figures, figure

ACTION_TABLES = ("actions", "sites", "places")
NOBODY = "-"  # asks for actions that name no organisation


class Actions(Figures):
    """Figures of actions."""

    @figure(*ACTION_TABLES)
    def every_action(self) -> Result:
        """Every action as it stands on the day, what is overdue first (`geo.actions.actions_on`), with `adm2_name`."""
        frame = self.snapshot.frame
        told = actions_on(frame("actions"), frame("sites"), as_of=self.snapshot.as_of)
        names = frame("places").drop_duplicates("adm2_pcode").set_index("adm2_pcode")["name_fr"]
        return replace(told, frame=told.frame.assign(adm2_name=told.frame["adm2_pcode"].map(names).astype("str")))

    @figure(*ACTION_TABLES)
    def actions(self, place: str = "", organisation: str = "", sector: str = "", which: str = "") -> Result:
        """Actions of a place, an organisation, a sector.

        Parameters
        ----------
        place
            P-code of a department or commune, ``MAPAP``, "" for the country.
        organisation
            As it is written; ``-`` for actions that name none, "" for all.
        sector
            One sector; "" for all.
        which
            A state of `geo.actions.STATES`, ``pending`` (what still stands), "" for all.
        """
        told = self.every_action()
        rows = rows_within(told.frame, self.snapshot.frame("places"), place)
        owner = rows["responsible_organisation"]
        if organisation:
            rows = rows[owner.isna() if organisation == NOBODY else (owner == organisation).fillna(value=False)]
        if sector:
            rows = rows[(rows["sector"] == sector).fillna(value=False)]
        if which:
            rows = rows[rows["action_state"].isin(PENDING if which == "pending" else (which,))]
        return replace(told, frame=rows.reset_index(drop=True))

    @figure(*ACTION_TABLES)
    def action_counts(self, by: str, place: str = "", organisation: str = "", sector: str = "") -> Result:
        """How many actions stand where, by one of `geo.actions.BY` (`geo.actions.action_counts`).

        Raises
        ------
        DataProblem
            ``unknown_value`` for another column.
        """
        if by not in BY:
            raise DataProblem("unknown_value", column="by", value=by)
        told = action_counts(self.actions(place, organisation, sector).frame, by)
        frame = self.snapshot.frame
        named = {"site_id": ("sites", "site_id", "name"), "adm2_pcode": ("places", "adm2_pcode", "name_fr")}
        table, key, name = named.get(by, ("", "", ""))
        if not table:
            return told
        names = frame(table).drop_duplicates(key).set_index(key)[name]
        return replace(told, frame=told.frame.assign(name=told.frame[by].map(names).astype("str")))

    @figure(*ACTION_TABLES)
    def action_total(self, place: str = "", organisation: str = "", sector: str = "") -> Explanation:
        """How many of these actions are open (`geo.actions.action_total`)."""
        return action_total(self.actions(place, organisation, sector).frame, as_of=self.snapshot.as_of)

    @figure(*ACTION_TABLES)
    def actions_standing(self, sites: tuple[str, ...] = (), communes: tuple[str, ...] = ()) -> pd.DataFrame:
        """What still stands at some sites, or in some communes (sites there included), what is overdue first."""
        rows = pending(self.every_action().frame)
        here = rows["site_id"].isin(list(sites)) | rows["adm2_pcode"].isin(list(communes))
        return rows[here.to_numpy(dtype=bool)].reset_index(drop=True)
