"""Where do services fall short of the standards, for whom, and what would close it?"""

from components import session
from components.widgets import (
    coverage_area,
    coverage_ask,
    coverage_gaps,
    coverage_map,
    coverage_matrix,
    coverage_next,
    coverage_people,
    coverage_what_if,
    parts,
)

page = session.open_page("coverage.view")

asked = coverage_ask.choose(page)
part = parts.choose(page, ("matrix", "map", "gaps", "what_if", "next", "people", "area"))
draw = {
    "matrix": coverage_matrix.show,
    "map": coverage_map.show,
    "gaps": coverage_gaps.show,
    "what_if": coverage_what_if.show,
    "next": coverage_next.show,
    "people": coverage_people.show,
    "area": coverage_area.show,
}
draw[part](page, asked)
