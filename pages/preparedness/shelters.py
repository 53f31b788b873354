"""Is there safe room, and for whom not?"""

from components import session
from components.widgets import (
    parts,
    shelter_access,
    shelter_allocation,
    shelter_ask,
    shelter_balance,
    shelter_departure,
    shelter_list,
    shelter_opening,
)

page = session.open_page("shelters.view")
page, asked = shelter_ask.choose(page)

part = parts.choose(page, ("balance", "map", "register", "allocation", "opening", "access", "departure"))
draw = {
    "balance": shelter_balance.show,
    "map": shelter_balance.on_map,
    "register": shelter_list.show,
    "allocation": shelter_allocation.show,
    "opening": shelter_opening.show,
    "access": shelter_access.show,
    "departure": shelter_departure.show,
}
draw[part](page, asked)
