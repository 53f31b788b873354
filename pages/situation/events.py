"""What happened, what do communes report?"""

from components import session
from components.widgets import (
    edit_state,
    events_ask,
    events_bilan,
    events_issued,
    events_map,
    events_none,
    events_report,
    parts,
)

page = session.open_page("events.view")

edit_state.show_done(page)
asked = events_ask.choose(page)
part = parts.choose(page, ("bilan", "map", "report", "issued"))
draw = {"bilan": events_bilan.show, "map": events_map.show, "report": events_report.show, "issued": events_issued.show}
(draw[part] if asked.emergency else events_none.show)(page, asked)
