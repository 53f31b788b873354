"""What could go where: usable stock in households of a kit, and the hours to every commune, as aligned arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.errors import DataProblem
from geo.frames import promised
from geo.network import TRAVEL
from geo.stock import STOCK, kit_contents


@dataclass(frozen=True)
class Supply:
    """Stock, kit and travel times on common axes: W warehouses, C communes, I items of the kit.

    Parameters
    ----------
    warehouses, communes, items
        The axes: ids in the order of the travel frame; items in the kit's order.
    units
        W x I: usable units.
    kit_quantity
        I: units per household.
    hours
        W x C: hours from decision to arrival; infinite where no way is open.
    dated
        Day (ISO) of the stock, for the explanation.
    """

    warehouses: pd.Index
    communes: pd.Index
    items: pd.Index
    units: np.ndarray
    kit_quantity: np.ndarray
    hours: np.ndarray
    dated: str = ""

    @property
    def households(self) -> np.ndarray:
        """Return W x I: households that each item of each warehouse would serve."""
        return np.asarray(self.units / self.kit_quantity)

    def within(self, hours: float) -> np.ndarray:
        """Return W x C: whether the warehouse reaches the commune within the hours (inclusive); infinite: ever."""
        return np.asarray(np.isfinite(self.hours) & (self.hours <= hours))

    def over(self, communes: Iterable[str]) -> Supply:
        """Return the supply with `communes` on its axis: those without travel times are out of reach."""
        more = [commune for commune in dict.fromkeys(communes) if commune not in self.communes]
        axis = pd.Index([*self.communes, *more], dtype="object")
        hours = np.hstack([self.hours, np.full((len(self.warehouses), len(more)), np.inf)])
        return replace(self, communes=axis, hours=hours)

    @classmethod
    def of(cls, stock: pd.DataFrame, kit: pd.DataFrame, travel: pd.DataFrame, *, dated: str = "") -> Supply:
        """Align the three frames.

        Parameters
        ----------
        stock
            `STOCK` frame: usable `quantity` by `warehouse_id` and `item`. Rows of one warehouse and item are
            added; unknown and negative quantities cannot be counted on and are 0; a warehouse that is not in
            `travel` reaches nobody.
        kit
            `KITS` rows of one kit: `quantity` per household by `item`.
        travel
            `TRAVEL` frame: `travel_hours`, NaN where no way is open.
        dated
            Day (ISO) of the stock.

        Returns
        -------
        supply
            The frames as arrays.

        Raises
        ------
        MissingColumn
            If a frame lacks a column that it promises.
        DataProblem
            ``empty_kit``, ``bad_kit``: see `geo.stock.kit_contents`.
        """
        for name, frame, columns in (("stock", stock, STOCK.by_name), ("travel", travel, TRAVEL.by_name)):
            promised(name, frame, *columns)
        contents = kit_contents(kit)
        warehouses = pd.Index(travel["warehouse_id"].unique(), dtype="object")
        communes = pd.Index(travel["adm2_pcode"].unique(), dtype="object")
        items = pd.Index(contents.index, dtype="object")
        units = np.zeros((len(warehouses), len(items)))
        at, item = warehouses.get_indexer(stock["warehouse_id"]), items.get_indexer(stock["item"])
        known = (at >= 0) & (item >= 0)
        quantity = np.nan_to_num(stock["quantity"].to_numpy(dtype="float64")[known]).clip(min=0.0)
        np.add.at(units, (at[known], item[known]), quantity)
        hours = np.full((len(warehouses), len(communes)), np.inf)
        pair = (warehouses.get_indexer(travel["warehouse_id"]), communes.get_indexer(travel["adm2_pcode"]))
        np.minimum.at(hours, pair, travel["travel_hours"].fillna(np.inf).to_numpy(dtype="float64"))
        return cls(warehouses, communes, items, units, contents.to_numpy(dtype="float64"), hours, dated)


def need_by_commune(need: pd.DataFrame, supply: Supply) -> np.ndarray:
    """Households in need of each commune of the supply; communes that are not named need nothing.

    Parameters
    ----------
    need
        `adm2_pcode`, `households` (not rounded), one row per commune.
    supply
        The axes.

    Returns
    -------
    households
        C: along the communes of the supply.

    Raises
    ------
    MissingColumn
        If a column is absent.
    DataProblem
        ``bad_need`` for a number that is missing, negative or infinite, ``duplicate_need`` for a commune that
        stands twice, ``unknown_commune`` for one without travel times: nobody is left out silently.
    """
    promised("need", need, "adm2_pcode", "households")
    households = need["households"].to_numpy(dtype="float64")
    at = supply.communes.get_indexer(need["adm2_pcode"])
    for code, bad in (
        ("bad_need", ~np.isfinite(households) | (households < 0)),
        ("duplicate_need", need["adm2_pcode"].duplicated().to_numpy()),
        ("unknown_commune", at < 0),
    ):
        if bad.any():
            raise DataProblem(code, value=str(need["adm2_pcode"].to_numpy()[bad][0]))
    result = np.zeros(len(supply.communes))
    result[at] = households
    return result
