"""The sites that a training follows through: well served, badly served, hardly assessed, contradictory."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def follow(plan: Row, rows: list[Row]) -> None:
    """Let the last visit to each of the sites tell what followed.toml says, beside what it told already.

    Raises
    ------
    ValueError
        If a site that tells something was not visited in the last round.
    """
    last = {row["site_id"]: row for row in rows}  # rounds stand in order of time
    for one in plan["followed"].values():
        row = last[one["site_id"]]
        told = one.get("tells", {})
        if told and "not_assessed_reason" in row:
            raise ValueError(f"{one['site_id']} was not visited and cannot tell {sorted(told)}")
        row.update(told)
        for name in one.get("leaves_out", ()):
            row.pop(name, None)
