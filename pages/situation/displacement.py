"""How do people move: trends, flows, host families?"""

from components import session
from components.widgets import (
    displacement_ask,
    displacement_changes,
    displacement_events,
    displacement_host,
    displacement_series,
    displacement_trend,
    parts,
)

page = session.open_page("displacement.view")

asked = displacement_ask.choose(page)
part = parts.choose(page, ("trend", "sites", "events", "host", "series"))
draw = {
    "trend": displacement_trend.show,
    "sites": displacement_changes.show,
    "events": displacement_events.show,
    "host": displacement_host.show,
    "series": displacement_series.show,
}
draw[part](page, asked)
