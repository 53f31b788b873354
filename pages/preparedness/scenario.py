"""Who and what is in the way of a hazard?"""

import streamlit as st

from components import session
from components.widgets import (
    parts,
    scenario_ask,
    scenario_build,
    scenario_chain,
    scenario_compare,
    scenario_facilities,
    scenario_needs,
    scenario_people,
    scenario_print,
    scenario_stamp,
)

page = session.open_page("scenario.view")

shock = scenario_ask.choose(page)
draw = {
    "people": scenario_people.show,
    "chain": scenario_chain.show,
    "needs": scenario_needs.show,
    "facilities": scenario_facilities.show,
    "compare": scenario_compare.show,
    "print": scenario_print.show,
}
part = parts.choose(page, (*draw, *(("build",) if scenario_build.may(page) else ())))
if part == "build":
    scenario_build.show(page, shock)
elif shock is None:
    st.info(page.tr("scenario.none"))
else:
    scenario_stamp.show(page, shock)
    draw[part](page, shock)
