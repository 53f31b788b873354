"""Who may do what. Actions are named strings in one table; the default is deny; a decision carries its reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from data.home import ROOT
from geo.errors import NotAllowed

ROLES = ROOT / "data" / "reference" / "roles.toml"


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: a name for the record and a role of roles.toml."""

    name: str
    role: str


@dataclass(frozen=True)
class Decision:
    """Yes or no, and why (a locale key ``reason.<reason>``)."""

    allowed: bool
    reason: str


LOCAL = Actor("local", "coordinator")  # the loopback's user until accounts exist
NOBODY = Actor("nobody", "nobody")


@cache
def _rights() -> dict[str, frozenset[str]]:
    with ROLES.open("rb") as file:
        return {role: frozenset(entry["actions"]) for role, entry in tomllib.load(file).items()}


def actions() -> frozenset[str]:
    """Every action that exists."""
    return frozenset().union(*_rights().values())


def allowed(actor: Actor, action: str) -> Decision:
    """Whether an actor may do an action; unknown roles and unknown actions may nothing."""
    rights = _rights().get(actor.role)
    if rights is None:
        return Decision(allowed=False, reason="unknown_role")
    if action not in actions():
        return Decision(allowed=False, reason="unknown_action")
    if action not in rights:
        return Decision(allowed=False, reason="role_has_no_right")
    return Decision(allowed=True, reason="role_has_right")


def require(actor: Actor, action: str) -> None:
    """Go on only if the actor may.

    Raises
    ------
    NotAllowed
        With the action and the reason.
    """
    decision = allowed(actor, action)
    if not decision.allowed:
        raise NotAllowed(action, decision.reason)
