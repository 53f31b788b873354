"""Every figure of the product, by name: the only place where pages, routes, the terminal and reports get frames."""

from __future__ import annotations

from results.actions import Actions
from results.backtests import Backtests
from results.changes import Changes
from results.core import Figures, at_once
from results.displacement import Displacement
from results.emergency import Emergency
from results.evacuation import Evacuation
from results.gaps import Gaps
from results.gridded import Gridded
from results.identity import Identity
from results.kept_scenarios import KeptScenarios
from results.manage import Manage
from results.messages import Messages
from results.norms_in_force import NormsInForce
from results.partner_findings import PartnerFindings
from results.partners import Partners
from results.place_sheet import PlaceSheet
from results.preparedness import Preparedness
from results.preposition_asked import PrepositionAsked
from results.prepositioning import Prepositioning
from results.priority_list import PriorityList
from results.reach_plans import ReachPlans
from results.reach_trials import ReachTrials
from results.reach_work import ReachWork
from results.reports import Reports
from results.requests import Requests
from results.scenario_sheet import ScenarioSheet
from results.scenarios import Scenarios
from results.services import Services
from results.shelter_register import ShelterRegister
from results.shelters import Shelters
from results.site_register import SiteRegister
from results.site_sheet import SiteSheet
from results.situation import Situation
from results.stock_ledger import StockLedger
from results.stock_status import StockStatus
from results.stocks import Stocks
from results.triggers import Triggers
from results.trust import Trust
from results.warehouse_desk import WarehouseDesk
from results.ways import Ways

__all__ = ["Figures", "Results", "at_once"]


class Results(
    Situation,
    Services,
    Gaps,
    PriorityList,
    Partners,
    PartnerFindings,
    Actions,
    Changes,
    Displacement,
    Preparedness,
    Gridded,
    Emergency,
    Reports,
    Triggers,
    Messages,
    KeptScenarios,
    Scenarios,
    Shelters,
    ShelterRegister,
    Evacuation,
    WarehouseDesk,
    StockStatus,
    StockLedger,
    Stocks,
    Ways,
    Requests,
    ReachTrials,
    ReachPlans,
    ReachWork,
    Prepositioning,
    PrepositionAsked,
    Trust,
    Identity,
    Manage,
    NormsInForce,
    SiteRegister,
    PlaceSheet,
    SiteSheet,
    ScenarioSheet,
    Backtests,
):
    """Figures of one snapshot for one actor, through the cache that it is handed, then disclosure."""
