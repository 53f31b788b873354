"""Every figure of the product, by name: the only place where pages, routes, the terminal and reports get frames."""

from __future__ import annotations

from results.core import Figures, at_once
from results.identity import Identity
from results.manage import Manage
from results.preparedness import Preparedness
from results.services import Services
from results.situation import Situation
from results.stocks import Stocks
from results.trust import Trust

__all__ = ["Figures", "Results", "at_once"]


class Results(Situation, Services, Preparedness, Stocks, Trust, Identity, Manage):
    """Figures of one snapshot for one actor, through the cache that it is handed, then disclosure."""
