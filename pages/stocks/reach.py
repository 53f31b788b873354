"""How far does the stock reach, by when, and what stops it?"""

import streamlit as st

from components import session
from components.widgets import (
    parts,
    reach_answer,
    reach_ask,
    reach_change,
    reach_map,
    reach_places,
    reach_plan,
    reach_send,
    reach_variants,
    reach_ways,
    reach_work,
)

page = session.open_page("reach.view")
asked = reach_ask.choose(page)
if not reach_ask.ready(asked):
    st.stop()

above = st.container()
changes = reach_change.choose(page, asked)
with above:
    solved = reach_work.ready(page, asked, changes)
if not solved:
    st.stop()
reach_variants.show(page, asked, changes)
with above:
    answer = reach_answer.show(page, asked, changes)
    reach_map.show(page, asked, changes, answer)

part = parts.choose(page, ("places", "left", "items", "plan", "send", "ways"))
draw = {
    "places": reach_places.show,
    "left": reach_places.left,
    "items": reach_places.items,
    "plan": reach_plan.show,
    "send": reach_send.show,
    "ways": reach_ways.show,
}
draw[part](page, asked, changes)
