"""Whole packs: the one rule by which a quantity that could be moved becomes one that is ordered.

    ordered = pack x floor(quantity / pack)

Rounded down, so that never more leaves than is there and never more arrives than there is room for; the same number
leaves and arrives. What is left below one pack is not an order. Where the size of a pack is unknown, a pack is a unit.
"""

from __future__ import annotations

import numpy as np

from geo.measuring import Floats

_HAIR = 1e-6  # of a unit: what a solver leaves below a whole number


def whole_packs(quantity: Floats, pack_units: float = float("nan")) -> Floats:
    """Return quantities (units, 0 or more) in whole packs, rounded down.

    Parameters
    ----------
    quantity
        Units that could be moved.
    pack_units
        Units in a pack; NaN, zero or less: unknown, then whole units.
    """
    pack = pack_units if pack_units > 0 else 1.0
    return np.asarray(np.floor((np.asarray(quantity, dtype="float64") + _HAIR) / pack) * pack)
