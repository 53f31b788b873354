"""The numbers of the fictional set (plan.toml), and the stream of chance of each subject."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tools.demo.draw import Draw

HERE = Path(__file__).resolve().parent
PARTS = ("plan.toml", "stock.toml", "answers.toml", "followed.toml", "presence.toml", "events.toml", "actions.toml",
         "emergency.toml", "tracks.toml", "shelter_use.toml", "coming.toml", "requests.toml", "fleet.toml",
         "declared.toml")  # fmt: skip


def read_plan() -> dict[str, Any]:
    """Return plan.toml and what stands beside it as one."""
    parts = [tomllib.loads((HERE / name).read_text("utf-8")) for name in PARTS]
    return {key: value for part in parts for key, value in part.items()}


def read_description() -> str:
    """Return what dataset.toml says about the set, before the hashes."""
    return (HERE / "dataset.toml").read_text("utf-8")


def draw_for(plan: dict[str, Any], subject: str) -> Draw:
    """Return the stream of chance of a subject."""
    return Draw(plan["set"]["seed"], subject)
