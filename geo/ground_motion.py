"""Ground motion (peak acceleration, peak velocity) converted to intensity (MMI)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import DataProblem, ReferenceProblem
from geo.settings import STATUSES, parse_settings

MOTIONS = ("pga", "pgv")


@dataclass(frozen=True)
class Piece:
    """A piece of the conversion: from `least` (log10 of the motion; with it where `closed`) a straight line."""

    least: float
    closed: bool
    intercept: float
    slope: float


@dataclass(frozen=True)
class Conversion:
    """One motion's conversion.

    Parameters
    ----------
    title, source, status
        Who published it, "verified" or "unverified".
    unit
        Of the motion: ``cm/s2`` or ``cm/s``.
    pieces
        From the weakest motion on.
    residual
        C5, C6, C7: what distance and magnitude add; None where it has none.
    distance_km, magnitudes
        Bounds that distance and magnitude are held to in it.
    sigma
        Standard deviation, units of intensity; NaN where none is told.
    """

    title: str
    source: str
    status: str
    unit: str
    pieces: tuple[Piece, ...]
    residual: tuple[float, float, float] | None
    distance_km: tuple[float, float]
    magnitudes: tuple[float, float]
    sigma: float


@dataclass(frozen=True)
class Conversions:
    """Conversions by name and motion, gravity (cm/s2) and the bounds of an intensity."""

    by_name: Mapping[tuple[str, str], Conversion]
    gravity_cm_s2: float
    mmi_least: float
    mmi_most: float

    def find(self, name: str, motion: str) -> Conversion:
        """Return one conversion.

        Raises
        ------
        DataProblem
            ``motion.unknown``, naming what there is.
        """
        if (name, motion) not in self.by_name:
            accepted = ", ".join(" ".join(key) for key in self.by_name)
            raise DataProblem("motion.unknown", value=f"{name} {motion}", accepted=accepted)
        return self.by_name[name, motion]


def mmi_of_motion(
    amplitude: Any,
    conversion: Conversion,
    known: Conversions,
    *,
    distance_km: Any = None,
    magnitude: float | None = None,
) -> NDArray[np.float64]:
    """Intensity that a ground motion means.

    Parameters
    ----------
    amplitude
        Peak acceleration in cm/s2 or peak velocity in cm/s, as `conversion` asks; zero and less is the least
        intensity, NaN stays NaN.
    conversion
        Which conversion.
    known
        Bounds of an intensity.
    distance_km, magnitude
        Where both are told and the conversion has a term for them, it is added.

    Returns
    -------
    mmi
        Within the bounds of `known` (1 to 10).

    Notes
    -----
    Method: docs/methods.md#ground-motion. Numbers: data/reference/shaking.toml.
    """
    told = np.asarray(amplitude, dtype="float64")
    log = np.log10(np.where(told > 0, told, np.where(np.isnan(told), np.nan, np.finfo(float).tiny)))
    mmi = np.full(told.shape, np.nan)
    for piece in conversion.pieces:
        at = log >= piece.least if piece.closed else log > piece.least
        mmi = np.where(at, piece.intercept + piece.slope * log, mmi)
    if conversion.residual and distance_km is not None and magnitude is not None:
        c5, c6, c7 = conversion.residual
        away = np.log10(np.clip(np.asarray(distance_km, dtype="float64"), *conversion.distance_km))
        mmi = mmi + c5 + c6 * away + c7 * float(np.clip(magnitude, *conversion.magnitudes))
    return np.asarray(np.clip(mmi, known.mmi_least, known.mmi_most), dtype="float64")


def pga_cm_s2(value: Any, unit: str, known: Conversions) -> NDArray[np.float64]:
    """Peak acceleration in cm/s2 from the units that files use: g, %g (also ``pctg``), m/s2, cm/s2 (also ``gal``).

    Raises
    ------
    DataProblem
        ``motion.unit`` for another unit.
    """
    gravity = known.gravity_cm_s2
    factors = {"g": gravity, "%g": gravity / 100, "pctg": gravity / 100, "m/s2": 100.0, "cm/s2": 1.0, "gal": 1.0}
    spelled = unit.strip().casefold().replace("²", "2").replace("^2", "2")
    if spelled not in factors:
        raise DataProblem("motion.unit", value=unit[:40], accepted=", ".join(factors))
    return np.asarray(value, dtype="float64") * factors[spelled]


def parse_conversions(document: Mapping[str, Any]) -> Conversions:
    """Read the conversions from a parsed TOML document.

    Raises
    ------
    ReferenceProblem
        ``shaking.missing_field`` or ``shaking.bad_value`` (pieces that do not rise, a status that is none).
    """
    found: dict[tuple[str, str], Conversion] = {}
    for name, entry in document["conversions"].items():
        for field in ("title", "period", "source", "status"):
            if entry.get(field) in (None, ""):
                raise ReferenceProblem("shaking.missing_field", entry=name, field=field)
        if entry["status"] not in STATUSES:
            raise ReferenceProblem("shaking.bad_value", entry=name, field="status", value=str(entry["status"]))
        found |= {(name, motion): _conversion(name, entry, entry[motion]) for motion in MOTIONS if motion in entry}
    told = {key: one.value for key, one in parse_settings(document["settings"]).items()}
    return Conversions(found, told["gravity_cm_s2"], told["mmi_least"], told["mmi_most"])


def _conversion(name: str, told: Mapping[str, Any], entry: Mapping[str, Any]) -> Conversion:
    if not entry.get("unit") or not entry.get("pieces"):
        raise ReferenceProblem("shaking.missing_field", entry=name, field="unit" if entry.get("pieces") else "pieces")
    pieces = tuple(Piece(one["least"], one["closed"], one["intercept"], one["slope"]) for one in entry["pieces"])
    starts = [piece.least for piece in pieces]
    if starts != sorted(set(starts)):
        raise ReferenceProblem("shaking.bad_value", entry=name, field="least", value=str(starts))
    return Conversion(
        title=told["title"],
        source=told["source"],
        status=told["status"],
        unit=entry["unit"],
        pieces=pieces,
        residual=tuple(entry["residual"]) if "residual" in entry else None,
        distance_km=tuple(entry.get("distance_km", (0.0, np.inf))),
        magnitudes=tuple(entry.get("magnitudes", (-np.inf, np.inf))),
        sigma=float(entry.get("sigma", np.nan)),
    )
