"""What strikes: a zone set that was received, or a scenario that is reckoned. Never both."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.scenario import Scenario


@dataclass(frozen=True)
class Shock:
    """A hazard as a page, an export or the terminal names it.

    Parameters
    ----------
    name
        Key shown to the user and used in names of files.
    zone_set
        Key of stored zones; "" where a scenario is given.
    scenario
        Scenario whose zones are reckoned when asked for; None where zones are stored.

    Raises
    ------
    ValueError
        Where neither or both are given.
    """

    name: str = field(compare=False)
    zone_set: str = ""
    scenario: Scenario | None = None

    def __post_init__(self) -> None:
        if bool(self.zone_set) == (self.scenario is not None):
            raise ValueError("a shock is either a zone set or a scenario")

    @property
    def key(self) -> str:
        """What tells two shocks apart: the zone set, or the digest of the scenario."""
        return self.zone_set if self.scenario is None else self.scenario.digest
