"""The figures that may be changed, who changed them, and what another value would do: computed, never stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

import numpy as np
import pandas as pd

from data.access import require
from data.reference_fleet import vehicle_types
from data.reference_logistics import default_kit
from data.reference_prepositioning import catalogue_rules
from data.settings import written
from data.settings_catalogue import Editable, editables
from geo.verdict_moves import verdict_moves
from results.core import Figures, figure
from results.services import TABLES
from results.stocks import STOCK_TABLES

Tries = tuple[tuple[str, float], ...]
NATION = "adm0"
KITS_CARRIED = 1_000.0  # of which trips are told when a payload is changed


class NormsInForce(Figures):
    """Figures of the page *settings*."""

    def editables(self) -> dict[str, Editable]:
        """Every figure that may be changed, by the name of its setting, as it is in force."""
        require(self.actor, "figures.view")
        return editables(self.snapshot.settings, self.said())  # type: ignore[attr-defined]

    @figure("changes", "settings")
    def changes(self) -> pd.DataFrame:
        """Every change of a setting that counts (`data.settings_changes.changes`), the newest first."""
        return self.snapshot.frame("changes").iloc[::-1].reset_index(drop=True)

    def tried(self, tries: Tries) -> Self:
        """The same figures as they would be with other values; nothing is stored, and nothing of it is kept as real.

        Parameters
        ----------
        tries
            (setting, value): as `editables` names them. Shapes and places stay those in force.
        """
        snapshot = self.snapshot
        told = {**snapshot.settings, **{name: written(value) for name, value in tries}}
        other = replace(snapshot, settings=told, scope=f"{snapshot.scope}:tried:{sorted(tries)!r}")
        return type(self)(other, self.actor, self.keep)

    @figure(*TABLES, "shelters")
    def verdict_moves(self, tries: Tries, phase: str = "auto") -> pd.DataFrame:
        """Sites, and activated shelters, whose verdict would change, and their people (`geo.verdict_moves`)."""
        asked: Any = self.tried(tries)
        before, after = ([one.site_coverage(phase).frame, one.shelter_coverage().frame] for one in (self, asked))  # type: ignore[attr-defined]
        return verdict_moves(*(pd.concat(rows, ignore_index=True) for rows in (before, after)))

    @figure(*TABLES, "confirmations", "boundaries")
    def national_shares(self, tries: Tries, phase: str = "auto") -> pd.DataFrame:
        """Coverage of the nation before and after: `standard`, `share_before`, `share_after` (0-1, NaN unknown)."""
        asked: Any = self.tried(tries)
        parts = [one.coverage(NATION, phase).frame.set_index("standard")["coverage_share"] for one in (self, asked)]  # type: ignore[attr-defined]
        return pd.concat(parts, axis=1, keys=["share_before", "share_after"]).reset_index()

    @figure(*TABLES)
    def cost_moves(self, tries: Tries) -> pd.DataFrame:
        """Costs of closing the nation's known gaps before and after.

        Returns
        -------
        costs
            Rows "before" and "after": `cost_usd` (paid once), `cost_usd_day`, `lead_days`; NaN where unknown.
        """
        asked: Any = self.tried(tries)
        names = ["cost_usd", "cost_usd_day", "lead_days"]
        rows = [one.gap_costs(NATION).frame[names].head(1) for one in (self, asked)]  # type: ignore[attr-defined]
        return pd.concat(rows, ignore_index=True).set_axis(["before", "after"][: sum(map(len, rows))])

    def age_moves(self, tries: Tries) -> pd.DataFrame:
        """Records by kind that count as up to date before and after: `kind`, `records`, `before`, `after`."""
        asked: Any = self.tried(tries)
        parts = []
        for one in (self, asked):
            rows = one.records()  # type: ignore[attr-defined]
            parts.append(rows[rows["state"] == "fresh"].groupby("kind").size())
        whole = self.records().groupby("kind").size()  # type: ignore[attr-defined]
        told = pd.concat([whole, *parts], axis=1, keys=["records", "before", "after"])
        return told.fillna(0).astype("int64").reset_index()

    @figure(*STOCK_TABLES, "ways", "places", "settings")
    def reach_moves(self, tries: Tries, within_hours: float = 24.0) -> pd.DataFrame:
        """Households that the default kit reaches, each department alone, before and after.

        Returns
        -------
        reach
            `place`, `name`, `within_hours`, `before`, `after` (whole households).
        """
        asked: Any = self.tried(tries)
        kit = default_kit()
        parts = []
        for one in (self, asked):
            rows = one.reach("adm1", kit, within=(within_hours,)).frame  # type: ignore[attr-defined]
            parts.append(rows.set_index(["place", "name", "within_hours"])["households_reached"].round())
        return pd.concat(parts, axis=1, keys=["before", "after"]).reset_index()

    @figure("settings")
    def made_moves(self, tries: Tries) -> pd.DataFrame:
        """Disasters a year of the made catalogue: `hazard`, `before`, `after`."""
        asked = self.tried(tries)
        told = {name: catalogue_rules(one.snapshot.settings).per_year
                for name, one in (("before", self), ("after", asked))}  # fmt: skip
        return pd.DataFrame(told).rename_axis("hazard").reset_index()

    @figure("items", "kits", "settings")
    def trip_moves(self, tries: Tries, kits: float = KITS_CARRIED) -> pd.DataFrame:
        """Trips that so many default kits need: `vehicle_type`, `before`, `after` (NaN: weight or volume unknown)."""
        kit, items = self.kit(default_kit()), self.items().set_index("item")  # type: ignore[attr-defined]
        load = [
            float((kit["quantity"] * kit["item"].map(items[name])).sum(skipna=False)) * kits
            for name in ("weight_kg", "volume_m3")
        ]
        asked = self.tried(tries)
        told = {
            name: {kind: max(load[0] / 1000 / one.payload_t, load[1] / one.payload_m3)
                   for kind, one in vehicle_types(them.snapshot.settings).items()}
            for name, them in (("before", self), ("after", asked))
        }  # fmt: skip
        return np.ceil(pd.DataFrame(told)).rename_axis("vehicle_type").reset_index()

    @figure("items", "kits", "settings")
    def kit_cost_moves(self, tries: Tries) -> tuple[float, float]:
        """What a default kit costs in USD before and after; NaN where a cost of its items is unknown."""
        asked: Any = self.tried(tries)
        kit = self.kit(default_kit())  # type: ignore[attr-defined]
        before, after = (
            float((kit["quantity"] * kit["item"].map(one.items().set_index("item")["unit_cost_usd"])).sum(skipna=False))
            for one in (self, asked)
        )
        return before, after
