"""Steps of a request to the common pipeline: which may follow which, who takes them, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from geo.errors import ReferenceProblem
from geo.frames import REQUEST_STATUSES
from geo.settings import Said, Setting, changes_of, parse_settings

FUNCTIONS = ("partner", "sector_coordinator", "dgpc", "warehouse_operator")
# The way of a request that nobody refuses; an approval in part stands where one in full does.
MAIN = ("received", "endorsed", "approved", "released", "delivered", "distributed", "reported", "closed")
APPROVED = ("approved", "partly_approved")
ENDED = ("refused", "closed", "cancelled")
OVERLAP = "overlap"
_FIELDS = ("decides", "after", "next")


@dataclass(frozen=True)
class Step:
    """One step.

    Parameters
    ----------
    key, decides
        One of `REQUEST_STATUSES`, and the function that takes it (one of `FUNCTIONS`).
    following
        Steps that may follow it; the first is the usual one. Empty: the request has ended.
    after
        Step from whose day its target counts; "" where it has no target.
    """

    key: str
    decides: str
    following: tuple[str, ...]
    after: str = ""


@dataclass(frozen=True)
class Steps:
    """All steps and their figures.

    Parameters
    ----------
    by_key
        The steps.
    figures
        Days that each step of `MAIN` may take, and the window of overlaps (`OVERLAP`), as editable settings.
    """

    by_key: Mapping[str, Step]
    figures: Mapping[str, Setting]

    def following(self, status: str) -> tuple[str, ...]:
        """Steps that may follow a status; none follows one that does not exist."""
        step = self.by_key.get(status)
        return step.following if step else ()

    def usual(self, status: str) -> str:
        """Return the step of `MAIN` that a request of a status waits for; "" once it has ended."""
        following = self.following(status)
        return following[0] if following else ""

    def waits_on(self, status: str) -> str:
        """Return the function that takes the next step; "" once the request has ended."""
        following = self.usual(status)
        return self.by_key[following].decides if following else ""

    def target(self, step: str) -> Setting | None:
        """Days that a step may take; None where it has no target."""
        return self.figures.get(as_main(step))

    def edited(self, values: Mapping[str, float], said: Mapping[str, Said]) -> Steps:
        """Return the steps with other figures.

        Raises
        ------
        ReferenceProblem
            ``bad_setting`` for a figure that does not exist.
        """
        figures = dict(self.figures)
        for key, value in values.items():
            if key not in figures:
                raise ReferenceProblem("bad_setting", setting=f"request.{key}", value=value)
            figures[key] = figures[key].edited(value, said.get(key), name=f"request_days_{key}")
        return replace(self, figures=figures)

    @property
    def changes(self) -> tuple[Any, ...]:
        """Figures that somebody changed."""
        return changes_of(*self.figures.values())


def as_main(status: str) -> str:
    """Return the step of `MAIN` that a status stands for."""
    return "approved" if status in APPROVED else status


def parse_steps(document: Mapping[str, Any]) -> Steps:
    """Read the steps from a parsed TOML document with the tables ``steps`` and ``figures``.

    Raises
    ------
    ReferenceProblem
        ``request_step.fields`` for a step with other fields than it must have, ``request_step.unknown`` for one that
        names a step or a function that does not exist, ``request_step.missing`` where one of `REQUEST_STATUSES` or a
        figure is not told; as `geo.settings.parse_settings`.
    """
    steps = {key: _step(key, entry) for key, entry in document["steps"].items()}
    figures = parse_settings(document["figures"])
    for needed in REQUEST_STATUSES:
        if needed not in steps:
            raise ReferenceProblem("request_step.missing", step=needed)
    for needed in (*MAIN[1:], OVERLAP):
        if needed not in figures:
            raise ReferenceProblem("request_step.missing", step=needed)
    return Steps(steps, figures)


def _step(key: str, entry: Mapping[str, Any]) -> Step:
    if set(entry) - set(_FIELDS) or {"decides", "next"} - set(entry):
        raise ReferenceProblem("request_step.fields", step=key)
    named = {key, *entry["next"], *filter(None, [entry.get("after", "")])}
    if named - set(REQUEST_STATUSES) or entry["decides"] not in FUNCTIONS:
        raise ReferenceProblem("request_step.unknown", step=key)
    return Step(key, entry["decides"], tuple(entry["next"]), entry.get("after", ""))
