"""How far a store is read: the two clocks, batches left out, and which batches count then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Batches that are active at :known_at: those whose last state up to it says so.
ACTIVE = """
    SELECT s.batch FROM {schema}batch_state s
    JOIN (SELECT batch, MAX(seq) AS seq FROM {schema}batch_state WHERE seq <= :{known_at} GROUP BY batch) l
      ON l.batch = s.batch AND l.seq = s.seq
    WHERE s.active AND :{without} NOT LIKE '%,' || s.batch || ',%'"""


@dataclass(frozen=True)
class Bound:
    """How far one store is read: `schema` is its prefix in SQL, `without` are batches left out as if undone."""

    as_of: str = "9999-12-31"
    known_at: int = 2**62
    without: tuple[int, ...] = ()
    schema: str = ""


NOW = Bound()


def active_batches(schema: str = "", rank: int = 0) -> str:
    """SQL of the batches that count; binds `known_at_<rank>` and `without_<rank>`."""
    return ACTIVE.format(schema=schema, known_at=f"known_at_{rank}", without=f"without_{rank}")


def _listed(batches: tuple[int, ...]) -> str:
    """Numbers as `ACTIVE` looks them up."""
    return f",{','.join(map(str, batches))},"


def clocks(bounds: tuple[Bound, ...]) -> dict[str, Any]:
    """Bind values of `rows_in_force` and `active_batches`."""
    values: dict[str, Any] = {}
    for rank, bound in enumerate(bounds):
        values |= {
            f"as_of_{rank}": bound.as_of,
            f"known_at_{rank}": bound.known_at,
            f"without_{rank}": _listed(bound.without),
        }
    return values
