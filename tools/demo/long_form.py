"""The long form: what each visit tells beside the short one, with what was not asked left open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.camp_answers import camp
from tools.demo.luck import Luck, Visit
from tools.demo.people_answers import COUNTED, people
from tools.demo.shelter_answers import shelter
from tools.demo.wash_answers import wash

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
# Asked in one question: told together, or not at all.
TOGETHER = (
    ("females", "males", *COUNTED, "pregnant_women", "breastfeeding_women", "women_with_menstrual_kit"),
    ("water_tested_on", "ecoli_cfu_100ml", "chlorine_mg_l"),
    ("toilets_separated", "toilets_women", "toilets_men"),
    ("toilets_total", "toilets_state"),
    ("households_without_shelter", "households_in_tents", "households_makeshift"),
    ("people_without_shelter_share", "people_in_tents_share", "people_makeshift_share", "people_indoors_share"),
    ("management_type", "management_mode", "management_since"),
    ("first_arrival_on", "last_arrival_on"),
)
QUESTION = {name: group[0] for group in TOGETHER for name in group}


def tell_all(plan: Row, visits: list[tuple[Visit, float]], origins: list[str]) -> None:
    """Add the long form to the rows of the visits.

    Parameters
    ----------
    plan
        plan.toml with answers.toml.
    visits
        Each visit with the share of questions that its round did not ask; the visit's row is filled in place.
    origins
        P-codes of the communes that people come from.
    """
    luck = Luck(plan)
    for visit, untold in visits:
        answers = wash(visit, luck) | shelter(visit, luck) | camp(visit, luck) | people(visit, luck, origins)
        visit.told.update(_asked(answers, untold, luck))


def _asked(answers: Mapping[str, Any], untold: float, luck: Luck) -> Row:
    """Leave out the questions that nobody put; a hurried visit leaves out most."""
    if luck.draw("hurried").chance(luck.part["hurried"]):
        untold = luck.part["hurried_untold"]
    put: dict[str, bool] = {}
    for name in answers:
        question = _question(name)
        if question not in put:
            chance = min(0.95, untold * luck.part["seldom"].get(question, 1.0))
            put[question] = not luck.draw(f"asked {question}").chance(chance)
    return {name: value for name, value in answers.items() if put[_question(name)]}


def _question(name: str) -> str:
    return QUESTION.get(name, name.removesuffix("_least").removesuffix("_most"))
